package bot

import (
	"context"
	"errors"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestAttempt(t *testing.T) {
	broken := errors.New("broken")
	tests := []struct {
		name string
		ask  func(context.Context) (string, error)
		want string
		err  string // in the error; "" for none
	}{
		{"value", func(context.Context) (string, error) { return "v", nil }, "v", ""},
		{"error", func(context.Context) (string, error) { return "", broken }, "", "broken"},
		{"panic", func(context.Context) (string, error) { panic("on fire") }, "", "panic: on fire"},
		{"panic with nil", func(context.Context) (string, error) { panic(nil) }, "", "panic: "},
		{"listens to its context", func(ctx context.Context) (string, error) { <-ctx.Done(); return "", ctx.Err() }, "", "deadline exceeded"},
		{"just in time", func(context.Context) (string, error) { time.Sleep(time.Second - 1); return "v", nil }, "v", ""},
		{"does not listen", func(context.Context) (string, error) { time.Sleep(time.Hour); return "v", nil }, "", "gave up waiting: context deadline exceeded"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithTimeout(t.Context(), time.Second)
				defer cancel()
				asked := make(slots, 1)
				start := time.Now()
				got, err := attempt(ctx, asked, tt.ask)
				if got != tt.want || (err == nil) != (tt.err == "") || err != nil && !strings.Contains(err.Error(), tt.err) {
					t.Errorf("attempt = %q, %v; want %q, an error with %q", got, err, tt.want, tt.err)
				}
				if took := time.Since(start); took > time.Second {
					t.Errorf("attempt took %s, longer than its context", took)
				}
				time.Sleep(time.Hour) // until the last ask is over
				synctest.Wait()
				if len(asked) != 0 {
					t.Error("the slot is still taken")
				}
			})
		})
	}
}

func TestAttemptIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		asked := make(slots, 1)
		forAnHour := func(context.Context) (string, error) { time.Sleep(time.Hour); return "", nil }
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		attempt(ctx, asked, forAnHour)
		called := false
		_, err := attempt(t.Context(), asked, func(context.Context) (string, error) { called = true; return "", nil })
		if !errors.Is(err, errBusy) || called {
			t.Errorf("attempt = %v, called %v, while one that was left behind is not over; want errBusy, false", err, called)
		}
		time.Sleep(time.Hour)
		synctest.Wait()
		if _, err := attempt(t.Context(), asked, func(context.Context) (string, error) { return "", nil }); err != nil {
			t.Errorf("attempt afterwards = %v", err)
		}
	})
}

func TestCodes(t *testing.T) {
	form := regexp.MustCompile(`^[^AEIOU01258BSZGQ]{5}$`)
	seen := map[string]bool{}
	for range 100 {
		code := newCode()
		if !form.MatchString(code) || strings.ToUpper(code) != code {
			t.Errorf("code %q does not match %s in upper case", code, form)
		}
		seen[code] = true
	}
	if len(seen) < 99 { // of 3.2 million; two of 100 are the same once in 600 runs
		t.Errorf("%d of 100 codes are different", len(seen))
	}
}
