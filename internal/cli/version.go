package cli

import (
	"cmp"
	"fmt"
	"runtime/debug"

	"github.com/alecthomas/kong"
)

// versionFlag prints the version. Unlike kong's own flag it returns the errors of writing.
type versionFlag bool

// BeforeReset is called by kong if the flag is there.
func (versionFlag) BeforeReset(app *kong.Kong) error {
	_, err := fmt.Fprintln(app.Stdout, version())
	if err == nil {
		app.Exit(0)
	}
	return err
}

// Release builds set these with -ldflags "-X
// alliancebot/internal/cli.releaseVersion=v1.2.3 …", where Go cannot read them from
// Git, as when building an image.
var (
	releaseVersion string // the tag
	releaseCommit  string // the commit's hash
	releaseDate    string // the commit's date, as in RFC 3339
)

// version returns the program's name, version, commit and date, and the Go version it
// was built with, as far as they are known.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		info = &debug.BuildInfo{}
	}
	return describeBuild(info)
}

func describeBuild(info *debug.BuildInfo) string {
	vcs := map[string]string{}
	for _, s := range info.Settings {
		vcs[s.Key] = s.Value
	}
	text := "alliancebot " + cmp.Or(releaseVersion, info.Main.Version, "of unknown version")
	if commit := cmp.Or(releaseCommit, vcs["vcs.revision"]); commit != "" {
		text += ", commit " + commit
	}
	if date := cmp.Or(releaseDate, vcs["vcs.time"]); date != "" {
		text += " of " + date
	}
	if vcs["vcs.modified"] == "true" {
		text += " with changes"
	}
	if info.GoVersion != "" {
		text += ", built with " + info.GoVersion
	}
	return text
}
