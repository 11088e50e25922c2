package eval

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode"

	"alliancebot/index"
)

// Report tells how well an engine does on a collection.
type Report struct {
	Collection string `json:"collection"`
	Documents  int    `json:"documents"`
	Groups     int    `json:"groups"` // engines asked; 1 for a collection in one piece
	Questions  int    `json:"questions"`
	LeftOut    int    `json:"left_out"` // questions to which no document is known to be relevant
	Ranking
	Typos      *Typos   `json:"typos,omitempty"`
	Own        Verdicts `json:"own"`
	Foreign    Verdicts `json:"foreign,omitzero"`      // another group's questions
	OutOfScope Verdicts `json:"out_of_scope,omitzero"` // questions no document answers

	run []ranking
}

// Typos tells what one typo a question costs.
type Typos struct {
	Changed int     `json:"changed"` // questions that hold a word long enough for a typo
	Hit1    float64 `json:"hit_at_1"`
	Loss    float64 `json:"loss"` // of Hit@1
}

// Verdicts tells what the engines made of one kind of question.
type Verdicts struct {
	Answered  Share `json:"answered"`  // verdict answer
	Abstained Share `json:"abstained"` // any other verdict
	None      Share `json:"none"`      // verdict none, which is abstained, too
	// AUROC is how well the confidence tells the collection's own questions
	// from these; nil for its own, and where there are none.
	AUROC *float64 `json:"auroc,omitempty"`
}

// ranking is what one query found, best first.
type ranking struct {
	query string
	hits  []index.Hit
}

func newReport(c *Collection, parts []part, r results) *Report {
	report := &Report{
		Collection: c.Name,
		Groups:     len(parts),
		Questions:  len(r.trials),
		LeftOut:    c.LeftOut,
		Ranking:    c.meanRanking(r.trials, r.ranked),
		Own:        newVerdicts(r.own, nil),
		Foreign:    newVerdicts(r.foreign, r.own),
		OutOfScope: newVerdicts(r.outOfScope, r.own),
	}
	for _, p := range parts {
		report.Documents += len(p.corpus.Units)
	}
	for i, t := range r.trials {
		report.run = append(report.run, ranking{t.query.ID, r.ranked[i]})
	}
	if r.misspelled != nil {
		report.Typos = c.newTypos(r, report.Hit1)
	}
	return report
}

func (c *Collection) newTypos(r results, clean float64) *Typos {
	typos := &Typos{Hit1: c.meanRanking(r.trials, r.misspelled).Hit1}
	typos.Loss = clean - typos.Hit1
	for i, t := range misspelled(r.trials) {
		if t.query.Text != r.trials[i].query.Text {
			typos.Changed++
		}
	}
	return typos
}

func (c *Collection) meanRanking(trials []trial, ranked [][]index.Hit) Ranking {
	var rankings []Ranking
	for i, t := range trials {
		var ids []string
		for _, hit := range ranked[i] {
			ids = append(ids, hit.Unit.ID)
		}
		rankings = append(rankings, measureRanking(ids, c.judged[t.query.ID]))
	}
	return meanRanking(rankings)
}

// newVerdicts counts the verdicts of answers, and compares their confidence
// with that of the answers to the collection's own questions, if given.
func newVerdicts(answers, own []index.Answer) Verdicts {
	var v Verdicts
	for _, a := range answers {
		v.Answered.add(a.Verdict == index.Answered)
		v.Abstained.add(a.Verdict != index.Answered)
		v.None.add(a.Verdict == index.None)
	}
	if len(answers) > 0 && len(own) > 0 {
		area := auroc(confidences(own), confidences(answers))
		v.AUROC = &area
	}
	return v
}

func confidences(answers []index.Answer) []float64 {
	var c []float64
	for _, a := range answers {
		c = append(c, a.Confidence)
	}
	return c
}

// WriteRun writes the rankings to w in TREC's format for runs, a line for each
// document: query, Q0, document, rank from 1, score, tag. An id with a space in
// it, which the format cannot hold, is an error. Equal scores keep the engine's
// order, which trec_eval, reading scores alone, may not.
func (r *Report) WriteRun(w io.Writer, tag string) error {
	out := bufio.NewWriter(w)
	for _, ranking := range r.run {
		for i, hit := range ranking.hits {
			for _, id := range []string{ranking.query, hit.Unit.ID, tag} {
				if id == "" || strings.ContainsFunc(id, unicode.IsSpace) {
					return fmt.Errorf("write the run: a TREC run cannot hold the id %q, as there is a space in it", id)
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
