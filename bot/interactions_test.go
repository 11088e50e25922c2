package bot

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"alliancebot/bot/discordtest"
	"alliancebot/commands"
	"alliancebot/wording"
)

var apology = wording.For().Say(wording.Failed)

func TestReplies(t *testing.T) {
	tests := []struct {
		name      string
		handler   fakeHandler
		user      discordtest.User
		command   string
		want      string // the whole text
		ephemeral bool
	}{
		{"public", replying(commands.Reply{Text: "for all"}), alice, "ask", "for all", false},
		{"private", replying(commands.Reply{Text: "for you", Private: true}), alice, "ask", "for you", true},
		{"in a direct message", replying(commands.Reply{Text: "hello"}), carol, "ask", "hello", false},
		{"to a visitor with the app", replying(commands.Reply{Text: "hello"}), visitor, "ask", "hello", false},
		{"in a private channel", replying(commands.Reply{Text: "hello", Private: true}), friend, "ask", "hello", true},
		{"slow", replying(commands.Reply{Text: "reloaded"}), owner, "reindex", "reloaded", true},
		{"nothing to say", replying(commands.Reply{}), alice, "help", wording.For().Say(wording.NothingToSay), false},
		{"error", fakeHandler{run: func(context.Context, commands.Request) (commands.Reply, error) {
			return commands.Reply{}, errors.New("the index is on fire")
		}}, alice, "ask", apology, true},
		{"panic", fakeHandler{run: func(context.Context, commands.Request) (commands.Reply, error) {
			panic("the index is on fire")
		}}, alice, "ask", apology, true},
		{"error, in German", fakeHandler{run: func(context.Context, commands.Request) (commands.Reply, error) {
			return commands.Reply{}, errors.New("the index is on fire")
		}}, speaking(alice, "de"), "ask", wording.For("de").Say(wording.Failed), true},
		{"panic while slow", fakeHandler{run: func(context.Context, commands.Request) (commands.Reply, error) {
			panic("the index is on fire")
		}}, owner, "reindex", apology, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := discordtest.New(t)
			r := start(t, s, tt.handler)
			s.WaitReady(1)
			var options map[string]string
			if tt.command == "ask" {
				options = question("Why?")
			}
			for range 2 { // the bot lives on
				got := s.Command(tt.user, tt.command, options).Reply()
				if got.Text() != tt.want || got.Ephemeral() != tt.ephemeral {
					t.Errorf("/%s = %q, ephemeral %v; want %q, %v", tt.command, got.Text(), got.Ephemeral(), tt.want, tt.ephemeral)
				}
			}
			if (strings.HasPrefix(tt.name, "error") || strings.HasPrefix(tt.name, "panic")) && !strings.Contains(r.log.String(), "the index is on fire") {
				t.Error("the log does not tell the cause")
			}
		})
	}
}

func TestAutocomplete(t *testing.T) {
	long := strings.Repeat("ä", 101)
	tests := []struct {
		name  string
		found []commands.Choice
		err   error
		want  []discordtest.Choice
	}{
		{"some", []commands.Choice{{Label: "Who?", Value: "who"}, {Label: "Why?", Value: "why"}}, nil,
			[]discordtest.Choice{{Name: "Who?", Value: "who"}, {Name: "Why?", Value: "why"}}},
		{"none", nil, nil, nil},
		{"error", nil, errors.New("the index is on fire"), nil},
		{"long label is cut, long value left out", []commands.Choice{{Label: long, Value: "v"}, {Label: "x", Value: long}}, nil,
			[]discordtest.Choice{{Name: strings.Repeat("ä", 98) + "…", Value: "v"}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := discordtest.New(t)
			start(t, s, fakeHandler{complete: func(_ context.Context, r commands.Request, option string) ([]commands.Choice, error) {
				if option != "question" || r.Options["question"] != "wh" {
					t.Errorf("Complete(%+v, %q), want wh in question", r, option)
				}
				return tt.found, tt.err
			}})
			s.WaitReady(1)
			got := s.Autocomplete(alice, "ask", "question", "wh", nil).Choices()
			if len(got) != len(tt.want) {
				t.Fatalf("choices = %+v, want %+v", got, tt.want)
			}
			for i := range got {
				if got[i] != tt.want[i] {
					t.Errorf("choice %d = %+v, want %+v", i, got[i], tt.want[i])
				}
			}
		})
	}
}

func TestAutocompleteSurvivesAPanic(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	start(t, s, fakeHandler{complete: func(context.Context, commands.Request, string) ([]commands.Choice, error) {
		panic("the index is on fire")
	}})
	s.WaitReady(1)
	for range 2 {
		if got := s.Autocomplete(alice, "ask", "question", "wh", nil).Choices(); len(got) != 0 {
			t.Errorf("choices = %v, want none", got)
		}
	}
}

// A member whose language is not spoken gets the bot's default.
func TestDefaultLanguage(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	start(t, s, fakeHandler{run: func(context.Context, commands.Request) (commands.Reply, error) {
		return commands.Reply{}, errors.New("the index is on fire")
	}}, func(c *Config, _ *timing) { c.Language = "fr" })
	s.WaitReady(1)
	for locale, want := range map[string]string{"ko": "fr", "pt-BR": "pt-BR", "en-GB": "en"} {
		got := s.Command(speaking(alice, locale), "ask", question("Why?")).Reply().Text()
		if want := wording.For(want).Say(wording.Failed); got != want {
			t.Errorf("apology to a member with %s = %q, want %q", locale, got, want)
		}
	}
}

func TestCallbackFaults(t *testing.T) {
	const callbacks = "/callback$"
	tests := []struct {
		name  string
		fault discordtest.Fault
	}{
		{"rate limited", discordtest.RateLimited(callbacks, 1, 1)},
		{"rate limited globally", discordtest.GloballyRateLimited(callbacks, 1, 1)},
		{"rate limited in HTML", discordtest.RateLimitedInHTML(callbacks, 1, 1)},
		{"500", discordtest.Fault{Path: callbacks, Status: 500, Times: 2}},
		{"502", discordtest.Fault{Path: callbacks, Status: 502, Body: "<html>", Times: 1}},
		{"503", discordtest.Fault{Path: callbacks, Status: 503, Times: 1}},
		{"connection reset", discordtest.Fault{Path: callbacks, Reset: true, Times: 1}},
		{"reset after the effect", discordtest.Fault{Path: callbacks, Reset: true, Deliver: true, Times: 1}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := discordtest.New(t)
			r := start(t, s, fakeHandler{})
			s.WaitReady(1)
			s.Fail(tt.fault)
			if got := s.Command(alice, "ask", question("Why")).Reply(); !strings.HasSuffix(got.Text(), "Why") {
				t.Errorf("reply = %q, want the echo", got.Text())
			}
			r.unhindered()
		})
	}
}

func TestCallbackThatNeverSucceeds(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	r := start(t, s, fakeHandler{})
	s.WaitReady(1)
	s.Fail(discordtest.Fault{Path: "/callback$", Status: 500, Times: 5})
	i := s.Command(alice, "ask", question("Why"))
	s.WaitCalls("/callback$", 5)
	if got := i.Response(); got != 0 {
		t.Errorf("response = %d, want none", got)
	}
	if got := s.Command(alice, "ask", question("Why")).Reply(); !strings.HasSuffix(got.Text(), "Why") {
		t.Errorf("reply afterwards = %q", got.Text())
	}
	r.stop()
	r.wait()
	log := r.log.String()
	if !strings.Contains(log, "send a reply") {
		t.Error("the log does not tell of the failure")
	}
	if strings.Contains(log, i.Token) {
		t.Error("the log holds an interaction's token")
	}
}

// An edit that takes its time holds up no other one.
func TestEditsDoNotWaitForEachOther(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	release := make(chan struct{})
	start(t, s, fakeHandler{run: func(context.Context, commands.Request) (commands.Reply, error) {
		<-release
		return commands.Reply{Text: "done"}, nil
	}})
	s.WaitReady(1)
	first := s.Command(owner, "reindex", nil)
	first.WaitResponse()
	edit := "/webhooks/.*/" + first.Token + "/"
	s.Fail(discordtest.Fault{Path: edit, Delay: 2 * time.Second, Times: 1})
	others := []*discordtest.Interaction{s.Command(owner, "reindex", nil), s.Command(owner, "reindex", nil)}
	close(release)
	for _, i := range append(others, first) {
		i.Reply()
	}
	calls := s.Calls()
	if last := calls[len(calls)-1]; !strings.Contains(last.Path, first.Token) {
		t.Errorf("last call = %s, want the delayed edit %s: the others waited for it", last.Path, edit)
	}
}
