package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"syscall"

	"alliancebot/commands"
	"alliancebot/internal/terminal"
)

// greeting is shown when a chat starts at a terminal.
const greeting = "Ask about the story, or type /help. To leave, type /quit or press Ctrl-D."

// chatCommand holds a conversation.
type chatCommand struct {
	corpusFlags
}

// Run answers each line until /quit, the end of the input (Ctrl-D) or Ctrl-C, or until
// the reader of the answers is gone.
func (c chatCommand) Run(ctx context.Context, p Process) error {
	library, err := c.open(p.Env)
	if err != nil {
		return err
	}
	defer library.Close()
	console, err := terminal.OpenConsole(p.In, p.Out, p.Env, greeting)
	if err != nil {
		return err
	}
	defer console.Close()

	chat := conversation{router: library.router(commands.Settings{})}
	for {
		line, err := console.ReadLine(ctx)
		line = strings.TrimSpace(line)
		switch {
		case err == io.EOF, ctx.Err() != nil, isQuit(line):
			return nil
		case err != nil:
			return fmt.Errorf("read the next question: %w", err)
		case line == "":
			continue
		}
		reply, err := chat.answer(ctx, line)
		if err != nil {
			reply = commands.Reply{Text: "That failed: " + err.Error()}
		}
		if _, err := io.WriteString(console, terminal.NewPage(p.Out, p.Env).Turn(reply)+"\n"); errors.Is(err, syscall.EPIPE) {
			return nil
		} else if err != nil {
			return fmt.Errorf("write the answer: %w", err)
		}
	}
}

// isQuit reports whether a line ends the chat.
func isQuit(line string) bool {
	first, _, _ := strings.Cut(line, " ")
	return first == "/quit" || first == "/exit" || strings.EqualFold(line, "quit") || strings.EqualFold(line, "exit")
}

// conversation is the state of a chat.
type conversation struct {
	router  *commands.Router
	actions []terminal.Action // of the last reply, chosen by number
}

// answer replies to a line: a command ("/faq question"), the number of an action of the
// last reply, or a question.
func (c *conversation) answer(ctx context.Context, line string) (commands.Reply, error) {
	request := commands.Request{Command: "ask", Asker: commands.Asker{Operator: true}}
	number, err := strconv.Atoi(line)
	switch {
	case err == nil && 0 < len(c.actions) && len(c.actions) < number && number < 100: // a larger one may be a year
		return commands.Reply{Text: fmt.Sprintf("Pick a number from 1 to %d, or ask something else.", len(c.actions))}, nil
	case err == nil && 1 <= number && number <= len(c.actions):
		request.Command, request.Value = c.actions[number-1].Command, c.actions[number-1].Value
	case strings.HasPrefix(line, "/"):
		name, text, _ := strings.Cut(strings.TrimPrefix(line, "/"), " ")
		request.Command = name
		request.Options = c.firstOption(name, text)
	default:
		request.Options = c.firstOption("ask", line)
	}
	reply, err := c.router.Run(ctx, request)
	c.actions = terminal.Actions(reply)
	return reply, err
}

// firstOption sets the first option of a command to text, which may start with the
// option's name as on Discord: "/ask question: why".
func (c *conversation) firstOption(command, text string) map[string]string {
	for _, d := range c.router.Definitions() {
		if d.Name == command && len(d.Options) > 0 {
			option := d.Options[0].Name
			return map[string]string{option: strings.TrimPrefix(strings.TrimSpace(text), option+":")}
		}
	}
	return nil
}
