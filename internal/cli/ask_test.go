package cli

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"os"
	"strings"
	"syscall"
	"testing"
	"unicode"

	"alliancebot/internal/prose"
)

const answerable = "Why is AWS a significant competitor in the AI cloud space?"

// start runs the program with in and out in a folder without settings. It sends the exit
// status to the channel.
func start(t *testing.T, ctx context.Context, in io.Reader, out io.Writer, args ...string) <-chan int {
	t.Helper()
	t.Chdir(t.TempDir())
	code := make(chan int, 1)
	go func() {
		p := Process{Env: fixed(nil), In: in, Out: out, ErrOut: t.Output()}
		code <- p.Run(ctx, args)
	}()
	return code
}

func wantStatus(t *testing.T, code <-chan int, want int) {
	t.Helper()
	if got := <-code; got != want {
		t.Errorf("exit status %d, want %d", got, want)
	}
}

func TestAskAnswersEachLineAtOnce(t *testing.T) {
	in, questions := io.Pipe()
	answers, out := io.Pipe()
	code := start(t, t.Context(), in, out, "ask", "--json")
	lines := bufio.NewReader(answers)
	for _, question := range []string{answerable, "", "xyzzy plugh"} {
		io.WriteString(questions, question+"\n") // the next one waits for the answer to this one
		line, err := lines.ReadBytes('\n')
		if err != nil {
			t.Fatalf("read the answer to %q: %v", question, err)
		}
		var got answerLine
		if err := json.Unmarshal(line, &got); err != nil || got.Question != question {
			t.Fatalf("answer to %q = %s (%v)", question, line, err)
		}
	}
	questions.Close()
	wantStatus(t, code, ExitOK)
}

func TestAskAcceptsLinesOfAnyLength(t *testing.T) {
	const length = 3 << 20
	var out bytes.Buffer
	in := strings.NewReader(strings.Repeat("x", length) + "\n" + answerable)
	wantStatus(t, start(t, t.Context(), in, &out, "ask", "--json"), ExitOK)
	var got answerLine
	if err := json.NewDecoder(&out).Decode(&got); err != nil || len(got.Question) != length {
		t.Errorf("first answer repeats %d bytes of the question (%v), want %d", len(got.Question), err, length)
	}
}

// closedPipe is a pipe whose reader is gone.
type closedPipe struct{}

func (closedPipe) Write([]byte) (int, error) { return 0, syscall.EPIPE }

func TestEndsQuietlyIfTheReaderIsGone(t *testing.T) {
	if testing.Short() {
		t.Skip("SKIPPED with -short: many commands, each of which does one thing")
	}
	pages := smallCorpus(t)
	for _, command := range []string{
		"ask", "ask --json", "chat", "check", "check --units", "doctor", "reindex", "reindex --dry-run", "import " + pages + "/bridge.md -o pages",
		"eval --corpus " + pages + " questions.jsonl", "--help", "ask --help", "run --help", "serve --help", "fit --help", "export --help", "healthcheck --help",
	} {
		t.Run(command, func(t *testing.T) {
			t.Chdir(t.TempDir())
			question := `{"id":"1","q":"what is the bridge made of?","type":"fact","gold":["stone"]}`
			if err := os.WriteFile("questions.jsonl", []byte(question), 0o600); err != nil {
				t.Fatal(err)
			}
			var messages bytes.Buffer
			p := Process{Env: fixed(nil), In: strings.NewReader(answerable + "\nmore\n"), Out: closedPipe{}, ErrOut: &messages}
			if got := p.Run(t.Context(), strings.Fields(command)); got != ExitOK || messages.Len() > 0 {
				t.Errorf("%s: exit status %d with message %q, want %d without one", command, got, messages.String(), ExitOK)
			}
		})
	}
}

func TestStopsWhenInterrupted(t *testing.T) {
	for command, want := range map[string]int{"ask": ExitFailed, "chat": ExitOK} {
		t.Run(command, func(t *testing.T) {
			in, questions := io.Pipe()
			defer questions.Close()
			answers, out := io.Pipe()
			ctx, interrupt := context.WithCancel(t.Context())
			code := start(t, ctx, in, out, command)
			io.WriteString(questions, answerable+"\n")
			go io.Copy(io.Discard, answers)
			interrupt()
			wantStatus(t, code, want)
		})
	}
}

func TestJSONCannotCommandATerminal(t *testing.T) {
	question := "a\x1b[31m\u009b31m\u202eb\x7f\u2066\x00"
	var out bytes.Buffer
	wantStatus(t, start(t, t.Context(), nil, &out, "ask", "--json", question), ExitNo)
	line := strings.TrimSuffix(out.String(), "\n")
	if i := strings.IndexFunc(line, func(r rune) bool { return prose.IsControl(r) || !unicode.IsPrint(r) }); i >= 0 {
		t.Errorf("ask --json %q wrote %q, which has an unsafe character at %d", question, line, i)
	}
	var got answerLine
	if err := json.Unmarshal([]byte(line), &got); err != nil || got.Question != question {
		t.Errorf("ask --json %q repeats %q (%v)", question, got.Question, err)
	}
}

// A single question is answered without what the corpus has in other languages only if it is
// clearly in the stories'.
func TestAskOneQuestionInAnyLanguage(t *testing.T) {
	for question, want := range map[string]string{
		"why did microsoft fear amazon":           "primary fear was losing",
		"warum hatte microsoft angst vor amazon":  "primary fear was losing",
		"Dlaczego Microsoft bał się tego sojuszu": "in Polish",
	} {
		var out bytes.Buffer
		<-start(t, t.Context(), strings.NewReader(""), &out, "ask", question)
		if !strings.Contains(out.String(), want) {
			t.Errorf("ask %q printed %q, want %q in it", question, out.String(), want)
		}
	}
}
