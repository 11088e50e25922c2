package index

import "testing"

// Punctuation that was dictated is read as such at the end of a message.
func TestReadable(t *testing.T) {
	tests := []struct{ text, want string }{
		{"who did it question mark", "who did it?"},
		{"so comma who did it Question Mark.", "so, who did it?"},
		{"it failed full stop who knew exclamation point", "it failed, who knew?"},
		{"what is a question mark for", "what is a question mark for"},
		{"question mark", "question mark"},
		{"is there a grace period", "is there a grace period"},
	}
	for _, test := range tests {
		if got := readable(test.text); got != test.want {
			t.Errorf("readable(%q) = %q, want %q", test.text, got, test.want)
		}
	}
}
