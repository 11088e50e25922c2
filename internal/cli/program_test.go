package cli

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"alliancebot/bot/discordtest"
	"alliancebot/internal/config"
)

const homeChannel = "1400000000000000002"

var newcomers atomic.Int64

// another returns a user like u with a new ID in a new channel, so that rate limits do not
// apply.
func another(u discordtest.User) discordtest.User {
	n := newcomers.Add(1)
	u.ID = fmt.Sprint(502000000000000000 + n)
	if u.Guild != "" {
		u.Channel = fmt.Sprint(1500000000000000000 + n)
	}
	return u
}

// The users in these tests.
var (
	member      = discordtest.User{ID: "501000000000000001", Guild: discordtest.Elsewhere}
	private     = discordtest.User{ID: "501000000000000002"} // in a direct message
	stranger    = discordtest.User{ID: "501000000000000003", Guild: discordtest.HomeGuild, Channel: homeChannel, Roles: []string{"601000000000000009"}}
	adminUser   = discordtest.User{ID: "501000000000000004", Guild: discordtest.HomeGuild, Channel: homeChannel}
	adminRole   = discordtest.User{ID: "501000000000000005", Guild: discordtest.HomeGuild, Channel: homeChannel, Roles: []string{"601000000000000001"}}
	homeManager = discordtest.User{ID: "501000000000000006", Guild: discordtest.HomeGuild, Channel: homeChannel, Permissions: discordtest.ManageServer}
	otherAdmin  = discordtest.User{ID: "501000000000000007", Guild: discordtest.Elsewhere, Permissions: discordtest.Administrator}
)

// administered returns settings for admins.
func administered() map[string]string {
	return map[string]string{
		"DISCORD_HOME_GUILD_ID": discordtest.HomeGuild,
		"ADMIN_USER_IDS":        adminUser.ID,
		"ADMIN_ROLE_IDS":        adminRole.Roles[0],
	}
}

// program is alliancebot run or serve.
type program struct {
	t      *testing.T
	stop   context.CancelFunc
	ended  chan struct{}
	code   int       // once ended
	end    time.Time // once ended
	output output
}

// output collects what a program writes, from many goroutines.
type output struct {
	mu     sync.Mutex
	text   bytes.Buffer
	awaits *regexp.Regexp // nil for nothing
	found  chan string    // gets the first group of the first match of awaits
}

func (o *output) Write(b []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.text.Write(b)
	o.search()
	return len(b), nil
}

// search ends the wait for awaits, if the text has it.
func (o *output) search() {
	if o.awaits == nil {
		return
	}
	if match := o.awaits.FindSubmatch(o.text.Bytes()); match != nil {
		o.awaits = nil
		o.found <- string(match[1])
	}
}

// wait waits until the program has written something that matches pattern, and returns
// its first group. It fails the test if the program ends or takes a minute.
func (o *output) wait(t *testing.T, ended <-chan struct{}, pattern string) string {
	t.Helper()
	found := make(chan string, 1)
	o.mu.Lock()
	o.awaits, o.found = regexp.MustCompile(pattern), found
	o.search()
	o.mu.Unlock()
	select {
	case text := <-found:
		return text
	case <-ended:
		t.Fatalf("alliancebot ended before it wrote %s", pattern)
	case <-time.After(time.Minute):
		t.Fatalf("alliancebot did not write %s", pattern)
	}
	return ""
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}

// runOn runs alliancebot run with s until the test ends.
func runOn(t *testing.T, s *discordtest.Server, variables map[string]string) *program {
	t.Helper()
	return begin(t, s, "run", variables)
}

// serveOn runs alliancebot serve until the test ends, and makes s post to it.
func serveOn(t *testing.T, s *discordtest.Server, variables map[string]string) *program {
	t.Helper()
	variables["DISCORD_PUBLIC_KEY"], variables["LISTEN_ADDR"] = discordtest.PublicKey, "127.0.0.1:0"
	bot := begin(t, s, "serve", variables)
	s.PostTo(bot.output.wait(t, bot.ended, listening))
	return bot
}

// listening matches the log's line with the address for interactions.
const listening = `msg="listening .* address=(\S+)`

// begin runs a command of the program with s until the test ends, and checks that it does not
// write the token.
func begin(t *testing.T, s *discordtest.Server, command string, variables map[string]string) *program {
	t.Helper()
	bot := &program{t: t}
	env := environment(t, s, variables)
	ctx, stop := context.WithCancel(context.Background())
	bot.stop, bot.ended = stop, make(chan struct{})
	go func() {
		defer close(bot.ended)
		bot.code = Process{Env: fixed(env), In: strings.NewReader(""), Out: &bot.output, ErrOut: &bot.output}.Run(ctx, []string{command})
		bot.end = time.Now()
	}()
	t.Cleanup(func() {
		stop()
		<-bot.ended
		if strings.Contains(bot.output.String(), discordtest.Token) {
			t.Error("the output contains the token")
		}
		if t.Failed() {
			t.Logf("exit status %d; output:\n%s", bot.code, &bot.output)
		}
	})
	return bot
}

// environment returns the environment of a program with s.
func environment(t *testing.T, s *discordtest.Server, variables map[string]string) map[string]string {
	t.Helper()
	env := map[string]string{}
	for _, s := range config.Settings { // variables that are set, even if empty, are not read from .env
		env[s.Name] = ""
	}
	maps.Copy(env, map[string]string{"DISCORD_TOKEN": discordtest.Token, "DISCORD_API_URL": s.URL(), "LOG_LEVEL": "debug", "DATA_DIR": t.TempDir()})
	maps.Copy(env, variables)
	return env
}

// wantStatus waits for the end of the program.
func (p *program) wantStatus(want int) {
	p.t.Helper()
	<-p.ended
	if p.code != want {
		p.t.Errorf("alliancebot: exit status %d, want %d", p.code, want)
	}
}

func asked(question string) map[string]string { return map[string]string{"question": question} }
