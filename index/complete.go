package index

import (
	"context"
	"iter"
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

// complete returns up to limit suggestions for what is typed; see Snapshot.Complete.
func (s *subindex) complete(ctx context.Context, typed string, scope Scope, limit int) ([]Suggestion, error) {
	key := completionKey(s.language, typed)
	if key == "" {
		return firstUnique(s.plain(s.suggestions.defaults(scope)), limit), nil
	}
	candidates, err := s.suggestions.matches(ctx, scope, key)
	if err != nil {
		return nil, err
	}
	if found := firstUnique(s.plain(candidates), limit); len(found) >= limit {
		return found, nil
	}
	ranked, err := s.rankedSuggestions(ctx, scope, typed)
	if err != nil {
		return nil, err
	}
	return firstUnique(s.plain(append(candidates, ranked...)), limit), nil
}

// completionKey returns what completion compares of text: its words, each after a
// space.
func completionKey(language *vocab.Language, text string) string {
	var key strings.Builder
	for _, word := range language.TypedWords(readable(text)) {
		key.WriteString(" " + word)
	}
	return key.String()
}

// firstUnique returns up to limit of the candidates, each once.
func firstUnique(candidates iter.Seq[Suggestion], limit int) []Suggestion {
	var found []Suggestion
	for c := range candidates {
		if len(found) >= limit {
			break
		}
		if !slices.ContainsFunc(found, func(s Suggestion) bool { return s.Unit == c.Unit && s.Text == c.Text }) {
			found = append(found, c)
		}
	}
	return found
}

// plain yields what each of list suggests, if its unit may be found.
func (s *subindex) plain(list []*suggestion) iter.Seq[Suggestion] {
	return func(yield func(Suggestion) bool) {
		for _, candidate := range list {
			if candidate.Unit.Story.In(s.folders) && !yield(candidate.Suggestion) {
				return
			}
		}
	}
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
// headings takes a fifth of a millisecond. The only error is ctx's.
func (o *suggestions) matches(ctx context.Context, scope Scope, typed string) ([]*suggestion, error) {
	words := strings.Fields(typed)
	words = words[:min(len(words), maxQuestionWords)]
	for i, word := range words {
		words[i] = " " + word // so that it matches where a word begins
	}
	var equal, withPrefix, withWords []*suggestion
	for i, candidate := range o.in(scope) {
		if i%checkEvery == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		switch {
		case candidate.key == typed:
			equal = append(equal, candidate)
		case strings.HasPrefix(candidate.key, typed):
			withPrefix = append(withPrefix, candidate)
		case !slices.ContainsFunc(words, func(word string) bool { return !strings.Contains(candidate.key, word) }):
			withWords = append(withWords, candidate)
		}
	}
	return slices.Concat(equal, withPrefix, withWords), nil
}

// rankedSuggestions returns a suggestion for each unit that is relevant to what is
// typed, best first: the question of a FAQ entry; of a passage its known question that
// is nearest to the one typed, or else its heading. Stop words alone find nothing,
// because the question is yet to come.
func (s *subindex) rankedSuggestions(ctx context.Context, scope Scope, typed string) ([]*suggestion, error) {
	q, err := s.parseQuestion(ctx, typed)
	if err != nil {
		return nil, err
	}
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
		switch u := s.units[e.unit]; {
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
