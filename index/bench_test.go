package index

import (
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis/lang/en"
	"github.com/blevesearch/bleve/v2/index/scorch"

	"alliancebot/corpus"
)

// realistic are questions as members ask them: whole, short, in slang, misspelled and
// off topic.
var realistic = []string{
	"why would a deal with amazon scare microsoft so badly",
	"what did microsoft get out of funding openai?",
	"Which cloud runs GPT-4?",
	"sagemaker ml deploy",
	"how does aws make money with ai these days",
	"is the alliance a fact or a thought experiment",
	"what wud happen to google and meta",
	"stock market reaction",
	"Could Alexa have gained anything from such a pact?",
	"does satya want more openai in office",
	"explain what exclusivity means for azure customers please",
	"micorsoft cloud busines risk",
	"who profits if the partnership breaks apart",
	"how much did nadella pay in 2019",
	"hello there, are you a robot",
	"best pizza place near the harbour",
	"What does the author expect of the coming years, and which alignments of companies does he think could still appear?",
	"amazon strategy for developers",
	"aws vs azure",
	"will prices for ai rise",
}

// BenchmarkAsk measures one question to the default story.
func BenchmarkAsk(b *testing.B) {
	engine := defaultEngine(b)
	benchmarkQuestions(b, realistic, func(question string) { ask(b, engine, question) })
}

// BenchmarkComplete measures completion after each key of realistic questions, up to
// Discord's 25 suggestions.
func BenchmarkComplete(b *testing.B) { benchmarkComplete(b, defaultEngine(b), realistic) }

func benchmarkComplete(b *testing.B, engine *Engine, questions []string) {
	var typed []string
	for _, question := range questions {
		for end := range question {
			typed = append(typed, question[:end])
		}
	}
	benchmarkQuestions(b, typed, func(text string) { complete(b, engine, text, Everything, 25) })
}

// BenchmarkPlainBleve is for comparison with BenchmarkAsk: a match query with bleve's
// own English analyzer and scoring on the same units.
func BenchmarkPlainBleve(b *testing.B) {
	m := bleve.NewIndexMapping()
	m.DefaultAnalyzer = en.AnalyzerName
	plain, err := bleve.NewUsing("", m, scorch.Name, scorch.Name, nil)
	if err != nil {
		b.Fatal(err)
	}
	defer plain.Close()
	batch := plain.NewBatch()
	for _, u := range defaultEngine(b).Corpus().Units {
		if err := batch.Index(u.ID, map[string]string{"text": u.Title() + "\n" + u.Text}); err != nil {
			b.Fatal(err)
		}
	}
	if err := plain.Batch(batch); err != nil {
		b.Fatal(err)
	}
	benchmarkQuestions(b, realistic, func(question string) {
		if _, err := plain.SearchInContext(b.Context(), bleve.NewSearchRequestOptions(bleve.NewMatchQuery(question), MaxHits, 0, false)); err != nil {
			b.Fatal(err)
		}
	})
}

// BenchmarkNew measures indexing the default story, without reading its files.
func BenchmarkNew(b *testing.B) { benchmarkNew(b, load(b, corpus.Default())) }

// benchmarkQuestions asks questions in turn and reports the median and the 99th
// percentile of the time.
func benchmarkQuestions(b *testing.B, questions []string, ask func(string)) {
	for _, question := range questions {
		ask(question)
	}
	runtime.GC()
	var took []time.Duration
	for b.Loop() {
		start := time.Now()
		ask(questions[len(took)%len(questions)])
		took = append(took, time.Since(start))
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2])/1e6, "p50-ms")
	b.ReportMetric(float64(took[len(took)*99/100])/1e6, "p99-ms")
}

// benchmarkNew measures making an engine, and the memory it uses without that of the
// corpus.
func benchmarkNew(b *testing.B, c *corpus.Corpus) {
	var held uint64
	for b.Loop() {
		b.StopTimer()
		before := heapInUse()
		b.StartTimer()
		engine, err := New(c)
		if err != nil {
			b.Fatal(err)
		}
		b.StopTimer()
		held = heapInUse() - before
		if err := engine.Close(); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
	}
	b.ReportMetric(float64(held)/(1<<20), "heap-MiB")
}

// heapInUse returns the bytes in use after garbage collection. It collects twice,
// because a sync.Pool keeps its content for one collection.
func heapInUse() uint64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
