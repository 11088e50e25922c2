package index

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"alliancebot/corpus"
)

// asked returns a corpus of a unit for each of ways, its phrasings, which are
// of invented words: general English has no share in their weights.
func asked(ways ...[]string) *corpus.Corpus {
	c := passages(make([]string, len(ways))...)
	for i, texts := range ways {
		for _, text := range texts {
			c.Units[i].Phrasings = append(c.Units[i].Phrasings, corpus.Phrasing{Text: text})
		}
	}
	return c
}

func TestReadBag(t *testing.T) {
	l := newLexicon()
	c := newConcepts([]corpus.Synonyms{
		{Mean: []string{"zorb", "quix"}, Weight: .5, File: "x"},
		{Mean: []string{"frip", "snorkling"}, Weight: .9, File: "x"},
	}, l)
	var b bag
	b.read(l.read("something that stood there before"), l, c)
	b.read(l.read("Zorb quix zorb, quix snorkling"), l, c)

	var stems, pairs, grams []string
	stemOf := slices.Collect(func(yield func(string) bool) {
		names := make([]string, len(l.stems))
		for name, id := range l.stems {
			names[id] = name
		}
		slices.Values(names)(yield)
	})
	for _, stem := range b.stems {
		stems = append(stems, stemOf[stem])
	}
	for _, pair := range b.pairs {
		pairs = append(pairs, stemOf[pair[0]]+" "+stemOf[pair[1]])
	}
	for gram, id := range l.grams {
		if slices.Contains(b.grams, id) {
			grams = append(grams, gram)
		}
	}
	slices.Sort(grams)
	tests := []struct {
		name      string
		got, want any
	}{
		{"stems", stems, []string{"zorb", "quix", "snorkl"}},
		{"pairs", pairs, []string{"zorb quix", "quix zorb", "quix snorkl"}},
		{"4-grams", grams, []string{"klin", "ling", "nork", "orkl", "quix", "rkli", "snor", "zorb"}},
		{"concepts", b.concepts, []concept{{0, .5}, {1, .9}}},
	}
	for _, test := range tests {
		if fmt.Sprint(test.got) != fmt.Sprint(test.want) {
			t.Errorf("%s of the bag = %v, want %v", test.name, test.got, test.want)
		}
	}
}

// TestMatch compares questions to the phrasings
//
//	unit 0: zorb quix, zorb frip
//	unit 1: blag quix
//
// Of the N = 3 phrasings a word stands in h, which gives it the idf
// ln(1 + (3+75-h+.5)/(h+.5)): 3.4532 if h is 2, 3.9640 if 1, 5.0626 if 0. A word
// of four letters counts 1.2 times that, since it is its own 4-gram; a pair .3
// times.
func TestMatch(t *testing.T) {
	s := open(t, asked([]string{"zorb quix", "zorb frip"}, []string{"blag quix"})).live
	tests := []struct {
		name, question string
		want           []match // of unit 0, unit 1 and the unanswered
	}{
		{
			// Each phrasing weighs 1.2·3.4532 for zorb or quix, as much again or
			// 1.2·3.9640 for the other word, and .3·3.9640 for the pair: 9.4768
			// and 10.0898. So they are alike by 2·9.4768/(9.4768+9.4768) = 1
			// and 2·4.1438/(9.4768+10.0898) = .4236, and the nearest three by
			// (1 + .4236)/2.5.
			//
			// zorb, quix and the pair lift unit 0 by ln(1+2·3/(10·2)) = .2624,
			// ln(1+1·3/(10·2)) = .1398 and .2·ln(1+1·3/(10·1)) = .0525, and
			// what its two phrasings may lack takes 2.2·ln(1+2/10) = .4011; the
			// root of 1 + 2.2 divides all. quix lifts unit 1 by .1398, less
			// 2.2·ln(1+1/10).
			"the words of a phrasing", "zorb quix",
			[]match{{likeness: .56942, best: 1, closest: 0, lean: .02990}, {likeness: .16942, best: .42356, closest: 2, lean: -.03909}, {closest: noPhrasing}},
		},
		{
			// The stranger adds its 5.0626 to what the question weighs: 9.2064.
			"a word nobody knows", "zorb wump",
			[]match{{likeness: .34923, best: .44359, closest: 0, lean: (.26236 - .18232) / math.Sqrt2}, {closest: noPhrasing, lean: -.09531 / math.Sqrt2}, {closest: noPhrasing}},
		},
		{
			"none of the words", "wump",
			[]match{{closest: noPhrasing}, {closest: noPhrasing}, {closest: noPhrasing}},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := s.phrasings.match(s.readQuestion(test.question).bag, make([]float32, len(s.phrasings.all)))
			for i, want := range test.want {
				if !near(got[i].likeness, want.likeness) || !near(got[i].best, want.best) || got[i].closest != want.closest || !near(got[i].lean, want.lean) {
					t.Errorf("match(%q)[%d] = %+v, want %+v", test.question, i, got[i], want)
				}
			}
		})
	}
}

// near holds for numbers that agree in four digits after the point.
func near(got, want float64) bool { return math.Abs(got-want) < 5e-5 }

// A question that is a phrasing word for word is wholly alike to it, however
// sure its concepts are.
func TestMatchOfThePhrasingItself(t *testing.T) {
	c := asked([]string{"zorb quix"}, []string{"blag frip"})
	c.Vocabulary = []corpus.Synonyms{{Mean: []string{"zorb", "wump"}, Weight: .5}}
	s := open(t, c).live
	for i, p := range s.phrasings.all {
		got := s.phrasings.match(s.readQuestion(p.Text).bag, make([]float32, len(s.phrasings.all)))[p.group]
		if !near(got.best, 1) || got.closest != i {
			t.Errorf("match(%q) = %+v, want it closest to itself by 1", p.Text, got)
		}
	}
}

func TestMatchOfTheUnanswered(t *testing.T) {
	c := asked([]string{"zorb quix"}, nil)
	c.Unanswered = []string{"blag frip"}
	s := open(t, c).live
	matches := s.phrasings.match(s.readQuestion("blag frip").bag, make([]float32, len(s.phrasings.all)))
	if unanswered := matches[len(matches)-1]; !near(unanswered.best, 1) || unanswered.lean <= matches[0].lean {
		t.Errorf("match(%q) of the unanswered = %+v, want it closest by 1 and with the most lean of %+v", "blag frip", unanswered, matches)
	}
}

// The question of a FAQ entry counts as a phrasing only beside others.
func TestWaysToAsk(t *testing.T) {
	faq := &corpus.Unit{Kind: corpus.FAQ, Question: "Who?"}
	if got := waysToAsk(faq); got != nil {
		t.Errorf("waysToAsk of a FAQ entry without phrasings = %v, want none", got)
	}
	faq.Phrasings = []corpus.Phrasing{{Text: "which person"}}
	if got, want := fmt.Sprint(waysToAsk(faq)), "[{Who? {0 0}} {which person {0 0}}]"; got != want {
		t.Errorf("waysToAsk of a FAQ entry = %s, want %s", got, want)
	}
	if len(faq.Phrasings) != 1 {
		t.Errorf("waysToAsk changed the unit's phrasings to %v", faq.Phrasings)
	}
}

func TestInsert(t *testing.T) {
	best := []float64{0, 0, 0}
	for _, value := range []float64{.2, .5, .1, .4, .5} {
		insert(best, value)
	}
	if want := []float64{.5, .5, .4}; !slices.Equal(best, want) {
		t.Errorf("insert leaves %v, want %v", best, want)
	}
}
