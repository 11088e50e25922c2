package cli

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"

	"alliancebot/internal/eval"
	"alliancebot/internal/terminal"
)

// longRun is the number of questions from which on a progress bar is shown: fewer are
// answered before it could be read.
const longRun = 1000

// barInterval is how often the progress bar is drawn: often enough to move smoothly.
const barInterval = 100 * time.Millisecond

// evalCommand measures answer quality.
type evalCommand struct {
	corpusFlags
	JSON   bool     `name:"json" help:"Write the results as one line of JSON."`
	Misses bool     `help:"List each question that was answered incorrectly."`
	Files  []string `arg:"" optional:"" placeholder:"FILE" help:"Labeled questions about the corpus, one JSON object per line: id, q, type, gold, also."`

	collectionFlags `group:"Measure on a test collection instead"`
}

// collectionFlags choose a collection and how it is measured.
type collectionFlags struct {
	Beir    string `placeholder:"DIR" help:"Folder with corpus.jsonl, queries.jsonl and qrels.tsv, as in the BEIR benchmark."`
	FAQ     bool   `name:"faq" help:"Treat documents as FAQ entries, with their titles as the questions."`
	Group   bool   `help:"Make each group of documents a separate corpus, and also ask it the next group's questions."`
	Groups  string `placeholder:"WHICH" help:"Like --group, but only for some groups: first-half, second-half or a regular expression."`
	OOS     string `name:"oos" placeholder:"FILE" help:"Also ask the out-of-scope questions in a file in the format of queries.jsonl."`
	Typos   bool   `help:"Also ask each question with a typo."`
	Trec    string `name:"run" placeholder:"FILE" help:"Write the rankings to a file in the format of TREC runs."`
	Partial bool   `help:"Leave out questions about documents that are not in the collection."`
}

// Run measures, and prints the results at the end.
func (c evalCommand) Run(ctx context.Context, p Process) error {
	switch {
	case c.Beir == "" && len(c.Files) == 0:
		return usageError("eval needs files of questions, or --beir with a collection")
	case c.Beir != "" && len(c.Files) > 0:
		return usageError("eval takes either files of questions or --beir")
	case c.Beir != "" && c.Corpus != "":
		return usageError("eval takes either --corpus or --beir, which has its own documents")
	case c.Beir != "" && c.Misses:
		return usageError("eval --misses needs files of questions")
	case c.Beir == "" && c.collectionFlags != collectionFlags{}:
		return usageError("eval needs --beir for the flags of a collection")
	}
	var (
		text string
		err  error
	)
	bar := &bar{out: p.ErrOut}
	if c.Beir != "" {
		text, err = c.onCollection(ctx, bar.show)
	} else {
		text, err = c.onQuestions(ctx, p, bar.show)
	}
	bar.remove()
	if err != nil {
		return err
	}
	return p.write("results", text)
}

// onQuestions measures the answers to labeled questions about the corpus.
func (c evalCommand) onQuestions(ctx context.Context, p Process, progress eval.Progress) (string, error) {
	l, err := c.open(ctx, p)
	if err != nil {
		return "", err
	}
	defer l.Close()
	questions, err := eval.ReadQuestions(l.Corpus(), c.Files...)
	if err != nil {
		return "", fmt.Errorf("the questions cannot be used:\n%w", err)
	}
	quality, err := eval.MeasureQuality(ctx, l.Engine, questions, progress)
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

// onCollection measures the answers on a test collection.
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

// writeRun writes the run to file only if all of it can be written.
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

// bar is a progress bar for long runs on a terminal. Elsewhere it shows nothing.
type bar struct {
	out   io.Writer
	shown *progressbar.ProgressBar // nil until a long run starts
}

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

func (b *bar) remove() {
	if b.shown != nil {
		b.shown.Clear()
	}
}
