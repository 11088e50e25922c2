package index

import (
	"context"
	"slices"
	"strings"
	"sync"

	"alliancebot/corpus"
	"alliancebot/index/internal/vocab"
)

// subindex is the index of a corpus's units in one language, for questions in that
// language or another.
type subindex struct {
	language   *vocab.Language   // of questions
	original   *subindex         // of the same units, in their own language
	tags       []string          // BCP 47 tags of language, which may stand for several
	units      []*corpus.Unit    // in reading order
	kind       corpusKind        // of units
	vocabulary []corpus.Synonyms // of words of the language
	entryKeys  []string          // by unit: the questionKey of a FAQ entry in the language of questions
	smallTalk  int               // how many of the unanswerable questions are small talk; they are the first
	lexicon    *vocab.Lexicon
	concepts   *vocab.Concepts // of vocabulary
	speller    *vocab.Speller
	texts      *unitTexts
	// conceptUnits are the units that name a concept, by ConceptID.
	conceptUnits [][]int32
	phrasings    *phrasings
	suggestions  *suggestions
	stats        *collectionStats
	postings     *postings
	scratches    *sync.Pool // of *scratch

	translations []*translation
	builds       *sync.WaitGroup // of translations

	folders []string // in which units are found; all if it is empty
}

// isTranslation reports whether questions are in another language than the units.
func (s *subindex) isTranslation() bool { return s.language != s.original.language }

// within returns s for the units in folders.
func (s *subindex) within(folders []string) *subindex {
	if len(folders) == 0 {
		return s
	}
	part := *s
	part.folders = folders
	return &part
}

// has reports whether a unit may be found.
func (s *subindex) has(unit int) bool { return s.units[unit].Story.In(s.folders) }

// translation is the index of a subindex's units for questions in another language. It
// shares the subindex's postings. It is built when the first such question is asked:
// most programs never need it.
type translation struct {
	language *vocab.Language
	tags     []string // see subindex.tags
	build    func()   // starts to build index, once
	built    chan struct{}
	index    *subindex // once built is closed
}

// wait returns the index when it is built. If ctx ends first, it is built all the same, for
// the next question: that may take longer than anyone waits for an answer.
func (t *translation) wait(ctx context.Context) (*subindex, error) {
	t.build()
	select {
	case <-t.built:
		return t.index, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
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
			s = &subindex{language: language, builds: new(sync.WaitGroup)}
			s.original = s
			byLanguage[language] = s
			all = append(all, s)
		}
		s.units = append(s.units, u)
		s.tags = addOnce(s.tags, vocab.Base(u.Story.Language))
	}
	slices.SortStableFunc(all, func(a, b *subindex) int { return len(b.units) - len(a.units) })
	for i, s := range all {
		var fitted sync.WaitGroup
		s.build(c, &fitted)
		var err error
		s.postings, err = openPostings(s.texts)
		fitted.Wait()
		if err != nil {
			closeAll(all[:i])
			return nil, err
		}
		s.addTranslations(c)
	}
	return all, nil
}

// addTranslations adds a translation for each other language that s's units have
// phrasings in.
func (s *subindex) addTranslations(c *corpus.Corpus) {
	for _, u := range s.units {
		for _, p := range u.Phrasings {
			if p.Language != "" {
				tags := s.tagsOf(c, vocab.LanguageOf(p.Language))
				*tags = addOnce(*tags, vocab.Base(p.Language))
			}
		}
	}
}

// tagsOf returns the tags of s or of its translation for a language, which it adds if
// there is none.
func (s *subindex) tagsOf(c *corpus.Corpus, language *vocab.Language) *[]string {
	if language == s.language {
		return &s.tags
	}
	at := slices.IndexFunc(s.translations, func(t *translation) bool { return t.language == language })
	if at < 0 {
		at = len(s.translations)
		t := &translation{language: language, built: make(chan struct{})}
		t.build = sync.OnceFunc(func() {
			s.builds.Go(func() {
				t.index = &subindex{language: language, original: s, tags: t.tags, units: s.units, postings: s.postings}
				var fitted sync.WaitGroup
				t.index.build(c, &fitted)
				fitted.Wait()
				close(t.built)
			})
		})
		s.translations = append(s.translations, t)
	}
	return &s.translations[at].tags
}

// build indexes s's units, except for their postings. What takes longest, the regression, is still
// being fitted when it returns.
func (s *subindex) build(c *corpus.Corpus, fitted *sync.WaitGroup) {
	s.kind = corpusKindOf(s.units)
	speaks := func(tag string) bool { return tag == "" || vocab.LanguageOf(tag) == s.language }
	for _, group := range c.Vocabulary {
		if speaks(group.Language) {
			s.vocabulary = append(s.vocabulary, group)
		}
	}
	unanswerable := make([]*corpus.Phrasing, 0, len(c.Unanswered))
	for i, u := range c.Unanswered {
		if speaks(u.Language) {
			if i < c.SmallTalk {
				s.smallTalk++
			}
			unanswerable = append(unanswerable, &corpus.Phrasing{Text: u.Text})
		}
	}
	const generalWords, newWords = 3000, .5 // of a phrasing, on average
	phrasings := len(unanswerable)
	for _, u := range s.units {
		phrasings += len(u.Phrasings)
	}
	s.lexicon = vocab.NewLexicon(s.language, s.original.language, generalWords+int(newWords*float64(phrasings)))
	s.concepts = vocab.NewConcepts(s.vocabulary, s.lexicon)
	s.texts = newUnitTexts(s.units, headTexts(s.units), s.lexicon, s.concepts)
	s.entryKeys = make([]string, len(s.units))
	for i, u := range s.units {
		if u.Kind == corpus.FAQ && !s.isTranslation() {
			s.entryKeys[i] = s.questionKey(s.language.Words(u.Question))
		}
	}
	var have phrasingFeatures
	s.phrasings, have = newPhrasings(s.units, unanswerable, s.lexicon, s.concepts)
	fitted.Go(func() { s.phrasings.fitRegression(have) })
	s.phrasings.addLLRs()
	s.suggestions = newSuggestions(s.units, s.phrasings)
	s.stats = newCollectionStats(s.texts, s.lexicon, len(s.vocabulary))
	s.conceptUnits = make([][]int32, len(s.vocabulary))
	for concept, count := range s.stats.concepts {
		s.conceptUnits[concept] = make([]int32, 0, count)
	}
	for unit := range s.units {
		p := s.texts.of(unit)
		for i := range p.all() {
			for _, concept := range p.conceptsOf(i) {
				if units := s.conceptUnits[concept]; len(units) == 0 || units[len(units)-1] != int32(unit) {
					s.conceptUnits[concept] = append(units, int32(unit))
				}
			}
		}
	}
	s.speller = vocab.NewSpeller(s.lexicon, s.stats.stems)
	s.scratches = &sync.Pool{New: func() any { return newScratch(s) }}
}

// ask answers question from the units of s: as a whole or, if that is surer, a segment
// of it.
func (s *subindex) ask(ctx context.Context, question string) (Answer, error) {
	sc := s.scratches.Get().(*scratch)
	defer s.scratches.Put(sc)
	question = readable(question)
	best, err := s.askSegment(ctx, sc, question)
	if err != nil || best.final || best.Confidence >= sureConfidence && strings.Count(question, "?") < 2 && !joined.MatchString(question) {
		return best.Answer, err
	}
	var others []Answer
	for _, segment := range segments(question) {
		answer, err := s.askSegment(ctx, sc, segment)
		if err != nil {
			return Answer{}, err
		}
		if answer.covered < minSegmentCovered && !((answer.topic || answer.final) && answer.Verdict == Answered) {
			continue
		}
		if answer.Verdict == Answered {
			others = append(others, answer.Answer)
		}
		if answer.Confidence > best.Confidence+segmentLead || best.Verdict != Answered && answer.Verdict == Answered {
			best = answer
		}
	}
	if best.Verdict == Answered {
		best.Second = second(best.Answer, others, question)
	}
	return best.Answer, nil
}

// minSegmentCovered is how many words that are not stop words a segment must share with its
// answer, unless it is a topic: neither "what should I do" nor "ice or heat?" is a question by itself.
const minSegmentCovered = 2

// sureConfidence is from which confidence on the segments of a message with one question
// are not asked.
const sureConfidence = 0.7

// segmentLead is by how much more confidence a segment must have than the whole message.
const segmentLead = 0.1

// second returns the first of others, the answers to segments of a message, that answers
// another question than first does, with another unit; nil if there is none.
func second(first Answer, others []Answer, message string) *Answer {
	read := first.Read
	if read == message {
		i := slices.IndexFunc(others, func(o Answer) bool { return o.Hits[0].Unit == first.Hits[0].Unit })
		if i < 0 {
			return nil
		}
		read = others[i].Read
	}
	for i := range others {
		o := &others[i]
		if o.Hits[0].Unit != first.Hits[0].Unit && !strings.Contains(o.Read, read) && !strings.Contains(read, o.Read) {
			return o
		}
	}
	return nil
}

// segmentAnswer is the answer to a segment of a question.
type segmentAnswer struct {
	Answer
	final   bool // whatever the segments of the question say
	covered int  // words that are not stop words and that the first hit or its phrasings have
	topic   bool // it names a topic that the first hit has
}

func (s *subindex) askSegment(ctx context.Context, sc *scratch, question string) (segmentAnswer, error) {
	q, err := s.parseQuestion(ctx, question)
	if err != nil {
		return segmentAnswer{}, err
	}
	r, err := s.rank(ctx, sc, q)
	if err != nil {
		return segmentAnswer{}, err
	}
	judged := s.judge(q, &r)
	answer := Answer{
		Read: question, Verdict: judged.verdict, Confidence: judged.confidence,
		Repairs: q.repairs, Missing: s.missing(q), Related: s.related(q, r, question),
		listed: judged.final && judged.verdict != Answered,
	}
	for i := range r.units[:min(len(r.units), MaxHits)] {
		e := &r.units[i]
		answer.Hits = append(answer.Hits, Hit{Unit: s.units[e.unit], Highlight: s.highlight(e, r.comparison, i == 0), Score: e.score})
	}
	answer.Close = len(r.units) > 0 && !s.isSmallTalk(&r) && s.isRelevant(q, &r.units[0], minRelatedCoverage)
	topic := len(r.units) > 0 && s.isTopic(q, &r.units[0])
	return segmentAnswer{answer, judged.final, s.covered(q, &r), topic}, nil
}

// covered returns how many words of q that are not stop words the first unit of r, if there is
// one, or its phrasings have, with common words such as "much" in "how much".
func (s *subindex) covered(q *question, r *ranking) (count int) {
	if len(r.units) == 0 {
		return 0
	}
	for i, coverage := range s.phrasingCoverage(q, &r.units[0]) {
		if t := &q.terms[i]; !t.stop && (coverage > 0 || t.frequency >= commonWord) {
			count++
		}
	}
	return count
}
