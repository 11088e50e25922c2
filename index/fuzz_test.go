package index

import "testing"

// FuzzAsk checks that any text gets a well-formed answer, and the same one each time.
func FuzzAsk(f *testing.F) {
	for _, question := range realistic {
		f.Add(question)
	}
	for _, hostile := range hostileQuestions() {
		f.Add(hostile.question)
	}
	f.Add("bot: +\"unclosed -a~9 *?[ (x:y) :emoji:")
	f.Add("\x00\xff\xfe\ufeff\u202e\u200d")
	f.Add("the U.S. (e.g. “Mr. Lee’s”) 3.5 % of GPT-4?!")
	engine := defaultEngine(f)
	f.Fuzz(func(t *testing.T, question string) {
		answer := ask(t, engine, question)
		checkAnswer(t, engine.Corpus(), answer)
		if first, again := transcript(t, answer), transcript(t, ask(t, engine, question)); again != first {
			t.Errorf("Ask(%q) = %s, and asked again %s", question, first, again)
		}
	})
}
