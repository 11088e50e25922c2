package index

import (
	"time"

	"alliancebot/corpus"
	"alliancebot/internal/prose"
)

// Verdict is how far an Answer can be trusted.
type Verdict string

// The verdicts.
const (
	Answered  Verdict = "answer"      // the first hit answers the question
	Suggested Verdict = "suggestions" // one of the first hits may
	None      Verdict = "none"        // the corpus does not say
)

// MaxHits and MaxRelated limit Answer.Hits and Answer.Related.
const (
	MaxHits    = 5
	MaxRelated = 5
)

// Answer is what a corpus says about one question.
type Answer struct {
	Question string // as asked
	// Read is the part of the question that is answered: all of it, or a segment.
	Read string
	// Language is the language of the question as a BCP 47 tag, if that is not the
	// language of the units; "" otherwise.
	Language string
	// UnknownLanguage means that nothing is known in Language.
	UnknownLanguage bool
	// About is what the question asks of the story as a whole. Then the hits are what the
	// story begins or ends with, or if there are several stories, none.
	About About
	// Second is the answer to a second question in the message; nil if there is none.
	Second  *Answer
	Verdict Verdict
	// Confidence is the probability that the first hit answers, 0 to 1.
	Confidence float64
	Hits       []Hit // best first; there may be some even with None
	// Close reports whether the first hit has more in common with the question than
	// words that it has by chance.
	Close bool
	// Repairs are the words that were read as misspellings, in order.
	Repairs []Repair
	// Missing are the words of the question that the corpus has neither by their
	// stem nor by a synonym: as they were typed, in order, each once, at most
	// MaxMissing. Stop words, the most common words of English ("please", "know"),
	// repaired words and shorthand are left out.
	Missing []string
	// Related are similar questions that are known to be answered, nearest first:
	// one for each unit other than the first hit's, never the question itself. There
	// are fewer than MaxRelated, or none, if few units are relevant.
	Related []Suggestion
	Took    time.Duration
	listed  bool // as unanswered or small talk, or the question is a rewording of such a one
}

// Repair is a word of a question that was read as another.
type Repair struct{ From, To string }

// Hit is one unit found for a question.
type Hit struct {
	Unit *corpus.Unit
	// Highlight is the sentence, or the adjacent sentences, of Unit.Text that answer
	// best.
	Highlight prose.Span
	// Score orders the hits of one answer. It means nothing across questions.
	Score float64
}

// Quote returns the highlighted part of the unit's text.
func (h Hit) Quote() string { return h.Highlight.Of(h.Unit.Text) }

// Link returns the address of the highlight on the published page.
func (h Hit) Link() string { return h.Unit.Link(h.Highlight) }
