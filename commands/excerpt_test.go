package commands

import (
	"strings"
	"testing"
	"unicode/utf8"

	"alliancebot/corpus"
	"alliancebot/internal/prose"
)

func TestPieces(t *testing.T) {
	tests := []struct{ name, text string }{
		{"sentences", "One is here. Two is here!\n\nThree is here?"},
		{"a very long sentence", strings.Repeat("word ", 1000) + "end."},
		{"a very long word", strings.Repeat("ä", 2000)},
		{"emoji", strings.Repeat("👩‍👩‍👧", 500)},
		{"no sentence", "–"},
		{"invalid UTF-8", strings.Repeat("\x80", 2000)},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) { checkPieces(t, test.text) })
	}
}

// checkPieces checks that the pieces of text are in order and lose only white space, and
// that each page of them fits in pageLength.
func checkPieces(t *testing.T, text string) {
	t.Helper()
	all := pieces(text)
	end := 0
	for _, p := range all {
		piece := text[p.Start:p.End]
		if p.Start < end || p.End <= p.Start || strings.TrimSpace(text[end:p.Start]) != "" {
			t.Fatalf("piece %+v after %d: out of order, empty, or text between them", p, end)
		}
		if len(piece) > pieceLength || utf8.ValidString(text) && !utf8.ValidString(piece) {
			t.Fatalf("piece of %d bytes is too long or splits a character: %.40q", len(piece), piece)
		}
		end = p.End
	}
	if strings.TrimSpace(text[end:]) != "" {
		t.Fatalf("text after the last piece: %.40q", text[end:])
	}
	starts := pageStarts(all)
	for i, start := range starts {
		to := len(all)
		if i+1 < len(starts) {
			to = starts[i+1]
		}
		if len(all) > 0 && (to <= start || all[to-1].End-all[start].Start > pageLength) {
			t.Fatalf("page %d has pieces %d to %d: none, or too many", i, start, to)
		}
	}
}

func FuzzPieces(f *testing.F) {
	f.Add("One is here. Two is here!\n\nThree is here?")
	f.Add(strings.Repeat("word ", 300))
	f.Add(strings.Repeat("x", 1300) + "\xff" + strings.Repeat("日本語。", 300))
	f.Fuzz(checkPieces)
}

func TestExcerpt(t *testing.T) {
	text := strings.Repeat("Something else came before. ", 100) + "This is it." + strings.Repeat(" Something else came after.", 100)
	unit := &corpus.Unit{ID: "a/1", Text: text, Story: &corpus.Story{URL: "https://example.org"}}
	at := strings.Index(text, "This is it.")
	tests := []struct {
		name          string
		found         match
		limit         int
		before, after bool
	}{
		{"around the highlight", match{unit, prose.Span{Start: at, End: at + 11}}, 200, true, true},
		{"only the highlight", match{unit, prose.Span{Start: at, End: at + 11}}, 5, true, true},
		{"the beginning", match{unit: unit}, 200, false, true},
		{"all of it", match{unit: unit}, len(text), false, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := test.found.quote(test.found.excerpt(test.limit))
			if len(got.Text) > max(test.limit, len("This is it.")) || got.Before != test.before || got.After != test.after ||
				!strings.HasSuffix(got.Text, ".") || !strings.Contains(text, got.Text) {
				t.Errorf("quote in %d bytes = %+v, want whole sentences, cut before %v, after %v", test.limit, got, test.before, test.after)
			}
			if wanted := text[test.found.part.Start:test.found.part.End]; got.Highlight.Of(got.Text) != wanted {
				t.Errorf("highlight %q, want %q", got.Highlight.Of(got.Text), wanted)
			}
		})
	}
}
