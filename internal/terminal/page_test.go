package terminal

import (
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"

	"alliancebot/commands"
	"alliancebot/internal/config"
	"alliancebot/internal/prose"
)

func TestPageReply(t *testing.T) {
	quote := commands.Quote{
		Title:     "Trees",
		Text:      "First one. Second two three. Last.",
		Highlight: prose.Span{Start: 11, End: 28},
		Story:     "The garden",
		Publisher: "Ada",
		URL:       "https://example.org",
		Link:      "https://example.org/#:~:text=Second%20two%20three.",
	}
	tests := []struct {
		name  string
		page  Page
		reply commands.Reply
		want  string
	}{
		{
			name:  "plain",
			reply: commands.Reply{Text: "Here.", Quotes: []commands.Quote{quote}},
			want: "Here.\n\nTrees\n\n  First one.\n> Second two three.\n  Last.\n\n" +
				"The garden — Ada\nhttps://example.org/#:~:text=Second%20two%20three.\n",
		},
		{
			name:  "plain and narrow",
			page:  Page{Width: 12},
			reply: commands.Reply{Quotes: []commands.Quote{quote}},
			want: "Trees\n\n  First one.\n> Second two\n> three.\n  Last.\n\n" +
				"The garden —\nAda\nhttps://example.org/#:~:text=Second%20two%20three.\n",
		},
		{
			name:  "styled",
			page:  Page{Width: 21, Styled: true},
			reply: commands.Reply{Quotes: []commands.Quote{quote}},
			want: "\x1b[1mTrees\x1b[m\n\nFirst one. \x1b[1mSecond two\nthree.\x1b[m Last.\n\n" +
				"The garden — Ada\n\x1b[4mhttps://example.org/#:~:text=Second%20two%20three.\x1b[m\n",
		},
		{
			name:  "no highlight, no publisher, no deep link",
			reply: commands.Reply{Quotes: []commands.Quote{{Title: "T", Text: "One.\nTwo.", Story: "S", URL: "https://example.org"}}},
			want:  "T\n\n  One.\n  Two.\n\nS\nhttps://example.org\n",
		},
		{
			name:  "addresses in a text, and a character for private use",
			page:  Page{Width: 16},
			reply: commands.Reply{Text: "Get it at https://example.org/a-long-path/to-it, or at (https://example.org/b-long) or http://a.b now \uE000."},
			want:  "Get it at\nhttps://example.org/a-long-path/to-it,\nor at\n(https://example.org/b-long) or http://a.b\nnow \uE000.\n",
		},
		{
			name: "choices",
			page: Page{Width: 16},
			reply: commands.Reply{Text: "Which?", Menus: []commands.Menu{{Prompt: "Pick one", Choices: []commands.Choice{
				{Label: "The first of two"}, {Label: "Second", Detail: "A line\nabout it"},
			}}}},
			want: "Which?\n\n1. The first of\n   two\n2. Second\n   A line about\n   it\n",
		},
		{
			name: "a part of a passage, with actions",
			reply: commands.Reply{
				Quotes:  []commands.Quote{{Title: "T", Text: "One. Two. Three.", Highlight: prose.Span{Start: 5, End: 9}, Before: true, After: true, Story: "S", URL: "https://example.org"}},
				Menus:   []commands.Menu{{Prompt: "Related", Choices: []commands.Choice{{Label: "Why?"}}}},
				Buttons: []commands.Button{{Label: "More"}},
			},
			want: "T\n\n  … One.\n> Two.\n  Three. …\n\nS\nhttps://example.org\n",
		},
		{
			name:  "an address in a text",
			page:  Page{Width: 12},
			reply: commands.Reply{Text: "Read it all here:\nhttps://example.org/a-b-c"},
			want:  "Read it all\nhere:\nhttps://example.org/a-b-c\n",
		},
		{
			name:  "control characters",
			reply: commands.Reply{Text: "a\x1b[31mb\tc\u202ed\u009be\x00\xff"},
			want:  "a[31mb    cde\ufffd\n",
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := test.page.Reply(test.reply); got != test.want {
				t.Errorf("reply(%+v) =\n%s\nwant\n%s", test.reply, got, test.want)
			}
		})
	}
}

func TestPageTurn(t *testing.T) {
	reply := commands.Reply{
		Text:   "Here.",
		Quotes: []commands.Quote{{Title: "T", Text: "One.", Story: "S", URL: "https://example.org"}},
		Menus: []commands.Menu{
			{Prompt: "Related", Command: "relate", Choices: []commands.Choice{{Label: "Why?", Value: "a"}, {Label: "How?", Value: "b"}}},
			{Prompt: "Sections", Command: "read", Choices: []commands.Choice{{Label: "First", Value: "c"}}},
		},
		Buttons: []commands.Button{
			{Label: "Previous", Command: "read", Value: "d", Disabled: true},
			{Label: "Next", Command: "read", Value: "e"}, {Label: "Share", Command: "share", Value: "f"},
		},
	}
	want := "Here.\n\nT\n\n  One.\n\nS\nhttps://example.org\n\n" +
		"Related\n1. Why?\n2. How?\n\nSections\n3. First\n\n4. Next  5. Share\n"
	if got := (Page{}).Turn(reply); got != want {
		t.Errorf("Turn =\n%s\nwant\n%s", got, want)
	}
	wantActions := []Action{{"relate", "a"}, {"relate", "b"}, {"read", "c"}, {"read", "e"}, {"share", "f"}}
	if got := Actions(reply); !slices.Equal(got, wantActions) {
		t.Errorf("Actions = %+v, want %+v", got, wantActions)
	}
}

func TestNewPage(t *testing.T) {
	if got := NewPage(&strings.Builder{}, fixed(nil)); got != (Page{}) {
		t.Errorf("NewPage without a terminal = %+v, want %+v", got, Page{})
	}
}

func TestIsDumb(t *testing.T) {
	for term, want := range map[string]bool{"": false, "xterm": false, "dumb": true} {
		if got := isDumb(fixed(map[string]string{"TERM": term})); got != want {
			t.Errorf("isDumb with TERM=%q = %v, want %v", term, got, want)
		}
	}
}

// fixed returns an environment with only these variables.
func fixed(variables map[string]string) config.Env {
	return func(name string) (string, bool) {
		value, set := variables[name]
		return value, set
	}
}

// FuzzPageReply checks that no text can command the terminal or gets lost.
func FuzzPageReply(f *testing.F) {
	f.Add("Title", "Some text. The answer. More.", "The answer.", uint8(80), true)
	f.Add("\x1b]0;x\a", "a\u009b1mb", "\u009b1m", uint8(10), false)
	f.Add("日本語", "これは答えです。", "答え", uint8(3), true)
	f.Add("", "\u202e\u2066\xff\x9b", "", uint8(1), false)
	f.Add("a\tb", "c\td", "\t", uint8(60), false)
	f.Add("a", "\uE000 https://a.b\uE001/c (https://a.b/c", "https://a.b", uint8(5), false)
	f.Add("a-b", "👩‍👩‍👧 e\u0301\u200b שלום", "שלום", uint8(2), true)
	f.Fuzz(func(t *testing.T, title, text, highlight string, width uint8, styled bool) {
		p := Page{Width: int(width), Styled: styled}
		got := p.Turn(commands.Reply{
			Text:    text,
			Quotes:  []commands.Quote{{Title: title, Text: text, Highlight: prose.Find(text, highlight), Story: title, URL: highlight}},
			Menus:   []commands.Menu{{Prompt: title, Choices: []commands.Choice{{Label: title, Detail: text}}}},
			Buttons: []commands.Button{{Label: title}},
		})
		bare := ansi.Strip(got)
		if !styled && bare != got {
			t.Errorf("%+v: a plain page has escape sequences: %q", p, got)
		}
		for _, r := range bare {
			if prose.IsControl(r) && r != '\n' {
				t.Errorf("%+v: unsafe character %U in %q", p, r, got)
			}
		}
		if !utf8.ValidString(got) {
			t.Errorf("%+v: not UTF-8: %q", p, got)
		}
		if want := letters(prose.Clean(text)); !strings.Contains(letters(bare), want) {
			t.Errorf("%+v: %q lacks the text %q", p, got, text)
		}
	})
}

// letters returns text without the characters that wrapping and margins change.
func letters(text string) string {
	return strings.Join(strings.FieldsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || r == '>' }), "")
}
