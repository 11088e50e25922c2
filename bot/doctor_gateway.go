package bot

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/bwmarrin/discordgo"
	"github.com/gorilla/websocket"
)

// startsLow is how few session starts are few: what a bot in trouble uses up
// in an hour or so.
const startsLow = 50

func (d *diagnosis) checkGateway() Check {
	var gateway struct {
		URL    string `json:"url"`
		Shards int    `json:"shards"`
		Starts struct {
			Total      int `json:"total"`
			Remaining  int `json:"remaining"`
			ResetAfter int `json:"reset_after"` // milliseconds
		} `json:"session_start_limit"`
	}
	err := d.get(discordgo.EndpointGatewayBot, &gateway)
	if err == nil {
		err = greet(d.ctx, gateway.URL)
	}
	if err != nil {
		return Check{"gateway", Fail, "cannot be reached: " + err.Error(),
			"let the host reach gateway.discord.gg at port 443, websockets too"}
	}
	finding := fmt.Sprintf("reachable; %d of %d session starts are left, for %d or more shards",
		gateway.Starts.Remaining, gateway.Starts.Total, gateway.Shards)
	wait := time.Duration(gateway.Starts.ResetAfter) * time.Millisecond
	mend := fmt.Sprintf("look in the bot's log why it starts so often; there are new ones in %s", wait.Round(time.Minute))
	switch {
	case gateway.Starts.Remaining < max(gateway.Shards, 1):
		return Check{"gateway", Fail, finding, mend}
	case gateway.Starts.Remaining < startsLow:
		return Check{"gateway", Warn, finding, mend}
	}
	return Check{"gateway", OK, finding, ""}
}

// greetTimeout is for connecting to the gateway and its Hello.
const greetTimeout = 10 * time.Second

// greet connects to the gateway, waits for its Hello and leaves, which starts
// no session.
func greet(ctx context.Context, address string) error {
	ctx, cancel := context.WithTimeout(ctx, greetTimeout)
	defer cancel()
	ws, err := dialGateway(ctx, nil, address)
	if err != nil {
		return err
	}
	defer ws.Close()
	defer context.AfterFunc(ctx, func() { ws.Close() })()
	if _, _, err := ws.ReadMessage(); err != nil {
		return errors.Join(fmt.Errorf("no Hello: %w", err), ctx.Err())
	}
	goodbye := websocket.FormatCloseMessage(websocket.CloseNormalClosure, "")
	return ws.WriteControl(websocket.CloseMessage, goodbye, time.Now().Add(time.Second))
}

// skewLimit is how far clocks may differ: Discord's answers tell the time in
// whole seconds, and a request takes some.
const skewLimit = 5 * time.Second

// serverClock compares the date of Discord's first answer with this machine's.
type serverClock struct {
	next http.RoundTripper
	seen bool
	skew time.Duration // how far this machine is ahead
}

func (c *serverClock) RoundTrip(r *http.Request) (*http.Response, error) {
	response, err := c.next.RoundTrip(r)
	if err == nil && !c.seen {
		if date, err := http.ParseTime(response.Header.Get("Date")); err == nil {
			c.seen, c.skew = true, time.Since(date)
		}
	}
	return response, err
}

func (c *serverClock) check() Check {
	switch {
	case !c.seen:
		return Check{"clock", Warn, "cannot be checked, as Discord's answer has no date", "look whether DISCORD_API_URL is right"}
	case c.skew.Abs() > skewLimit:
		return Check{"clock", Warn, fmt.Sprintf("this machine's is %s off Discord's", c.skew.Round(time.Second).Abs()),
			"let it be set by NTP: timedatectl set-ntp true"}
	}
	return Check{"clock", OK, "agrees with Discord's", ""}
}
