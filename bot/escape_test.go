package bot

import "testing"

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
		{"address", "see https://example.com/a_b", `see https\://example\.com/a\_b`},
		{"invitation", "discord.gg/abc", `discord\.gg/abc`},
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
