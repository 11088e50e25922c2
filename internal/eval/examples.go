package eval

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"

	"alliancebot/corpus"
	"alliancebot/index"
)

// example is a question for an engine, whether the engine's corpus answers it,
// and what came of it.
type example struct {
	trial
	set    string  // where the question is from
	own    bool    // the corpus answers it
	weight float64 // how many examples it counts as
	outcome
}

// outcome is what a verdict on a question is drawn from.
type outcome struct {
	signals index.Signals // all 0 if no unit came up
	found   bool          // a unit came up
}

// values returns what the coefficients of a model are multiplied by.
func (e example) values() (v vector) {
	v[0] = 1
	copy(v[1:], e.signals[:])
	return v
}

// passageSet is the collection of passages, in groups.
const passageSet = "squad"

// faqSets are collections of FAQ entries. Of the larger ones each third
// question is taken, so that none outweighs the others.
var faqSets = []struct {
	name string
	step int
}{{"stackfaq", 1}, {"clinc", 3}, {"banking77", 3}}

// outOfScope is a file of questions that no collection answers, and the story
// neither. Beside those written for the story each counts less, as there are
// more of them than of all others.
const (
	outOfScope       = "clinc/queries_oos.jsonl"
	outOfScopeWeight = 0.3
)

// passageExamples asks each group of passages its own questions and those of
// the group before it.
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
		label(ownTrials(parts), passageSet, true, 1),
		label(foreignTrials(parts), passageSet, false, 1)))
}

// faqExamples asks each collection of FAQ entries its own questions and those
// out of scope.
func faqExamples(ctx context.Context, data string) ([]example, error) {
	strangers, err := ReadQueries(filepath.Join(data, outOfScope))
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
			label(ownTrials(parts), set.name, true, 1),
			label(deal(strangers, 1), set.name, false, 1)))
		if err != nil {
			return nil, err
		}
		all = append(all, examples...)
	}
	return all, nil
}

// everyNth returns the first query and each nth after it.
func everyNth(queries []Query, n int) []Query {
	var chosen []Query
	for i := 0; i < len(queries); i += n {
		chosen = append(chosen, queries[i])
	}
	return chosen
}

// phrasingExamples asks the default corpus the labelled questions in files, and
// those out of scope.
func phrasingExamples(ctx context.Context, data string, files []string) ([]example, error) {
	stories, err := corpus.Load(corpus.Default())
	if err != nil {
		return nil, fmt.Errorf("load the default corpus: %w", err)
	}
	strangers, err := ReadQueries(filepath.Join(data, outOfScope))
	if err != nil {
		return nil, err
	}
	questions, err := ReadQuestions(stories, files...)
	if err != nil {
		return nil, err
	}
	examples := label(deal(strangers, 1), outOfScope, false, outOfScopeWeight)
	for _, q := range questions {
		asked := []trial{{query: Query{ID: q.ID, Text: q.Text}}}
		examples = append(examples, label(asked, q.file, q.Answerable(), 1)...)
	}
	return ask(ctx, []part{{name: "the default corpus", corpus: stories}}, examples)
}

// label makes examples of trials.
func label(trials []trial, set string, own bool, weight float64) []example {
	var examples []example
	for _, t := range trials {
		examples = append(examples, example{trial: t, set: set, own: own, weight: weight})
	}
	return examples
}

// ask returns the examples with what comes of them.
func ask(ctx context.Context, parts []part, examples []example) ([]example, error) {
	engines, err := openEngines(ctx, parts)
	if err != nil {
		return nil, err
	}
	defer closeAll(engines)
	var trials []trial
	for _, e := range examples {
		trials = append(trials, e.trial)
	}
	outcomes, err := each(ctx, exam{engines, func() {}}, trials, takeOutcome)
	if err != nil {
		return nil, err
	}
	for i := range examples {
		examples[i].outcome = outcomes[i]
	}
	return examples, nil
}

func takeOutcome(engine *index.Engine, ctx context.Context, question string) (o outcome, err error) {
	o.signals, _, o.found, err = engine.Signals(ctx, question)
	return o, err
}
