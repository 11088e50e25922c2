package cli

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"

	"alliancebot/internal/config"
	"alliancebot/internal/eval"
	"alliancebot/internal/terminal"
)

// longRun is from how many questions on a run shows a progress bar: fewer are
// answered before it could be read.
const longRun = 1000

// barInterval is how often the progress bar is drawn: often enough to move
// smoothly.
const barInterval = 100 * time.Millisecond

// evalCommand measures how good the answers are.
type evalCommand struct {
	corpusFlag
	JSON   bool     `name:"json" help:"Write the results as one line of JSON."`
	Misses bool     `help:"List each question that was not answered as it should be."`
	Files  []string `arg:"" optional:"" placeholder:"FILE" help:"Labelled questions about the corpus, one JSON object a line: id, q, type, gold, also."`

	collectionFlags `group:"Measure on a test collection instead"`
}

// collectionFlags choose a collection and how it is measured.
type collectionFlags struct {
	Beir    string `placeholder:"DIR" help:"Folder with corpus.jsonl, queries.jsonl and qrels.tsv, as in the BEIR benchmark."`
	FAQ     bool   `name:"faq" help:"The documents are FAQ entries, and their titles the questions."`
	Group   bool   `help:"Make each group of documents a corpus of its own, and ask it the next group's questions, too."`
	Groups  string `placeholder:"WHICH" help:"Like --group, for some groups: first-half, second-half or a regular expression."`
	OOS     string `name:"oos" placeholder:"FILE" help:"Ask the out-of-scope questions of a file like queries.jsonl, too."`
	Typos   bool   `help:"Ask each question with a typo, too."`
	Trec    string `name:"run" placeholder:"FILE" help:"Write the rankings to a file, in the format of TREC runs."`
	Partial bool   `help:"Leave out the questions whose documents the collection lacks."`
}

// Run measures, and prints the results when all is done.
func (c evalCommand) Run(ctx context.Context, p Process) error {
	switch {
	case c.Beir == "" && len(c.Files) == 0:
		return usageError("eval needs files of questions, or --beir with a collection")
	case c.Beir != "" && len(c.Files) > 0:
		return usageError("eval takes either files of questions or --beir")
	case c.Beir != "" && c.Corpus != "":
		return usageError("eval takes either --corpus or --beir, which has documents of its own")
	case c.Beir != "" && c.Misses:
		return usageError("eval --misses needs files of questions")
	case c.Beir == "" && c.collectionFlags != collectionFlags{}:
		return usageError("eval needs --beir with a collection for its flags")
	}
	var (
		text string
		err  error
	)
	bar := newBar(p.ErrOut)
	if c.Beir != "" {
		text, err = c.onCollection(ctx, bar.show)
	} else {
		text, err = c.onQuestions(ctx, p.Env, bar.show)
	}
	bar.remove()
	if err != nil {
		return err
	}
	if _, err := io.WriteString(p.Out, text); err != nil {
		return fmt.Errorf("write the results: %w", err)
	}
	return nil
}

// onQuestions returns how well the corpus answers the labelled questions.
func (c evalCommand) onQuestions(ctx context.Context, env config.Env, progress eval.Progress) (string, error) {
	library, err := c.open(env)
	if err != nil {
		return "", err
	}
	defer library.Close()
	questions, err := eval.ReadQuestions(library.Corpus(), c.Files...)
	if err != nil {
		return "", fmt.Errorf("the questions cannot be used:\n%w", err)
	}
	quality, err := eval.MeasureQuality(ctx, library.Engine, questions, progress)
	if err != nil {
		return "", err
	}
	if !c.Misses {
		quality.Misses = nil
	}
	if c.JSON {
		return encodeLine(quality)
	}
	return quality.Table() + "\n" + quality.Latency.String() + quality.MissTable(), nil
}

// onCollection returns how well the engine does on the collection.
func (c evalCommand) onCollection(ctx context.Context, progress eval.Progress) (string, error) {
	collection, err := eval.ReadCollection(c.Beir, c.Partial)
	if err != nil {
		return "", fmt.Errorf("the collection cannot be used:\n%w", err)
	}
	options := eval.Options{FAQ: c.FAQ, Group: c.Group, Groups: c.Groups, Typos: c.Typos, Progress: progress}
	if c.OOS != "" {
		if options.OutOfScope, err = eval.ReadQueries(c.OOS); err != nil {
			return "", fmt.Errorf("the out-of-scope questions cannot be used:\n%w", err)
		}
	}
	report, err := collection.Measure(ctx, options)
	if err != nil {
		return "", err
	}
	if c.Trec != "" {
		if err := writeRun(c.Trec, report); err != nil {
			return "", err
		}
	}
	if c.JSON {
		return encodeLine(report)
	}
	return report.Table(), nil
}

// writeRun writes the run whole or not at all.
func writeRun(file string, report *eval.Report) error {
	var run bytes.Buffer
	if err := report.WriteRun(&run, "alliancebot"); err != nil {
		return err
	}
	if err := os.WriteFile(file, run.Bytes(), 0o644); err != nil {
		return fmt.Errorf("write the run: %w", err)
	}
	return nil
}

// bar shows the progress of a long run on a terminal, and nothing elsewhere.
type bar struct {
	out   io.Writer
	shown *progressbar.ProgressBar // nil until it is seen that the run is long
}

func newBar(out io.Writer) *bar { return &bar{out: out} }

// show is an eval.Progress.
func (b *bar) show(done, total int) {
	if total < longRun || !terminal.IsTerminal(b.out) {
		return
	}
	if b.shown == nil {
		b.shown = progressbar.NewOptions(total,
			progressbar.OptionSetWriter(b.out),
			progressbar.OptionSetDescription("asking"),
			progressbar.OptionShowCount(),
			progressbar.OptionSetWidth(30),
			progressbar.OptionThrottle(barInterval),
		)
	}
	b.shown.Set(done)
}

// remove takes the bar off the screen.
func (b *bar) remove() {
	if b.shown != nil {
		b.shown.Clear()
	}
}
