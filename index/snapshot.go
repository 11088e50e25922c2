package index

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"alliancebot/corpus"
)

// Snapshot is one corpus with its index. It never changes and is safe for
// concurrent use.
type Snapshot struct {
	corpus     *corpus.Corpus
	subindexes []*subindex  // by language, that with the most units first
	close      func() error // closes the subindexes

	users int // guarded by Engine.mu; the Engine is one while the snapshot is live
}

// newSnapshot indexes c.
func newSnapshot(c *corpus.Corpus) (*Snapshot, error) {
	if len(c.Units) == 0 {
		return nil, errors.New("index: the corpus has no units")
	}
	subindexes, err := newSubindexes(c)
	if err != nil {
		return nil, err
	}
	return &Snapshot{
		corpus: c, subindexes: subindexes, users: 1,
		close: sync.OnceValue(func() error { return closeAll(subindexes) }), // bleve panics when closed twice
	}, nil
}

func closeAll(subindexes []*subindex) error {
	var errs []error
	for _, s := range subindexes {
		errs = append(errs, s.postings.Close())
	}
	return errors.Join(errs...)
}

// Corpus returns the snapshot's corpus.
func (s *Snapshot) Corpus() *corpus.Corpus { return s.corpus }

// UnusedSynonyms returns the corpus's own groups of synonyms that never match: no unit
// says what they mean.
func (s *Snapshot) UnusedSynonyms() []corpus.Synonyms {
	var unused []corpus.Synonyms
	used := make(map[string]bool)
	key := func(group corpus.Synonyms) string { return fmt.Sprintf("%s:%d", group.File, group.Line) }
	for _, sub := range s.subindexes {
		for i, group := range sub.vocabulary {
			used[key(group)] = used[key(group)] || sub.stats.concepts[i] > 0
		}
	}
	for _, group := range s.corpus.Vocabulary {
		if group.File != "" && !used[key(group)] {
			unused = append(unused, group)
		}
	}
	return unused
}

// Ask answers question, which may be any text. The only errors are ctx's, and bleve's if
// the index itself fails.
func (s *Snapshot) Ask(ctx context.Context, question string) (Answer, error) {
	start := time.Now()
	_, answer, err := s.ask(ctx, question)
	answer.Took = time.Since(start)
	return answer, err
}

// ask returns the best answer of the subindexes that may understand question, and whose
// it is.
func (s *Snapshot) ask(ctx context.Context, question string) (*subindex, Answer, error) {
	var best Answer
	var of *subindex
	for _, sub := range s.understanding(question) {
		answer, err := sub.ask(ctx, question)
		if err != nil {
			return nil, Answer{}, err
		}
		if of == nil || better(answer, best) {
			best, of = answer, sub
		}
	}
	return of, best, nil
}

// better reports whether an answer is clearly better than one of a language that fits
// the question more.
func better(answer, than Answer) bool {
	const lead = 0.1 // in confidence
	order := []Verdict{None, Suggested, Answered}
	switch byVerdict := cmp.Compare(slices.Index(order, answer.Verdict), slices.Index(order, than.Verdict)); {
	case byVerdict != 0:
		return byVerdict > 0
	default:
		return answer.Confidence > than.Confidence+lead
	}
}

// understanding returns the subindexes whose language text may be in, the likeliest
// first.
func (s *Snapshot) understanding(text string) []*subindex {
	const most, leastFit = 3, 0.6 // of the best fit
	if len(s.subindexes) == 1 {
		return s.subindexes
	}
	text = readable(text)
	fits := make(map[*subindex]float64, len(s.subindexes))
	for _, sub := range s.subindexes {
		fits[sub] = sub.fit(text)
	}
	sorted := slices.Clone(s.subindexes)
	slices.SortStableFunc(sorted, func(a, b *subindex) int { return cmp.Compare(fits[b], fits[a]) })
	n := 1
	for n < min(len(sorted), most) && fits[sorted[n]] >= leastFit*fits[sorted[0]] {
		n++
	}
	return sorted[:n]
}

// Rank returns up to limit units that may answer question, best first, without
// highlights and regardless of the verdict. Its errors are those of Ask.
func (s *Snapshot) Rank(ctx context.Context, question string, limit int) ([]Hit, error) {
	sub := s.understanding(question)[0]
	sc := sub.scratches.Get().(*scratch)
	defer sub.scratches.Put(sc)
	r, err := sub.rank(ctx, sc, sub.parseQuestion(question))
	if err != nil {
		return nil, err
	}
	hits := make([]Hit, min(len(r.units), limit))
	for i := range hits {
		hits[i] = Hit{Unit: sub.units[r.units[i].unit], Score: r.units[i].score}
	}
	return hits, nil
}

// Features returns the features that the verdict on question depends on. ok is false
// if no unit was found. Its errors are those of Ask.
func (s *Snapshot) Features(ctx context.Context, question string) (v FeatureVector, ok bool, err error) {
	sub := s.understanding(question)[0]
	sc := sub.scratches.Get().(*scratch)
	defer sub.scratches.Put(sc)
	q := sub.parseQuestion(question)
	r, err := sub.rank(ctx, sc, q)
	if err != nil || len(r.units) == 0 {
		return FeatureVector{}, false, err
	}
	return sub.verdictFeatures(q, r), true, nil
}

// Explain explains to people how question gets its answer, in aligned plain text of
// several lines. It is slower than Ask and has the same errors.
func (s *Snapshot) Explain(ctx context.Context, question string) (string, error) {
	sub, _, err := s.ask(ctx, question)
	if err != nil {
		return "", err
	}
	return sub.explain(ctx, question)
}

// Complete returns up to limit suggestions for what a member has typed so far, best
// first: texts that equal it, texts that begin with it, texts in which every typed
// word begins some word, then suggestions for the units that rank for it as a
// question, which tolerates typos and understands synonyms. Case, accents,
// punctuation and apostrophes do not matter. Otherwise FAQ questions come first, then
// other known questions, then headings, in reading order. No suggestion comes twice.
// If no word is typed, Complete returns the FAQ questions, the first known question
// of each passage, and the headings. Of several languages those that fit what is typed
// come first. Its errors are those of Ask.
func (s *Snapshot) Complete(ctx context.Context, typed string, scope Scope, limit int) ([]Suggestion, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	var found []Suggestion
	for _, sub := range s.understanding(typed) {
		more, err := sub.complete(ctx, typed, scope, limit-len(found))
		if err != nil {
			return nil, err
		}
		found = append(found, more...)
	}
	return found, nil
}
