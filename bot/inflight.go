package bot

import (
	"errors"
	"time"
)

// errStopped tells that nothing new is answered any more.
var errStopped = errors.New("the bot is stopping")

// start runs answer in a goroutine that drain waits for. A panic is logged and
// costs no more than this answer. After drain it is errStopped.
func (d *dispatcher) start(answer func()) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.stopped {
		return errStopped
	}
	d.inFlight.Go(func() {
		defer func() {
			if p := recover(); p != nil {
				d.log.Error("answer", "error", panicked(p))
			}
		}()
		answer()
	})
	return nil
}

// drain takes nothing more to answer and waits for the answers in flight. After
// limits.drain they have to give up, and have limits.settle to say so.
func (d *dispatcher) drain() {
	d.mu.Lock()
	d.stopped = true
	d.mu.Unlock()
	defer d.giveUp()
	timer := time.AfterFunc(d.limits.drain, func() {
		d.log.Warn("answers still in flight at the stop; giving them up")
		d.giveUp()
	})
	defer timer.Stop()

	done := make(chan struct{})
	go func() { d.inFlight.Wait(); close(done) }()
	select {
	case <-done:
	case <-d.base.Done():
		select {
		case <-done:
		case <-time.After(d.limits.settle):
		}
	}
}
