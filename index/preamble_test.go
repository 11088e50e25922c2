package index

import (
	"strings"
	"testing"
)

func TestPreamble(t *testing.T) {
	tests := []struct{ question, asked string }{
		{"hey guys and folks", "and folks"},
		{"does anyone know what it does", "what it does"},
		{"hey guys can somebody please explain to me why it fell", "why it fell"},
		{"hi quick question any idea who paid", "who paid"},
		{"i was wondering whether it fell", "whether it fell"},
		{"what does anyone know about it", "what does anyone know about it"},
		{"do you know any jokes", "do you know any jokes"},
		{"can you tell me about oaks", "can you tell me about oaks"},
		{"hi everyone", "hi everyone"},
		{"hello", "hello"},
		{"does anyone know", "does anyone know"},
		{"does anyone know what", "what"},
		{"", ""},
	}
	for _, test := range tests {
		words := strings.Fields(test.question)
		if got := strings.Join(words[preambleLength(words):], " "); got != test.asked {
			t.Errorf("%q without its preamble is %q, want %q", test.question, got, test.asked)
		}
	}
}

func TestPreambleDoesNotChangeTheAnswer(t *testing.T) {
	engine := defaultEngine(t)
	const question = "what does SageMaker do?"
	want := ask(t, engine, question)
	if want.Verdict != Answered {
		t.Fatalf("Ask(%q) = %+v, want an answer", question, want)
	}
	for _, lead := range []string{"does anyone here know ", "Hello everyone! Quick question: ", "can somebody tell me please, "} {
		got := ask(t, engine, lead+question)
		if got.Verdict != want.Verdict || got.Confidence != want.Confidence || got.Hits[0].Unit != want.Hits[0].Unit || len(got.Missing) > 0 {
			t.Errorf("Ask(%q) = %+v, want the same as without the preamble", lead+question, got)
		}
	}
}
