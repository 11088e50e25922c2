package gateway

import (
	"cmp"
	"context"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"time"

	"github.com/bwmarrin/discordgo"
	"github.com/gorilla/websocket"
)

// dial opens a websocket to the gateway at an address that Discord named.
func dial(ctx context.Context, netDial func(context.Context, string, string) (net.Conn, error), address string) (*websocket.Conn, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, err
	}
	u = u.JoinPath("/")
	u.RawQuery = url.Values{"v": {discordgo.APIVersion}, "encoding": {"json"}}.Encode()
	ctx, cancel := context.WithTimeoutCause(ctx, connectTimeout, fmt.Errorf("no connection within %s", connectTimeout))
	defer cancel()
	unwatch := func() bool { return true }
	defer func() { unwatch() }()
	dialer := websocket.Dialer{
		Proxy: http.ProxyFromEnvironment,
		NetDialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			conn, err := netDial(ctx, network, address)
			if err == nil { // the websocket handshake ignores ctx
				unwatch = context.AfterFunc(ctx, func() { conn.Close() })
			}
			return conn, err
		},
	}
	ws, _, err := dialer.DialContext(ctx, u.String(), nil)
	if err != nil {
		return nil, cmp.Or(context.Cause(ctx), err)
	}
	return ws, nil
}

// Probe connects to the gateway at an address that Discord named, waits for Hello and
// disconnects. That starts no session. If netDial is nil, it uses a net.Dialer.
func Probe(ctx context.Context, netDial func(context.Context, string, string) (net.Conn, error), address string) error {
	if netDial == nil {
		netDial = new(net.Dialer).DialContext
	}
	ws, err := dial(ctx, netDial, address)
	if err != nil {
		return err
	}
	defer ws.Close()
	defer context.AfterFunc(ctx, func() { ws.Close() })() // reading ignores ctx
	ws.SetReadDeadline(time.Now().Add(connectTimeout))
	if _, _, err := ws.ReadMessage(); err != nil {
		return fmt.Errorf("no Hello: %w", err)
	}
	goodbye := websocket.FormatCloseMessage(websocket.CloseNormalClosure, "")
	return ws.WriteControl(websocket.CloseMessage, goodbye, time.Now().Add(writeTimeout))
}
