// Command docs generates the pages in docs/ from what the program does and from
// measurements:
//
//	gallery.html, gallery-all.html, commands.md   what the bot says, recorded on a fake Discord
//	answer.svg                                    README's picture
//	performance.md, growth.svg                    from performance.txt; see performance.sh
//	reliability.md                                from reliability.txt; see reliability.sh
//	scale.md                                      from scale.txt; see scale.sh
//
// Its argument is the folder. Run it with go generate or "go run ./internal/docs docs".
package main

//go:generate go run . ../../docs

import (
	"errors"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"alliancebot/commands"
	"alliancebot/corpus"
	"alliancebot/index"
	"alliancebot/internal/wording"
)

func main() {
	log.SetFlags(0)
	if len(os.Args) != 2 {
		log.Fatal("usage: docs FOLDER")
	}
	if err := write(os.Args[1]); err != nil {
		log.Fatalf("docs: %v", err)
	}
}

func write(folder string) error {
	t := &recordingT{}
	defer t.end()
	var recordings []recording
	for _, language := range wording.Languages() {
		recordings = append(recordings, record(t, language))
	}
	pages, err := pages(folder, recordings)
	if err := errors.Join(err, t.err); err != nil {
		return err
	}
	for name, content := range pages {
		if err := os.WriteFile(filepath.Join(folder, name), content, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// pages returns the generated pages by name. The first recording must be in the default
// language.
func pages(folder string, recordings []recording) (map[string][]byte, error) {
	pages, errs := map[string][]byte{}, []error{}
	add := func(name string, content []byte, err error) {
		pages[name], errs = content, append(errs, err)
	}
	gallery, err := drawGallery(recordings)
	add("gallery.html", gallery, err)
	all, err := drawGalleryAll(recordings)
	add("gallery-all.html", all, err)

	story, err := corpus.Load(corpus.Default(), corpus.Options{})
	if err != nil {
		return nil, err
	}
	engine, err := index.New(story)
	if err != nil {
		return nil, err
	}
	defer engine.Close()
	router := commands.NewRouter(engine, commands.Settings{})
	add("commands.md", describeCommands(recordings[0].definitions, recordings[0]), nil)
	svg, err := picture(router)
	add("answer.svg", svg, err)

	raw, err := os.ReadFile(filepath.Join(folder, "performance.txt"))
	errs = append(errs, err)
	results, err := readBenchmarks(string(raw))
	errs = append(errs, err)
	page, err := withTables(filepath.Join(folder, "performance.md"), results.tables())
	add("performance.md", page, err)
	add("growth.svg", []byte(results.growth()), nil)

	for name, tables := range map[string]func(measurements) string{"reliability": measurements.tables, "scale": measurements.scale} {
		raw, err := os.ReadFile(filepath.Join(folder, name+".txt"))
		errs = append(errs, err)
		page, err := withTables(filepath.Join(folder, name+".md"), tables(readMeasurements(string(raw))))
		add(name+".md", page, err)
	}
	return pages, errors.Join(errs...)
}

// withTables returns the contents of a page with new tables between its markers.
func withTables(file, tables string) ([]byte, error) {
	const begin, end = "<!-- measured -->\n", "<!-- end -->\n"
	page, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	before, rest, opened := strings.Cut(string(page), begin)
	_, after, closed := strings.Cut(rest, end)
	if !opened || !closed {
		return nil, fmt.Errorf("%s lacks the lines %q and %q", file, begin, end)
	}
	return []byte(before + begin + "\n" + tables + "\n" + end + after), nil
}

// recordingT is the discordtest.T of a recording outside of tests.
type recordingT struct {
	err      error
	cleanups []func()
}

func (t *recordingT) Helper() {}
func (t *recordingT) Errorf(format string, args ...any) {
	t.err = errors.Join(t.err, fmt.Errorf(format, args...))
}
func (t *recordingT) Fatalf(format string, args ...any) { log.Fatalf(format, args...) }
func (t *recordingT) Cleanup(f func())                  { t.cleanups = append(t.cleanups, f) }

func (t *recordingT) end() {
	for _, f := range slices.Backward(t.cleanups) {
		f()
	}
}
