// Package memnet is a network in memory, for tests in testing/synctest bubbles.
package memnet

import (
	"context"
	"io"
	"net"
	"os"
	"sync"
	"time"
)

// Network is a net.Listener and a way to connect to it. It blocks only on locks and
// channels, so that time passes in a bubble once every goroutine waits. Its connections
// have buffers like TCP's, unlike those of net.Pipe.
type Network struct {
	accept chan net.Conn
	closed chan struct{}
	once   sync.Once
}

// New returns a network. Connections wait for Accept.
func New() *Network {
	return &Network{accept: make(chan net.Conn), closed: make(chan struct{})}
}

// DialContext connects to the listener. It ignores the address.
func (n *Network) DialContext(ctx context.Context, _, _ string) (net.Conn, error) {
	there, back := newStream(), newStream()
	select {
	case n.accept <- &conn{in: there, out: back}:
		return &conn{in: back, out: there}, nil
	case <-n.closed:
		return nil, net.ErrClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Accept waits for the next connection.
func (n *Network) Accept() (net.Conn, error) {
	select {
	case c := <-n.accept:
		return c, nil
	case <-n.closed:
		return nil, net.ErrClosed
	}
}

// Close ends Accept and DialContext.
func (n *Network) Close() error {
	n.once.Do(func() { close(n.closed) })
	return nil
}

// Addr returns a placeholder for the listener's address.
func (n *Network) Addr() net.Addr { return addr{} }

type addr struct{}

func (addr) Network() string { return "memory" }
func (addr) String() string  { return "memory.test:80" }

// bufferSize is the number of bytes that can be written before the other side reads.
const bufferSize = 64 << 10

// stream carries bytes in one direction.
type stream struct {
	mu              sync.Mutex
	changed         *sync.Cond
	data            []byte
	writerClosed    bool // reads end with io.EOF
	readerClosed    bool // writes fail
	readBy, writeBy time.Time
}

func newStream() *stream {
	s := &stream{}
	s.changed = sync.NewCond(&s.mu)
	return s
}

// change calls f with s.mu held, and wakes those that wait for a change.
func (s *stream) change(f func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f()
	s.changed.Broadcast()
}

// setDeadline sets one of the deadlines, and wakes those that wait when it passes.
func (s *stream) setDeadline(deadline *time.Time, t time.Time) error {
	s.change(func() { *deadline = t })
	if !t.IsZero() {
		time.AfterFunc(time.Until(t), func() { s.change(func() {}) })
	}
	return nil
}

func passed(deadline time.Time) bool { return !deadline.IsZero() && !time.Now().Before(deadline) }

// conn is one end of a connection.
type conn struct{ in, out *stream }

func (c *conn) Read(p []byte) (n int, err error) {
	c.in.mu.Lock()
	defer c.in.mu.Unlock()
	for {
		switch {
		case c.in.readerClosed:
			return 0, net.ErrClosed
		case passed(c.in.readBy):
			return 0, os.ErrDeadlineExceeded
		case len(c.in.data) > 0:
			n = copy(p, c.in.data)
			c.in.data = c.in.data[n:]
			c.in.changed.Broadcast()
			return n, nil
		case c.in.writerClosed:
			return 0, io.EOF
		}
		c.in.changed.Wait()
	}
}

func (c *conn) Write(p []byte) (n int, err error) {
	c.out.mu.Lock()
	defer c.out.mu.Unlock()
	for {
		switch {
		case c.out.writerClosed:
			return n, net.ErrClosed
		case c.out.readerClosed:
			return n, io.ErrClosedPipe
		case passed(c.out.writeBy):
			return n, os.ErrDeadlineExceeded
		}
		room := min(len(p)-n, bufferSize-len(c.out.data))
		c.out.data = append(c.out.data, p[n:n+room]...)
		c.out.changed.Broadcast()
		if n += room; n == len(p) {
			return n, nil
		}
		c.out.changed.Wait()
	}
}

func (c *conn) Close() error {
	c.in.change(func() { c.in.readerClosed = true })
	c.out.change(func() { c.out.writerClosed = true })
	return nil
}

func (c *conn) SetDeadline(t time.Time) error {
	c.SetReadDeadline(t)
	return c.SetWriteDeadline(t)
}

func (c *conn) SetReadDeadline(t time.Time) error  { return c.in.setDeadline(&c.in.readBy, t) }
func (c *conn) SetWriteDeadline(t time.Time) error { return c.out.setDeadline(&c.out.writeBy, t) }
func (c *conn) LocalAddr() net.Addr                { return addr{} }
func (c *conn) RemoteAddr() net.Addr               { return addr{} }
