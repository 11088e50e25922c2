package bot

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/bwmarrin/discordgo"
	"github.com/gorilla/websocket"
)

// The gateway's opcodes that matter to a relay.
// https://discord.com/developers/docs/topics/opcodes-and-status-codes#gateway-gateway-opcodes
const (
	opIdentify       = 2
	opResume         = 6
	opReconnect      = 7
	opInvalidSession = 9
	opHello          = 10
	opACK            = 11
)

// closeToResume is a code to close with after which Discord keeps the session,
// as it does after any but 1000 and 1001.
const closeToResume = 4000

// maxInterval is far beyond the 41.25 s between heartbeats that Discord asks for.
const maxInterval = time.Hour

var (
	errReconnect      = errors.New("a new connection was asked for (op 7 or 9)")
	errInvalidSession = errors.New("the session was ended (op 9)")
	errSilent         = errors.New("no heartbeat ACK")
	errGarbled        = errors.New("a gateway message that cannot be read")
)

// relay is one connection to Discord's gateway. It carries the messages between
// Discord and a discordgo session, which talks into a pipe in place of a network
// connection.
//
// discordgo v0.29.0 speaks the protocol, but it sends an IDENTIFY for each op 9,
// hangs for ever on op 7 in the place of READY, closes dead connections late and
// with a code that ends the session, knows no address to resume at, and keeps the
// code that Discord closed with to itself. So the relay withholds what discordgo
// gets wrong, ends the connection itself and tells why.
type relay struct {
	resume []byte          // is sent in the place of an IDENTIFY, unless it is nil
	far    *websocket.Conn // to Discord
	pipe   net.Conn        // to discordgo
	settle time.Duration   // what a write to either side, or the answer to a close frame, may take
	log    *slog.Logger

	interval time.Duration // between heartbeats, as Hello names it

	once  sync.Once
	ended chan struct{} // closed when the connection is over
	cause error         // why it is; to be read after that
	left  chan struct{} // closed when it is over and discordgo has handled all that came by it
}

// newRelay returns a relay between Discord and whoever gets the other end of the
// pipe. It must be ended with drop or leave.
func newRelay(far *websocket.Conn, resume []byte, settle time.Duration, log *slog.Logger) (r *relay, end net.Conn) {
	pipe, end := net.Pipe()
	r = &relay{
		resume: resume, far: far, pipe: pipe, settle: settle, log: log,
		ended: make(chan struct{}), left: make(chan struct{}),
	}
	far.SetCloseHandler(func(int, string) error { return nil }) // drop answers, and not with 1000
	go r.carry()
	return r, end
}

// carry carries messages both ways until the connection is over, and discordgo
// has left it.
func (r *relay) carry() {
	defer close(r.left)
	defer r.pipe.Close()
	near, err := acceptWebsocket(r.pipe)
	if err != nil {
		r.drop(fmt.Errorf("take discordgo's connection: %w", err))
		return
	}
	go func() {
		r.drop(r.inward(near))
		r.dismiss(near)
	}()
	r.drop(r.outward(near))
}

// outward carries what discordgo sends, until it leaves: to nobody once the
// connection is over. After the close frame Discord reads no more, but what it sent
// before that is still to be heard.
func (r *relay) outward(near *websocket.Conn) error {
	for {
		kind, payload, err := near.ReadMessage()
		if err != nil { // its close code is none of Discord's
			return fmt.Errorf("discordgo left the connection: %v", err)
		}
		r.far.SetWriteDeadline(time.Now().Add(r.settle))
		if err := r.far.WriteMessage(kind, r.instead(payload)); err != nil && !errors.Is(err, websocket.ErrCloseSent) {
			r.drop(err)
		}
	}
}

// instead returns what to send in the place of a payload of discordgo's.
func (r *relay) instead(payload []byte) []byte {
	var sent struct {
		Op int `json:"op"`
	}
	if r.resume != nil && json.Unmarshal(payload, &sent) == nil && sent.Op == opIdentify {
		return r.resume
	}
	return payload
}

// inward carries what Discord sends, except what ends the connection and what
// cannot be read: discordgo panics at some of that.
func (r *relay) inward(near *websocket.Conn) error {
	for {
		kind, payload, err := r.far.ReadMessage()
		if late, ok := errors.AsType[net.Error](err); ok && late.Timeout() {
			return fmt.Errorf("%w, although one is due every %s", errSilent, r.interval)
		}
		if err != nil {
			return err
		}
		err = r.heed(payload)
		if errors.Is(err, errGarbled) {
			r.log.Warn("a gateway message was left out", "error", err)
			continue
		}
		if err != nil {
			return err
		}
		near.SetWriteDeadline(time.Now().Add(r.settle))
		if err := near.WriteMessage(kind, payload); err != nil {
			return err
		}
	}
}

// dismiss tells discordgo that the connection is over, behind all that came by it,
// and lets it leave.
func (r *relay) dismiss(near *websocket.Conn) {
	deadline := time.Now().Add(r.settle)
	near.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(websocket.CloseGoingAway, ""), deadline)
	near.SetReadDeadline(deadline)
}

// heed does what a message from Discord asks of the connection. An error other
// than errGarbled ends it.
func (r *relay) heed(payload []byte) error {
	var e *discordgo.Event
	if err := json.Unmarshal(payload, &e); err != nil {
		return fmt.Errorf("%w: %w", errGarbled, err)
	}
	if e == nil { // it was null
		return errGarbled
	}
	switch e.Operation {
	case opHello:
		return r.greet(e.RawData)
	case opACK:
		r.stayAlive()
	case opReconnect:
		return errReconnect
	case opInvalidSession:
		if string(e.RawData) == "true" { // it may be resumed
			return errReconnect
		}
		return errInvalidSession
	}
	return nil
}

// greet takes the interval between heartbeats from Hello.
func (r *relay) greet(hello json.RawMessage) error {
	var asked struct {
		Milliseconds int64 `json:"heartbeat_interval"`
	}
	err := json.Unmarshal(hello, &asked)
	if err != nil || asked.Milliseconds <= 0 || asked.Milliseconds > maxInterval.Milliseconds() {
		return fmt.Errorf("a Hello without an interval between heartbeats: %s", hello)
	}
	r.interval = time.Duration(asked.Milliseconds) * time.Millisecond
	r.stayAlive()
	return nil
}

// stayAlive gives the next ACK until half an interval after it is due. So a dead
// connection is noticed within two intervals. discordgo would need five.
func (r *relay) stayAlive() {
	r.far.SetReadDeadline(time.Now().Add(r.interval * 3 / 2))
}

// drop ends the connection, but not its session, because of cause. It waits for
// nobody, as the other side may be gone. Only the first drop counts.
func (r *relay) drop(cause error) {
	r.once.Do(func() {
		r.cause = cause
		r.sayClose(closeToResume)
		r.far.Close()
		close(r.ended)
	})
}

// giveUp ends the connection before its session has begun: after a stop as leave
// does, since what was asked of the bot may be on its way already.
func (r *relay) giveUp(cause error) {
	if errors.Is(cause, context.Canceled) {
		r.leave()
	}
	r.drop(cause)
}

// leave ends the connection and its session, and waits for Discord to confirm:
// who only closes the socket may take back the frame before it was read.
func (r *relay) leave() {
	r.sayClose(websocket.CloseNormalClosure)
	confirmed := time.AfterFunc(r.settle, func() { r.drop(errors.New("no answer to the close frame")) })
	<-r.ended
	confirmed.Stop()
}

func (r *relay) sayClose(code int) {
	r.far.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(code, ""), time.Now().Add(r.settle))
}

// acceptWebsocket answers the request for a websocket that comes through pipe.
func acceptWebsocket(pipe net.Conn) (*websocket.Conn, error) {
	buffered := bufio.NewReadWriter(bufio.NewReader(pipe), bufio.NewWriter(pipe))
	request, err := http.ReadRequest(buffered.Reader)
	if err != nil {
		return nil, err
	}
	return new(websocket.Upgrader).Upgrade(pipeResponse{pipe, buffered}, request, nil)
}

// pipeResponse is the answer to an HTTP request that came through a pipe.
type pipeResponse struct {
	pipe     net.Conn
	buffered *bufio.ReadWriter
}

func (p pipeResponse) Header() http.Header            { return http.Header{} }
func (p pipeResponse) Write(text []byte) (int, error) { return p.pipe.Write(text) }
func (p pipeResponse) WriteHeader(int)                {}
func (p pipeResponse) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	return p.pipe, p.buffered, nil
}
