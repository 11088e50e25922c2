package render

import (
	"strings"
	"testing"

	"alliancebot/commands"
	"alliancebot/internal/prose"
)

func TestClip(t *testing.T) {
	tests := []struct {
		name, before, bold, after string
		limit                     int
		want                      string
	}{
		{"fits", "a ", "b", " c", 20, "a **b** c"},
		{"fits exactly", "12345", "", "", 5, "12345"},
		{"too long", "123456", "", "", 5, "123…"},
		{"between words", "one two three", "", "", 12, "one two…"},
		{"after the bold part", "", "bold", " one two three four", 20, "**bold** one two…"},
		{"before the bold part", "one two three four ", "bold", "", 23, "…three four **bold**"},
		{"on both sides", "one two three four ", "bold", " five six seven", 28, "…three four **bold** five…"},
		{"the longer side gets the room that the other does not need", "a ", "bold", " one two three", 22, "a **bold** one two…"},
		{"only the bold part, too long", "x ", "one two three", " y", 12, "…**one**…"},
		{"spaces at the ends of the bold part", "a", " b ", "c", 20, "a **b** c"},
		{"bold across lines", "", "a\n\n b\n", "c", 20, "**a**\n\n **b**\nc"},
		{"bold space", "a", " ", "b", 20, "a b"},
		{"an escape is not split", "ab***", "", "", 6, `ab\*…`},
		{"an emoji is not split", "ab👩‍👩‍👧cd", "", "", 8, "ab…"},
		{"a surrogate pair counts as two", "😀😀😀", "", "", 5, "😀…"},
		{"between sentences", "One two. Three four. Five six.", "", "", 24, "One two. Three four. …"},
		{"a sentence break would leave too little", "One. Two three four five.", "", "", 20, "One. Two three…"},
		{"whole sentences around the bold part", "One two. Three four. ", "Bold.", " Five six. Seven eight.", 44, "… Three four. **Bold.** Five six. …"},
		{"only the bold part, too long, cut between sentences", "x ", "One two. Three.", " y", 18, "…**One two.**…"},
		{"blank ends", " \n a \n ", "", "", 20, "a"},
		{"nothing", "", "", "", 20, ""},
		{"a giant character", "a" + strings.Repeat("\u0301", 5000), "", "", 100, "…"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			q := commands.Quote{Text: tt.before + tt.bold + tt.after, Highlight: prose.Span{Start: len(tt.before), End: len(tt.before) + len(tt.bold)}}
			got := clip(highlighted(q), tt.limit)
			if got != tt.want {
				t.Errorf("clip(%q, %d) = %q, want %q", q.Text, tt.limit, got, tt.want)
			}
			if units(got) > tt.limit {
				t.Errorf("clip(%q, %d) has %d units", q.Text, tt.limit, units(got))
			}
		})
	}
}
