package index

import (
	"cmp"
	"context"
	"iter"
	"slices"

	"alliancebot/corpus"
	"alliancebot/index/internal/vocab"
)

// phrasings is an inverted index of the known ways to ask for each unit, and of
// questions that no unit answers. A question is compared to questions there, since it
// seldom has the words of its answer.
type phrasings struct {
	lexicon *vocab.Lexicon
	all     []phrasing // group by group
	groups  []group    // one for each unit with phrasings, then the unanswerable questions
	groupOf []int32    // by unit; noGroup if it has no phrasings
	weights []float64  // of all features of each phrasing

	meanLength float64 // of groups with phrasings, in words

	// Posting lists by ConceptID, then those of the other features that phrasings have.
	lists []postingList
	// By StemID, GramID and bigram: positions in lists, noList if no phrasing has it, as is
	// so of most words of a large corpus.
	stems, grams []int32
	bigrams      map[[2]vocab.StemID]int32
	general      []float64 // relative frequencies of concepts in general English, by ConceptID

	postings    []int32   // phrasings of all lists
	confidences []float32 // of the first postings, those of concepts
	llrs        []groupLLR
	regression  *regression // of the groups; nil if there are too many
}

// phrasing is one way to ask for a unit.
type phrasing struct {
	*corpus.Phrasing
	group int32 // position in phrasings.groups
}

// group is the phrasings of one unit.
type group struct {
	unit       int // position in subindex.units; meaningless for the unanswerable
	first, end int // in phrasings.all
	length     float64
}

const (
	noGroup    = -1
	noPhrasing = -1
	noList     = -1
)

// postingList is the phrasings that have a feature.
type postingList struct {
	first, end       uint32  // in phrasings.postings
	firstLLR, endLLR uint32  // in phrasings.llrs
	weight           float32 // in a comparison of two questions
	llrWeight        float32 // in naive Bayes
	regressed        int32   // its number in the regression; notRegressed if it has none
}

func (p *phrasings) postingsOf(l postingList) []int32 { return p.postings[l.first:l.end] }
func (p *phrasings) llrsOf(l postingList) []groupLLR  { return p.llrs[l.firstLLR:l.endLLR] }

// match compares a question to the phrasings of a group.
type match struct {
	similarity    float64 // 0 to 1, over the nearest phrasings
	maxSimilarity float64 // 0 to 1, of the closest
	closest       int     // its position in phrasings.all; noPhrasing if none is similar at all
	next          float64 // mean similarity of the next two
	llr           float64 // naive Bayes's log-likelihood ratio over all phrasings; see matchLLRs
	probability   float64 // by regression
	expansion     float64 // BM25 score of the group as one text
}

// phrasingFeatures are the features of each phrasing.
type phrasingFeatures struct {
	lists       []int32   // of all phrasings, as positions in phrasings.lists
	confidences []float32 // of all phrasings' first lists, which are those of concepts
	ends        []phrasingEnd
}

// phrasingEnd is where a phrasing's features end, and those of the next begin.
type phrasingEnd struct{ lists, confidences int }

// of yields each feature of a phrasing, and the confidence in it.
func (have *phrasingFeatures) of(phrasing int) iter.Seq2[int32, float32] {
	return func(yield func(int32, float32) bool) {
		var start phrasingEnd
		if phrasing > 0 {
			start = have.ends[phrasing-1]
		}
		end := have.ends[phrasing]
		confidences := have.confidences[start.confidences:end.confidences]
		for i, list := range have.lists[start.lists:end.lists] {
			confidence := float32(1)
			if i < len(confidences) {
				confidence = confidences[i]
			}
			if !yield(list, confidence) {
				return
			}
		}
	}
}

// newPhrasings indexes the ways to ask for the units, and the questions that none answers. It adds
// their words to l. Two things are missing, which may be done at the same time: addLLRs, and
// fitRegression, which needs the features that are returned.
func newPhrasings(units []*corpus.Unit, unanswerable []*corpus.Phrasing, l *vocab.Lexicon, concepts *vocab.Concepts) (*phrasings, phrasingFeatures) {
	p := &phrasings{
		lexicon: l, groupOf: make([]int32, len(units)), lists: make([]postingList, len(concepts.Frequency)), general: concepts.Frequency,
	}
	count := len(unanswerable)
	for _, u := range units {
		count += 1 + len(u.Phrasings)
	}
	p.all = make([]phrasing, 0, count)
	addGroup := func(unit int, texts []*corpus.Phrasing) {
		first := len(p.all)
		for _, text := range texts {
			p.all = append(p.all, phrasing{text, int32(len(p.groups))})
		}
		p.groups = append(p.groups, group{unit: unit, first: first, end: len(p.all)})
	}
	for unit, u := range units {
		p.groupOf[unit] = noGroup
		if texts := waysToAsk(u, l.Language); len(texts) > 0 {
			p.groupOf[unit] = int32(len(p.groups))
			addGroup(unit, texts)
		}
	}
	addGroup(len(units), unanswerable)

	words := make([][]vocab.WordID, len(p.all))
	tokenize := func(i int, tokens *[]vocab.Token) { *tokens = l.Language.AppendTokens((*tokens)[:0], p.all[i].Text) }
	for i, tokens := range ahead(len(p.all), tokenize) {
		words[i] = l.AddTokens(*tokens)
		p.groups[p.all[i].group].length += float64(len(words[i]))
	}
	for _, g := range p.groups[:len(p.groups)-1] {
		p.meanLength += g.length / float64(len(p.groups)-1)
	}
	have := p.addPostings(words, concepts)
	for stem, at := range p.stems {
		p.weigh(at, stemFeature, l.Frequency[stem])
	}
	for concept, frequency := range p.general {
		p.weigh(int32(concept), conceptFeature, frequency)
	}
	for _, at := range p.grams {
		p.weigh(at, gramFeature, 0)
	}
	for _, at := range p.bigrams {
		p.weigh(at, bigramFeature, 0)
	}
	return p, have
}

// addPostings adds the posting lists of the features of phrasings with these words, and returns the
// features.
func (p *phrasings) addPostings(words [][]vocab.WordID, concepts *vocab.Concepts) phrasingFeatures {
	fill := func(n int) []int32 { return slices.Repeat([]int32{noList}, n) }
	p.stems, p.grams = fill(len(p.lexicon.Frequency)), fill(len(p.lexicon.Grams))
	const postingsEach, conceptsEach, newLists, newBigrams = 45, 7, 6, 4 // of a phrasing, on average
	p.bigrams = make(map[[2]vocab.StemID]int32, newBigrams*len(p.all))
	have := phrasingFeatures{
		lists: make([]int32, 0, postingsEach*len(p.all)), confidences: make([]float32, 0, conceptsEach*len(p.all)), ends: make([]phrasingEnd, len(p.all)),
	}
	p.lists = slices.Grow(p.lists, newLists*len(p.all))
	add := func(at int32) int32 {
		if at == noList {
			at = int32(len(p.lists))
			p.lists = append(p.lists, postingList{})
		}
		p.lists[at].end++
		have.lists = append(have.lists, at)
		return at
	}
	set := func(i int, f *features) { f.set(words[i], p.lexicon, concepts) }
	for i, f := range ahead(len(p.all), set) {
		for _, c := range f.concepts {
			add(int32(c.id))
			have.confidences = append(have.confidences, float32(c.confidence))
		}
		for _, stem := range f.stems {
			p.stems[stem] = add(p.stems[stem])
		}
		for _, gram := range f.grams {
			p.grams[gram] = add(p.grams[gram])
		}
		for _, bigram := range f.bigrams {
			at, known := p.bigrams[bigram]
			if !known {
				at = noList
			}
			if at = add(at); !known {
				p.bigrams[bigram] = at
			}
		}
		have.ends[i] = phrasingEnd{len(have.lists), len(have.confidences)}
	}
	p.postings, p.confidences = make([]int32, len(have.lists)), make([]float32, len(have.confidences))
	next := uint32(0)
	for i := range p.lists {
		count := p.lists[i].end
		p.lists[i].first, p.lists[i].end = next, next
		next += count
	}
	for i := range p.all {
		for at, confidence := range have.of(i) {
			end := p.lists[at].end
			p.postings[end] = int32(i)
			if int(at) < len(p.general) {
				p.confidences[end] = confidence
			}
			p.lists[at].end++
		}
	}
	return have
}

// ahead yields the items from 0 to count, which fill computes meanwhile in the order of their numbers.
// An item holds what an earlier one left in it, and is valid until the next is asked for. All must be
// asked for.
func ahead[T any](count int, fill func(i int, item *T)) iter.Seq2[int, *T] {
	const batch = 512 // fewer cost more to hand over than they gain
	return func(yield func(int, *T) bool) {
		full, free := make(chan []T), make(chan []T, 2)
		free <- make([]T, batch)
		free <- make([]T, batch)
		go func() {
			defer close(full)
			for first := 0; first < count; first += batch {
				items := <-free
				for i := range min(batch, count-first) {
					fill(first+i, &items[i])
				}
				full <- items
			}
		}()
		first := 0
		for items := range full {
			for i := range min(batch, count-first) {
				yield(first+i, &items[i])
			}
			first += batch
			free <- items
		}
	}
}

// waysToAsk returns a unit's phrasings in a language. The question of a FAQ entry in
// that language is one more, but not the only one: the entry's head says the same.
func waysToAsk(u *corpus.Unit, language *vocab.Language) []*corpus.Phrasing {
	ways := make([]*corpus.Phrasing, 0, 1+len(u.Phrasings))
	own := vocab.LanguageOf(u.Story.Language) == language
	if own && u.Kind == corpus.FAQ {
		ways = append(ways, &corpus.Phrasing{Text: u.Question})
	}
	entry := len(ways)
	for i := range u.Phrasings {
		p := &u.Phrasings[i]
		if p.Language == "" && own || p.Language != "" && vocab.LanguageOf(p.Language) == language {
			ways = append(ways, p)
		}
	}
	if len(ways) == entry {
		return nil
	}
	return ways
}

// weigh sets the weights of a finished posting list, whose feature has the given
// relative frequency in general English.
func (p *phrasings) weigh(at int32, w featureWeights, frequency float64) {
	if at == noList {
		return
	}
	list := &p.lists[at]
	list.weight = float32(w.similarity * p.idf(int(list.end-list.first), frequency))
	list.llrWeight = float32(w.llr)
}

// General English is mixed into document frequencies of phrasings as into those of
// units: as priorPhrasings questions of wordsPerQuestion words each.
const (
	priorPhrasings   = 5 * priorUnits
	wordsPerQuestion = 10
)

// idf returns the IDF of a feature that docFrequency phrasings have and that has the
// given relative frequency in general English.
func (p *phrasings) idf(docFrequency int, frequency float64) float64 {
	return idf(float64(docFrequency)+priorPhrasings*occurs(frequency, wordsPerQuestion), float64(len(p.all))+priorPhrasings)
}

// listsOf yields the posting list of each of f's features, and f's confidence in it.
func (p *phrasings) listsOf(f *features) iter.Seq2[postingList, float64] {
	return func(yield func(postingList, float64) bool) {
		list := func(at int32, w featureWeights, frequency float64) postingList {
			if at == noList {
				return postingList{weight: float32(w.similarity * p.idf(0, frequency)), regressed: notRegressed}
			}
			return p.lists[at]
		}
		for _, stem := range f.stems {
			if !yield(list(p.stems[stem], stemFeature, p.lexicon.Frequency[stem]), 1) {
				return
			}
		}
		for _, c := range f.concepts {
			if !yield(p.lists[c.id], c.confidence) {
				return
			}
		}
		for _, bigram := range f.bigrams {
			if at, ok := p.bigrams[bigram]; ok && !yield(p.lists[at], 1) {
				return
			}
		}
		for _, gram := range f.grams {
			if !yield(list(p.grams[gram], gramFeature, 0), 1) {
				return
			}
		}
	}
}

// addExpansion sets, unless ctx ends, the BM25 score of each match's group as one text, as if the unit's
// text were expanded by its phrasings (Nogueira et al., "Document Expansion by Query
// Prediction", 2019).
func (p *phrasings) addExpansion(ctx context.Context, q *question, matches []match) {
	for i, t := range q.terms {
		if q.termWeights[i] == 0 {
			continue
		}
		if ctx.Err() != nil {
			return
		}
		for _, l := range p.stemLLRs(t.id) {
			matches[l.group].expansion += q.termWeights[i] * saturate(float64(l.count), p.groups[l.group].length, p.meanLength)
		}
	}
}

// match compares a question's features to each phrasing and to each group. The
// comparison uses overlap, which has a place for each phrasing. The only error is ctx's.
func (p *phrasings) match(ctx context.Context, q *question, overlap []float32) ([]match, comparison, error) {
	f := &q.features
	c := p.compare(ctx, f, overlap)
	matches := make([]match, len(p.groups))
	for g, group := range p.groups {
		if group.first/checkEvery != group.end/checkEvery && ctx.Err() != nil {
			break
		}
		matches[g] = c.nearest(group)
	}
	p.matchLLRs(ctx, f, matches)
	p.addExpansion(ctx, q, matches)
	p.addProbabilities(f, matches)
	return matches, c, ctx.Err()
}

// countWith returns how many phrasings of the unit have a word with the stem.
func (p *phrasings) countWith(unit int, stem vocab.StemID) float64 {
	g := p.groupOf[unit]
	if g == noGroup {
		return 0
	}
	llrs := p.stemLLRs(stem)
	at, found := slices.BinarySearchFunc(llrs, g, func(l groupLLR, g int32) int { return cmp.Compare(l.group, g) })
	if !found {
		return 0
	}
	return float64(llrs[at].count)
}

// withBigram returns how many phrasings of the unit have two stems next to each other.
func (p *phrasings) withBigram(unit int, bigram [2]vocab.StemID) int {
	list, known := p.bigrams[bigram]
	if g := p.groupOf[unit]; known && g != noGroup {
		llrs := p.llrsOf(p.lists[list])
		if at, found := slices.BinarySearchFunc(llrs, g, func(l groupLLR, g int32) int { return cmp.Compare(l.group, g) }); found {
			return int(llrs[at].count)
		}
	}
	return 0
}

// stemLLRs returns the groups that have a word with the stem.
func (p *phrasings) stemLLRs(stem vocab.StemID) []groupLLR {
	if stem == vocab.UnknownStem || p.stems[stem] == noList {
		return nil
	}
	return p.llrsOf(p.lists[p.stems[stem]])
}

// answerable returns how many phrasings all units have.
func (p *phrasings) answerable() int { return p.groups[len(p.groups)-1].first }

// count returns how many phrasings a unit has.
func (p *phrasings) count(unit int) int {
	g := p.groupOf[unit]
	if g == noGroup {
		return 0
	}
	return p.groups[g].end - p.groups[g].first
}
