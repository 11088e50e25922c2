package index

import (
	_ "embed"
	"regexp"
	"slices"
	"strings"
	"sync"

	"alliancebot/corpus"
	"alliancebot/index/internal/vocab"
	"alliancebot/internal/prose"
)

// About is what a question asks of a story as a whole.
type About int

// What a question may ask of a story.
const (
	Something About = iota // something in it
	Gist                   // what it is about
	Ending                 // how it ends, or what follows from it
	Origin                 // who wrote or published it
	Date                   // when it was published
)

//go:embed about.txt
var aboutExamples string

// aboutStory tells apart what questions ask of a story: its classes are numbered as About. Small
// talk, reactions and requests for more ask for no story as a whole either. Only questions that are not
// clearly answered need it.
var aboutStory = sync.OnceValue(func() *classifier {
	var others strings.Builder
	others.WriteString("\n# something\n")
	for _, question := range corpus.General().Unanswered {
		others.WriteString(question.Text + "\n")
	}
	_, acts, _ := strings.Cut(replyExamples, "# more\n")
	acts, _, _ = strings.Cut(acts, "# asks\n")
	others.WriteString(strings.Replace(acts, "# reaction\n", "", 1))
	return newClassifier([]string{"something", "gist", "ending", "origin", "date"}, aboutExamples+others.String())
})

// namesStory matches a reply that may be about the story that was answered from: "when was that?" is
// about the answer.
var namesStory = regexp.MustCompile(`(?i)\b(?:article|story|post|page|piece|text|blog|about|tl;?dr|summar\w+|gist|takeaway|author|published|artikel|geschichte|zusammenfassung|artículo|historia|resumen|autor|histoire|résumé|auteur|artigo|história|resumo)\b|記事|要約|著者`)

// aboutWords are the words of questions about a story as a whole. They take less time than
// the classifier, and rule out most questions.
var aboutWords = sync.OnceValue(func() map[string]bool {
	positive, _, _ := strings.Cut(aboutExamples, "# something\n")
	positive = strings.ToLower(positive)
	words := map[string]bool{"?": true}
	for span := range prose.Words(positive) {
		words[withoutApostrophes.Replace(span.Of(positive))] = true
	}
	return words
})

// minAbout is the probability from which a question is taken to be about a story as a whole. With
// the examples of one of two writers, the classifier recognizes 68 % of the other's, and takes 5 %
// of the questions for something in a story for such ones.
const minAbout = 0.5

// about returns what a question asks of a story as a whole, and how probable that is. A
// question with a word of the units that the examples lack, or with two words that nothing
// has, asks for something in it.
func (s *Snapshot) about(question string) (About, float64) {
	const longest = 150 // bytes
	if len(question) > longest || s.hasOther(question, aboutWords()) {
		return Something, 0
	}
	p := aboutStory().classify(question)
	about := Something
	for class := Gist; class <= Date; class++ {
		if p[class] > p[about] {
			about = class
		}
	}
	if about == Something || p[about] < minAbout {
		return Something, 0
	}
	if s.hasOther(question, aboutStory().words[about]) {
		return Something, 0
	}
	return about, float64(p[about])
}

// hasOther reports whether a question has a word of the units, or two words that nothing has, that
// are not among words.
func (s *Snapshot) hasOther(question string, words map[string]bool) bool {
	unknown := 0
	for _, feature := range classFeatures(question) {
		if isPair(feature) || feature == textEnd || words[feature] {
			continue
		}
		isStop := false
		for _, sub := range s.subindexes {
			for _, word := range sub.language.Words(feature) {
				stop := sub.language.IsStop(sub.language.Stem(word))
				if !stop && sub.inUnits(word) {
					return true
				}
				isStop = isStop || stop
			}
		}
		if !isStop {
			unknown++
		}
	}
	return unknown > 1
}

// endingName matches the heading of a section that ends a story.
var endingName = regexp.MustCompile(`(?i)conclusion|summary|takeaway|fazit|schluss|conclusión|conclusão|結論|まとめ|in short|final|outlook|epilogue`)

// overview answers what is asked of a story as a whole: with its first passage or its
// last section. It has no hits if the story has no such thing.
func overview(story *corpus.Story, about About) Answer {
	answer := Answer{Verdict: None, About: about}
	passages := slices.DeleteFunc(slices.Clone(story.Units), func(u *corpus.Unit) bool { return u.Kind != corpus.Passage })
	if len(passages) == 0 {
		passages = story.Units
	}
	known := about != Origin && about != Date ||
		about == Origin && (story.Author != "" || story.Publisher != "") || about == Date && !story.Date.IsZero()
	if !known {
		return answer
	}
	first, last := passages[0], passages[len(passages)-1]
	for i := len(passages) - 1; i >= 0; i-- {
		if endingName.MatchString(passages[i].Heading) {
			last = passages[i]
			break
		}
	}
	units := []*corpus.Unit{first, last}
	if about == Ending {
		units = []*corpus.Unit{last, first}
	}
	for i, u := range slices.Compact(units) {
		answer.Hits = append(answer.Hits, Hit{Unit: u, Score: -float64(i), Highlight: onTitle(u)})
	}
	answer.Verdict, answer.Confidence, answer.Close = Answered, answerThreshold, true
	return answer
}

// onTitle returns the sentence of a unit that has the most words of its story's title and
// description, and of several the first.
func onTitle(u *corpus.Unit) (best prose.Span) {
	language := vocab.LanguageOf(u.Story.Language)
	title := make(map[string]bool)
	for _, word := range language.Words(u.Story.Title + "\n" + u.Story.Description) {
		if stem := language.Stem(word); !language.IsStop(stem) {
			title[stem] = true
		}
	}
	most := -1
	for _, sentence := range prose.Sentences(u.Text) {
		has := make(map[string]bool)
		for _, word := range language.Words(sentence.Of(u.Text)) {
			if stem := language.Stem(word); title[stem] {
				has[stem] = true
			}
		}
		if len(has) > most {
			best, most = sentence, len(has)
		}
	}
	return best
}
