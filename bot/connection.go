package bot

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
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

// closeToResume is a code to close with after which Discord keeps the session,
// as it does after any but 1000 and 1001.
const closeToResume = 4000

// connection is one websocket to the gateway. It is for one goroutine, which
// must end it with close or drop.
type connection struct {
	ws       *websocket.Conn
	received <-chan received
	settle   time.Duration // what a write, or Discord's answer to a close frame, may take

	interval  time.Duration // between heartbeats
	heartbeat *time.Timer   // fires when one is due
	confirmed bool          // whether the last one was
}

// received is a payload or, at the end of the connection, an error.
type received struct {
	payload []byte
	err     error
}

// dial opens a websocket and returns once Discord has said Hello on it. Both
// have until ctx ends.
func dial(ctx context.Context, address string, settle time.Duration) (*connection, error) {
	address, err := gatewayAddress(address)
	if err != nil {
		return nil, err
	}
	unwatch := func() bool { return true }
	dialer := websocket.Dialer{
		Proxy: http.ProxyFromEnvironment,
		NetDialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			conn, err := new(net.Dialer).DialContext(ctx, network, address)
			if err == nil { // reads do not look at ctx
				unwatch = context.AfterFunc(ctx, func() { conn.Close() })
			}
			return conn, err
		},
	}
	ws, _, err := dialer.DialContext(ctx, address, nil)
	defer func() { unwatch() }()
	if err != nil {
		return nil, fmt.Errorf("connect to the gateway: %w", cmp.Or(ctx.Err(), err))
	}
	interval, err := readHello(ws)
	if err != nil {
		ws.Close()
		return nil, fmt.Errorf("wait for the gateway's Hello: %w", cmp.Or(ctx.Err(), err))
	}
	return &connection{
		ws: ws, received: readAll(ws), settle: settle,
		interval: interval, heartbeat: time.NewTimer(rand.N(interval)), confirmed: true,
	}, nil
}

// gatewayAddress adds to an address how the connection is to speak.
func gatewayAddress(address string) (string, error) {
	u, err := url.Parse(address)
	if err != nil {
		return "", fmt.Errorf("the gateway's address: %w", err)
	}
	u = u.JoinPath("/")
	u.RawQuery = url.Values{"v": {discordgo.APIVersion}, "encoding": {"json"}}.Encode()
	return u.String(), nil
}

// readHello returns the interval between heartbeats that Discord asks for.
func readHello(ws *websocket.Conn) (time.Duration, error) {
	var hello struct {
		Op int `json:"op"`
		D  struct {
			Interval float64 `json:"heartbeat_interval"` // milliseconds
		} `json:"d"`
	}
	if err := ws.ReadJSON(&hello); err != nil {
		return 0, err
	}
	interval := time.Duration(hello.D.Interval * float64(time.Millisecond))
	if hello.Op != opHello || interval <= 0 {
		return 0, fmt.Errorf("got %+v", hello)
	}
	return interval, nil
}

// readAll reads ws to its end. The channel is closed after the error.
func readAll(ws *websocket.Conn) <-chan received {
	all := make(chan received)
	go func() {
		defer close(all)
		for {
			_, payload, err := ws.ReadMessage()
			all <- received{payload, err}
			if err != nil {
				return
			}
		}
	}()
	return all
}

// send sends a payload. Discord takes up to 4096 bytes, which those of this
// program do not come near.
func (c *connection) send(op int, data any) error {
	c.ws.SetWriteDeadline(time.Now().Add(c.settle))
	return c.ws.WriteJSON(map[string]any{"op": op, "d": data})
}

// beat sends the heartbeat that is due, with the number of the latest event,
// nil if there was none. Without an ACK to the one before, the connection is
// dead: so that is noticed within two intervals.
func (c *connection) beat(sequence any) error {
	if !c.confirmed {
		return errors.New("no ACK to the last heartbeat")
	}
	c.confirmed = false
	c.heartbeat.Reset(c.interval)
	return c.send(opHeartbeat, sequence)
}

// close ends the connection and its session. What Discord sends until it
// confirms, it sent before it knew; handle gets it. To wait is needed anyway: who
// only closes the socket may take back the close frame before it was read.
func (c *connection) close(handle func(payload []byte)) {
	c.sayClose(websocket.CloseNormalClosure)
	c.ws.SetReadDeadline(time.Now().Add(c.settle))
	for r := range c.received {
		if r.err == nil {
			handle(r.payload)
		}
	}
	c.end()
}

// drop ends the connection but not its session. It waits for nobody, as the
// other side may be gone.
func (c *connection) drop() {
	c.sayClose(closeToResume)
	c.end()
}

func (c *connection) sayClose(code int) {
	c.ws.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(code, ""), time.Now().Add(c.settle))
}

// end closes the socket and sees the reading end.
func (c *connection) end() {
	c.heartbeat.Stop()
	c.ws.Close()
	for range c.received {
	}
}
