package eval

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode"

	"alliancebot/index"
)

// Options are how a collection is measured.
type Options struct {
	FAQ   bool // documents are FAQ entries and their titles the questions
	Group bool // each group of documents is a corpus of its own
	// Groups selects groups, and implies Group: "first-half", "second-half" or a
	// regular expression that matches the group's name.
	Groups     string
	OutOfScope []Query  // questions that no document answers
	Typos      bool     // also ask each question with a typo
	Progress   Progress // may be nil
}

// Report is how well engines answer a collection.
type Report struct {
	Collection string `json:"collection"`
	Documents  int    `json:"documents"`
	Groups     int    `json:"groups"` // number of engines; 1 for a collection as a whole
	Questions  int    `json:"questions"`
	LeftOut    int    `json:"left_out"` // questions without a relevant document
	Ranking
	Typos      *Typos   `json:"typos,omitempty"`
	Own        Verdicts `json:"own"`                   // questions that a document answers
	Near       Verdicts `json:"near,omitzero"`         // questions that a document is about, but does not answer
	Foreign    Verdicts `json:"foreign,omitzero"`      // another group's questions
	OutOfScope Verdicts `json:"out_of_scope,omitzero"` // questions no document answers

	run []ranking
}

// Typos is what one typo a question costs.
type Typos struct {
	Changed int     `json:"changed"` // questions with a word long enough for a typo
	Hit1    float64 `json:"hit_at_1"`
	Loss    float64 `json:"loss"` // of Hit@1
}

// Verdicts are the verdicts on one kind of question.
type Verdicts struct {
	Answered  Share `json:"answered"`  // verdict answer
	Abstained Share `json:"abstained"` // any other verdict
	None      Share `json:"none"`      // verdict none
	// AUROC is how well the confidence separates the collection's own questions from
	// these; nil for its own, and without questions.
	AUROC *float64 `json:"auroc,omitempty"`
}

// ranking is the hits for one query, best first.
type ranking struct {
	query string
	hits  []index.Hit
}

// runDepth is the depth of rankings: enough for a TREC run. The measures use the first
// ten documents.
const runDepth = 100

// Measure indexes the collection, and asks it its own queries and those that it cannot
// answer: near ones among its own, foreign ones, which are each group's queries asked of
// the next group, and o.OutOfScope, distributed over the groups. It uses all cores.
func (c *Collection) Measure(ctx context.Context, o Options) (*Report, error) {
	report, err := c.measure(ctx, o)
	if err != nil {
		return nil, fmt.Errorf("measure %s: %w", c.Name, err)
	}
	return report, nil
}

func (c *Collection) measure(ctx context.Context, o Options) (*Report, error) {
	parts, err := c.parts(o)
	if err != nil {
		return nil, err
	}
	r, err := newRunner(ctx, parts)
	if err != nil {
		return nil, err
	}
	defer r.close()

	own, foreign, outOfScope := ownCases(parts), foreignCases(parts), distribute(o.OutOfScope, len(parts))
	var typos []testCase
	if o.Typos {
		typos = withTypos(own)
	}
	r.step = o.Progress.steps(2*len(own) + len(typos) + len(foreign) + len(outOfScope))
	rank := func(s *index.Snapshot, ctx context.Context, question string) ([]index.Hit, error) {
		return s.Rank(ctx, question, runDepth)
	}
	ranked, err := runAll(ctx, r, own, rank)
	if err != nil {
		return nil, err
	}
	rankedTypos, err := runAll(ctx, r, typos, rank)
	if err != nil {
		return nil, err
	}
	ask := func(s *index.Snapshot, ctx context.Context, question string) (index.Answer, error) {
		return s.Ask(ctx, question, nil)
	}
	var answerable, near []testCase
	for _, c := range own {
		if c.query.Near {
			near = append(near, c)
		} else {
			answerable = append(answerable, c)
		}
	}
	var answers [4][]index.Answer
	for i, cases := range [][]testCase{answerable, near, foreign, outOfScope} {
		if answers[i], err = runAll(ctx, r, cases, ask); err != nil {
			return nil, err
		}
	}

	report := &Report{
		Collection: c.Name,
		Groups:     len(parts),
		Questions:  len(own),
		LeftOut:    c.LeftOut,
		Ranking:    c.meanRanking(own, ranked),
		Own:        newVerdicts(answers[0], nil),
		Near:       newVerdicts(answers[1], answers[0]),
		Foreign:    newVerdicts(answers[2], answers[0]),
		OutOfScope: newVerdicts(answers[3], answers[0]),
	}
	for _, p := range parts {
		report.Documents += len(p.corpus.Units)
	}
	for i, testCase := range own {
		report.run = append(report.run, ranking{testCase.query.ID, ranked[i]})
	}
	if o.Typos {
		report.Typos = &Typos{Hit1: c.meanRanking(own, rankedTypos).Hit1}
		report.Typos.Loss = report.Hit1 - report.Typos.Hit1
		for i := range own {
			if typos[i].query.Text != own[i].query.Text {
				report.Typos.Changed++
			}
		}
	}
	return report, nil
}

func (c *Collection) meanRanking(cases []testCase, ranked [][]index.Hit) Ranking {
	var rankings []Ranking
	for i, testCase := range cases {
		var ids []string
		for _, hit := range ranked[i] {
			ids = append(ids, hit.Unit.ID)
		}
		rankings = append(rankings, measureRanking(ids, c.judged[testCase.query.ID]))
	}
	return meanRanking(rankings)
}

// newVerdicts counts the verdicts of answers. If own has answers, it compares their
// confidence.
func newVerdicts(answers, own []index.Answer) Verdicts {
	var v Verdicts
	for _, a := range answers {
		v.Answered.add(a.Verdict == index.Answered)
		v.Abstained.add(a.Verdict != index.Answered)
		v.None.add(a.Verdict == index.None)
	}
	if len(answers) > 0 && len(own) > 0 {
		confidences := func(answers []index.Answer) (all []float64) {
			for _, a := range answers {
				all = append(all, a.Confidence)
			}
			return all
		}
		area := auroc(confidences(own), confidences(answers))
		v.AUROC = &area
	}
	return v
}

// WriteRun writes the rankings in TREC's run format, a line for each document: query,
// Q0, document, rank from 1, score, tag. An ID with white space, which the format does
// not allow, is an error. Equal scores keep the engine's order, which trec_eval may
// not, because it reads scores only.
func (r *Report) WriteRun(w io.Writer, tag string) error {
	out := bufio.NewWriter(w)
	for _, ranking := range r.run {
		for i, hit := range ranking.hits {
			for _, id := range []string{ranking.query, hit.Unit.ID, tag} {
				if id == "" || strings.ContainsFunc(id, unicode.IsSpace) {
					return fmt.Errorf("write the run: the TREC format does not allow the ID %q", id)
				}
			}
			score := strconv.FormatFloat(hit.Score, 'g', -1, 64)
			fmt.Fprintln(out, ranking.query, "Q0", hit.Unit.ID, i+1, score, tag)
		}
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write the run: %w", err)
	}
	return nil
}

// Table returns the report as aligned tables for people.
func (r *Report) Table() string {
	table := newTable()
	table.line("%s: questions %d, documents %d, groups %d", r.Collection, r.Questions, r.Documents, r.Groups)
	if r.LeftOut > 0 {
		table.line("questions left out: %d, without a relevant document", r.LeftOut)
	}
	table.line("")
	table.row("questions", "Hit@1", "MRR@10", "nDCG@10", "Recall@10")
	table.row("as they are", decimals(r.Hit1), decimals(r.MRR10), decimals(r.NDCG10), decimals(r.Recall10))
	if r.Typos != nil {
		table.row("with a typo", decimals(r.Typos.Hit1))
		table.row("loss", decimals(r.Typos.Loss))
	}
	table.line("")
	table.row("questions", "asked", "answered", "abstained", "none", "AUROC")
	for _, kind := range []struct {
		name string
		Verdicts
	}{{"own", r.Own}, {"near", r.Near}, {"foreign", r.Foreign}, {"out of scope", r.OutOfScope}} {
		if kind.Answered.Of == 0 {
			continue
		}
		area := "-"
		if kind.AUROC != nil {
			area = decimals(*kind.AUROC)
		}
		table.row(kind.name, kind.Answered.Of, kind.Answered, kind.Abstained, kind.None, area)
	}
	return table.String()
}
