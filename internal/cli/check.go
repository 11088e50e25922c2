package cli

import (
	"context"
	"strings"
	"time"

	"alliancebot/commands"
	"alliancebot/corpus"
	"alliancebot/internal/lint"
	"alliancebot/internal/prose"
	"alliancebot/internal/terminal"
)

// checkCommand reports what is read from a folder.
type checkCommand struct {
	corpusFlags
	Units bool `help:"Print every unit as a line of JSON instead of the report."`
	All   bool `help:"Print all warnings, not just the first of them."`
}

// shownProblems is how many warnings check prints by default.
const shownProblems = 30

// Run prints the report or the units. It fails if the corpus cannot be used.
func (c checkCommand) Run(ctx context.Context, p Process) error {
	l, err := c.open(ctx, p)
	if err != nil {
		return err
	}
	defer l.Close()
	snapshot, release := l.Acquire()
	defer release()
	if c.Units {
		return printUnits(p, snapshot.Corpus())
	}
	report, err := lint.New(ctx, snapshot)
	if err != nil {
		return err
	}
	limit := shownProblems
	if c.All {
		limit = 0
	}
	return p.write("report", terminal.NewPage(p.Out, p.Env).Turn(commands.Reply{Text: report.Text(limit)}))
}

type unitObject struct {
	ID        string      `json:"id"`
	Kind      corpus.Kind `json:"kind"`
	File      string      `json:"file"`
	Line      int         `json:"line"`
	Language  string      `json:"language"`
	Story     string      `json:"story"`
	Path      string      `json:"path"`
	Question  string      `json:"question,omitempty"`
	Text      string      `json:"text"`
	URL       string      `json:"url,omitempty"`
	Link      string      `json:"link,omitempty"`
	Date      string      `json:"date,omitempty"`
	Phrasings []string    `json:"phrasings,omitempty"`
}

func printUnits(p Process, c *corpus.Corpus) error {
	var out strings.Builder
	for _, u := range c.Units {
		object := unitObject{
			ID: u.ID, Kind: u.Kind, File: u.Story.File, Line: u.Line(), Language: u.Story.Language,
			Story: u.Story.Title, Path: u.Path(), Question: u.Question, Text: u.Text,
			URL: u.Story.URL, Link: u.Link(prose.Span{End: len(u.Text)}),
		}
		if !u.Story.Date.IsZero() {
			object.Date = u.Story.Date.Format(time.DateOnly)
		}
		for _, phrasing := range u.Phrasings {
			object.Phrasings = append(object.Phrasings, phrasing.Text)
		}
		line, err := encodeLine(object)
		if err != nil {
			return err
		}
		out.WriteString(line)
	}
	return p.write("units", out.String())
}
