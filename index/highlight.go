package index

import (
	"regexp"
	"slices"
	"strings"

	"alliancebot/internal/prose"
)

// voters is how many of a unit's closest phrasings choose the highlight.
const voters = 4

// highlight returns the part of a unit's text that answers: the sentences that most of
// the closest phrasings name, each by the square of its similarity, or else the best
// sentence.
func (s *subindex) highlight(e *evidence, c comparison) prose.Span {
	p := s.texts.of(e.unit)
	if p.sentences() == 0 {
		return prose.Span{}
	}
	few := s.phrasings.count(e.unit) < fewPhrasings
	if e.phrasing.closest == noPhrasing || few && e.phrasing.maxSimilarity < minSimilarity {
		return p.sentence(e.bestSentence)
	}
	if says := s.phrasings.all[e.phrasing.closest].Says; e.isExact() && !says.IsZero() {
		return p.wholeSentences(says)
	}
	type voter struct {
		says       prose.Span
		similarity float64
	}
	var closest []voter
	group := s.phrasings.groups[s.phrasings.groupOf[e.unit]]
	for i := group.first; i < group.end; i++ {
		similarity := c.similarity(i)
		if len(closest) == voters && similarity <= closest[voters-1].similarity {
			continue
		}
		at := slices.IndexFunc(closest, func(v voter) bool { return v.similarity < similarity })
		if at < 0 {
			at = len(closest)
		}
		closest = slices.Insert(closest, at, voter{s.phrasings.all[i].Says, similarity})
		closest = closest[:min(len(closest), voters)]
	}
	var best prose.Span
	most := 0.0
	for _, v := range closest {
		votes := 0.0
		for _, other := range closest {
			if other.says == v.says {
				votes += other.similarity * other.similarity
			}
		}
		if votes > most {
			best, most = v.says, votes
		}
	}
	if best.IsZero() {
		return p.sentence(e.bestSentence)
	}
	return p.wholeSentences(best)
}

// invitation matches a sentence that sends the reader elsewhere.
var invitation = regexp.MustCompile(`(?i)^(?:you can |please |to )?(?:read|find|learn|discover|see|click|check out|visit|subscribe|sign up|follow)\b[^.]*\b(?:more|here|blog|section|newsletter|page|website|social media)\b`)

// answers reports whether a sentence may answer: it is not the number of a list's item,
// a fragment, or an invitation to read more.
func answers(sentence string) bool {
	const minWords = 2
	return len(strings.Fields(sentence)) >= minWords && !invitation.MatchString(sentence)
}

// wholeSentences returns the sentences that part overlaps.
func (p passage) wholeSentences(part prose.Span) prose.Span {
	first, last := 0, p.sentences()-1
	for first < last && p.sentence(first).End <= part.Start {
		first++
	}
	for last > first && p.sentence(last).Start >= part.End {
		last--
	}
	return prose.Span{Start: p.sentence(first).Start, End: p.sentence(last).End}
}
