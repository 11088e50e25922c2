package commands

import (
	"strings"
	"testing"

	"alliancebot/internal/golden"
	"alliancebot/internal/wording"
)

// Each way that a verdict comes about is explained in plain words.
func TestWhy(t *testing.T) {
	r, _ := teachable(t)
	var text strings.Builder
	for _, question := range []string{
		"What do hedgehogs eat?",
		"what should I give a hedgehog to drink",
		"when do I prune the aple tree",
		"who sells compost",
		"trees",
		"zorgle the flurbish quuxen of trees",
		"how deep is the hole for a pear tree",
		"who are you",
		"what is it about?",
		"wie alt ist der Garten",
		"I like gardens a lot. There is so much to do. When do I water the roses?",
	} {
		got := why(t, r, question)
		text.WriteString(got.Text + "\n\n")
		if !got.Private || len(picks(got, unitCommand)) == 0 || button(t, got, wording.NewAnswerButton).Value == "" {
			t.Errorf("/knowledge why %q = %+v, want it private with ways to teach", question, got)
		}
	}
	golden.Check(t, "testdata/why.txt", []byte(text.String()))
}

func TestWhyWithoutAQuestion(t *testing.T) {
	r, _ := teachable(t)
	if got := why(t, r, " ?"); got.Text != "Ask a question. For example: /ask question: When should I water the roses?" || len(got.Menus) > 0 {
		t.Errorf("/knowledge why ? = %+v", got)
	}
	choices, err := r.Complete(t.Context(), Request{Command: "knowledge why", Options: map[string]string{QuestionOption: "hedge"}}, QuestionOption)
	if err != nil || len(choices) == 0 {
		t.Fatalf("Complete = %v, %v", choices, err)
	}
	if got := why(t, r, choices[0].Value); !strings.HasPrefix(got.Text, "“What do hedgehogs eat?”\nIt is a known question") {
		t.Errorf("/knowledge why with a completed question = %q", got.Text)
	}
	if got := why(t, r, "#AAAAAAAAAAAAAAA"); got.Text != english.T(wording.Gone) {
		t.Errorf("/knowledge why with what is gone = %q", got.Text)
	}
}

func TestPercent(t *testing.T) {
	for share, want := range map[float64]string{0: "0", 0.001: "<1", 0.5: "50", 0.994: "99", 0.999: ">99", 1: "100"} {
		if got := percent(share); got != want {
			t.Errorf("percent(%v) = %q, want %q", share, got, want)
		}
	}
}
