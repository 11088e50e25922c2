package index

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"

	"alliancebot/corpus"
)

// maxWrongObjects is how many of the 20 questions about something else are known to be
// answered. It may fall but not rise.
const maxWrongObjects = 1

// Questions that share a verb with an entry of a small FAQ but ask about something else
// should not be answered. Each entry's own question is.
func TestOtherObjects(t *testing.T) {
	faqs := map[string][]string{
		"library": {"how do I renew my parking permit", "can I borrow an umbrella", "how do I print a t-shirt", "do you accept gift cards"},
		"pool":    {"when does the restaurant open", "can I rent a bathrobe", "how do I book a massage", "where can I buy a newspaper"},
		"bikes":   {"how do I delete a photo", "how do I unlock my phone", "do you rent skateboards", "can I take a bike to Canada"},
		"kitchen": {"how do I clean the oven", "how do I replace the battery", "where can I order a pizza", "how do I register my warranty for the fridge"},
		"camp":    {"can I bring my horse", "can I rent a canoe", "do you sell ice cream", "how do I get to the airport"},
	}
	const entries, asked = 14, 4
	var wrong []string
	for name, questions := range faqs {
		faq, err := os.ReadFile(filepath.Join("testdata/objects", name+".faq.md"))
		if err != nil {
			t.Fatal(err)
		}
		engine := open(t, load(t, fstest.MapFS{
			name + ".md":     {Data: []byte("---\ntitle: " + name + "\nlanguage: en\n---\n")},
			name + ".faq.md": {Data: faq},
		}))
		if units := engine.Corpus().Units; len(units) != entries || len(questions) != asked {
			t.Fatalf("%s has %d entries and %d questions, want %d and %d", name, len(units), len(questions), entries, asked)
		}
		for _, u := range engine.Corpus().Units {
			answer := ask(t, engine, u.Question)
			if u.Kind != corpus.FAQ || answer.Verdict != Answered || answer.Hits[0].Unit != u {
				t.Errorf("Ask(%q) = %s %+v, want its entry", u.Question, answer.Verdict, answer.Hits)
			}
		}
		for _, question := range questions {
			if answer := ask(t, engine, question); answer.Verdict == Answered {
				wrong = append(wrong, fmt.Sprintf("%q at %.2f with %q", question, answer.Confidence, answer.Hits[0].Unit.Question))
			}
		}
	}
	if len(wrong) > maxWrongObjects {
		t.Errorf("Ask answers %d questions about other objects, want at most %d: %q", len(wrong), maxWrongObjects, wrong)
	}
}
