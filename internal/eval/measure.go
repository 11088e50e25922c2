package eval

import (
	"context"
	"errors"
	"fmt"
	"runtime"

	"golang.org/x/sync/errgroup"

	"alliancebot/index"
)

// runDepth is how many documents a query's ranking holds: enough for a TREC
// run; the measures look at the first ten.
const runDepth = 100

// Options choose how a collection is measured.
type Options struct {
	FAQ   bool // documents are FAQ entries, titles their questions
	Group bool // each group of documents is a corpus of its own
	// Groups chooses among the groups, and implies Group: "first-half",
	// "second-half" or a regular expression that matches the group's name.
	Groups     string
	OutOfScope []Query  // questions that no document answers
	Typos      bool     // ask each question with a typo, too
	Progress   Progress // may be nil
}

// Measure indexes the collection and asks it its own queries and those that it
// cannot answer: foreign ones, which are each group's queries asked of the next
// group, and o.OutOfScope, dealt out among the groups. It uses all cores.
func (c *Collection) Measure(ctx context.Context, o Options) (*Report, error) {
	parts, err := c.parts(o)
	if err != nil {
		return nil, fmt.Errorf("measure %s: %w", c.Name, err)
	}
	engines, err := openEngines(ctx, parts)
	if err != nil {
		return nil, fmt.Errorf("measure %s: %w", c.Name, err)
	}
	defer closeAll(engines)

	own, foreign, outOfScope := ownTrials(parts), foreignTrials(parts), deal(o.OutOfScope, len(parts))
	total := 2*len(own) + len(foreign) + len(outOfScope)
	if o.Typos {
		total += len(own)
	}
	e := exam{engines: engines, step: o.Progress.steps(total)}
	results, err := e.run(ctx, own, foreign, outOfScope, o.Typos)
	if err != nil {
		return nil, fmt.Errorf("measure %s: %w", c.Name, err)
	}
	return newReport(c, parts, results), nil
}

// openEngines builds the engine of each part. The caller closes them.
func openEngines(ctx context.Context, parts []part) ([]*index.Engine, error) {
	engines := make([]*index.Engine, len(parts))
	var building errgroup.Group
	building.SetLimit(runtime.GOMAXPROCS(0))
	for i, p := range parts {
		building.Go(func() (err error) {
			if err := ctx.Err(); err != nil {
				return err
			}
			if engines[i], err = index.New(p.corpus); err != nil {
				return fmt.Errorf("index %s: %w", p.name, err)
			}
			return nil
		})
	}
	if err := building.Wait(); err != nil {
		return nil, errors.Join(err, closeAll(engines))
	}
	return engines, nil
}

func closeAll(engines []*index.Engine) error {
	var errs []error
	for _, engine := range engines {
		if engine != nil {
			errs = append(errs, engine.Close())
		}
	}
	return errors.Join(errs...)
}

// trial is a query and the part whose engine is asked.
type trial struct {
	query Query
	part  int
}

// ownTrials asks each part its own queries.
func ownTrials(parts []part) []trial {
	var trials []trial
	for i, p := range parts {
		for _, q := range p.queries {
			trials = append(trials, trial{q, i})
		}
	}
	return trials
}

// foreignTrials asks each part the queries of the one before it. One part alone
// has none.
func foreignTrials(parts []part) []trial {
	if len(parts) == 1 {
		return nil
	}
	trials := ownTrials(parts)
	for i := range trials {
		trials[i].part = (trials[i].part + 1) % len(parts)
	}
	return trials
}

// deal gives the queries to the parts in turn.
func deal(queries []Query, parts int) []trial {
	var trials []trial
	for i, q := range queries {
		trials = append(trials, trial{q, i % parts})
	}
	return trials
}

// misspelled returns the trials with a typo in each query.
func misspelled(trials []trial) []trial {
	var typos []trial
	for _, t := range trials {
		t.query.Text = misspell(t.query.ID, t.query.Text)
		typos = append(typos, t)
	}
	return typos
}

// exam asks engines in parallel.
type exam struct {
	engines []*index.Engine
	step    func() // called after each question
}

// results is what the engines said, each to the trials in their order.
type results struct {
	trials                   []trial // with the collection's own queries
	ranked                   [][]index.Hit
	misspelled               [][]index.Hit // nil if not asked for
	own, foreign, outOfScope []index.Answer
}

func (e exam) run(ctx context.Context, own, foreign, outOfScope []trial, typos bool) (r results, err error) {
	r.trials = own
	if r.ranked, err = each(ctx, e, own, rank); err != nil {
		return r, err
	}
	if typos {
		if r.misspelled, err = each(ctx, e, misspelled(own), rank); err != nil {
			return r, err
		}
	}
	if r.own, err = each(ctx, e, own, (*index.Engine).Ask); err != nil {
		return r, err
	}
	if r.foreign, err = each(ctx, e, foreign, (*index.Engine).Ask); err != nil {
		return r, err
	}
	r.outOfScope, err = each(ctx, e, outOfScope, (*index.Engine).Ask)
	return r, err
}

func rank(e *index.Engine, ctx context.Context, question string) ([]index.Hit, error) {
	return e.Rank(ctx, question, runDepth)
}

// each returns what ask makes of each trial, in the order of the trials.
func each[T any](ctx context.Context, e exam, trials []trial, ask func(*index.Engine, context.Context, string) (T, error)) ([]T, error) {
	said := make([]T, len(trials))
	asking, ctx := errgroup.WithContext(ctx)
	asking.SetLimit(runtime.GOMAXPROCS(0))
	for i, t := range trials {
		asking.Go(func() (err error) {
			if said[i], err = ask(e.engines[t.part], ctx, t.query.Text); err != nil {
				return fmt.Errorf("ask question %s: %w", t.query.ID, err)
			}
			e.step()
			return nil
		})
	}
	return said, asking.Wait()
}
