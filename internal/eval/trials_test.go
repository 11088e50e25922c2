package eval

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"alliancebot/corpus"
)

// The first n are always chosen from the same order, so that fewer are a part of more.
func TestChosen(t *testing.T) {
	var all []string
	for i := range 40 {
		all = append(all, fmt.Sprint("question ", i))
	}
	same := func(text string) string { return text }
	before := []string{}
	for most := range len(all) + 3 {
		got := chosen(all, most, same)
		if len(got) != min(most, len(all)) {
			t.Fatalf("chosen(40, %d) are %d", most, len(got))
		}
		if !slices.Equal(got, chosen(all, most, same)) {
			t.Errorf("chosen(40, %d) are not the same each time", most)
		}
		if !slices.IsSortedFunc(got, func(a, b string) int { return slices.Index(all, a) - slices.Index(all, b) }) {
			t.Errorf("chosen(40, %d) = %q, want them in their order", most, got)
		}
		for _, one := range before {
			if !slices.Contains(got, one) {
				t.Errorf("chosen(40, %d) lacks %q, which is among %d", most, one, most-1)
			}
		}
		before = got
	}
	reversed := slices.Clone(all)
	slices.Reverse(reversed)
	few, others := chosen(all, 5, same), chosen(reversed, 5, same)
	slices.Reverse(others)
	if !slices.Equal(few, others) {
		t.Errorf("chosen of the reverse are %q, want %q", others, few)
	}
	if slices.Equal(few, all[:5]) {
		t.Errorf("chosen(40, 5) are the first five, want some of all")
	}
	twice := []string{"same", "same", "same"}
	if got := chosen(twice, 2, same); !slices.Equal(got, twice[:2]) {
		t.Errorf("chosen of equal ones = %q", got)
	}
}

// bloom is a part with four queries for g1, one for g2 and one for both.
func bloom() (*Collection, part) {
	documents := []Document{{ID: "g1", Title: "a", Text: "Tulips bloom in April."}, {ID: "g2", Title: "b", Text: "Apples are picked in September."}}
	c := &Collection{Name: "bloom", Documents: documents, judged: map[string]grades{}}
	add := func(id string, of grades) {
		c.Queries = append(c.Queries, Query{ID: id, Text: "what about " + id})
		c.judged[id] = of
	}
	for _, id := range []string{"q1", "q2", "q3", "q4"} {
		add(id, grades{"g1": 1})
	}
	add("q5", grades{"g2": 1})
	add("q6", grades{"g1": 1, "g2": 1})
	add("q7", grades{"g2": 0})
	return c, part{"bloom", newCorpus("bloom", documents, false), c.Queries}
}

// At most half of a unit's own queries become its phrasings; they are not asked.
func TestWithPhrasings(t *testing.T) {
	collection, p := bloom()
	for _, test := range []struct {
		density density
		want    [2]int // phrasings of the units
	}{
		{density{"none", 0, 1}, [2]int{0, 0}},
		{density{"one", 1, 1}, [2]int{1, 0}}, // half of one query is none
		{density{"two", 2, 1}, [2]int{2, 0}},
		{density{"all", allPhrasings, 1}, [2]int{2, 0}},
		{density{"all for half", allPhrasings, 2}, [2]int{2, 0}},
	} {
		c, rest := withPhrasings(collection, p, test.density)
		taught := make(map[string]bool)
		for i, u := range c.Units {
			if len(u.Phrasings) != test.want[i] || len(p.corpus.Units[i].Phrasings) > 0 {
				t.Errorf("%s: %s has %d phrasings, want %d, and none before", test.density.name, u.ID, len(u.Phrasings), test.want[i])
			}
			for _, phrasing := range u.Phrasings {
				taught[phrasing.Text] = true
			}
		}
		if len(rest) != len(p.queries)-len(taught) {
			t.Errorf("%s: %d queries are asked, want those that are no phrasings", test.density.name, len(rest))
		}
		for _, q := range rest {
			if taught[q.Text] {
				t.Errorf("%s: %q is a phrasing and asked", test.density.name, q.Text)
			}
		}
		for _, shared := range []string{"what about q6", "what about q7"} {
			if taught[shared] {
				t.Errorf("%s: %q is a phrasing, though it is not of one unit", test.density.name, shared)
			}
		}
	}
}

// A query that is not answerable is about its documents, but no answer is right.
func TestNearTrials(t *testing.T) {
	queries := gardenQueries + `{"_id":"q5","text":"Who planted the tulips?","metadata":{"group":"garden","answerable":false}}` + "\n"
	c, err := ReadCollection(writeCollection(t, gardenDocuments, queries, gardenJudgments+"q5\tg1\t1\n"), false)
	if err != nil {
		t.Fatal(err)
	}
	trials, err := collectionTrials(c, Options{Group: true}, nil)
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, l := range trials[0].cases {
		switch about := l.right != nil && l.right(&corpus.Unit{ID: "g1"}); {
		case l.id == "q5":
			seen++
			if l.kind != "near" || l.answerable() || !about {
				t.Errorf("q5 is %s, answerable %v, about g1 %v, want a near miss about g1", l.kind, l.answerable(), about)
			}
		case l.answerable() != (l.kind == "own"):
			t.Errorf("%s is %s, answerable %v", l.id, l.kind, l.answerable())
		}
	}
	if seen != 1 {
		t.Errorf("q5 is asked %d times, want once", seen)
	}
}

// Some phrasings in a language are asked and no longer in the corpus. Those in
// other languages stay.
func TestLanguageTrials(t *testing.T) {
	c, err := corpus.Load(fstest.MapFS{
		"s.md":                {Data: []byte("A first passage.\n\n## More\n\nA second passage.\n")},
		"s.phrasings.yaml":    {Data: []byte("lead/1: [own]\n")},
		"s.phrasings.de.yaml": {Data: []byte("lead/1: [eins, zwei, drei, vier, fünf, sechs]\nmore/1: [acht, neun, zehn]\nunanswered: [warum, wieso]\n")},
		"s.phrasings.fr.yaml": {Data: []byte("lead/1: [un, deux, trois, quatre, cinq]\n")},
	}, corpus.Options{})
	if err != nil {
		t.Fatal(err)
	}
	trials := languageTrials(c)
	if len(trials) != 2 {
		t.Fatalf("languageTrials made %d trials, want one for each language", len(trials))
	}
	count := func(c *corpus.Corpus) map[string]int {
		counts := make(map[string]int)
		for _, u := range c.Units {
			for _, p := range u.Phrasings {
				counts[p.Language]++
			}
		}
		return counts
	}
	all := count(c)
	for _, trial := range trials {
		language := trial.set[len(trial.set)-2:]
		left := count(trial.corpus)
		asked := 0
		for _, l := range trial.cases {
			if l.kind != "own" {
				continue
			}
			asked++
			for _, u := range trial.corpus.Units {
				if l.right(u) != (u.ID == l.id) {
					t.Errorf("%s: %q is right for %s, want %s only", language, l.text, u.ID, l.id)
				}
				if slices.ContainsFunc(u.Phrasings, func(p corpus.Phrasing) bool { return p.Text == l.text }) {
					t.Errorf("%s: %q is asked and a phrasing", language, l.text)
				}
			}
		}
		if asked == 0 || left[language]+asked != all[language] {
			t.Errorf("%s: %d are asked and %d left of %d", language, asked, left[language], all[language])
		}
		for other := range all {
			if other != language && left[other] != all[other] {
				t.Errorf("%s: %d of %d phrasings in %q are left, want all", language, left[other], all[other], other)
			}
		}
	}
}

// The questions of a file are asked of the story without those that became its phrasings; those
// of other files stay.
func TestStoryTrials(t *testing.T) {
	c, err := corpus.Load(fstest.MapFS{
		"s.md":             {Data: []byte("Tulips bloom in April.\n")},
		"s.phrasings.yaml": {Data: []byte("lead/1: [when do tulips bloom, month of the tulips, tulip time]\nunanswered: [who waters them, who planted them]\n")},
	}, corpus.Options{})
	if err != nil {
		t.Fatal(err)
	}
	files := []string{
		write(t, "a.jsonl", `{"id": "a1", "q": "When do tulips bloom?", "type": "fact", "gold": ["in April"]}`+"\n"+
			`{"id": "a2", "q": "Who waters them?", "type": "near", "gold": []}`+"\n"),
		write(t, "b.jsonl", `{"id": "b1", "q": "tulip time", "type": "fact", "gold": ["in April"]}`+"\n"),
		write(t, "replies.jsonl", `{"id": "r1", "first": "tulip time", "q": "more", "type": "same", "gold": ["in April"]}`+"\n"+
			`{"id": "r2", "first": "tulip time", "q": "why", "type": "near", "gold": []}`+"\n"),
	}
	trials, err := storyTrials("s", c, files, []density{{"all", allPhrasings, 1}})
	if err != nil {
		t.Fatal(err)
	}
	if len(trials) != 2 {
		t.Fatalf("%d trials, want one for each file of questions", len(trials))
	}
	general := len(corpus.General().Unanswered)
	for i, want := range []string{"month of the tulips, tulip time | who planted them | r1", "when do tulips bloom, month of the tulips | who waters them, who planted them | r2"} {
		var phrasings, unanswered []string
		for _, p := range trials[i].corpus.Units[0].Phrasings {
			phrasings = append(phrasings, p.Text)
		}
		for _, u := range trials[i].corpus.Unanswered[general:] {
			unanswered = append(unanswered, u.Text)
		}
		got := strings.Join(phrasings, ", ") + " | " + strings.Join(unanswered, ", ") + " | " + trials[i].replies[0].ID
		if got != want {
			t.Errorf("trial %d has %s, want %s", i, got, want)
		}
	}
	if len(c.Units[0].Phrasings) != 3 {
		t.Error("the story itself has lost phrasings")
	}
}
