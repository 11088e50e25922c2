package index

import (
	"strings"
	"testing"
	"testing/fstest"

	"alliancebot/corpus"
)

func TestAboutStory(t *testing.T) {
	tests := []struct {
		about     About
		questions []string
	}{
		{Gist, []string{
			"What is this about?", "what's the story about", "whats it about", "what is it all about", "what is this", "tl;dr", "TLDR please", "summary", "summarize this article", "summarise it",
			"can you give me a quick summary of the article?", "give me the gist", "the main points", "what are the key points", "what’s the main idea of the story", "eli5",
			"what did I miss?", "catch me up", "what's going on here", "I didn't read it", "whats all this about", "what's this one about", "can u sum this up for me", "sum it up in one line pls",
			"so what's the story here", "whats the gist", "in a nutshell, what does it say", "ok, what's the overall message", "Worum geht es?", "Worum geht es in dem Artikel?", "Worum geht’s hier", "worum gehts", "Zusammenfassung", "¿De qué trata?", "De quoi parle cet article ?", "Do que se trata?", "要約して", "これは何の記事ですか",
		}},
		{Ending, []string{"How does it end?", "how does the story end", "what is the conclusion", "what's the main takeaway", "the bottom line", "what are the key takeaways", "in conclusion", "Wie endet das?", "Fazit", "conclusión", "結論は"}},
		{Origin, []string{"Who wrote this?", "who is the author", "who's the author of the article", "who published it", "Wer hat das geschrieben?", "¿Quién lo escribió?", "qui a écrit ça", "誰が書いたの"}},
		{Date, []string{"When was this published?", "when was the article written", "when was it updated", "how old is this article", "publication date", "Wann wurde das veröffentlicht?", "cuándo se publicó"}},
		{Something, []string{
			"", "?", "what is this bridge made of", "what is this bridge about to lose", "what is the garden about", "summary of the second quarter results of the company", "who wrote the law on bridges",
			"who is the builder", "when was the bridge built", "when was it closed", "how old is the bridge", "how does it end up in the river", "what is the key to the shed", "what did the storm miss",
			"what are the main rivers", "the author of the plan", "worum geht der Streit um die Brücke im Tal", "what is the moral duty of a builder",
			"what does it say about the roof", "what's the point of the bridge", "so what is the story of the bridge", "sum of the tolls in euros",
			strings.Repeat("what is this about ", 10),
		}},
	}
	snapshot, err := NewSnapshot(passages("The bridge over the rivers was built by a company. The shed, the garden and its roof were lost in the storm and closed, as was the law on tolls."))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { snapshot.Close() })
	for _, test := range tests {
		for _, question := range test.questions {
			if got, p := snapshot.about(question); got != test.about {
				t.Errorf("about(%q) = %d at %.2f, want %d", question, got, p, test.about)
			}
		}
	}
}

// A story with a date, an author and a conclusion that is not last.
const voyage = `---
title: The voyage
url: https://example.org/voyage
author: Ida Blom
description: On the way home
date: 2020-05-04
---

The crew sailed north. They were nine. Their voyage had no name yet.

## The ice

The ice held the ship until June.

## Conclusion

The ship sank. All came home.

## Sources

Logs of the harbor.
`

func TestOverview(t *testing.T) {
	engine := open(t, load(t, fstest.MapFS{"voyage.md": {Data: []byte(voyage)}, "voyage.faq.md": {Data: []byte("## Where is the ship?\n\nOn the ground of the sea.\n")}}))
	tests := []struct {
		question     string
		about        About
		unit, quoted string // of the first hit
		hits         int
	}{
		{"what is this about?", Gist, "voyage/lead/1", "Their voyage had no name yet.", 2},
		{"how does it end?", Ending, "voyage/conclusion/1", "All came home.", 2},
		{"who wrote this?", Origin, "voyage/lead/1", "Their voyage had no name yet.", 2},
		{"when was it published?", Date, "voyage/lead/1", "Their voyage had no name yet.", 2},
		{"Good morning all, I am on my phone in the tram. What's this about?", Gist, "voyage/lead/1", "Their voyage had no name yet.", 2},
	}
	for _, test := range tests {
		t.Run(test.question, func(t *testing.T) {
			answer := ask(t, engine, test.question)
			if answer.Verdict != Answered || answer.About != test.about || len(answer.Hits) != test.hits {
				t.Fatalf("Ask(%q) = %s about %d with %d hits, want %s about %d with %d", test.question, answer.Verdict, answer.About, len(answer.Hits), Answered, test.about, test.hits)
			}
			if first := answer.Hits[0]; first.Unit.ID != test.unit || first.Quote() != test.quoted || answer.Read != test.question {
				t.Errorf("Ask(%q) = %s %q, read as %q, want %s %q", test.question, first.Unit.ID, first.Quote(), answer.Read, test.unit, test.quoted)
			}
			checkAnswer(t, engine.Corpus(), answer)
		})
	}
}

func TestOverviewOfWhatIsNotKnown(t *testing.T) {
	const plain = "---\ntitle: The voyage\n---\n\nThe crew sailed north.\n"
	engine := open(t, load(t, fstest.MapFS{"voyage.md": {Data: []byte(plain)}}))
	for question, about := range map[string]About{"who wrote this?": Origin, "when was it published?": Date} {
		if answer := ask(t, engine, question); answer.Verdict != None || answer.About != about || len(answer.Hits) > 0 {
			t.Errorf("Ask(%q) of a story without source = %+v, want none about %d", question, answer, about)
		}
	}
	for _, question := range []string{"what is this about?", "how does it end?"} { // the only passage is the first and the last
		if answer := ask(t, engine, question); answer.Verdict != Answered || len(answer.Hits) != 1 {
			t.Errorf("Ask(%q) of a story of one passage = %s with %d hits, want %s with 1", question, answer.Verdict, len(answer.Hits), Answered)
		}
	}
	faq := open(t, load(t, fstest.MapFS{"voyage.md": {Data: []byte("---\ntitle: The voyage\n---\n")}, "voyage.faq.md": {Data: []byte("## Where is the ship?\n\nOn the ground.\n")}}))
	if answer := ask(t, faq, "tldr"); answer.Verdict != Answered || answer.Hits[0].Unit.Kind != corpus.FAQ {
		t.Errorf("Ask of a FAQ alone = %+v, want its first entry", answer)
	}
}

// Of several stories a question about "this" means none, unless it follows an answer from
// one.
func TestOverviewOfSeveralStories(t *testing.T) {
	engine := townEngine(t)
	for question, about := range map[string]About{"what is this about?": Gist, "who wrote this?": Origin, "how does it end?": Ending, "when was it published?": Date} {
		if answer := ask(t, engine, question); answer.Verdict != None || answer.About != about || len(answer.Hits) > 0 {
			t.Errorf("Ask(%q) of two stories = %s about %d with %d hits, want none about %d", question, answer.Verdict, answer.About, len(answer.Hits), about)
		}
	}
	museum := unitOf(t, engine, "museum/opening-hours/1")
	answer, err := engine.Ask(t.Context(), "what is this about?", museum)
	if err != nil || answer.Verdict != Answered || answer.Hits[0].Unit.ID != "museum/lead/1" {
		t.Errorf("Ask after %s = %+v, %v, want the beginning of its story", museum.ID, answer, err)
	}
}

// A phrasing of a unit comes before the story as a whole.
func TestPhrasingsBeforeOverview(t *testing.T) {
	engine := open(t, load(t, fstest.MapFS{
		"voyage.md":             {Data: []byte(voyage)},
		"voyage.phrasings.yaml": {Data: []byte("the-ice/1: [what is this about]\n")},
	}))
	if answer := ask(t, engine, "What is this about?"); answer.Verdict != Answered || answer.About != Something || answer.Hits[0].Unit.ID != "voyage/the-ice/1" {
		t.Errorf("Ask = %+v, want the unit with that phrasing", answer)
	}
}

// unitOf returns the unit with an ID.
func unitOf(t testing.TB, engine *Engine, id string) *corpus.Unit {
	t.Helper()
	for _, u := range engine.Corpus().Units {
		if u.ID == id {
			return u
		}
	}
	t.Fatalf("no unit has the ID %q", id)
	return nil
}
