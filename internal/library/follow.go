package library

import (
	"context"
	"errors"
	"slices"
	"time"

	"alliancebot/journal"
)

// The waits before a change of another process is tried again, if the journal cannot be
// read.
const (
	firstRetry = 200 * time.Millisecond
	lastRetry  = 10 * time.Second
)

// Follow makes live what any process applies or teaches, until ctx ends. Without a journal
// there is nothing to follow.
func (l *Library) Follow(ctx context.Context) {
	if l.config.Journal == nil {
		return
	}
	l.config.Journal.Follow(ctx, func(journal.State) {
		for wait := firstRetry; ; wait = min(2*wait, lastRetry) {
			err := l.follow(ctx)
			_, busy := errors.AsType[*journal.BusyError](err)
			switch {
			case err == nil || ctx.Err() != nil:
				return
			case busy: // the folder has yet to be looked at
				wait = firstRetry
				sleep(ctx, time.Second)
				continue
			case unusable(err) || errors.Is(err, journal.ErrNotFound): // or replaced in the meantime
				l.config.Log.Error("cannot follow another process: the live corpus stays", "error", err)
				return
			}
			l.config.Log.Warn("cannot follow another process yet", "error", err, "retry_in", wait)
			sleep(ctx, wait)
		}
	})
}

// follow makes live what the journal says. It asks the journal, since the state that Follow
// was called with may be older than a change that this process has made. Then it does what
// Start could not do until now; it returns a *journal.BusyError if it still cannot.
func (l *Library) follow(ctx context.Context) error {
	end, err := l.wait(ctx)
	if err != nil {
		return err
	}
	err = l.followInTurn(ctx)
	end()
	if err != nil {
		return err
	}
	return l.startOnce(ctx)
}

func (l *Library) followInTurn(ctx context.Context) error {
	lessons, generations, err := l.remembered(ctx)
	if err != nil {
		return err
	}
	l.unread = false
	live := liveOf(generations)
	if (live == l.live || live == "") && slices.Equal((&build{lessons: lessons}).lessonIDs(), l.lessons) {
		l.base = live
		return nil
	}
	b, err := l.readLive(ctx, live, lessons)
	if err != nil {
		return err
	}
	l.discard()
	if err := b.index(ctx); err != nil {
		return err
	}
	l.base = live
	l.goLive(b)
	l.config.Log.Info("followed the journal", "generation", short(live), "lessons", len(lessons), "units", len(b.corpus.Units))
	return nil
}

// readLive reads the live generation, or the folder if there is none.
func (l *Library) readLive(ctx context.Context, live string, lessons []journal.Lesson) (*build, error) {
	if live == "" {
		return l.readFolder(ctx, lessons)
	}
	return l.readGeneration(ctx, live, lessons)
}
