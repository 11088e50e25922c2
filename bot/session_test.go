package bot

import (
	"context"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"

	"alliancebot/bot/discordtest"
)

// askDiscord makes a REST call on s as the bot does, with so much time.
func askDiscord(t *testing.T, s *discordtest.Server, within time.Duration) error {
	t.Helper()
	client, err := newHTTPClient(Config{APIURL: s.URL()}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.CloseIdleConnections)
	ctx, cancel := context.WithTimeout(t.Context(), within)
	defer cancel()
	_, err = newSession(discordtest.Token, client).Request(http.MethodGet, discordgo.EndpointUser("@me"), nil, discordgo.WithContext(ctx))
	return err
}

func TestRESTIsTriedAgain(t *testing.T) {
	const users = "/users/@me$"
	decimals := discordtest.RateLimited(users, 0, 1)
	decimals.Header.Set("Retry-After", "1.2")
	tests := []struct {
		name  string
		fault discordtest.Fault
		least time.Duration // that it takes
	}{
		{"429 of the route", discordtest.RateLimited(users, 1, 1), time.Second},
		{"429 of all routes", discordtest.GloballyRateLimited(users, 1, 1), time.Second},
		{"429 in HTML", discordtest.RateLimitedInHTML(users, 1, 1), time.Second},
		{"429 with decimals", decimals, 1200 * time.Millisecond},
		{"500", discordtest.Fault{Path: users, Status: 500, Times: 1}, retryWaitMin},
		{"502 in HTML", discordtest.Fault{Path: users, Status: 502, Body: "<html>", Times: 1}, retryWaitMin},
		{"503 with a time", discordtest.Fault{Path: users, Status: 503, Header: http.Header{"Retry-After": {"1"}}, Times: 1}, time.Second},
		{"504", discordtest.Fault{Path: users, Status: 504, Times: 1}, retryWaitMin},
		{"connection reset", discordtest.Fault{Path: users, Reset: true, Times: 1}, retryWaitMin},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := discordtest.New(t)
			s.Fail(tt.fault)
			began := time.Now()
			err := askDiscord(t, s, 10*time.Second)
			if took := time.Since(began); err != nil || len(s.Calls()) != 2 || took < tt.least {
				t.Errorf("call = %v after %d tries and %s, want it done with the second, after %s", err, len(s.Calls()), took, tt.least)
			}
		})
	}
}

func TestRESTIsNotTriedAgain(t *testing.T) {
	const users = "/users/@me$"
	status := func(code int) discordtest.Fault {
		return discordtest.Fault{Path: users, Status: code, Body: `{"code":0,"message":"no"}`}
	}
	tests := []struct {
		name  string
		fault discordtest.Fault
		want  string // in the error
	}{
		{"400", status(400), "400"},
		{"401", status(401), "401"},
		{"403", status(403), "403"},
		{"404", status(404), "404"},
		{"429 beyond the deadline", discordtest.RateLimited(users, 20, 0), "rate limit"},
		{"429 in HTML beyond the deadline", discordtest.RateLimitedInHTML(users, 20, 0), "in front of discord"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := discordtest.New(t)
			s.Fail(tt.fault)
			err := askDiscord(t, s, 15*time.Second)
			if err == nil || !strings.Contains(strings.ToLower(err.Error()), tt.want) || len(s.Calls()) != 1 {
				t.Errorf("call = %v after %d tries, want one try and an error with %q", err, len(s.Calls()), tt.want)
			}
		})
	}
}

// Waits for the next try end with the caller's deadline, and tries are bounded.
func TestRESTGivesUp(t *testing.T) {
	tests := []struct {
		name   string
		within time.Duration
		tries  int
	}{
		{"after all tries", 20 * time.Second, callRetries + 1},
		{"at the deadline", retryWaitMin / 2, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := discordtest.New(t)
			s.Fail(discordtest.Fault{Path: "/users/@me$", Status: 500})
			if err := askDiscord(t, s, tt.within); err == nil || len(s.Calls()) > tt.tries {
				t.Errorf("call = %v after %d tries, want an error after %d", err, len(s.Calls()), tt.tries)
			}
		})
	}
}

func TestRetryAfter(t *testing.T) {
	tests := map[string]time.Duration{
		"": 0, "1": time.Second, "0.25": 250 * time.Millisecond, "-1": 0, "NaN": 0, "x": 0,
		"1e300": (1<<31 - 1) * time.Second, "Inf": (1<<31 - 1) * time.Second,
	}
	for header, want := range tests {
		resp := &http.Response{Header: http.Header{"Retry-After": {header}}}
		if got := retryAfter(resp); got != want {
			t.Errorf("retryAfter(%q) = %s, want %s", header, got, want)
		}
	}
	if got := retryAfter(nil); got != 0 {
		t.Errorf("retryAfter(nil) = %s, want 0", got)
	}
}
