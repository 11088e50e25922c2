package cli

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"

	"alliancebot/commands"
	"alliancebot/internal/terminal"
)

// greeting is shown when a chat starts at a terminal.
const greeting = "Ask about the story, or type /help. To leave, type /quit or press Ctrl-D."

// chatCommand holds a conversation.
type chatCommand struct {
	corpusFlags
}

// Run answers each line until /quit, the end of the input (Ctrl-D) or Ctrl-C.
func (c chatCommand) Run(ctx context.Context, p Process) error {
	l, err := c.open(ctx, p)
	if err != nil {
		return err
	}
	defer l.Close()
	console := terminal.OpenConsole(p.In, p.Out, terminal.NewPage(p.Out, p.Env).Turn(commands.Reply{Text: greeting}))
	defer console.Close()

	chat := conversation{router: newRouter(l, commands.Settings{})}
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
		if _, err := io.WriteString(console, terminal.NewPage(p.Out, p.Env).Turn(reply)+"\n"); err != nil {
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
	subject string            // of the last reply that had one
}

// answer replies to a line: a command ("/faq question"), the number of an action of the
// last reply, or a question.
func (c *conversation) answer(ctx context.Context, line string) (commands.Reply, error) {
	request := commands.Request{Command: "ask", Asker: commands.Asker{Operator: true}, After: c.subject}
	number, err := strconv.Atoi(line)
	switch {
	case err == nil && 0 < len(c.actions) && len(c.actions) < number && number < 100: // a larger one may be a year
		return commands.Reply{Text: fmt.Sprintf("Pick a number from 1 to %d, or ask something else.", len(c.actions))}, nil
	case err == nil && 1 <= number && number <= len(c.actions):
		request.Command, request.Value = c.actions[number-1].Command, c.actions[number-1].Value
	case strings.HasPrefix(line, "/"):
		name, text, _ := strings.Cut(strings.TrimPrefix(line, "/"), " ")
		request.Command = name
		request.Options = c.option(name, text)
	default:
		request.Options = c.option("ask", line)
	}
	reply, err := c.router.Run(ctx, request)
	c.actions = terminal.Actions(reply)
	if reply.Subject != "" {
		c.subject = reply.Subject
	}
	return reply, err
}

// option sets an option of a command to text: the one that text names, as on Discord
// ("/faq filter: roses"), or else the first.
func (c *conversation) option(command, text string) map[string]string {
	for _, d := range c.router.Definitions() {
		if d.Name != command || len(d.Options) == 0 {
			continue
		}
		for _, o := range d.Options {
			if value, named := strings.CutPrefix(strings.TrimSpace(text), o.Name+":"); named {
				return map[string]string{o.Name: value}
			}
		}
		return map[string]string{d.Options[0].Name: text}
	}
	return nil
}
