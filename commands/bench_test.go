package commands

import (
	"slices"
	"testing"
	"time"

	"alliancebot/corpus"
	"alliancebot/index"
)

// BenchmarkJournal measures a question on the built-in story with a journal, while others
// are being written in the background: the median, and by how many percent it is longer than
// that without a journal (%more). Each question is asked both ways in turn, so that other work
// on the machine affects both alike.
func BenchmarkJournal(b *testing.B) {
	c, err := corpus.Load(corpus.Default(), corpus.Options{})
	if err != nil {
		b.Fatal(err)
	}
	engine, err := index.New(c)
	if err != nil {
		b.Fatal(err)
	}
	defer engine.Close()
	routers := []*Router{
		NewRouter(engine, Settings{}),
		NewRouter(engine, Settings{Journal: openTestJournal(b), Feedback: true}),
	}
	questions := []string{
		"Why is AWS a significant competitor in the AI cloud space?", "when did micosoft frist invest in opnai",
		"what happens to small firms", "how long do I boil an egg",
	}
	var took [2][]time.Duration
	ask := func(way int, question string) {
		start := time.Now()
		if _, err := routers[way].Run(b.Context(), asks(question)); err != nil {
			b.Fatal(err)
		}
		took[way] = append(took[way], time.Since(start))
	}
	for _, question := range questions { // the first use builds what is kept
		ask(0, question)
		ask(1, question)
	}
	took = [2][]time.Duration{}
	n := 0
	for b.Loop() {
		question := questions[n/2%len(questions)]
		ask(n%2, question)
		ask(1-n%2, question)
		n++
	}
	median := func(list []time.Duration) float64 {
		slices.Sort(list)
		return float64(list[len(list)/2])
	}
	without, with := median(took[0]), median(took[1])
	b.ReportMetric(with, "ns/op")
	b.ReportMetric(100*(with/without-1), "%more")
}
