package index

import (
	"context"
	"slices"
	"sync"

	"alliancebot/corpus"
	"alliancebot/index/internal/vocab"
)

// subindex is the index of a corpus's units in one language.
type subindex struct {
	language    *vocab.Language
	units       []*corpus.Unit    // in reading order
	vocabulary  []corpus.Synonyms // of words of the language
	lexicon     *vocab.Lexicon
	concepts    *vocab.Concepts // of vocabulary
	speller     *vocab.Speller
	passages    []passage // as units
	phrasings   *phrasings
	suggestions *suggestions
	stats       *collectionStats
	postings    *postings
	scratches   sync.Pool // of *scratch
}

// newSubindexes indexes the units of c, those of each language by themselves. The one
// with the most units is the first.
func newSubindexes(c *corpus.Corpus) ([]*subindex, error) {
	var all []*subindex
	byLanguage := make(map[*vocab.Language]*subindex)
	for _, u := range c.Units {
		language := vocab.LanguageOf(u.Story.Language)
		s := byLanguage[language]
		if s == nil {
			s = &subindex{language: language}
			byLanguage[language] = s
			all = append(all, s)
		}
		s.units = append(s.units, u)
	}
	slices.SortStableFunc(all, func(a, b *subindex) int { return len(b.units) - len(a.units) })
	for i, s := range all {
		if err := s.build(c); err != nil {
			closeAll(all[:i])
			return nil, err
		}
	}
	return all, nil
}

// build indexes s's units.
func (s *subindex) build(c *corpus.Corpus) error {
	speaks := func(tag string) bool { return tag == "" || vocab.LanguageOf(tag) == s.language }
	for _, group := range c.Vocabulary {
		if speaks(group.Language) {
			s.vocabulary = append(s.vocabulary, group)
		}
	}
	var unanswerable []corpus.Phrasing
	for _, u := range c.Unanswered {
		if speaks(u.Language) {
			unanswerable = append(unanswerable, corpus.Phrasing{Text: u.Text})
		}
	}
	s.lexicon = vocab.NewLexicon(s.language)
	s.concepts = vocab.NewConcepts(s.vocabulary, s.lexicon)
	heads := headTexts(s.units)
	for i, u := range s.units {
		s.passages = append(s.passages, newPassage(u, heads[i], s.lexicon, s.concepts))
	}
	s.phrasings = newPhrasings(s.units, unanswerable, s.lexicon, s.concepts)
	s.suggestions = newSuggestions(s.units, s.phrasings)
	s.stats = newCollectionStats(s.passages, s.lexicon, len(s.vocabulary))
	s.speller = vocab.NewSpeller(s.lexicon, s.stats.stems)
	s.scratches.New = func() any { return newScratch(s) }
	var err error
	s.postings, err = openPostings(s.language, s.units, heads)
	return err
}

// fit returns how well the words of text fit the language and the units of s, 0 to 1.
func (s *subindex) fit(text string) float64 {
	var sum float64
	words := s.language.Words(text)
	for _, word := range words {
		stem := s.language.Stem(word)
		switch _, known := s.lexicon.Stems[stem]; {
		case s.language.IsStop(stem), s.language.RelativeFrequency(word) > 0:
			sum++
		case known:
			sum += .5 // a name, or a word that another language has, too
		}
	}
	return sum / float64(max(1, len(words)))
}

// ask answers question from the units of s.
func (s *subindex) ask(ctx context.Context, question string) (Answer, error) {
	sc := s.scratches.Get().(*scratch)
	defer s.scratches.Put(sc)
	q := s.parseQuestion(question)
	r, err := s.rank(ctx, sc, q)
	if err != nil {
		return Answer{}, err
	}
	judged := s.judge(q, r)
	answer := Answer{
		Question: question, Verdict: judged.verdict, Confidence: judged.confidence,
		Repairs: q.repairs, Missing: s.missing(q), Related: s.related(q, r, question),
	}
	for i := range r.units[:min(len(r.units), MaxHits)] {
		e := &r.units[i]
		answer.Hits = append(answer.Hits, Hit{Unit: s.units[e.unit], Highlight: s.highlight(e), Score: e.score})
	}
	return answer, nil
}
