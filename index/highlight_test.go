package index

import (
	"testing"

	"alliancebot/corpus"
	"alliancebot/internal/prose"
)

func TestWholeSentences(t *testing.T) {
	const text = "One fell. Two held. Three broke."
	p := open(t, passages(text)).live.subindexes[0].texts.of(0)
	tests := []struct {
		name, part, want string
	}{
		{"one", "Two held.", "Two held."},
		{"part of one", "held", "Two held."},
		{"the first", "One", "One fell."},
		{"the last without its period", "Three broke", "Three broke."},
		{"parts of two", "fell. Two", "One fell. Two held."},
		{"all", text, text},
		{"the space between two", " Two", "Two held."},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := p.wholeSentences(prose.Find(text, test.part)).Of(text)
			if got != test.want {
				t.Errorf("wholeSentences(%q) = %q, want %q", test.part, got, test.want)
			}
		})
	}
}

// highlightOf returns what is quoted from the first hit.
func highlightOf(t *testing.T, engine *Engine, question string) string {
	t.Helper()
	answer := ask(t, engine, question)
	if len(answer.Hits) == 0 {
		t.Fatalf("Ask(%q) has no hits", question)
	}
	return answer.Hits[0].Quote()
}

// The closest phrasings vote for the part that answers; one that is exact decides alone. Where
// the votes are divided, both neighbors are highlighted.
func TestHighlightByVotes(t *testing.T) {
	const text = "Herons hunt in the reeds. Owls come later. Foxes wait at the bank."
	c := passages(text, "The mill grinds rye.")
	says := func(part string, ways ...string) {
		for _, way := range ways {
			c.Units[0].Phrasings = append(c.Units[0].Phrasings, corpus.Phrasing{Text: way, Says: prose.Find(text, part)})
		}
	}
	says("Herons hunt", "who stands in the stalks")
	says("Foxes wait", "which animal eats the frog at dawn")
	says("Owls come later", "which animal eats the frog at night", "which animal eats the frog at midnight")
	engine := open(t, c)
	tests := []struct{ name, question, want string }{
		{"two against one", "which animal eats the frog at dusk", "Owls come later. Foxes wait at the bank."},
		{"exact", "which animal eats the frog at dawn", "Foxes wait at the bank."},
		{"exact in another case", "Which animal eats the frog at DAWN?", "Foxes wait at the bank."},
		{"much closer", "who stands in the stalks at dawn", "Herons hunt in the reeds."},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := highlightOf(t, engine, test.question); got != test.want {
				t.Errorf("Ask(%q) highlights %q, want %q", test.question, got, test.want)
			}
		})
	}
}

// Phrasings of the whole unit leave the choice to its sentences.
func TestHighlightByWords(t *testing.T) {
	const text = "Herons hunt in the reeds. Owls come later. Foxes wait at the bank."
	c := passages(text, "The mill grinds rye.")
	c.Units[0].Phrasings = []corpus.Phrasing{{Text: "which animals are around"}, {Text: "what lives near the water"}}
	engine := open(t, c)
	for question, want := range map[string]string{"where do foxes wait": "Foxes wait at the bank.", "when do owls come": "Owls come later.", "which herons hunt": "Herons hunt in the reeds."} {
		if got := highlightOf(t, engine, question); got != want {
			t.Errorf("Ask(%q) highlights %q, want %q", question, got, want)
		}
	}
}

func TestHighlightIsNoInvitation(t *testing.T) {
	invitations := []string{
		"Discover more about steel rods on our blog.", "Read more about steel rods here.", "To learn more about steel rods, visit our website.", "You can find more about steel rods in this section.",
		"Subscribe to the newsletter about steel rods.", "Follow the steel rods on social media.", "Please visit the page about steel rods.", "Check out the blog on steel rods.",
	}
	for _, invitation := range invitations {
		for _, text := range []string{invitation + " Rods of steel hold the arch.", "Rods of steel hold the arch. " + invitation} {
			engine := open(t, passages(text, "The mill grinds rye."))
			for _, question := range []string{"steel rods", "where is more about steel rods", invitation} {
				if got := highlightOf(t, engine, question); got != "Rods of steel hold the arch." {
					t.Errorf("Ask(%q) of %q highlights %q", question, text, got)
				}
			}
		}
		if got := highlightOf(t, open(t, passages(invitation, "The mill grinds rye.")), "steel rods"); got != invitation {
			t.Errorf("the only sentence is not highlighted: %q instead of %q", got, invitation)
		}
	}
}

func TestAnswers(t *testing.T) {
	tests := []struct {
		sentence string
		want     bool
	}{
		{"Owls come later.", true},
		{"Read the map.", true},
		{"Visit the mill in May.", true},
		{"Readers want more.", true},
		{"The blog has more about owls.", true},
		{"1.", false},
		{"Owls", false},
		{"", false},
		{"Learn more.", false},
		{"See more in the next section.", false},
		{"click here", false},
	}
	for _, test := range tests {
		if got := answers(test.sentence); got != test.want {
			t.Errorf("answers(%q) = %v, want %v", test.sentence, got, test.want)
		}
	}
}
