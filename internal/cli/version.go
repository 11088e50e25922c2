package cli

import (
	"cmp"
	"runtime/debug"
)

// What a release build sets with -ldflags "-X main.releaseVersion=v1.2.3 …",
// for where Go cannot read it from Git, as in the build of an image.
var (
	releaseVersion string // the tag
	releaseCommit  string // the commit's hash
	releaseDate    string // when it was committed, by RFC 3339
)

// version names the program, its version, the commit it is made from with that
// commit's date, and the Go it was built with, as far as the build knows them.
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
