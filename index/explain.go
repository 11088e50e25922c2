package index

import (
	"context"
	"fmt"
	"strings"
	"text/tabwriter"
)

// Explanation tells why a question got its answer, for people.
type Explanation struct {
	Question   string
	Repairs    []Repair
	Words      []ExplainedWord
	Candidates []Candidate // best first, at most MaxHits
	Verdict    Verdict
	Confidence float64
	// What the verdict is drawn from; nothing if there are no Candidates, or
	// nobody knows most of the words.
	Contributions []Contribution
}

// ExplainedWord is a word of the question.
type ExplainedWord struct {
	Word, Stem string
	Weight     float64  // idf
	Stop       bool     // counts in heads and phrasings only
	Units      int      // how many units hold it
	Means      []string // what the vocabulary takes it for
	Held       float64  // how surely the first candidate holds it, 0 to 1
}

// Candidate is a unit that came up.
type Candidate struct {
	UnitID   string
	Score    float64
	Parts    []Contribution // of Score, the largest first of each kind
	Phrasing string         // the closest one; "" if none is alike
	Likeness float64        // of that phrasing and the question, 0 to 1
}

// Contribution is what one named thing adds to a sum.
type Contribution struct {
	Name   string
	Value  float64 // of the thing
	Effect float64 // Value times its weight
}

// Explain tells how the answer to question comes about. It is slower than Ask,
// and errs as it does.
func (e *Engine) Explain(ctx context.Context, question string) (Explanation, error) {
	e.mu.RLock()
	defer e.mu.RUnlock()
	return e.live.explain(ctx, question)
}

func (s *snapshot) explain(ctx context.Context, text string) (Explanation, error) {
	q := s.readQuestion(text)
	r, err := s.rank(ctx, q)
	if err != nil {
		return Explanation{}, err
	}
	judged := s.judge(q, r)
	x := Explanation{Question: text, Repairs: q.repairs, Verdict: judged.verdict, Confidence: judged.confidence}
	for i := range q.terms {
		x.Words = append(x.Words, s.explainWord(q, r, i))
	}
	for i := range r.units[:min(len(r.units), MaxHits)] {
		x.Candidates = append(x.Candidates, s.explainUnit(q, &r.units[i]))
	}
	if len(r.units) > 0 && !q.isStrange() {
		x.Contributions = s.explainVerdict(q, r, judged.on)
	}
	return x, nil
}

func (s *snapshot) explainWord(q *question, r ranking, place int) ExplainedWord {
	term := &q.terms[place]
	word := ExplainedWord{Word: term.word, Stem: term.stem, Weight: term.weight, Stop: term.stop}
	if term.id != unknown {
		word.Units = s.statistics.stems[term.id]
	}
	for _, concept := range term.concepts {
		group := s.corpus.Vocabulary[q.concepts[concept].id]
		word.Means = append(word.Means, strings.Join(group.Mean, "/"))
	}
	if len(r.units) > 0 {
		word.Held = r.units[0].covered[place]
	}
	return word
}

func (s *snapshot) explainUnit(q *question, e *evidence) Candidate {
	c := Candidate{UnitID: s.corpus.Units[e.unit].ID, Score: e.score}
	for i, weight := range s.weightsOf(e.unit) {
		value := e.fields[i] / q.weight()
		c.Parts = append(c.Parts, Contribution{fieldNames[i], value, weight * value})
	}
	c.Parts = append(c.Parts,
		Contribution{"likeness", e.phrasing.beyondChance(), likenessWeight * e.phrasing.beyondChance()},
		Contribution{"lean", e.phrasing.lean, leanWeight * e.phrasing.lean})
	if e.phrasing.closest != noPhrasing {
		c.Phrasing, c.Likeness = s.phrasings.all[e.phrasing.closest].Text, e.phrasing.best
	}
	return c
}

func (s *snapshot) explainVerdict(q *question, r ranking, on Footing) []Contribution {
	m, signals := &models[on], s.readSignals(q, r)
	contributions := []Contribution{{"bias", 1, m.bias}}
	for i, weight := range m.weights {
		contributions = append(contributions, Contribution{SignalNames[i], signals[i], weight * signals[i]})
	}
	return contributions
}

// String returns the explanation as aligned plain text of several lines.
func (x Explanation) String() string {
	var text strings.Builder
	table := tabwriter.NewWriter(&text, 0, 0, 2, ' ', 0)
	for _, repair := range x.Repairs {
		fmt.Fprintf(table, "%q was taken for %q\n", repair.From, repair.To)
	}
	fmt.Fprintln(table, "word\tstem\tweight\tin units\theld\tmeans")
	for _, w := range x.Words {
		weight := fmt.Sprintf("%.2f", w.Weight)
		if w.Stop {
			weight = "stop"
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%d\t%.2f\t%s\n", w.Word, w.Stem, weight, w.Units, w.Held, strings.Join(w.Means, "; "))
	}
	for i, c := range x.Candidates {
		fmt.Fprintf(table, "\n%d. %s\t%.3f\n", i+1, c.UnitID, c.Score)
		for _, part := range c.Parts {
			if part.Effect != 0 {
				fmt.Fprintf(table, "   %s\t%+.3f\n", part.Name, part.Effect)
			}
		}
		if c.Phrasing != "" {
			fmt.Fprintf(table, "   closest phrasing\t%.2f %q\n", c.Likeness, c.Phrasing)
		}
	}
	if len(x.Candidates) > 1 {
		fmt.Fprintf(table, "\nmargin\t%.3f\n", x.Candidates[0].Score-x.Candidates[1].Score)
	}
	fmt.Fprintf(table, "\nverdict\t%s\tat %.2f\n", x.Verdict, x.Confidence)
	for _, c := range x.Contributions {
		if c.Effect != 0 {
			fmt.Fprintf(table, "   %s\t%.2f\t%+.2f\n", c.Name, c.Value, c.Effect)
		}
	}
	table.Flush() // a strings.Builder takes all
	return text.String()
}
