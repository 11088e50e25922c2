package bot

import (
	"context"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"alliancebot/bot/discordtest"
)

// Calls are retried, or fail with an error that has the reason. The tests of
// internal/httpretry check the timing.
func TestRESTClient(t *testing.T) {
	const guilds = "/users/@me/guilds$"
	status := func(code int) discordtest.Fault {
		return discordtest.Fault{Path: guilds, Status: code, Body: `{"code":50001,"message":"no"}`}
	}
	once := func(f discordtest.Fault) discordtest.Fault {
		f.Times = 1
		return f
	}
	tests := []struct {
		name     string
		fault    discordtest.Fault
		attempts int
		err      string // in the error; "" for none
		code     int
	}{
		{"rate limited", discordtest.RateLimited(guilds, 1, 1), 2, "", 0},
		{"globally rate limited", discordtest.GloballyRateLimited(guilds, 1, 1), 2, "", 0},
		{"rate limited in HTML", discordtest.RateLimitedInHTML(guilds, 1, 1), 2, "", 0},
		{"500", once(status(500)), 2, "", 0},
		{"502 in HTML", discordtest.Fault{Path: guilds, Status: 502, Body: "<html>", Times: 1}, 2, "", 0},
		{"connection reset", discordtest.Fault{Path: guilds, Reset: true, Times: 1}, 2, "", 0},
		{"400", status(400), 1, "HTTP status 400 Bad Request", 50001},
		{"401", status(401), 1, "HTTP status 401", 50001},
		{"403", status(403), 1, "HTTP status 403", 50001},
		{"404", status(404), 1, `{"code":50001,"message":"no"}`, 50001},
		{"500 each time", status(500), callPolicy.Retries + 1, "HTTP status 500", 50001},
		{"rate limited beyond the deadline", discordtest.RateLimited(guilds, 20, 0), 1, "rate limited for 20s", 0},
		{"rate limited in HTML beyond the deadline", discordtest.RateLimitedInHTML(guilds, 20, 0), 1, "rate limited for 20s: <html>", 0},
		{"not JSON", discordtest.Fault{Path: guilds, Status: 200, Body: "<html>"}, 1, "unexpected response", 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			onDiscord(t, func(t *testing.T, s *discordtest.Server) {
				s.Fail(tt.fault)
				rest, err := newRESTClient(testConfig(s, slog.New(slog.DiscardHandler)), slog.New(slog.DiscardHandler))
				if err != nil {
					t.Fatal(err)
				}
				defer rest.connections.CloseIdleConnections()
				ctx, cancel := context.WithTimeout(t.Context(), 15*time.Second)
				defer cancel()
				var list []any
				err = rest.call(ctx, http.MethodGet, "users/@me/guilds", nil, &list)
				if (err == nil) != (tt.err == "") || err != nil && !strings.Contains(err.Error(), tt.err) || len(s.Calls()) != tt.attempts {
					t.Errorf("call = %v after %d attempts, want an error with %q after %d", err, len(s.Calls()), tt.err, tt.attempts)
				}
				if err == nil && len(list) == 0 {
					t.Error("the response was not decoded")
				}
				if got := codeOf(err); got != tt.code {
					t.Errorf("codeOf(%v) = %d, want %d", err, got, tt.code)
				}
			})
		})
	}
}
