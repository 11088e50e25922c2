package eval

import (
	"context"
	"fmt"
	"runtime"
	"sync"

	"golang.org/x/sync/errgroup"

	"alliancebot/index"
)

// Progress is called after each step of a measurement with the number of steps that
// are done. It is never called concurrently. A nil Progress is not called.
type Progress func(done, total int)

// steps returns a function to call after each of total steps. It is safe for
// concurrent use.
func (p Progress) steps(total int) func() {
	if p == nil {
		return func() {}
	}
	var mu sync.Mutex
	done := 0
	return func() {
		mu.Lock()
		defer mu.Unlock()
		done++
		p(done, total)
	}
}

// testCase is a query for a part.
type testCase struct {
	query Query
	part  int
}

// ownCases ask each part its own queries.
func ownCases(parts []part) []testCase {
	var cases []testCase
	for i, p := range parts {
		for _, q := range p.queries {
			cases = append(cases, testCase{q, i})
		}
	}
	return cases
}

// foreignCases ask each part the queries of the part before it. There are none if
// there is one part only.
func foreignCases(parts []part) []testCase {
	if len(parts) == 1 {
		return nil
	}
	cases := ownCases(parts)
	for i := range cases {
		cases[i].part = (cases[i].part + 1) % len(parts)
	}
	return cases
}

// distribute asks each query of one of so many parts in turn.
func distribute(queries []Query, parts int) []testCase {
	var cases []testCase
	for i, q := range queries {
		cases = append(cases, testCase{q, i % parts})
	}
	return cases
}

// withTypos returns cases with a typo in each query.
func withTypos(cases []testCase) []testCase {
	var typos []testCase
	for _, c := range cases {
		c.query.Text = misspell(c.query.ID, c.query.Text)
		typos = append(typos, c)
	}
	return typos
}

// runner asks the engines of parts, on all cores.
type runner struct {
	engines []*index.Engine
	step    func() // called after each question
}

// newRunner indexes the parts. The caller closes the runner.
func newRunner(ctx context.Context, parts []part) (*runner, error) {
	r := &runner{engines: make([]*index.Engine, len(parts)), step: func() {}}
	var building errgroup.Group
	building.SetLimit(runtime.GOMAXPROCS(0))
	for i, p := range parts {
		building.Go(func() (err error) {
			if err := ctx.Err(); err != nil {
				return err
			}
			if r.engines[i], err = index.New(p.corpus); err != nil {
				return fmt.Errorf("index %s: %w", p.name, err)
			}
			return nil
		})
	}
	if err := building.Wait(); err != nil {
		r.close()
		return nil, err
	}
	return r, nil
}

func (r *runner) close() {
	for _, engine := range r.engines {
		if engine != nil {
			engine.Close()
		}
	}
}

// runAll returns what ask returns for each case, in their order.
func runAll[T any](ctx context.Context, r *runner, cases []testCase, ask func(*index.Snapshot, context.Context, string) (T, error)) ([]T, error) {
	results := make([]T, len(cases))
	asking, ctx := errgroup.WithContext(ctx)
	asking.SetLimit(runtime.GOMAXPROCS(0))
	for i, c := range cases {
		asking.Go(func() (err error) {
			snapshot, release := r.engines[c.part].Acquire()
			defer release()
			if results[i], err = ask(snapshot, ctx, c.query.Text); err != nil {
				return fmt.Errorf("ask question %s: %w", c.query.ID, err)
			}
			r.step()
			return nil
		})
	}
	return results, asking.Wait()
}
