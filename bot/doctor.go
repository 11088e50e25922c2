package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"strings"

	"github.com/bwmarrin/discordgo"

	"alliancebot/commands"
)

// Level tells how bad it is what a Check found.
type Level string

// The levels.
const (
	OK   Level = "ok"
	Warn Level = "warn" // the bot works, but not in every way or not for long
	Fail Level = "FAIL" // the bot does not work
)

// Check is one thing that was looked at.
type Check struct {
	Name    string
	Level   Level
	Finding string
	Mend    string // what to do about it, "" with OK
}

// Diagnose looks whether Discord is set up for a bot with this Config and these
// commands. It changes nothing there. When the token does not work, that is all it
// can find.
func Diagnose(ctx context.Context, c Config, defs []commands.Definition) []Check {
	secrets := redactor{token: c.Token}
	log := slog.New(secrets.handler(c.Log.Handler()))
	routeLibraryLog(log)
	checks := diagnose(ctx, c, defs, log)
	for i := range checks {
		checks[i].Finding = secrets.text(checks[i].Finding)
	}
	return checks
}

func diagnose(ctx context.Context, c Config, defs []commands.Definition, log *slog.Logger) []Check {
	client, err := newHTTPClient(c, log)
	if err != nil {
		return []Check{{"Discord", Fail, err.Error(), "correct DISCORD_API_URL, or leave it out"}}
	}
	clock := &serverClock{next: client.Transport}
	client.Transport = clock
	d := diagnosis{ctx: ctx, config: c, api: newSession(c.Token, client)}
	identity := d.identify()
	if identity.Level == Fail {
		return []Check{identity}
	}
	checks := []Check{
		identity,
		clock.check(),
		d.checkIntents(),
		d.checkPublicKey(c.PublicKey),
		d.checkEndpoint(),
		d.checkGateway(),
	}
	checks = append(checks, d.checkHome()...)
	return append(checks, d.checkCommands(defs)...)
}

// diagnosis is a look at one application.
type diagnosis struct {
	ctx    context.Context
	config Config
	api    *discordgo.Session
	app    application
}

// application is what Discord knows of an application.
// https://discord.com/developers/docs/resources/application#application-object
type application struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	Flags     int    `json:"flags"`
	VerifyKey string `json:"verify_key"`
	Endpoint  string `json:"interactions_endpoint_url"`
}

// page is where an operator changes the application.
func (d *diagnosis) page(name string) string {
	return "https://discord.com/developers/applications/" + d.app.ID + "/" + name
}

// get reads what Discord has at endpoint into v.
func (d *diagnosis) get(endpoint string, v any) error {
	body, err := d.api.Request(http.MethodGet, endpoint, nil, discordgo.WithContext(d.ctx))
	if err != nil {
		return err
	}
	return json.Unmarshal(body, v)
}

// identify asks for the application, which tells whether the token is right.
func (d *diagnosis) identify() Check {
	err := d.get(discordgo.EndpointApplications+"/@me", &d.app)
	switch {
	case restStatus(err) == http.StatusUnauthorized:
		return Check{"token", Fail, "Discord refuses it", tokenAdvice}
	case err != nil:
		return Check{"Discord", Fail, "cannot be reached: " + err.Error(),
			"check the network, a firewall or proxy before it, DISCORD_API_URL if it is set, and https://discordstatus.com"}
	}
	return Check{"token", OK, fmt.Sprintf("belongs to the application %q, whose id is %s", d.app.Name, d.app.ID), ""}
}

// The flags of an application that may use privileged intents: presences,
// members and what messages hold, in two forms each.
// https://discord.com/developers/docs/resources/application#application-object-application-flags
const privilegedFlags = 1<<12 | 1<<13 | 1<<14 | 1<<15 | 1<<18 | 1<<19

func (d *diagnosis) checkIntents() Check {
	if d.app.Flags&privilegedFlags != 0 {
		return Check{"intents", Warn, "the application may use privileged intents, and needs none",
			"turn off Presence, Server Members and Message Content at " + d.page("bot")}
	}
	return Check{"intents", OK, "no privileged ones are needed, and none are turned on", ""}
}

func (d *diagnosis) checkPublicKey(key string) Check {
	switch {
	case key == "" && d.app.Endpoint == "":
		return Check{"public key", OK, "not set, and not needed as long as Discord sends no interactions by HTTP", ""}
	case key == "":
		return Check{"public key", Fail, "not set, so that interactions sent by HTTP cannot be verified",
			"set DISCORD_PUBLIC_KEY=" + d.app.VerifyKey}
	case !strings.EqualFold(key, d.app.VerifyKey):
		return Check{"public key", Fail, "DISCORD_PUBLIC_KEY is not this application's",
			"set DISCORD_PUBLIC_KEY=" + d.app.VerifyKey}
	}
	return Check{"public key", OK, "is the application's", ""}
}

func (d *diagnosis) checkEndpoint() Check {
	if d.app.Endpoint == "" {
		return Check{"interactions", OK, "come over the gateway, to alliancebot run; alliancebot serve would get none", ""}
	}
	return Check{"interactions", Warn,
		"go by HTTP to " + d.app.Endpoint + ", and alliancebot run gets none",
		"use alliancebot serve behind that address, or clear Interactions Endpoint URL at " + d.page("information")}
}
