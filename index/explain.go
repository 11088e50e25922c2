package index

import (
	"context"
	"fmt"
	"strings"
	"text/tabwriter"

	"alliancebot/index/internal/vocab"
)

// Explanation shows people how a question got its answer.
type Explanation struct {
	Question   string
	Repairs    []Repair
	Words      []ExplainedWord
	Candidates []Candidate // best first, at most MaxHits
	Verdict    Verdict
	Confidence float64
	// Contributions are what the verdict was computed from; none if there are no
	// Candidates or most words are unknown.
	Contributions []Contribution
}

// ExplainedWord is a word of the question.
type ExplainedWord struct {
	Word, Stem string
	Weight     float64  // IDF
	Stop       bool     // a stop word, which counts in heads and phrasings only
	Units      int      // how many units have it
	Coverage   float64  // how surely the first candidate has it, 0 to 1
	Concepts   []string // that it is part of
}

// Candidate is a unit that may answer.
type Candidate struct {
	UnitID     string
	Score      float64
	Parts      []Contribution // of Score
	Phrasing   string         // the closest one; "" if none is similar
	Similarity float64        // of that phrasing and the question, 0 to 1
}

// Contribution is what one named value adds to a sum.
type Contribution struct {
	Name   string
	Value  float64
	Effect float64 // Value times its weight
}

// Explain explains how question gets its answer. It is slower than Ask and has the
// same errors.
func (s *Snapshot) Explain(ctx context.Context, question string) (Explanation, error) {
	q := s.parseQuestion(question)
	r, err := s.rank(ctx, q)
	if err != nil {
		return Explanation{}, err
	}
	judged := s.judge(q, r)
	x := Explanation{Question: question, Repairs: q.repairs, Verdict: judged.verdict, Confidence: judged.confidence}
	for i, t := range q.terms {
		word := ExplainedWord{Word: t.word, Stem: t.stem, Weight: t.weight, Stop: t.stop}
		if t.id != vocab.UnknownStem {
			word.Units = s.stats.stems[t.id]
		}
		for _, at := range t.concepts {
			group := s.corpus.Vocabulary[q.features.concepts[at].id]
			word.Concepts = append(word.Concepts, strings.Join(group.Mean, "/"))
		}
		if len(r.units) > 0 {
			word.Coverage = r.units[0].coverage[i]
		}
		x.Words = append(x.Words, word)
	}
	for i := range r.units[:min(len(r.units), MaxHits)] {
		e := &r.units[i]
		c := Candidate{UnitID: s.corpus.Units[e.unit].ID, Score: e.score}
		for field, weight := range s.weightsOf(e.unit) {
			value := e.fields[field] / q.weight()
			c.Parts = append(c.Parts, Contribution{fieldNames[field], value, weight * value})
		}
		c.Parts = append(c.Parts,
			Contribution{"similarity", e.phrasing.aboveBaseline(), similarityWeight * e.phrasing.aboveBaseline()},
			Contribution{"naive Bayes", e.phrasing.llr, naiveBayesWeight * e.phrasing.llr})
		if e.phrasing.closest != noPhrasing {
			c.Phrasing, c.Similarity = s.phrasings.all[e.phrasing.closest].Text, e.phrasing.maxSimilarity
		}
		x.Candidates = append(x.Candidates, c)
	}
	if len(r.units) > 0 && !q.isMostlyUnknown() {
		m, v := &models[judged.kind], s.verdictFeatures(q, r)
		x.Contributions = []Contribution{{"bias", 1, m.bias}}
		for feature, weight := range m.weights {
			x.Contributions = append(x.Contributions, Contribution{FeatureNames[feature], v[feature], weight * v[feature]})
		}
	}
	return x, nil
}

// String returns the explanation as aligned plain text of several lines.
func (x Explanation) String() string {
	var text strings.Builder
	table := tabwriter.NewWriter(&text, 0, 0, 2, ' ', 0)
	for _, repair := range x.Repairs {
		fmt.Fprintf(table, "%q was read as %q\n", repair.From, repair.To)
	}
	fmt.Fprintln(table, "word\tstem\tweight\tunits\tcoverage\tsynonyms")
	for _, w := range x.Words {
		weight := fmt.Sprintf("%.2f", w.Weight)
		if w.Stop {
			weight = "stop"
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%d\t%.2f\t%s\n", w.Word, w.Stem, weight, w.Units, w.Coverage, strings.Join(w.Concepts, "; "))
	}
	for i, c := range x.Candidates {
		fmt.Fprintf(table, "\n%d. %s\t%.3f\n", i+1, c.UnitID, c.Score)
		for _, part := range c.Parts {
			if part.Effect != 0 {
				fmt.Fprintf(table, "   %s\t%+.3f\n", part.Name, part.Effect)
			}
		}
		if c.Phrasing != "" {
			fmt.Fprintf(table, "   closest phrasing\t%.2f %q\n", c.Similarity, c.Phrasing)
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
	table.Flush() // a strings.Builder never fails
	return text.String()
}
