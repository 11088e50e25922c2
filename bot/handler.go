package bot

import (
	"context"
	"fmt"
	"runtime/debug"

	"alliancebot/commands"
)

// Handler answers requests. A *commands.Router is one.
type Handler interface {
	// Definitions returns every command. It returns the same ones each time.
	Definitions() []commands.Definition
	// Slow reports whether a command may take longer than the three seconds that Discord
	// allows, up to 14 minutes. Its replies are private.
	Slow(command string) bool
	// Run answers a request. If ctx ends, or after an error or a panic, the asker gets
	// an apology: Discord accepts no reply after three seconds, unless the command is
	// Slow.
	Run(ctx context.Context, r commands.Request) (commands.Reply, error)
	// Complete suggests values for the option that a member is typing; r has the text
	// so far.
	Complete(ctx context.Context, r commands.Request, option string) ([]commands.Choice, error)
	// Configured reports whether the replies on a server depend on the channel, or new posts
	// in its forums may be answered.
	Configured(guildID string) bool
	// Trusts reports whether what a member replies to a question may answer it.
	Trusts(author commands.Asker) bool
	// Learn takes a trusted member's reply to a question, and reports whether it did.
	Learn(ctx context.Context, e commands.Exchange) (bool, error)
	// Notify sends the direct messages that are due, and returns when that is done. It is
	// called again and again, one call at a time.
	Notify(ctx context.Context, send commands.Send) error
}

// callHandler returns the result of call, or an error if call panics or ctx ends. The
// call may have to wait in b.
//
// A call that ignores its context is abandoned: its result is dropped, and it counts as
// running until it returns.
func callHandler[T any](ctx context.Context, b *backlog, call func(context.Context) (T, error)) (T, error) {
	type result struct {
		value T
		err   error
	}
	results := make(chan result, 1)
	deadline, _ := ctx.Deadline()
	b.add(job{deadline, func() {
		var r result
		defer func() {
			if p := recover(); p != nil {
				r.err = panicError(p)
			}
			results <- r
		}()
		if r.err = ctx.Err(); r.err == nil {
			r.value, r.err = call(ctx)
		}
	}})
	select {
	case r := <-results:
		return r.value, r.err
	case <-ctx.Done():
		return result{}.value, fmt.Errorf("gave up waiting: %w", ctx.Err())
	}
}

// panicError returns a recovered panic as an error, with the stack.
func panicError(p any) error { return fmt.Errorf("panic: %v\n%s", p, debug.Stack()) }
