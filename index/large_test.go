package index

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"alliancebot/corpus"
	"alliancebot/index/internal/vocab"
)

// sizes are the numbers of passages of large corpora.
var sizes = []int{1_000, 3_000, 10_000, 30_000, 100_000}

// BenchmarkNewLarge measures indexing large corpora.
func BenchmarkNewLarge(b *testing.B) {
	for _, size := range sizes {
		b.Run(fmt.Sprintf("passages=%d", size), func(b *testing.B) { benchmarkNew(b, largeCorpus(size)) })
	}
}

// BenchmarkAskLarge measures one question to large corpora.
func BenchmarkAskLarge(b *testing.B) {
	for _, size := range sizes {
		b.Run(fmt.Sprintf("passages=%d", size), func(b *testing.B) { benchmarkAskLarge(b, largeCorpus(size)) })
	}
}

// BenchmarkAskPhrasings measures one question to large corpora whose units all have
// phrasings.
func BenchmarkAskPhrasings(b *testing.B) {
	for _, size := range sizes[:3] {
		b.Run(fmt.Sprintf("passages=%d", size), func(b *testing.B) {
			c := largeCorpus(size)
			for _, u := range c.Units {
				words := strings.Fields(u.Text)
				for i, opening := range openings[:5] {
					phrasing := strings.Join(words[6*i:6*i+5], " ")
					u.Phrasings = append(u.Phrasings, corpus.Phrasing{Text: opening + " " + phrasing})
				}
			}
			benchmarkAskLarge(b, c)
		})
	}
}

func benchmarkAskLarge(b *testing.B, c *corpus.Corpus) {
	engine := open(b, c)
	benchmarkQuestions(b, largeQuestions(c), func(question string) { ask(b, engine, question) })
}

// BenchmarkAskAlike measures one question to 195,000 units that differ in a number.
func BenchmarkAskAlike(b *testing.B) {
	const size = 195_000
	c := largeCorpus(1)
	only := c.Units[0]
	c.Units = nil
	for i := range size {
		u := *only
		u.ID = fmt.Sprint(only.ID, i)
		u.Text = fmt.Sprintf("Item %d is in the catalog of garden tools. It costs %d crowns, and is sent within %d days.", i, i%90, i%7)
		c.Units = append(c.Units, &u)
	}
	engine := open(b, c)
	questions := []string{"what does item 17 cost", "how long until item 4711 is sent?", "garden tools", "which catalog has itme 99999", "is it sent within 3 days"}
	benchmarkQuestions(b, questions, func(question string) { ask(b, engine, question) })
}

// BenchmarkCompleteLarge measures completion with 6,667 headings.
func BenchmarkCompleteLarge(b *testing.B) {
	c := largeCorpus(20_000)
	benchmarkComplete(b, open(b, c), largeQuestions(c)[:20])
}

// The properties of a large corpus are those of English news and encyclopedias. Words
// follow Zipf's law in Mandelbrot's form.
const (
	largeVocabulary = 60_000
	zipfExponent    = 1.07
	zipfOffset      = 2.7
	sentenceLength  = 16 // words
	passageLength   = 5  // sentences
	storyLength     = 1_000
)

// largeVocabularyWords are the words of general English, most common first, then names
// made of their halves.
var largeVocabularyWords = sync.OnceValue(func() []string {
	english, err := os.ReadFile("internal/vocab/english.txt")
	if err != nil {
		panic(err)
	}
	var words []string
	for line := range strings.Lines(string(english)) {
		word, _, _ := strings.Cut(line, " ")
		words = append(words, word)
	}
	slices.SortStableFunc(words, func(a, b string) int {
		return cmp.Compare(vocab.English().RelativeFrequency(b), vocab.English().RelativeFrequency(a))
	})
	r := rand.New(rand.NewPCG(1, 1))
	half := len(words) / 2
	for len(words) < largeVocabulary {
		first, second := words[r.IntN(half)], words[r.IntN(half)]
		words = append(words, first[:(len(first)+1)/2]+second[len(second)/2:])
	}
	return words
})

// writer makes texts of random words, the same each time.
type writer struct {
	random *rand.Rand
	zipf   *rand.Zipf
}

func newWriter(seed uint64) *writer {
	r := rand.New(rand.NewPCG(seed, 0))
	return &writer{random: r, zipf: rand.NewZipf(r, zipfExponent, zipfOffset, largeVocabulary-1)}
}

func (w *writer) words(count int) []string {
	words := make([]string, count)
	for i := range words {
		words[i] = largeVocabularyWords()[w.zipf.Uint64()]
	}
	return words
}

func (w *writer) sentence(length int) string {
	text := strings.Join(w.words(length), " ")
	return strings.ToUpper(text[:1]) + text[1:]
}

func (w *writer) passage() string {
	var sentences []string
	for range passageLength {
		sentences = append(sentences, w.sentence(sentenceLength/2+w.random.IntN(sentenceLength))+".")
	}
	return strings.Join(sentences, " ")
}

// largeCorpus returns a corpus of size passages in stories with headings, and the
// built-in synonyms and small talk.
func largeCorpus(size int) *corpus.Corpus {
	c := corpus.General()
	w := newWriter(uint64(size))
	for len(c.Units) < size {
		s := &corpus.Story{ID: fmt.Sprint("story", len(c.Stories)), Title: w.sentence(6), URL: "https://example.org/large", Language: "en"}
		section := &corpus.Section{Story: s, Heading: s.Title}
		for i := range min(storyLength, size-len(c.Units)) {
			if i%3 == 0 {
				section = &corpus.Section{Story: s, Heading: w.sentence(2 + w.random.IntN(5))}
			}
			s.Units = append(s.Units, &corpus.Unit{ID: fmt.Sprintf("%s/%d", s.ID, i), Kind: corpus.Passage, Story: s, Heading: section.Heading, Section: section, Text: w.passage()})
		}
		c.Stories = append(c.Stories, s)
		c.Units = append(c.Units, s.Units...)
	}
	return &c
}

var openings = []string{"what is", "why did", "who wants", "how do I find", "tell me about", ""}

// largeQuestions returns questions made of adjacent words of c's passages, one in five
// with a typo.
func largeQuestions(c *corpus.Corpus) []string {
	const count = 500
	r := rand.New(rand.NewPCG(2, 2))
	var questions []string
	for i := range count {
		words := strings.Fields(c.Units[r.IntN(len(c.Units))].Text)
		length := 3 + r.IntN(6)
		start := r.IntN(len(words) - length)
		words = append([]string{openings[i%len(openings)]}, words[start:start+length]...)
		if i%5 == 0 {
			words = append(words, "x"+words[len(words)-1])
		}
		questions = append(questions, strings.TrimSpace(strings.Join(words, " ")))
	}
	return questions
}
