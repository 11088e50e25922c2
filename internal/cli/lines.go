package cli

import (
	"bufio"
	"context"
	"io"
	"strings"
)

// lineReader reads a line of any length, without its end. After the last one
// it returns io.EOF.
type lineReader interface {
	ReadLine() (string, error)
}

// plainLines reads lines from what is no terminal.
type plainLines struct{ from *bufio.Reader }

func newPlainLines(r io.Reader) plainLines { return plainLines{bufio.NewReader(r)} }

func (p plainLines) ReadLine() (string, error) {
	line, err := p.from.ReadString('\n')
	if err == io.EOF && line != "" {
		err = nil // the last line need not have an end
	}
	return strings.TrimRight(line, "\r\n"), err
}

// readLine reads a line from r, or returns ctx's error when that ends first.
// Then the read goes on behind, so r must not be read again.
func readLine(ctx context.Context, r lineReader) (string, error) {
	type result struct {
		line string
		err  error
	}
	read := make(chan result, 1)
	go func() {
		line, err := r.ReadLine()
		read <- result{line, err}
	}()
	select {
	case <-ctx.Done():
		return "", ctx.Err()
	case r := <-read:
		return r.line, r.err
	}
}
