package httpretry

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"testing"
	"testing/synctest"
	"time"
)

var policy = Policy{Retries: 4, MinWait: 100 * time.Millisecond, MaxWait: 5 * time.Second}

// script is a RoundTripper that responds with these statuses in turn, and then with 200.
// Status 0 is a network error.
type script struct {
	statuses   []int
	retryAfter string
	attempts   int
}

func (s *script) RoundTrip(*http.Request) (*http.Response, error) {
	status := http.StatusOK
	if s.attempts < len(s.statuses) {
		status = s.statuses[s.attempts]
	}
	s.attempts++
	if status == 0 {
		return nil, errors.New("connection reset")
	}
	header := http.Header{}
	if status != http.StatusOK && s.retryAfter != "" {
		header.Set("Retry-After", s.retryAfter)
	}
	return &http.Response{StatusCode: status, Header: header, Body: http.NoBody}, nil
}

func TestTransport(t *testing.T) {
	tests := []struct {
		name       string
		statuses   []int
		retryAfter string
		within     time.Duration
		status     int // 0 for an error
		attempts   int
		took       time.Duration
	}{
		{"success", nil, "", time.Minute, 200, 1, 0},
		{"429", []int{429}, "1", time.Minute, 200, 2, time.Second},
		{"429 with decimals", []int{429}, "1.25", time.Minute, 200, 2, 1250 * time.Millisecond},
		{"503 with a wait", []int{503}, "2", time.Minute, 200, 2, 2 * time.Second},
		{"500", []int{500}, "", time.Minute, 200, 2, 100 * time.Millisecond},
		{"502 and 504", []int{502, 504}, "", time.Minute, 200, 3, 300 * time.Millisecond},
		{"network error", []int{0}, "", time.Minute, 200, 2, 100 * time.Millisecond},
		{"400", []int{400}, "", time.Minute, 400, 1, 0},
		{"404", []int{404}, "", time.Minute, 404, 1, 0},
		{"all attempts fail", []int{500, 500, 500, 500, 503}, "", time.Minute, 503, 5, 1500 * time.Millisecond},
		{"network errors only", []int{0, 0, 0, 0, 0}, "", time.Minute, 0, 5, 1500 * time.Millisecond},
		{"a wait beyond the deadline", []int{429}, "20", 15 * time.Second, 429, 1, 0},
		{"the deadline passes during a wait", []int{500, 500}, "", 150 * time.Millisecond, 0, 2, 150 * time.Millisecond},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				next := &script{statuses: tt.statuses, retryAfter: tt.retryAfter}
				ctx, cancel := context.WithTimeout(t.Context(), tt.within)
				defer cancel()
				req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://discord.test", nil)
				if err != nil {
					t.Fatal(err)
				}
				start := time.Now()
				resp, err := NewTransport(next, policy, slog.New(slog.DiscardHandler)).RoundTrip(req)
				status := 0
				if err == nil {
					status = resp.StatusCode
				}
				if took := time.Since(start); status != tt.status || next.attempts != tt.attempts || took != tt.took {
					t.Errorf("RoundTrip = %d, %v after %d attempts in %s; want %d after %d in %s",
						status, err, next.attempts, took, tt.status, tt.attempts, tt.took)
				}
			})
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
		if got := RetryAfter(resp); got != want {
			t.Errorf("RetryAfter(%q) = %s, want %s", header, got, want)
		}
	}
	if got := RetryAfter(nil); got != 0 {
		t.Errorf("RetryAfter(nil) = %s, want 0", got)
	}
}
