package index

import (
	"slices"
	"testing"

	"alliancebot/corpus"
)

func TestRelated(t *testing.T) {
	engine := townEngine(t)
	tests := []struct {
		name, question string
		want           []string
	}{
		{"a FAQ question", "When does the market open?", []string{"When does the market close?", "Who runs the market?"}},
		{"nothing relevant", "is espresso sold here", nil},
		{"another subject", "how do I knit a scarf", nil},
		{"unknown words", "blorp fnord", nil},
		{"nothing", "", nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := textsOf(ask(t, engine, test.question).Related); !slices.Equal(got, test.want) {
				t.Errorf("Ask(%q).Related = %q, want %q", test.question, got, test.want)
			}
		})
	}
}

// Two stories may have the same question.
func TestRelatedLacksTheQuestionItself(t *testing.T) {
	const question = "Where do I get a ticket?"
	c := load(t, town)
	twin := func(id, text string) *corpus.Unit {
		return &corpus.Unit{ID: id, Kind: corpus.FAQ, Story: c.Stories[0], Heading: "Questions", Question: question, Text: text}
	}
	c.Units = append(c.Units, twin("a", "A ticket is sold at the gate."), twin("b", "The driver has them."))
	engine := open(t, c)
	for _, typed := range []string{question, "where do i get a TICKET"} {
		if got := textsOf(ask(t, engine, typed).Related); slices.Contains(got, question) {
			t.Errorf("Ask(%q).Related = %q, want it without the question", typed, got)
		}
	}
}

func TestRelatedToDefaultStory(t *testing.T) {
	const some = 3
	engine := defaultEngine(t)
	asked, withSome := 0, 0
	for _, u := range engine.Corpus().Units {
		for _, question := range u.Questions() {
			asked++
			if len(ask(t, engine, question.Text).Related) >= some {
				withSome++
			}
		}
	}
	if 4*withSome < 3*asked {
		t.Errorf("%d of %d known questions have %d related ones or more, want three quarters", withSome, asked, some)
	}
	for _, question := range []string{"how long must I boil an egg", "hello there", "asdkj qwoeiru zzxmn", "tallest summit of Peru"} {
		if got := ask(t, engine, question).Related; len(got) > 0 {
			t.Errorf("Ask(%q).Related = %q, want none", question, textsOf(got))
		}
	}
}
