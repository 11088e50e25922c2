package index

import (
	"math"
	"reflect"
	"testing"
	"testing/fstest"
)

func why(t *testing.T, engine *Engine, question string) Reasons {
	t.Helper()
	s, release := engine.Acquire()
	defer release()
	reasons, err := s.Why(t.Context(), question)
	if err != nil {
		t.Fatalf("Why(%q): %v", question, err)
	}
	return reasons
}

func TestWhereWordsWereFound(t *testing.T) {
	tests := []struct {
		question string
		first    string
		words    []WordMatch
	}{
		{"who was the architect of the history", "bridge/history/1", []WordMatch{
			{"architect", BySynonym, []string{"builder"}}, {"history", InHeading, nil}}},
		{"did the flods take the scaffold of the tower", "bridge/history/1", []WordMatch{
			{"floods", InText, nil}, {"take", InText, nil}, {"scaffold", InText, nil}, {"tower", Nowhere, nil}}},
		{"in which year did the works start at the inn", "bridge/history/1", []WordMatch{
			{"year", InQuestions, nil}, {"works", InText, nil}, {"start", BySynonym, []string{"begin", "began", "begun", "beginning"}}, {"inn", Elsewhere, nil}}},
		{"blorp?", "", []WordMatch{{"blorp", Nowhere, nil}}},
	}
	engine := bridgeEngine(t)
	for _, test := range tests {
		got := why(t, engine, test.question)
		if (got.First == nil) != (test.first == "") || got.First != nil && got.First.ID != test.first {
			t.Errorf("Why(%q).First = %v, want %q", test.question, got.First, test.first)
		}
		if !reflect.DeepEqual(got.Words, test.words) {
			t.Errorf("Why(%q).Words = %+v, want %+v", test.question, got.Words, test.words)
		}
	}
}

// shop is a FAQ with two answers to one question.
var shop = fstest.MapFS{
	"shop.md":     {Data: []byte("---\ntitle: Shop\nlanguage: en\n---\n")},
	"shop.faq.md": {Data: []byte("## How do I delete my account?\n\nOpen the settings and choose Delete.\n\n## How do I pay?\n\nBy card.\n\n## How do I pay?\n\nBy invoice, at the end of the month.\n")},
}

func TestCauses(t *testing.T) {
	shopping, gardening := open(t, load(t, shop)), gardenEngine(t)
	tests := []struct {
		question string
		verdict  Verdict
		cause    Cause
		engine   *Engine
	}{
		{"when did work begin in 1851", Answered, ByConfidence, bridgeEngine(t)},
		{"what did the floods destroy?", Answered, KnownQuestion, bridgeEngine(t)},
		{"how much does the toll cost", None, ListedUnanswered, bridgeEngine(t)},
		{"tell me about azure", Answered, Topic, defaultEngine(t)},
		{"blorp?", None, NothingFound, bridgeEngine(t)},
		{"bridge zorgle flurbish quuxen", None, UnknownWords, bridgeEngine(t)},
		{"which years was the bridge not closed", Suggested, NotNegated, bridgeEngine(t)},
		{"race bike for sale", None, TooLittleInCommon, defaultEngine(t)},
		{"who made you", None, SmallTalk, defaultEngine(t)},
		{"how do I delete my photo", Suggested, OtherObject, shopping},
		{"how do I pay", Suggested, SeveralAsked, shopping},
		{"what should I give a hedgehog to drink", None, OffTopic, gardening},
	}
	for _, test := range tests {
		if got := why(t, test.engine, test.question); got.Verdict != test.verdict || got.Cause != test.cause {
			t.Errorf("Why(%q) = %s for cause %d, want %s for %d", test.question, got.Verdict, got.Cause, test.verdict, test.cause)
		}
	}
}

// The evidence adds up to the confidence: with the bias and what people are not told.
func TestEvidenceAddsUp(t *testing.T) {
	engine := bridgeEngine(t)
	for _, question := range []string{"when did work on the stone bridge begin", "how long is the tower", "why was the inn closed"} {
		s := engine.live.subindexes[0]
		q, err := s.parseQuestion(t.Context(), question)
		if err != nil {
			t.Fatal(err)
		}
		r, err := s.rank(t.Context(), newScratch(s), q)
		if err != nil {
			t.Fatal(err)
		}
		v := s.verdictFeatures(q, &r)
		contributions := verdictModel.contributions(v)
		sum := contributions[0].effect // the bias
		for i, c := range contributions[1:] {
			if kindOf[i] == otherEvidence {
				sum += c.effect
			}
		}
		got := why(t, engine, question)
		for i, e := range got.Evidence {
			sum += e.Weight
			if i > 0 && math.Abs(e.Weight) > math.Abs(got.Evidence[i-1].Weight) {
				t.Errorf("Why(%q).Evidence = %+v, want the weightiest first", question, got.Evidence)
			}
		}
		if want := verdictModel.Probability(&v); math.Abs(1/(1+math.Exp(-sum))-want) > 1e-9 {
			t.Errorf("the evidence for %q adds up to %.3f, want %.3f", question, 1/(1+math.Exp(-sum)), want)
		}
	}
}

func TestRunnerUp(t *testing.T) {
	engine := bridgeEngine(t)
	got := why(t, engine, "for how long was the bridge shut")
	if got.First.ID != "bridge/repairs/1" || got.RunnerUp == nil || got.Lead <= 1 || got.Similar != "for how long did the town shut it" || got.Similarity <= 0.3 {
		t.Errorf("Why = first %s, runner-up %v, lead %.2f, similar %q at %.2f", got.First.ID, got.RunnerUp, got.Lead, got.Similar, got.Similarity)
	}
	if known := why(t, engine, "who paid for the bridge then"); known.Listed != "who paid for the bridge" {
		t.Errorf("Why.Listed = %q", known.Listed)
	}
}
