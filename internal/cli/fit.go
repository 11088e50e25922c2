package cli

import (
	"context"
	"fmt"
	"strings"

	"alliancebot/internal/eval"
)

// fitCommand fits the verdict models.
type fitCommand struct {
	Data    string   `required:"" placeholder:"DIR" help:"Folder with the test collections squad, stackfaq, clinc and banking77."`
	Stories string   `required:"" placeholder:"DIR" help:"Folder with folders of stories, each with its questions.jsonl; those without phrasings are in its folder sites, and those in a folder held-out are only tested on."`
	Files   []string `arg:"" placeholder:"FILE" help:"Labeled questions about the built-in corpus, as for eval."`
}

// Run writes the models to p.Out, as the Go source of index/models.go, and their
// quality to p.ErrOut.
func (c fitCommand) Run(ctx context.Context, p Process) error {
	models, err := eval.Fit(ctx, c.Data, c.Stories, c.Files)
	if err != nil {
		return fmt.Errorf("the models cannot be fitted:\n%w", err)
	}
	// The source names the command, but not where the collections are on this machine.
	source, err := models.Source("alliancebot fit --data DIR --stories DIR " + strings.Join(c.Files, " "))
	if err != nil {
		return err
	}
	if err := p.write("models", source); err != nil {
		return err
	}
	fmt.Fprint(p.ErrOut, models.Table())
	return nil
}
