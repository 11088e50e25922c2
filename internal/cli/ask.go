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
)

// askCommand answers the question it is given, or each line of standard input.
type askCommand struct {
	corpusFlag
	JSON     bool     `name:"json" xor:"form" help:"Write each answer as one line of JSON."`
	Explain  bool     `xor:"form" help:"Tell after each answer how it came about."`
	Question []string `arg:"" optional:"" help:"The question, in one or more words. Without it each line of standard input is a question."`
}

// answerer returns what to print for a question, and whether that answers it.
type answerer func(ctx context.Context, question string) (text string, answered bool, err error)

// Run prints one answer for each question, in order, each as soon as it is
// made. It returns errUnanswered when there was an answer to none. When nobody
// reads the answers any more it ends as if the questions had.
func (c askCommand) Run(ctx context.Context, p Process) error {
	if len(c.Question) == 0 && isTerminal(p.In) {
		return usageError("ask needs a question")
	}
	library, err := c.open(p.Env)
	if err != nil {
		return err
	}
	defer library.Close()

	answer := c.answerer(library, p.page())
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

// questions yields the question given, else in's lines. An empty line is a
// question too, so that the nth answer is always the nth line's.
func (c askCommand) questions(ctx context.Context, in io.Reader) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		if len(c.Question) > 0 {
			yield(strings.Join(c.Question, " "), nil)
			return
		}
		lines := newPlainLines(in)
		for {
			line, err := readLine(ctx, lines)
			if err == io.EOF || !yield(line, err) || err != nil {
				return
			}
		}
	}
}

func (c askCommand) answerer(l library, p page) answerer {
	if c.JSON {
		return l.answerJSON
	}
	answer := l.answerOn(p)
	if c.Explain {
		answer = l.explained(answer)
	}
	if len(c.Question) == 0 {
		answer = underQuestion(p, answer)
	}
	return answer
}

// answerOn answers for people, with what the same command says on Discord.
func (l library) answerOn(p page) answerer {
	router := l.router(commands.Settings{})
	return func(ctx context.Context, question string) (string, bool, error) {
		reply, err := router.Run(ctx, commands.Request{
			Command: "ask",
			Options: map[string]string{"question": question},
			Asker:   commands.Asker{Operator: true},
		})
		return p.reply(reply), len(reply.Quotes) > 0, err
	}
}

// explained puts after each answer how the index came to it. The explanation is
// a table, so it is not wrapped.
func (l library) explained(answer answerer) answerer {
	return func(ctx context.Context, question string) (string, bool, error) {
		text, answered, err := answer(ctx, question)
		if err != nil {
			return "", false, err
		}
		explanation, err := l.Explain(ctx, question)
		return text + "\n" + prose.Clean(explanation.String()), answered, err
	}
}

// underQuestion puts each answer under its question, to tell many apart.
func underQuestion(p page, answer answerer) answerer {
	return func(ctx context.Context, question string) (string, bool, error) {
		text, answered, err := answer(ctx, question)
		return p.question(question) + "\n\n" + text + "\n", answered, err
	}
}
