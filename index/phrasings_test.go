package index

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"alliancebot/corpus"
	"alliancebot/index/internal/vocab"
)

// withPhrasings returns a corpus with a unit for each list of phrasings. Tests use
// invented words, so that general English does not affect their weights.
func withPhrasings(ways ...[]string) *corpus.Corpus {
	c := passages(make([]string, len(ways))...)
	for i, texts := range ways {
		for _, text := range texts {
			c.Units[i].Phrasings = append(c.Units[i].Phrasings, corpus.Phrasing{Text: text})
		}
	}
	return c
}

func TestFeatures(t *testing.T) {
	l := vocab.NewLexicon(vocab.English(), vocab.English(), 0)
	c := vocab.NewConcepts([]corpus.Synonyms{
		{Mean: []string{"zorb", "quix"}, Weight: .5, File: "x"},
		{Mean: []string{"frip", "snorkling"}, Weight: .9, File: "x"},
	}, l)
	var f features
	f.set(l.Add(vocab.English().Words("something that was here before")), l, c)
	f.set(l.Add(vocab.English().Words("Zorb quix zorb, quix snorkling")), l, c)

	names := l.StemTexts()
	var stems, bigrams, grams []string
	for _, stem := range f.stems {
		stems = append(stems, names[stem])
	}
	for _, bigram := range f.bigrams {
		bigrams = append(bigrams, names[bigram[0]]+" "+names[bigram[1]])
	}
	for gram, id := range l.Grams {
		if slices.Contains(f.grams, id) {
			grams = append(grams, gram)
		}
	}
	slices.Sort(grams)
	tests := []struct {
		name      string
		got, want any
	}{
		{"stems", stems, []string{"zorb", "quix", "snorkl"}},
		{"bigrams", bigrams, []string{"zorb quix", "quix zorb", "quix snorkl"}},
		{"4-grams", grams, []string{"klin", "ling", "nork", "orkl", "quix", "rkli", "snor", "zorb"}},
		{"concepts", f.concepts, []concept{{0, .5}, {1, .9}}},
	}
	for _, test := range tests {
		if fmt.Sprint(test.got) != fmt.Sprint(test.want) {
			t.Errorf("%s = %v, want %v", test.name, test.got, test.want)
		}
	}
}

// TestMatch compares questions to the phrasings
//
//	unit 0: zorb quix, zorb frip
//	unit 1: blag quix
//
// A word that h of the N = 3 phrasings have has the IDF
// ln(1 + (3+75-h+.5)/(h+.5)): 3.4532 if h is 2, 3.9640 if 1, 5.0626 if 0. A word of
// four letters counts 1.2 times that, since it is its own 4-gram; a bigram .3 times.
func TestMatch(t *testing.T) {
	s := open(t, withPhrasings([]string{"zorb quix", "zorb frip"}, []string{"blag quix"})).live.subindexes[0]
	tests := []struct {
		name, question string
		want           []match // of unit 0, unit 1 and the unanswerable
	}{
		{
			// Each phrasing weighs 1.2·3.4532 for zorb or quix, the same or
			// 1.2·3.9640 for the other word, and .3·3.9640 for the bigram: 9.4768
			// and 10.0898. So the similarities are 2·9.4768/(9.4768+9.4768) = 1
			// and 2·4.1438/(9.4768+10.0898) = .4236, and that of the nearest three
			// is (1 + .4236)/2.5.
			//
			// zorb, quix and the bigram give unit 0 the ratios
			// ln(1+2·3/(10·2)) = .2624, ln(1+1·3/(10·2)) = .1398 and
			// .2·ln(1+1·3/(10·1)) = .0525, less 2.2·ln(1+2/10) = .4011 for what its
			// two phrasings may lack; the sum is divided by the square root of
			// 1 + 2.2. quix gives unit 1 .1398, less 2.2·ln(1+1/10).
			"the words of a phrasing", "zorb quix",
			[]match{{similarity: .56942, maxSimilarity: 1, closest: 0, llr: .02990}, {similarity: .16942, maxSimilarity: .42356, closest: 2, llr: -.03909}, {closest: noPhrasing}},
		},
		{
			// The unknown word adds its 5.0626 to the question's weight: 9.2064.
			"an unknown word", "zorb wumqv",
			[]match{{similarity: .34923, maxSimilarity: .44359, closest: 0, llr: (.26236 - .18232) / math.Sqrt2}, {closest: noPhrasing, llr: -.09531 / math.Sqrt2}, {closest: noPhrasing}},
		},
		{
			"none of the words", "wumqv",
			[]match{{closest: noPhrasing}, {closest: noPhrasing}, {closest: noPhrasing}},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, _, _ := s.phrasings.match(t.Context(), parsed(t, s, test.question), make([]float32, len(s.phrasings.all)))
			for i, want := range test.want {
				if !isClose(got[i].similarity, want.similarity) || !isClose(got[i].maxSimilarity, want.maxSimilarity) || got[i].closest != want.closest || !isClose(got[i].llr, want.llr) {
					t.Errorf("match(%q)[%d] = %+v, want %+v", test.question, i, got[i], want)
				}
			}
		})
	}
}

// isClose reports whether numbers agree in four digits after the point.
func isClose(got, want float64) bool { return math.Abs(got-want) < 5e-5 }

// A phrasing has the similarity 1 to itself, whatever the confidence in its concepts.
func TestMatchOfPhrasingWithItself(t *testing.T) {
	c := withPhrasings([]string{"zorb quix"}, []string{"blag frip"})
	c.Vocabulary = []corpus.Synonyms{{Mean: []string{"zorb", "wumqv"}, Weight: .5}}
	s := open(t, c).live.subindexes[0]
	for i, p := range s.phrasings.all {
		matches, _, _ := s.phrasings.match(t.Context(), parsed(t, s, p.Text), make([]float32, len(s.phrasings.all)))
		if got := matches[p.group]; !isClose(got.maxSimilarity, 1) || got.closest != i {
			t.Errorf("match(%q) = %+v, want it closest to itself by 1", p.Text, got)
		}
	}
}

func TestMatchOfUnanswerable(t *testing.T) {
	c := withPhrasings([]string{"zorb quix"}, nil)
	c.Unanswered = []corpus.Unanswered{{Text: "blag frip"}}
	s := open(t, c).live.subindexes[0]
	matches, _, _ := s.phrasings.match(t.Context(), parsed(t, s, "blag frip"), make([]float32, len(s.phrasings.all)))
	if last := matches[len(matches)-1]; !isClose(last.maxSimilarity, 1) || last.llr <= matches[0].llr {
		t.Errorf("match(%q) = %+v, want the unanswerable closest by 1 and with the highest LLR", "blag frip", matches)
	}
}

// The question of a FAQ entry is a phrasing only if there are others.
func TestWaysToAsk(t *testing.T) {
	faq := &corpus.Unit{Story: &corpus.Story{Language: "en"}, Kind: corpus.FAQ, Question: "Who?"}
	if got := waysToAsk(faq, vocab.English()); got != nil {
		t.Errorf("waysToAsk of a FAQ entry without phrasings = %v, want none", got)
	}
	faq.Phrasings = []corpus.Phrasing{{Text: "which person"}}
	var texts []string
	for _, p := range waysToAsk(faq, vocab.English()) {
		texts = append(texts, p.Text)
	}
	if want := []string{"Who?", "which person"}; !slices.Equal(texts, want) {
		t.Errorf("waysToAsk of a FAQ entry = %q, want %q", texts, want)
	}
	if len(faq.Phrasings) != 1 {
		t.Errorf("waysToAsk changed the unit's phrasings to %v", faq.Phrasings)
	}
}
