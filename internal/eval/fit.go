package eval

import (
	"context"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"alliancebot/corpus"
	"alliancebot/index"
)

// Four models are fitted, in this order, to questions for which the right units are
// known:
//
//   - The ranking: a conditional logit model, in which the probability that a candidate
//     is the right one grows with its index.RankVector's score.
//   - The verdict: an index.VerdictModel of the probability, given an index.FeatureVector,
//     that the first unit answers the question. Each reading of a message is an example,
//     since the verdict is on the best of them.
//   - The domain: the same of the probability that the question is about the corpus, whether it is
//     answered there or not.
//   - The replies to answers: trees of an index.FollowUpRankVector that make a right candidate
//     probable, and, as for questions, a linear model and trees of an index.FollowUpVector, in
//     followups.go.
//
// Each set of trials has the same weight, and half of that is on the questions that
// their corpora do not answer.
const (
	rankPenalty    = 1
	verdictPenalty = 5
	setWeight      = 300
)

// linearShare is the share of the linear model in the log odds of the verdict; the trees have
// the rest. Half and half does as well; either alone does worse: the trees on sites, of more
// pages than what they are fitted to, and the linear model on rambling messages and near misses.
const linearShare = 0.35

// verdictBoosting is how the trees are fitted. 100 to 400 trees of depth 3 or 4 differ little.
var verdictBoosting = boosting{trees: 200, rate: 0.1, penalty: 10, rows: 0.7, features: 0.5}

// importance is by how much the questions of a set count more than others.
var importance = map[string]float64{
	"default story, all": 8, "default story, thirty": 1, "default story, thirty for half": .3,
	"default story, none": .3, "default story, two": .3, "default story, eight": .3,
	"sites, none": 4, "squad, twelve": 3, "squad, four": 2, "squad, none": 3, "stackfaq, none": 2, "clinc, none": 2, "banking77, none": 2,
}

// foreignImportance is by how much questions about something else altogether count more
// than others: to answer one looks foolish.
var foreignImportance = map[string]float64{"foreign": 4, "off": 4, "out of scope": 4, "near": 1.5}

// denseNearImportance is by how much the near misses of the default story with all phrasings
// count more: where there are so many, nearly every word of a near miss is in one.
const denseNearImportance = 2.3

// precision is the inverse of the unit to which coefficients are rounded.
const precision = 1000

// Models are the fitted models.
type Models struct {
	rank      index.RankVector
	verdict   index.VerdictModel
	domain    index.VerdictModel
	followUps followUpModel
	results   []result
}

// Fit fits the models. The folder data has the folders of the collections squad,
// stackfaq, clinc and banking77; the folder stories has folders with stories and their
// questions, and in its folder sites those without phrasings; files are labeled questions
// about the default corpus, in ReadQuestions's format. The same input gives the same models.
// The error is a corpus.Problems if a file cannot be used.
func Fit(ctx context.Context, data, stories string, files []string) (*Models, error) {
	fit, test, err := fitTrials(data, stories, files)
	if err != nil {
		return nil, err
	}
	balance(fit)
	var m Models
	if err := m.fitRanking(ctx, fit); err != nil {
		return nil, fmt.Errorf("fit the ranking: %w", err)
	}
	if err := m.fitVerdict(ctx, fit, test); err != nil {
		return nil, fmt.Errorf("fit the verdict: %w", err)
	}
	if err := m.fitFollowUps(ctx, fit, test); err != nil {
		return nil, fmt.Errorf("fit the replies: %w", err)
	}
	return &m, nil
}

// balance sets the weights of the cases so that each set counts the same.
func balance(trials []trial) {
	type half struct {
		set        string
		answerable bool
	}
	sums := make(map[half]float64)
	for _, t := range trials {
		for _, c := range t.cases {
			sums[half{t.set, c.answerable()}] += c.weight
		}
	}
	for _, t := range trials {
		for i := range t.cases {
			c := &t.cases[i]
			c.weight *= setWeight / sums[half{t.set, c.answerable()}]
			if factor := importance[t.set]; factor > 0 {
				c.weight *= factor
			}
			if !c.answerable() {
				c.weight *= max(1, foreignImportance[c.kind])
				if c.kind == "near" && t.set == "default story, all" {
					c.weight *= denseNearImportance
				}
			}
		}
	}
}

// domainHalf is the questions of a set that are about the corpus, or the others.
type domainHalf struct {
	set     string
	foreign bool
}

// balanceDomain returns the weight of each question for the model of the domain: each set counts
// the same, and half of that are its foreign questions. It is 0 for sets that have none.
func balanceDomain(trials []trial) map[domainHalf]float64 {
	counts, weights := make(map[domainHalf]float64), make(map[domainHalf]float64)
	for _, t := range trials {
		for _, c := range t.cases {
			counts[domainHalf{t.set, c.isForeign()}]++
		}
	}
	for half, count := range counts {
		if counts[domainHalf{half.set, true}] > 0 {
			weights[half] = setWeight / count
		}
	}
	return weights
}

// fitRanking sets m's rank weights.
func (m *Models) fitRanking(ctx context.Context, trials []trial) error {
	candidates, err := askTrials(ctx, trials, (*index.Snapshot).Candidates)
	if err != nil {
		return err
	}
	var choices []choice
	for i, t := range trials {
		for k, c := range t.cases {
			if c.right == nil {
				continue
			}
			found := candidates[i][k]
			isBest := c.right
			if c.best != nil {
				isBest = c.best
			}
			isRight := func(candidate index.Candidate) bool { return isBest(candidate.Unit) }
			wrong := slices.DeleteFunc(slices.Clone(found), isRight)
			right := slices.DeleteFunc(found, func(c index.Candidate) bool { return !isRight(c) })
			if len(right) == 0 || len(wrong) == 0 {
				continue
			}
			one := choice{right: len(right), weight: c.weight}
			for _, candidate := range append(right, wrong...) {
				one.candidates = append(one.candidates, candidate.Features[:])
			}
			choices = append(choices, one)
		}
	}
	weights, err := fitConditional(choices, rankPenalty)
	if err != nil {
		return err
	}
	for i, weight := range weights {
		m.rank[i] = rounded(weight)
	}
	return nil
}

// fitVerdict sets m's verdict model and results.
func (m *Models) fitVerdict(ctx context.Context, fit, test []trial) error {
	ask := func(s *index.Snapshot, ctx context.Context, question string) ([]index.Reading, error) {
		return s.Readings(ctx, question, &m.rank)
	}
	readings, err := askTrials(ctx, fit, ask)
	if err != nil {
		return err
	}
	var observations, domain []observation
	domainWeights := balanceDomain(fit)
	for i, t := range fit {
		for k, c := range t.cases {
			for _, r := range readings[i][k] {
				if r.First != nil {
					// What is read as another language is not judged by its domain.
					if weight := domainWeights[domainHalf{t.set, c.isForeign()}]; weight > 0 && r.DomainFrom > 0 {
						domain = append(domain, observation{values: r.Features[:], yes: !c.isForeign(), weight: weight / float64(len(readings[i][k]))})
					}
					observations = append(observations, observation{
						values: r.Features[:],
						yes:    c.answerable() && c.right(r.First), weight: c.weight / float64(len(readings[i][k])),
					})
					if last := &observations[len(observations)-1]; !last.yes {
						last.weight *= t.wrongImportance
					}
				}
			}
		}
	}
	if m.verdict, err = fitVerdictModel(observations); err != nil {
		return err
	}
	if m.domain, err = fitVerdictModel(domain); err != nil {
		return err
	}
	m.addResults("fitted to", fit, readings)
	if readings, err = askTrials(ctx, test, ask); err != nil {
		return err
	}
	m.addResults("held out", test, readings)
	return nil
}

// fitVerdictModel returns the model of the verdict for the observations.
func fitVerdictModel(observations []observation) (index.VerdictModel, error) {
	linear := make([]observation, len(observations))
	for i, o := range observations {
		features := index.FeatureVector(o.values)
		linear[i] = observation{features.Interactions(), o.yes, o.weight}
	}
	bias, weights, trees, err := fitEnsemble(linear, observations, verdictPenalty, verdictBoosting)
	if err != nil {
		return index.VerdictModel{}, err
	}
	return index.VerdictModel{Bias: bias, Weights: [3 * index.NumFeatures]float64(weights), Trees: trees}, nil
}

// fitEnsemble fits a linear model and boosted trees by themselves to the same observations,
// with other values for each. It returns what adds up to the log odds.
func fitEnsemble(linear, observations []observation, penalty float64, b boosting) (bias float64, weights []float64, trees []index.Tree, err error) {
	var yes, all float64
	withBias, scaled := slices.Clone(linear), slices.Clone(observations)
	rows := make([][]float64, len(observations))
	for i, o := range observations {
		all += o.weight
		if o.yes {
			yes += o.weight
		}
		withBias[i].values = append([]float64{1}, linear[i].values...)
		rows[i] = o.values
	}
	coefficients, err := fitLogistic(withBias, penalty)
	if err != nil {
		return 0, nil, nil, err
	}
	prior := math.Log(yes / (all - yes))
	scores := slices.Repeat([]float64{prior}, len(rows))
	for i := range scaled {
		scaled[i].weight *= float64(len(rows)) / all
	}
	trees = b.fit(rows, scores, logisticLoss(scaled))
	for i := range trees {
		for k, value := range trees[i].Values {
			trees[i].Values[k] = rounded((1 - linearShare) * value)
		}
	}
	for _, c := range coefficients[1:] {
		weights = append(weights, rounded(linearShare*c))
	}
	return rounded(linearShare*coefficients[0] + (1-linearShare)*prior), weights, trees, nil
}

// rounded returns x rounded, without a negative zero.
func rounded(x float64) float64 { return math.Round(x*precision)/precision + 0 }

// best returns the first unit of the reading whose first unit most probably answers, that
// probability, and whether it is the answer.
func (m *Models) best(readings []index.Reading) (first *corpus.Unit, confidence float64, answered bool) {
	for _, r := range readings {
		if r.First == nil {
			continue
		}
		if c := m.verdict.Probability(&r.Features); c > confidence {
			first, confidence = r.First, c
			answered = c >= r.AnswerFrom && m.domain.Probability(&r.Features) >= r.DomainFrom
		}
	}
	return first, confidence, answered
}

// result is how the models do on a set.
type result struct {
	use, set  string
	first     Share // of the answerable: a right unit is first
	answered  Share // of the answerable: the verdict is answer, and a right unit first
	wrong     Share // of the answerable: the verdict is answer, and another unit first
	abstained map[string]*Share
	area      float64 // AUROC of the confidence for whether the first unit answers
}

// addResults adds the results on trials, by set.
func (m *Models) addResults(use string, trials []trial, readings [][][]index.Reading) {
	places := make(map[string]int)
	yes, no := make(map[string][]float64), make(map[string][]float64)
	for i, t := range trials {
		if _, seen := places[t.set]; !seen {
			places[t.set] = len(m.results)
			m.results = append(m.results, result{use: use, set: t.set, abstained: make(map[string]*Share)})
		}
		r := &m.results[places[t.set]]
		for k, c := range t.cases {
			first, confidence, answered := m.best(readings[i][k])
			right := c.answerable() && first != nil && c.right(first)
			if right {
				yes[t.set] = append(yes[t.set], confidence)
			} else {
				no[t.set] = append(no[t.set], confidence)
			}
			if !c.answerable() {
				if r.abstained[c.kind] == nil {
					r.abstained[c.kind] = new(Share)
				}
				r.abstained[c.kind].add(!answered)
				continue
			}
			r.first.add(right)
			r.answered.add(answered && right)
			r.wrong.add(answered && !right)
		}
	}
	for set, at := range places {
		m.results[at].area = auroc(yes[set], no[set])
	}
}

// Table returns the results as an aligned table for people.
func (m *Models) Table() string {
	table := newTable()
	use := ""
	for _, r := range m.results {
		if r.use != use {
			use = r.use
			table.line("Sets that the models are %s:", use)
			table.row("set", "answerable", "first", "answered", "wrong", "AUROC", "abstained")
		}
		var abstained []string
		for _, kind := range slices.Sorted(maps.Keys(r.abstained)) {
			abstained = append(abstained, fmt.Sprintf("%s %s of %d", kind, r.abstained[kind], r.abstained[kind].Of))
		}
		table.row(r.set, r.first.Of, r.first, r.answered, r.wrong, decimals(r.area), strings.Join(abstained, ", "))
	}
	for i, r := range m.followUps.results {
		if i == 0 {
			table.line("Replies to answers:")
			table.row("set", "type", "replies", "first", "answered", "wrong", "abstained")
		}
		table.row(r.set, r.kind, max(r.first.Of, r.abstained.Of), r.first, r.answered, r.wrong, r.abstained)
	}
	return table.String()
}
