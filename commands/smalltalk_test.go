package commands

import (
	"strings"
	"testing"

	"alliancebot/internal/wording"
)

func TestSmallTalk(t *testing.T) {
	r := newDefaultRouter(t, Settings{})
	tests := []struct {
		said string
		want wording.Message // "" if it is a question
	}{
		{"hi", wording.Greeting},
		{"Hello there!", wording.Greeting},
		{"hiiiiii bot 👋", wording.Greeting},
		{"Guten Morgen", wording.Greeting},
		{"こんにちは！", wording.Greeting},
		{"thx", wording.Welcome},
		{"Thank you so much", wording.Welcome},
		{"¡Muchas gracias!", wording.Welcome},
		{"good night everyone", wording.Farewell},
		{"what can you do?", wording.Capabilities},
		{"Was kannst du?", wording.Capabilities},
		{"How does this bot work?", wording.Capabilities},
		{"are you an AI?", wording.Capabilities},
		{"you suck!!", wording.Insulted},
		{"trash bot", wording.Insulted},
		{"du nervst", wording.Insulted},
		{"whats up", wording.Greeting},
		{"you are the best", wording.Welcome},
		{"who suffers most, who sucks", ""},
		{"how does azure work", ""},
		{"hi, why was microsoft afraid of openai and amazon", ""},
		{"thanks to whom did azure lead", ""},
	}
	for _, test := range tests {
		t.Run(test.said, func(t *testing.T) {
			got := run(t, r, "ask", test.said)
			x := call{loc: english, lookup: r.lookupOf(r.engine.Corpus())}
			want := english.T(test.want, "Example", x.example())
			if test.want == "" {
				for _, m := range []wording.Message{wording.Greeting, wording.Welcome, wording.Farewell, wording.Capabilities, wording.Insulted} {
					if got.Text == english.T(m, "Example", x.example()) {
						t.Errorf("%q is treated as small talk: %q", test.said, got.Text)
					}
				}
				return
			}
			if got.Text != want || !got.Private || len(got.Quotes) > 0 {
				t.Errorf("%q = %+v, want private %q", test.said, got, want)
			}
		})
	}
}

// Each line of the file names an existing message, and its phrases have words.
func TestSmallTalkFile(t *testing.T) {
	for words, r := range cannedReplies() {
		reply := r.message
		if words == "" || strings.TrimSpace(words) != words {
			t.Errorf("a phrase of %q has no words", reply)
		}
		if said := english.T(reply, "Example", "…"); said == string(reply) {
			t.Errorf("there is no message %q to reply to %q", reply, words)
		}
	}
}

// In a story about greetings, they are not small talk.
func TestAStoryAboutSmallTalk(t *testing.T) {
	r := newTestRouter(t, folder(map[string]string{"a.md": story("A", "## Greetings\n\nPeople say hello.\n\n## Test\n\nIt was a test.")}), Settings{})
	if got := run(t, r, "ask", "test"); len(got.Quotes) != 1 {
		t.Errorf("/ask test, where a heading is \"Test\" = %+v, want its section", got)
	}
	waste := newTestRouter(t, folder(map[string]string{"a.md": story("A", "## Collection\n\nGarbage is collected each Monday.")}), Settings{})
	if got := run(t, waste, "ask", "garbage"); len(got.Quotes) != 1 {
		t.Errorf("/ask garbage, where a passage is about it = %+v, want that", got)
	}
}
