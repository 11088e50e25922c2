package bot

import (
	"bytes"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestAge(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)))
		made := func(ago time.Duration) string {
			return strconv.FormatInt((time.Now().Add(-ago).UnixMilli()-discordEpoch)<<22|0x3FFFFF, 10)
		}
		tests := []struct {
			name      string
			ahead     time.Duration // of this machine's clock
			snowflake string
			want      time.Duration
		}{
			{"now", 0, made(0), 0},
			{"a while ago", 0, made(2 * time.Second), 2 * time.Second},
			{"slightly wrong clock", 900 * time.Millisecond, made(2 * time.Second), 2 * time.Second},
			{"fast clock", 10 * time.Second, made(12 * time.Second), 2500 * time.Millisecond},
			{"slow clock", -time.Hour, made(2*time.Second - time.Hour), 2500 * time.Millisecond},
			{"in the future", 0, made(-time.Minute), 0},
			{"implausible", 0, made(time.Hour), 0},
			{"small", 0, "501", 0},
			{"none", 0, "abc", 0},
		}
		for _, tt := range tests {
			var log bytes.Buffer
			c := clock{log: slog.New(slog.NewTextHandler(&log, nil))}
			for range 2 {
				date := time.Now().Add(-tt.ahead).UTC().Format(http.TimeFormat)
				c.observe(&http.Response{Header: http.Header{"Date": {date}}}, time.Now())
			}
			if got := c.age(tt.snowflake); got != tt.want {
				t.Errorf("%s: age = %s, want %s", tt.name, got, tt.want)
			}
			lines := 0
			if tt.ahead.Abs() > time.Second {
				lines = 1
			}
			if got := strings.Count(log.String(), "\n"); got != lines {
				t.Errorf("%s: %d lines in the log, want %d", tt.name, got, lines)
			}
		}
		c := clock{}
		c.observe(&http.Response{}, time.Now())
		slow := &http.Response{Header: http.Header{"Date": {time.Now().UTC().Format(http.TimeFormat)}}}
		c.observe(slow, time.Now().Add(-20*time.Second)) // with retries
		if got := c.age(made(time.Second)); got != time.Second {
			t.Errorf("age without a Date header that tells the time = %s, want 1s", got)
		}
	})
}
