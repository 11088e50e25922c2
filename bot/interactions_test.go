package bot

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"alliancebot/bot/discordtest"
	"alliancebot/commands"
)

func TestReplies(t *testing.T) {
	tests := []struct {
		name      string
		handler   fakeHandler
		user      discordtest.User
		command   string
		want      string // in the content
		ephemeral bool
	}{
		{"public", replying(commands.Reply{Text: "for all"}), alice, "ask", "for all", false},
		{"private", replying(commands.Reply{Text: "for you", Private: true}), alice, "ask", "for you", true},
		{"in a direct message", replying(commands.Reply{Text: "hello"}), carol, "ask", "hello", false},
		{"slow", replying(commands.Reply{Text: "reloaded"}), owner, "reindex", "reloaded", true},
		{"nothing to say", replying(commands.Reply{}), alice, "help", nothingText, false},
		{"error", fakeHandler{run: func(context.Context, commands.Request) (commands.Reply, error) {
			return commands.Reply{}, errors.New("the index is on fire")
		}}, alice, "ask", apologyText, true},
		{"panic", fakeHandler{run: func(context.Context, commands.Request) (commands.Reply, error) {
			panic("the index is on fire")
		}}, alice, "ask", apologyText, true},
		{"panic while slow", fakeHandler{run: func(context.Context, commands.Request) (commands.Reply, error) {
			panic("the index is on fire")
		}}, owner, "reindex", apologyText, true},
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
				if got.Content != tt.want || got.Ephemeral() != tt.ephemeral {
					t.Errorf("/%s = %q, ephemeral %v; want %q, %v", tt.command, got.Content, got.Ephemeral(), tt.want, tt.ephemeral)
				}
			}
			if tt.want == apologyText && !strings.Contains(r.log.String(), "the index is on fire") {
				t.Error("the log does not tell the cause")
			}
		})
	}
}

func TestRequests(t *testing.T) {
	tests := []struct {
		name string
		user discordtest.User
		want commands.Asker
	}{
		{"member", alice, commands.Asker{UserID: "501", RoleIDs: []string{"601"}, GuildID: discordtest.Elsewhere}},
		{"manager", owner, commands.Asker{UserID: "504", GuildID: discordtest.HomeGuild, ManageServer: true}},
		{"administrator", discordtest.User{ID: "505", Guild: discordtest.HomeGuild, Permissions: discordtest.Administrator},
			commands.Asker{UserID: "505", GuildID: discordtest.HomeGuild, ManageServer: true}},
		{"in a direct message", carol, commands.Asker{UserID: "503"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := discordtest.New(t)
			got := make(chan commands.Request, 1)
			start(t, s, fakeHandler{run: func(_ context.Context, r commands.Request) (commands.Reply, error) {
				got <- r
				return commands.Reply{Text: "ok"}, nil
			}})
			s.WaitReady(1)
			s.Command(tt.user, "ask", question("Why?")).Reply()
			r := <-got
			a, w := r.Asker, tt.want
			if r.Command != "ask" || r.Options["question"] != "Why?" || a.UserID != w.UserID || a.GuildID != w.GuildID ||
				a.ManageServer != w.ManageServer || a.Operator || !equal(a.RoleIDs, w.RoleIDs) {
				t.Errorf("request = %+v, want /ask Why? by %+v", r, w)
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
			if got := s.Command(alice, "ask", question("Why")).Reply(); !strings.HasSuffix(got.Content, "Why") {
				t.Errorf("reply = %q, want the echo", got.Content)
			}
			r.stop()
			r.wait()
			if log := r.log.String(); strings.Contains(log, "level=ERROR") {
				t.Error("an error is logged although the reply arrived")
			}
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
	if got := s.Command(alice, "ask", question("Why")).Reply(); !strings.HasSuffix(got.Content, "Why") {
		t.Errorf("reply afterwards = %q", got.Content)
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
