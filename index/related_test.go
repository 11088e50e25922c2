package index

import (
	"context"
	"errors"
	"slices"
	"testing"

	"alliancebot/corpus"
)

func related(t testing.TB, engine *Engine, question string, limit int) []Proposal {
	t.Helper()
	proposals, err := engine.Related(t.Context(), question, limit)
	if err != nil {
		t.Fatalf("Related(%q, %d): %v", question, limit, err)
	}
	return proposals
}

func textsOf(proposals []Proposal) []string {
	var texts []string
	for _, p := range proposals {
		texts = append(texts, p.Text)
	}
	return texts
}

func TestRelated(t *testing.T) {
	engine := open(t, load(t, town))
	tests := []struct {
		name, question string
		limit          int
		want           []string
	}{
		{"a FAQ question", "When does the market open?", 5, []string{"When does the market close?", "Who runs the market?"}},
		{"at most the limit", "When does the market open?", 1, []string{"When does the market close?"}},
		{"no room", "When does the market open?", 0, nil},
		{"less than no room", "When does the market open?", -1, nil},
		{"nothing near", "is espresso sold here", 5, nil},
		{"another subject", "how do I knit a scarf", 5, nil},
		{"unknown words", "blorp fnord", 5, nil},
		{"nothing", "", 5, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := textsOf(related(t, engine, test.question, test.limit)); !slices.Equal(got, test.want) {
				t.Errorf("Related(%q, %d) = %q, want %q", test.question, test.limit, got, test.want)
			}
		})
	}
}

// The same question may be known in two stories.
func TestRelatedIsNeverTheQuestionItself(t *testing.T) {
	const question = "Where do I get a ticket?"
	c := load(t, town)
	twin := func(id, text string) *corpus.Unit {
		return &corpus.Unit{ID: id, Kind: corpus.FAQ, Story: c.Stories[0], Heading: "Questions", Question: question, Text: text}
	}
	c.Units = append(c.Units, twin("a", "A ticket is sold at the gate."), twin("b", "The driver has them."))
	engine := open(t, c)
	for _, asked := range []string{question, "where do i get a TICKET"} {
		if got := textsOf(related(t, engine, asked, 5)); slices.Contains(got, question) {
			t.Errorf("Related(%q) = %q, want it without the question", asked, got)
		}
	}
}

// TestRelatedToTheDefaultStory checks what holds of all related questions, and
// that there are usually some to choose from.
func TestRelatedToTheDefaultStory(t *testing.T) {
	const limit, some = 5, 3
	engine := openDefault(t)
	asked, withSome := 0, 0
	for _, u := range engine.Corpus().Units {
		for _, question := range u.Questions() {
			proposals := related(t, engine, question.Text, limit)
			if asked++; len(proposals) >= some {
				withSome++
			}
			if len(proposals) > limit {
				t.Errorf("Related(%q, %d) are %d", question.Text, limit, len(proposals))
			}
			units := map[*corpus.Unit]bool{u: true} // which comes first for its own question
			for _, p := range proposals {
				if units[p.Unit] || p.Kind != Question || !slices.Contains(p.Unit.Questions(), corpus.Phrasing{Text: p.Text, Says: p.Says}) {
					t.Errorf("Related(%q) has %+v, want a known question of another unit", question.Text, p)
				}
				units[p.Unit] = true
			}
		}
	}
	if 4*withSome < 3*asked {
		t.Errorf("%d of %d known questions have %d related ones or more, want three quarters", withSome, asked, some)
	}
}

func TestRelatedToWhatIsNotAnswered(t *testing.T) {
	engine := openDefault(t)
	for _, question := range []string{"how long must I boil an egg", "hello there", "asdkj qwoeiru zzxmn", "tallest mountain of Peru"} {
		if got := related(t, engine, question, 5); len(got) > 0 {
			t.Errorf("Related(%q) = %q, want none", question, textsOf(got))
		}
	}
}

func TestRelatedCancelled(t *testing.T) {
	engine := open(t, passages("The zorb is old."))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := engine.Related(ctx, "zorb", 5); !errors.Is(err, context.Canceled) {
		t.Errorf("Related with a cancelled context = %v, want %v", err, context.Canceled)
	}
}
