package bot

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"alliancebot/bot/discordtest"
	"alliancebot/commands"
	"alliancebot/internal/logtest"
	"alliancebot/internal/wording"
)

// onDiscord runs test in virtual time, with a Discord in memory.
func onDiscord(t *testing.T, test func(*testing.T, *discordtest.Server)) {
	t.Helper()
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		t.Cleanup(func() { time.Sleep(2 * time.Hour) }) // until abandoned handlers have returned
		test(t, discordtest.NewInMemory(t))
	})
}

// eachWay runs test as a subtest for each way that Discord sends interactions. start
// starts a bot that receives them that way, and returns when it is ready.
func eachWay(t *testing.T, name string, test func(t *testing.T, s *discordtest.Server, start startFunc)) {
	for way, start := range map[string]startFunc{"gateway": startReady, "HTTP": startEndpoint} {
		t.Run(name+"/"+way, func(t *testing.T) {
			onDiscord(t, func(t *testing.T, s *discordtest.Server) { test(t, s, start) })
		})
	}
}

type startFunc func(*testing.T, *discordtest.Server, Handler, ...func(*Config)) *running

// running is a bot under test.
type running struct {
	t    *testing.T
	log  *logtest.Buffer
	stop context.CancelFunc
	done chan struct{}
	err  error // of Run, once done is closed
}

// start runs a bot on the gateway until the test ends, with a Config changed by
// adjust.
func start(t *testing.T, s *discordtest.Server, h Handler, adjust ...func(*Config)) *running {
	t.Helper()
	return launch(t, s, h, Run, adjust...)
}

func startReady(t *testing.T, s *discordtest.Server, h Handler, adjust ...func(*Config)) *running {
	t.Helper()
	r := start(t, s, h, adjust...)
	s.WaitReady(1)
	synctest.Wait()
	return r
}

func startEndpoint(t *testing.T, s *discordtest.Server, h Handler, adjust ...func(*Config)) *running {
	t.Helper()
	listener := s.BotListener()
	r := launch(t, s, h, func(ctx context.Context, c Config, h Handler) error {
		return serve(ctx, c, h, func() (net.Listener, error) { return listener, nil })
	}, adjust...)
	synctest.Wait()
	s.PostTo("http://bot.test" + InteractionsPath)
	return r
}

// launch runs a bot until the test ends, and checks that the log does not contain the
// token.
func launch(t *testing.T, s *discordtest.Server, h Handler, run func(context.Context, Config, Handler) error, adjust ...func(*Config)) *running {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	r := &running{t: t, log: &logtest.Buffer{}, stop: cancel, done: make(chan struct{})}
	c := testConfig(s, slog.New(slog.NewTextHandler(r.log, &slog.HandlerOptions{Level: slog.LevelDebug})))
	for _, f := range adjust {
		f(&c)
	}
	go func() {
		defer close(r.done)
		r.err = run(ctx, c, h)
	}()
	t.Cleanup(func() {
		cancel()
		<-r.done
		if strings.Contains(r.log.String(), discordtest.Token) {
			t.Error("the log contains the token")
		}
		if t.Failed() {
			t.Logf("Run = %v; log of the bot:\n%s", r.err, r.log)
		}
	})
	return r
}

// testConfig returns a Config for a bot on s, which must be in memory.
func testConfig(s *discordtest.Server, log *slog.Logger) Config {
	return Config{
		Token: discordtest.Token, HomeGuildID: discordtest.HomeGuild, APIURL: s.URL(), PublicKey: discordtest.PublicKey,
		Log: log, Dial: s.DialContext,
	}
}

// end stops the bot and checks that it ends without an error.
func (r *running) end() {
	r.t.Helper()
	r.stop()
	if <-r.done; r.err != nil {
		r.t.Errorf("Run = %v after a stop, want nil", r.err)
	}
}

// endClean is end, and checks that no error was logged.
func (r *running) endClean() {
	r.t.Helper()
	r.end()
	if r.logged("level=ERROR") {
		r.t.Error("an error is logged")
	}
}

// logged reports whether a line of the log contains all of texts.
func (r *running) logged(texts ...string) bool {
	for line := range strings.Lines(r.log.String()) {
		found := true
		for _, text := range texts {
			found = found && strings.Contains(line, text)
		}
		if found {
			return true
		}
	}
	return false
}

// wantExplained checks that the log has a cause with the code in text.
func (r *running) wantExplained(text, cause string) {
	r.t.Helper()
	if code := codePattern.FindString(text); code == "" || !r.logged("code="+code, cause) {
		r.t.Errorf("the log has no line with %q and the code of %q", cause, text)
	}
}

// fakeHandler is a Handler that echoes the question, unless it has functions.
type fakeHandler struct {
	definitions func() []commands.Definition
	run         func(context.Context, commands.Request) (commands.Reply, error)
	complete    func(context.Context, commands.Request, string) ([]commands.Choice, error)
	notify      func(context.Context, commands.Send) error
	learn       func(commands.Exchange) bool
	slow        string // the command that is, besides reindex
	configured  map[string]bool
}

// menuCommand is the fake handler's command in the menu of a message.
const menuCommand = "Answer this"

func (f fakeHandler) Definitions() []commands.Definition {
	if f.definitions != nil {
		return f.definitions()
	}
	question := commands.Option{
		Name: "question", Description: "What to ask", Required: true, Complete: true,
		Translations: []commands.Translation{{Language: "de", Name: "frage", Description: "Was zu fragen ist"}},
	}
	return []commands.Definition{
		{
			Name: "ask", Description: "Ask the story",
			Translations: []commands.Translation{
				{Language: "de", Name: "fragen", Description: "Die Geschichte fragen"},
				{Language: "es", Name: "preguntar", Description: "Preguntar a la historia"},
			},
			Options: []commands.Option{
				question,
				{Name: "private", Description: "Whether only you see it", Kind: commands.Flag},
				{Name: "mention", Description: "Who it is for", Kind: commands.Member},
			},
		},
		{Name: "help", Description: "What can be asked"},
		{
			Kind: commands.OnMessage, Name: menuCommand,
			Translations: []commands.Translation{{Language: "de", Name: "Das beantworten"}},
			Options:      []commands.Option{question},
		},
		{Name: "reindex", Description: "Read the corpus again", Admin: true, Slow: true},
		{
			Name: "setup", Description: "Change this server’s settings", Manager: true,
			Options: []commands.Option{{Name: "journal", Description: "Whether to record questions", Kind: commands.Flag}},
		},
	}
}

func (f fakeHandler) Slow(command string) bool { return command == "reindex" || command == f.slow }

// tools is a command with subcommands.
var tools = commands.Definition{
	Name: "tools", Description: "For admins", Admin: true,
	Translations: []commands.Translation{{Language: "de", Name: "werkzeuge", Description: "Für Admins"}},
	Subcommands: []commands.Definition{
		{
			Name: "why", Description: "Why an answer was chosen",
			Translations: []commands.Translation{{Language: "de", Name: "warum", Description: "Warum eine Antwort gewählt wurde"}},
			Options:      []commands.Option{{Name: "question", Description: "What was asked", Required: true, Complete: true}},
		},
		{Name: "list", Description: "List everything"},
	},
}

func withTools() []commands.Definition { return append(fakeHandler{}.Definitions(), tools) }

func (f fakeHandler) Run(ctx context.Context, r commands.Request) (commands.Reply, error) {
	if f.run == nil {
		return commands.Reply{Text: "You asked: " + r.Options["question"]}, nil
	}
	return f.run(ctx, r)
}

// Trusts trusts alice's role and managers.
func (f fakeHandler) Trusts(author commands.Asker) bool {
	return author.ManageServer || slices.Equal(author.RoleIDs, alice.Roles)
}

func (f fakeHandler) Learn(_ context.Context, e commands.Exchange) (bool, error) {
	return f.learn != nil && f.learn(e), nil
}

func (f fakeHandler) Configured(guild string) bool { return f.configured[guild] }

func (f fakeHandler) Notify(ctx context.Context, send commands.Send) error {
	if f.notify == nil {
		return nil
	}
	return f.notify(ctx, send)
}

func (f fakeHandler) Complete(ctx context.Context, r commands.Request, option string) ([]commands.Choice, error) {
	if f.complete == nil {
		return nil, nil
	}
	return f.complete(ctx, r, option)
}

func handlerFunc(run func(context.Context, commands.Request) (commands.Reply, error)) fakeHandler {
	return fakeHandler{run: run}
}

// replying returns a handler with the same reply to everything.
func replying(r commands.Reply) fakeHandler {
	return handlerFunc(func(context.Context, commands.Request) (commands.Reply, error) { return r, nil })
}

// panelThen returns a handler that replies to commands with shown, and to components with
// then.
func panelThen(shown, then commands.Reply) fakeHandler {
	return handlerFunc(func(_ context.Context, r commands.Request) (commands.Reply, error) {
		if r.On == nil {
			return shown, nil
		}
		return then, nil
	})
}

// recording returns h and a channel with the requests that it gets.
func recording(h Handler) (fakeHandler, <-chan commands.Request) {
	requests := make(chan commands.Request, 100)
	return handlerFunc(func(ctx context.Context, r commands.Request) (commands.Reply, error) {
		requests <- r
		return h.Run(ctx, r)
	}), requests
}

// panel is a reply with a button and a menu.
var panel = commands.Reply{
	Text:    "panel",
	Buttons: []commands.Button{{Label: "Go", Command: "go", Value: "a-1"}},
	Menus: []commands.Menu{{Prompt: "Which?", Command: "pick", Choices: []commands.Choice{
		{Label: "The deal", Value: "deal"}, {Label: "The risk", Value: "risk"},
	}}},
}

func private(r commands.Reply) commands.Reply {
	r.Private = true
	return r
}

func question(text string) map[string]string { return map[string]string{"question": text} }

var (
	alice     = discordtest.User{ID: "501", Guild: discordtest.Elsewhere, Roles: []string{"601"}}
	bob       = discordtest.User{ID: "502", Guild: discordtest.Elsewhere}
	carol     = discordtest.User{ID: "503"} // in a direct message
	owner     = discordtest.User{ID: "504", Guild: discordtest.HomeGuild, Permissions: discordtest.ManageServer}
	moderator = discordtest.User{ID: "506", Guild: discordtest.Elsewhere, Permissions: discordtest.ManageMessages}
	visitor   = discordtest.User{ID: "507", Guild: discordtest.Foreign, UserInstalled: true} // where the bot is not
	friend    = discordtest.User{ID: "508", UserInstalled: true}                             // in a private channel with others
)

// withLocale returns u with another language.
func withLocale(u discordtest.User, locale string) discordtest.User {
	u.Locale = locale
	return u
}

// apologyIn returns the apology in a language, with anyCode in place of the code.
func apologyIn(language string) string {
	return wording.For(language).T(wording.Failed, "Code", anyCode)
}

const anyCode = "#####"

var (
	apology     = apologyIn("en")
	codePattern = regexp.MustCompile(fmt.Sprintf(`\b[%s]{%d}\b`, codeLetters, codeLength))
)

// withoutCode returns text with anyCode in place of a code.
func withoutCode(text string) string { return codePattern.ReplaceAllString(text, anyCode) }
