//go:build linux

package index

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"alliancebot/corpus"
)

// BenchmarkProcessLarge measures the whole program with large corpora: how long it
// starts (ms/op), its resident memory once it has answered a question (rss-MiB), at its
// peak until then (start-peak-MiB) and over a reindex (reindex-peak-MiB).
func BenchmarkProcessLarge(b *testing.B) {
	binary := filepath.Join(b.TempDir(), "alliancebot")
	if out, err := exec.Command("go", "build", "-o", binary, "..").CombinedOutput(); err != nil {
		b.Fatalf("go build: %v\n%s", err, out)
	}
	for _, size := range sizes {
		b.Run(fmt.Sprintf("passages=%d", size), func(b *testing.B) {
			c := largeCorpus(size)
			folder := b.TempDir()
			writePages(b, folder, c)
			for b.Loop() {
				benchmarkProcess(b, exec.Command(binary, "chat", "--corpus", folder), largeQuestions(c)[0], filepath.Join(folder, "new.md"))
				if err := os.Remove(filepath.Join(folder, "new.md")); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// writePages writes the stories of c as Markdown.
func writePages(b *testing.B, folder string, c *corpus.Corpus) {
	for _, s := range c.Stories {
		var page strings.Builder
		fmt.Fprintf(&page, "# %s\n\n", s.Title)
		heading := s.Title
		for _, u := range s.Units {
			if u.Heading != heading {
				heading = u.Heading
				fmt.Fprintf(&page, "## %s\n\n", heading)
			}
			page.WriteString(u.Text + "\n\n")
		}
		if err := os.WriteFile(filepath.Join(folder, s.ID+".md"), []byte(page.String()), 0o644); err != nil {
			b.Fatal(err)
		}
	}
}

// benchmarkProcess asks a chat one question, then makes it reindex with a new page.
func benchmarkProcess(b *testing.B, chat *exec.Cmd, question, page string) {
	in, err := chat.StdinPipe()
	if err != nil {
		b.Fatal(err)
	}
	out, err := chat.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	chat.Stderr = os.Stderr
	start := time.Now()
	if err := chat.Start(); err != nil {
		b.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	say := func(line string, reply *regexp.Regexp) {
		if _, err := io.WriteString(in, line+"\n"); err != nil {
			b.Fatal(err)
		}
		for lines.Scan() {
			if reply.MatchString(lines.Text()) {
				return
			}
		}
		b.Fatalf("the chat ended after %q", line)
	}
	memory := func(field string) float64 {
		status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", chat.Process.Pid))
		if err != nil {
			b.Fatal(err)
		}
		match := regexp.MustCompile(field + `:\s*(\d+) kB`).FindSubmatch(status)
		kibibytes, err := strconv.ParseFloat(string(match[1]), 64)
		if err != nil {
			b.Fatal(err)
		}
		return kibibytes / 1024
	}
	say(question, regexp.MustCompile(`\S`))
	b.ReportMetric(float64(time.Since(start).Milliseconds()), "start-ms")
	b.ReportMetric(memory("VmRSS"), "rss-MiB")
	b.ReportMetric(memory("VmHWM"), "start-peak-MiB")
	if err := os.WriteFile(page, []byte("# New\n\nThis page is new.\n"), 0o644); err != nil {
		b.Fatal(err)
	}
	say("/reindex", regexp.MustCompile(`^This is a preview`))
	say("1", regexp.MustCompile(`^The corpus is live`))
	b.ReportMetric(memory("VmHWM"), "reindex-peak-MiB")
	if err := in.Close(); err != nil {
		b.Fatal(err)
	}
	if _, err := io.Copy(io.Discard, out); err != nil {
		b.Fatal(err)
	}
	if err := chat.Wait(); err != nil {
		b.Fatal(err)
	}
}
