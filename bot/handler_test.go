package bot

import (
	"context"
	"errors"
	"regexp"
	"slices"
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
				b := &backlog{limit: 1}
				start := time.Now()
				got, err := callHandler(ctx, b, tt.call)
				if got != tt.want || (err == nil) != (tt.err == "") || err != nil && !strings.Contains(err.Error(), tt.err) {
					t.Errorf("callHandler = %q, %v; want %q, an error with %q", got, err, tt.want, tt.err)
				}
				if took := time.Since(start); took > time.Second {
					t.Errorf("callHandler took %s, longer than its context", took)
				}
				time.Sleep(time.Hour) // until the call returns
				synctest.Wait()
				if b.running != 0 {
					t.Error("the call still counts as running")
				}
			})
		})
	}
}

// An abandoned call counts as running until it returns. The next one waits for it.
func TestCallHandlerIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := &backlog{limit: 1}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		callHandler(ctx, b, func(context.Context) (string, error) { time.Sleep(time.Hour); return "", nil })
		start := time.Now()
		got, err := callHandler(t.Context(), b, func(context.Context) (string, error) { return "v", nil })
		if waited := time.Since(start); got != "v" || err != nil || waited != time.Hour-time.Second {
			t.Errorf("callHandler = %q, %v after %s, want v after %s", got, err, waited, time.Hour-time.Second)
		}
	})
}

// A call whose asker was given up on before its turn is not made.
func TestCallHandlerSkipsWhatIsTooLate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := &backlog{limit: 1}
		go callHandler(t.Context(), b, func(context.Context) (string, error) { time.Sleep(time.Minute); return "", nil })
		synctest.Wait()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		called := false
		callHandler(ctx, b, func(context.Context) (string, error) { called = true; return "", nil })
		time.Sleep(time.Hour)
		synctest.Wait()
		if called || len(b.waiting) != 0 || b.running != 0 {
			t.Errorf("called %v, %d waiting, %d running; want false, 0, 0", called, len(b.waiting), b.running)
		}
	})
}

// Of the calls that wait, the one with the least time left is made first.
func TestCallHandlerOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := &backlog{limit: 1}
		go callHandler(t.Context(), b, func(context.Context) (string, error) { time.Sleep(time.Minute); return "", nil })
		synctest.Wait()
		var order []int
		for _, hours := range []int{3, 1, 4, 2, 5} {
			ctx, cancel := context.WithTimeout(t.Context(), time.Duration(hours)*time.Hour)
			defer cancel()
			go callHandler(ctx, b, func(context.Context) (string, error) { order = append(order, hours); return "", nil })
			synctest.Wait()
		}
		time.Sleep(time.Minute)
		synctest.Wait()
		if want := []int{1, 2, 3, 4, 5}; !slices.Equal(order, want) {
			t.Errorf("calls in the order %v, want %v", order, want)
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
