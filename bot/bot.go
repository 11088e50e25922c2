// Package bot puts the commands on Discord: it keeps the gateway connection or
// listens at an HTTP endpoint, registers the commands, turns interactions and
// messages to the bot into requests and renders the replies. It is the only
// package that knows Discord's wire and discordgo.
package bot

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"time"

	"github.com/bwmarrin/discordgo"

	"alliancebot/commands"
)

// Handler answers requests. *commands.Router is one.
type Handler interface {
	// Definitions returns every command, always the same.
	Definitions() []commands.Definition
	// Run answers a request. It should return soon after ctx ends: Discord
	// takes no reply later than three seconds, unless the command is Slow, so
	// that the asker has an apology by then. So they have after an error or a
	// panic.
	Run(ctx context.Context, r commands.Request) (commands.Reply, error)
	// Complete proposes values for an option whose text so far is in r.
	Complete(ctx context.Context, r commands.Request, option string) ([]commands.Choice, error)
}

// Config is what Run and Serve need to know.
type Config struct {
	Token       string // the bot token, without "Bot "; never logged
	HomeGuildID string // the server that gets the Admin commands; "" registers them everywhere
	APIURL      string // where REST calls go, e.g. "http://127.0.0.1:8080"; "" is Discord itself
	ShardCount  int    // into how many shards the bot's servers are shared out; 0 is as many as Discord recommends
	ShardIDs    []int  // the shards of this process, from 0 to below ShardCount; none are all
	// AnswerMentions answers messages too that mention the bot, reply to it or
	// are sent to it directly. It needs no privileged intent.
	AnswerMentions bool
	Language       string   // of members whose own is not spoken or not known, as a BCP 47 tag; "" is English
	PublicKey      string   // the application's, in 64 hexadecimal digits, for Serve
	ListenAddr     string   // where Serve listens, e.g. "127.0.0.1:8080"
	Observer       Observer // may be nil
	Log            *slog.Logger
	Dial           Dial // opens the connections to Discord; nil uses the network
}

// Dial is the type of net.Dialer.DialContext.
type Dial func(ctx context.Context, network, address string) (net.Conn, error)

// timing holds the limits of a run, so that tests need not wait for them.
type timing struct {
	open    time.Duration // from dialling the gateway to READY or RESUMED
	settle  time.Duration // for what ends to end: a gateway connection, a handler that was given up
	stable  time.Duration // a gateway connection that lived so long is a success: the next pause is short again
	retry   time.Duration // the first pause before connecting again; the next are longer
	invalid time.Duration // the longest pause after Discord ended a session; the shortest is a fifth of it
	pause   time.Duration // between IDENTIFYs of one bucket
	fast    time.Duration // what the handler of an ordinary command may take
	respond time.Duration // from receiving an interaction to the end of its first response
	slow    time.Duration // what the handler of a Slow command may take
	drain   time.Duration // how long answers in flight may go on after the stop
	asked   int           // how many requests the handler is asked at a time
}

// productionTiming are the limits outside tests. Discord gives 3 s to the first
// response and 15 min to edits of it. It takes an IDENTIFY every 5 s; the half
// second is for the network. After it ended a session it wants 1 to 5 s of rest.
var productionTiming = timing{
	open:    30 * time.Second,
	settle:  5 * time.Second,
	stable:  5 * time.Minute,
	retry:   500 * time.Millisecond,
	invalid: 5 * time.Second,
	pause:   5500 * time.Millisecond,
	fast:    2500 * time.Millisecond,
	respond: 3 * time.Second,
	slow:    14 * time.Minute,
	drain:   10 * time.Second,
	asked:   maxAsked,
}

// Run keeps the bot on Discord until ctx ends, then closes the gateway, lets the
// answers in flight finish (for some ten seconds) and returns nil.
//
// It returns an error at once when the token is refused, the API cannot be
// reached or the commands cannot be registered, and later when Discord closes
// the gateway for good. The error is an ErrRefused when to run again would end
// likewise. Lost connections are no error: Run reconnects, at growing intervals
// of up to two minutes. When Discord has hardly any session starts left for the
// day, it waits for more.
func Run(ctx context.Context, c Config, h Handler) error {
	return run(ctx, c, h, productionTiming)
}

func run(ctx context.Context, c Config, h Handler, limits timing) error {
	return discreetly(c, func(log *slog.Logger) error { return serve(ctx, c, h, limits, log) })
}

// discreetly calls f with a log that is safe to write to, and keeps secrets out
// of its error.
func discreetly(c Config, f func(log *slog.Logger) error) error {
	if c.Token == "" {
		return errors.New("DISCORD_TOKEN is empty: " + tokenAdvice)
	}
	if err := c.checkShards(); err != nil {
		return err
	}
	secrets := redactor{token: c.Token}
	log := slog.New(secrets.handler(c.Log.Handler()))
	routeLibraryLog(log)
	return secrets.error(f(log))
}

// serve is run with a log that is safe to write to.
func serve(ctx context.Context, c Config, h Handler, limits timing, log *slog.Logger) error {
	api, app, err := signIn(ctx, c, log)
	if err != nil {
		return unlessStopped(ctx, err)
	}
	defer api.Client.CloseIdleConnections()
	ask := func(ctx context.Context) (*discordgo.GatewayBotResponse, error) { return askGateway(ctx, api) }
	answer, err := ask(ctx)
	if err != nil {
		return unlessStopped(ctx, err)
	}
	shards := c.sharding(answer.Shards)
	if shards.registers() {
		if err := register(ctx, api, app.ID, c.HomeGuildID, h.Definitions(), log); err != nil {
			return unlessStopped(ctx, err)
		}
	}

	c.observer().ExpectShards(shards.ids...)
	d := newDispatcher(api, h, c, limits, log)
	g := &gateway{
		observer: c.observer(),
		token:    c.Token, intents: intents(c), sharding: shards,
		queue:  newIdentifyQueue(answer, ask, limits.pause, log),
		accept: d.receive, hear: d.hear, dial: c.Dial, limits: limits, log: log,
	}
	err = g.serve(ctx)
	d.drain()
	log.Info("left Discord")
	return err
}

// signIn returns a session for REST calls and the application that the token
// belongs to.
func signIn(ctx context.Context, c Config, log *slog.Logger) (*discordgo.Session, application, error) {
	client, err := newHTTPClient(c, log)
	if err != nil {
		return nil, application{}, err
	}
	api := newSession(c.Token, client)
	app, err := ownApplication(ctx, api)
	return api, app, err
}

// intents are the events asked for: interactions come without any.
func intents(c Config) discordgo.Intent {
	if c.AnswerMentions {
		return discordgo.IntentsGuildMessages | discordgo.IntentsDirectMessages
	}
	return discordgo.IntentsNone
}

// unlessStopped returns err, or nil when it comes of ctx having ended.
func unlessStopped(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return nil
	}
	return err
}

// apiBase parses APIURL, to a path that ends in a slash.
func apiBase(address string) (*url.URL, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, fmt.Errorf("DISCORD_API_URL: %w", err)
	}
	if (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" {
		return nil, fmt.Errorf("DISCORD_API_URL %q is not an http or https address, e.g. http://127.0.0.1:8080", u.Redacted())
	}
	return u.JoinPath("/"), nil // JoinPath below an empty path would make relative ones
}
