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

// FuzzAskAfter checks that any text as a reply to any unit gets a well-formed answer, and
// the same one each time.
func FuzzAskAfter(f *testing.F) {
	replies := []string{
		"thanks", "tell me more", "why?", "and amazon?", "what about the second one", "who?", "since when", "not sure I buy that", "what is this about?", "who wrote it", "und warum?", "もっと教えて",
		"", "?!", "xyzzy", "and and and", "\x00\xff\u202e", "When did Microsoft invest? Who owns AWS?",
	}
	for i, reply := range replies {
		f.Add(reply, uint(i))
	}
	for i, question := range realistic {
		f.Add(question, uint(i))
	}
	for _, hostile := range hostileQuestions() {
		f.Add(hostile.question, uint(0))
	}
	engine := defaultEngine(f)
	units := engine.Corpus().Units
	f.Fuzz(func(t *testing.T, reply string, shown uint) {
		after := units[shown%uint(len(units))]
		answer := askAfter(t, engine, reply, after)
		checkAnswer(t, engine.Corpus(), answer)
		if answer.Second != nil {
			checkAnswer(t, engine.Corpus(), *answer.Second)
		}
		if first, again := transcript(t, answer), transcript(t, askAfter(t, engine, reply, after)); again != first {
			t.Errorf("Ask(%q) after %s = %s, and asked again %s", reply, after.ID, first, again)
		}
	})
}
