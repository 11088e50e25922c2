package bot

import (
	"context"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"

	"alliancebot/bot/discordtest"
	"alliancebot/commands"
)

// respondingOnce counts first responses to an interaction, and fails after them.
type respondingOnce struct{ responses []response }

func (f *respondingOnce) respond(_ context.Context, _ *discordgo.Interaction, r response) (string, error) {
	f.responses = append(f.responses, r)
	panic("the network is on fire")
}

// However answering fails, there is no second response.
func TestNoSecondResponse(t *testing.T) {
	var log logBuffer
	d := newDispatcher(nil, fakeHandler{}, Config{Token: discordtest.Token}, testTiming, slog.New(slog.NewTextHandler(&log, nil)))
	for _, kind := range []discordgo.InteractionType{discordgo.InteractionApplicationCommand, discordgo.InteractionApplicationCommandAutocomplete} {
		var to respondingOnce
		i := &discordgo.Interaction{ID: kind.String(), Token: "t", Type: kind, Data: discordgo.ApplicationCommandInteractionData{Name: "ask"}}
		if err := d.accept(i, &to); err != nil {
			t.Fatalf("accept(%s) = %v", kind, err)
		}
		d.inFlight.Wait()
		if len(to.responses) != 1 {
			t.Errorf("%s: responses = %+v, want one", kind, to.responses)
		}
	}
	if !strings.Contains(log.String(), "the network is on fire") {
		t.Error("the log does not tell the cause")
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
