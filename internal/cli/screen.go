package cli

import (
	"fmt"
	"io"

	"golang.org/x/term"
)

// greeting is what a person who opens the chat at a terminal reads first.
const greeting = "Ask about the story, or use /help to see what there is. /quit or Ctrl-D ends the chat."

// screen is where a conversation takes place.
type screen interface {
	lineReader
	io.Writer
}

// plainScreen is a conversation without a terminal.
type plainScreen struct {
	lineReader
	io.Writer
}

// editingScreen is a terminal with a prompt, line editing and a history.
type editingScreen struct {
	*term.Terminal
	fd int
}

// openScreen returns p's terminal as an editingScreen, or a plainScreen when p
// has none that can do it. The caller calls restore in the end.
func openScreen(p Process) (s screen, restore func(), err error) {
	if !isTerminal(p.In) || !isTerminal(p.Out) || dumb(p.Env) {
		return plainScreen{newPlainLines(p.In), p.Out}, func() {}, nil
	}
	fd := descriptor(p.In)
	before, err := term.MakeRaw(fd)
	if err != nil {
		return nil, nil, fmt.Errorf("prepare the terminal: %w", err)
	}
	streams := struct {
		io.Reader
		io.Writer
	}{p.In, p.Out}
	editor := editingScreen{term.NewTerminal(streams, "> "), fd}
	fmt.Fprintf(editor, "%s\n\n", greeting)
	return editor, func() { term.Restore(fd, before) }, nil
}

// ReadLine reads a line as it is edited. The width is asked for anew each time,
// as the window may have changed.
func (s editingScreen) ReadLine() (string, error) {
	if width, height, err := term.GetSize(s.fd); err == nil && width > 0 {
		s.SetSize(width, height)
	}
	return s.Terminal.ReadLine()
}
