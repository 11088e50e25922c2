package eval

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"alliancebot/index"
)

// The verdict stands on a logistic model for each index.Footing: how probable
// it is, from an index.Signals, that the corpus answers the question. Fit fits
// them to questions of which that is known, by maximum likelihood with an L2
// penalty, found by Newton's method, which for this is also called iteratively
// reweighted least squares (Hastie, Tibshirani and Friedman, The Elements of
// Statistical Learning, 2nd edition, sections 4.4.1 and 4.4.4). The label is
// whether the corpus answers, not whether the first unit does: which unit is
// right is the ranking's matter.
//
//   - OnPassage: each article of SQuAD is asked its own questions, and those of
//     the article before it, which it does not answer.
//   - OnFAQ: StackFAQ, CLINC150 and BANKING77 are asked their own questions,
//     and CLINC150's out-of-scope ones, which none answers.
//   - OnPhrasings: the default corpus is asked questions that were labelled for
//     it, and CLINC150's out-of-scope ones.
//
// The penalty leaves a signal that tells nothing a weight near 0, and one that
// never changes exactly 0.
const (
	penalty          = 1
	phrasingsPenalty = 0.5 // fewer examples, each with all signals at work
)

// What share of a model's own questions must reach its thresholds, by footing.
// The rest is the price of silence on foreign ones, which costs less where the
// phrasings say what is not answered, too.
var (
	answerShare  = [index.NumFootings]float64{index.OnPassage: 0.95, index.OnFAQ: 0.95, index.OnPhrasings: 0.98}
	suggestShare = [index.NumFootings]float64{index.OnPassage: 0.985, index.OnFAQ: 0.985, index.OnPhrasings: 0.995}
)

// precision is how coefficients and thresholds are rounded.
const precision = 1000

// Models are the fitted models of all footings.
type Models struct {
	footings [index.NumFootings]fitted
	// heldOut are the results on each file of labelled questions, by a model
	// fitted without it; none if there is one file alone.
	heldOut []result
}

// fitted is the model of one footing, and its results on what it was fitted on.
type fitted struct {
	model
	all  result
	sets []result // the same by set
}

// model is what index.model is, to be written there.
type model struct {
	coefficients    vector
	answer, suggest float64
}

// Fit fits the verdict's models. data is the folder with the folders of the
// collections squad, stackfaq, clinc and banking77; files are labelled questions
// about the default corpus, in ReadQuestions's format. The same input gives the
// same models. The error is a corpus.Problems if a file cannot be used.
func Fit(ctx context.Context, data string, files []string) (*Models, error) {
	onPassage, err := passageExamples(ctx, data)
	if err != nil {
		return nil, err
	}
	onFAQ, err := faqExamples(ctx, data)
	if err != nil {
		return nil, err
	}
	onPhrasings, err := phrasingExamples(ctx, data, files)
	if err != nil {
		return nil, err
	}
	var models Models
	for footing, examples := range [index.NumFootings][]example{
		index.OnPassage:   onPassage,
		index.OnFAQ:       onFAQ,
		index.OnPhrasings: onPhrasings,
	} {
		if models.footings[footing], err = fit(index.Footing(footing), examples); err != nil {
			return nil, err
		}
	}
	models.heldOut, err = holdOut(onPhrasings, files)
	return &models, err
}

func fit(footing index.Footing, examples []example) (fitted, error) {
	m, err := fitModel(footing, examples)
	if err != nil {
		return fitted{}, err
	}
	f := fitted{model: m, all: m.judge("all", examples)}
	for _, set := range setsOf(examples) {
		f.sets = append(f.sets, m.judge(set, fromSet(examples, set)))
	}
	return f, nil
}

// holdOut judges the labelled questions of each of several files by a model that
// was fitted on all other examples.
func holdOut(examples []example, files []string) ([]result, error) {
	if len(files) < 2 {
		return nil, nil
	}
	var results []result
	for _, file := range files {
		others := slices.DeleteFunc(slices.Clone(examples), func(e example) bool { return e.set == file })
		m, err := fitModel(index.OnPhrasings, others)
		if err != nil {
			return nil, fmt.Errorf("without %s: %w", file, err)
		}
		results = append(results, m.judge(file, fromSet(examples, file)))
	}
	return results, nil
}

func fitModel(footing index.Footing, examples []example) (model, error) {
	strength := float64(penalty)
	if footing == index.OnPhrasings {
		strength = phrasingsPenalty
	}
	coefficients, err := fitLogistic(examples, strength)
	if err != nil {
		return model{}, fmt.Errorf("fit %s: %w", footingNames[footing], err)
	}
	for i, c := range coefficients {
		coefficients[i] = rounded(c)
	}
	m := model{coefficients: coefficients}
	own, _ := m.probabilities(examples)
	m.answer, m.suggest = reachedBy(own, answerShare[footing]), reachedBy(own, suggestShare[footing])
	return m, nil
}

// rounded returns x rounded; what is nearly 0 has no sign.
func rounded(x float64) float64 { return math.Round(x*precision)/precision + 0 }

// probabilities returns what m says to the examples that the corpus answers,
// and to the others. Where no unit came up the verdict is none: that is 0.
func (m *model) probabilities(examples []example) (own, foreign []float64) {
	for _, e := range examples {
		var p float64
		if e.found {
			p = m.coefficients.probability(e.values())
		}
		if e.own {
			own = append(own, p)
		} else {
			foreign = append(foreign, p)
		}
	}
	return own, foreign
}

// reachedBy returns the highest threshold, rounded down, that at least share of
// the probabilities reach.
func reachedBy(probabilities []float64, share float64) float64 {
	sorted := slices.Sorted(slices.Values(probabilities))
	mayMiss := int(float64(len(sorted)) * (1 - share))
	return math.Floor(sorted[mayMiss]*precision) / precision
}

func setsOf(examples []example) []string {
	var sets []string
	for _, e := range examples {
		if !slices.Contains(sets, e.set) {
			sets = append(sets, e.set)
		}
	}
	return sets
}

func fromSet(examples []example, set string) []example {
	var chosen []example
	for _, e := range examples {
		if e.set == set {
			chosen = append(chosen, e)
		}
	}
	return chosen
}

// result is what a model makes of examples.
type result struct {
	set       string
	area      float64 // AUROC, own over foreign
	answered  Share   // of the own
	notNone   Share   // of the own
	abstained Share   // of the foreign
}

// judge tells what m makes of examples. The verdict may take an answer back
// besides, where two units tie.
func (m *model) judge(set string, examples []example) result {
	own, foreign := m.probabilities(examples)
	r := result{set: set, area: auroc(own, foreign)}
	for _, p := range own {
		r.answered.add(p >= m.answer)
		r.notNone.add(p >= m.suggest)
	}
	for _, p := range foreign {
		r.abstained.add(p < m.answer)
	}
	return r
}

// footingNames are the footings as index names them.
var footingNames = [index.NumFootings]string{
	index.OnPassage: "OnPassage", index.OnFAQ: "OnFAQ", index.OnPhrasings: "OnPhrasings",
}

// signalName returns the name of a signal's constant in index: "in corpus" is
// InCorpus.
func signalName(s index.Signal) string {
	var name strings.Builder
	for word := range strings.FieldsSeq(index.SignalNames[s]) {
		name.WriteString(strings.ToUpper(word[:1]) + word[1:])
	}
	return name.String()
}
