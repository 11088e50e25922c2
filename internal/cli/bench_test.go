//go:build linux

package cli

import (
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
)

// BenchmarkAskProcess measures a whole process of ask, and its peak memory (peak-MiB).
func BenchmarkAskProcess(b *testing.B) {
	binary := filepath.Join(b.TempDir(), "alliancebot")
	if out, err := exec.Command("go", "build", "-o", binary, "../..").CombinedOutput(); err != nil {
		b.Fatalf("go build: %v\n%s", err, out)
	}
	var peak int64
	for b.Loop() {
		command := exec.Command(binary, "ask", answerable)
		command.Dir = b.TempDir()
		command.Stderr = os.Stderr
		if err := command.Run(); err != nil {
			b.Fatalf("ask: %v", err)
		}
		usage := command.ProcessState.SysUsage().(*syscall.Rusage)
		peak = max(peak, usage.Maxrss) // in KiB
	}
	b.ReportMetric(float64(peak)/1024, "peak-MiB")
}
