// Command reliability measures how the whole program behaves under load, with faults
// and over a long time, on a fake Discord. It prints a line for each measurement, and
// exits with status 1 if the bot missed an interaction or something else went wrong.
//
//	go run ./internal/reliability              load, faults and memory, in about six minutes
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
		s := l.discord(l)
		l.start(l, s)
		s.WaitReady(1)
		l.load("load", s, 10_000, 200)
	})
	try(func(l lab) {
		s, listening := l.discord(l), make(chan string, 1)
		bot := run(l, s, "serve", map[string]string{"DISCORD_PUBLIC_KEY": discordtest.PublicKey, "LISTEN_ADDR": "127.0.0.1:0"}, listening)
		select {
		case address := <-listening:
			s.PostTo(address)
		case <-bot.ended:
			l.Fatalf("alliancebot serve: %v", bot.err)
		}
		l.load("load over HTTP", s, 10_000, 200)
	})
	for _, f := range faults {
		try(func(l lab) { l.faultTrial(f, phases{before: 100, during: 250, after: 100, perSecond: 50}) })
	}
	try(lab.memory)
}

// failed is set when a trial fails.
var failed atomic.Bool

// try runs a trial with a lab, and ends what it started.
func try(trial func(lab)) {
	p := &printer{}
	defer p.end()
	start := func(t discordtest.T, s *discordtest.Server) *process { return run(t, s, "run", nil, nil) }
	trial(lab{T: p, discord: discordtest.New, start: start, report: report})
}

// run runs a command of alliancebot with s until the trial ends. If listening is not
// nil, it gets the address from the log.
func run(t discordtest.T, s *discordtest.Server, command string, variables map[string]string, listening chan string) *process {
	env := map[string]string{"DISCORD_TOKEN": discordtest.Token, "DISCORD_API_URL": s.URL(), "LOG_LEVEL": "info"}
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
	fmt.Print(name + ":")
	for i := 0; i < len(pairs); i += 2 {
		fmt.Printf(" %v=%v", pairs[i], pairs[i+1])
	}
	fmt.Println()
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
