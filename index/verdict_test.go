package index

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
)

// bridge is a story with few phrasings, a vocabulary and unanswered questions.
var bridge = fstest.MapFS{
	"bridge.md": {Data: []byte(`---
title: The bridge of Arn
url: https://example.org/bridge
---

The stone bridge of Arn crosses the gorge on a single arch, forty meters above the water.

## History

Its builder was Jon Marl, a mason from the valley. Work began in 1851. Floods took the scaffold twice, and the last stone was set in the spring of 1856.

## Repairs

In 1990 the town closed the bridge for two years. New steel rods now hold the arch together.

## Visits

Buses stop at the northern end every hour. A path leads down to the water and to a small inn.
`)},
	"bridge.phrasings.yaml": {Data: []byte(`
history/1:
  - says: Work began in 1851
    ask: [when did they start building it, in which year did the works start]
  - says: Floods took the scaffold twice
    ask: [what did the floods destroy]
repairs/1:
  - why was it closed in the nineties
  - for how long did the town shut it
visits/1:
  - how do I get there by bus
unanswered:
  - how much does the toll cost
  - who paid for the bridge
  - how many people cross it each day
`)},
	"bridge.vocabulary.yaml": {Data: []byte("- say: [architect, designer]\n  mean: [builder]\n- say: [old grey, greybeard]\n  mean: [stone bridge]\n")},
}

var bridgeEngine = shared(bridge)

// An article answers more questions than most corpora, and a short FAQ fewer, until there are
// phrasings.
func TestAnswerFrom(t *testing.T) {
	texts := func(n int, form string) string {
		var all strings.Builder
		for i := range n {
			fmt.Fprintf(&all, form, i)
		}
		return all.String()
	}
	entries := func(n int) string { return texts(n, "## How do I pay invoice %d?\n\nBy card.\n\n") }
	sections := func(n int) string {
		return texts(n, "## Desk %d\n\nYou can pay by card at the desk or by transfer from any bank, as you like; cash is not accepted since the robbery of 2019, nor are checks, vouchers or foreign coins of any kind.\n\n")
	}
	for _, test := range []struct {
		name  string
		files map[string]string
		want  float64
	}{
		{"article", map[string]string{"a.md": sections(minArticle)}, articleThreshold},
		{"very short story", map[string]string{"a.md": sections(minArticle - 1)}, answerThreshold},
		{"long story", map[string]string{"a.md": sections(maxArticle + 1)}, answerThreshold},
		{"two stories", map[string]string{"a.md": sections(2), "b.md": sections(minArticle)}, answerThreshold},
		{"short FAQ", map[string]string{"a.faq.md": entries(1)}, shortFAQThreshold},
		{"short FAQ with an introduction", map[string]string{"a.md": sections(1), "a.faq.md": entries(2)}, shortFAQThreshold},
		{"article with a FAQ", map[string]string{"a.md": sections(minArticle), "a.faq.md": entries(1)}, answerThreshold},
		{"long FAQ", map[string]string{"a.faq.md": entries(maxShortFAQ + 1)}, answerThreshold},
	} {
		files := make(fstest.MapFS)
		for name, text := range test.files {
			files[name] = &fstest.MapFile{Data: []byte("---\ntitle: Pay\n---\n\n" + text)}
		}
		s := open(t, load(t, files)).live.subindexes[0]
		if got := s.answerFrom(0); got != test.want {
			t.Errorf("%s of %d units: answers from %v, want %v", test.name, len(s.units), got, test.want)
		}
	}
	article := sections(minArticle)
	s := open(t, load(t, fstest.MapFS{
		"a.md":             {Data: []byte("---\ntitle: Pay\n---\n\n" + article)},
		"a.phrasings.yaml": {Data: []byte("desk-0/1: [may I use my card, is plastic fine]\n")},
	})).live.subindexes[0]
	if with, without := s.answerFrom(0), s.answerFrom(1); without != articleThreshold || with <= without || with >= answerThreshold {
		t.Errorf("units with and without phrasings are answered from %v and %v, want more for the first, and %v for the other", with, without, articleThreshold)
	}
}

// A question that a unit has as a phrasing is answered by that unit, however it is typed.
func TestPhrasingsAreAnswered(t *testing.T) {
	engine := bridgeEngine(t)
	for _, u := range engine.Corpus().Units {
		for _, p := range u.Phrasings {
			for _, typed := range []string{p.Text, p.Text + "?!", "  " + p.Text + "  ", "hey, " + p.Text} {
				answer := ask(t, engine, typed)
				if answer.Verdict != Answered || answer.Hits[0].Unit != u {
					t.Errorf("Ask(%q) = %s at %.2f with %+v, want %s from %s", typed, answer.Verdict, answer.Confidence, answer.Hits, Answered, u.ID)
				}
			}
			if answer := ask(t, engine, p.Text); answer.Confidence < exactSimilarity {
				t.Errorf("Ask(%q).Confidence = %.2f, want at least %.2f", p.Text, answer.Confidence, exactSimilarity)
			}
		}
	}
}

// A question that is listed as unanswered, or a light rewording of it, is not answered.
func TestListedQuestionsAreNotAnswered(t *testing.T) {
	engine := bridgeEngine(t)
	for _, question := range []string{
		"how much does the toll cost", "How much does the toll cost?", "so how much does the toll cost", "what does the toll cost", "how much is the toll", "how much did the toll cost",
		"who paid for the bridge", "Who paid for this bridge?", "who payed for the bridge", "and who paid for the bridge then",
		"how many people cross it each day", "how many people cross the bridge each day", "How many people cross it every day?",
	} {
		if answer := ask(t, engine, question); answer.Verdict == Answered {
			t.Errorf("Ask(%q) = %s at %.2f with %s, want no answer", question, answer.Verdict, answer.Confidence, answer.Hits[0].Unit.ID)
		}
	}
}

func TestSmallTalkIsNotAnswered(t *testing.T) {
	engine := bridgeEngine(t)
	general := engine.Corpus()
	for _, talk := range general.Unanswered[:general.SmallTalk] {
		if answer := ask(t, engine, talk.Text); answer.Verdict != None || answer.Close {
			t.Errorf("Ask(%q) = %s at %.2f, close %v, want none", talk.Text, answer.Verdict, answer.Confidence, answer.Close)
		}
	}
}

// A topic, or a nickname of it in the vocabulary, is answered as if it were a question.
func TestTopics(t *testing.T) {
	engine := bridgeEngine(t)
	tests := []struct{ question, unit string }{
		{"greybeard", "bridge/lead/1"},
		{"old grey", "bridge/lead/1"},
		{"tell me about greybeard", "bridge/lead/1"},
		{"what about the greybeard?", "bridge/lead/1"},
		{"can you give me any info on the steel rods", "bridge/repairs/1"},
		{"inn anyone", "bridge/visits/1"},
		{"architect", "bridge/history/1"},
		{"steel rods", "bridge/repairs/1"},
		{"the inn", "bridge/visits/1"},
		{"Jon Marl", "bridge/history/1"},
	}
	for _, test := range tests {
		answer := ask(t, engine, test.question)
		if answer.Verdict != Answered || answer.Hits[0].Unit.ID != test.unit {
			t.Errorf("Ask(%q) = %s at %.2f with %+v, want %s", test.question, answer.Verdict, answer.Confidence, answer.Hits, test.unit)
		}
	}
	for _, question := range []string{"lighthouse", "tell me about the lighthouse", "what", "tell me"} {
		if answer := ask(t, engine, question); answer.Verdict == Answered {
			t.Errorf("Ask(%q) = %s at %.2f with %s, want no answer", question, answer.Verdict, answer.Confidence, answer.Hits[0].Unit.ID)
		}
	}
}

// A unit is found by a synonym alone, without any word of the question.
func TestSynonymsAlone(t *testing.T) {
	engine := bridgeEngine(t)
	for _, question := range []string{"who was the architect?", "who was the designer", "architects"} {
		answer := ask(t, engine, question)
		if answer.Verdict != Answered || answer.Hits[0].Unit.ID != "bridge/history/1" {
			t.Errorf("Ask(%q) = %s at %.2f with %+v, want bridge/history/1", question, answer.Verdict, answer.Confidence, answer.Hits)
		}
	}
	// Nobody says builder for an architect who is not in the story.
	bare := open(t, load(t, fstest.MapFS{"bridge.md": bridge["bridge.md"]}))
	if answer := ask(t, bare, "who was the architect?"); answer.Verdict == Answered {
		t.Errorf("Ask without the vocabulary = %s at %.2f with %s", answer.Verdict, answer.Confidence, answer.Hits[0].Unit.ID)
	}
}

// The question of a FAQ entry is answered by it, even if it has no phrasings and resembles
// small talk or a question that is listed as unanswered.
func TestQuestionsOfEntries(t *testing.T) {
	engine := open(t, load(t, fstest.MapFS{
		"club.md":             {Data: []byte("---\ntitle: The club\n---\n\nThe club meets in the mill.\n")},
		"club.faq.md":         {Data: []byte("## How are you?\n\nWe are fine.\n\n## How old must I be?\n\nSixteen.\n\n## What does it cost?\n\nNothing.\n")},
		"club.phrasings.yaml": {Data: []byte("unanswered: [what does it cost to join, what does it cost now]\n")},
	}))
	for _, question := range []string{"How are you?", "how are you", "HOW OLD MUST I BE", "what does it cost?!"} {
		answer := ask(t, engine, question)
		if answer.Verdict != Answered || !strings.EqualFold(strings.Trim(answer.Hits[0].Unit.Question, "?"), strings.Trim(question, "?!")) {
			t.Errorf("Ask(%q) = %s at %.2f with %+v, want its entry", question, answer.Verdict, answer.Confidence, answer.Hits)
		}
	}
	if answer := ask(t, engine, "what does it cost to join"); answer.Verdict == Answered {
		t.Errorf("Ask of an unanswered question = %s with %s", answer.Verdict, answer.Hits[0].Unit.ID)
	}
}

// A question that two stories' FAQs have is not answered by one of them for sure.
func TestQuestionOfTwoStories(t *testing.T) {
	engine := open(t, load(t, fstest.MapFS{
		"a.md": {Data: []byte("---\ntitle: A\n---\n")}, "a.faq.md": {Data: []byte("## Will it rain?\n\nYes.\n")},
		"b.md": {Data: []byte("---\ntitle: B\n---\n")}, "b.faq.md": {Data: []byte("## Will it rain?\n\nNo.\n")},
	}))
	if answer := ask(t, engine, "Will it rain?"); answer.Verdict == Answered || len(answer.Hits) != 2 {
		t.Errorf("Ask = %s at %.2f with %d hits, want both as suggestions", answer.Verdict, answer.Confidence, len(answer.Hits))
	}
}

func TestIsNegated(t *testing.T) {
	for question, want := range map[string]bool{
		"who did not see the boat":                    true,
		"why didnt it sail":                           true,
		"which boats never sailed":                    true,
		"what is not allowed":                         true,
		"i do not know much about boats who built it": false,
		"im not from here when does it sail":          false,
		"i really dont get it why did it sail":        false,
		"how do i not lose my place":                  true,
		"how can we not pay":                          true,
		"did it sail or not":                          false,
		"isnt it expensive":                           false,
		"but wouldnt that be expensive":               false,
		"who built the boats that never sailed":       false,
		"they never had to row since they had sails":  false,
		"not painted":                                 false,
		"boats not painted":                           true,
	} {
		if got := isNegated(strings.Fields(question)); got != want {
			t.Errorf("isNegated(%q) = %v, want %v", question, got, want)
		}
	}
}

// skerry is a story without phrasings, with measures, a date and a price.
var skerry = fstest.MapFS{"skerry.md": {Data: []byte(`---
title: Skerry Point
language: en
---

Skerry Point is a rock at the mouth of the Hale estuary, and its lighthouse has warned ships since the days of sail.

## The lighthouse

The tower is 41 metres high and stands on a base of granite. It was finished in 1867 after four years of work. Its light is seen from 23 nautical miles away and turns once every ten seconds.

## Keepers

Three keepers lived on the rock with their families until the lamp was automated. The last of them, Ida Marsh, left in March 1988 because the school on the mainland had closed. She kept a goat called Bishop, who weighed 60 kilograms.

## Visits

The boat leaves from Hale quay every morning at half past nine. The crossing takes forty minutes. A ticket is 14 euros, and children under six ride for free. Dogs stay on the quay.

## Climate

In January the temperature falls to 3 degrees, and storms close the harbor on about 20 days a year. The rock is 300 metres long and 90 metres wide.
`)}}

// A measure that is asked for by its adjective is found by a number with a fitting unit.
func TestMeasuresAreAnswered(t *testing.T) {
	engine := open(t, load(t, skerry))
	for question, want := range map[string]string{
		"how tall is the lighthouse":       "41 metres",
		"how high is the tower":            "41 metres",
		"how far can you see the light":    "23 nautical miles",
		"how often does the light turn":    "every ten seconds",
		"how old is the lighthouse":        "1867",
		"when did the last keeper leave":   "March 1988",
		"how heavy was the goat":           "60 kilograms",
		"how long is the crossing":         "forty minutes",
		"what does a ticket cost":          "14 euros", // the built-in questions have one like it
		"how wide is the rock":             "90 metres",
		"why did the last keeper leave it": "the school on the mainland had closed",
	} {
		answer := ask(t, engine, question)
		if answer.Verdict != Answered || !strings.Contains(answer.Hits[0].Quote(), want) {
			t.Errorf("Ask(%q) = %s at %.2f with %+v, want %q", question, answer.Verdict, answer.Confidence, answer.Hits, want)
		}
	}
	for _, question := range []string{"how deep is the water", "how thick are the walls", "how many visitors come each year", "what does a coffee cost"} {
		if answer := ask(t, engine, question); answer.Verdict == Answered {
			t.Errorf("Ask(%q) = %s at %.2f with %q, want no answer", question, answer.Verdict, answer.Confidence, answer.Hits[0].Quote())
		}
	}
}

// Who asks who somebody is, or how old or big something, wants no unit that only has the words.
func TestNoTopics(t *testing.T) {
	for question, engine := range map[string]*Engine{
		"who is the CEO of Amazon": defaultEngine(t), "who is the ceo of microsoft": defaultEngine(t),
		"how old is the harbor": open(t, load(t, fstest.MapFS{"shop.md": {Data: []byte("---\ntitle: The shop\n---\n\n" +
			"The shop by the harbor rents cargo bikes with an electric motor. They carry children or a washing machine, and a battery lasts long on the hills of the old town.\n")}})),
	} {
		if answer := ask(t, engine, question); answer.Verdict == Answered {
			t.Errorf("Ask(%q) = %s at %.2f, want no answer", question, answer.Verdict, answer.Confidence)
		}
	}
}
