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
	"alliancebot/index/internal/vocab"
	"alliancebot/internal/prose"
)

// Snapshot is one corpus with its index. It never changes and is safe for
// concurrent use.
type Snapshot struct {
	corpus     *corpus.Corpus
	subindexes []*subindex  // by language, that with the most units first
	folders    []string     // in which it answers; everywhere if it is empty
	close      func() error // closes the subindexes

	users int // guarded by Engine.mu; the Engine is one while the snapshot is live
}

// NewSnapshot indexes c. An error of type corpus.Problems describes what is wrong with c
// itself. The caller closes the snapshot, or hands it to an Engine.
func NewSnapshot(c *corpus.Corpus) (*Snapshot, error) {
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

// Close releases a snapshot that no Engine has. It must not be used afterwards.
func (s *Snapshot) Close() error { return s.close() }

func closeAll(subindexes []*subindex) error {
	var errs []error
	for _, s := range subindexes {
		s.builds.Wait()
		errs = append(errs, s.postings.Close())
	}
	return errors.Join(errs...)
}

// Within returns s for questions to the stories in folders only, or s itself if there are
// none. It may be used as long as s, and is not closed.
func (s *Snapshot) Within(folders []string) *Snapshot {
	c := s.corpus.Within(folders)
	if c == s.corpus {
		return s
	}
	part := &Snapshot{corpus: c, folders: folders, close: func() error { return nil }}
	for _, sub := range s.subindexes {
		speaks := func(story *corpus.Story) bool { return vocab.LanguageOf(story.Language) == sub.original.language }
		if slices.ContainsFunc(c.Stories, speaks) || slices.ContainsFunc(c.Own, speaks) {
			part.subindexes = append(part.subindexes, sub.within(folders))
		}
	}
	return part
}

// Corpus returns the snapshot's corpus.
func (s *Snapshot) Corpus() *corpus.Corpus { return s.corpus }

// UnusedSynonyms returns the corpus's own groups of synonyms that never match: no unit
// says what they mean. The only error is ctx's.
func (s *Snapshot) UnusedSynonyms(ctx context.Context) ([]corpus.Synonyms, error) {
	var unused []corpus.Synonyms
	used := make(map[string]bool)
	key := func(group corpus.Synonyms) string { return fmt.Sprintf("%s:%d", group.File, group.Line) }
	mark := func(sub *subindex) {
		for i, group := range sub.vocabulary {
			used[key(group)] = used[key(group)] || sub.stats.concepts[i] > 0
		}
	}
	for _, sub := range s.subindexes {
		mark(sub)
		for _, t := range sub.translations {
			index, err := t.wait(ctx)
			if err != nil {
				return nil, err
			}
			mark(index)
		}
	}
	for _, group := range s.corpus.Vocabulary {
		if group.File != "" && !used[key(group)] {
			unused = append(unused, group)
		}
	}
	return unused, nil
}

// Ask answers question, which may be any text. If it replies to an answer, after is the
// unit that was shown, else nil. The only errors are ctx's, and bleve's if the index
// itself fails.
func (s *Snapshot) Ask(ctx context.Context, question string, after *corpus.Unit) (Answer, error) {
	start := time.Now()
	_, answer, err := s.ask(ctx, question, after)
	answer.Question = question
	answer.Took = time.Since(start)
	return answer, err
}

// ask returns the best answer of the subindexes that may understand question, and whose
// it is.
func (s *Snapshot) ask(ctx context.Context, question string, after *corpus.Unit) (*subindex, Answer, error) {
	var best Answer
	var of *subindex
	if after != nil && !after.Story.In(s.folders) {
		after = nil
	}
	words := s.tellingWords(question)
	likely, own, err := s.understanding(ctx, words)
	if err != nil {
		return nil, Answer{}, err
	}
	count := len(likely)
	for _, sub := range s.subindexes {
		if !slices.ContainsFunc(likely, func(l *subindex) bool { return l.language == sub.language }) {
			likely = append(likely, sub)
		}
	}
	for i, sub := range likely {
		answer, err := sub.answer(ctx, question, after)
		if err != nil {
			return nil, Answer{}, err
		}
		known := answer.listed || answer.Confidence >= exactSimilarity
		if known || of == nil || i < count && better(answer, best) {
			best, of = answer, sub
		}
		if known {
			break // whatever it may mean in another language
		}
	}
	// An answer that has all words of the question is in its language.
	if answered := best.Verdict == Answered && len(best.Missing) == 0; !own && !answered && best.Confidence < exactSimilarity {
		if tag := vocab.Recognize(words, s.Languages()); tag != "" {
			best.Verdict, best.Language, best.UnknownLanguage = None, tag, true
		}
	}
	if after != nil && !namesStory.MatchString(question) {
		return of, best, nil
	}
	if about := s.aboutMessage(question, &best); about != Something {
		switch {
		case after != nil:
			best = overview(after.Story, about)
		case len(s.corpus.Stories) == 1:
			best = overview(s.corpus.Stories[0], about)
		default:
			best = Answer{Verdict: None, About: about}
		}
		best.Read = question
	}
	return of, best, nil
}

// aboutMessage returns what a message, or a sentence of it, asks of a story as a whole, if that is
// more probable than that best answers it.
func (s *Snapshot) aboutMessage(message string, best *Answer) About {
	if best.listed || best.Verdict == Answered && best.Confidence >= sureConfidence {
		return Something
	}
	const maxSentences = 16 // that are read
	parts := []string{message}
	if best.Verdict != Answered {
		message = readable(message)
		sentences := prose.Sentences(message)
		for _, sentence := range sentences[:min(len(sentences), maxSentences)] {
			parts = append(parts, sentence.Of(message))
		}
	}
	about, highest := Something, best.Confidence
	for _, part := range parts {
		if a, p := s.about(part); p > highest {
			about, highest = a, p
		}
	}
	return about
}

// Languages returns the languages that questions may be in, as BCP 47 tags.
func (s *Snapshot) Languages() []string {
	var tags []string
	add := func(more []string) {
		for _, tag := range more {
			tags = addOnce(tags, tag)
		}
	}
	for _, sub := range s.subindexes {
		add(sub.tags)
		for _, t := range sub.translations {
			add(t.tags)
		}
	}
	return tags
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

// understanding returns the subindexes whose language a text with these tellingWords may be in,
// the likeliest first, and whether it is clearly in that of the only stories. The only error is
// ctx's.
func (s *Snapshot) understanding(ctx context.Context, words []string) (likely []*subindex, own bool, err error) {
	const most = 3
	type candidate struct {
		language *vocab.Language
		index    func(context.Context) (*subindex, error)
		fit      float64
	}
	var candidates []candidate
	for _, sub := range s.subindexes {
		candidates = append(candidates, candidate{language: sub.language, index: func(context.Context) (*subindex, error) { return sub, nil }})
		for _, t := range sub.translations {
			candidates = append(candidates, candidate{language: t.language, index: t.wait})
		}
	}
	own = s.inOwnLanguage(words)
	if own || len(candidates) == 1 {
		return s.subindexes, own, nil
	}
	for i := range candidates {
		candidates[i].fit = candidates[i].language.Fit(words)
		if candidates[i].language == s.subindexes[0].language {
			candidates[i].fit += ownPrior / float64(max(1, len(words)))
		}
	}
	slices.SortStableFunc(candidates, func(a, b candidate) int { return cmp.Compare(b.fit, a.fit) })
	for _, c := range candidates[:min(len(candidates), most)] {
		if c.fit >= candidates[0].fit-maxFitLoss {
			index, err := c.index(ctx)
			if err != nil {
				return nil, false, err
			}
			likely = append(likely, index.within(s.folders))
		}
	}
	return likely, false, nil
}

// inOwnLanguage reports whether a text with these tellingWords is clearly in the language of all
// stories.
func (s *Snapshot) inOwnLanguage(words []string) bool {
	return len(s.subindexes) == 1 && s.subindexes[0].language.Fit(words) >= clearFit
}

// tellingWords returns the words of text by which its language is recognized: without the names
// and other content words of the stories in the language of most, which are said in any
// language, and with shorthand expanded.
func (s *Snapshot) tellingWords(text string) []string {
	most := s.subindexes[0]
	var telling []string
	for _, word := range vocab.PlainWords(readable(text)) {
		if most.inUnits(word) && !most.language.IsStop(most.language.Stem(word)) {
			continue
		}
		if long := most.shorthand(word); long != nil {
			telling = append(telling, long...)
		} else {
			telling = append(telling, word)
		}
	}
	return telling
}

// clearFit is from which fit on a question is in the language of the only stories there
// are, without a look at the others.
const clearFit = -8

// ownPrior is how much likelier the language of most stories is before a word is read, as a
// logarithm.
const ownPrior = 2

// maxFitLoss is by how much a language may fit a question less than the likeliest one:
// by a factor of e for each word.
const maxFitLoss = 1

// Rank returns up to limit units that may answer a question, best first, without
// highlights and regardless of the verdict. Its errors are those of Ask.
func (s *Snapshot) Rank(ctx context.Context, text string, limit int) (hits []Hit, err error) {
	err = s.withRanking(ctx, text, func(sub *subindex, _ *question, r *ranking) {
		for i := range r.units[:min(len(r.units), limit)] {
			hits = append(hits, Hit{Unit: sub.units[r.units[i].unit], Score: r.units[i].score})
		}
	})
	return hits, err
}

// A Candidate is a unit that may answer a question.
type Candidate struct {
	Unit     *corpus.Unit
	Features RankVector
}

// Candidates returns the units that may answer a question, best first, with what their
// scores depend on. Its errors are those of Ask.
func (s *Snapshot) Candidates(ctx context.Context, text string) (candidates []Candidate, err error) {
	err = s.withRanking(ctx, text, func(sub *subindex, _ *question, r *ranking) {
		for i := range r.units {
			candidates = append(candidates, Candidate{sub.units[r.units[i].unit], r.units[i].features})
		}
	})
	return candidates, err
}

// A Reading is a way to read a message as a question: as a whole, or a segment of it.
type Reading struct {
	First    *corpus.Unit  // the unit that ranks first; nil if none was found
	Features FeatureVector // what the verdict depends on
	// AnswerFrom is the probability from which First is the answer, and DomainFrom how probably
	// the question must be about the corpus for that.
	AnswerFrom, DomainFrom float64
}

// Readings returns the readings of a message that Ask considers, the whole message first.
// They are ranked with the given rank weights. Its errors are those of Ask.
func (s *Snapshot) Readings(ctx context.Context, text string, weights *RankVector) (readings []Reading, err error) {
	add := func(sub *subindex, q *question, r *ranking) {
		r.score(weights)
		if len(readings) > 0 && sub.covered(q, r) < minSegmentCovered {
			return
		}
		var reading Reading
		if len(r.units) > 0 {
			first := r.units[0].unit
			reading = Reading{sub.units[first], sub.verdictFeatures(q, r), sub.answerFrom(first), sub.domainFrom(first)}
		}
		readings = append(readings, reading)
	}
	for _, part := range append([]string{text}, segments(readable(text))...) {
		if err := s.withRanking(ctx, part, add); err != nil {
			return nil, err
		}
	}
	return readings, nil
}

// FollowUp returns a reply to an answer that showed the unit after, with the units that may
// answer it in no order; nil if it asks nothing. The weights are those of questions. Its errors are
// those of Ask.
func (s *Snapshot) FollowUp(ctx context.Context, text string, after *corpus.Unit, weights *RankVector) (*FollowUp, error) {
	likely, _, err := s.understanding(ctx, s.tellingWords(text))
	if err != nil || isReaction(text) {
		return nil, err
	}
	sub := likely[0]
	shown := slices.Index(sub.units, after)
	if shown < 0 {
		return nil, nil
	}
	sc := sub.scratches.Get().(*scratch)
	defer sub.scratches.Put(sc)
	return sub.followUp(ctx, sc, text, shown, weights)
}

// withRanking calls use with the ranking for text as one question, by the likeliest
// subindex.
func (s *Snapshot) withRanking(ctx context.Context, text string, use func(*subindex, *question, *ranking)) error {
	likely, _, err := s.understanding(ctx, s.tellingWords(text))
	if err != nil {
		return err
	}
	sub := likely[0]
	sc := sub.scratches.Get().(*scratch)
	defer sub.scratches.Put(sc)
	q, err := sub.parseQuestion(ctx, text)
	if err != nil {
		return err
	}
	r, err := sub.rank(ctx, sc, q)
	if err == nil {
		use(sub, q, &r)
	}
	return err
}

// Explain explains to people how question gets its answer, in aligned plain text of
// several lines. It is slower than Ask and has the same errors.
func (s *Snapshot) Explain(ctx context.Context, question string) (string, error) {
	sub, answer, err := s.ask(ctx, question, nil)
	if err != nil {
		return "", err
	}
	return sub.explain(ctx, answer.Read)
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
	likely, _, err := s.understanding(ctx, s.tellingWords(typed))
	if err != nil {
		return nil, err
	}
	var found []Suggestion
	for _, sub := range likely {
		more, err := sub.complete(ctx, typed, scope, limit)
		if err != nil {
			return nil, err
		}
		found = append(found, more...)
	}
	return firstUnique(slices.Values(found), limit), nil
}
