package render

import (
	"bytes"
	"encoding/json"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/bwmarrin/discordgo"

	"alliancebot/bot/discordtest"
	"alliancebot/commands"
	"alliancebot/internal/golden"
	"alliancebot/internal/prose"
)

var quote = commands.Quote{
	Title:     "Why Microsoft worried",
	Text:      "The partnership was never simple. Emails show that executives feared losing OpenAI to Amazon. They renegotiated.",
	Highlight: prose.Span{Start: 34, End: 93},
	Story:     "Microsoft feared OpenAI’s Amazon alliance in 2026",
	Publisher: "Daily Tech",
	Language:  "en",
	URL:       "https://example.com/story",
	Link:      "https://example.com/story#:~:text=Emails%20show",
}

func TestMessage(t *testing.T) {
	message := commands.Inline{Text: "this message", URL: "https://discord.com/channels/1/2/3"}
	long := quote
	long.Text = strings.Repeat("Before it all, much was said. ", 200) + quote.Highlight.Of(quote.Text) + strings.Repeat(" After it all, more was said.", 200)
	long.Highlight = prose.Find(long.Text, quote.Highlight.Of(quote.Text))
	german := commands.Quote{
		Title: "Die Brücke bei Nacht", Text: "Sie wurde 1901 gebaut.\n\nSie ist 300 Meter lang.", Highlight: prose.Span{Start: 24, End: 47},
		Story: "Die Brücke", Publisher: "Das Beispiel", Language: "de", URL: "https://example.org/bruecke",
		Path: "Geschichte › Die Brücke bei Nacht", Date: time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC),
	}
	hebrew := commands.Quote{
		Title: "הגשר בלילה", Text: "הגשר נבנה בשנת 1901. אורכו 300 מטר.", Highlight: prose.Find("הגשר נבנה בשנת 1901. אורכו 300 מטר.", "אורכו 300 מטר."),
		Story: "הגשר", Publisher: "Example", Language: "he", URL: "https://example.org/bridge",
	}
	choices := make([]commands.Choice, 30)
	for i := range choices {
		choices[i] = commands.Choice{Label: fmt.Sprintf("Choice %d", i), Detail: "a *detail*", Value: fmt.Sprint("v", i)}
	}
	menus := make([]commands.Menu, 10)
	for i := range menus {
		menus[i] = commands.Menu{Prompt: fmt.Sprintf("Menu %d", i), Command: "menu" + string(rune('a'+i)), Choices: choices}
	}
	buttons := make([]commands.Button, 60)
	for i := range buttons {
		buttons[i] = commands.Button{Label: fmt.Sprintf("Button %d", i), Command: "ask", Value: fmt.Sprint(i)}
	}
	answered := []commands.Button{
		{Label: "More results", Command: "more", Value: "q1"},
		{Label: "In context", Command: "read", Value: "u7"},
		{Label: "Remove", Command: "remove"},
	}
	page := quote
	page.Before, page.After, page.Highlight = true, true, prose.Span{}
	noAddress := quote
	noAddress.URL, noAddress.Link = "", ""

	tests := []struct {
		name  string
		reply commands.Reply
	}{
		{"answer", commands.Reply{
			Quotes: []commands.Quote{quote}, Buttons: answered,
			Menus: []commands.Menu{{Prompt: "Related questions", Command: "ask", Choices: choices[:3]}},
		}},
		{"suggestions", commands.Reply{
			Text:  "I’m not sure, but the answer may be here:",
			Menus: []commands.Menu{{Command: "ask", Choices: choices[:3]}},
		}},
		{"none", commands.Reply{
			Text:    "The story doesn’t say. It has nothing on zebras. The closest section is “Risks”.",
			Buttons: []commands.Button{{Label: "Read “Risks”", Command: "read", Value: "u9"}}, Private: true,
		}},
		{"reader", commands.Reply{
			Quotes: []commands.Quote{page}, Private: true, Replace: true,
			Buttons: []commands.Button{{Label: "Previous", Command: "read", Value: "u6", Disabled: true}, {Label: "Next", Command: "read", Value: "u8"}},
			Menus:   []commands.Menu{{Prompt: "Go to a section", Command: "sect", Choices: choices}},
		}},
		{"result", commands.Reply{
			Text: "Result 2 of 4", Quotes: []commands.Quote{german}, Private: true,
			Buttons: []commands.Button{{Label: "Previous result", Command: "more", Value: "a1"}, {Label: "Next result", Command: "more", Value: "a3"}},
		}},
		{"recipient", commands.Reply{
			Lead:   []commands.Inline{{UserID: "502"}, {Text: ", this is for you, from "}, {UserID: "501"}, {Text: ":"}},
			Quotes: []commands.Quote{quote}, Recipient: "502",
		}},
		{"lines_and_mentions", commands.Reply{
			Lead: []commands.Inline{
				{RoleID: "601"}, {Text: " "}, {UserID: "502"}, {Text: " asks in "}, {ChannelID: "301"}, {Text: ":"}, {Text: "\n"},
				{Text: "- a\nb"}, {ChannelID: "&1", Text: "#c"}, {RoleID: "here", Text: "<@&602>"},
			},
			Text: "# Why?", RecipientRole: "601",
		}},
		{"recipient_not_shown", commands.Reply{Text: "<@502>", Recipient: "502"}},
		{"shared", commands.Reply{
			Lead:   []commands.Inline{{Text: "Shared by "}, {UserID: "501"}, {Text: ", to "}, message},
			Quotes: []commands.Quote{quote}, Buttons: answered[2:],
		}},
		{"section", commands.Reply{
			Text:   "The first 5 of 7 passages under this heading:",
			Quotes: slices.Repeat([]commands.Quote{quote}, 5), Buttons: answered,
		}},
		{"two_stories", commands.Reply{Quotes: []commands.Quote{quote, german}}},
		{"no_address", commands.Reply{Quotes: []commands.Quote{noAddress, {Text: "Neither a title nor a source."}, {Title: "A title alone"}}}},
		{"right_to_left", commands.Reply{Quotes: []commands.Quote{hebrew}}},
		{"long_quote", commands.Reply{Quotes: []commands.Quote{long}}},
		{"long_text", commands.Reply{Text: strings.Repeat("A line of a long list.\n", 400)}},
		{"too_much", commands.Reply{Text: "All of it:", Quotes: slices.Repeat([]commands.Quote{long}, 12), Buttons: buttons, Menus: menus}},
		{"too_many_buttons", commands.Reply{Text: "All of them:", Buttons: buttons, Menus: menus}},
		{"hostile", commands.Reply{
			Lead:      []commands.Inline{{Text: "To "}, {Text: "](https://evil.example)", URL: "https://evil.example/)"}, {UserID: "&1", Text: "@here"}},
			Text:      "You asked: @everyone <@1> [free](https://evil.example) discord.gg/x \u202Egnp.exe ||*_`~\n# big\n- list",
			Quotes:    []commands.Quote{{Title: "# *T*\n@here ##", Text: "**a** _b_\n\n-# fine print\n> c", Highlight: prose.Span{Start: 6, End: 9}, Story: "S*", Language: "*", URL: "javascript:alert(1)"}},
			Buttons:   []commands.Button{{Label: "*x*\n@here", Command: "ask", Value: "x"}, {Label: "y", Command: "../x"}},
			Menus:     []commands.Menu{{Prompt: "*P*\n@here", Command: "ask", Choices: []commands.Choice{{Label: "*x*\n@here", Value: "x"}}}},
			Recipient: "&1", Private: true,
		}},
		{"only_a_menu", commands.Reply{Menus: []commands.Menu{{Command: "ask", Choices: choices[:2]}}}},
		{"nothing", commands.Reply{Lead: []commands.Inline{{Text: " \n"}}, Text: " ", Quotes: []commands.Quote{{Story: "S"}}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			body := encoded(t, New("a token").Message(tt.reply))
			for _, p := range discordtest.CheckMessage(t, body) {
				t.Errorf("Discord would refuse the message: %s", p)
			}
			golden.Check(t, filepath.Join("testdata", tt.name+".json"), body)
		})
	}
}

// encoded returns m in indented JSON without escapes.
func encoded(t testing.TB, m Message) []byte {
	t.Helper()
	body, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	var fields any
	if err := json.Unmarshal(body, &fields); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(fields); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestShare(t *testing.T) {
	tests := []struct {
		name  string
		room  int
		needs []int
		want  []int
	}{
		{"enough", 10, []int{3, 2, 1}, []int{3, 2, 1}},
		{"equal needs", 10, []int{9, 9}, []int{5, 5}},
		{"small parts first", 10, []int{9, 1, 20, 1}, []int{4, 1, 4, 1}},
		{"nothing", 10, nil, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := share(tt.room, tt.needs); !slices.Equal(got, tt.want) {
				t.Errorf("share(%d, %v) = %v, want %v", tt.room, tt.needs, got, tt.want)
			}
		})
	}
}

// FuzzMessage renders replies with arbitrary text. Discord must accept each message, and
// show the text unchanged and nothing else.
func FuzzMessage(f *testing.F) {
	f.Add("to ", "https://a.example/", "501", "You asked: why?", "Title", quote.Text, quote.Highlight.Of(quote.Text), "Story", "en", "https://example.com/", "label", "ask", "value", 3)
	f.Add("1", "https://a.example/)", "@1", "@everyone **x** ||y||", "# t #", strings.Repeat("long *text*. ", 900), "long *text*. long", "s", "de", "https://a.example/#:~:text=x", "l\n", "more", "v", 12)
	f.Add("", "", "", "", "", " \n ", "\n", "", "", "javascript:x", "", "", "", 0)
	f.Add("https:", "https://x.example", "1", "\u202Eabc\u200B", "👩‍👩‍👧", strings.Repeat("😀", 5000), strings.Repeat("😀", 4500), "ـ", "*", "http://", "\xff", "a", "\x00", 30)
	f.Add("0", "htt", "18446744073709551615", "1. a\n- b", "a", "a\r\n\r\nb", "\n\r", "<t:1>", "en", "https://x.example", "v", "ask", "value", 1)
	f.Add("0", "htt", "18446744073709551615", "1. a\n- b", "a", "\u00e9b", "\xa9b", "<t:1>", "en", "https://x.example", "v", "ask", "value", 1)
	f.Add("[a](", "https://b.example/]", "18446744073709551615", "1. a\n- b", "a"+strings.Repeat("\u0301", 7000), "a\r\n\r\nb", "\r\n", "<@1>", "xx-\n", "https://x.example/"+strings.Repeat("y", 3000), "<t:1>", "abcdef", strings.Repeat("v", 81), 1)
	f.Fuzz(func(t *testing.T, lead, spanURL, user, text, title, body, highlight, story, language, link, name, command, value string, n int) {
		n = max(0, min(n, 27))
		r := commands.Reply{
			Lead:      []commands.Inline{{Text: lead}, {Text: name, URL: spanURL}, {UserID: user, Text: story}, {Text: text}},
			Text:      text,
			Recipient: user,
			Private:   n%2 == 0,
		}
		for i := range n {
			r.Quotes = append(r.Quotes, commands.Quote{
				Title: title, Text: body, Highlight: prose.Find(body, highlight), Before: i%2 == 0, After: i%3 == 0,
				Story: story, Publisher: fmt.Sprint(name, i), Language: language, URL: link, Link: link,
			})
			r.Buttons = append(r.Buttons, commands.Button{Label: name, Command: command, Value: fmt.Sprint(value, i/2), Disabled: i%2 == 0})
			r.Menus = append(r.Menus, commands.Menu{Prompt: name, Command: command, Choices: []commands.Choice{{Label: name, Detail: text, Value: value}}})
		}
		m := New("a token").Message(r)
		for _, p := range discordtest.CheckMessage(t, encoded(t, m)) {
			t.Errorf("Discord would refuse the message: %s", p)
		}
		if n := count(m.Components); n > maxComponents {
			t.Errorf("%d components", n)
		}
		checkTexts(t, m, r)
		checkQuoted(t, commands.Quote{Title: title, Text: body, Highlight: prose.Find(body, highlight), Story: story, Language: language, URL: link})
	})
}

// checkTexts checks all texts of m, which was rendered from r.
func checkTexts(t *testing.T, m Message, r commands.Reply) {
	t.Helper()
	total := 0
	for i, c := range m.Components {
		switch c := c.(type) {
		case discordgo.TextDisplay:
			total += units(c.Content)
			if i == 0 {
				c.Content = withoutParts(c.Content, r.Lead)
			}
			checkShown(t, c.Content, "")
		case discordgo.Container:
			for _, text := range textsOf(c.Components) {
				total += units(text)
				checkPassage(t, text)
			}
		}
	}
	if total > maxText {
		t.Errorf("the texts have %d units", total)
	}
}

// textsOf returns the texts of components, nested ones included.
func textsOf(components []discordgo.MessageComponent) []string {
	var texts []string
	for _, c := range components {
		switch c := c.(type) {
		case discordgo.TextDisplay:
			texts = append(texts, c.Content)
		case discordgo.Section:
			texts = append(texts, textsOf(c.Components)...)
		case discordgo.Container:
			texts = append(texts, textsOf(c.Components)...)
		}
	}
	return texts
}

// checkPassage checks a text of a container: a heading, or a block quote with a
// line of small print.
func checkPassage(t *testing.T, text string) {
	t.Helper()
	if strings.HasPrefix(text, "### ") && !strings.Contains(text, "\n") {
		checkShown(t, text, "### ")
		return
	}
	quoted := text
	if at := strings.LastIndexByte(text, '\n') + 1; strings.HasPrefix(text[at:], "-# ") {
		quoted = text[:at]
		checkShown(t, text[at:], "-# ")
	}
	checkShown(t, quoted, quoteMark)
}

// withoutParts replaces the links and users of parts with plain text.
func withoutParts(text string, parts []commands.Inline) string {
	for _, part := range parts {
		if user := mention("@", part.UserID); user != "" {
			text = strings.ReplaceAll(text, user, "x")
		}
		text = maskedLink.ReplaceAllStringFunc(text, func(found string) string {
			if link := maskedLink.FindStringSubmatch(found); link[2] == part.URL {
				return link[1]
			}
			return found
		})
	}
	return text
}

// checkShown checks that s is valid UTF-8, and that its only Markdown is prefix at the
// start of each line, a bold part after quoteMark, and a timestamp in small print.
func checkShown(t *testing.T, s, prefix string) {
	t.Helper()
	if !utf8.ValidString(s) {
		t.Errorf("invalid: %q", s)
	}
	for line := range strings.Lines(s) {
		rest, ok := strings.CutPrefix(line, prefix)
		if !ok || blockMarkdown.MatchString(rest) {
			t.Errorf("%q does not start with just %q", line, prefix)
		}
		switch prefix {
		case quoteMark:
			checkBold(t, rest)
			rest = strings.ReplaceAll(escaped.ReplaceAllString(rest, ""), "**", "")
		case "-# ":
			rest = timestamp.ReplaceAllString(rest, "")
		}
		rest = escaped.ReplaceAllString(rest, "")
		if strings.ContainsAny(rest, "*_`~|[]<@#") || strings.Contains(rest, "://") {
			t.Errorf("unescaped Markdown in %q", line)
		}
	}
}

var (
	blockMarkdown = regexp.MustCompile(`^\s*(#|>|-|\+|\d+[.)])`)
	escaped       = regexp.MustCompile(`\\[^0-9A-Za-z\s]`) // as Discord does
	markup        = regexp.MustCompile(`\\([^0-9A-Za-z\s])|\*\*`)
	maskedLink    = regexp.MustCompile(`\[((?:\\.|[^\\\[\]])+)\]\(([^()\s]+)\)`)
	timestamp     = regexp.MustCompile(`<t:\d+:D>`)
)

// checkBold checks that a line has at most one bold part, which is closed, not
// empty and has no space at its ends.
func checkBold(t *testing.T, line string) {
	t.Helper()
	parts := strings.Split(escaped.ReplaceAllString(line, "x"), "**")
	if len(parts) != 1 && (len(parts) != 3 || parts[1] == "" || parts[1] != strings.TrimSpace(parts[1])) {
		t.Errorf("malformed bold in %q", line)
	}
}

// checkQuoted checks that q by itself is shown unchanged, or its highlight if q is too long.
func checkQuoted(t *testing.T, q commands.Quote) {
	t.Helper()
	const surelyFits = maxText - 500 // with a heading and a source, see TestLongestSource
	m := New("a token").Message(commands.Reply{Quotes: []commands.Quote{q}})
	texts := textsOf(m.Components)
	body, _, _ := strings.Cut(texts[len(texts)-1], "\n-# ")
	shown := unquoted(body)
	highlight := q.Highlight.Of(q.Text)
	for _, want := range []string{q.Text, highlight} {
		whole := blockQuote(commands.Quote{Text: want, Highlight: prose.Find(want, highlight)})
		if strings.Contains(prose.Clean(q.Text), prose.Clean(want)) && size(whole) <= surelyFits {
			if !strings.Contains(shown, strings.TrimSpace(prose.Clean(want))) {
				t.Errorf("%q is missing in the rendering of %q:\n%q", want, q.Text, shown)
			}
			return
		}
	}
}

// unquoted returns what Discord shows of a block quote.
func unquoted(markdown string) string {
	lines := strings.Split(markdown, "\n")
	for i, line := range lines {
		lines[i] = strings.TrimPrefix(line, quoteMark)
	}
	return markup.ReplaceAllString(strings.Join(lines, "\n"), "$1")
}
