package bot

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"alliancebot/bot/discordtest"
	"alliancebot/commands"
	"alliancebot/internal/wording"
)

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
		{"nothing to say", replying(commands.Reply{}), alice, "help", wording.For().T(wording.NothingToSay), false},
		{"error", fakeHandler{run: func(context.Context, commands.Request) (commands.Reply, error) {
			return commands.Reply{}, errors.New("the index is on fire")
		}}, alice, "ask", apology, true},
		{"panic", fakeHandler{run: func(context.Context, commands.Request) (commands.Reply, error) {
			panic("the index is on fire")
		}}, alice, "ask", apology, true},
		{"error, in German", fakeHandler{run: func(context.Context, commands.Request) (commands.Reply, error) {
			return commands.Reply{}, errors.New("the index is on fire")
		}}, speaking(alice, "de"), "ask", apologyIn("de"), true},
		{"panic while slow", fakeHandler{run: func(context.Context, commands.Request) (commands.Reply, error) {
			panic("the index is on fire")
		}}, owner, "reindex", apology, true},
	}
	for _, tt := range tests {
		eachWay(t, tt.name, func(t *testing.T, s *discordtest.Server, w way) {
			r := w.start(t, s, tt.handler)
			var options map[string]string
			if tt.command == "ask" {
				options = question("Why?")
			}
			for range 2 { // the bot lives on
				got := s.Command(tt.user, tt.command, options).Reply()
				if codeless(got.Text()) != tt.want || got.Ephemeral() != tt.ephemeral {
					t.Errorf("/%s = %q, ephemeral %v; want %q, %v", tt.command, got.Text(), got.Ephemeral(), tt.want, tt.ephemeral)
				}
				if strings.Contains(tt.want, anyCode) {
					r.explains(got.Text(), "the index is on fire")
				}
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
		eachWay(t, tt.name, func(t *testing.T, s *discordtest.Server, w way) {
			w.start(t, s, fakeHandler{complete: func(_ context.Context, r commands.Request, option string) ([]commands.Choice, error) {
				if option != "question" || r.Options["question"] != "wh" {
					t.Errorf("Complete(%+v, %q), want wh in question", r, option)
				}
				return tt.found, tt.err
			}})
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

// hanging is a handler that does nothing, whatever its context says, until the
// test ends.
func hanging(t *testing.T) fakeHandler {
	over := make(chan struct{})
	t.Cleanup(func() { close(over) })
	return fakeHandler{
		run: func(_ context.Context, r commands.Request) (commands.Reply, error) {
			if r.Options["question"] == "on" {
				return commands.Reply{Text: "on"}, nil
			}
			<-over
			return commands.Reply{Text: "too late"}, nil
		},
		complete: func(context.Context, commands.Request, string) ([]commands.Choice, error) {
			<-over
			return nil, nil
		},
	}
}

// hurried leaves the handler little time, and Discord's answer as much as ever.
func hurried(_ *Config, limits *timing) {
	limits.fast, limits.slow, limits.drain = 50*time.Millisecond, 50*time.Millisecond, 50*time.Millisecond
}

// A handler that hangs costs its asker the answer, and not an apology in time.
func TestHangingHandler(t *testing.T) {
	tests := []struct {
		name    string
		command string
		options map[string]string
	}{
		{"command", "ask", question("Why?")},
		{"slow command", "reindex", nil},
	}
	for _, tt := range tests {
		eachWay(t, tt.name, func(t *testing.T, s *discordtest.Server, w way) {
			r := w.start(t, s, hanging(t), hurried)
			got := s.Command(owner, tt.command, tt.options).Reply()
			if codeless(got.Text()) != apology || !got.Ephemeral() {
				t.Errorf("reply = %q, ephemeral %v; want an apology, true", got.Text(), got.Ephemeral())
			}
			r.explains(got.Text(), context.DeadlineExceeded.Error())
			if got := s.Command(owner, "ask", question("on")).Reply(); got.Text() != "on" {
				t.Errorf("reply afterwards = %q", got.Text())
			}
		})
	}
	eachWay(t, "autocomplete", func(t *testing.T, s *discordtest.Server, w way) {
		w.start(t, s, hanging(t), hurried)
		if got := s.Autocomplete(alice, "ask", "question", "wh", nil).Choices(); len(got) != 0 {
			t.Errorf("choices = %v, want none", got)
		}
	})
}

// What the handler says after the apology reaches nobody.
func TestLateReply(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	release, late := make(chan struct{}), make(chan struct{})
	r := start(t, s, fakeHandler{run: func(context.Context, commands.Request) (commands.Reply, error) {
		<-release
		defer close(late)
		return commands.Reply{Text: "too late"}, nil
	}}, hurried)
	s.WaitReady(1)
	i := s.Command(alice, "ask", question("Why?"))
	first := i.Reply()
	close(release)
	<-late
	r.stop()
	r.wait()
	if got := s.Latest(first); got.Text() != first.Text() || len(callsTo(s, i.Token)) != 1 {
		t.Errorf("reply = %q after %q, calls = %+v; want one response that stays", got.Text(), first.Text(), callsTo(s, i.Token))
	}
}

// callsTo returns the REST calls with an interaction's token.
func callsTo(s *discordtest.Server, token string) []discordtest.Call {
	return slices.DeleteFunc(s.Calls(), func(c discordtest.Call) bool { return !strings.Contains(c.Path, token) })
}

// While as much is asked as can be, others are told so, and not left to wait.
func TestBusy(t *testing.T) {
	eachWay(t, "by", func(t *testing.T, s *discordtest.Server, w way) {
		const bound = 3
		entered, release := make(chan struct{}, bound), make(chan struct{})
		h := fakeHandler{run: func(context.Context, commands.Request) (commands.Reply, error) {
			entered <- struct{}{}
			<-release
			return commands.Reply{Text: "done"}, nil
		}}
		w.start(t, s, h, func(_ *Config, limits *timing) { limits.asked = bound })
		asked := make([]*discordtest.Interaction, bound)
		for i := range asked {
			asked[i] = s.Command(alice, "ask", question("Why?"))
		}
		for range asked {
			<-entered
		}
		busy := wording.For("de").T(wording.Busy)
		if got := s.Command(speaking(bob, "de"), "ask", question("Why?")).Reply(); got.Text() != busy || !got.Ephemeral() {
			t.Errorf("reply = %q, ephemeral %v; want %q, true", got.Text(), got.Ephemeral(), busy)
		}
		if got := s.Autocomplete(bob, "ask", "question", "wh", nil).Choices(); len(got) != 0 {
			t.Errorf("choices = %v, want none", got)
		}
		if got := len(entered); got != 0 {
			t.Errorf("%d requests were run beyond the bound", got)
		}
		close(release)
		for _, i := range asked {
			if got := i.Reply(); got.Text() != "done" {
				t.Errorf("reply to one of the first = %q", got.Text())
			}
		}
		if got := s.Command(bob, "ask", question("Why?")).Reply(); got.Text() != "done" {
			t.Errorf("reply afterwards = %q", got.Text())
		}
	})
}

// What Discord delivers twice is answered once.
func TestDeliveredTwice(t *testing.T) {
	eachWay(t, "by", func(t *testing.T, s *discordtest.Server, w way) {
		h, requests := recording(fakeHandler{})
		r := w.start(t, s, h)
		i := s.Command(alice, "ask", question("Why?"))
		i.Reply()
		s.Repeat(i)
		s.Command(alice, "ask", question("And?")).Reply()
		r.stop()
		r.wait()
		if len(requests) != 2 || s.Latest(i.Reply()).Updated {
			t.Errorf("%d requests were run, want 2: the repeated one is none", len(requests))
		}
	})
}

// Whoever looks for an interaction in the log finds what came of it by its id.
func TestInteractionsAreLogged(t *testing.T) {
	eachWay(t, "by", func(t *testing.T, s *discordtest.Server, w way) {
		r := w.start(t, s, fakeHandler{run: func(_ context.Context, request commands.Request) (commands.Reply, error) {
			if request.Command == "help" {
				return commands.Reply{}, errors.New("no help")
			}
			return commands.Reply{Text: "ok"}, nil
		}})
		used := map[*discordtest.Interaction]string{
			s.Command(owner, "ask", question("A secret?")):            "kind=command outcome=answered",
			s.Command(owner, "help", nil):                             "kind=command outcome=apology",
			s.Command(owner, "reindex", nil):                          "kind=command outcome=deferred",
			s.Autocomplete(owner, "ask", "question", "A secret", nil): "kind=autocomplete outcome=answered",
		}
		for i := range used {
			i.WaitResponse()
		}
		r.stop()
		r.wait()
		for i, want := range used {
			if line := "msg=responded interaction=" + i.ID + " " + want + " took="; !strings.Contains(r.log.String(), line) {
				t.Errorf("the log lacks %q", line)
			}
		}
		if strings.Contains(r.log.String(), "A secret") {
			t.Error("the log holds a question")
		}
	})
}

// What breaks before the handler is asked gets an apology, too.
func TestApologyBeforeTheHandler(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	h, requests := recording(fakeHandler{})
	r, address := onEndpoint(t, s, h)
	for _, tt := range []struct {
		name, body, want string
	}{
		{"command", `{"id": "1", "type": 2, "token": "t", "data": {"name": "ask", "options": [null]}}`, `"type":4`},
		{"autocomplete", `{"id": "2", "type": 4, "token": "t", "data": {"name": "ask", "options": [null]}}`, `{"type":8,"data":{"choices":[]}}`},
	} {
		status, got := answered(t, posted(t, address, []byte(tt.body), time.Now()))
		if status != http.StatusOK || !strings.Contains(got, tt.want) {
			t.Errorf("%s: response = %d %s, want %s", tt.name, status, got, tt.want)
		}
		if tt.name == "command" {
			r.explains(got, "nil pointer")
		}
	}
	if len(requests) != 0 {
		t.Errorf("%d requests were run, want none", len(requests))
	}
}

// A message that asks while as much is asked as can be gets nothing where others
// would see it.
func TestBusyForMessages(t *testing.T) {
	full := testTiming
	full.asked = 0
	d := newDispatcher(nil, fakeHandler{}, Config{Token: discordtest.Token}, full, slog.New(slog.DiscardHandler))
	got, _ := d.reply(t.Context(), commands.Request{Command: "ask", Public: true})
	if want := wording.For().T(wording.Busy); got.Text != want || !got.Private || !got.SuppressInPublic {
		t.Errorf("reply = %+v, want a discreet %q", got, want)
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
		if want := apologyIn(want); codeless(got) != want {
			t.Errorf("apology to a member with %s = %q, want %q", locale, got, want)
		}
	}
}
