package eval

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"alliancebot/corpus"
	"alliancebot/index"
)

const (
	followUpVerdictPenalty = 3
	// The thresholds of the verdicts on replies, chosen by cross-validation.
	followUpAnswer, followUpSuggest = 0.3, 0.12
	// unansweredReply is by how much replies that nothing answers count more: to answer them
	// is worse than to suggest.
	unansweredReply = 2
)

// How the trees of replies are fitted: those that rank units, and fewer for the verdict than for
// that on questions, since there are fewer replies.
var (
	followUpRankBoosting = boosting{trees: 300, rate: 0.1, penalty: 5, rows: 0.5, features: 0.4}
	followUpBoosting     = boosting{trees: 60, rate: 0.1, penalty: 20, rows: 0.7, features: 0.5}
)

// followUpFolds is how many folds the replies are in. What the verdict is fitted to is ranked by trees
// that are fitted to the other folds: trees are too sure of what they are fitted to.
const followUpFolds = 5

// followUpModel is the fitted model of replies.
type followUpModel struct {
	rank    []index.Tree
	bias    float64
	verdict index.FollowUpVector
	trees   []index.Tree
	results []followUpResult
}

// followUpResult is how the model does on the replies of a type.
type followUpResult struct {
	set, kind string
	first     Share // of those that the corpus answers: a right unit is first
	answered  Share // of those: the verdict is answer, and a right unit first
	wrong     Share // of those: the verdict is answer, and another unit first
	abstained Share // of the others
}

// asked is a reply of a trial after an answer.
type asked struct {
	set        string
	question   Question
	reply      *index.FollowUp
	confidence float64 // in the answer to the reply alone
	weight     float64
	right      func(*corpus.Unit) bool
}

// fitFollowUps sets m's model of replies. The models of questions must be fitted.
func (m *Models) fitFollowUps(ctx context.Context, fit, test []trial) error {
	all, err := m.askFollowUps(ctx, fit)
	if err != nil {
		return err
	}
	if m.followUps.rank, err = rankFollowUps(all); err != nil {
		return err
	}
	folds := make(map[string]int) // by ID: the same reply follows answers from a story at several densities
	for _, a := range all {
		if _, ok := folds[a.question.ID]; !ok {
			folds[a.question.ID] = len(folds) % followUpFolds
		}
	}
	for fold := range followUpFolds {
		inFold := func(a asked) bool { return folds[a.question.ID] == fold }
		trees, err := rankFollowUps(slices.DeleteFunc(slices.Clone(all), inFold))
		if err != nil {
			return err
		}
		for _, a := range all {
			if inFold(a) {
				a.reply.Rank(trees)
			}
		}
	}
	var observations []observation
	for _, a := range all {
		if a.reply.AsksOnlyMore() {
			continue
		}
		features := a.reply.Features(a.confidence)
		o := observation{values: features[:], yes: a.right(a.reply.Candidates[0].Unit), weight: a.weight}
		if !a.question.Answerable() {
			o.weight *= unansweredReply
		}
		observations = append(observations, o)
	}
	bias, coefficients, trees, err := fitEnsemble(observations, observations, followUpVerdictPenalty, followUpBoosting)
	if err != nil {
		return err
	}
	m.followUps.bias, m.followUps.verdict, m.followUps.trees = bias, index.FollowUpVector(coefficients), trees
	m.addFollowUpResults(all)
	if all, err = m.askFollowUps(ctx, test); err != nil {
		return err
	}
	for _, a := range all {
		a.reply.Rank(m.followUps.rank)
	}
	m.addFollowUpResults(all)
	return nil
}

// rankFollowUps returns trees fitted to rank the units that may answer replies.
func rankFollowUps(all []asked) ([]index.Tree, error) {
	var choices []choice
	var rows [][]float64
	var weights float64
	for _, a := range all {
		candidates := slices.Clone(a.reply.Candidates)
		slices.SortStableFunc(candidates, func(x, y index.FollowUpCandidate) int {
			return cmp.Or(cmp.Compare(value(a.right(y.Unit)), value(a.right(x.Unit))), cmp.Compare(x.Unit.ID, y.Unit.ID))
		})
		one := choice{weight: a.weight}
		for _, c := range candidates {
			if a.right(c.Unit) {
				one.right++
			}
			one.candidates = append(one.candidates, c.Features[:])
		}
		if one.right > 0 && one.right < len(candidates) {
			choices = append(choices, one)
			rows = append(rows, one.candidates...)
			weights += a.weight
		}
	}
	if len(choices) == 0 {
		return nil, errors.New("there are too few replies with a right unit and another")
	}
	for i := range choices {
		choices[i].weight *= float64(len(choices)) / weights
	}
	return followUpRankBoosting.fit(rows, make([]float64, len(rows)), choiceLoss(choices)), nil
}

func value(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// askFollowUps returns the replies of the trials, except for those that follow no answer, ask nothing
// or stand alone.
func (m *Models) askFollowUps(ctx context.Context, trials []trial) ([]asked, error) {
	var parts []part
	var cases []testCase
	byID := make(map[string]Question)
	for i, t := range trials {
		parts = append(parts, part{name: t.set, corpus: t.corpus})
		for _, q := range t.replies {
			byID[q.ID] = q
			cases = append(cases, testCase{Query{ID: q.ID, Text: q.ID}, i})
		}
	}
	r, err := newRunner(ctx, parts)
	if err != nil {
		return nil, err
	}
	defer r.close()
	all, err := runAll(ctx, r, cases, func(s *index.Snapshot, ctx context.Context, id string) (asked, error) {
		return m.askFollowUp(ctx, s, byID[id])
	})
	if err != nil {
		return nil, err
	}
	for i := range all {
		all[i].set = trials[cases[i].part].set
		all[i].weight = cmp.Or(importance[all[i].set], 1)
	}
	return slices.DeleteFunc(all, func(a asked) bool {
		return a.reply == nil || !a.reply.AsksOnlyMore() && a.reply.StandsAlone(a.confidence)
	}), nil
}

func (m *Models) askFollowUp(ctx context.Context, s *index.Snapshot, q Question) (asked, error) {
	readings, err := s.Readings(ctx, q.First, &m.rank)
	if err != nil {
		return asked{}, err
	}
	shown, _, _ := m.best(readings)
	if shown == nil {
		return asked{}, nil
	}
	if readings, err = s.Readings(ctx, q.Text, &m.rank); err != nil {
		return asked{}, err
	}
	a := asked{question: q, right: func(u *corpus.Unit) bool { return q.isRight(u) && (q.Type != moreType || u != shown) }}
	_, a.confidence, _ = m.best(readings)
	if a.reply, err = s.FollowUp(ctx, q.Text, shown, &m.rank); err != nil {
		return asked{}, fmt.Errorf("understand the reply %s: %w", q.ID, err)
	}
	return a, nil
}

// addFollowUpResults adds the results on replies, by set and type.
func (m *Models) addFollowUpResults(all []asked) {
	for _, a := range all {
		at := slices.IndexFunc(m.followUps.results, func(r followUpResult) bool { return r.set == a.set && r.kind == a.question.Type })
		if at < 0 {
			at = len(m.followUps.results)
			m.followUps.results = append(m.followUps.results, followUpResult{set: a.set, kind: a.question.Type})
		}
		r := &m.followUps.results[at]
		answered, right := false, false
		if len(a.reply.Candidates) > 0 {
			features := a.reply.Features(a.confidence)
			logOdds := m.followUps.bias + dot(m.followUps.verdict[:], features[:])
			for i := range m.followUps.trees {
				logOdds += m.followUps.trees[i].Value(features[:])
			}
			probability := logistic(logOdds)
			answered, right = probability >= followUpAnswer || a.reply.AsksOnlyMore(), a.right(a.reply.Candidates[0].Unit)
		}
		if !a.question.Answerable() {
			r.abstained.add(!answered)
			continue
		}
		r.first.add(right)
		r.answered.add(answered && right)
		r.wrong.add(answered && !right)
	}
}
