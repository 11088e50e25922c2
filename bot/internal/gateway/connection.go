package gateway

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"time"

	"github.com/bwmarrin/discordgo"
	"github.com/gorilla/websocket"
)

// The gateway's opcodes.
// https://discord.com/developers/docs/topics/opcodes-and-status-codes#gateway-gateway-opcodes
const (
	opDispatch       = 0
	opHeartbeat      = 1
	opIdentify       = 2
	opResume         = 6
	opReconnect      = 7
	opInvalidSession = 9
	opHello          = 10
	opACK            = 11
)

const (
	connectTimeout = 4 * time.Second  // from dialing to Hello: a slower network could not answer within Discord's 3 s either
	readyTimeout   = 15 * time.Second // from IDENTIFY or RESUME to READY or RESUMED
	writeTimeout   = 2 * time.Second
	closeTimeout   = 5 * time.Second // for Discord to confirm the close frame at the stop

	// closeResumable is a close code after which Discord keeps the session, as
	// after any but 1000 and 1001.
	closeResumable = 4000
	// maxInterval is far beyond the 41.25 s between heartbeats that Discord asks for.
	maxInterval = time.Hour
)

var (
	errRequested   = errors.New("Discord requested a new connection (op 7 or 9)")
	errInvalidated = errors.New("Discord ended the session (op 9)")
	errSilent      = errors.New("no heartbeat ACK")
)

// connection is one websocket to the gateway, from Hello to its end. All but
// reading happens in the goroutine of run.
type connection struct {
	*shard
	ws       *websocket.Conn
	resuming bool
	turn     *turn // to identify, unless resuming

	ready    time.Time // when READY or RESUMED arrived; zero before
	stopped  bool      // the final close frame was sent
	interval time.Duration
	lastBeat time.Time
	beat     <-chan time.Time // the next heartbeat is due
	ackDue   <-chan time.Time // the ACK of the last heartbeat is overdue
	deadline <-chan time.Time // what was expected has not come
	late     error            // what deadline means
}

// run reads and sends until the connection ends, and returns why. When ctx ends
// it says goodbye, and handles what Discord sent before it confirms that.
func (c *connection) run(ctx context.Context) error {
	c.ws.SetCloseHandler(func(int, string) error { return nil }) // an echo of 1000 would end the session
	messages, gone := make(chan []byte), make(chan struct{})
	var readError error
	defer close(gone)
	go func() {
		defer close(messages)
		for {
			_, message, err := c.ws.ReadMessage()
			if err != nil {
				readError = err
				return
			}
			select {
			case messages <- message:
			case <-gone:
				return
			}
		}
	}()

	defer func() {
		if !c.stopped {
			c.close(closeResumable)
		}
	}()
	stop := ctx.Done()
	for {
		var err error
		select {
		case message, open := <-messages:
			if !open {
				return readError
			}
			err = c.handle(message)
		case <-c.beat:
			c.beat = time.After(c.interval)
			err = c.heartbeat()
		case <-c.ackDue:
			err = errSilent
		case <-c.deadline:
			err = c.late
		case <-stop:
			stop, c.beat, c.ackDue = nil, nil, nil
			c.close(websocket.CloseNormalClosure)
			c.stopped = true
			c.expect(time.Now().Add(closeTimeout), "answer to the close frame")
		}
		if err != nil {
			return err
		}
	}
}

// expect ends the connection unless what is expected comes by a deadline.
func (c *connection) expect(deadline time.Time, what string) {
	c.deadline, c.late = time.After(time.Until(deadline)), fmt.Errorf("no %s in time", what)
}

func (c *connection) close(code int) {
	c.ws.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(code, ""), time.Now().Add(writeTimeout))
}

// send sends a payload. IDENTIFY is the longest, far below the 4096 bytes that
// Discord allows.
func (c *connection) send(op int, data any) error {
	c.ws.SetWriteDeadline(time.Now().Add(writeTimeout))
	return c.ws.WriteJSON(struct {
		Op   int `json:"op"`
		Data any `json:"d"`
	}{op, data})
}

// heartbeat sends a heartbeat, whose ACK must come within half an interval: so a
// dead connection is noticed within one and a half.
func (c *connection) heartbeat() error {
	c.lastBeat = time.Now()
	if c.ackDue == nil {
		c.ackDue = time.After(c.interval / 2)
	}
	if c.session.sequence == 0 { // there was no event yet
		return c.send(opHeartbeat, nil)
	}
	return c.send(opHeartbeat, c.session.sequence)
}

// handle does what a message from Discord asks for. An error ends the connection.
func (c *connection) handle(message []byte) error {
	var e discordgo.Event
	if err := json.Unmarshal(message, &e); err != nil {
		c.log.Warn("skipping a gateway message that cannot be decoded", "error", err)
		return nil
	}
	switch op := e.Operation; {
	case op == opDispatch:
		c.dispatch(&e)
	case c.stopped: // only events still matter
	case op == opHello && c.interval == 0:
		return c.greet(e.RawData)
	case op == opHeartbeat && c.interval > 0:
		if time.Since(c.lastBeat) > time.Second { // Discord takes 120 payloads a minute
			return c.heartbeat()
		}
	case op == opACK:
		c.ackDue = nil
	case op == opReconnect, op == opInvalidSession && string(e.RawData) == "true":
		return errRequested
	case op == opInvalidSession:
		return errInvalidated
	}
	return nil
}

// greet answers Hello: it starts the heartbeats and sends RESUME or IDENTIFY.
func (c *connection) greet(hello json.RawMessage) error {
	var data struct {
		Interval int64 `json:"heartbeat_interval"` // in milliseconds
	}
	if err := json.Unmarshal(hello, &data); err != nil || data.Interval <= 0 || data.Interval > maxInterval.Milliseconds() {
		return fmt.Errorf("a Hello without a usable heartbeat interval: %.100s", hello)
	}
	c.interval = time.Duration(data.Interval) * time.Millisecond
	c.beat = time.After(rand.N(c.interval)) // so that not all bots beat at once after an outage
	if c.resuming {
		c.expect(time.Now().Add(readyTimeout), "RESUMED")
		return c.send(opResume, map[string]any{
			"token": c.Token, "session_id": c.session.id, "seq": c.session.sequence,
		})
	}
	c.expect(time.Now().Add(readyTimeout), "READY")
	c.identifies++
	c.lastIdentify = time.Now()
	c.turn.used()
	return c.send(opIdentify, discordgo.Identify{
		Token:          c.Token,
		Properties:     discordgo.IdentifyProperties{OS: runtime.GOOS, Browser: "alliancebot", Device: "alliancebot"},
		LargeThreshold: 50,
		Shard:          &[2]int{c.id, c.count},
		Intents:        c.Intents,
	})
}

// dispatch handles an event. Those that nobody reads are not even decoded.
func (c *connection) dispatch(e *discordgo.Event) {
	if e.Sequence > 0 { // each event should have one
		c.session.sequence = e.Sequence
	}
	switch e.Type {
	case "READY":
		var ready struct {
			ID        string `json:"session_id"`
			ResumeURL string `json:"resume_gateway_url"`
			User      struct{ ID string }
		}
		c.decode(e, &ready)
		c.session = session{ready.ID, ready.ResumeURL, e.Sequence, ready.User.ID}
		c.connected(false)
	case "RESUMED":
		c.connected(true)
	case "INTERACTION_CREATE":
		var i discordgo.Interaction
		if c.decode(e, &i) || i.ID != "" { // without its Data it can still be answered with an apology
			c.Interaction(&i)
		}
	case "MESSAGE_CREATE":
		var m discordgo.Message
		if c.decode(e, &m) {
			c.Message(&m, c.session.botUserID)
		}
	case "MESSAGE_DELETE":
		var deleted struct{ ID string }
		if c.decode(e, &deleted) {
			c.MessageDeleted(deleted.ID)
		}
	case "MESSAGE_DELETE_BULK":
		var deleted struct{ IDs []string }
		if c.decode(e, &deleted) {
			for _, id := range deleted.IDs {
				c.MessageDeleted(id)
			}
		}
	}
}

// connected records that the connection became ready.
func (c *connection) connected(resumed bool) {
	c.ready = time.Now()
	if !c.stopped {
		c.deadline = nil
	}
	c.log.Info("connected to Discord", "resumed", resumed)
	c.Observer.Connected(c.id, true)
}

// decode decodes an event's data into v and reports whether it could.
func (c *connection) decode(e *discordgo.Event, v any) bool {
	err := json.Unmarshal(e.RawData, v)
	if err != nil {
		c.log.Warn("a gateway event cannot be decoded", "event", e.Type, "error", err)
	}
	return err == nil
}
