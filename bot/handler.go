package bot

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"

	"alliancebot/commands"
)

// Handler answers requests. A *commands.Router is one.
type Handler interface {
	// Definitions returns every command. It returns the same ones each time.
	Definitions() []commands.Definition
	// Run answers a request. If ctx ends, or after an error or a panic, the asker gets
	// an apology: Discord accepts no reply after three seconds, unless the command is
	// Slow.
	Run(ctx context.Context, r commands.Request) (commands.Reply, error)
	// Complete suggests values for the option that a member is typing; r has the text
	// so far.
	Complete(ctx context.Context, r commands.Request, option string) ([]commands.Choice, error)
}

// maxHandling is how many requests the handler works on at a time. The slowest
// questions known take 9 ms each (docs/performance.md), so that even one processor
// finishes this many within handlerTimeout. With more, some would be too late.
const maxHandling = 256

// errBusy is returned while the handler already works on maxHandling requests.
var errBusy = errors.New("too many requests at once")

// callHandler returns the result of call, or an error if call panics or ctx ends. While
// slots is full, it returns errBusy without calling.
//
// A call that ignores its context is abandoned: its result is dropped, and it keeps its
// slot until it returns.
func callHandler[T any](ctx context.Context, slots chan struct{}, call func(context.Context) (T, error)) (T, error) {
	type result struct {
		value T
		err   error
	}
	select {
	case slots <- struct{}{}:
	default:
		return result{}.value, errBusy
	}
	results := make(chan result, 1)
	go func() {
		var r result
		defer func() {
			if p := recover(); p != nil {
				r.err = panicError(p)
			}
			<-slots
			results <- r
		}()
		r.value, r.err = call(ctx)
	}()
	select {
	case r := <-results:
		return r.value, r.err
	case <-ctx.Done():
		return result{}.value, fmt.Errorf("gave up waiting: %w", ctx.Err())
	}
}

// panicError returns a recovered panic as an error, with the stack.
func panicError(p any) error { return fmt.Errorf("panic: %v\n%s", p, debug.Stack()) }
