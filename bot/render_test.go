package bot

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"alliancebot/bot/discordtest"
	"alliancebot/commands"
)

var update = flag.Bool("update", false, "write the golden files anew")

var quote = commands.Quote{
	Title:     "Why Microsoft worried",
	Text:      "The partnership was never simple. Emails show that executives feared losing OpenAI to Amazon. They renegotiated.",
	Highlight: "Emails show that executives feared losing OpenAI to Amazon.",
	Story:     "Microsoft feared OpenAI’s Amazon alliance in 2026",
	Publisher: "Daily Tech",
	URL:       "https://example.com/story",
	Link:      "https://example.com/story#:~:text=Emails%20show",
}

func TestRenderGolden(t *testing.T) {
	long := quote
	long.Text = strings.Repeat("Before it all, much was said. ", 200) + quote.Highlight + strings.Repeat(" After it all, more was said.", 200)
	choices := make([]commands.Choice, 30)
	for i := range choices {
		choices[i] = commands.Choice{Label: fmt.Sprintf("Choice %d", i), Detail: "a *detail*", Command: "ask", Value: fmt.Sprint("v", i)}
	}
	tests := []struct {
		name  string
		reply commands.Reply
	}{
		{"answer", commands.Reply{Quotes: []commands.Quote{quote}}},
		{"suggestions", commands.Reply{Text: "The story does not say so directly. Perhaps one of these?", Choices: choices[:3]}},
		{"long_quote", commands.Reply{Quotes: []commands.Quote{long}}},
		{"ten_long_quotes", commands.Reply{Text: "All of it:", Quotes: slices.Repeat([]commands.Quote{long}, 12)}},
		{"many_choices", commands.Reply{Choices: choices}},
		{"hostile", commands.Reply{
			Text:    "You asked: @everyone <@1> [free](https://evil.example) discord.gg/x \u202Egnp.exe ||*_`~\n# big\n- list",
			Quotes:  []commands.Quote{{Title: "# *T*\n@here", Text: "**a** _b_", Highlight: "_b_", Story: "S*", URL: "javascript:alert(1)"}},
			Choices: []commands.Choice{{Label: "*x*\n@here", Command: "ask", Value: "x"}},
			Private: true,
		}},
		{"nothing", commands.Reply{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			body := encoded(t, render(tt.reply))
			for _, p := range discordtest.CheckMessage(t, body) {
				t.Errorf("Discord would refuse it: %s", p)
			}
			golden(t, filepath.Join("testdata", tt.name+".json"), body)
		})
	}
}

func encoded(t testing.TB, m message) []byte {
	t.Helper()
	body, err := json.MarshalIndent(m.responseData(), "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	return body
}

func golden(t *testing.T, file string, got []byte) {
	t.Helper()
	got = append(got, '\n')
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != string(want) {
		t.Errorf("%s: got\n%s\nwant\n%s\n(go test -update writes it anew)", file, got, want)
	}
}

func TestRenderQuoteLinks(t *testing.T) {
	medium := "https://example.com/#" + strings.Repeat("x", 600)
	long := "https://example.com/#" + strings.Repeat("x", 2048)
	tests := []struct{ name, link, page, title, button string }{
		{"both", "https://a.example/#x", "https://a.example/", "https://a.example/#x", "https://a.example/#x"},
		{"link too long for a button", medium, "https://a.example/", medium, "https://a.example/"},
		{"link too long at all", long, "https://a.example/", "https://a.example/", "https://a.example/"},
		{"page alone", "", "https://a.example/", "https://a.example/", "https://a.example/"},
		{"no web address", "javascript:alert(1)", "ftp://a.example", "", ""},
		{"encoded text stays", "https://a.example/#:~:text=a%2Db%2C%20c", "", "https://a.example/#:~:text=a%2Db%2C%20c", "https://a.example/#:~:text=a%2Db%2C%20c"},
		{"a space", "https://a.example/a b", "", "", ""},
		{"nothing", "", "", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			q := commands.Quote{Title: "T", Text: "x", Link: tt.link, URL: tt.page}
			if got := renderQuote(q, maxEmbedTotal).URL; got != tt.title {
				t.Errorf("title leads to %q, want %q", got, tt.title)
			}
			button, ok := sourceButton([]commands.Quote{q})
			body, _ := json.Marshal(button)
			if ok != (tt.button != "") || ok && !strings.Contains(string(body), tt.button) {
				t.Errorf("button = %s, %v; want it to lead to %q", body, ok, tt.button)
			}
		})
	}
}

func TestRenderChoices(t *testing.T) {
	long := strings.Repeat("v", 101)
	tests := []struct {
		name    string
		choices []commands.Choice
		want    []string // values
	}{
		{"some", []commands.Choice{{Command: "ask", Value: "a"}, {Command: "ask", Value: "b"}}, []string{"a", "b"}},
		{"twice the same", []commands.Choice{{Command: "ask", Value: "a"}, {Command: "ask", Value: "a"}}, []string{"a"}},
		{"long and empty values", []commands.Choice{{Command: "ask", Value: long}, {Command: "ask"}, {Command: "ask", Value: "b"}}, []string{"b"}},
		{"another command", []commands.Choice{{Command: "ask", Value: "a"}, {Command: "faq", Value: "b"}}, []string{"a"}},
		{"a command too long for an id", []commands.Choice{{Command: long, Value: "a"}}, nil},
		{"none", nil, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m := render(commands.Reply{Choices: tt.choices})
			var body struct {
				Components []struct {
					Components []struct{ Options []struct{ Value string } }
				}
			}
			if err := json.Unmarshal(encoded(t, m), &body); err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, row := range body.Components {
				for _, o := range row.Components[0].Options {
					got = append(got, o.Value)
				}
			}
			if !equal(got, tt.want) {
				t.Errorf("options = %q, want %q", got, tt.want)
			}
		})
	}
}

func FuzzRender(f *testing.F) {
	f.Add("You asked: why?", "Title", quote.Text, quote.Highlight, "Story", "https://example.com/", "label", "value", 3)
	f.Add("@everyone **x** ||y||", "# t", strings.Repeat("long *text* ", 900), "long *text* long", "s", "https://a.example/#:~:text=x", "l\n", "v", 12)
	f.Add("", "", " \n ", "\n", "", "javascript:x", "", "", 0)
	f.Add("\u202Eabc\u200B", "👩‍👩‍👧", strings.Repeat("😀", 5000), strings.Repeat("😀", 4500), "ـ", "http://", "\xff", "\x00", 30)
	f.Add("1. a\n- b", "a"+strings.Repeat("\u0301", 7000), "a\r\n\r\nb", "\r\n", "<@1>", "https://x.example/"+strings.Repeat("y", 3000), "<t:1>", strings.Repeat("v", 101), 1)
	f.Fuzz(func(t *testing.T, text, title, body, highlight, story, link, label, value string, n int) {
		n = max(0, min(n, 27))
		r := commands.Reply{Text: text, Private: n%2 == 0}
		for i := range n {
			r.Quotes = append(r.Quotes, commands.Quote{Title: title, Text: body, Highlight: highlight, Story: story, Publisher: label, URL: link, Link: link})
			r.Choices = append(r.Choices, commands.Choice{Label: label, Detail: text, Command: "ask", Value: fmt.Sprint(value, i)})
		}
		m := render(r)
		for _, p := range discordtest.CheckMessage(t, encoded(t, m)) {
			t.Errorf("Discord would refuse it: %s", p)
		}
		checkShown(t, "content", m.content, maxContent, 0)
		total := 0
		for _, e := range m.embeds {
			checkShown(t, "title", e.Title, maxTitle, 0)
			checkShown(t, "description", e.Description, maxDescription, strings.Count(e.Description, "\n")+1)
			total += size(e)
		}
		if total > maxEmbedTotal {
			t.Errorf("embeds of %d units", total)
		}
	})
}

// checkShown checks a text with Markdown: valid, within the limit, with no
// Markdown of its own but bold on at most so many lines, properly closed.
func checkShown(t *testing.T, what, s string, limit, bold int) {
	t.Helper()
	if !utf8.ValidString(s) || units(s) > limit {
		t.Errorf("%s of %d units: %q", what, units(s), s)
	}
	for line := range strings.Lines(s) {
		open, opened := false, 0
		for i := 0; i < len(line); i++ {
			switch line[i] {
			case '\\':
				i++
			case '*':
				if !strings.HasPrefix(line[i:], "**") {
					t.Errorf("%s: stray asterisk in %q", what, line)
				}
				i++
				if open = !open; open {
					opened++
				}
			case '_', '`', '~', '|', '[', ']', '<', '@':
				t.Errorf("%s: unescaped %q in %q", what, line[i], line)
			}
		}
		if open || opened > min(1, bold) {
			t.Errorf("%s: bold open %v, opened %d times in %q", what, open, opened, line)
		}
		if strings.Contains(line, "://") {
			t.Errorf("%s: an address in %q", what, line)
		}
	}
}
