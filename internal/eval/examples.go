package eval

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"

	"alliancebot/corpus"
	"alliancebot/index"
)

// example is a question for a part, with whether the part's corpus answers it.
type example struct {
	testCase
	set        string  // the collection or file it is from
	answerable bool    // the corpus answers it
	weight     float64 // how many examples it counts as
	outcome
}

// outcome is what the verdict on a question depends on.
type outcome struct {
	features index.FeatureVector // all 0 if no unit was found
	found    bool                // some unit was found
}

// values returns the values that a model's coefficients apply to.
func (e example) values() (v vector) {
	v[0] = 1
	copy(v[1:], e.features[:])
	return v
}

// passageSet is the collection of passages, in groups.
const passageSet = "squad"

// faqSets are the collections of FAQ entries. Of the larger ones every third question
// is used, so that none outweighs the others.
var faqSets = []struct {
	name string
	step int
}{{"stackfaq", 1}, {"clinc", 3}, {"banking77", 3}}

// outOfScope is a file of questions that neither a collection nor the story answers.
// Beside the questions written for the story each counts less, because they are more
// than all others.
const (
	outOfScope       = "clinc/queries_oos.jsonl"
	outOfScopeWeight = 0.3
)

// passageExamples asks each group of passages its own questions and those of the group
// before it.
func passageExamples(ctx context.Context, data string) ([]example, error) {
	collection, err := ReadCollection(filepath.Join(data, passageSet), true)
	if err != nil {
		return nil, err
	}
	parts, err := collection.parts(Options{Group: true})
	if err != nil {
		return nil, err
	}
	return ask(ctx, parts, slices.Concat(
		label(ownCases(parts), passageSet, true, 1),
		label(foreignCases(parts), passageSet, false, 1)))
}

// faqExamples asks each collection of FAQ entries its own questions and those out of
// scope.
func faqExamples(ctx context.Context, data string) ([]example, error) {
	unanswerable, err := ReadQueries(filepath.Join(data, outOfScope))
	if err != nil {
		return nil, err
	}
	var all []example
	for _, set := range faqSets {
		collection, err := ReadCollection(filepath.Join(data, set.name), false)
		if err != nil {
			return nil, err
		}
		collection.Queries = everyNth(collection.Queries, set.step)
		parts, err := collection.parts(Options{FAQ: true})
		if err != nil {
			return nil, err
		}
		examples, err := ask(ctx, parts, slices.Concat(
			label(ownCases(parts), set.name, true, 1),
			label(distribute(unanswerable, 1), set.name, false, 1)))
		if err != nil {
			return nil, err
		}
		all = append(all, examples...)
	}
	return all, nil
}

// everyNth returns the first query and every nth after it.
func everyNth(queries []Query, n int) []Query {
	var chosen []Query
	for i := 0; i < len(queries); i += n {
		chosen = append(chosen, queries[i])
	}
	return chosen
}

// phrasingExamples asks the default corpus the labeled questions in files, and those
// out of scope.
func phrasingExamples(ctx context.Context, data string, files []string) ([]example, error) {
	c, err := corpus.Load(corpus.Default())
	if err != nil {
		return nil, fmt.Errorf("load the default corpus: %w", err)
	}
	unanswerable, err := ReadQueries(filepath.Join(data, outOfScope))
	if err != nil {
		return nil, err
	}
	questions, err := ReadQuestions(c, files...)
	if err != nil {
		return nil, err
	}
	examples := label(distribute(unanswerable, 1), outOfScope, false, outOfScopeWeight)
	for _, q := range questions {
		cases := []testCase{{query: Query{ID: q.ID, Text: q.Text}}}
		examples = append(examples, label(cases, q.file, q.Answerable(), 1)...)
	}
	return ask(ctx, []part{{name: "the default corpus", corpus: c}}, examples)
}

func label(cases []testCase, set string, answerable bool, weight float64) []example {
	var examples []example
	for _, c := range cases {
		examples = append(examples, example{testCase: c, set: set, answerable: answerable, weight: weight})
	}
	return examples
}

// ask sets the outcome of each example.
func ask(ctx context.Context, parts []part, examples []example) ([]example, error) {
	r, err := newRunner(ctx, parts)
	if err != nil {
		return nil, err
	}
	defer r.close()
	var cases []testCase
	for _, e := range examples {
		cases = append(cases, e.testCase)
	}
	outcomes, err := runAll(ctx, r, cases, func(s *index.Snapshot, ctx context.Context, question string) (o outcome, err error) {
		o.features, o.found, err = s.Features(ctx, question)
		return o, err
	})
	if err != nil {
		return nil, err
	}
	for i := range examples {
		examples[i].outcome = outcomes[i]
	}
	return examples, nil
}
