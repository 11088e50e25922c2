package index

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"alliancebot/index/internal/vocab"
)

// hostile is a question that may be slow or break something.
type hostile struct{ name, question string }

func hostileQuestions() []hostile {
	const longest = 6_000 // characters, as Discord allows
	story := "why does microsoft fear an alliance of openai with amazon in the cloud market "
	return []hostile{
		{"6,000 characters", strings.Repeat(story, longest/len(story)+1)[:longest]},
		{"6,000 characters of one letter each", strings.Repeat("a b ", longest/4)},
		{"1,000 unknown words", strings.Join(unknownWords(1_000), " ")},
		{"64 unknown words of 40 letters", strings.Join(longUnknownWords(maxQuestionWords, "ia"), " ")},
		{"64 unknown words of 40 letters of two scripts", strings.Join(longUnknownWords(maxQuestionWords, "𐐨𐐨"), " ")},
		{"one word of 4,000 characters", strings.Repeat("microsoft", 4_000/9)},
		{"one word of 4,000 short words", strings.Repeat("ai", 2_000)},
		{"stop words", strings.Repeat("what is it and how do they do that with this ", 40)},
		{"64 misspelled words", strings.Join(misspelled(maxQuestionWords), " ")},
		{"a character of every block", everyBlock()},
		{"2,000 emoji", strings.Repeat("🙂", 2_000)},
		{"marks without letters", strings.Repeat("\u0301\u20e3\u0489", 1_000)},
		{"one letter with 3,000 accents", "a" + strings.Repeat("\u0301", 3_000)},
		{"a word in every direction", strings.Repeat("\u202eazure\u202c ", 500)},
		{"invalid bytes", strings.Repeat("\xff\xc3azure ", 500)},
		{"query syntax", strings.Repeat(`+body:(azure~2 OR *) "unclosed ^9 [a TO z] /.*/ `, 100)},
	}
}

// unknownWords returns words that neither the story nor English has.
func unknownWords(count int) []string {
	words := make([]string, count)
	for i := range words {
		words[i] = fmt.Sprintf("zq%cx%cv%c", 'a'+i%26, 'a'+i/26%26, 'a'+i/676)
	}
	return words
}

// longUnknownWords returns words of the greatest length that is repaired. Their first
// half may be split anywhere; their second half repeats two letters.
func longUnknownWords(count int, letters string) []string {
	words := make([]string, count)
	for i := range words {
		words[i] = strings.Repeat("ia", vocab.MaxWordRunes/4) + strings.Repeat(letters, vocab.MaxWordRunes/4-1) + string(rune('a'+i%26)) + string(rune('a'+i/26))
	}
	return words
}

// misspelled returns words of the default story, each with two letters swapped.
func misspelled(count int) []string {
	const text = "hypothetical partnership exclusive infrastructure competitive developers generative intelligence investment ambitions " +
		"strategic platform customers research dominance technology landscape scenario advantage integration"
	words := strings.Fields(text)
	r := rand.New(rand.NewPCG(3, 3))
	wrong := make([]string, count)
	for i := range wrong {
		word := []byte(words[i%len(words)])
		at := 1 + r.IntN(len(word)-2)
		word[at], word[at+1] = word[at+1], word[at]
		wrong[i] = string(word)
	}
	return wrong
}

// everyBlock returns a character of each run of 128 code points that has one: one of
// each block of Unicode except for a few short ones.
func everyBlock() string {
	const block = 128
	var text strings.Builder
	for first := rune(0); first <= unicode.MaxRune; first += block {
		for r := first; r < first+block; r++ {
			if utf8.ValidRune(r) && unicode.IsOneOf([]*unicode.RangeTable{unicode.L, unicode.N, unicode.S, unicode.P, unicode.M}, r) {
				text.WriteRune(r)
				break
			}
		}
	}
	return text.String()
}

// TestHostile checks that nothing a member can type is an error.
func TestHostile(t *testing.T) {
	engines := map[string]*Engine{"default": defaultEngine(t), "one word": open(t, passages("Zorb."))}
	for name, engine := range engines {
		for _, hostile := range hostileQuestions() {
			t.Run(name+" "+hostile.name, func(t *testing.T) {
				checkAnswer(t, engine.Corpus(), ask(t, engine, hostile.question))
			})
		}
	}
}

// Each character of every block is also asked on its own, since the limits on a
// question cut off most of the question that has them all.
func TestEveryBlock(t *testing.T) {
	engine := defaultEngine(t)
	for _, r := range everyBlock() {
		question := string([]rune{'x', r, 'x', ' ', r, r})
		checkAnswer(t, engine.Corpus(), ask(t, engine, question))
	}
}

// Text beyond the limits on a question does not change the answer.
func TestQuestionLimits(t *testing.T) {
	engine := open(t, passages("The zorb is old.", "The quix is new."))
	filler := strings.Repeat("the ", maxQuestionWords-1)
	tests := []struct{ name, question, same string }{
		{"words", filler + "zorb quix", filler + "zorb"},
		{"bytes", "zorb" + strings.Repeat(" ", maxQuestionBytes) + "quix", "zorb"},
		{"a character across the limit", "zorb" + strings.Repeat(" ", maxQuestionBytes-5) + "é quix", "zorb"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, want := transcript(t, ask(t, engine, test.question)), transcript(t, ask(t, engine, test.same))
			if got != want {
				t.Errorf("Ask(%.30q…) = %s, want as Ask(%.30q…): %s", test.question, got, test.same, want)
			}
		})
	}
}

// BenchmarkHostile measures each hostile question to the default story.
func BenchmarkHostile(b *testing.B) {
	for _, hostile := range hostileQuestions() {
		b.Run(strings.ReplaceAll(hostile.name, " ", "_"), func(b *testing.B) {
			engine := defaultEngine(b)
			benchmarkQuestions(b, []string{hostile.question}, func(question string) { ask(b, engine, question) })
		})
	}
}
