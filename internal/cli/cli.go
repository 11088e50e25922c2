// Package cli is the command line: it parses the arguments, reads the settings,
// connects the other packages and turns errors into exit statuses.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"syscall"

	"github.com/KimMachineGun/automemlimit/memlimit"
	"github.com/alecthomas/kong"

	"alliancebot/internal/config"
	"alliancebot/internal/prose"
)

// Exit statuses. After a second SIGINT or SIGTERM the status is 128 plus the signal's
// number, as in a shell. Go's own for a crash is 2.
const (
	ExitOK         = 0
	ExitNo         = 1 // ask answered none of its questions, healthcheck found no bot that is ready, doctor could not check everything, or reindex would make golden questions worse
	ExitFailed     = 2 // bad usage, or work that failed
	ExitUnworkable = 3 // run or serve cannot work until somebody corrects something, or doctor found that: restarting will not help
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
	Reindex     reindexCommand     `cmd:"" help:"Make what is in the folder live, for all bots that share the journal, or show what would change."`
	Doctor      doctorCommand      `cmd:"" help:"Check the setup and suggest fixes."`
	Healthcheck healthcheckCommand `cmd:"" help:"Ask a running bot whether it is ready."`
	Import      importCommand      `cmd:"" help:"Copy pages from the web into a corpus folder."`
	Export      exportCommand      `cmd:"" help:"Write what admins taught to a file for the corpus folder."`
	Eval        evalCommand        `cmd:"" help:"Measure answer quality on labeled questions."`
	Fit         fitCommand         `cmd:"" help:"Fit the verdict models (for contributors)."`
	Version     versionFlag        `help:"Print the version, commit and date, and exit."`
}

const description = `Answers questions about a published story, in the publisher's own words.

Settings are environment variables, or lines of a file .env in the working directory. The file .env.example explains each one.`

// Process is the environment of the program.
type Process struct {
	Env         config.Env
	Environ     []string // as of os.Environ, to warn of misspelled settings
	In          io.Reader
	Out, ErrOut io.Writer
}

// gcPercent is the target percentage of garbage collection (see runtime/debug), unless the
// environment variable GOGC is set. Most memory is an index that is seldom garbage: Go's
// default of 100 needs a third more for it, and saves a tenth of the CPU time of a start.
const gcPercent = 50

// Main runs the command in the process's arguments and returns its exit status. SIGINT
// and SIGTERM stop the command; a second one ends the process at once, even as the first
// process of a container.
func Main() int {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(gcPercent)
	}
	// Of a machine whose memory is unknown, all is used.
	_, _ = memlimit.Set(memlimit.WithProvider(memlimit.ApplyFallback(memlimit.FromCgroup, memlimit.FromSystem)))
	ctx, stop := context.WithCancel(context.Background())
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	go func() {
		<-signals
		stop()
		second := <-signals
		os.Exit(128 + int(second.(syscall.Signal)))
	}()
	signal.Ignore(syscall.SIGPIPE) // so that writes return EPIPE and commands end cleanly
	return Process{Env: os.LookupEnv, Environ: os.Environ(), In: os.Stdin, Out: os.Stdout, ErrOut: os.Stderr}.Run(ctx, os.Args[1:])
}

// Run runs the command in args and returns its exit status. It prints an error as one
// message on p.ErrOut. If nobody reads p.Out any more, it ends the command quietly.
func (p Process) Run(ctx context.Context, args []string) int {
	err := p.execute(ctx, args)
	switch {
	case err == nil:
		return ExitOK
	case errors.Is(err, errUnanswered), errors.Is(err, errWorse):
		return ExitNo
	case readerIsGone(err):
		return ExitOK
	case errors.Is(err, context.Canceled):
		err = errors.New("interrupted")
	}
	fmt.Fprintf(p.ErrOut, "alliancebot: %s\n", prose.Clean(err.Error()))
	if errors.Is(err, errNotReady) || errors.Is(err, errUnchecked) {
		return ExitNo
	}
	if _, ok := errors.AsType[unworkable](err); ok {
		return ExitUnworkable
	}
	return ExitFailed
}

// readerIsGone reports whether nobody reads the output any more, as after | head. The same
// error of a network connection does not count.
func readerIsGone(err error) bool {
	_, network := errors.AsType[*net.OpError](err)
	return errors.Is(err, syscall.EPIPE) && !network
}

func (p Process) execute(ctx context.Context, args []string) error {
	if len(args) == 1 && (args[0] == "help" || args[0] == "version") {
		args = []string{"--" + args[0]}
	}
	exited := false // --help or --version was printed
	parser, err := kong.New(&commandLine{},
		kong.Name("alliancebot"),
		kong.Description(description),
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
	case exited:
		return nil
	case errors.Is(err, syscall.EPIPE), errors.Is(err, syscall.ENOSPC):
		return fmt.Errorf("write the help or the version: %w", err)
	case err != nil:
		return usageError(strings.Replace(err.Error(), `: expected string value but got "EOL" (<EOL>)`, " needs a value", 1))
	}
	return command.Run()
}

// settings reads the wanted settings, and warns of what is doubtful about them.
func (p Process) settings(wanted ...config.Setting) (config.Config, error) {
	for _, doubt := range config.Doubts(p.Environ, wanted...) {
		fmt.Fprintf(p.ErrOut, "alliancebot: warning: %s\n", prose.Clean(doubt.String()))
	}
	return config.Load(p.Env, wanted...)
}

// write writes text to p.Out. what is what that is, for the error.
func (p Process) write(what, text string) error {
	if _, err := io.WriteString(p.Out, text); err != nil {
		return fmt.Errorf("write the %s: %w", what, err)
	}
	return nil
}

func usageError(problem string) error {
	return fmt.Errorf("%s; see alliancebot --help", problem)
}
