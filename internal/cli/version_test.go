package cli

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"
)

func TestDescribeBuild(t *testing.T) {
	settings := func(pairs ...string) (list []debug.BuildSetting) {
		for i := 0; i < len(pairs); i += 2 {
			list = append(list, debug.BuildSetting{Key: pairs[i], Value: pairs[i+1]})
		}
		return list
	}
	const commit, date = "0123456789abcdef0123456789abcdef01234567", "2026-11-23T20:00:00Z"
	tests := []struct {
		name     string
		info     debug.BuildInfo
		released [3]string // version, commit, date
		want     string
	}{
		{"nothing is known", debug.BuildInfo{}, [3]string{}, "alliancebot of unknown version"},
		{"a build without Git", debug.BuildInfo{GoVersion: "go1.26.8", Main: debug.Module{Version: "(devel)"}}, [3]string{},
			"alliancebot (devel), built with go1.26.8"},
		{"a build from Git",
			debug.BuildInfo{
				GoVersion: "go1.26.8", Main: debug.Module{Version: "v1.2.3"},
				Settings: settings("GOOS", "linux", "vcs", "git", "vcs.revision", commit, "vcs.time", date, "vcs.modified", "false"),
			}, [3]string{},
			"alliancebot v1.2.3, commit " + commit + " of " + date + ", built with go1.26.8"},
		{"a build from Git with changes",
			debug.BuildInfo{Main: debug.Module{Version: "v1.2.3+dirty"}, Settings: settings("vcs.revision", commit, "vcs.modified", "true")},
			[3]string{},
			"alliancebot v1.2.3+dirty, commit " + commit + " with changes"},
		{"a release", debug.BuildInfo{GoVersion: "go1.26.8", Main: debug.Module{Version: "(devel)"}}, [3]string{"v1.2.3", commit, date},
			"alliancebot v1.2.3, commit " + commit + " of " + date + ", built with go1.26.8"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Cleanup(func() { releaseVersion, releaseCommit, releaseDate = "", "", "" })
			releaseVersion, releaseCommit, releaseDate = test.released[0], test.released[1], test.released[2]
			if got := describeBuild(&test.info); got != test.want {
				t.Errorf("describeBuild(%+v) = %q, want %q", test.info, got, test.want)
			}
		})
	}
}

// TestReleaseStamp builds the program like a release, since the linker ignores flags for
// variables that do not exist.
func TestReleaseStamp(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the program")
	}
	binary := filepath.Join(t.TempDir(), "alliancebot")
	flags := "-s -w -X alliancebot/internal/cli.releaseVersion=v1.2.3 -X alliancebot/internal/cli.releaseCommit=0123456 -X alliancebot/internal/cli.releaseDate=2026-11-23T20:00:00Z"
	if out, err := exec.Command("go", "build", "-buildvcs=false", "-ldflags", flags, "-o", binary, "../..").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	out, err := exec.Command(binary, "--version").Output()
	want := "alliancebot v1.2.3, commit 0123456 of 2026-11-23T20:00:00Z, built with " + runtime.Version()
	if got := strings.TrimSpace(string(out)); err != nil || got != want {
		t.Errorf("alliancebot --version = %q, %v, want %q", got, err, want)
	}
}

// TestStampedVariables checks that the variables in linker flags exist, since the linker does
// not.
func TestStampedVariables(t *testing.T) {
	source, err := os.ReadFile("version.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{"Dockerfile", ".goreleaser.yaml"} {
		content, err := os.ReadFile("../../" + file)
		if err != nil {
			t.Fatal(err)
		}
		set := regexp.MustCompile(`-X alliancebot/internal/cli\.(\w+)=`).FindAllStringSubmatch(string(content), -1)
		if len(set) != 3 {
			t.Errorf("%s sets %q, want the version, the commit and the date", file, set)
		}
		for _, name := range set {
			if !strings.Contains(string(source), "\n\t"+name[1]+" ") {
				t.Errorf("%s sets cli.%s, which version.go does not declare", file, name[1])
			}
		}
	}
}
