package bot

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
)

// maxAsked is how many requests the handler is asked at a time. The hardest
// questions known take 9 ms each (docs/performance.md), so that even a single
// processor is done with so many of them in the 2.5 s that there are. Of more,
// some would come too late.
const maxAsked = 256

// errBusy tells that the handler is asked as much as it can be.
var errBusy = errors.New("too many requests at a time")

// slots bounds how much is done at a time, to its capacity.
type slots chan struct{}

// attempt returns what ask returns, with a panic as an error, or ctx's error
// once ctx ends. It is errBusy, and ask is not called, while all slots are taken.
//
// An ask that does not listen to its context is left behind, and what it returns
// in the end is dropped. It keeps its slot until then.
func attempt[T any](ctx context.Context, s slots, ask func(context.Context) (T, error)) (T, error) {
	var none T
	select {
	case s <- struct{}{}:
	default:
		return none, errBusy
	}
	type outcome struct {
		value T
		err   error
	}
	outcomes := make(chan outcome, 1)
	go func() {
		defer func() { <-s }()
		value, err := recovered(ctx, ask)
		outcomes <- outcome{value, err}
	}()
	select {
	case o := <-outcomes:
		return o.value, o.err
	case <-ctx.Done():
		return none, fmt.Errorf("gave up waiting: %w", ctx.Err())
	}
}

// recovered returns what ask returns, with a panic as an error.
func recovered[T any](ctx context.Context, ask func(context.Context) (T, error)) (value T, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = panicked(p)
		}
	}()
	return ask(ctx)
}

// panicked is the error of a panic, for the one who recovers from it.
func panicked(p any) error { return fmt.Errorf("panic: %v\n%s", p, debug.Stack()) }
