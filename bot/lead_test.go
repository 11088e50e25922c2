package bot

import (
	"strings"
	"testing"

	"alliancebot/commands"
)

func TestRenderLead(t *testing.T) {
	const address = "https://discord.com/channels/1/2/3"
	tests := []struct {
		name  string
		spans []commands.Inline
		want  string
	}{
		{"nothing", nil, ""},
		{"text", []commands.Inline{{Text: "Shared"}}, "Shared"},
		{"a user", []commands.Inline{{Text: "Shared by "}, {UserID: "501"}}, "Shared by <@501>"},
		{"a user whose id is none", []commands.Inline{{Text: "Shared by "}, {UserID: "&501", Text: "them"}}, "Shared by them"},
		{"a user whose id begins with 0", []commands.Inline{{UserID: "0501", Text: "them"}}, "them"},
		{"a user whose id is too large", []commands.Inline{{UserID: "18446744073709551616", Text: "them"}}, "them"},
		{"a link", []commands.Inline{{Text: "To "}, {Text: "this message", URL: address}, {Text: ":"}}, "To [this message](" + address + "):"},
		{"a link's text", []commands.Inline{{Text: "a](https://b.example)", URL: address}}, `[a\](https\://b\.example)](` + address + ")"},
		{"a link that ends early", []commands.Inline{{Text: "a", URL: "https://a.example/)"}}, "a"},
		{"a link to no web address", []commands.Inline{{Text: "a", URL: "javascript:alert(1)"}}, "a"},
		{"a link without text", []commands.Inline{{Text: " ", URL: address}, {Text: "b"}}, "b"},
		{"lines", []commands.Inline{{Text: "a\n# b"}}, `a \# b`},
		{"an address of two", []commands.Inline{{Text: "https:"}, {Text: "//a.example"}}, `https\://a\.example`},
		{"a list of two", []commands.Inline{{Text: "1"}, {Text: ". a"}}, `1\. a`},
		{"a user behind a bracket", []commands.Inline{{Text: "<"}, {UserID: "501"}, {Text: ">"}}, `\<<@501>>`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := clip(renderLead(tt.spans), maxText); got != tt.want {
				t.Errorf("renderLead(%+v) = %q, want %q", tt.spans, got, tt.want)
			}
		})
	}
}

// A link or a user is shown whole or not at all.
func TestLeadIsCutBetweenSpans(t *testing.T) {
	line := renderLead([]commands.Inline{{Text: "See "}, {Text: "this message", URL: "https://discord.com/channels/1/2/3"}, {Text: " by "}, {UserID: "501"}})
	for limit := 10; limit < size(line); limit++ {
		got := clip(line, limit)
		if strings.Count(got, "[") != strings.Count(got, "/3)") || strings.Count(got, "<") != strings.Count(got, "501>") {
			t.Errorf("clip to %d = %q, want spans whole or gone", limit, got)
		}
	}
}
