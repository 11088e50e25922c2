package index

import (
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"alliancebot/corpus"
	"alliancebot/internal/prose"
)

// generatedQuestions returns questions made of words of the corpus, of whole and
// shuffled phrasings, and of noise, the same each time.
func generatedQuestions(c *corpus.Corpus, count int) []string {
	var words, ways []string
	for _, u := range c.Units {
		words = append(words, strings.Fields(u.Title()+" "+u.Text)...)
		for _, way := range u.Phrasings {
			ways = append(ways, way.Text)
		}
	}
	noise := []string{"?!", "xq", "\u200b", "🙂", "“", "ﷺ", "wat", "2026", "not", "الرياض", "\xff", "micorsfot", "\n"}
	r := rand.New(rand.NewPCG(7, 7))
	pick := func(from []string) string { return from[r.IntN(len(from))] }
	questions := make([]string, count)
	for i := range questions {
		var parts []string
		switch i % 4 {
		case 0:
			for range 1 + r.IntN(8) {
				parts = append(parts, pick(words))
			}
		case 1:
			parts = []string{pick(ways)}
		case 2:
			parts = append(strings.Fields(pick(ways)), strings.Fields(pick(ways))...)
			r.Shuffle(len(parts), func(i, j int) { parts[i], parts[j] = parts[j], parts[i] })
		case 3:
			for range 1 + r.IntN(12) {
				parts = append(parts, pick([]string{pick(words), pick(noise)}))
			}
		}
		questions[i] = strings.Join(parts, " ")
	}
	return questions
}

// TestAnswerInvariants checks what is true of every answer, with generated questions.
func TestAnswerInvariants(t *testing.T) {
	for name, engine := range map[string]*Engine{"default": defaultEngine(t), "garden": gardenEngine(t)} {
		t.Run(name, func(t *testing.T) {
			for _, question := range generatedQuestions(engine.Corpus(), 800) {
				checkAnswer(t, engine.Corpus(), ask(t, engine, question))
			}
		})
	}
}

// checkAnswer checks that answer is well formed and quotes whole sentences of c.
func checkAnswer(t *testing.T, c *corpus.Corpus, answer Answer) {
	t.Helper()
	if !slices.Contains([]Verdict{Answered, Suggested, None}, answer.Verdict) {
		t.Errorf("Ask(%q).Verdict = %q, want one of the three", answer.Question, answer.Verdict)
	}
	if !(answer.Confidence >= 0 && answer.Confidence <= 1) {
		t.Errorf("Ask(%q).Confidence = %v, want 0 to 1", answer.Question, answer.Confidence)
	}
	if len(answer.Hits) > MaxHits || answer.Verdict != None && len(answer.Hits) == 0 {
		t.Errorf("Ask(%q) = %s with %d hits, want some and at most %d", answer.Question, answer.Verdict, len(answer.Hits), MaxHits)
	}
	if len(answer.Missing) > MaxMissing {
		t.Errorf("Ask(%q).Missing = %q, want at most %d", answer.Question, answer.Missing, MaxMissing)
	}
	for _, word := range answer.Missing {
		if word == "" || !strings.Contains(prose.Searchable(answer.Question), word) {
			t.Errorf("Ask(%q).Missing has %q, want words of the question", answer.Question, word)
		}
	}
	seen := make(map[*corpus.Unit]bool)
	for i, hit := range answer.Hits {
		if seen[hit.Unit] || !slices.Contains(c.Units, hit.Unit) {
			t.Errorf("Ask(%q).Hits[%d] = %s, want units of the corpus, each once", answer.Question, i, hit.Unit.ID)
		}
		seen[hit.Unit] = true
		if i > 0 && !(hit.Score <= answer.Hits[i-1].Score) || hit.Score-hit.Score != 0 { // infinite or not a number
			t.Errorf("Ask(%q).Hits[%d].Score = %v, want falling numbers", answer.Question, i, hit.Score)
		}
		if !isWholeSentences(hit.Quote(), hit.Unit.Text) {
			t.Errorf("Ask(%q).Hits[%d].Highlight = %q, want whole sentences of %q", answer.Question, i, hit.Quote(), hit.Unit.Text)
		}
	}
	related := make(map[*corpus.Unit]bool)
	if len(answer.Hits) > 0 {
		related[answer.Hits[0].Unit] = true
	}
	if len(answer.Related) > MaxRelated {
		t.Errorf("Ask(%q).Related are %d, want at most %d", answer.Question, len(answer.Related), MaxRelated)
	}
	for _, r := range answer.Related {
		if r.Kind != Question || !slices.Contains(c.Units, r.Unit) || !slices.Contains(r.Unit.Questions(), corpus.Phrasing{Text: r.Text, Says: r.Says}) {
			t.Errorf("Ask(%q).Related has %+v, want known questions of the corpus", answer.Question, r)
		}
		if related[r.Unit] {
			t.Errorf("Ask(%q).Related has another question of %s, want one for each other unit", answer.Question, r.Unit.ID)
		}
		related[r.Unit] = true
	}
}

// isWholeSentences reports whether part is one or more whole sentences of text.
func isWholeSentences(part, text string) bool {
	sentences := prose.Sentences(text)
	for i, first := range sentences {
		for _, last := range sentences[i:] {
			if text[first.Start:last.End] == part {
				return true
			}
		}
	}
	return part == "" && len(sentences) == 0
}

// TestSameCorpusSameAnswers checks that another engine of the same corpus, and many
// goroutines at once, give the same answers.
func TestSameCorpusSameAnswers(t *testing.T) {
	first := defaultEngine(t)
	questions := generatedQuestions(first.Corpus(), 60)
	want := make([]string, len(questions))
	for i, question := range questions {
		want[i] = transcript(t, ask(t, first, question))
	}
	check := func(engine *Engine) {
		for i, question := range questions {
			answer, err := engine.Ask(t.Context(), question, nil)
			if err != nil {
				t.Errorf("Ask(%q): %v", question, err)
			} else if got := transcript(t, answer); got != want[i] {
				t.Errorf("Ask(%q) = %s, want as before %s", question, got, want[i])
			}
		}
	}
	check(open(t, load(t, corpus.Default())))
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() { check(first) })
	}
	all.Wait()
}

// TestSentencesFindThemselves checks that each sentence of the garden's story, asked as
// a question, finds its own unit and is highlighted there, even without phrasings.
func TestSentencesFindThemselves(t *testing.T) {
	c := load(t, garden)
	for _, u := range c.Units {
		u.Phrasings = nil
	}
	engine := open(t, c)
	for _, u := range c.Units {
		for _, sentence := range prose.Sentences(u.Text) {
			question := sentence.Of(u.Text)
			if first := ask(t, engine, question).Hits[0]; first.Unit != u || first.Quote() != question {
				t.Errorf("Ask(%q) = %s with %q, want %s with the sentence itself", question, first.Unit.ID, first.Quote(), u.ID)
			}
		}
	}
}

// An operator's word decides: a phrasing of the built-in story finds its unit, and what is listed as
// unanswered is not answered, in capitals and whatever language its words look like.
func TestOperatorsWord(t *testing.T) {
	step := 1
	if testing.Short() {
		step = 10
	}
	engine := defaultEngine(t)
	repairs := map[string]bool{ // its last word is taken for two
		"exclusive partnership is what makes em different innit": true,
	}
	place := 0
	for _, u := range engine.Corpus().Units {
		for _, p := range u.Phrasings {
			if place++; p.Language != "" || place%step > 0 || repairs[p.Text] {
				continue
			}
			if a := ask(t, engine, strings.ToUpper(p.Text)); a.Verdict != Answered || a.Hits[0].Unit != u {
				t.Errorf("the phrasing %q of %s gets %s with %d hits", p.Text, u.ID, a.Verdict, len(a.Hits))
			}
		}
	}
	for i, q := range engine.Corpus().Unanswered {
		if i%step == 0 && q.Language == "en" {
			if a := ask(t, engine, strings.ToUpper(q.Text)); a.Verdict == Answered {
				t.Errorf("the listed question %q is answered", q.Text)
			}
		}
	}
}
