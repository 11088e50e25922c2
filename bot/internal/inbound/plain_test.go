package inbound

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestPlain(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"plain text", "Why did it rise to 5 % (in 2024)?", "Why did it rise to 5 % (in 2024)?"},
		{"custom emoji", "thanks <:heart_pepe:777777777777777777><a:dance:777777777777777778>", "thanks"},
		{"mentions", "Does <@501> or <@!502>, or <@&601> in <#701>, know?", "Does or , or in , know?"},
		{"everyone", "@everyone and @here: why? Ask me@everyonesfriend.example", "and : why? Ask me@everyonesfriend.example"},
		{"timestamps", "until <t:1700000000:R>, from <t:-5>", "until , from"},
		{"slash commands", "what does </ask:123> do, and </knowledge why:123>?", "what does do, and ?"},
		{"links into the client", "see <id:customize> and <id:linked-roles:5>", "see and"},
		{"shortcodes", ":thonk: why? :+1::skin-tone-2: (:ok_hand:)", "why? ( )"},
		{"a shortcode between others", ":a1: :b2: :c3:", ""},
		{"times and scopes are no shortcodes", "at 10:30:15, std::vector::size, a:b:c", "at 10:30:15, std::vector::size, a:b:c"},
		{"links", "is https://example.com/a?b=c#d right, or <https://example.com>?", "is right, or ?"},
		{"a link with a text", "what is [the fee](https://example.com/fee \"title\")?", "what is the fee ?"},
		{"no link", "f[x](y)", "f[x](y)"},
		{"a block of code", "why?\n```go\npanic(1)\n```\nhelp", "why?\n \nhelp"},
		{"inline code", "what does `SHARD_IDS` do?", "what does `SHARD_IDS` do?"},
		{"an open block", "``` why", "``` why"},
		{"only markup", "<@501> <:a:1> https://example.com", ""},
		{"lines", "first\nsecond", "first\nsecond"},
		{"less and more", "is 3 < 5 and 5 > 3?", "is 3 < 5 and 5 > 3?"},
		{"a chosen entry", "#AbC-_12345dEf00123-456", "#AbC-_12345dEf00123-456"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := Plain(test.text); got != test.want {
				t.Errorf("Plain(%q) = %q, want %q", test.text, got, test.want)
			}
		})
	}
}

// Plain leaves no markup with an ID, loses no word beside it, and takes bounded time.
func FuzzPlain(f *testing.F) {
	for _, seed := range []string{
		"why <@1> <:a_b:2> :ok: `x` https://a.b", "<@<@1>2>", "</a </b:1>:2>", "[[a](https://x)](https://y)", "```a``` `", "\xff<\u200b", ":a:b::cd:",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got := Plain(text)
		if len(got) > len(text) || utf8.ValidString(text) && !utf8.ValidString(got) || markup.MatchString(got) || link.MatchString(got) {
			t.Errorf("Plain(%q) = %q", text, got)
		}
		if beside := Plain("word <@1>" + got + "<:a:2> other"); !strings.HasPrefix(beside, "word") || !strings.HasSuffix(beside, "other") {
			t.Errorf("beside other words, Plain(%q) = %q", got, beside)
		}
	})
}
