package index

import (
	"math"

	"alliancebot/index/internal/vocab"
)

// collectionStats are the collection statistics that BM25 needs: document
// frequencies (how many units have a thing) and mean lengths.
type collectionStats struct {
	units     int
	stems     []int // document frequencies by StemID
	headStems []int // the same of heads alone
	grams     []int
	concepts  []int

	// Means over units, at least 1.
	body, head float64 // words
	whole      lengths
	sentence   lengths // a sentence together with the head of its unit
}

func newCollectionStats(texts *unitTexts, l *vocab.Lexicon, concepts int) *collectionStats {
	s := &collectionStats{
		units:     texts.count(),
		stems:     make([]int, len(l.Stems)),
		headStems: make([]int, len(l.Stems)),
		grams:     make([]int, len(l.Grams)),
		concepts:  make([]int, concepts),
	}
	// oncePerUnit returns a function that counts an ID, but each unit once.
	oncePerUnit := func(counts []int) func(id, unit int) {
		lastUnit := make([]int, len(counts)) // plus 1
		return func(id, unit int) {
			if lastUnit[id] != unit+1 {
				lastUnit[id] = unit + 1
				counts[id]++
			}
		}
	}
	countStem, countHeadStem := oncePerUnit(s.stems), oncePerUnit(s.headStems)
	countGram, countConcept := oncePerUnit(s.grams), oncePerUnit(s.concepts)
	sentences := 0
	for unit := range s.units {
		p := texts.of(unit)
		head := p.lengthsOf(0)
		s.head += head.words
		s.body -= head.words
		for _, word := range p.wordsOf(0) {
			countHeadStem(int(l.StemOf[word]), unit)
		}
		for i := range p.all() {
			s.body += p.lengthsOf(i).words
			s.whole.add(p.lengthsOf(i))
			for _, word := range p.wordsOf(i) {
				countStem(int(l.StemOf[word]), unit)
				for _, gram := range l.GramsOf(word) {
					countGram(int(gram), unit)
				}
			}
			for _, concept := range p.conceptsOf(i) {
				countConcept(int(concept), unit)
			}
			if i > 0 {
				sentences++
				s.sentence.add(p.lengthsOf(i))
				s.sentence.add(head)
			}
		}
	}
	mean := func(sum float64, count int) float64 { return max(1, sum/float64(count)) }
	meanLengths := func(l lengths, count int) lengths {
		return lengths{mean(l.words, count), mean(l.grams, count), mean(l.concepts, count)}
	}
	s.body, s.head = mean(s.body, s.units), mean(s.head, s.units)
	s.whole, s.sentence = meanLengths(s.whole, s.units), meanLengths(s.sentence, sentences)
	return s
}

// General English is mixed into document frequencies as priorUnits units of
// wordsPerUnit words each: a small corpus alone cannot show that "several" says less
// than "Azure". 10 to 20 units are best on SQuAD's articles and the FAQ sets; 5 lose
// a quarter of a point of Hit@1.
const (
	priorUnits   = 15
	wordsPerUnit = 100
)

// idf returns the IDF of a thing that docFrequency units have and that has the given
// relative frequency in general English.
func (s *collectionStats) idf(docFrequency int, frequency float64) float64 {
	return idf(float64(docFrequency)+priorUnits*occurs(frequency, wordsPerUnit), float64(s.units)+priorUnits)
}

// occurs returns the probability that a text of so many words of general English has
// a word of the given relative frequency.
func occurs(frequency float64, words int) float64 { return 1 - math.Exp(-float64(words)*frequency) }
