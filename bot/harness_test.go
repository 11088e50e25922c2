package bot

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"log/slog"
	"net"
	"os"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"alliancebot/bot/discordtest"
	"alliancebot/commands"
	"alliancebot/internal/wording"
)

// TestMain lets many tests run at a time: most of their time they wait.
func TestMain(m *testing.M) {
	flag.Parse()
	if fuzzing := flag.Lookup("test.fuzz").Value.String() != ""; !fuzzing {
		flag.Set("test.parallel", "16")
	}
	os.Exit(m.Run())
}

// testTiming is short where a test waits for it to pass, and long elsewhere.
var testTiming = timing{
	settle:  5 * time.Second,
	fast:    2500 * time.Millisecond,
	respond: 3 * time.Second,
	slow:    time.Minute,
	drain:   10 * time.Second,
	asked:   maxAsked,
}

// fakeHandler stands for the router. It echoes the question unless told what to do.
type fakeHandler struct {
	define   func() []commands.Definition
	run      func(context.Context, commands.Request) (commands.Reply, error)
	complete func(context.Context, commands.Request, string) ([]commands.Choice, error)
}

// menuCommand is the fake handler's command in the menu of a message.
const menuCommand = "Answer this"

func (f fakeHandler) Definitions() []commands.Definition {
	if f.define != nil {
		return f.define()
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
				{Name: "mention", Description: "Whom it is for", Kind: commands.Member},
			},
		},
		{Name: "help", Description: "What can be asked"},
		{
			Kind: commands.OnMessage, Name: menuCommand,
			Translations: []commands.Translation{{Language: "de", Name: "Das beantworten"}},
			Options:      []commands.Option{question},
		},
		{Name: "reindex", Description: "Read the corpus again", Admin: true, Slow: true},
	}
}

func (f fakeHandler) Run(ctx context.Context, r commands.Request) (commands.Reply, error) {
	if f.run == nil {
		return commands.Reply{Text: "You asked: " + r.Options["question"]}, nil
	}
	return f.run(ctx, r)
}

func (f fakeHandler) Complete(ctx context.Context, r commands.Request, option string) ([]commands.Choice, error) {
	if f.complete == nil {
		return nil, nil
	}
	return f.complete(ctx, r, option)
}

// replying is a handler that says the same to everything.
func replying(r commands.Reply) fakeHandler {
	return fakeHandler{run: func(context.Context, commands.Request) (commands.Reply, error) { return r, nil }}
}

// recording is h that notes the requests it is given.
func recording(h Handler) (fakeHandler, <-chan commands.Request) {
	requests := make(chan commands.Request, 100)
	return fakeHandler{run: func(ctx context.Context, r commands.Request) (commands.Reply, error) {
		requests <- r
		return h.Run(ctx, r)
	}}, requests
}

// logBuffer collects a log from many goroutines.
type logBuffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *logBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *logBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}

// running is a bot under test.
type running struct {
	t    *testing.T
	log  *logBuffer
	stop context.CancelFunc
	done chan struct{}
	err  error // of Run, once done is closed
}

// start runs a bot on s, by the gateway, with settings changed by adjust, until
// the test ends.
func start(t *testing.T, s *discordtest.Server, h Handler, adjust ...func(*Config, *timing)) *running {
	t.Helper()
	return begin(t, s, h, run, adjust...)
}

// way is one of the two by which Discord tells a bot of interactions.
type way struct {
	name string
	// start is as the function start, and returns when the bot is ready.
	start func(*testing.T, *discordtest.Server, Handler, ...func(*Config, *timing)) *running
}

var ways = []way{
	{"gateway", func(t *testing.T, s *discordtest.Server, h Handler, adjust ...func(*Config, *timing)) *running {
		r := start(t, s, h, adjust...)
		s.WaitReady(1)
		return r
	}},
	{"HTTP", func(t *testing.T, s *discordtest.Server, h Handler, adjust ...func(*Config, *timing)) *running {
		listener := listenLocally(t)
		r := begin(t, s, h, listening(listener), adjust...)
		s.PostTo(endpointOf(listener))
		return r
	}},
}

// eachWay runs a test with a new Discord and each way to it.
func eachWay(t *testing.T, name string, test func(*testing.T, *discordtest.Server, way)) {
	for _, w := range ways {
		t.Run(name+"/"+w.name, func(t *testing.T) {
			t.Parallel()
			test(t, discordtest.New(t), w)
		})
	}
}

func listenLocally(t *testing.T) net.Listener {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return listener
}

func endpointOf(listener net.Listener) string {
	return "http://" + listener.Addr().String() + InteractionsPath
}

// runner is run or its like.
type runner func(context.Context, Config, Handler, timing) error

// listening is listen on a listener.
func listening(listener net.Listener) runner {
	return func(ctx context.Context, c Config, h Handler, limits timing) error {
		return listen(ctx, c, h, limits, listener)
	}
}

// begin runs a bot on s until the test ends. Whatever the test is about, the log
// must not hold the token.
func begin(t *testing.T, s *discordtest.Server, h Handler, run runner, adjust ...func(*Config, *timing)) *running {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	r := &running{t: t, log: &logBuffer{}, stop: cancel, done: make(chan struct{})}
	c := Config{
		Token: discordtest.Token, HomeGuildID: discordtest.HomeGuild, APIURL: s.URL(), PublicKey: discordtest.PublicKey,
		Log: slog.New(slog.NewTextHandler(r.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
	}
	limits := testTiming
	for _, f := range adjust {
		f(&c, &limits)
	}
	go func() {
		defer close(r.done)
		r.err = run(ctx, c, h, limits)
	}()
	t.Cleanup(func() {
		cancel()
		<-r.done
		if strings.Contains(r.log.String(), discordtest.Token) {
			t.Error("the log holds the token")
		}
		if t.Failed() {
			t.Logf("Run = %v; log of the bot:\n%s", r.err, r.log)
		}
	})
	return r
}

// wait returns Run's error once it is over.
func (r *running) wait() error {
	r.t.Helper()
	select {
	case <-r.done:
		return r.err
	case <-time.After(30 * time.Second):
		r.t.Fatal("Run does not return")
		return nil
	}
}

// unhindered stops r and fails the test if an error was logged.
func (r *running) unhindered() {
	r.t.Helper()
	r.stop()
	r.wait()
	if strings.Contains(r.log.String(), "level=ERROR") {
		r.t.Error("an error is logged although all went well")
	}
}

var (
	alice     = discordtest.User{ID: "501", Guild: discordtest.Elsewhere, Roles: []string{"601"}}
	bob       = discordtest.User{ID: "502", Guild: discordtest.Elsewhere}
	carol     = discordtest.User{ID: "503"} // in a direct message
	owner     = discordtest.User{ID: "504", Guild: discordtest.HomeGuild, Permissions: discordtest.ManageServer}
	moderator = discordtest.User{ID: "506", Guild: discordtest.Elsewhere, Permissions: discordtest.ManageMessages}
	visitor   = discordtest.User{ID: "507", Guild: discordtest.Foreign, UserInstalled: true} // where the bot is not
	friend    = discordtest.User{ID: "508", UserInstalled: true}                             // in a private channel with others
)

// apologyIn is what the bot says in a language when something went wrong, with
// anyCode in the place of the code.
func apologyIn(language string) string {
	return wording.For(language).T(wording.Failed, "Code", anyCode)
}

const anyCode = "#####"

var (
	apology     = apologyIn("en")
	codePattern = regexp.MustCompile(fmt.Sprintf(`\b[%s]{%d}\b`, codeLetters, codeLength))
)

// codeless returns text with anyCode in the place of a code.
func codeless(text string) string { return codePattern.ReplaceAllString(text, anyCode) }

// explains fails the test if the log does not tell a cause under the code that
// text holds.
func (r *running) explains(text, cause string) {
	r.t.Helper()
	code := codePattern.FindString(text)
	for line := range strings.Lines(r.log.String()) {
		if code != "" && strings.Contains(line, "code="+code) && strings.Contains(line, cause) {
			return
		}
	}
	r.t.Errorf("the log has no line with %q and the code of %q", cause, text)
}

func question(text string) map[string]string { return map[string]string{"question": text} }

// speaking is u with another language.
func speaking(u discordtest.User, locale string) discordtest.User {
	u.Locale = locale
	return u
}
