//go:build unix

package cli

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"alliancebot/bot/discordtest"
	"alliancebot/commands"
)

// process is alliancebot as a process of its own, which gets signals.
type process struct {
	t      *testing.T
	cmd    *exec.Cmd
	output output
	ended  chan struct{}
}

// spawn runs a command of the program with s, in a process that ends with the test.
func spawn(t *testing.T, s *discordtest.Server, command string, variables map[string]string) *process {
	t.Helper()
	p := &process{t: t, cmd: exec.Command("alliancebot", command), ended: make(chan struct{})}
	p.cmd.Env = os.Environ()
	for name, value := range environment(t, s, variables) {
		p.cmd.Env = append(p.cmd.Env, name+"="+value)
	}
	p.cmd.Stderr = &p.output
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		p.cmd.Wait() // wantStatus looks at how it ended
		close(p.ended)
	}()
	t.Cleanup(func() {
		p.cmd.Process.Kill()
		<-p.ended
		if t.Failed() {
			t.Logf("alliancebot ended with %s; output:\n%s", p.cmd.ProcessState, &p.output)
		}
	})
	return p
}

func (p *process) send(signal syscall.Signal) {
	p.t.Helper()
	if err := p.cmd.Process.Signal(signal); err != nil {
		p.t.Fatalf("send %s: %v", signal, err)
	}
}

// wait waits until the log has a line that matches pattern.
func (p *process) wait(pattern string) string {
	p.t.Helper()
	return p.output.wait(p.t, p.ended, "(?m)"+pattern+"()")
}

func (p *process) wantStatus(want int) {
	p.t.Helper()
	<-p.ended
	if got := p.cmd.ProcessState.ExitCode(); got != want {
		p.t.Errorf("alliancebot ended with %s, want status %d", p.cmd.ProcessState, want)
	}
}

// SIGHUP has the corpus read again, from the start to the end, and ends nothing. A stop
// while Discord cannot be reached ends the process with 0.
func TestHangup(t *testing.T) {
	t.Parallel()
	for _, command := range []string{"run", "serve"} {
		t.Run(command, func(t *testing.T) {
			t.Parallel()
			folder := smallCorpus(t)
			write := func(name, content string) {
				t.Helper()
				if err := os.WriteFile(filepath.Join(folder, name), []byte(content), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			s := discordtest.New(t)
			s.Fail(discordtest.Fault{Path: "/applications/@me$", Status: 503})
			p := spawn(t, s, command, map[string]string{
				"CORPUS_DIR": folder, "MONITOR_ADDR": "127.0.0.1:0", "LISTEN_ADDR": "127.0.0.1:0", "DISCORD_PUBLIC_KEY": discordtest.PublicKey,
			})
			p.wait(`msg="serving the monitor"`)
			p.send(syscall.SIGHUP)
			p.wait(`msg=reindexed units=1 added=0 changed=0 removed=0 `)
			p.wait(`msg="cannot sign in to Discord" .*503`)

			write("vocabulary.yaml", "- {say: [span]}\n")
			p.send(syscall.SIGHUP)
			p.wait(`level=ERROR msg="reindex failed: the live corpus stays" error="?vocabulary.yaml:1: `)

			s.Heal()
			if command == "run" {
				s.WaitReady(1)
			} else {
				s.PostTo(p.output.wait(t, p.ended, listening))
			}
			asks := func(want string) {
				t.Helper()
				if got := s.Command(another(member), "ask", asked("what is the bridge made of?")).Reply(); !strings.Contains(got.Text(), want) {
					t.Errorf("the answer is %s, want %q", got.JSON(), want)
				}
			}
			asks("made of stone")
			write("vocabulary.yaml", "")
			write("bridge.md", "# The bridge\n\nThe bridge is made of wood from the next valley.\n")
			write("river.md", "# The river\n\nThe river is wide.\n")
			p.send(syscall.SIGHUP)
			p.wait(`msg=reindexed units=2 added=1 changed=1 removed=0 `)
			asks("made of wood")

			p.send(syscall.SIGTERM)
			p.wantStatus(ExitOK)
		})
	}
}

// A watched folder is reindexed when it changes, as SIGHUP does: not if that makes answers worse.
func TestWatchedFolder(t *testing.T) {
	folder := smallCorpus(t)
	write := func(name, content string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(folder, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("golden.jsonl", `{"id":"1","q":"What is the bridge made of?","type":"fact","gold":["made of stone"]}`)
	s := discordtest.New(t)
	p := spawn(t, s, "run", map[string]string{"CORPUS_DIR": folder, "WATCH": "on"})
	p.wait(`msg="watching the corpus folder"`)
	write("river.md", "# The river\n\nThe river is wide.\n")
	p.wait(`msg=reindexed units=2 added=1 changed=0 removed=0 `)
	write("bridge.md", "# The bridge\n\nThe bridge is very old.\n")
	p.wait(`level=ERROR msg="reindex failed: the live corpus stays" error="golden questions get worse \(1\), such as .* by=watch`)
}

func TestStopDuringStart(t *testing.T) {
	for _, signal := range []syscall.Signal{syscall.SIGTERM, syscall.SIGINT} {
		s := discordtest.New(t)
		s.Fail(discordtest.RateLimited("/applications/@me$", 3600, 0))
		p := spawn(t, s, "run", map[string]string{"CORPUS_DIR": smallCorpus(t)})
		p.wait(`msg="cannot sign in to Discord" .* retry_in=1h0m[12]\S*$`)
		p.send(signal)
		p.wantStatus(ExitOK)
	}
}

// A second signal does not wait for further requests on an open connection, here Discord's.
func TestSecondSignalEndsAtOnce(t *testing.T) {
	for _, second := range []syscall.Signal{syscall.SIGTERM, syscall.SIGINT} {
		s := discordtest.New(t)
		p := spawn(t, s, "serve", map[string]string{
			"CORPUS_DIR": smallCorpus(t), "LISTEN_ADDR": "127.0.0.1:0", "DISCORD_PUBLIC_KEY": discordtest.PublicKey,
		})
		s.PostTo(p.output.wait(t, p.ended, listening))
		p.send(syscall.SIGTERM)
		p.wait(`msg="stopping; a second signal`)
		p.send(second)
		p.wantStatus(128 + int(second))
	}
}

// Even a panic does not end the bot, and the end of the bot is no failure.
func TestReindexFailuresAreLogged(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	for _, test := range []struct {
		name string
		f    reindexFunc
		want string
	}{
		{"an error", func(context.Context, string) (*commands.Preview, error) { return nil, errors.New("no disk") }, "no disk"},
		{"a panic", func(context.Context, string) (*commands.Preview, error) { panic("a bug") }, "panic: a bug"},
		{"the stop", func(context.Context, string) (*commands.Preview, error) { stop(); return nil, ctx.Err() }, ""},
	} {
		var log output
		logReindex(ctx, test.f, "SIGHUP", slog.New(slog.NewTextHandler(&log, nil)))
		if got := log.String(); test.want == "" && got != "" || !strings.Contains(got, test.want) {
			t.Errorf("after %s the log has %q, want %q", test.name, got, test.want)
		}
	}
}
