package discordtest

import (
	"context"
	"io"
	"net"
	"os"
	"sync"
	"time"
)

// Network is a TCP-like network within the process, for tests in a
// testing/synctest bubble: it blocks on nothing but locks and channels, so that
// time can pass as soon as every goroutine waits. Its connections have buffers as
// TCP's do, unlike those of net.Pipe.
type Network struct {
	accept chan net.Conn
	closed chan struct{}
	once   sync.Once
}

// NewNetwork returns a network that nobody listens on yet.
func NewNetwork() *Network {
	return &Network{accept: make(chan net.Conn), closed: make(chan struct{})}
}

// DialContext connects to the listener, whatever the address.
func (n *Network) DialContext(ctx context.Context, _, _ string) (net.Conn, error) {
	near, far := newConnection()
	select {
	case n.accept <- far:
		return near, nil
	case <-n.closed:
		return nil, net.ErrClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Accept, Close and Addr make n a net.Listener.
func (n *Network) Accept() (net.Conn, error) {
	select {
	case c := <-n.accept:
		return c, nil
	case <-n.closed:
		return nil, net.ErrClosed
	}
}

func (n *Network) Close() error {
	n.once.Do(func() { close(n.closed) })
	return nil
}

func (n *Network) Addr() net.Addr { return memoryAddr{} }

type memoryAddr struct{}

func (memoryAddr) Network() string { return "memory" }
func (memoryAddr) String() string  { return "discord.test:80" }

// bufferSize is how much one side may write before the other reads.
const bufferSize = 64 << 10

// stream carries bytes one way.
type stream struct {
	mu           sync.Mutex
	changed      *sync.Cond
	data         []byte
	writerClosed bool // no more comes: reads end with io.EOF
	readerClosed bool // nobody reads: writes fail
	readBy       deadline
	writeBy      deadline
}

func newStream() *stream {
	s := &stream{}
	s.changed = sync.NewCond(&s.mu)
	return s
}

// deadline wakes those who wait when it passes.
type deadline struct {
	timer  *time.Timer
	passed bool
}

// set must be called with s.mu held.
func (d *deadline) set(s *stream, t time.Time) {
	if d.timer != nil {
		d.timer.Stop()
	}
	d.timer, d.passed = nil, false
	if !t.IsZero() {
		var timer *time.Timer
		timer = time.AfterFunc(time.Until(t), func() {
			s.mu.Lock()
			defer s.mu.Unlock()
			if d.timer == timer { // no other deadline was set meanwhile
				d.passed = true
				s.changed.Broadcast()
			}
		})
		d.timer = timer
	}
	s.changed.Broadcast()
}

func (s *stream) read(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for {
		switch {
		case s.readerClosed:
			return 0, net.ErrClosed
		case s.readBy.passed:
			return 0, os.ErrDeadlineExceeded
		case len(s.data) > 0:
			n := copy(p, s.data)
			s.data = s.data[n:]
			s.changed.Broadcast()
			return n, nil
		case s.writerClosed:
			return 0, io.EOF
		}
		s.changed.Wait()
	}
}

func (s *stream) write(p []byte) (n int, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for {
		switch {
		case s.writerClosed:
			return n, net.ErrClosed
		case s.readerClosed:
			return n, io.ErrClosedPipe
		case s.writeBy.passed:
			return n, os.ErrDeadlineExceeded
		}
		room := min(len(p), bufferSize-len(s.data))
		s.data = append(s.data, p[:room]...)
		n += room
		s.changed.Broadcast()
		if p = p[room:]; len(p) == 0 {
			return n, nil
		}
		s.changed.Wait()
	}
}

func (s *stream) close(closed *bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	*closed = true
	s.changed.Broadcast()
}

// memoryConn is one end of a connection.
type memoryConn struct{ in, out *stream }

func newConnection() (a, b net.Conn) {
	ab, ba := newStream(), newStream()
	return &memoryConn{in: ba, out: ab}, &memoryConn{in: ab, out: ba}
}

func (c *memoryConn) Read(p []byte) (int, error)  { return c.in.read(p) }
func (c *memoryConn) Write(p []byte) (int, error) { return c.out.write(p) }
func (c *memoryConn) LocalAddr() net.Addr         { return memoryAddr{} }
func (c *memoryConn) RemoteAddr() net.Addr        { return memoryAddr{} }

func (c *memoryConn) Close() error {
	c.in.close(&c.in.readerClosed)
	c.out.close(&c.out.writerClosed)
	return nil
}

func (c *memoryConn) SetDeadline(t time.Time) error {
	c.SetReadDeadline(t)
	return c.SetWriteDeadline(t)
}

func (c *memoryConn) SetReadDeadline(t time.Time) error {
	c.in.mu.Lock()
	defer c.in.mu.Unlock()
	c.in.readBy.set(c.in, t)
	return nil
}

func (c *memoryConn) SetWriteDeadline(t time.Time) error {
	c.out.mu.Lock()
	defer c.out.mu.Unlock()
	c.out.writeBy.set(c.out, t)
	return nil
}
