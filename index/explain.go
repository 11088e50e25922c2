package index

import (
	"context"
	"fmt"
	"strings"
	"text/tabwriter"

	"alliancebot/index/internal/vocab"
)

// contribution is what one named value adds to a sum.
type contribution struct {
	name   string
	value  float64
	effect float64 // value times its weight
}

// scoreContributions returns what e's score is made of.
func (e *evidence) contributions() []contribution {
	var all []contribution
	for i, weight := range rankWeights {
		name := RankFeatureNames[i%int(NumRankFeatures)]
		if i >= int(NumRankFeatures) {
			name += " at density"
		}
		all = append(all, contribution{name, e.features[i], weight * e.features[i]})
	}
	return append(all, contribution{"exact phrasing", e.bonus(), e.bonus()})
}

// contributions returns what the log odds of m for v are made of.
func (m *VerdictModel) contributions(v FeatureVector) []contribution {
	bias := m.Bias
	var effects FeatureVector
	for i, x := range v.Interactions() {
		effects[i%int(NumFeatures)] += m.Weights[i] * x
	}
	for i := range m.Trees {
		bias += m.Trees[i].mean()
		m.Trees[i].addContributions(v[:], effects[:])
	}
	all := []contribution{{"bias", 1, bias}}
	for i, effect := range effects {
		all = append(all, contribution{FeatureNames[i], v[i], effect})
	}
	return all
}

// explain returns how s answers question; see Snapshot.Explain.
func (s *subindex) explain(ctx context.Context, question string) (string, error) {
	sc := s.scratches.Get().(*scratch)
	defer s.scratches.Put(sc)
	q, err := s.parseQuestion(ctx, question)
	if err != nil {
		return "", err
	}
	r, err := s.rank(ctx, sc, q)
	if err != nil {
		return "", err
	}
	var text strings.Builder
	table := tabwriter.NewWriter(&text, 0, 0, 2, ' ', 0)
	for _, repair := range q.repairs {
		fmt.Fprintf(table, "%q was read as %q\n", repair.From, repair.To)
	}
	fmt.Fprintln(table, "word\tstem\tweight\tunits\tcoverage\tsynonyms")
	for i, t := range q.terms {
		weight := fmt.Sprintf("%.2f", t.weight)
		if t.stop {
			weight = "stop" // it counts in heads and phrasings only
		}
		units, coverage := 0, 0.0
		if t.id != vocab.UnknownStem {
			units = s.stats.stems[t.id]
		}
		if len(r.units) > 0 {
			coverage = r.units[0].coverage[i]
		}
		var synonyms []string
		for _, at := range t.concepts {
			synonyms = append(synonyms, strings.Join(s.vocabulary[q.features.concepts[at].id].Mean, "/"))
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%d\t%.2f\t%s\n", t.word, t.stem, weight, units, coverage, strings.Join(synonyms, "; "))
	}
	for i := range r.units[:min(len(r.units), MaxHits)] {
		e := &r.units[i]
		fmt.Fprintf(table, "\n%d. %s\t%.3f\n", i+1, s.units[e.unit].ID, e.score)
		for _, c := range e.contributions() {
			if c.effect != 0 {
				fmt.Fprintf(table, "   %s\t%+.3f\n", c.name, c.effect)
			}
		}
		if e.phrasing.closest != noPhrasing {
			fmt.Fprintf(table, "   closest phrasing\t%.2f %q\n", e.phrasing.maxSimilarity, s.phrasings.all[e.phrasing.closest].Text)
		}
	}
	if len(r.units) > 1 {
		fmt.Fprintf(table, "\nmargin\t%.3f\n", r.units[0].score-r.units[1].score)
	}
	judged := s.judge(q, &r)
	fmt.Fprintf(table, "\nverdict\t%s\tat %.2f\n", judged.verdict, judged.confidence)
	if len(r.units) > 0 && !q.isMostlyUnknown() {
		for _, c := range verdictModel.contributions(s.verdictFeatures(q, &r)) {
			if c.effect != 0 {
				fmt.Fprintf(table, "   %s\t%.2f\t%+.2f\n", c.name, c.value, c.effect)
			}
		}
	}
	table.Flush() // a strings.Builder never fails
	return text.String(), nil
}
