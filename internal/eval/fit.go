package eval

import (
	"context"
	"fmt"
	"math"
	"slices"

	"alliancebot/index"
)

// The verdict uses a logistic model for each index.EvidenceKind: the probability, given
// an index.FeatureVector, that the corpus answers the question. Fit fits the models to
// questions for which that is known, by maximum likelihood with an L2 penalty. The
// label is whether the corpus answers, not whether the first unit does: to find the
// right unit is the ranking's task.
//
//   - PassageEvidence: each article of SQuAD is asked its own questions, and those of
//     the article before it, which it does not answer.
//   - FAQEvidence: StackFAQ, CLINC150 and BANKING77 are asked their own questions, and
//     CLINC150's out-of-scope questions, which none answers.
//   - PhrasingEvidence: the default corpus is asked questions labeled for it, and
//     CLINC150's out-of-scope questions.
//
// The penalty gives a useless feature a weight near 0, and a constant one exactly 0.
const (
	penalty          = 1
	phrasingsPenalty = 0.5 // fewer examples, each using all features
)

// The shares of a model's answerable questions that must reach its thresholds, by kind
// of evidence. The rest is the price of abstaining from unanswerable ones. It is lower
// with phrasings, which also say what is not answered.
var (
	answerShare  = [index.NumEvidenceKinds]float64{index.PassageEvidence: 0.95, index.FAQEvidence: 0.95, index.PhrasingEvidence: 0.98}
	suggestShare = [index.NumEvidenceKinds]float64{index.PassageEvidence: 0.985, index.FAQEvidence: 0.985, index.PhrasingEvidence: 0.995}
)

// kindNames are the names of the kinds of evidence in package index.
var kindNames = [index.NumEvidenceKinds]string{
	index.PassageEvidence: "PassageEvidence", index.FAQEvidence: "FAQEvidence", index.PhrasingEvidence: "PhrasingEvidence",
}

// precision is the inverse of the unit to which coefficients and thresholds are
// rounded.
const precision = 1000

// Models are the fitted models.
type Models struct {
	kinds [index.NumEvidenceKinds]fitted
	// heldOut are the results on each file of labeled questions of a model fitted
	// without it; none if there is only one file.
	heldOut []result
}

// fitted is a model and its results on its examples.
type fitted struct {
	model
	all  result
	sets []result // the same by set
}

// model has the content of index.model.
type model struct {
	coefficients    vector
	answer, suggest float64
}

// Fit fits the verdict's models. The folder data has the folders of the collections
// squad, stackfaq, clinc and banking77; files are labeled questions about the default
// corpus, in ReadQuestions's format. The same input gives the same models. The error is
// a corpus.Problems if a file cannot be used.
func Fit(ctx context.Context, data string, files []string) (*Models, error) {
	var (
		models   Models
		examples [index.NumEvidenceKinds][]example
		err      error
	)
	if examples[index.PassageEvidence], err = passageExamples(ctx, data); err != nil {
		return nil, err
	}
	if examples[index.FAQEvidence], err = faqExamples(ctx, data); err != nil {
		return nil, err
	}
	if examples[index.PhrasingEvidence], err = phrasingExamples(ctx, data, files); err != nil {
		return nil, err
	}
	for kind, all := range examples {
		m, err := fitModel(index.EvidenceKind(kind), all)
		if err != nil {
			return nil, err
		}
		models.kinds[kind] = fitted{model: m, all: m.evaluate("all", all)}
		var sets []string
		for _, e := range all {
			if !slices.Contains(sets, e.set) {
				sets = append(sets, e.set)
				models.kinds[kind].sets = append(models.kinds[kind].sets, m.evaluate(e.set, fromSet(all, e.set)))
			}
		}
	}
	models.heldOut, err = holdOut(examples[index.PhrasingEvidence], files)
	return &models, err
}

// holdOut evaluates a model on each of several files of labeled questions that was
// fitted to all other examples.
func holdOut(examples []example, files []string) ([]result, error) {
	if len(files) < 2 {
		return nil, nil // no labeled questions would remain
	}
	var results []result
	for _, file := range files {
		others := slices.DeleteFunc(slices.Clone(examples), func(e example) bool { return e.set == file })
		m, err := fitModel(index.PhrasingEvidence, others)
		if err != nil {
			return nil, fmt.Errorf("without %s: %w", file, err)
		}
		results = append(results, m.evaluate(file, fromSet(examples, file)))
	}
	return results, nil
}

func fromSet(examples []example, set string) []example {
	return slices.DeleteFunc(slices.Clone(examples), func(e example) bool { return e.set != set })
}

func fitModel(kind index.EvidenceKind, examples []example) (model, error) {
	strength := float64(penalty)
	if kind == index.PhrasingEvidence {
		strength = phrasingsPenalty
	}
	coefficients, err := fitLogistic(examples, strength)
	if err != nil {
		return model{}, fmt.Errorf("fit %s: %w", kindNames[kind], err)
	}
	for i, c := range coefficients {
		coefficients[i] = rounded(c)
	}
	m := model{coefficients: coefficients}
	answerable, _ := m.probabilities(examples)
	m.answer, m.suggest = threshold(answerable, answerShare[kind]), threshold(answerable, suggestShare[kind])
	return m, nil
}

// rounded returns x rounded, without a negative zero.
func rounded(x float64) float64 { return math.Round(x*precision)/precision + 0 }

// probabilities returns m's probabilities for the answerable examples and for the
// others. If no unit was found the verdict is none, so the probability is 0.
func (m *model) probabilities(examples []example) (answerable, unanswerable []float64) {
	for _, e := range examples {
		var p float64
		if e.found {
			p = m.coefficients.probability(e.values())
		}
		if e.answerable {
			answerable = append(answerable, p)
		} else {
			unanswerable = append(unanswerable, p)
		}
	}
	return answerable, unanswerable
}

// threshold returns the highest threshold, rounded down, that at least share of the
// probabilities reach.
func threshold(probabilities []float64, share float64) float64 {
	sorted := slices.Sorted(slices.Values(probabilities))
	mayMiss := int(float64(len(sorted)) * (1 - share))
	return math.Floor(sorted[mayMiss]*precision) / precision
}

// result is how well a model separates examples.
type result struct {
	set       string
	area      float64 // AUROC
	answered  Share   // of the answerable
	notNone   Share   // of the answerable
	abstained Share   // of the unanswerable
}

// evaluate returns how well m separates examples. The verdict may also abstain if two
// units tie, which is not counted.
func (m *model) evaluate(set string, examples []example) result {
	answerable, unanswerable := m.probabilities(examples)
	r := result{set: set, area: auroc(answerable, unanswerable)}
	for _, p := range answerable {
		r.answered.add(p >= m.answer)
		r.notNone.add(p >= m.suggest)
	}
	for _, p := range unanswerable {
		r.abstained.add(p < m.answer)
	}
	return r
}
