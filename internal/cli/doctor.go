package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"alliancebot/bot"
	"alliancebot/commands"
	"alliancebot/corpus"
	"alliancebot/internal/config"
	"alliancebot/internal/lint"
	"alliancebot/internal/terminal"
)

// doctorCommand checks everything that run needs.
type doctorCommand struct{}

// Limits of the checks.
const (
	doctorTimeout = 2 * time.Minute  // for all checks
	linkTimeout   = 10 * time.Second // for one page
	linksAtATime  = 4
	maxLinks      = 20 // pages requested
	shownWarnings = 10
)

// Run prints a line for each check, with fixes for problems. It returns an unworkable error
// if a problem keeps the bot from working, or else errUnchecked if it could not check
// everything.
func (doctorCommand) Run(ctx context.Context, p Process) error {
	ctx, cancel := context.WithTimeout(ctx, doctorTimeout)
	defer cancel()
	report := &report{out: p.Out, page: terminal.NewPage(p.Out, p.Env), checks: map[bot.Level]int{}}
	settings, err := config.Load(p.Env, config.Settings...)
	report.add(checkSettings(err, config.Doubts(p.Environ, config.Settings...))...)
	if err == nil {
		router := commands.NewRouter(nil, settings.Commands)
		report.add(bot.Diagnose(ctx, discordConfig(settings, nil, newLog(p.ErrOut, settings)), router.Definitions())...)
	} else {
		report.add(bot.Check{Name: "Discord", Level: bot.Skip, Finding: "was not asked", Fix: "correct the settings, then run doctor again"})
	}
	if settings, err := config.Load(p.Env, config.CorpusDir, config.BaseURL); err == nil {
		stories, checks := checkCorpus(ctx, settings)
		report.add(checks...)
		report.add(checkLinks(ctx, stories)...)
	} else {
		report.add(bot.Check{Name: "corpus", Level: bot.Skip, Finding: "was not read", Fix: "correct the settings, then run doctor again"})
	}
	return report.result()
}

// errUnchecked ends doctor if it could not check everything.
var errUnchecked = errors.New("not everything could be checked")

// report prints checks.
type report struct {
	out    io.Writer
	page   terminal.Page
	checks map[bot.Level]int
	err    error // of writing
}

func (r *report) add(checks ...bot.Check) {
	for _, c := range checks {
		r.checks[c.Level]++
		text := c.Name + ": " + c.Finding
		if c.Fix != "" {
			text += " — " + c.Fix
		}
		if r.err == nil {
			line := fmt.Sprintf("%-4s %s", c.Level, strings.Join(strings.Fields(text), " "))
			_, r.err = io.WriteString(r.out, r.page.Turn(commands.Reply{Text: line}))
		}
	}
}

func (r *report) result() error {
	switch {
	case r.err != nil:
		return fmt.Errorf("write the report: %w", r.err)
	case r.checks[bot.Fail] > 0:
		return unworkable{fmt.Errorf("the bot cannot work: failed checks: %d", r.checks[bot.Fail])}
	case r.checks[bot.Skip] > 0:
		return errUnchecked
	}
	return nil
}

// checkSettings returns the checks for the result of reading the settings.
func checkSettings(err error, doubts config.Problems) []bot.Check {
	var checks []bot.Check
	problems, ok := errors.AsType[config.Problems](err)
	for _, p := range problems {
		checks = append(checks, bot.Check{Name: "settings", Level: bot.Fail, Finding: p.Name + " " + p.What, Fix: p.Fix})
	}
	for _, p := range doubts {
		checks = append(checks, bot.Check{Name: "settings", Level: bot.Warn, Finding: p.Name + " " + p.What, Fix: p.Fix})
	}
	switch {
	case err != nil && !ok:
		checks = append(checks, bot.Check{Name: "settings", Level: bot.Fail, Finding: err.Error()})
	case checks == nil:
		checks = append(checks, bot.Check{Name: "settings", Level: bot.OK, Finding: "complete and well-formed"})
	}
	return checks
}

// checkCorpus reads and indexes the corpus, and returns its stories if it can be used.
func checkCorpus(ctx context.Context, settings config.Config) ([]*corpus.Story, []bot.Check) {
	l, err := openLibrary(ctx, libraryConfig(settings))
	if problems, ok := errors.AsType[corpus.Problems](err); ok {
		return nil, corpusChecks(bot.Fail, problems)
	}
	if err != nil {
		return nil, []bot.Check{{Name: "corpus", Level: bot.Fail, Finding: err.Error(), Fix: config.CorpusDir.Fix}}
	}
	defer l.Close()
	snapshot, release := l.Acquire()
	defer release()
	report, err := lint.New(ctx, snapshot)
	if err != nil {
		return nil, []bot.Check{{Name: "corpus", Level: bot.Fail, Finding: err.Error()}}
	}
	checks := []bot.Check{{Name: "corpus", Level: bot.OK, Finding: report.Summary()}}
	warnings := slices.Concat(report.Warnings, report.Hints)
	checks = append(checks, corpusChecks(bot.Warn, warnings[:min(len(warnings), shownWarnings)])...)
	if more := len(warnings) - shownWarnings; more > 0 {
		checks = append(checks, bot.Check{Name: "corpus", Level: bot.Warn, Finding: fmt.Sprintf("%d more warnings", more), Fix: "run alliancebot check"})
	}
	return snapshot.Corpus().Stories, checks
}

func corpusChecks(level bot.Level, problems corpus.Problems) []bot.Check {
	var checks []bot.Check
	for _, p := range problems {
		checks = append(checks, bot.Check{Name: "corpus", Level: level, Finding: p.Place(), Fix: p.Fix})
	}
	return checks
}

// checkLinks requests the pages of the first stories that have an address.
func checkLinks(ctx context.Context, stories []*corpus.Story) []bot.Check {
	stories = slices.DeleteFunc(slices.Clone(stories), func(s *corpus.Story) bool { return s.URL == "" })
	stories = stories[:min(len(stories), maxLinks)]
	if len(stories) == 0 {
		return nil
	}
	problems := make([]error, len(stories))
	var asking errgroup.Group
	asking.SetLimit(linksAtATime)
	for i, story := range stories {
		asking.Go(func() error { problems[i] = checkLink(ctx, story.URL); return nil })
	}
	asking.Wait()

	var checks []bot.Check
	for i, problem := range problems {
		if problem != nil {
			checks = append(checks, bot.Check{
				Name: "links", Level: bot.Warn, Finding: problem.Error(),
				Fix: fmt.Sprintf("open the page in a browser; if it has moved, correct its address in %s or the base address", stories[i].File),
			})
		}
	}
	if checks == nil {
		checks = []bot.Check{{Name: "links", Level: bot.OK, Finding: fmt.Sprintf("%d of %d pages can be reached", len(stories), len(stories))}}
	}
	return checks
}

func checkLink(ctx context.Context, address string) error {
	ctx, cancel := context.WithTimeout(ctx, linkTimeout)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return fmt.Errorf("%s cannot be reached: %w", address, errors.Unwrap(err)) // which repeats the address
	}
	defer response.Body.Close()
	if response.StatusCode >= http.StatusBadRequest {
		return fmt.Errorf("%s answers %s", address, response.Status)
	}
	return nil
}
