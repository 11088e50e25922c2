package index

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"alliancebot/corpus"
)

// TestBM25 checks values computed by hand with k1 = 1.2 and b = .75.
func TestBM25(t *testing.T) {
	tests := []struct {
		name            string
		counts, weights []float64
		length, mean    float64
		want            float64
	}{
		{"nothing", []float64{0}, []float64{5}, 10, 10, 0},
		{"once in a text of mean length", []float64{1}, []float64{2}, 10, 10, 2},        // 2·1·2.2/(1+1.2)
		{"twice", []float64{2}, []float64{2}, 10, 10, 2.75},                             // 2·2·2.2/(2+1.2)
		{"once in a text twice as long", []float64{1}, []float64{2}, 20, 10, 4.4 / 3.1}, // 1.2·(.25+.75·2) = 2.1
		{"once in a text half as long", []float64{1}, []float64{2}, 5, 10, 4.4 / 1.75},  // 1.2·(.25+.75·.5) = .75
		{"two things", []float64{1, 3}, []float64{2, 1}, 10, 10, 2 + 6.6/4.2},           // 3·2.2/(3+1.2)
		{"a thing of weight 0", []float64{1, 3}, []float64{2, 0}, 10, 10, 2},
		{"saturated", []float64{1e9}, []float64{2}, 10, 10, 4.4 * 1e9 / (1e9 + 1.2)}, // towards 2·2.2
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := bm25(test.counts, test.weights, test.length, test.mean); math.Abs(got-test.want) > 1e-12 {
				t.Errorf("bm25(%v, %v, %v, %v) = %v, want %v", test.counts, test.weights, test.length, test.mean, got, test.want)
			}
		})
	}
}

func TestIDF(t *testing.T) {
	tests := []struct{ docFrequency, documents, want float64 }{
		{0, 1, math.Log(4)},
		{1, 1, math.Log(4. / 3)},
		{1, 10, math.Log(1 + 9.5/1.5)},
		{10, 10, math.Log(1 + .5/10.5)}, // never below 0
	}
	for _, test := range tests {
		if got := idf(test.docFrequency, test.documents); math.Abs(got-test.want) > 1e-12 {
			t.Errorf("idf(%v, %v) = %v, want %v", test.docFrequency, test.documents, got, test.want)
		}
	}
}

// TestPostingsAreTextbookBM25 compares scores computed from bleve's postings with the
// formula applied to the words themselves.
func TestPostingsAreTextbookBM25(t *testing.T) {
	texts := []string{
		"zorb quix frip frip blag",
		"quix quix quix",
		"blag",
		strings.Repeat("zorb quix frip blag snork ", 40),
		"frip snork quix zorb zorb blag blag frip zorb",
	}
	s := open(t, passages(texts...)).live.subindexes[0]
	var mean float64
	for _, text := range texts {
		mean += float64(len(strings.Fields(text))) / float64(len(texts))
	}
	if !isClose(s.stats.body, mean) {
		t.Errorf("stats.body = %v, want %v", s.stats.body, mean)
	}
	for _, word := range []string{"zorb", "quix", "frip", "blag", "snork", "wump"} {
		t.Run(word, func(t *testing.T) {
			const weight = 3
			got := make([]float64, len(texts))
			if err := s.postings.score(t.Context(), bodyField, word, weight, mean, got); err != nil {
				t.Fatal(err)
			}
			for i, text := range texts {
				want := weight * textbook(word, strings.Fields(text), mean)
				if math.Abs(got[i]-want) > 1e-4*want {
					t.Errorf("score(%q) of %.30q = %v, want %v", word, text, got[i], want)
				}
			}
		})
	}
}

// textbook is BM25 without IDF, as in Robertson and Zaragoza (2009).
func textbook(word string, text []string, mean float64) float64 {
	var frequency float64
	for _, other := range text {
		if other == word {
			frequency++
		}
	}
	return frequency * 2.2 / (frequency + 1.2*(.25+.75*float64(len(text))/mean))
}

func TestRetrieve(t *testing.T) {
	c := passages("The zorb quix.", "A frip and a zorb and a blag.", "Nothing of the kind.", "Frip.", "It is what it is.")
	c.Units[2].Section = &corpus.Section{Story: c.Units[2].Story, Heading: "The blag"}
	s := open(t, c).live.subindexes[0]
	tests := []struct {
		name, question string
		want           []int
	}{
		{"a word", "quix", []int{0}},
		{"the shorter text first", "frip", []int{3, 1}},
		{"the rarer word first", "blag quix", []int{0, 1, 2}},
		{"in the heading", "blag", []int{1, 2}},
		{"stop words among others are ignored", "is it a quix", []int{0}},
		{"only stop words", "what is it", []int{4}},
		{"unknown", "wump", nil},
		{"nothing", "", nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			checkRetrieved(t, s, test.question, test.want...)
		})
	}
}

// Of many units the best are retrieved; ties keep the order of the corpus.
func TestRetrieveFromMany(t *testing.T) {
	texts := make([]string, 2*maxCandidates)
	var better, others []int
	for i := range texts {
		if i%4 == 3 {
			texts[i] = "zorb zorb"
			better = append(better, i)
		} else {
			texts[i] = "zorb quix"
			others = append(others, i)
		}
	}
	want := append(better, others...)[:maxCandidates]
	checkRetrieved(t, open(t, passages(texts...)).live.subindexes[0], "zorb", want...)
}

// Of many units with similar phrasings only the best are ranked.
func TestRankManyPhrasings(t *testing.T) {
	const units = 3 * maxCandidates
	ways := make([][]string, units)
	for i := range ways {
		ways[i] = []string{fmt.Sprint("which zorb word", i)}
	}
	s := open(t, withPhrasings(ways...)).live
	hits, err := s.Rank(t.Context(), fmt.Sprint("which zorb word", units-1), units)
	if err != nil || len(hits) != maxCandidates {
		t.Fatalf("Rank = %d hits, %v, want %d", len(hits), err, maxCandidates)
	}
	if got, want := hits[0].Unit, s.corpus.Units[units-1]; got != want {
		t.Errorf("Rank finds %s first, want %s", got.ID, want.ID)
	}
}

// checkRetrieved checks which units are retrieved, best first.
func checkRetrieved(t *testing.T, s *subindex, question string, want ...int) {
	t.Helper()
	got, err := s.retrieve(t.Context(), newScratch(s), parsed(t, s, question))
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("retrieve(%q) = %v, %v, want %v", question, got, err, want)
	}
}

// TestDocumentNumbers checks that bleve's document numbers map to the right units,
// whatever their order.
func TestDocumentNumbers(t *testing.T) {
	const count = 300
	texts := make([]string, count)
	for i := range texts {
		texts[i] = fmt.Sprint("word", i)
	}
	rand.New(rand.NewPCG(1, 2)).Shuffle(count, func(i, j int) { texts[i], texts[j] = texts[j], texts[i] })
	s := open(t, passages(texts...)).live.subindexes[0]
	for i, text := range texts {
		checkRetrieved(t, s, text, i)
	}
}

func TestHeadTexts(t *testing.T) {
	one, two := &corpus.Story{Title: "Birds"}, &corpus.Story{Title: "Bees"}
	lead := &corpus.Section{Story: one, Heading: "Birds"}
	nests := &corpus.Section{Story: one, Heading: "Nests"}
	units := []*corpus.Unit{
		{Kind: corpus.Passage, Story: one, Section: lead},
		{Kind: corpus.Passage, Story: one, Section: nests},
		{Kind: corpus.Passage, Story: one, Section: &corpus.Section{Story: one, Heading: "Eggs", Parent: nests}},
		{Kind: corpus.FAQ, Story: one, Question: "Do they sing?"},
	}
	want := []string{"", "Nests", "Nests › Eggs", "Do they sing?"}
	if got := headTexts(units); !slices.Equal(got, want) {
		t.Errorf("headTexts of one story = %q, want %q", got, want)
	}
	units = append(units, &corpus.Unit{Kind: corpus.FAQ, Story: two, Question: "Do they hum?"})
	want = []string{"Birds", "Birds\nNests", "Birds\nNests › Eggs", "Do they sing?", "Do they hum?"}
	if got := headTexts(units); !slices.Equal(got, want) {
		t.Errorf("headTexts of two stories = %q, want %q", got, want)
	}
}

// In a very large corpus the words that most units have are not scored, but at least one is.
func TestScored(t *testing.T) {
	s := open(t, passages("zorb quix", "zorb frip", "blag")).live.subindexes[0]
	set := func(word string, units int) { s.stats.stems[s.lexicon.Stems[word]] = units }
	tests := []struct {
		name             string
		zorb, quix, frip int // units
		want             []bool
	}{
		{"few units", 2, 1, 1, []bool{true, true, true, false}},
		{"one word that all have", maxPostings, 1, 1, []bool{false, true, true, false}},
		{"only words that all have", maxPostings + 2, maxPostings + 1, maxPostings, []bool{false, false, true, false}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			set("zorb", test.zorb)
			set("quix", test.quix)
			set("frip", test.frip)
			if got := s.scored(parsed(t, s, "zorb quix frip wumpus")); !slices.Equal(got, test.want) {
				t.Errorf("scored = %v, want %v", got, test.want)
			}
		})
	}
}
