package index

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"alliancebot/corpus"
	"alliancebot/index/internal/vocab"
)

// Who or what a question is about: one that asks the same of another thing or of another name
// must not get the answer.

// fewPhrasings is below how many phrasings a unit may lack the object of a question
// only because nobody wrote it down.
const fewPhrasings = 20

// determiners are words that a thing follows.
var determiners = map[string]bool{
	"a": true, "an": true, "the": true, "my": true, "your": true, "our": true, "his": true, "her": true, "their": true,
	"this": true, "that": true, "these": true, "those": true, "any": true, "some": true, "another": true,
}

// hasOtherObject reports whether e's unit is a FAQ entry that asks for the same of
// another thing: "How do I delete my account?" for "how do I delete my home page". The
// thing is the only run of content words that the entry lacks. It follows a determiner or
// ends the question.
func (s *subindex) hasOtherObject(q *question, e *evidence) bool {
	if s.units[e.unit].Kind != corpus.FAQ || s.isTranslation() || !s.language.HasSpaces() || s.phrasings.count(e.unit) >= fewPhrasings {
		return false
	}
	head := s.lexicon.StemsOf(s.texts.of(e.unit).wordsOf(0))
	coverage := s.phrasingCoverage(q, e)
	shared, runs, inRun, determined := 0, 0, false, false
	for i, at := range q.tokens {
		switch t := &q.terms[at]; {
		case t.stop:
			continue
		case coverage[at] == 0:
			if !inRun {
				runs++
				determined = i > 0 && determiners[q.terms[q.tokens[i-1]].word]
			}
			inRun = true
			continue
		case !slices.Contains(head, t.id):
			return false // it differs in more than the thing
		}
		shared++
		inRun = false
	}
	other := slices.ContainsFunc(head, func(stem vocab.StemID) bool {
		return !s.lexicon.Stop[stem] && !slices.ContainsFunc(q.terms, func(t term) bool { return t.id == stem })
	})
	return shared > 0 && runs == 1 && (determined || inRun) && other
}

// maxThingContent is how many content words a question may have of which one that the whole
// corpus lacks is the thing asked for; longer ones ramble. Of 290 right answers of FAQ entries
// with few phrasings, to questions by ten writers and on public sites, the rule keeps back 17,
// with 25 of 118 near misses and 4 of 42 wrong answers.
const maxThingContent = 4

// commonWord is from which relative frequency in general English a word hardly narrows what is
// asked for: "time" in "what time", "food" in "what kind of food do hedgehogs eat".
const commonWord = 1.5e-4

// hasUnknownThing reports whether e's unit is a FAQ entry and q asks for a thing that the whole
// corpus lacks: in a noun phrase with a determiner, at the end, or after "which" or "how many".
func (s *subindex) hasUnknownThing(q *question, e *evidence) bool {
	if s.units[e.unit].Kind != corpus.FAQ || s.isTranslation() || !s.language.HasSpaces() || s.phrasings.count(e.unit) >= fewPhrasings {
		return false
	}
	coverage := s.phrasingCoverage(q, e)
	content, determined, unknown := 0, false, false
	for i, at := range q.tokens {
		t := &q.terms[at]
		if t.stop {
			determined = determiners[t.word]
			continue
		}
		content++
		isThing := determined || i == len(q.tokens)-1 || at == q.asked
		unknown = unknown || isThing && t.frequency < commonWord && coverage[at] == 0 && s.corpusCoverage(q, t) == 0
	}
	return unknown && content <= maxThingContent
}

// auxiliaries are the verbs that precede the subject of a question.
var auxiliaries = map[string]bool{"did": true, "does": true, "do": true, "was": true, "were": true, "is": true, "are": true, "would": true, "will": true, "could": true, "should": true, "might": true, "has": true, "had": true}

// minSubjects is how many phrasings with other subjects say that one is wrong. 2 would keep back 3 of
// 170 right answers.
const minSubjects = 4

// hasOtherSubject reports whether q asks what a name does, as in "why did OpenAI fear Amazon",
// while the phrasings of e's unit that have the verb, or a synonym, all have it of others. The verb may
// be a noun, as in "what was Amazon's fear".
func (s *subindex) hasOtherSubject(q *question, e *evidence) bool {
	if s.phrasings.groupOf[e.unit] == noGroup || !s.language.IsEnglish() || s.isTranslation() {
		return false
	}
	for i := 0; i+2 < len(q.tokens); i++ {
		subject := &q.terms[q.tokens[i+1]]
		name := subject.word
		if i+3 == len(q.tokens) {
			name = strings.TrimSuffix(name, "s") // as people type a possessive
		}
		if !auxiliaries[q.terms[q.tokens[i]].word] || subject.stop || !s.isName(e.unit, subject.word) && !s.isName(e.unit, name) {
			continue
		}
		verb := i + 2
		for verb < len(q.tokens) && q.terms[q.tokens[verb]].stop {
			verb++ // "be" in "would Amazon be worried"
		}
		if verb == len(q.tokens) {
			return false
		}
		var of, others int
		for _, stem := range s.synonymsOf(q.terms[q.tokens[verb]].id) {
			same, other := s.subjectsOf(e.unit, stem, subject.id)
			of, others = of+same, others+other
		}
		return of == 0 && others >= minSubjects
	}
	return false
}

// rareName is below which relative frequency in general English a word is likely a name.
const rareName = 3e-6

// hasUnknownSubject reports whether q asks what something does that e's unit and its phrasings
// do not have, while the closest phrasing asks for it of a name that q lacks: "how has Nvidia
// benefited" for "how has Microsoft benefited".
func (s *subindex) hasUnknownSubject(q *question, e *evidence) bool {
	if !s.language.IsEnglish() || s.isTranslation() {
		return false
	}
	const similar = 0.5 // at least, to the closest phrasing
	at := q.subject()
	if at < 0 || e.phrasing.maxSimilarity < similar || q.terms[at].frequency >= rareName || s.phrasingCoverage(q, e)[at] > 0 {
		return false
	}
	name, possessive := strings.CutSuffix(q.terms[at].word, "s")
	if _, known := s.lexicon.Words[name]; possessive && known {
		return false // as people type a possessive
	}
	return s.lacksName(q, e.unit, s.closestWords(e))
}

// maxYearContent is how many content words a question may have of which a year is what it asks
// about; longer ones only mention it.
const maxYearContent = 8

// hasOtherYear reports whether q asks about a year that neither e's unit nor its phrasings name.
func (s *subindex) hasOtherYear(q *question, e *evidence) bool {
	if len(q.content) > maxYearContent {
		return false
	}
	coverage := s.phrasingCoverage(q, e)
	for i, t := range q.terms {
		if year, err := strconv.Atoi(t.word); err == nil && 1000 <= year && year < 3000 && coverage[i] == 0 {
			return true
		}
	}
	return false
}

// closestWords returns the words of e's closest phrasing, or of its question if it is a FAQ
// entry without phrasings.
func (s *subindex) closestWords(e *evidence) []string {
	switch {
	case e.phrasing.closest != noPhrasing:
		return s.language.Words(s.phrasings.all[e.phrasing.closest].Text)
	case !s.isTranslation():
		return s.language.Words(s.units[e.unit].Question)
	}
	return nil
}

// asksOfOther reports whether q asks of a name in e's unit what a listed question asks of another
// one, "was Microsoft afraid" for "was Apple afraid", or lacks a name that the listed one has, "was
// Microsoft afraid" for "was OpenAI afraid of Microsoft".
func (s *subindex) asksOfOther(q *question, e *evidence, listed int) bool {
	words := s.language.Words(s.phrasings.all[listed].Text)
	if s.lacksName(q, e.unit, words) {
		return true
	}
	var stems []vocab.StemID
	other := false // the listed one has a word that neither q nor the unit has
	for _, word := range words {
		id, known := s.lexicon.Words[word]
		if !known {
			continue // a part of a compound
		}
		stem := s.lexicon.StemOf[id]
		stems = append(stems, stem)
		other = other || !s.lexicon.Stop[stem] && !slices.Contains(q.features.stems, stem) && !s.inUnit(e.unit, stem)
	}
	return other && slices.ContainsFunc(q.content, func(t term) bool {
		return !t.stop && !slices.Contains(stems, t.id) && s.isName(e.unit, t.word)
	})
}

// inUnit reports whether a unit has a word with the stem.
func (s *subindex) inUnit(unit int, stem vocab.StemID) bool {
	p := s.texts.of(unit)
	return slices.ContainsFunc(p.words[p.segments[p.at].words:p.segments[p.end].words], func(w vocab.WordID) bool { return s.lexicon.StemOf[w] == stem })
}

// synonymsOf returns a stem and those of other single words that mean the same.
func (s *subindex) synonymsOf(stem vocab.StemID) []vocab.StemID {
	stems := []vocab.StemID{stem}
	for found := range s.concepts.InQuestion.Find(stems[:1:1]) {
		for _, phrase := range s.vocabulary[found.Concept].Mean {
			if id, ok := s.lexicon.Words[phrase]; ok {
				stems = addOnce(stems, s.lexicon.StemOf[id])
			}
		}
	}
	return stems
}

// subjectsOf returns how many phrasings of a unit have a verb right after the subject, and how
// many after another name in the unit.
func (s *subindex) subjectsOf(unit int, verb, subject vocab.StemID) (of, others int) {
	p, seen := s.texts.of(unit), map[vocab.StemID]bool{subject: true}
	of = s.phrasings.withBigram(unit, [2]vocab.StemID{subject, verb})
	for i := range p.all() {
		for _, word := range p.wordsOf(i) {
			stem := s.lexicon.StemOf[word]
			if seen[stem] {
				continue
			}
			seen[stem] = true
			if n := s.phrasings.withBigram(unit, [2]vocab.StemID{stem, verb}); n > 0 && s.isName(unit, s.lexicon.Text[word]) {
				others += n
			}
		}
	}
	return of, others
}

// isName reports whether a unit has a word, and always with a capital.
func (s *subindex) isName(unit int, word string) bool {
	u := s.units[unit]
	found := false
	for _, text := range []string{u.Question, u.Heading, u.Text} {
		for text != "" {
			start := strings.IndexFunc(text, unicode.IsLetter)
			if start < 0 {
				break
			}
			text = text[start:]
			end := strings.IndexFunc(text, func(r rune) bool { return !unicode.IsLetter(r) })
			if end < 0 {
				end = len(text)
			}
			if end == len(word) && strings.EqualFold(text[:end], word) {
				if text[0] == word[0] { // word is in lower case
					return false
				}
				found = true
			}
			text = text[end:]
		}
	}
	return found
}

// subject returns the first content word after an auxiliary verb and, maybe, a determiner, as a
// position in terms; -1 if there is none.
func (q *question) subject() int {
	for i, at := range q.tokens[:max(0, len(q.tokens)-1)] {
		if !auxiliaries[q.terms[at].word] {
			continue
		}
		next := q.tokens[i+1]
		if i+2 < len(q.tokens) && determiners[q.terms[next].word] {
			next = q.tokens[i+2]
		}
		if !q.terms[next].stop {
			return next
		}
	}
	return -1
}

// missingThings returns the weight of the heaviest content word in a noun phrase with a determiner
// that lacks coverage, and how many runs of content words do, up to 3, over 3.
func (q *question) missingThings(coverage []float64) (object, runs float64) {
	const mostRuns = 3
	determined, inRun := false, false
	for _, at := range q.tokens {
		t := &q.terms[at]
		lacking := !t.stop && coverage[at] == 0
		if t.stop {
			determined = determiners[t.word]
		}
		if lacking && determined {
			object = max(object, t.weight)
		}
		if lacking && !inRun {
			runs++
		}
		inRun = lacking
	}
	return object, min(runs, mostRuns) / mostRuns
}

// lacksName reports whether q has neither a name in a unit that words of its closest phrasing
// have, nor a synonym of it.
func (s *subindex) lacksName(q *question, unit int, closest []string) bool {
	var ids []vocab.WordID
	for _, word := range closest {
		if id, ok := s.lexicon.Words[word]; ok {
			ids = append(ids, id)
		}
	}
	stems := s.lexicon.StemsOf(ids)
	said := make([]bool, len(ids))
	for found := range s.concepts.InQuestion.Find(stems) {
		if slices.ContainsFunc(q.features.concepts, func(c concept) bool { return c.id == found.Concept }) {
			for i := found.Start; i < found.End; i++ {
				said[i] = true
			}
		}
	}
	for i, stem := range stems {
		if !said[i] && !s.lexicon.Stop[stem] && !slices.Contains(q.features.stems, stem) && s.isName(unit, s.lexicon.Text[ids[i]]) {
			return true
		}
	}
	return false
}
