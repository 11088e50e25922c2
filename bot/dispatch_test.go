package bot

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/bwmarrin/discordgo"

	"alliancebot/bot/discordtest"
	"alliancebot/commands"
	"alliancebot/internal/logtest"
	"alliancebot/internal/wording"
)

var errOnFire = errors.New("the index is on fire")

func failing(context.Context, commands.Request) (commands.Reply, error) {
	return commands.Reply{}, errOnFire
}

func panicking(context.Context, commands.Request) (commands.Reply, error) { panic(errOnFire) }

func TestReplies(t *testing.T) {
	tests := []struct {
		name      string
		handler   fakeHandler
		user      discordtest.User
		command   string
		want      string // the whole text
		ephemeral bool
	}{
		{"public", replying(commands.Reply{Text: "for everyone"}), alice, "ask", "for everyone", false},
		{"private", replying(commands.Reply{Text: "for you", Private: true}), alice, "ask", "for you", true},
		{"in a direct message", replying(commands.Reply{Text: "hello"}), carol, "ask", "hello", false},
		{"to a visitor with the app", replying(commands.Reply{Text: "hello"}), visitor, "ask", "hello", false},
		{"in a private channel", replying(commands.Reply{Text: "hello", Private: true}), friend, "ask", "hello", true},
		{"slow", replying(commands.Reply{Text: "reloaded"}), owner, "reindex", "reloaded", true},
		{"nothing", replying(commands.Reply{}), alice, "help", wording.For().T(wording.NothingToSay), false},
		{"replace without a message", replying(commands.Reply{Text: "done", Replace: true}), alice, "help", "done", false},
		{"remove without a message", replying(commands.Reply{Text: "done", Remove: true}), alice, "help", "done", false},
		{"error", handlerFunc(failing), alice, "ask", apology, true},
		{"error, in German", handlerFunc(failing), withLocale(alice, "de"), "ask", apologyIn("de"), true},
		{"panic", handlerFunc(panicking), alice, "ask", apology, true},
		{"panic while slow", handlerFunc(panicking), owner, "reindex", apology, true},
	}
	for _, tt := range tests {
		eachWay(t, tt.name, func(t *testing.T, s *discordtest.Server, start startFunc) {
			r := start(t, s, tt.handler)
			var options map[string]string
			if tt.command == "ask" {
				options = question("Why?")
			}
			for range 2 { // the bot keeps running
				got := s.Command(tt.user, tt.command, options).Reply()
				if withoutCode(got.Text()) != tt.want || got.Ephemeral() != tt.ephemeral || got.Updated {
					t.Errorf("/%s = %q, ephemeral %v, updated %v; want a new message %q, %v",
						tt.command, got.Text(), got.Ephemeral(), got.Updated, tt.want, tt.ephemeral)
				}
				if strings.Contains(tt.want, anyCode) {
					r.wantExplained(got.Text(), errOnFire.Error())
				}
			}
		})
	}
}

func TestAutocomplete(t *testing.T) {
	long := strings.Repeat("ä", 101)
	tests := []struct {
		name     string
		complete func() ([]commands.Choice, error)
		want     []discordtest.Choice
	}{
		{"some", func() ([]commands.Choice, error) {
			return []commands.Choice{{Label: "Who?", Value: "who"}, {Label: "Why?", Value: "why"}}, nil
		}, []discordtest.Choice{{Name: "Who?", Value: "who"}, {Name: "Why?", Value: "why"}}},
		{"long texts", func() ([]commands.Choice, error) {
			return []commands.Choice{{Label: long, Value: "v"}, {Label: "x", Value: long}}, nil
		}, []discordtest.Choice{{Name: strings.Repeat("ä", 98) + "…", Value: "v"}}},
		{"none", func() ([]commands.Choice, error) { return nil, nil }, nil},
		{"error", func() ([]commands.Choice, error) { return nil, errOnFire }, nil},
		{"panic", func() ([]commands.Choice, error) { panic(errOnFire) }, nil},
		{"hanging", func() ([]commands.Choice, error) { time.Sleep(time.Hour); return nil, nil }, nil},
	}
	for _, tt := range tests {
		eachWay(t, tt.name, func(t *testing.T, s *discordtest.Server, start startFunc) {
			start(t, s, fakeHandler{complete: func(_ context.Context, r commands.Request, option string) ([]commands.Choice, error) {
				if option != "question" || r.Options["question"] != "wh" {
					t.Errorf("Complete(%+v, %q), want wh in question", r, option)
				}
				return tt.complete()
			}})
			for range 2 { // the bot keeps running
				if got := s.Autocomplete(alice, "ask", "question", "wh", nil).Choices(); !slices.Equal(got, tt.want) {
					t.Errorf("choices = %+v, want %+v", got, tt.want)
				}
			}
		})
	}
}

// If a handler ignores its context, the asker gets an apology in time, and nothing after
// that.
func TestHangingHandler(t *testing.T) {
	tests := []struct {
		name    string
		command string
		options map[string]string
		timeout time.Duration
	}{
		{"command", "ask", question("Why?"), handlerTimeout},
		{"slow command", "reindex", nil, slowHandlerTimeout},
	}
	for _, tt := range tests {
		eachWay(t, tt.name, func(t *testing.T, s *discordtest.Server, start startFunc) {
			r := start(t, s, handlerFunc(func(_ context.Context, r commands.Request) (commands.Reply, error) {
				if r.Command != "help" {
					time.Sleep(time.Hour)
				}
				return commands.Reply{Text: "hello"}, nil
			}))
			i := s.Command(owner, tt.command, tt.options)
			time.Sleep(tt.timeout)
			got := i.Reply()
			if withoutCode(got.Text()) != apology || !got.Ephemeral() {
				t.Errorf("reply = %q, ephemeral %v; want an apology, true", got.Text(), got.Ephemeral())
			}
			r.wantExplained(got.Text(), context.DeadlineExceeded.Error())
			if got := s.Command(owner, "help", nil).Reply(); got.Text() != "hello" {
				t.Errorf("reply afterwards = %q", got.Text())
			}
			time.Sleep(time.Hour)
			if got := s.Latest(got); got.Updated || i.Refused() != 0 {
				t.Errorf("the apology became %q, and %d responses were refused; want no further attempt", got.Text(), i.Refused())
			}
			r.end()
		})
	}
}

// Too many interactions at once are told that the bot is busy.
func TestBusy(t *testing.T) {
	eachWay(t, "by", func(t *testing.T, s *discordtest.Server, start startFunc) {
		release := make(chan struct{})
		r := start(t, s, handlerFunc(func(context.Context, commands.Request) (commands.Reply, error) {
			<-release
			return commands.Reply{Text: "done"}, nil
		}))
		first := make([]*discordtest.Interaction, maxOpen)
		for i := range first {
			first[i] = s.Command(alice, "ask", question("Why?"))
		}
		synctest.Wait()
		busy := wording.For("de").T(wording.Busy)
		for range 2 {
			if got := s.Command(withLocale(bob, "de"), "ask", question("Why?")).Reply(); got.Text() != busy || !got.Ephemeral() {
				t.Errorf("reply = %q, ephemeral %v; want %q, true", got.Text(), got.Ephemeral(), busy)
			}
		}
		if got := s.Autocomplete(bob, "ask", "question", "wh", nil).Choices(); len(got) != 0 {
			t.Errorf("choices = %v, want none", got)
		}
		close(release)
		for _, i := range first {
			if got := i.Reply(); got.Text() != "done" {
				t.Errorf("reply to one of the first = %q", got.Text())
			}
		}
		if got := s.Command(bob, "ask", question("Why?")).Reply(); got.Text() != "done" {
			t.Errorf("reply afterwards = %q", got.Text())
		}
		time.Sleep(tallyInterval)
		synctest.Wait()
		if n := strings.Count(r.log.String(), "told some that the bot is busy"); n != 1 {
			t.Errorf("%d lines in the log say that the bot was busy, want 1", n)
		}
	})
}

// Far too many interactions at once are ignored.
func TestFarTooManyInteractions(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDispatcher(&restClient{clock: new(clock)}, fakeHandler{}, Config{Token: discordtest.Token}, slog.New(slog.DiscardHandler))
		respondSlowly := func(context.Context, any) error { time.Sleep(time.Second); return nil }
		ignored := 0
		for i := range 3 * maxOpen {
			err := d.handle(&discordgo.Interaction{ID: fmt.Sprint(i), Token: "t", Type: discordgo.InteractionApplicationCommand}, respondSlowly)
			if errors.Is(err, errBusy) {
				ignored++
			} else if err != nil {
				t.Fatal(err)
			}
		}
		if want := 2*maxOpen - maxRefused; ignored != want {
			t.Errorf("%d of %d interactions at once are ignored, want %d", ignored, 3*maxOpen, want)
		}
		time.Sleep(time.Minute)
		if open := d.open.Load(); open != 0 {
			t.Errorf("%d interactions are still open", open)
		}
	})
}

// After an outage Discord sends the interactions of the meantime. Those whose askers
// were given up on cost no call.
func TestStaleInteractions(t *testing.T) {
	onDiscord(t, func(t *testing.T, s *discordtest.Server) {
		r := startReady(t, s, fakeHandler{})
		s.Misbehave(slices.Repeat([]discordtest.Handshake{{NoHello: true}}, 4)...)
		s.ResetGateway()
		var all []*discordtest.Interaction
		for s.Counts().Resumed == 0 {
			all = append(all, s.Command(alice, "ask", question("Why?")))
			time.Sleep(100 * time.Millisecond)
			synctest.Wait()
		}
		answered := 0
		for _, i := range all {
			if i.Outcome() == discordtest.Answered {
				answered++
			}
		}
		if len(all) < 100 || answered < 20 || answered > 30 {
			t.Errorf("%d of %d interactions were answered, want those of the last three seconds of an outage of more than ten", answered, len(all))
		}
		calls := slices.DeleteFunc(s.Calls(), func(c discordtest.Call) bool { return !strings.HasSuffix(c.Path, "/callback") })
		if len(calls) != answered {
			t.Errorf("%d calls for %d answers", len(calls), answered)
		}
		time.Sleep(tallyInterval)
		if n := strings.Count(r.log.String(), "ignored interactions"); n != 1 || r.logged("level=ERROR") {
			t.Errorf("%d lines in the log say that interactions were ignored, want 1 and no error", n)
		}
	})
}

func TestDuplicatesAreIgnored(t *testing.T) {
	eachWay(t, "by", func(t *testing.T, s *discordtest.Server, start startFunc) {
		h, requests := recording(fakeHandler{})
		r := start(t, s, h)
		i := s.Command(alice, "ask", question("Why?"))
		i.Reply()
		s.Repeat(i)
		s.Command(alice, "ask", question("And?")).Reply()
		r.endClean()
		if len(requests) != 2 || s.Latest(i.Reply()).Updated {
			t.Errorf("%d requests ran for two interactions and a repetition", len(requests))
		}
	})
}

// The bot ignores types of interactions that it does not use.
func TestUnusableInteractions(t *testing.T) {
	tests := []struct {
		name string
		kind int
		data any
	}{
		{"an unknown type", 99, map[string]any{}},
		{"an unknown type without data", 99, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			onDiscord(t, func(t *testing.T, s *discordtest.Server) {
				startReady(t, s, fakeHandler{})
				i := s.Send(alice, tt.kind, tt.data)
				if got := s.Command(alice, "ask", question("on")).Reply(); got.Text() != "You asked: on" {
					t.Errorf("reply afterwards = %q", got.Text())
				}
				if got := i.Response(); got != 0 {
					t.Errorf("response = %d, want none", got)
				}
			})
		})
	}
}

// The log has an outcome for each interaction, and no questions.
func TestInteractionsAreLogged(t *testing.T) {
	eachWay(t, "by", func(t *testing.T, s *discordtest.Server, start startFunc) {
		r := start(t, s, handlerFunc(func(_ context.Context, request commands.Request) (commands.Reply, error) {
			if request.Command == "help" {
				return commands.Reply{}, errOnFire
			}
			return commands.Reply{Text: "ok"}, nil
		}))
		want := map[*discordtest.Interaction]string{
			s.Command(owner, "ask", question("A secret?")):            "kind=command outcome=answered",
			s.Command(owner, "help", nil):                             "kind=command outcome=apology",
			s.Command(owner, "reindex", nil):                          "kind=command outcome=deferred",
			s.Autocomplete(owner, "ask", "question", "A secret", nil): "kind=autocomplete outcome=answered",
		}
		for i := range want {
			i.WaitResponse()
		}
		r.end()
		for i, outcome := range want {
			if line := "msg=responded interaction=" + i.ID + " " + outcome + " took="; !r.logged(line) {
				t.Errorf("the log lacks %q", line)
			}
		}
		if r.logged("A secret") {
			t.Error("the log contains a question")
		}
	})
}

func TestDefaultLanguage(t *testing.T) {
	onDiscord(t, func(t *testing.T, s *discordtest.Server) {
		startReady(t, s, handlerFunc(failing), func(c *Config) { c.Language = "fr" })
		for locale, want := range map[string]string{"ko": "fr", "pt-BR": "pt-BR", "en-GB": "en"} {
			got := s.Command(withLocale(alice, locale), "ask", question("Why?")).Reply().Text()
			if want := apologyIn(want); withoutCode(got) != want {
				t.Errorf("apology to a member with locale %s = %q, want %q", locale, got, want)
			}
		}
	})
}

// A panic before the handler runs, or while responding, gets one response and an
// explanation in the log.
func TestPanicsAroundTheHandler(t *testing.T) {
	malformed := discordgo.ApplicationCommandInteractionData{Name: "ask", Options: []*discordgo.ApplicationCommandInteractionDataOption{nil}}
	command, autocomplete := discordgo.InteractionApplicationCommand, discordgo.InteractionApplicationCommandAutocomplete
	tests := []struct {
		name  string
		kind  discordgo.InteractionType
		data  discordgo.ApplicationCommandInteractionData
		cause error // of a panic while responding
		want  string
	}{
		{"while decoding a command", command, malformed, nil, "nil pointer"},
		{"while decoding an autocomplete", autocomplete, malformed, nil, "nil pointer"},
		{"while responding to a command", command, discordgo.ApplicationCommandInteractionData{Name: "help"}, errOnFire, errOnFire.Error()},
		{"while responding to an autocomplete", autocomplete, discordgo.ApplicationCommandInteractionData{Name: "ask"}, errOnFire, errOnFire.Error()},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var log logtest.Buffer
			d := newDispatcher(&restClient{clock: new(clock)}, fakeHandler{}, Config{Token: discordtest.Token}, slog.New(slog.NewTextHandler(&log, nil)))
			responses := 0
			respond := func(context.Context, any) error {
				if responses++; tt.cause != nil {
					panic(tt.cause)
				}
				return nil
			}
			if err := d.handle(&discordgo.Interaction{ID: "1", Token: "t", Type: tt.kind, Data: tt.data}, respond); err != nil {
				t.Fatalf("handle = %v", err)
			}
			d.drain()
			if responses != 1 {
				t.Errorf("%d responses, want one", responses)
			}
			if !strings.Contains(log.String(), tt.want) {
				t.Errorf("the log lacks %q:\n%s", tt.want, &log)
			}
		})
	}
}
