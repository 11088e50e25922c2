//go:build unix

package cli

import (
	"errors"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"github.com/creack/pty"
)

// At a terminal lines can be edited, and however the chat ends, the shell's prompt is on a
// new line.
func TestChatAtTerminal(t *testing.T) {
	const question, answer = "what is the bridge made of?", "made of stone"
	type step struct{ send, wait string }
	tests := []struct {
		name, term string
		steps      []step
		want       string // at the end of what is shown
	}{
		// The editor shows the first prompt before it takes keys: until then Ctrl-C is a signal.
		{"Ctrl-C", "xterm", []step{{"x", "x"}, {"\x7f", `x(?s).*> `}, {"\x03", ""}}, "> ^C\n"},
		{"Ctrl-C in a line", "xterm", []step{{"what", "what"}, {"\x03", ""}}, "^C\n"},
		{"Ctrl-D", "xterm", []step{{"\x04", ""}}, "> \n"},
		{"quit", "xterm", []step{{"quit\r", ""}}, "quit\n"},
		{"exit", "xterm", []step{{"Exit\r", ""}}, "Exit\n"},
		{"Ctrl-C at a dumb terminal", "dumb", []step{{"\x03", ""}}, "> ^C\n"},
		{"Ctrl-D at a dumb terminal", "dumb", []step{{"\x04", ""}}, "> \n"},
		{"tmux's Home and End", "tmux", []step{{"hat is the bridge made o\x1b[1~w\x1b[4~f?\r", answer + `[^>]*> `}, {"quit\r", ""}}, "quit\n"},
		{"xterm's Home and End", "xterm", []step{{"hat is the bridge made o\x1b[Hw\x1bOFf?\r", answer + `[^>]*> `}, {"quit\r", ""}}, "quit\n"},
		{"history", "xterm", []step{{question + "\r", answer + `[^>]*> `}, {"\x1b[A\r", answer + `(?s).*` + answer + `[^>]*> `}, {"quit\r", ""}}, "quit\n"},
		{"narrow", "xterm", []step{{"resize", ""}, {question + "\r", `stone[^>]*> `}, {"quit\r", ""}}, "quit\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			// The end of the process that a terminal was opened for may discard what nobody has
			// read yet. So that is a shell, which ends when the test has read the chat's last words.
			const shell, end = `trap : INT; "$@"; code=$?; echo "[end]"; read -r _; exit $code`, "[end]\n"
			p := &process{t: t, cmd: exec.Command("sh", "-c", shell, "sh", "alliancebot", "chat", "--corpus", smallCorpus(t)), ended: make(chan struct{})}
			p.cmd.Env = append(os.Environ(), "TERM="+test.term, "NO_COLOR=1")
			terminal, err := pty.StartWithSize(p.cmd, &pty.Winsize{Rows: 24, Cols: 80})
			if err != nil {
				t.Fatal(err)
			}
			defer terminal.Close()
			go func() {
				if _, err := io.Copy(&p.output, terminal); err != nil && !errors.Is(err, syscall.EIO) { // EIO is the end of a terminal
					t.Error(err)
				}
				p.cmd.Wait() // wantStatus looks at how it ended
				close(p.ended)
			}()
			p.wait(`(?s)Ctrl-D\.\s+> `)
			for _, s := range test.steps {
				if s.send == "resize" {
					if err := pty.Setsize(terminal, &pty.Winsize{Rows: 24, Cols: 20}); err != nil {
						t.Fatal(err)
					}
					continue
				}
				if _, err := io.WriteString(terminal, s.send); err != nil {
					t.Fatal(err)
				}
				if s.wait != "" {
					p.wait(s.wait)
				}
			}
			p.wait(`\[end\]`)
			if _, err := io.WriteString(terminal, "\n"); err != nil {
				t.Fatal(err)
			}
			p.wantStatus(ExitOK)
			shown, _, _ := strings.Cut(strings.ReplaceAll(ansi.Strip(p.output.String()), "\r", ""), end)
			if !strings.HasSuffix(shown, test.want) {
				t.Errorf("the terminal shows %q, want %q at the end", shown, test.want)
			}
			if test.name == "narrow" {
				_, reply, _ := strings.Cut(shown, "made of?\n")
				for line := range strings.Lines(reply) {
					if width := ansi.StringWidth(line); width > 20 && !strings.Contains(line, "://") {
						t.Errorf("the line %q is %d columns wide, want at most 20", line, width)
					}
				}
			}
		})
	}
}
