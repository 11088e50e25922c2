package render

import (
	"strings"
	"testing"

	"alliancebot/commands"
)

func TestEscape(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"plain", "Why did Microsoft fear it?", "Why did Microsoft fear it?"},
		{"typographic quotes", "OpenAI’s “deal” — $38 billion", "OpenAI’s “deal” — $38 billion"},
		{"emphasis", "*a* _b_ **c** ~~d~~ ||e||", `\*a\* \_b\_ \*\*c\*\* \~\~d\~\~ \|\|e\|\|`},
		{"code", "`a` ```b```", "\\`a\\` \\`\\`\\`b\\`\\`\\`"},
		{"backslash", `\*a\*`, `\\\*a\\\*`},
		{"everyone", "@everyone @here", `\@everyone \@here`},
		{"mentions", "<@1> <@&2> <#3> <t:4:R> <:x:5> </ask:6>", `\<\@1> \<\@&2> \<\#3> \<t\:4\:R> \<\:x\:5> \</ask\:6>`},
		{"link", "[text](https://example.com)", `\[text\](https\://example\.com)`},
		{"URL", "see https://example.com/a_b", `see https\://example\.com/a\_b`},
		{"invite", "discord.gg/abc", `discord\.gg/abc`},
		{"emoji by name", ":smile:", `\:smile:`},
		{"emoji", "👩‍👩‍👧 🏴󠁧󠁢󠁥󠁮󠁧󠁿 ok", "👩‍👩‍👧 🏴󠁧󠁢󠁥󠁮󠁧󠁿 ok"},
		{"lines", "# a\n- b\n  + c\n> d\n-# e\n1. f\n 2) g", "\\# a\n\\- b\n  \\+ c\n\\> d\n\\-\\# e\n1\\. f\n 2\\) g"},
		{"the same within a line", "a # - + > 1. 2) well-known", "a \\# - + > 1. 2) well-known"},
		{"combining mark on an asterisk", "*\u0301a*\u0301", "\\*\u0301a\\*\u0301"},
		{"time and ratio", "at 10: now", "at 10: now"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := join(escape(tt.in)); got != tt.want {
				t.Errorf("escape(%q) = %q, want %q", tt.in, got, tt.want)
			}
		})
	}
}

func TestRenderLead(t *testing.T) {
	const address = "https://discord.com/channels/1/2/3"
	tests := []struct {
		name  string
		parts []commands.Inline
		want  string
	}{
		{"nothing", nil, ""},
		{"text", []commands.Inline{{Text: "Shared"}}, "Shared"},
		{"a user", []commands.Inline{{Text: "Shared by "}, {UserID: "501"}}, "Shared by <@501>"},
		{"an invalid user ID", []commands.Inline{{Text: "Shared by "}, {UserID: "&501", Text: "them"}}, "Shared by them"},
		{"a user ID with a leading zero", []commands.Inline{{UserID: "0501", Text: "them"}}, "them"},
		{"a user ID that is too large", []commands.Inline{{UserID: "18446744073709551616", Text: "them"}}, "them"},
		{"a link", []commands.Inline{{Text: "To "}, {Text: "this message", URL: address}, {Text: ":"}}, "To [this message](" + address + "):"},
		{"Markdown in a link's text", []commands.Inline{{Text: "a](https://b.example)", URL: address}}, `[a\](https\://b\.example)](` + address + ")"},
		{"a parenthesis in a URL", []commands.Inline{{Text: "a", URL: "https://a.example/)"}}, "a"},
		{"a link that is not http", []commands.Inline{{Text: "a", URL: "javascript:alert(1)"}}, "a"},
		{"a link without text", []commands.Inline{{Text: " ", URL: address}, {Text: "b"}}, "b"},
		{"line breaks", []commands.Inline{{Text: "a\n# b"}}, `a \# b`},
		{"a new line", []commands.Inline{{Text: "a"}, {Text: "\n"}, {Text: "# b"}}, "a\n\\# b"},
		{"a URL in two parts", []commands.Inline{{Text: "https:"}, {Text: "//a.example"}}, `https\://a\.example`},
		{"a list in two parts", []commands.Inline{{Text: "1"}, {Text: ". a"}}, `1\. a`},
		{"a user in angle brackets", []commands.Inline{{Text: "<"}, {UserID: "501"}, {Text: ">"}}, `\<<@501>>`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := clip(renderLead(tt.parts), maxText); got != tt.want {
				t.Errorf("renderLead(%+v) = %q, want %q", tt.parts, got, tt.want)
			}
		})
	}
}

func TestLinksAndUsersAreNeverSplit(t *testing.T) {
	line := renderLead([]commands.Inline{{Text: "See "}, {Text: "this message", URL: "https://discord.com/channels/1/2/3"}, {Text: " by "}, {UserID: "501"}})
	for limit := 10; limit < size(line); limit++ {
		got := clip(line, limit)
		if strings.Count(got, "[") != strings.Count(got, "/3)") || strings.Count(got, "<") != strings.Count(got, "501>") {
			t.Errorf("clip to %d = %q, want each link and user whole or left out", limit, got)
		}
	}
}
