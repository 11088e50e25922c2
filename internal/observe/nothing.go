package observe

import (
	"context"
	"net/http"
)

// Nothing is an observer that does nothing, for each package that has observers.
type Nothing struct{}

func (Nothing) Command(ctx context.Context, _ string) (context.Context, func(error)) {
	return ctx, func(error) {}
}

func (Nothing) Question(ctx context.Context) (context.Context, func(Verdict)) {
	return ctx, func(Verdict) {}
}

func (Nothing) Interaction(ctx context.Context, _ Kind) (context.Context, func(Outcome), func()) {
	return ctx, func(Outcome) {}, func() {}
}

func (Nothing) Starting(Step)                                      {}
func (Nothing) ExpectShards(...int)                                {}
func (Nothing) Connected(int, bool)                                {}
func (Nothing) Reconnect(Reason)                                   {}
func (Nothing) Journaled(Write, int)                               {}
func (Nothing) Transport(next http.RoundTripper) http.RoundTripper { return next }
