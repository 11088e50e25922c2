// Package cli is the command line: it parses the arguments, reads the settings,
// connects the other packages and turns errors into exit statuses.
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
	"alliancebot/internal/config"
	"alliancebot/internal/prose"
)

// Exit statuses.
const (
	ExitOK         = 0
	ExitUnanswered = 1 // ask answered none of its questions
	ExitFailed     = 2 // bad usage, settings or corpus, or work that failed
	ExitRefused    = 3 // Discord refuses the bot; restarting will not help
)

// errUnanswered ends ask when it answered none of its questions. It is not printed:
// each answer said so.
var errUnanswered = errors.New("no question was answered")

// commandLine has the commands.
type commandLine struct {
	Ask         askCommand         `cmd:"" help:"Answer a question, or each line of standard input."`
	Chat        chatCommand        `cmd:"" help:"Ask questions interactively."`
	Check       checkCommand       `cmd:"" help:"Show what is read from a folder and how to improve it."`
	Run         runCommand         `cmd:"" help:"Connect to Discord and answer there."`
	Serve       serveCommand       `cmd:"" help:"Answer Discord's interactions at an HTTP endpoint."`
	Doctor      doctorCommand      `cmd:"" help:"Check the setup and suggest fixes."`
	Healthcheck healthcheckCommand `cmd:"" help:"Ask a running bot whether it is ready."`
	Import      importCommand      `cmd:"" help:"Copy pages from the web into a corpus folder."`
	Eval        evalCommand        `cmd:"" help:"Measure answer quality on labeled questions."`
	Fit         fitCommand         `cmd:"" help:"Fit the verdict models (for contributors)."`
	Version     kong.VersionFlag   `help:"Print the version, commit and date, and exit."`
}

const description = `Answers questions about a published story, in the publisher's own words.

Settings are environment variables, or lines of a file .env in the working directory. The file .env.example explains each one.`

// Process is the environment of the program.
type Process struct {
	Env         config.Env
	In          io.Reader
	Out, ErrOut io.Writer
}

// Main runs the command in the process's arguments and returns its exit status.
func Main() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)   // a second signal ends the process at once
	signal.Ignore(syscall.SIGPIPE) // so that writes return EPIPE and commands end cleanly
	return Process{Env: os.LookupEnv, In: os.Stdin, Out: os.Stdout, ErrOut: os.Stderr}.Run(ctx, os.Args[1:])
}

// Run runs the command in args and returns its exit status. It prints an error as one
// message on p.ErrOut.
func (p Process) Run(ctx context.Context, args []string) int {
	err := p.execute(ctx, args)
	switch {
	case err == nil:
		return ExitOK
	case errors.Is(err, errUnanswered):
		return ExitUnanswered
	case errors.Is(err, context.Canceled):
		err = errors.New("interrupted")
	}
	fmt.Fprintf(p.ErrOut, "alliancebot: %s\n", prose.Clean(err.Error()))
	if errors.Is(err, bot.ErrRefused) {
		return ExitRefused
	}
	return ExitFailed
}

func (p Process) execute(ctx context.Context, args []string) error {
	exited := false // --help or --version was printed
	parser, err := kong.New(&commandLine{},
		kong.Name("alliancebot"),
		kong.Description(description),
		kong.Vars{"version": version()},
		kong.Writers(p.Out, p.ErrOut),
		kong.Exit(func(int) { exited = true }),
		kong.BindTo(ctx, (*context.Context)(nil)),
		kong.Bind(p),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 80}),
	)
	if err != nil {
		return fmt.Errorf("build the command line: %w", err)
	}
	command, err := parser.Parse(args)
	switch {
	case errors.Is(err, syscall.EPIPE): // the reader of the help is gone
		return nil
	case errors.Is(err, syscall.ENOSPC):
		return fmt.Errorf("write the help: %w", err)
	case exited:
		return nil
	case err != nil:
		return usageError(err.Error())
	}
	return command.Run()
}

func usageError(problem string) error {
	return fmt.Errorf("%s; see alliancebot --help", problem)
}
