package eval

import (
	"cmp"
	"context"
	"fmt"
	"hash/fnv"
	"os"
	"path/filepath"
	"slices"

	"alliancebot/corpus"
	"alliancebot/index"
	"alliancebot/internal/prose"
)

// A trial is a corpus with questions for it. The same story with more and with fewer
// phrasings makes several trials, so that the models are fitted to every density.
type trial struct {
	set     string // trials of one set together have one weight
	corpus  *corpus.Corpus
	cases   []labeled
	replies []Question // those with a First
	// wrongImportance is by how much more wrong first units count than right ones.
	wrongImportance float64
}

// labeled is a question for a trial's corpus.
type labeled struct {
	id, text string
	kind     string
	right    func(*corpus.Unit) bool // nil if the corpus has nothing on it
	best     func(*corpus.Unit) bool // is right, and answers better than what is right, too; nil if all that is right is as good
	near     bool                    // the right unit is about it, but does not answer it
	weight   float64
}

// answerable reports whether the corpus answers l.
func (l labeled) answerable() bool { return l.right != nil && !l.near }

// isForeign reports whether l is about something else than the corpus.
func (l labeled) isForeign() bool {
	return !l.answerable() && l.kind != "near"
}

// density is how many phrasings a unit keeps.
type density struct {
	name  string
	most  int
	every int // only every nth unit keeps any
}

const allPhrasings = 1 << 20

var (
	collectionDensities = []density{{"none", 0, 1}, {"one", 1, 1}, {"two", 2, 1}, {"four", 4, 1}, {"twelve", 12, 1}, {"four for half", 4, 2}}
	storyDensities      = []density{{"none", 0, 1}, {"one", 1, 1}, {"two", 2, 1}, {"four", 4, 1}, {"all", allPhrasings, 1}, {"all for half", allPhrasings, 2}}
	defaultDensities    = []density{{"none", 0, 1}, {"two", 2, 1}, {"eight", 8, 1}, {"thirty", 30, 1}, {"all", allPhrasings, 1}, {"thirty for half", 30, 2}}
)

// wrongImportance returns by how much more wrong first units count than right ones. Where units
// have no phrasings, it keeps back as many wrong answers as right ones. It grows with their number,
// and more so where only some units have any, so that there are no more wrong answers than without.
func (d density) wrongImportance() float64 {
	const few, none, each, uneven = 12, 1.3, 0.025, 0.4
	switch {
	case d.most > few:
		return 1
	case d.every > 1:
		return none + uneven + each*float64(d.most)
	}
	return none + each*float64(d.most)
}

// thinned returns c with as many phrasings as d says, and with as many unanswered
// questions of its own.
func thinned(c *corpus.Corpus, d density) *corpus.Corpus {
	thin := *c
	thin.Units = nil
	for i, u := range c.Units {
		unit := *u
		unit.Phrasings = nil
		if i%d.every == 0 {
			unit.Phrasings = chosen(u.Phrasings, d.most, func(p corpus.Phrasing) string { return p.Text })
		}
		thin.Units = append(thin.Units, &unit)
	}
	general := len(corpus.General().Unanswered)
	own := chosen(c.Unanswered[general:], d.most*len(c.Units)/2, func(u corpus.Unanswered) string { return u.Text })
	thin.Unanswered = append(slices.Clone(c.Unanswered[:general]), own...)
	return &thin
}

// chosen returns up to most of all, always the same ones, in their order.
func chosen[T any](all []T, most int, text func(T) string) []T {
	if most >= len(all) {
		return all
	}
	order := make([]int, len(all))
	sums := make([]uint64, len(all))
	for i := range all {
		sum := fnv.New64a()
		sum.Write([]byte(text(all[i])))
		order[i], sums[i] = i, sum.Sum64()
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Or(cmp.Compare(sums[a], sums[b]), cmp.Compare(a, b)) })
	order = order[:most]
	slices.Sort(order)
	some := make([]T, most)
	for i, at := range order {
		some[i] = all[at]
	}
	return some
}

// collectionTrials makes trials of a collection: some of each document's own queries
// become its phrasings, the others are asked. Each part is also asked the queries of the
// part before it or, if there is one part only, those out of scope.
func collectionTrials(collection *Collection, o Options, outOfScope []Query) ([]trial, error) {
	parts, err := collection.parts(o)
	if err != nil {
		return nil, err
	}
	var trials []trial
	for _, d := range collectionDensities {
		var asked [][]Query
		first := len(trials)
		for _, p := range parts {
			c, rest := withPhrasings(collection, p, d)
			t := trial{set: fmt.Sprintf("%s, %s", collection.Name, d.name), corpus: c, wrongImportance: d.wrongImportance()}
			for _, q := range rest {
				l := labeled{id: q.ID, text: q.Text, kind: "own", weight: 1, near: q.Near,
					right: func(u *corpus.Unit) bool { return collection.judged[q.ID][u.ID] > 0 }}
				if l.near {
					l.kind = "near"
				}
				t.cases = append(t.cases, l)
			}
			trials = append(trials, t)
			asked = append(asked, rest)
		}
		for i := range parts {
			foreign, kind := outOfScope, "out of scope of a FAQ"
			if len(parts) > 1 {
				foreign, kind = asked[(i+len(parts)-1)%len(parts)], "foreign"
			}
			for _, q := range foreign {
				trials[first+i].cases = append(trials[first+i].cases, labeled{id: q.ID, text: q.Text, kind: kind, weight: 1})
			}
		}
	}
	return trials, nil
}

// withPhrasings returns p's corpus with some of p's queries as phrasings, and the
// queries that are left.
func withPhrasings(collection *Collection, p part, d density) (*corpus.Corpus, []Query) {
	c := *p.corpus
	c.Units = nil
	of := make(map[string][]Query)
	for _, q := range p.queries {
		for id, grade := range collection.judged[q.ID] {
			if grade > 0 && len(collection.judged[q.ID]) == 1 {
				of[id] = append(of[id], q)
			}
		}
	}
	used := make(map[string]bool)
	for i, u := range p.corpus.Units {
		unit := *u
		if own := of[u.ID]; i%d.every == 0 {
			for _, q := range chosen(own, min(d.most, len(own)/2), func(q Query) string { return q.ID }) {
				used[q.ID] = true
				unit.Phrasings = append(unit.Phrasings, corpus.Phrasing{Text: q.Text})
			}
		}
		c.Units = append(c.Units, &unit)
	}
	return &c, slices.DeleteFunc(slices.Clone(p.queries), func(q Query) bool { return used[q.ID] })
}

// storyTrials makes trials of a story and labeled questions about it, by file and then by density.
// What people asked may have become phrasings of the story: the questions of a file, which are by
// one person, are asked of the story without them.
func storyTrials(name string, c *corpus.Corpus, files []string, densities []density) ([]trial, error) {
	all, err := ReadQuestions(c, files...)
	if err != nil {
		return nil, err
	}
	var replies []Question
	var byFile [][]Question
	for _, q := range all {
		switch {
		case q.First != "":
			replies = append(replies, q)
		case len(byFile) == 0 || byFile[len(byFile)-1][0].file != q.file:
			byFile = append(byFile, []Question{q})
		default:
			byFile[len(byFile)-1] = append(byFile[len(byFile)-1], q)
		}
	}
	var trials []trial
	for i, questions := range byFile {
		var cases []labeled
		for _, q := range questions {
			l := labeled{id: q.ID, text: q.Text, kind: q.Type, weight: 1}
			if q.Answerable() {
				l.right, l.best = func(u *corpus.Unit) bool { return q.isRight(u) || q.isAcceptable(u) }, q.isRight
			}
			cases = append(cases, l)
		}
		some := everyNth(replies, i, len(byFile))
		some = append(some, unrelated(some, questions)...)
		rest := without(c, questions)
		for _, d := range densities {
			trials = append(trials, trial{set: fmt.Sprintf("%s, %s", name, d.name), corpus: thinned(rest, d), cases: slices.Clone(cases), replies: some, wrongImportance: d.wrongImportance()})
		}
	}
	return trials, nil
}

// without returns c without the phrasings and the unanswered questions that are among questions.
func without(c *corpus.Corpus, questions []Question) *corpus.Corpus {
	asked := make(map[string]bool)
	for _, q := range questions {
		asked[prose.Key(q.Text)] = true
	}
	rest := *c
	rest.Units = nil
	for _, u := range c.Units {
		unit := *u
		unit.Phrasings = slices.DeleteFunc(slices.Clone(u.Phrasings), func(p corpus.Phrasing) bool { return asked[prose.Key(p.Text)] })
		rest.Units = append(rest.Units, &unit)
	}
	general := len(corpus.General().Unanswered)
	own := slices.DeleteFunc(slices.Clone(c.Unanswered[general:]), func(u corpus.Unanswered) bool { return asked[prose.Key(u.Text)] })
	rest.Unanswered = append(slices.Clone(c.Unanswered[:general]), own...)
	return &rest
}

// unrelated returns as many questions as there are replies, each as if it followed the answer
// that one of the replies does: it must be answered as if it followed none.
func unrelated(replies, questions []Question) []Question {
	const step = 7 // coprime to most numbers of questions, so that all kinds are among them
	var others []Question
	for i := 0; len(others) < len(replies) && i < len(questions); i++ {
		if q := questions[i*step%len(questions)]; q.First == "" {
			q.ID, q.First = fmt.Sprintf("%s after %s", q.ID, replies[len(others)].ID), replies[len(others)].First
			if q.Type = "alone"; !q.Answerable() {
				q.Type = "alone, unanswered"
			}
			others = append(others, q)
		}
	}
	return others
}

// folderTrials makes trials of each story in the folders of dir, with their questions.jsonl
// and, if there is one, followups.jsonl.
func folderTrials(dir, name string, densities []density) ([]trial, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, fmt.Errorf("read the stories: %w", err)
	}
	var trials []trial
	for _, entry := range entries {
		folder := filepath.Join(dir, entry.Name())
		files := []string{filepath.Join(folder, "questions.jsonl")}
		if !exists(files[0]) {
			continue
		}
		if followUps := filepath.Join(folder, "followups.jsonl"); exists(followUps) {
			files = append(files, followUps)
		}
		c, err := corpus.Load(os.DirFS(folder), corpus.Options{})
		if err != nil {
			return nil, fmt.Errorf("load %s: %w", folder, err)
		}
		more, err := storyTrials(name, c, files, densities)
		if err != nil {
			return nil, err
		}
		trials = append(trials, more...)
	}
	return trials, nil
}

func exists(file string) bool {
	_, err := os.Stat(file)
	return err == nil
}

// languageTrials makes a trial of c for each other language that it has phrasings in:
// one of five phrasings and unanswered questions is asked.
func languageTrials(c *corpus.Corpus) []trial {
	const step = 5
	var trials []trial
	seen := map[string]bool{"": true}
	for _, u := range c.Units {
		for _, p := range u.Phrasings {
			if language := p.Language; !seen[language] {
				seen[language] = true
				trials = append(trials, languageTrial(c, language, step))
			}
		}
	}
	return trials
}

func languageTrial(c *corpus.Corpus, language string, step int) trial {
	rest := *c
	rest.Units, rest.Unanswered = nil, nil
	t := trial{set: "default story in " + language, corpus: &rest, wrongImportance: 1}
	place := 0
	take := func(of string) bool {
		place++
		return of == language && place%step == 0
	}
	for _, u := range c.Units {
		unit := *u
		unit.Phrasings = nil
		for _, p := range u.Phrasings {
			if !take(p.Language) {
				unit.Phrasings = append(unit.Phrasings, p)
				continue
			}
			t.cases = append(t.cases, labeled{id: u.ID, text: p.Text, kind: "own", weight: 1,
				right: func(found *corpus.Unit) bool { return found.ID == u.ID }})
		}
		rest.Units = append(rest.Units, &unit)
	}
	for _, q := range c.Unanswered {
		if !take(q.Language) {
			rest.Unanswered = append(rest.Unanswered, q)
			continue
		}
		t.cases = append(t.cases, labeled{id: q.Text, text: q.Text, kind: "near", weight: 1})
	}
	return t
}

// fitTrials returns the trials that the models are fitted to, and those that they are
// tested on.
func fitTrials(data, stories string, files []string) (fit, test []trial, err error) {
	outOfScope, err := ReadQueries(filepath.Join(data, "clinc", "queries_oos.jsonl"))
	if err != nil {
		return nil, nil, err
	}
	squad, err := ReadCollection(filepath.Join(data, "squad"), true)
	if err != nil {
		return nil, nil, err
	}
	for _, half := range []struct {
		name   string
		trials *[]trial
	}{{firstHalf, &fit}, {secondHalf, &test}} {
		more, err := collectionTrials(squad, Options{Group: true, Groups: half.name}, nil)
		if err != nil {
			return nil, nil, err
		}
		*half.trials = append(*half.trials, more...)
	}
	// Of the larger collections some questions are enough.
	for _, set := range []struct {
		name string
		step int
	}{{"stackfaq", 1}, {"clinc", 4}, {"banking77", 4}} {
		collection, err := ReadCollection(filepath.Join(data, set.name), false)
		if err != nil {
			return nil, nil, err
		}
		collection.Queries = everyNth(collection.Queries, 0, set.step)
		more, err := collectionTrials(collection, Options{FAQ: true}, everyNth(outOfScope, 0, 2))
		if err != nil {
			return nil, nil, err
		}
		fit = append(fit, more...)
	}
	for _, set := range []struct {
		name, dir string
		densities []density
	}{{"stories", stories, storyDensities}, {"sites", filepath.Join(stories, "sites"), storyDensities[:1]}} { // sites have no phrasings
		more, err := folderTrials(set.dir, set.name, set.densities)
		if err != nil {
			return nil, nil, err
		}
		fit = append(fit, more...)
		if more, err = folderTrials(filepath.Join(set.dir, "held-out"), "held-out "+set.name, set.densities); err != nil {
			return nil, nil, err
		}
		test = append(test, more...)
	}
	c, err := corpus.Load(corpus.Default(), corpus.Options{})
	if err != nil {
		return nil, nil, fmt.Errorf("load the default corpus: %w", err)
	}
	more, err := storyTrials("default story", c, files, defaultDensities)
	if err != nil {
		return nil, nil, err
	}
	fit = append(fit, languageTrials(c)...)
	offTopic := slices.Concat(everyNth(outOfScope, 0, 3), everyNth(squad.Queries, 0, 40))
	for i := range more {
		for k, q := range more[i].cases {
			if k%3 == 0 { // also with typos, whether it is answered or not
				q.text = misspell(q.id+" 3", misspell(q.id+" 2", misspell(q.id+" 1", q.text)))
				more[i].cases = append(more[i].cases, q)
			}
		}
		at, each := i/len(defaultDensities), len(more)/len(defaultDensities)
		for _, q := range everyNth(offTopic, at, each) {
			more[i].cases = append(more[i].cases, labeled{id: q.ID, text: q.Text, kind: "out of scope", weight: 1})
		}
	}
	return append(fit, more...), test, nil
}

// everyNth returns an item and every nth after it.
func everyNth[T any](all []T, first, n int) []T {
	var some []T
	for i := first; i < len(all); i += n {
		some = append(some, all[i])
	}
	return some
}

// ask returns what f returns for each case of the trials.
func askTrials[T any](ctx context.Context, trials []trial, f func(*index.Snapshot, context.Context, string) (T, error)) ([][]T, error) {
	var parts []part
	var cases []testCase
	for i, t := range trials {
		parts = append(parts, part{name: t.set, corpus: t.corpus})
		for _, c := range t.cases {
			cases = append(cases, testCase{Query{ID: c.id, Text: c.text}, i})
		}
	}
	r, err := newRunner(ctx, parts)
	if err != nil {
		return nil, err
	}
	defer r.close()
	flat, err := runAll(ctx, r, cases, f)
	if err != nil {
		return nil, err
	}
	results := make([][]T, len(trials))
	for i, t := range trials {
		results[i], flat = flat[:len(t.cases)], flat[len(t.cases):]
	}
	return results, nil
}
