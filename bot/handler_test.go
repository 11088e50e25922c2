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

func TestCallHandler(t *testing.T) {
	tests := []struct {
		name string
		call func(context.Context) (string, error)
		want string
		err  string // in the error; "" for none
	}{
		{"value", func(context.Context) (string, error) { return "v", nil }, "v", ""},
		{"error", func(context.Context) (string, error) { return "", errors.New("broken") }, "", "broken"},
		{"panic", func(context.Context) (string, error) { panic("on fire") }, "", "panic: on fire"},
		{"panic with nil", func(context.Context) (string, error) { panic(nil) }, "", "panic: "},
		{"obeys its context", func(ctx context.Context) (string, error) { <-ctx.Done(); return "", ctx.Err() }, "", "deadline exceeded"},
		{"just in time", func(context.Context) (string, error) { time.Sleep(time.Second - 1); return "v", nil }, "v", ""},
		{"ignores its context", func(context.Context) (string, error) { time.Sleep(time.Hour); return "v", nil }, "", "gave up waiting: context deadline exceeded"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithTimeout(t.Context(), time.Second)
				defer cancel()
				slots := make(chan struct{}, 1)
				start := time.Now()
				got, err := callHandler(ctx, slots, tt.call)
				if got != tt.want || (err == nil) != (tt.err == "") || err != nil && !strings.Contains(err.Error(), tt.err) {
					t.Errorf("callHandler = %q, %v; want %q, an error with %q", got, err, tt.want, tt.err)
				}
				if took := time.Since(start); took > time.Second {
					t.Errorf("callHandler took %s, longer than its context", took)
				}
				time.Sleep(time.Hour) // until the call returns
				synctest.Wait()
				if len(slots) != 0 {
					t.Error("the slot is still taken")
				}
			})
		})
	}
}

// An abandoned call keeps its slot until it returns.
func TestCallHandlerIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		slots := make(chan struct{}, 1)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		callHandler(ctx, slots, func(context.Context) (string, error) { time.Sleep(time.Hour); return "", nil })
		called := false
		call := func(context.Context) (string, error) { called = true; return "", nil }
		if _, err := callHandler(t.Context(), slots, call); !errors.Is(err, errBusy) || called {
			t.Errorf("callHandler = %v, called %v, without a slot; want errBusy, false", err, called)
		}
		time.Sleep(time.Hour)
		synctest.Wait()
		if _, err := callHandler(t.Context(), slots, call); err != nil || !called {
			t.Errorf("callHandler = %v, called %v, once there is a slot; want nil, true", err, called)
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
	if len(seen) < 99 { // of 3.2 million; two of 100 are equal once in 600 runs
		t.Errorf("%d of 100 codes are different", len(seen))
	}
}
