package terminal

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"

	"golang.org/x/term"

	"alliancebot/internal/config"
)

// Lines reads lines of any length, one at a time.
type Lines struct {
	next func() (string, error) // returns a line without its end, io.EOF after the last
}

// NewLines returns the lines of in, without line editing.
func NewLines(in io.Reader) *Lines {
	buffered := bufio.NewReader(in)
	return &Lines{func() (string, error) {
		line, err := buffered.ReadString('\n')
		if err == io.EOF && line != "" {
			err = nil // the last line need not end in a newline
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
	*Lines
	io.Writer
	close func() error
}

// OpenConsole returns the console for in and out. On a terminal it first shows
// greeting. The caller must close it.
func OpenConsole(in io.Reader, out io.Writer, env config.Env, greeting string) (*Console, error) {
	const prompt = "> "
	if !IsTerminal(in) || !IsTerminal(out) {
		return &Console{NewLines(in), out, func() error { return nil }}, nil
	}
	if isDumb(env) {
		fmt.Fprintf(out, "%s\n\n", greeting)
		plain := NewLines(in)
		prompting := &Lines{func() (string, error) {
			io.WriteString(out, prompt)
			return plain.next()
		}}
		return &Console{prompting, out, func() error { return nil }}, nil
	}
	fd := descriptor(in)
	before, err := term.MakeRaw(fd)
	if err != nil {
		return nil, fmt.Errorf("set up the terminal: %w", err)
	}
	editor := term.NewTerminal(struct {
		io.Reader
		io.Writer
	}{keyReader{in}, out}, prompt)
	fmt.Fprintf(editor, "%s\n\n", greeting)
	lines := &Lines{func() (string, error) {
		if width, height, err := term.GetSize(fd); err == nil && width > 0 { // the window may have been resized
			editor.SetSize(width, height)
		}
		return editor.ReadLine()
	}}
	return &Console{lines, editor, func() error {
		io.WriteString(out, "\r\n") // the shell's prompt starts on a new line
		return term.Restore(fd, before)
	}}, nil
}

// Close restores the terminal.
func (c *Console) Close() error { return c.close() }

// keyReader translates the Home and End keys of terminals, such as tmux's, that send
// sequences golang.org/x/term does not know.
type keyReader struct{ io.Reader }

func (k keyReader) Read(p []byte) (int, error) {
	n, err := k.Reader.Read(p)
	keys := p[:n]
	for sequence, key := range map[string]string{"\x1b[1~": "\x01", "\x1b[4~": "\x05"} { // Ctrl-A, Ctrl-E
		keys = bytes.ReplaceAll(keys, []byte(sequence), []byte(key))
	}
	return copy(p, keys), err
}
