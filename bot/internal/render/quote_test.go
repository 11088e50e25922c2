package render

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"

	"alliancebot/commands"
	"alliancebot/internal/prose"
	"alliancebot/internal/wording"
)

func TestBlockQuote(t *testing.T) {
	tests := []struct {
		name  string
		quote commands.Quote
		want  string
	}{
		{"plain", commands.Quote{Text: "a"}, "> a"},
		{"highlight", commands.Quote{Text: "a b c", Highlight: prose.Span{Start: 2, End: 3}}, "> a **b** c"},
		{"highlight over lines", commands.Quote{Text: "a b\nc d", Highlight: prose.Span{Start: 2, End: 5}}, "> a **b**\n> **c** d"},
		{"highlight that splits a character", commands.Quote{Text: "a é", Highlight: prose.Span{Start: 2, End: 3}}, "> a é"},
		{"paragraphs", commands.Quote{Text: "a\n\nb\n"}, "> a\n> \n> b"},
		{"Markdown", commands.Quote{Text: "# a\n> b\n-# c\n1. d\n- e"}, "> \\# a\n> \\> b\n> \\-\\# c\n> 1\\. d\n> \\- e"},
		{"text left out before", commands.Quote{Text: "a", Before: true}, "> … a"},
		{"text left out after", commands.Quote{Text: "a", After: true}, "> a …"},
		{"blank", commands.Quote{Text: " \n", Before: true, After: true}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := (passage{text: blockQuote(tt.quote)}).body(maxText); got != tt.want {
				t.Errorf("block quote of %+v = %q, want %q", tt.quote, got, tt.want)
			}
		})
	}
}

func TestSource(t *testing.T) {
	day := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	tests := []struct {
		name  string
		quote commands.Quote
		want  string
	}{
		{"all", commands.Quote{Story: "S", Path: "A › B", Title: "B", Publisher: "P", Date: day, Language: "de"}, "-# S · A · P · published <t:1767323045:D> · quoted as published, in German"},
		{"the server's own words", commands.Quote{OwnWords: true, Title: "T", Date: day, Language: "de"}, "-# the server’s own words, not the publisher’s · added <t:1767323045:D>"},
		{"the reader's language", commands.Quote{Story: "S", Language: "en-GB"}, "-# S"},
		{"an unknown language", commands.Quote{Story: "S"}, "-# S"},
		{"no language", commands.Quote{Language: "<@1>"}, `-# quoted as published, in \<\@1>`},
		{"line breaks in names", commands.Quote{Story: "S\n# t", Publisher: "*P*"}, `-# S \# t · \*P\*`},
		{"long names", commands.Quote{Story: strings.Repeat("a", 100), Publisher: "P"}, "-# " + strings.Repeat("a", maxName-2) + "… · P"},
		{"nothing", commands.Quote{}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := source(commands.Reply{}, tt.quote); got != tt.want {
				t.Errorf("source(%+v) = %q, want %q", tt.quote, got, tt.want)
			}
		})
	}
}

// In every language, the longest heading and source leave room for the quoted words in the
// smallest share of a message.
func TestLongestSource(t *testing.T) {
	long := strings.Repeat("*a", 500)
	for _, language := range wording.Languages() {
		reply := commands.Reply{
			Localizer: wording.For(language),
			Quotes: []commands.Quote{{
				Title: long, Text: long, Story: long, Path: long + " › ", Publisher: long, Date: time.Unix(1e11, 0), Language: long,
			}},
		}
		p := renderQuotes(reply)[0]
		share := maxText / (maxQuotes + 2)
		if rest := share - units(p.heading+quoteMark+"\n"+p.source); rest < 60 {
			t.Errorf("in %s, %d characters are left for the quoted words, want at least 60", language, rest)
		}
	}
}

func TestConsecutiveQuotesNameTheirSourceOnce(t *testing.T) {
	here, there := commands.Quote{Text: "a", Story: "Here"}, commands.Quote{Text: "b", Story: "There"}
	reply := commands.Reply{Quotes: []commands.Quote{here, here, there, here, here, here, there}}
	var got []string
	for _, p := range renderQuotes(reply) {
		got = append(got, p.source)
	}
	if want := []string{"", "-# Here", "-# There", "", "-# Here"}; !slices.Equal(got, want) {
		t.Errorf("sources = %q, want %q", got, want)
	}
}

func TestQuoteLink(t *testing.T) {
	long := "https://a.example/#" + strings.Repeat("x", 600)
	tests := []struct{ name, link, page, want string }{
		{"both", "https://a.example/#x", "https://a.example/", "https://a.example/#x"},
		{"link too long", long, "https://a.example/", "https://a.example/"},
		{"page only", "", "https://a.example/", "https://a.example/"},
		{"not http", "javascript:alert(1)", "ftp://a.example", ""},
		{"percent-encoded text", "https://a.example/#:~:text=a%2Db%2C%20c", "", "https://a.example/#:~:text=a%2Db%2C%20c"},
		{"a space", "https://a.example/a b", "", ""},
		{"nothing", "", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			q := commands.Quote{Title: "T", Text: "x", Link: tt.link, URL: tt.page}
			first := renderQuote(commands.Reply{}, q).container(maxText).(discordgo.Container).Components[0]
			got := ""
			if section, ok := first.(discordgo.Section); ok {
				got = section.Accessory.(discordgo.Button).URL
			}
			if got != tt.want {
				t.Errorf("the link for %q and %q = %q, want %q", tt.link, tt.page, got, tt.want)
			}
		})
	}
}
