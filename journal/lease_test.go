package journal

import (
	"context"
	"errors"
	"reflect"
	"testing"
	"time"
)

func TestLease(t *testing.T) {
	onEach(t, func(t *testing.T, s *store) {
		one, other := s.open(), s.open()
		began := s.now()
		lease := begin(t, one)
		s.wait(leaseTime - time.Millisecond)
		var busy *BusyError
		if _, err := other.Begin(t.Context(), ada, "teach"); !errors.As(err, &busy) || !reflect.DeepEqual(*busy, BusyError{admin, "reindex", began}) {
			t.Errorf("Begin while another works: %v, want a BusyError that names it", err)
		}
		// A change renews the lease.
		id := result(lease.Apply(t.Context(), Draft{Files: files(1)}))(t)
		s.wait(leaseTime - time.Millisecond)
		if _, err := other.Begin(t.Context(), ada, "teach"); !errors.As(err, &busy) {
			t.Errorf("Begin after a change: %v, want a BusyError", err)
		}
		// One that is not renewed is lost, and its holder cannot change anything.
		s.wait(time.Millisecond)
		taken := result(other.Begin(t.Context(), ada, "teach"))(t)
		if _, err := lease.Apply(t.Context(), Draft{Files: files(2), Base: id}); !errors.Is(err, ErrLeaseLost) {
			t.Errorf("Apply without the lease: %v, want ErrLeaseLost", err)
		}
		if _, err := lease.Teach(t.Context(), Lesson{Kind: Unanswered}); !errors.Is(err, ErrLeaseLost) {
			t.Errorf("Teach without the lease: %v, want ErrLeaseLost", err)
		}
		lease.End(t.Context()) // is not the other's end
		if _, err := one.Begin(t.Context(), admin, "reindex"); !errors.As(err, &busy) || busy.Holder != ada {
			t.Errorf("Begin after the end of a lost lease: %v, want a BusyError", err)
		}
		result(taken.Apply(t.Context(), Draft{Files: files(2), Base: id}))(t)
		taken.End(t.Context())
		result(one.Begin(t.Context(), admin, "reindex"))(t).End(t.Context())

		actions := result(one.Actions(t.Context(), 10))(t)
		if len(actions) != 2 || actions[0].By != ada || actions[1].By != admin || actions[0].Action != "apply" {
			t.Errorf("Actions = %+v, want two apply, the later one by ada", actions)
		}
	})
}

// A lease is renewed while its holder lives.
func TestLeaseIsRenewed(t *testing.T) {
	onEach(t, func(t *testing.T, s *store) {
		j := s.open()
		lease := begin(t, j)
		s.wait(leaseTime - time.Second)
		must(t, j.transact(t.Context(), func(tx transaction) error { return lease.renew(t.Context(), tx) }))
		s.wait(leaseTime - time.Second)
		var busy *BusyError
		if _, err := j.Begin(context.Background(), ada, "teach"); !errors.As(err, &busy) {
			t.Errorf("Begin after a renewal: %v, want a BusyError", err)
		}
	})
}

// Of many who begin at once, one can.
func TestLeaseHasOneHolder(t *testing.T) {
	onEach(t, func(t *testing.T, s *store) {
		journals := []*Journal{s.open(), s.open(), s.open(), s.open()}
		results := make(chan error)
		for _, j := range journals {
			for range 4 {
				go func() {
					_, err := j.Begin(t.Context(), admin, "reindex")
					results <- err
				}()
			}
		}
		holders := 0
		for range 4 * len(journals) {
			err := <-results
			var busy *BusyError
			if err == nil {
				holders++
			} else if !errors.As(err, &busy) {
				t.Errorf("Begin: %v, want a BusyError", err)
			}
		}
		if holders != 1 {
			t.Errorf("%d hold the lease, want 1", holders)
		}
	})
}
