// Package cli is the command line: it parses the arguments, reads the settings,
// puts the other packages together and turns an error into an exit status.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"

	"alliancebot/bot"
	"alliancebot/internal/prose"
)

// The exit codes.
const (
	exitOK         = 0
	exitUnanswered = 1 // ask found an answer to none of its questions
	exitFailed     = 2 // bad usage, bad settings, a bad corpus, or work that failed
	exitRefused    = 3 // run was refused by Discord for good: to start it again is of no use
)

// errUnanswered ends ask when it answered none of its questions. It needs no
// message: each answer said so.
var errUnanswered = errors.New("no question was answered")

// commandLine is what can be given after the program's name.
type commandLine struct {
	Ask         askCommand         `cmd:"" help:"Answer a question, or one a line from standard input."`
	Chat        chatCommand        `cmd:"" help:"Ask in a conversation."`
	Eval        evalCommand        `cmd:"" help:"Measure how good the answers are."`
	Fit         fitCommand         `cmd:"" help:"Fit the models of the verdict; for those who change the ranking."`
	Run         runCommand         `cmd:"" help:"Connect to Discord and answer there."`
	Serve       serveCommand       `cmd:"" help:"Answer what Discord posts to an HTTP endpoint."`
	Doctor      doctorCommand      `cmd:"" help:"Look whether the bot would work, and what to mend."`
	Healthcheck healthcheckCommand `cmd:"" help:"Ask a running bot whether it is ready."`
	Version     kong.VersionFlag   `help:"Show the version, the commit and its date, and leave."`
}

const description = `Answers questions about a published story, in the story's own words.

Settings come from the environment and from a file .env in the working directory. The file .env.example explains each one.`

// Process is what the program gets from whoever starts it.
type Process struct {
	Env         environment
	In          io.Reader
	Out, ErrOut io.Writer
	Columns     int // if not 0, Out is written to as to a terminal of that width
}

// Main runs the command that the process's arguments name and returns its exit
// status.
func Main() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)   // a second signal ends the process at once
	signal.Ignore(syscall.SIGPIPE) // a write tells that nobody reads, so that a command can end as it should
	p := Process{Env: os.LookupEnv, In: os.Stdin, Out: os.Stdout, ErrOut: os.Stderr}
	return p.Run(ctx, os.Args[1:])
}

// Run runs the command that args name and returns its exit status. A failure is one
// message on p.ErrOut.
func (p Process) Run(ctx context.Context, args []string) int {
	err := p.execute(ctx, args)
	switch {
	case err == nil:
		return exitOK
	case errors.Is(err, errUnanswered):
		return exitUnanswered
	case errors.Is(err, context.Canceled):
		err = errors.New("interrupted")
	}
	fmt.Fprintf(p.ErrOut, "alliancebot: %s\n", prose.Clean(err.Error()))
	if errors.Is(err, bot.ErrRefused) {
		return exitRefused
	}
	return exitFailed
}

func (p Process) execute(ctx context.Context, args []string) error {
	informed := false // --help or --version had its say; when nobody reads it Parse returns EPIPE
	parser, err := kong.New(&commandLine{},
		kong.Name("alliancebot"),
		kong.Description(description),
		kong.Vars{"version": version()},
		kong.Writers(p.Out, p.ErrOut),
		kong.Exit(func(int) { informed = true }),
		kong.BindTo(ctx, (*context.Context)(nil)),
		kong.Bind(p),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 80}),
	)
	if err != nil {
		return fmt.Errorf("build the command line: %w", err)
	}
	command, err := parser.Parse(args)
	if informed || errors.Is(err, syscall.EPIPE) {
		return nil
	}
	if err != nil {
		return usageError(err.Error())
	}
	return command.Run()
}

func usageError(problem string) error {
	return fmt.Errorf("%s; see alliancebot --help", problem)
}
