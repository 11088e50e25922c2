package bot

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"alliancebot/bot/internal/gateway"
	"alliancebot/commands"
)

// Level is how serious a Check's finding is.
type Level string

// The levels.
const (
	OK   Level = "ok"
	Warn Level = "warn" // the bot works, but only in part or not for long
	Skip Level = "skip" // it could not be checked
	Fail Level = "FAIL" // the bot does not work
)

// Check is the result of a check of the setup.
type Check struct {
	Name    string
	Level   Level
	Finding string
	Fix     string // what to do; "" if the level is OK
}

// Diagnose checks the setup on Discord for a bot with this Config and these
// commands. It changes nothing there. What it cannot check, for example because Discord is
// down, has the level Skip.
func Diagnose(ctx context.Context, c Config, defs []commands.Definition) []Check {
	secrets := redactor{token: c.Token}
	checks := diagnose(ctx, c, defs, secrets.logger(c.Log))
	for i := range checks {
		checks[i].Finding = secrets.text(checks[i].Finding)
	}
	return checks
}

func diagnose(ctx context.Context, c Config, defs []commands.Definition, log *slog.Logger) []Check {
	rest, err := newRESTClient(c, log)
	if err != nil {
		return []Check{{"Discord", Fail, err.Error(), "correct DISCORD_API_URL, or remove it"}}
	}
	clock := &serverClock{next: rest.http.Transport}
	rest.http.Transport = clock
	d := diagnosis{config: c, rest: rest}
	err = rest.call(ctx, http.MethodGet, "applications/@me", nil, &d.app)
	switch {
	case statusOf(err) == http.StatusUnauthorized:
		finding := "Discord refuses it"
		if length := len(c.Token); length < usualTokenLength {
			finding += fmt.Sprintf("; it has only %d characters, as if it was cut", length)
		}
		return []Check{
			{"token", Fail, finding, tokenAdvice},
			{"Discord", Skip, "without a token that works, these were not checked: " + needToken, "correct the token, then run doctor again"},
		}
	case err != nil:
		return []Check{{"Discord", Skip, "cannot be reached, so these were not checked: token, " + needToken + ": " + err.Error(),
			"check the network, any firewall or proxy, DISCORD_API_URL if it is set, and https://discordstatus.com"}}
	}
	checks := []Check{
		{"token", OK, fmt.Sprintf("belongs to the application %q, whose ID is %s", d.app.Name, d.app.ID), ""},
		clock.check(),
		d.checkIntents(),
		d.checkPublicKey(),
		d.checkEndpoint(),
		d.checkGateway(ctx),
	}
	checks = append(checks, d.checkHome(ctx)...)
	if c.LogChannelID != "" {
		checks = append(checks, d.checkLogChannel(ctx))
	}
	return append(checks, d.checkCommands(ctx, defs)...)
}

// needToken are the checks for which Discord must accept the token.
const needToken = "clock, intents, public key, interactions, gateway, home server, permissions, log channel, commands"

// usualTokenLength is the least number of characters of Discord's tokens, which is not
// documented.
const usualTokenLength = 59

const tryAgain = "try again; see https://discordstatus.com"

// unchecked returns a Check that failed with err: Skip, unless Discord refused the call.
func unchecked(name string, err error, fix string) Check {
	level := Skip
	if status := statusOf(err); status/100 == 4 && status != http.StatusTooManyRequests {
		level = Fail
	}
	return Check{name, level, "cannot be checked: " + err.Error(), fix}
}

// diagnosis is the state of Diagnose.
type diagnosis struct {
	config Config
	rest   *restClient
	app    application
}

// portal returns the URL of the page where an operator changes the application.
func (d *diagnosis) portal(page string) string {
	return "https://discord.com/developers/applications/" + d.app.ID + "/" + page
}

// maxSkew is how far the clocks may differ: Discord sends its time in whole seconds,
// and a request takes a while.
const maxSkew = 5 * time.Second

// serverClock compares the date of Discord's first response with this machine's.
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
		return Check{"clock", Warn, "cannot be checked, since Discord's response has no date", "check DISCORD_API_URL"}
	case c.skew.Abs() > maxSkew:
		return Check{"clock", Warn, fmt.Sprintf("this machine's differs from Discord's by %s", c.skew.Round(time.Second).Abs()),
			"have it set by NTP: timedatectl set-ntp true"}
	}
	return Check{"clock", OK, "agrees with Discord's", ""}
}

// privilegedFlags are the application flags for access to privileged intents:
// presences, members and message content, in two forms each.
// https://discord.com/developers/docs/resources/application#application-object-application-flags
const (
	privilegedFlags     = 1<<12 | 1<<13 | 1<<14 | 1<<15 | messageContentFlags
	messageContentFlags = 1<<18 | 1<<19
)

func (d *diagnosis) checkIntents() Check {
	flags := d.app.Flags & privilegedFlags
	switch {
	case d.config.MessageContent && flags&messageContentFlags == 0:
		return Check{"intents", Fail, "MESSAGE_CONTENT=on needs the Message Content intent, which is turned off",
			"turn it on at " + d.portal("bot") + ", or set MESSAGE_CONTENT=off"}
	case d.config.MessageContent && flags&^messageContentFlags != 0:
		return Check{"intents", Warn, "the application may use privileged intents that it does not need",
			"turn off Presence and Server Members at " + d.portal("bot")}
	case d.config.MessageContent:
		return Check{"intents", OK, "Message Content is turned on, and no other privileged intent", ""}
	case flags != 0:
		return Check{"intents", Warn, "the application may use privileged intents but needs none",
			"turn off Presence, Server Members and Message Content at " + d.portal("bot")}
	}
	return Check{"intents", OK, "no privileged intents are needed, and none are turned on", ""}
}

func (d *diagnosis) checkPublicKey() Check {
	fix := "set DISCORD_PUBLIC_KEY=" + d.app.VerifyKey
	switch key := d.config.PublicKey; {
	case key == "" && d.app.Endpoint == "":
		return Check{"public key", OK, "not set, and only needed for interactions over HTTP", ""}
	case key == "":
		return Check{"public key", Fail, "not set, so interactions over HTTP cannot be verified", fix}
	case !strings.EqualFold(key, d.app.VerifyKey):
		return Check{"public key", Fail, "DISCORD_PUBLIC_KEY is not this application's", fix}
	}
	return Check{"public key", OK, "is this application's", ""}
}

func (d *diagnosis) checkEndpoint() Check {
	if d.app.Endpoint == "" {
		return Check{"interactions", OK, "come over the gateway, to alliancebot run; alliancebot serve would get none", ""}
	}
	return Check{"interactions", Warn,
		"are sent over HTTP to " + d.app.Endpoint + ", and alliancebot run gets none",
		"use alliancebot serve behind that URL, or clear Interactions Endpoint URL at " + d.portal("information")}
}

// lowStarts is the number of session starts left below which to warn: a bot that keeps
// reconnecting uses that many in about an hour.
const lowStarts = 50

func (d *diagnosis) checkGateway(ctx context.Context) Check {
	var info struct {
		URL    string `json:"url"`
		Shards int    `json:"shards"`
		Starts struct {
			Total      int `json:"total"`
			Remaining  int `json:"remaining"`
			ResetAfter int `json:"reset_after"` // milliseconds
		} `json:"session_start_limit"`
	}
	err := d.rest.call(ctx, http.MethodGet, "gateway/bot", nil, &info)
	if err != nil {
		return unchecked("gateway", err, tryAgain)
	}
	if err := gateway.Probe(ctx, d.config.Dial, info.URL); err != nil {
		return Check{"gateway", Fail, "cannot be reached: " + err.Error(),
			"let the host reach gateway.discord.gg on port 443, including WebSockets"}
	}
	finding := fmt.Sprintf("reachable; %d of %d session starts are left, for %d or more shards",
		info.Starts.Remaining, info.Starts.Total, info.Shards)
	reset := time.Duration(info.Starts.ResetAfter) * time.Millisecond
	fix := fmt.Sprintf("look in the bot's log for why it connects so often; the number resets in %s", reset.Round(time.Minute))
	switch {
	case info.Starts.Remaining < max(info.Shards, 1):
		return Check{"gateway", Fail, finding, fix}
	case info.Starts.Remaining < lowStarts:
		return Check{"gateway", Warn, finding, fix}
	}
	return Check{"gateway", OK, finding, ""}
}
