package terminal

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/peterh/liner"

	"alliancebot/internal/prose"
)

// Lines reads lines of any length, one at a time.
type Lines struct {
	next func() (string, error) // returns a line without its end, io.EOF after the last
}

// NewLines returns the lines of in, without line editing. They are UTF-8, or UTF-16 with a
// byte order mark.
func NewLines(in io.Reader) *Lines {
	buffered := bufio.NewReader(in)
	first := true
	return &Lines{func() (string, error) {
		line, err := buffered.ReadString('\n')
		marked := first && line != "" && line[0] >= 0xEF // other lines have no byte order mark
		first = false
		if marked {
			buffered = bufio.NewReader(prose.Decode(io.MultiReader(strings.NewReader(line), buffered)))
			line, err = buffered.ReadString('\n')
		}
		if err == io.EOF && line != "" {
			err = nil // the last line need not end in a newline
		}
		if strings.Contains(line, "\x00") {
			return "", errors.New("the input is not UTF-8 text; convert it, for example from UTF-16 with iconv -f UTF-16LE -t UTF-8")
		}
		return strings.TrimRight(line, "\r\n"), err
	}}
}

// ReadLine returns the next line, io.EOF after the last one, or ctx's error if that
// ends first. In that case a read continues in the background, and l must not be used
// again.
func (l *Lines) ReadLine(ctx context.Context) (string, error) {
	type result struct {
		line string
		err  error
	}
	read := make(chan result, 1)
	go func() {
		line, err := l.next()
		read <- result{line, err}
	}()
	select {
	case <-ctx.Done():
		return "", ctx.Err()
	case r := <-read:
		return r.line, r.err
	}
}

// Console is the input and output of a conversation: a terminal with a prompt, line
// editing and a history, or plain streams.
type Console struct {
	io.Writer
	lines  *Lines
	editor *liner.State // nil for plain streams
}

// OpenConsole returns the console for in and out, which must be standard input and output
// if they are terminals. On a terminal it first shows greeting. The caller must close it.
func OpenConsole(in io.Reader, out io.Writer, greeting string) *Console {
	if !IsTerminal(in) || !IsTerminal(out) {
		return &Console{Writer: out, lines: NewLines(in)}
	}
	fmt.Fprintln(out, greeting)
	editor := liner.NewLiner() // with TERM=dumb it only prompts
	editor.SetCtrlCAborts(true)
	editor.SetMultiLineMode(true)
	return &Console{out, &Lines{func() (string, error) { return editor.Prompt("> ") }}, editor}
}

// ReadLine is Lines.ReadLine. Ctrl-C ends the lines.
func (c *Console) ReadLine(ctx context.Context) (string, error) {
	line, err := c.lines.ReadLine(ctx)
	switch {
	case c.editor == nil:
	case errors.Is(err, liner.ErrPromptAborted): // by Ctrl-C, and the editor began a new line
		err = io.EOF
	case err != nil:
		fmt.Fprintln(c) // the shell's prompt starts on a new line
	default:
		c.editor.AppendHistory(line)
	}
	return line, err
}

// Close restores the terminal.
func (c *Console) Close() error {
	if c.editor == nil {
		return nil
	}
	return c.editor.Close()
}
