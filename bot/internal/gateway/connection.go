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

	"alliancebot/bot/internal/inbound"
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
	// maxInterval is the longest heartbeat interval accepted; Discord's is 41.25 s.
	maxInterval = time.Hour
)

var (
	errRequested   = errors.New("new connection requested by Discord (op 7 or 9)")
	errInvalidated = errors.New("session ended by Discord (op 9)")
	errSilent      = errors.New("no heartbeat ACK")
)

// connection is one websocket to the gateway. Its fields belong to the goroutine
// of run.
type connection struct {
	*shard
	ws       *websocket.Conn
	resuming bool
	release  func(identified bool) // of the turn to identify; nil when resuming

	ready    time.Time     // when READY or RESUMED arrived; zero before
	stopped  bool          // the final close frame was sent
	interval time.Duration // between heartbeats; 0 before Hello
	lastBeat time.Time
	beat     <-chan time.Time // fires when the next heartbeat is due,
	ackDue   <-chan time.Time // when the ACK of the last one is overdue,
	deadline <-chan time.Time // when Hello, READY or another expected event is overdue,
	overdue  error            // which this names
}

// run serves the connection until it ends, and returns the reason. When ctx ends it
// sends a close frame, and handles events until Discord confirms it.
func (c *connection) run(ctx context.Context) error {
	c.ws.SetCloseHandler(func(int, string) error { return nil }) // an echo of 1000 would end the session
	// Reading many at a time keeps up with Discord even if the processors are busy.
	messages, gone := make(chan []byte, 256), make(chan struct{})
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
			err = c.overdue
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

// expect sets the deadline for what must arrive next.
func (c *connection) expect(deadline time.Time, what string) {
	c.deadline, c.overdue = time.After(time.Until(deadline)), fmt.Errorf("no %s in time", what)
}

func (c *connection) close(code int) {
	c.ws.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(code, ""), time.Now().Add(writeTimeout))
}

// send sends a payload. The longest, IDENTIFY, is far below Discord's limit of
// 4096 bytes.
func (c *connection) send(op int, data any) error {
	c.ws.SetWriteDeadline(time.Now().Add(writeTimeout))
	return c.ws.WriteJSON(struct {
		Op   int `json:"op"`
		Data any `json:"d"`
	}{op, data})
}

// heartbeat sends a heartbeat. Its ACK must arrive within half an interval, so a
// dead connection is noticed within one and a half.
func (c *connection) heartbeat() error {
	c.lastBeat = time.Now()
	if c.ackDue == nil {
		c.ackDue = time.After(c.interval / 2)
	}
	if c.session.sequence == 0 { // no event yet
		return c.send(opHeartbeat, nil)
	}
	return c.send(opHeartbeat, c.session.sequence)
}

// handle acts on a message from Discord. An error ends the connection.
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
		return c.hello(e.RawData)
	case op == opHeartbeat && c.interval > 0:
		if time.Since(c.lastBeat) > time.Second { // Discord allows 120 payloads a minute
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

// hello answers Hello: it starts the heartbeats and sends RESUME or IDENTIFY.
func (c *connection) hello(data json.RawMessage) error {
	var hello struct {
		Interval int64 `json:"heartbeat_interval"` // in milliseconds
	}
	if err := json.Unmarshal(data, &hello); err != nil || hello.Interval <= 0 || hello.Interval > maxInterval.Milliseconds() {
		return fmt.Errorf("a Hello without a usable heartbeat interval: %.100s", data)
	}
	c.interval = time.Duration(hello.Interval) * time.Millisecond
	c.beat = time.After(rand.N(c.interval)) // with jitter, as Discord asks
	if c.resuming {
		c.expect(time.Now().Add(readyTimeout), "RESUMED")
		return c.send(opResume, map[string]any{
			"token": c.Token, "session_id": c.session.id, "seq": c.session.sequence,
		})
	}
	c.expect(time.Now().Add(readyTimeout), "READY")
	c.identifies++
	c.lastIdentify = time.Now()
	c.release(true)
	return c.send(opIdentify, discordgo.Identify{
		Token:          c.Token,
		Properties:     discordgo.IdentifyProperties{OS: runtime.GOOS, Browser: "alliancebot", Device: "alliancebot"},
		LargeThreshold: 50,
		Shard:          &[2]int{c.id, c.count},
		Intents:        c.Intents,
	})
}

// dispatch handles an event. It decodes only events that the bot uses.
func (c *connection) dispatch(e *discordgo.Event) {
	if e.Sequence > 0 {
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
		if !c.lastReady.IsZero() {
			c.SessionLost()
		}
		c.connected(false)
	case "RESUMED":
		c.connected(true)
	case "INTERACTION_CREATE":
		var i inbound.Interaction
		if c.decode(e, &i) || i.ID != "" { // without Data it can still get an apology
			c.Interaction(&i.Interaction)
		}
	case "MESSAGE_CREATE", "MESSAGE_UPDATE":
		var m inbound.Message
		if !c.decode(e, &m) {
			return
		}
		if e.Type == "MESSAGE_CREATE" {
			c.Message(&m, c.session.botUserID)
		} else {
			c.MessageEdited(&m, c.session.botUserID)
		}
	case "MESSAGE_DELETE", "MESSAGE_DELETE_BULK":
		var deleted struct {
			ID        string
			IDs       []string
			ChannelID string `json:"channel_id"`
		}
		if !c.decode(e, &deleted) {
			return
		}
		if deleted.ID != "" {
			c.MessageDeleted(deleted.ChannelID, deleted.ID)
		}
		for _, id := range deleted.IDs {
			c.MessageDeleted(deleted.ChannelID, id)
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

// decode decodes an event's data into v and reports whether it succeeded.
func (c *connection) decode(e *discordgo.Event, v any) bool {
	err := json.Unmarshal(e.RawData, v)
	if err != nil {
		c.log.Warn("a gateway event cannot be decoded", "event", e.Type, "error", err)
	}
	return err == nil
}
