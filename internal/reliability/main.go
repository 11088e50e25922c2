// Command reliability measures how the whole program behaves under load, with faults
// and over a long time, on a fake Discord. It prints a line for each measurement, and
// exits with status 1 if the bot missed an interaction or something else went wrong.
//
//	go run ./internal/reliability              load, faults, mentions, the journal and memory, in about 18 minutes
//	go run ./internal/reliability soak 24h     random faults, with a line each minute
//
// docs/reliability.sh turns the former into docs/reliability.md.
package main

import (
	"context"
	"fmt"
	"log"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"alliancebot/bot/discordtest"
	"alliancebot/internal/cli"
)

func main() {
	log.SetFlags(0)
	switch {
	case len(os.Args) == 1:
		measureAll()
	case len(os.Args) == 3 && os.Args[1] == "soak":
		duration, err := time.ParseDuration(os.Args[2])
		if err != nil {
			log.Fatal(err)
		}
		seed := uint64(time.Now().UnixNano())
		report("soak", "seed", seed)
		try(func(l lab) { l.soak(duration, seed) })
	default:
		log.Fatal("usage: reliability [soak DURATION]")
	}
	if failed.Load() {
		os.Exit(1)
	}
}

func measureAll() {
	try(func(l lab) {
		s := l.gateway()
		l.load("load", s, 10_000, 200)
	})
	try(func(l lab) {
		s := l.endpoint()
		l.load("load over HTTP", s, 10_000, 200)
	})
	try(func(l lab) { l.journaled(12_000, 200) })
	try(func(l lab) { l.overload("gateway", l.gateway(), 5*time.Second) })
	try(func(l lab) { l.overload("HTTP", l.endpoint(), 5*time.Second) })
	for _, f := range faults {
		try(func(l lab) { l.faultTrial(f, phases{before: 100, during: 250, after: 100, perSecond: 50}) })
	}
	try(func(l lab) { l.raid(1000) })
	var trials sync.WaitGroup
	trials.Go(func() { try(func(l lab) { l.forbidden(10 * time.Minute) }) })
	for _, st := range storms { // at once, since they mostly wait
		trials.Go(func() { try(func(l lab) { l.stormTrial(st, 20) }) })
	}
	trials.Wait()
	try(lab.memory)
}

// gateway starts a bot on the gateway, and returns its Discord once it is ready.
func (l lab) gateway() *discordtest.Server {
	s := l.discord(l)
	l.start(l, s, "")
	s.WaitReady(1)
	return s
}

// endpoint starts a bot at an HTTP endpoint, and returns its Discord once it listens.
func (l lab) endpoint() *discordtest.Server {
	s, listening := l.discord(l), make(chan string, 1)
	bot := run(l, s, "serve", map[string]string{"DISCORD_PUBLIC_KEY": discordtest.PublicKey, "LISTEN_ADDR": "127.0.0.1:0"}, listening)
	select {
	case address := <-listening:
		s.PostTo(address)
	case <-bot.ended:
		l.Fatalf("alliancebot serve: %v", bot.err)
	}
	return s
}

// failed is set when a trial fails.
var failed atomic.Bool

// try runs a trial with a lab, and ends what it started.
func try(trial func(lab)) {
	p := &printer{}
	defer p.end()
	start := func(t discordtest.T, s *discordtest.Server, folder string) *process {
		variables := map[string]string{}
		if folder != "" {
			variables = map[string]string{"JOURNAL": "on", "DATA_DIR": folder, "DISCORD_HOME_GUILD_ID": discordtest.HomeGuild}
		}
		return run(t, s, "run", variables, nil)
	}
	trial(lab{T: p, discord: discordtest.New, start: start, report: report})
}

// run runs a command of alliancebot with s until the trial ends. If listening is not
// nil, it gets the address from the log.
func run(t discordtest.T, s *discordtest.Server, command string, variables map[string]string, listening chan string) *process {
	env := map[string]string{"DISCORD_TOKEN": discordtest.Token, "DISCORD_API_URL": s.URL(), "LOG_LEVEL": "info", "JOURNAL": "off"}
	maps.Copy(env, variables)
	output := &output{listening: listening}
	program := cli.Process{
		Env: func(name string) (string, bool) { return env[name], true }, // variables that are set are not read from .env
		In:  strings.NewReader(""), Out: output, ErrOut: output,
	}
	ctx, stop := context.WithCancel(context.Background())
	p := &process{stop: stop, ended: make(chan struct{})}
	go func() {
		defer close(p.ended)
		if code := program.Run(ctx, []string{command}); code != 0 {
			p.err = fmt.Errorf("exit status %d: %s", code, output.last)
		}
		p.end = time.Now()
	}()
	t.Cleanup(func() { stop(); <-p.ended })
	return p
}

// output receives the bot's log.
type output struct {
	mu        sync.Mutex
	last      []byte
	listening chan string // nil if the address is not needed or was sent
}

var listeningLine = regexp.MustCompile(`msg="listening .* address=(\S+)`)

func (o *output) Write(line []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.last = slices.Clone(line)
	if match := listeningLine.FindSubmatch(line); match != nil && o.listening != nil {
		o.listening <- string(match[1])
		o.listening = nil
	}
	return len(line), nil
}

// report prints a measurement as "name: key=value key=value".
func report(name string, pairs ...any) {
	line := name + ":"
	for i := 0; i < len(pairs); i += 2 {
		line += fmt.Sprintf(" %v=%v", pairs[i], pairs[i+1])
	}
	fmt.Println(line) // at once, since trials run at the same time
}

// printer is a discordtest.T that prints errors.
type printer struct{ cleanups []func() }

func (p *printer) Helper()                           {}
func (p *printer) Fatalf(format string, args ...any) { log.Fatalf(format, args...) }
func (p *printer) Cleanup(f func())                  { p.cleanups = append(p.cleanups, f) }

func (p *printer) Errorf(format string, args ...any) {
	failed.Store(true)
	log.Printf(format, args...)
}

func (p *printer) end() {
	for _, f := range slices.Backward(p.cleanups) {
		f()
	}
}
