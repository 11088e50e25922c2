package commands

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"alliancebot/internal/wording"
)

// Progress is how far a Library is with a preview or a change.
type Progress struct {
	Step        Step
	Done, Total int // pages, units or questions
}

// Step is a part of that work.
type Step int

// The steps, in order.
const (
	ReadPages Step = iota
	IndexUnits
	AskQuestions
)

// Text returns the progress in English.
func (p Progress) Text() string { return call{loc: wording.For(wording.Default)}.progress(p) }

func (x call) progress(p Progress) string {
	message := map[Step]wording.Message{
		ReadPages: wording.ReadingPages, IndexUnits: wording.IndexingUnits, AskQuestions: wording.AskingQuestions,
	}[p.Step]
	return x.loc.T(message, "Done", p.Done, "Total", p.Total)
}

// When progress is shown: from when on, and how often.
const (
	firstProgress = time.Second
	nextProgress  = 2 * time.Second
)

// reporting is the key of the function that progress is reported to, in a context.
type reporting struct{}

// ReportTo returns a context whose progress is reported to report, often and never
// concurrently.
func ReportTo(ctx context.Context, report func(Progress)) context.Context {
	return context.WithValue(ctx, reporting{}, report)
}

// Report reports progress to where ctx has it reported, if anywhere.
func Report(ctx context.Context, p Progress) {
	if report, ok := ctx.Value(reporting{}).(func(Progress)); ok {
		report(p)
	}
}

// ShowProgress returns a context whose progress is shown: show is called with the latest, every
// two seconds from a second on, until stop is called and returns.
func ShowProgress(ctx context.Context, show func(Progress)) (_ context.Context, stop func()) {
	var latest atomic.Pointer[Progress]
	stopped := make(chan struct{})
	var work sync.WaitGroup
	work.Go(func() {
		for wait := firstProgress; ; wait = nextProgress {
			select {
			case <-time.After(wait):
			case <-stopped:
				return
			}
			if p := latest.Swap(nil); p != nil {
				show(*p)
			}
		}
	})
	return ReportTo(ctx, func(p Progress) { latest.Store(&p) }), func() { close(stopped); work.Wait() }
}
