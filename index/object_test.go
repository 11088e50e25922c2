package index

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"

	"alliancebot/corpus"
)

// Questions that share a verb with an entry of a small FAQ but ask about something else
// are not answered. Each entry's own question is.
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
	if len(wrong) > 0 {
		t.Errorf("Ask answers %d questions about other objects, want none: %q", len(wrong), wrong)
	}
}

// A question about what one name does is not answered with what another one does.
func TestOtherSubjects(t *testing.T) {
	engine := defaultEngine(t)
	for _, question := range []string{"why did OpenAI fear Amazon", "why did amazon fear microsoft", "why did openai fear amazon?", "why would openai dread amazon", "what was openais fear", "what was OpenAI’s fear"} {
		if got := why(t, engine, question); got.Verdict == Answered || got.Cause != OtherObject {
			t.Errorf("Why(%q) = %s at %.2f for cause %d, want no answer for %d", question, got.Verdict, got.Confidence, got.Cause, OtherObject)
		}
	}
	for _, question := range []string{"why did Microsoft fear OpenAI and Amazon", "what did microsoft fear", "what was microsofts fear", "what was Amazon’s fear", "what did microsoft dread", "why does aws have an edge", "did the alliance happen"} {
		if got := why(t, engine, question); got.Cause == OtherObject {
			t.Errorf("Why(%q) = %s for another object, want it judged by what it asks", question, got.Verdict)
		}
	}
}

// A question about an unknown name is not answered with what the story says of its own.
func TestUnknownSubjects(t *testing.T) {
	engine := defaultEngine(t)
	for _, question := range []string{"how has Nvidia benefited from its partnership with OpenAI?", "why is alibaba a significant competitor in the ai cloud space"} {
		if got := why(t, engine, question); got.Verdict == Answered || got.Cause != OtherObject {
			t.Errorf("Why(%q) = %s at %.2f for cause %d, want no answer for %d", question, got.Verdict, got.Confidence, got.Cause, OtherObject)
		}
	}
}

// A question about another year is not answered, unless it only mentions it.
func TestOtherYears(t *testing.T) {
	engine := bridgeEngine(t)
	for question, other := range map[string]bool{
		"when did work on the stone bridge begin in 1870":   true,
		"when did work on the stone bridge begin in 1851":   false,
		"what did the floods of 2024 destroy":               true,
		"what did the floods destroy in 30000 tons of rain": false,
		"my uncle bought his first camera in 1987 and took photos of every bridge in the valley: when did work on the stone one begin": false,
	} {
		if got := why(t, engine, question); (got.Cause == OtherObject) != other || other && got.Verdict == Answered {
			t.Errorf("Why(%q) = %s at %.2f for cause %d, want no answer for %d: %t", question, got.Verdict, got.Confidence, got.Cause, OtherObject, other)
		}
	}
}

// What is listed of one name and another is not for the other alone.
func TestListedWithAnotherName(t *testing.T) {
	engine := defaultEngine(t)
	for _, question := range []string{"pourquoi Microsoft avait peur", "マイクロソフトはなぜ恐れたのか", "why was microsoft scared"} {
		if got := why(t, engine, question); got.Verdict != Answered {
			t.Errorf("Why(%q) = %s at %.2f for cause %d, want %s", question, got.Verdict, got.Confidence, got.Cause, Answered)
		}
	}
	for _, question := range []string{"pourquoi OpenAI avait peur de Microsoft", "OpenAIはなぜマイクロソフトを恐れたの"} {
		if got := why(t, engine, question); got.Verdict == Answered {
			t.Errorf("Why(%q) = %s at %.2f, want no answer", question, got.Verdict, got.Confidence)
		}
	}
}

// What is listed as unanswered for one name is not for another.
func TestListedForAnotherName(t *testing.T) {
	engine := open(t, load(t, fstest.MapFS{
		"mill.md": {Data: []byte("---\ntitle: The mill\nlanguage: en\n---\n\nThe Hansens sold the old mill because the river had moved.\n")},
		"mill.phrasings.yaml": {Data: []byte(`
lead/1:
  - what made them give up the mill
unanswered:
  - why did the Petersens sell the old mill at last
`)},
	}))
	if got := why(t, engine, "why did the Hansens sell the old mill at last"); got.Verdict != Answered {
		t.Errorf("asked of the name in the story: %s at %.2f for cause %d, want %s", got.Verdict, got.Confidence, got.Cause, Answered)
	}
	for _, question := range []string{"why did the Petersens sell the old mill at last", "why did petersens sell the old mill"} {
		if got := why(t, engine, question); got.Verdict == Answered || got.Cause != ListedUnanswered {
			t.Errorf("Why(%q) = %s at %.2f for cause %d, want no answer for %d", question, got.Verdict, got.Confidence, got.Cause, ListedUnanswered)
		}
	}
}
