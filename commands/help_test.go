package commands

import (
	"fmt"
	"strings"
	"testing"
)

func TestHelp(t *testing.T) {
	r := newDefaultRouter(t, Settings{Mentions: true})
	s := r.engine.Corpus().Stories[0]
	got := run(t, r, "help", "")
	wanted := []string{s.Title + " (DailyTech)\n" + s.URL, "You can ask about: ", "Future Outlook", "For example: /ask question: What was"}
	for _, d := range r.Definitions() {
		wanted = append(wanted, d.Name, d.Description)
	}
	for _, want := range wanted {
		if !strings.Contains(got.Text, want) {
			t.Errorf("/help = %q, which lacks %q", got.Text, want)
		}
	}
	if !got.Private || len(got.Text) > 2000 {
		t.Errorf("/help: private %v, %d bytes; want a short private reply", got.Private, len(got.Text))
	}
}

func TestUsage(t *testing.T) {
	r := newTestRouter(t, garden(), Settings{Mentions: true})
	want := `/ask question [private] [mention] – Ask about the story in your own words
/faq [question] [filter] – Look up a FAQ entry, or list them all
/story [section] – Read the story here, from the start or from a section
/help – What this bot knows and how to ask it
/forget-me – Delete your votes, and stop messages about your questions
/setup – Show or change this server’s settings (for members with Manage Server)
/reindex [history] – Reload the story’s files (for admins)
/knowledge missed|taught|why|stats|check|export – What members miss, and teaching the bot (for admins)
Or open any message’s menu and choose Apps, then “Answer from the story”.
Or open any message’s menu and choose Apps, then “Use as an FAQ answer”. (for admins)
Or mention me in a message with your question.`
	if got := r.usage(call{loc: english}); got != want {
		t.Errorf("usage() =\n%s\nwant\n%s", got, want)
	}
	terminal := call{loc: english, Request: Request{Asker: Asker{Operator: true}}}
	if got := r.usage(terminal); !strings.HasPrefix(got, "/ask question – Ask") || strings.Contains(got, "mention") || strings.Contains(got, "Apps") || strings.Contains(got, "setup") {
		t.Errorf("usage() in a terminal =\n%s\nwant only commands that are of use there", got)
	}
}

func TestHelpOfManyStories(t *testing.T) {
	files := map[string]string{}
	for i := range 9 {
		name := fmt.Sprintf("s%d", i)
		files[name+".md"] = story(name, "Some text.")
	}
	r := newTestRouter(t, folder(files), Settings{Mentions: true})
	got := run(t, r, "help", "").Text
	for _, want := range []string{
		"s0\nhttps://example.org/s0\ns1\n", "https://example.org/s4\nand 4 more\n", "For example: /ask question: s0", "; s7; and 1 more.",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("/help = %q, which lacks %q", got, want)
		}
	}
}
