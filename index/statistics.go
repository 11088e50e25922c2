package index

import "math"

// statistics are the numbers BM25 wants of a corpus: in how many units each
// thing stands, and how long units are.
type statistics struct {
	units    int
	stems    []int // by stemID: units that hold it
	heads    []int // by stemID: units whose head holds it
	grams    []int
	concepts []int

	// Means over units, of at least 1.
	body, head float64 // words
	whole      meanLengths
	sentence   meanLengths // a sentence with the head of its unit
}

type meanLengths struct{ words, grams, concepts float64 }

func (m *meanLengths) add(l lengths) {
	m.words += float64(l.words)
	m.grams += float64(l.grams)
	m.concepts += float64(l.concepts)
}

func (m *meanLengths) divide(n int) {
	m.words = atLeastOne(m.words / float64(n))
	m.grams = atLeastOne(m.grams / float64(n))
	m.concepts = atLeastOne(m.concepts / float64(n))
}

func atLeastOne(mean float64) float64 { return math.Max(1, mean) }

func takeStatistics(passages []passage, l *lexicon, vocabulary int) *statistics {
	s := &statistics{
		units:    len(passages),
		stems:    make([]int, len(l.stems)),
		heads:    make([]int, len(l.stems)),
		grams:    make([]int, len(l.grams)),
		concepts: make([]int, vocabulary),
	}
	stems, heads := newHolders(s.stems), newHolders(s.heads)
	grams, concepts := newHolders(s.grams), newHolders(s.concepts)
	sentences := 0
	for i := range passages {
		p := &passages[i]
		s.body += float64(p.body)
		s.head += float64(p.head.lengths.words)
		s.whole.add(p.whole)
		for _, word := range p.head.words {
			heads.note(int(l.stemOf[word]), i)
		}
		for segment := range p.segments {
			for _, word := range segment.words {
				stems.note(int(l.stemOf[word]), i)
				for _, gram := range l.gramsOf[word] {
					grams.note(int(gram), i)
				}
			}
			for _, concept := range segment.concepts {
				concepts.note(int(concept), i)
			}
		}
		for _, sentence := range p.sentences {
			sentences++
			s.sentence.add(sentence.lengths)
			s.sentence.add(p.head.lengths)
		}
	}
	s.body = atLeastOne(s.body / float64(s.units))
	s.head = atLeastOne(s.head / float64(s.units))
	s.whole.divide(s.units)
	s.sentence.divide(sentences)
	return s
}

// holders counts in how many units things stand, each unit once.
type holders struct {
	counts []int
	last   []int // by thing: the last unit noted, plus 1
}

func newHolders(counts []int) holders { return holders{counts: counts, last: make([]int, len(counts))} }

func (h holders) note(thing, unit int) {
	if h.last[thing] != unit+1 {
		h.last[thing] = unit + 1
		h.counts[thing]++
	}
}

// priorUnits is how many units of general English the corpus is mixed with
// when a word is weighed: a small corpus cannot tell by itself that "several"
// says less than "Azure". 10 to 20 are best on SQuAD's articles and the FAQ
// sets; 5 loses a quarter of a point of Hit@1.
const priorUnits = 15

// weight returns the idf of a thing that stands in holders units of the corpus
// and in share of all words of general English.
func (s *statistics) weight(holders int, share float64) float64 {
	return idf(float64(holders)+priorUnits*inPassage(share), float64(s.units)+priorUnits)
}

// gramWeight returns the idf of a 4-gram.
func (s *statistics) gramWeight(gram gramID) float64 {
	return idf(float64(s.grams[gram]), float64(s.units))
}

// idf is BM25's inverse document frequency, in the form that never falls below 0.
func idf(holders, units float64) float64 {
	return math.Log(1 + (units-holders+.5)/(holders+.5))
}

// BM25's constants, as in Robertson and Zaragoza, "The Probabilistic Relevance
// Framework: BM25 and Beyond" (2009). On SQuAD and the FAQ sets k1 from 0.8 to
// 1.6 and b from 0.5 to 0.9 move Hit@1 by less than half a point.
const (
	bm25K1 = 1.2
	bm25B  = 0.75
)

// saturate is what BM25 makes of a frequency in a text of the given length.
func saturate(frequency, length, mean float64) float64 {
	return frequency * (bm25K1 + 1) / (frequency + bm25K1*(1-bm25B+bm25B*length/mean))
}
