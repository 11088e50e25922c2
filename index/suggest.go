package index

import (
	"slices"

	"alliancebot/corpus"
	"alliancebot/index/internal/vocab"
	"alliancebot/internal/prose"
)

// SuggestionKind is what a Suggestion is.
type SuggestionKind int

// The kinds of suggestion.
const (
	Question SuggestionKind = iota // a question that its unit is known to answer
	Heading                        // the heading of a section, of which its unit is the first
)

// Suggestion is what a member may ask or read next.
type Suggestion struct {
	Text string
	Unit *corpus.Unit
	Says prose.Span // what answers the question; zero for the whole unit and for a heading
	Kind SuggestionKind
}

// suggestions is all that a subindex can suggest.
type suggestions struct {
	// all holds the questions of FAQ entries, from position known on the other known
	// questions, and from position headings on each heading of each story once; all
	// in reading order.
	all             []*suggestion
	known, headings int

	// By unit, positions in all.
	questionsOf [][]int // of a FAQ entry its own question is the first
	headingOf   []int   // of the unit's section; meaningless if it has none
}

// suggestion is a Suggestion with what it is found by.
type suggestion struct {
	Suggestion
	key      string // completionKey of Text
	phrasing int    // position of a question in phrasings.all; noPhrasing if it is not there
}

// newSuggestions returns what the units, which have the phrasings p, can suggest.
func newSuggestions(units []*corpus.Unit, p *phrasings) *suggestions {
	language := p.lexicon.Language
	o := &suggestions{questionsOf: make([][]int, len(units)), headingOf: make([]int, len(units))}
	addQuestions := func(unit int, questions []corpus.Phrasing) {
		for _, question := range questions {
			at := noPhrasing
			if g := p.groupOf[unit]; g != noGroup {
				group := p.groups[g]
				at = slices.IndexFunc(p.all[group.first:group.end], func(known phrasing) bool { return *known.Phrasing == question })
				if at >= 0 {
					at += group.first
				}
			}
			o.questionsOf[unit] = append(o.questionsOf[unit], len(o.all))
			o.all = append(o.all, &suggestion{
				Suggestion: Suggestion{Text: question.Text, Unit: units[unit], Says: question.Says, Kind: Question},
				key:        completionKey(language, question.Text),
				phrasing:   at,
			})
		}
	}
	for i, u := range units {
		if u.Kind == corpus.FAQ {
			addQuestions(i, u.Questions()[:1])
		}
	}
	o.known = len(o.all)
	for i, u := range units {
		addQuestions(i, u.Questions()[len(o.questionsOf[i]):])
	}
	o.headings = len(o.all)
	o.addHeadings(language, units)
	return o
}

func (o *suggestions) addHeadings(language *vocab.Language, units []*corpus.Unit) {
	places := make(map[*corpus.Section]int)
	for i, u := range units {
		if u.Section == nil {
			continue
		}
		place, seen := places[u.Section]
		if !seen {
			place = len(o.all)
			places[u.Section] = place
			o.all = append(o.all, &suggestion{
				Suggestion: Suggestion{Text: u.Heading, Unit: u, Kind: Heading},
				key:        completionKey(language, u.Heading),
				phrasing:   noPhrasing,
			})
		}
		o.headingOf[i] = place
	}
}

// minSimilarity is how similar a phrasing must be to a question for its unit to be
// relevant.
const minSimilarity = 0.25

// minRelatedCoverage is how much of a question's content a unit must have to be
// relevant, unless it has a phrasing that is similar enough. With that, three of four
// questions that the story answers have three related ones or more; of questions on
// other topics 85 in a hundred have none.
const minRelatedCoverage = 0.5

// relevant returns those of units that match q by more than chance, in their order.
func (s *subindex) relevant(q *question, units []evidence) []*evidence {
	if q.isMostlyUnknown() {
		return nil
	}
	var relevant []*evidence
	for i := range units {
		e := &units[i]
		if e.phrasing.maxSimilarity >= minSimilarity || q.weightedCoverage(e.coverage) >= minRelatedCoverage {
			relevant = append(relevant, e)
		}
	}
	return relevant
}

// isRelevant reports whether e matches q by more than chance: it has enough of its
// content, or a similar phrasing that shares some.
func (s *subindex) isRelevant(q *question, e *evidence, minCoverage float64) bool {
	if q.weightedCoverage(e.coverage) >= minCoverage {
		return true
	}
	return e.phrasing.maxSimilarity >= minSimilarity && q.weightedCoverage(s.phrasingCoverage(q, e)) >= minPhrasingCoverage
}

// minPhrasingCoverage is how much of a question's content a unit and its phrasings must
// have for a similar phrasing to be no accident.
const minPhrasingCoverage = 0.4

// related returns Answer.Related for q, whose text is given.
func (s *subindex) related(q *question, r ranking, text string) []Suggestion {
	if len(r.units) == 0 {
		return nil
	}
	relevant := s.relevant(q, r.units[1:])
	if len(relevant) == 0 {
		return nil
	}
	key := completionKey(s.language, text)
	var related []Suggestion
	for _, e := range relevant {
		if len(related) == MaxRelated {
			break
		}
		if !s.isRelevant(q, e, minRelatedCoverage) {
			continue
		}
		if found := s.nearestQuestion(e, r.comparison); found != nil && found.key != key {
			related = append(related, found.Suggestion)
		}
	}
	return related
}

// nearestQuestion returns the known question of e's unit that is most similar to the
// question asked, the first of equals; nil if there is none. A question for the part
// that the closest phrasing asks for is similar enough, whatever its words.
func (s *subindex) nearestQuestion(e *evidence, c comparison) *suggestion {
	var nearest *suggestion
	best := -1.0
	for _, at := range s.suggestions.questionsOf[e.unit] {
		known := s.suggestions.all[at]
		similarity := c.similarity(known.phrasing)
		if e.phrasing.closest != noPhrasing && s.phrasings.all[e.phrasing.closest].Says == known.Says {
			similarity = max(similarity, minSimilarity)
		}
		if similarity > best {
			nearest, best = known, similarity
		}
	}
	return nearest
}
