package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"
	"syscall"

	"alliancebot/commands"
	"alliancebot/internal/prose"
	"alliancebot/internal/terminal"
)

// askCommand answers the question in its arguments, or each line of standard input.
type askCommand struct {
	corpusFlags
	JSON     bool     `name:"json" xor:"form" help:"Print each answer as one line of JSON."`
	Explain  bool     `xor:"form" help:"Explain how each answer was chosen."`
	Question []string `arg:"" optional:"" help:"The question, in one or more words. Without it, each line of standard input is a question."`
}

// answerer returns what to print for a question, and whether it answers the question.
type answerer func(ctx context.Context, question string) (text string, answered bool, err error)

// Run prints the answer to each question, in order, as soon as it is known. It returns
// errUnanswered if it answered none. If the reader of p.Out is gone, it ends as it does
// after the last question.
func (c askCommand) Run(ctx context.Context, p Process) error {
	if len(c.Question) == 0 && terminal.IsTerminal(p.In) {
		return usageError("ask needs a question")
	}
	library, err := c.open(p.Env)
	if err != nil {
		return err
	}
	defer library.Close()

	answer := c.answerer(library, terminal.NewPage(p.Out, p.Env))
	result := errUnanswered
	for question, err := range c.questions(ctx, p.In) {
		if err != nil {
			return fmt.Errorf("read the questions: %w", err)
		}
		text, answered, err := answer(ctx, question)
		if err != nil {
			return fmt.Errorf("answer a question: %w", err)
		}
		if answered {
			result = nil
		}
		if _, err := io.WriteString(p.Out, text); errors.Is(err, syscall.EPIPE) {
			break
		} else if err != nil {
			return fmt.Errorf("write the answer: %w", err)
		}
	}
	return result
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

func (c askCommand) answerer(l library, page terminal.Page) answerer {
	if c.JSON {
		return l.answerJSON
	}
	router := l.router(commands.Settings{})
	return func(ctx context.Context, question string) (text string, answered bool, err error) {
		reply, err := router.Run(ctx, commands.Request{
			Command: "ask",
			Options: map[string]string{"question": question},
			Asker:   commands.Asker{Operator: true},
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
		if len(c.Question) == 0 { // one of many answers
			text = page.Question(question) + "\n\n" + text + "\n"
		}
		return text, len(reply.Quotes) > 0, nil
	}
}
