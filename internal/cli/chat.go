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
)

// chatCommand keeps a conversation open.
type chatCommand struct {
	corpusFlag
}

// Run answers line after line until /quit, the end of the input (Ctrl-D), Ctrl-C,
// or until nobody reads on. Without a terminal it reads plain lines and shows no
// prompt.
func (c chatCommand) Run(ctx context.Context, p Process) error {
	library, err := c.open(p.Env)
	if err != nil {
		return err
	}
	defer library.Close()

	screen, restore, err := openScreen(p)
	if err != nil {
		return err
	}
	defer restore()

	talk := conversation{router: library.router(commands.Settings{})}
	for {
		line, err := readLine(ctx, screen)
		if err == io.EOF || strings.TrimSpace(line) == "/quit" {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read what to ask: %w", err)
		}
		if strings.TrimSpace(line) == "" {
			continue
		}
		reply, err := talk.answer(ctx, line)
		if err != nil {
			reply = commands.Reply{Text: "That went wrong: " + err.Error()}
		}
		if _, err := io.WriteString(screen, p.page().turn(reply)+"\n"); errors.Is(err, syscall.EPIPE) {
			return nil
		} else if err != nil {
			return fmt.Errorf("write the answer: %w", err)
		}
	}
}

// conversation is a chat so far.
type conversation struct {
	router *commands.Router
	steps  []step // after the last reply, to be taken by number
}

// answer replies to a line: a command ("/faq question"), the number of one of
// the steps after the last reply, or a question.
func (c *conversation) answer(ctx context.Context, line string) (commands.Reply, error) {
	request, problem := c.request(strings.TrimSpace(line))
	if problem != "" {
		return commands.Reply{Text: problem}, nil
	}
	reply, err := c.router.Run(ctx, request)
	c.steps = steps(reply)
	return reply, err
}

// request understands a line, or returns what is wrong with it.
func (c *conversation) request(line string) (request commands.Request, problem string) {
	if name, text, _ := strings.Cut(line, " "); strings.HasPrefix(name, "/") {
		return c.command(strings.TrimPrefix(name, "/"), strings.TrimSpace(text))
	}
	number, err := strconv.Atoi(line)
	if err != nil || len(c.steps) == 0 {
		return c.command("ask", line)
	}
	if number < 1 || number > len(c.steps) {
		return request, fmt.Sprintf("Pick a number from 1 to %d, or ask something else.", len(c.steps))
	}
	taken := c.steps[number-1]
	return commands.Request{Command: taken.command, Value: taken.value, Asker: commands.Asker{Operator: true}}, ""
}

// command builds the request for a command, with text for its first option,
// whose name may stand before it as on Discord ("/ask question: why").
func (c *conversation) command(name, text string) (request commands.Request, problem string) {
	var known []string
	for _, definition := range c.router.Definitions() {
		if definition.Kind != commands.Slash {
			continue
		}
		if definition.Name != name {
			known = append(known, "/"+definition.Name)
			continue
		}
		request = commands.Request{Command: name, Asker: commands.Asker{Operator: true}}
		if len(definition.Options) > 0 {
			option := definition.Options[0].Name
			request.Options = map[string]string{option: strings.TrimPrefix(text, option+":")}
		}
		return request, ""
	}
	return request, fmt.Sprintf("There is no /%s. There are %s and /quit.", name, strings.Join(known, ", "))
}
