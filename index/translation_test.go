package index

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// harbor is an English story with questions and words in German and Japanese.
var harbor = fstest.MapFS{
	"harbor.md": {Data: []byte(`---
title: The harbor of Elm Bay
url: https://example.org/harbor
language: en
---

Elm Bay built its harbor in 1912, after the storm took the old pier.

## Ferries

A ferry crosses to the island every hour. The last boat leaves at ten in the evening.

## Fishing

Anglers need a permit from the harbor master, which costs twelve crowns.
`)},
	"harbor.faq.md": {Data: []byte(`## May dogs ride along?

Dogs ride for free on a leash.
`)},
	"harbor.phrasings.yaml": {Data: []byte(`
lead/1: [when was the harbor built, what happened to the old pier]
ferries/1: [how often does the ferry run, when does the last boat leave]
fishing/1: [what does a fishing permit cost]
unanswered: [who owns the lighthouse]
`)},
	"harbor.phrasings.de.yaml": {Data: []byte(`
lead/1:
  - Wann wurde der Hafen gebaut?
  - was geschah mit dem alten Steg
ferries/1:
  - says: A ferry crosses to the island every hour
    ask: [Wie oft fährt die Fähre?]
  - says: The last boat leaves at ten in the evening
    ask: [Wann fährt das letzte Boot?]
fishing/1:
  - Was kostet der Angelschein?
  - wie viel zahlen Angler
faq/may-dogs-ride-along:
  - Dürfen Hunde mitfahren?
unanswered:
  - Wem gehört der Leuchtturm?
`)},
	"harbor.phrasings.ja.yaml": {Data: []byte("ferries/1: [フェリーはどのくらいの頻度で出ますか]\n")},
	"harbor.vocabulary.de.yaml": {Data: []byte(`
- say: [fähre, fähren]
  mean: [ferry]
- say: [insel]
  mean: [island]
`)},
}

// A question in another language finds the unit that its phrasings name.
func TestQuestionsInAnotherLanguage(t *testing.T) {
	engine := open(t, load(t, harbor))
	tests := []struct {
		name, question      string
		unit, language, say string
	}{
		{"as written", "Wie oft fährt die Fähre?", "harbor/ferries/1", "de", "A ferry crosses to the island every hour."},
		{"typed carelessly", "wann faehrt das letzte boot", "harbor/ferries/1", "de", ""},
		{"in other words", "was kostet denn ein angelschein", "harbor/fishing/1", "de", ""},
		{"without an umlaut", "durfen hunde mitfahren", "harbor/faq/may-dogs-ride-along", "de", ""},
		{"by its vocabulary", "gibt es eine Fähre zur Insel?", "harbor/ferries/1", "de", ""},
		{"in a third language", "フェリーはどのくらいの頻度で出ますか", "harbor/ferries/1", "ja", ""},
		{"in the story's", "how often does the ferry run", "harbor/ferries/1", "", ""},
		{"in the story's, of a unit without phrasings", "May dogs ride along?", "harbor/faq/may-dogs-ride-along", "", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			answer := ask(t, engine, test.question)
			if len(answer.Hits) == 0 || answer.Hits[0].Unit.ID != test.unit || answer.Language != test.language || answer.UnknownLanguage {
				t.Fatalf("Ask(%q) = %+v, want %s in %q", test.question, answer, test.unit, test.language)
			}
			if test.name != "by its vocabulary" && answer.Verdict != Answered {
				t.Errorf("Ask(%q).Verdict = %s at %.2f, want %s", test.question, answer.Verdict, answer.Confidence, Answered)
			}
			if got := answer.Hits[0].Quote(); test.say != "" && got != test.say {
				t.Errorf("Ask(%q) highlights %q, want %q", test.question, got, test.say)
			}
			checkAnswer(t, engine.Corpus(), answer)
		})
	}
}

// What is listed as unanswered in a language is not answered in it.
func TestUnansweredInAnotherLanguage(t *testing.T) {
	engine := open(t, load(t, harbor))
	for _, question := range []string{"Wem gehört der Leuchtturm?", "wem gehoert denn der leuchtturm", "who owns the lighthouse"} {
		if answer := ask(t, engine, question); answer.Verdict == Answered || answer.UnknownLanguage {
			t.Errorf("Ask(%q) = %s at %.2f, unknown language %v, want no answer in a known one", question, answer.Verdict, answer.Confidence, answer.UnknownLanguage)
		}
	}
}

// Phrasings and words in other languages change nothing for questions in the story's.
func TestTranslationsDoNotAffectTheStorysLanguage(t *testing.T) {
	alone := maps.Clone(harbor)
	maps.DeleteFunc(alone, func(name string, _ *fstest.MapFile) bool { return strings.Count(name, ".") > 2 })
	with, without := open(t, load(t, harbor)), open(t, load(t, alone))
	questions := []string{"when does the last boat leave", "ferry", "how much is a permit to fish", "who runs the lighthouse", "what hapened to the old peer", "island dogs", "thanks"}
	for _, question := range questions {
		if got, want := transcript(t, ask(t, with, question)), transcript(t, ask(t, without, question)); got != want {
			t.Errorf("Ask(%q) with other languages = %s, want as without them: %s", question, got, want)
		}
	}
}

func TestUnknownLanguage(t *testing.T) {
	engine := open(t, load(t, harbor))
	tests := []struct{ question, language string }{
		{"Hoe vaak vaart de veerboot naar het eiland?", "nl"},
		{"как часто ходит паром", "ru"},
		{"배는 얼마나 자주 있나요", "ko"},
	}
	for _, test := range tests {
		answer := ask(t, engine, test.question)
		if !answer.UnknownLanguage || answer.Language != test.language || answer.Verdict != None {
			t.Errorf("Ask(%q) = %s in %q, unknown %v, want none in %q, unknown", test.question, answer.Verdict, answer.Language, answer.UnknownLanguage, test.language)
		}
	}
}

// What the stories have, in whatever spelling, is in their language.
func TestShortQuestionsInTheStorysLanguage(t *testing.T) {
	engine := defaultEngine(t)
	for _, question := range []string{"co-pilot", "co-pilot?", "de facto platform", "e-commerce"} {
		if answer := ask(t, engine, question); answer.Verdict != Answered || answer.UnknownLanguage {
			t.Errorf("Ask(%q) = %s, unknown language %v (%s), want an answer", question, answer.Verdict, answer.UnknownLanguage, answer.Language)
		}
	}
}

func TestLanguages(t *testing.T) {
	korean := "한국의 작은 항구에는 매일 배가 들어오고 사람들은 시장에서 생선을 산다.\n"
	tests := []struct {
		name  string
		files fstest.MapFS
		want  []string
	}{
		{"with phrasings in others", harbor, []string{"en", "de", "ja"}},
		{"the default story", nil, []string{"en", "de", "es", "fr", "ja", "pt"}},
		{"a language without an analyzer", fstest.MapFS{"s.md": {Data: []byte(korean)}}, []string{"ko"}},
		{"several languages without an analyzer", fstest.MapFS{
			"s.md": {Data: []byte(korean)}, "t.md": {Data: []byte("---\nlanguage: el\n---\n\nΤο λιμάνι.\n")}, "s.phrasings.pl.yaml": {Data: []byte("lead/1: [co to jest]")},
		}, []string{"ko", "el", "pl"}},
		{"regions of a language", fstest.MapFS{
			"s.md": {Data: []byte("A harbor.\n")}, "s.phrasings.pt.yaml": {Data: []byte("lead/1: [o que é]")}, "s.phrasings.pt-BR.yaml": {Data: []byte("lead/1: [o que é isso]")},
		}, []string{"en", "pt"}},
		{"two names of a language", fstest.MapFS{
			"s.md": {Data: []byte("---\nlanguage: 'no'\n---\n\nEn havn.\n")}, "s.phrasings.nb.yaml": {Data: []byte("lead/1: [hva er det]")},
		}, []string{"no"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			engine := defaultEngine(t)
			if test.files != nil {
				engine = open(t, load(t, test.files))
			}
			if got := engine.live.Languages(); !slices.Equal(got, test.want) {
				t.Errorf("Languages() = %q, want %q", got, test.want)
			}
		})
	}
}

// A question in the language of a story is in a known language, even if that has no
// analyzer or shares its script with another.
func TestStoriesInLanguagesWithoutAnalyzer(t *testing.T) {
	tests := []struct{ tag, text, question string }{
		{"ko", "한국의 작은 항구에는 매일 배가 들어온다.", "등대는 누가 지었나요"},
		{"uk", "Щодня до маленької гавані заходить човен.", "Хто збудував маяк?"},
		{"el", "Στο μικρό λιμάνι έρχεται κάθε μέρα ένα πλοίο.", "Ποιος έχτισε τον φάρο;"},
		{"pl", "Do małego portu codziennie wpływa statek.", "Kto zbudował latarnię morską?"},
	}
	for _, test := range tests {
		engine := open(t, load(t, fstest.MapFS{"s.md": {Data: []byte("---\nlanguage: " + test.tag + "\n---\n\n" + test.text + "\n")}}))
		if answer := ask(t, engine, test.question); answer.UnknownLanguage {
			t.Errorf("Ask(%q) of a story in %s: the language is unknown, read as %q", test.question, test.tag, answer.Language)
		}
		if answer := ask(t, engine, test.text); answer.Verdict == None || answer.Language != "" {
			t.Errorf("Ask(%q) = %s in %q, want the unit that says so", test.text, answer.Verdict, answer.Language)
		}
	}
}

// The language of a question without an analyzer is that of the phrasings, if these are
// in one such language only.
func TestPhrasingsInLanguagesWithoutAnalyzer(t *testing.T) {
	files := fstest.MapFS{
		"s.md":                {Data: []byte("---\nlanguage: en\n---\n\nA ship comes to the harbor each day.\n")},
		"s.phrasings.ko.yaml": {Data: []byte("lead/1: [배는 언제 오나요]")},
	}
	check := func(want string) {
		t.Helper()
		if answer := ask(t, open(t, load(t, files)), "배는 언제 오나요"); answer.Verdict != Answered || answer.Language != want {
			t.Errorf("Ask = %s in %q, want %s in %q", answer.Verdict, answer.Language, Answered, want)
		}
	}
	check("ko")
	files["s.phrasings.th.yaml"] = &fstest.MapFile{Data: []byte("lead/1: [เรือมาเมื่อไหร่]")}
	check("und")
}

// A text in another language must be surer to be the answer.
func TestTranslationsTakeMoreConfidence(t *testing.T) {
	engine := defaultEngine(t)
	for question, want := range map[string]float64{
		"Wovor hatte Microsoft am meisten Angst?": translatedThreshold, "What did Microsoft fear most?": answerThreshold,
	} {
		got := why(t, engine, question)
		if got.AnswerFrom != want || got.Verdict == Answered != (got.Confidence >= want) {
			t.Errorf("Why(%q) = %s at %.2f, answered from %v; want it answered from %v", question, got.Verdict, got.Confidence, got.AnswerFrom, want)
		}
	}
}
