package prose

import "testing"

func TestClean(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"plain", "a\nb", "a\nb"},
		{"line ends", "a\r\nb\rc\u2028d", "a\nb\nc\nd"},
		{"tab", "a\tb", "a\tb"},
		{"controls", "a\x00\x1b[31mb\x7f", "a[31mb"},
		{"white space", "a\vb\fc\u0085d", "a b c d"},
		{"override", "\u202Eevil\u202C \u2066x\u2069", "evil x"},
		{"zero width", "a\u200Bb\uFEFFc\u2060", "abc"},
		{"joiners stay", "👩\u200D👧 می\u200Cخواهم", "👩\u200D👧 می\u200Cخواهم"},
		{"right to left", "שלום עולם", "שלום עולם"},
		{"invalid", "a\xffb", "a\uFFFDb"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := Clean(tt.in); got != tt.want {
				t.Errorf("Clean(%q) = %q, want %q", tt.in, got, tt.want)
			}
		})
	}
}

func TestLine(t *testing.T) {
	tests := []struct{ in, want string }{
		{" a\tb \n\n c ", "a b c"},
		{"« à\u00a0propos\u202f!", "« à\u00a0propos\u202f!"},
		{"\x00", ""},
	}
	for _, tt := range tests {
		if got := Line(tt.in); got != tt.want {
			t.Errorf("Line(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

func TestSearchable(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"plain", "full café 🙂", "full café 🙂"},
		{"zero width", "fu\u200bll\ufeff\u2060", "full"},
		{"direction", "\u202efull\u202c\u2066\u200f", "full"},
		{"soft hyphen", "fu\u00adll", "full"},
		{"controls", "a\x00b\tc\nd", "a b c d"},
		{"invalid", "a\xff\xfeb", "a b"},
		{"cut inside a character", "caf\xc3", "caf "},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := Searchable(tt.in); got != tt.want {
				t.Errorf("Searchable(%q) = %q, want %q", tt.in, got, tt.want)
			}
		})
	}
}

func TestTruncate(t *testing.T) {
	tests := []struct {
		in    string
		limit int
		want  string
	}{
		{"abc", 3, "abc"},
		{"abcd", 3, "ab…"},
		{"ab cd", 4, "ab…"},
		{"abc def ghi", 9, "abc def…"},
		{"abc def ghi", 8, "abc def…"},
		{"a bcdefghi", 6, "a bcd…"},
		{"👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧", 2, "👩‍👩‍👧…"},
		{"", 1, ""},
	}
	for _, tt := range tests {
		if got := Truncate(tt.in, tt.limit); got != tt.want {
			t.Errorf("Truncate(%q, %d) = %q, want %q", tt.in, tt.limit, got, tt.want)
		}
	}
}

func TestKey(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"plain", "Future Outlook", "future outlook"},
		{"symbols", "Background of Microsoft & OpenAI Partnership", "background of microsoft openai partnership"},
		{"apostrophes", "Amazon’s and Microsoft's", "amazons and microsofts"},
		{"symbols at the ends", " -- Why?! ", "why"},
		{"numbers", "In 2026: GPT-4, H₂O", "in 2026 gpt 4 h₂o"},
		{"composed and decomposed", "Cafe\u0301", "café"},
		{"other scripts", "Что нового? 人工智能！", "что нового 人工智能"},
		{"vowel signs", "हिन्दी भाषा", "हिन्दी भाषा"},
		{"Arabic", "ما هو الذكاء؟", "ما هو الذكاء"},
		{"no words", "?! — 🎉", ""},
		{"empty", "", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := Key(test.in); got != test.want {
				t.Errorf("Key(%q) = %q, want %q", test.in, got, test.want)
			}
		})
	}
}

func TestFind(t *testing.T) {
	if got := Find("one two", "two"); got != (Span{4, 7}) || got.Of("one two") != "two" {
		t.Errorf("Find = %v", got)
	}
	if got := Find("one", "two"); !got.IsZero() {
		t.Errorf("Find(missing part) = %v, want the zero Span", got)
	}
}
