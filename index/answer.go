package index

import (
	"time"

	"alliancebot/corpus"
	"alliancebot/internal/prose"
)

// Verdict tells how far an Answer can be trusted.
type Verdict string

// The verdicts.
const (
	Answered  Verdict = "answer"      // the first hit answers the question
	Suggested Verdict = "suggestions" // one of the first hits may
	None      Verdict = "none"        // the corpus does not say
)

// MaxHits is how many hits an Answer holds at most.
const MaxHits = 5

// Answer is what the corpus says to one question.
type Answer struct {
	Question string // as asked
	Verdict  Verdict
	// Confidence is how probable it is that the first hit answers, 0 to 1.
	Confidence float64
	Hits       []Hit // best first, at most MaxHits; may be there even with None
	// Repairs are the words that were taken for misspelt, in order.
	Repairs []Repair
	// Missing are the words of the question that the corpus does not hold at
	// all, neither by their stem nor by a meaning the vocabulary gives them: as
	// they were typed, in order, each once, at most MaxMissing. Left out are
	// stop words and the commonest of English ("please", "know"), and words that
	// were repaired or written out from shorthand.
	Missing []string
	Took    time.Duration
}

// Hit is one unit found for a question.
type Hit struct {
	Unit *corpus.Unit
	// Highlight is the sentence, or the adjacent sentences, of Unit.Text that
	// answer best.
	Highlight prose.Span
	// Score orders the hits of one answer. It means nothing across questions.
	Score float64
}

// Quote returns the highlighted part of the unit's text.
func (h Hit) Quote() string { return h.Highlight.Of(h.Unit.Text) }

// Link returns the address of the highlight on the published page.
func (h Hit) Link() string { return h.Unit.Link(h.Highlight) }
