package index

import (
	"context"
	"slices"
	"strings"

	"alliancebot/corpus"
	"alliancebot/index/internal/vocab"
)

// Scope is what Complete suggests.
type Scope int

// The scopes.
const (
	Everything Scope = iota // FAQ questions, other known questions and headings
	Entries                 // FAQ questions
	Sections                // headings
)

// Complete returns up to limit suggestions for what a member has typed so far, best
// first: texts that equal it, texts that begin with it, texts in which every typed
// word begins some word, then suggestions for the units that rank for it as a
// question, which tolerates typos and understands synonyms. Case, accents,
// punctuation and apostrophes do not matter. Otherwise FAQ questions come first, then
// other known questions, then headings, in reading order. No suggestion comes twice.
// If no word is typed, Complete returns the FAQ questions, the first known question
// of each passage, and the headings. Its errors are those of Ask.
func (s *Snapshot) Complete(ctx context.Context, typed string, scope Scope, limit int) ([]Suggestion, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	key := completionKey(typed)
	if key == "" {
		return firstUnique(s.suggestions.defaults(scope), limit), nil
	}
	candidates := s.suggestions.matches(scope, key)
	if found := firstUnique(candidates, limit); len(found) >= limit {
		return found, nil
	}
	ranked, err := s.rankedSuggestions(ctx, scope, typed)
	if err != nil {
		return nil, err
	}
	return firstUnique(append(candidates, ranked...), limit), nil
}

// completionKey returns what completion compares of text: its words, each after a
// space.
func completionKey(text string) string {
	var key strings.Builder
	for _, word := range vocab.TypedWords(readable(text)) {
		key.WriteString(" " + word)
	}
	return key.String()
}

// firstUnique returns up to limit of the candidates, each once.
func firstUnique(candidates []*suggestion, limit int) []Suggestion {
	var found []Suggestion
	for _, c := range candidates {
		if len(found) >= limit {
			break
		}
		if !slices.ContainsFunc(found, func(s Suggestion) bool { return s.Unit == c.Unit && s.Text == c.Text }) {
			found = append(found, c.Suggestion)
		}
	}
	return found
}

// in returns the suggestions in scope.
func (o *suggestions) in(scope Scope) []*suggestion {
	switch scope {
	case Entries:
		return o.all[:o.known]
	case Sections:
		return o.all[o.headings:]
	}
	return o.all
}

// defaults returns what to suggest when nothing is typed.
func (o *suggestions) defaults(scope Scope) []*suggestion {
	if scope != Everything {
		return o.in(scope)
	}
	defaults := slices.Clone(o.in(Entries))
	for _, questions := range o.questionsOf {
		if len(questions) > 0 && questions[0] >= o.known {
			defaults = append(defaults, o.all[questions[0]])
		}
	}
	return append(defaults, o.in(Sections)...)
}

// matches returns the suggestions that have what is typed, best first. To check 7,000
// headings takes a fifth of a millisecond.
func (o *suggestions) matches(scope Scope, typed string) []*suggestion {
	words := strings.Fields(typed)
	words = words[:min(len(words), maxQuestionWords)]
	for i, word := range words {
		words[i] = " " + word // so that it matches where a word begins
	}
	var equal, withPrefix, withWords []*suggestion
	for _, candidate := range o.in(scope) {
		switch {
		case candidate.key == typed:
			equal = append(equal, candidate)
		case strings.HasPrefix(candidate.key, typed):
			withPrefix = append(withPrefix, candidate)
		case !slices.ContainsFunc(words, func(word string) bool { return !strings.Contains(candidate.key, word) }):
			withWords = append(withWords, candidate)
		}
	}
	return slices.Concat(equal, withPrefix, withWords)
}

// rankedSuggestions returns a suggestion for each unit that is relevant to what is
// typed, best first: the question of a FAQ entry; of a passage its known question that
// is nearest to the one typed, or else its heading. Stop words alone find nothing,
// because the question is yet to come.
func (s *Snapshot) rankedSuggestions(ctx context.Context, scope Scope, typed string) ([]*suggestion, error) {
	q := s.parseQuestion(typed)
	if q.isStopWords() {
		return nil, nil
	}
	sc := s.scratches.Get().(*scratch)
	defer s.scratches.Put(sc)
	r, err := s.rank(ctx, sc, q)
	if err != nil {
		return nil, err
	}
	var ranked []*suggestion
	o := s.suggestions
	for _, e := range s.relevant(q, r.units) {
		switch u := s.corpus.Units[e.unit]; {
		case u.Kind == corpus.FAQ && scope != Sections:
			ranked = append(ranked, o.all[o.questionsOf[e.unit][0]])
		case u.Kind == corpus.Passage && scope == Everything && len(o.questionsOf[e.unit]) > 0:
			ranked = append(ranked, s.nearestQuestion(e, r.comparison))
		case u.Section != nil && scope != Entries:
			ranked = append(ranked, o.all[o.headingOf[e.unit]])
		}
	}
	return ranked, nil
}
