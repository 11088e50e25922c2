package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"runtime/debug"
	"strings"

	"alliancebot/commands"
	"alliancebot/internal/library"
	"alliancebot/internal/prose"
	"alliancebot/internal/terminal"
)

// askCommand answers the question in its arguments, or each line of standard input.
type askCommand struct {
	corpusFlags
	JSON     bool     `name:"json" xor:"form" help:"Print each answer as one line of JSON."`
	After    string   `placeholder:"ID" xor:"follow" help:"ID of the unit shown before, which the question follows."`
	Explain  bool     `xor:"form,follow" help:"Explain how each answer was chosen."`
	Question []string `arg:"" optional:"" help:"The question, in one or more words. Without it, each line of standard input is a question, or with --json an object with the question as q and the ID as after."`
}

// oneAnswerGCPercent is the garbage collector's target percentage for one answer; Go's is 100.
const oneAnswerGCPercent = 200

// answerer returns what to print for a question, and whether it answers the question.
type answerer func(ctx context.Context, question followUp) (text string, answered bool, err error)

// Run prints the answer to each question, in order, as soon as it is known. It returns
// errUnanswered if it answered none.
func (c askCommand) Run(ctx context.Context, p Process) error {
	if len(c.Question) == 0 && terminal.IsTerminal(p.In) {
		return usageError("ask needs a question")
	}
	if len(c.Question) > 0 {
		// Freeing memory less often saves an answer that is soon over a twelfth of its time, for 3 MB.
		defer debug.SetGCPercent(debug.SetGCPercent(oneAnswerGCPercent))
	}
	l, err := c.open(ctx, p)
	if err != nil {
		return err
	}
	defer l.Close()

	answer := c.answerer(l, terminal.NewPage(p.Out, p.Env))
	result := errUnanswered
	for question, err := range c.questions(ctx, p.In) {
		if err != nil {
			return fmt.Errorf("read the questions: %w", err)
		}
		asked, err := c.followUp(l, question)
		if err != nil {
			return err
		}
		text, answered, err := answer(ctx, asked)
		if err != nil {
			return fmt.Errorf("answer a question: %w", err)
		}
		if answered {
			result = nil
		}
		if err := p.write("answer", text); err != nil {
			return err
		}
	}
	return result
}

// open opens the library. What the built-in corpus has in other languages takes nearly as long to
// read as the rest, so a single question in the story's is answered without it.
func (c askCommand) open(ctx context.Context, p Process) (*library.Library, error) {
	config, err := c.config(p)
	if err != nil {
		return nil, err
	}
	config.OwnLanguage = config.Dir == "" && len(c.Question) > 0
	l, err := openLibrary(ctx, config)
	if err != nil || !config.OwnLanguage || l.InOwnLanguage(strings.Join(c.Question, " ")) {
		return l, err
	}
	l.Close()
	config.OwnLanguage = false
	return openLibrary(ctx, config)
}

// followUp is a question, and the ID of the unit shown before; "" if there is none.
type followUp struct {
	Question string `json:"q"`
	After    string `json:"after"`
}

// followUp returns the question in a line or the arguments.
func (c askCommand) followUp(l *library.Library, line string) (followUp, error) {
	f := followUp{Question: line, After: c.After}
	if c.JSON && len(c.Question) == 0 && strings.HasPrefix(strings.TrimSpace(line), `{"`) {
		var err error
		if f, err = parseFollowUp(line); err != nil {
			return f, fmt.Errorf(`read the line %q as {"q":"QUESTION","after":"ID"}: %w`, prose.Truncate(line, 60), err)
		}
	}
	if f.After != "" && l.Unit(f.After) == nil {
		return f, fmt.Errorf("no unit has the ID %q; see alliancebot check --units", f.After)
	}
	return f, nil
}

// parseFollowUp returns the question in a JSON object. Other keys are allowed, but q is needed.
func parseFollowUp(line string) (followUp, error) {
	var object struct {
		followUp
		Question *string `json:"q"`
	}
	err := json.Unmarshal([]byte(line), &object)
	switch {
	case err != nil:
		return followUp{}, err
	case object.Question == nil:
		return followUp{}, errors.New("there is no q")
	}
	return followUp{*object.Question, object.After}, nil
}

// questions yields the question in the arguments, or else the lines of in. Empty lines
// are questions, too, so that the nth answer belongs to the nth line.
func (c askCommand) questions(ctx context.Context, in io.Reader) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		if len(c.Question) > 0 {
			yield(strings.Join(c.Question, " "), nil)
			return
		}
		lines := terminal.NewLines(in)
		for {
			line, err := lines.ReadLine(ctx)
			if err == io.EOF || !yield(line, err) || err != nil {
				return
			}
		}
	}
}

func (c askCommand) answerer(l *library.Library, page terminal.Page) answerer {
	if c.JSON {
		return func(ctx context.Context, f followUp) (string, bool, error) { return answerJSON(ctx, l, f) }
	}
	router := newRouter(l, commands.Settings{})
	return func(ctx context.Context, f followUp) (text string, answered bool, err error) {
		question := f.Question
		reply, err := router.Run(ctx, commands.Request{
			Command: "ask",
			Options: map[string]string{"question": question},
			Asker:   commands.Asker{Operator: true},
			After:   commands.SubjectOf(l.Unit(f.After)),
		})
		if err != nil {
			return "", false, err
		}
		text = page.Reply(reply)
		if c.Explain {
			explanation, err := l.Explain(ctx, question)
			if err != nil {
				return "", false, err
			}
			text += "\n" + prose.Clean(explanation) // a table, which is not wrapped
		}
		if len(c.Question) > 0 && len(reply.Quotes) == 0 && len(reply.Menus) > 0 {
			text += "\nTo open one, run alliancebot chat, ask again and type its number.\n"
		}
		if len(c.Question) == 0 { // one of many answers
			text = page.Question(question) + "\n\n" + text + "\n"
		}
		return text, len(reply.Quotes) > 0, nil
	}
}
