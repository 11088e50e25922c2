package index

import "testing"

// Words of a story's subject have more affinity to it than everyday words, and these more than
// words that only a phrasing has by chance, as a picture for something else.
func TestAffinity(t *testing.T) {
	sub := defaultEngine(t).live.subindexes[0]
	affinity := func(word string) float64 {
		q, err := sub.parseQuestion(t.Context(), word)
		if err != nil {
			t.Fatal(err)
		}
		return sub.affinity(q, &q.terms[0])
	}
	const subject, general = 0.4, 0.25
	for _, word := range []string{"Microsoft", "alliance", "cloud", "investment"} {
		if got := affinity(word); got < subject {
			t.Errorf("affinity(%q) = %.2f, want at least %v", word, got, subject)
		}
	}
	for _, word := range []string{"tiger", "windshield", "pie", "find", "room", "xyzzy"} {
		if got := affinity(word); got > general {
			t.Errorf("affinity(%q) = %.2f, want at most %v", word, got, general)
		}
	}
}

// A word that one phrasing of a unit has supports it less than a word that many have.
func TestSupportedCoverage(t *testing.T) {
	sub := defaultEngine(t).live.subindexes[0]
	supported := func(question string) float64 {
		sc := sub.scratches.Get().(*scratch)
		defer sub.scratches.Put(sc)
		q, err := sub.parseQuestion(t.Context(), question)
		if err != nil {
			t.Fatal(err)
		}
		r, err := sub.rank(t.Context(), sc, q)
		if err != nil {
			t.Fatal(err)
		}
		r.score(&rankWeights)
		v := sub.verdictFeatures(q, &r)
		return v[SupportedCoverage] / v[PhrasingCoverage]
	}
	if one, many := supported("tiger"), supported("Microsoft fear"); one > 0.5 || many < 0.9 {
		t.Errorf("supported coverage is %.2f and %.2f of the coverage, want at most 0.5 of a word in one phrasing and at least 0.9 of words in many", one, many)
	}
}
