package cli

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"regexp"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"alliancebot/corpus"
	"alliancebot/internal/importer"
	"alliancebot/internal/library"
	"alliancebot/internal/lint"
	"alliancebot/internal/prose"
	"alliancebot/internal/terminal"
)

// importCommand copies pages from the web into a corpus folder.
type importCommand struct {
	Output       string        `short:"o" required:"" placeholder:"DIR" help:"Folder to write to: new, empty, or made by an earlier import, which is then updated."`
	Sitemap      bool          `help:"Import all pages in the sitemap or feed at the address, or in the sitemap of the site, at or below the address."`
	Max          int           `default:"200" placeholder:"N" help:"Import at most N pages (default ${default})."`
	Pause        time.Duration `default:"1s" placeholder:"TIME" help:"Pause between requests to a host (default ${default}); a longer Crawl-delay in robots.txt wins."`
	Contact      string        `placeholder:"ADDRESS" help:"Your email or web address, sent to the sites in the User-Agent header."`
	AllowPrivate bool          `help:"Also connect to private and loopback addresses, and use HTTPS_PROXY."`
	Sources      []string      `arg:"" name:"url|file" help:"Addresses of pages, sitemaps or feeds, and local HTML, Markdown, text, JSON or YAML files."`
}

// Run imports the sources and prints a report.
func (c importCommand) Run(ctx context.Context, p Process) error {
	if c.Max < 1 || c.Pause < 0 {
		return usageError("import needs --max of at least 1 and --pause of at least 0s")
	}
	report, err := importer.Run(ctx, importer.Options{
		Folder: c.Output, Sitemap: c.Sitemap, Max: c.Max, Pause: c.Pause, AllowPrivate: c.AllowPrivate,
		UserAgent: userAgent(c.Contact), Progress: importProgress(p.ErrOut),
	}, c.Sources)
	if report == nil {
		return fmt.Errorf("import: %w", err)
	}
	text := importSummary(report, c.Output)
	if err == nil && report.New+report.Changed+report.Unchanged > 0 {
		var loaded string
		loaded, err = c.loadSummary(ctx, report.Files)
		text += loaded
	} else if err != nil {
		text += "\nThe pages imported so far can be used. Run the same command again to resume.\n"
	}
	if err := p.write("report", prose.Clean(text)); err != nil {
		return err
	}
	if err == nil && report.Failed > 0 {
		err = fmt.Errorf("%d of %d sources were not imported", report.Failed, len(c.Sources))
	}
	return err
}

func userAgent(contact string) string {
	version := releaseVersion
	if info, ok := debug.ReadBuildInfo(); ok {
		version = cmp.Or(version, strings.Trim(info.Main.Version, "()"))
	}
	about := "page import for a bot that quotes pages with a link"
	if contact = prose.Line(contact); contact != "" {
		about += "; contact: " + contact
	}
	return fmt.Sprintf("alliancebot/%s (%s)", cmp.Or(version, "unknown"), about)
}

// stepsAtATime is the number of pages per line of progress without a terminal.
const stepsAtATime = 50

func importProgress(out io.Writer) func(importer.Step) {
	all := terminal.IsTerminal(out)
	return func(s importer.Step) {
		text := fmt.Sprintf("%d of %d", s.Done, s.Total)
		switch {
		case !all && s.Done%stepsAtATime != 0:
			return
		case !all:
		case s.Left != "":
			text += " left: " + s.Source + ": " + s.Left
		case s.Unchanged:
			text += " unchanged: " + s.File
		case s.File != "":
			text += " " + s.File
		default:
			text += " read: " + s.Source
		}
		fmt.Fprintln(out, prose.Line(text))
	}
}

// importSummary describes what was imported and what was not.
func importSummary(r *importer.Report, folder string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "Pages in %s: %d new, %d changed, %d unchanged.\n", folder, r.New, r.Changed, r.Unchanged)
	for _, left := range r.Left {
		such := "such as "
		if left.Count == 1 {
			such = ""
		}
		fmt.Fprintf(&b, "Left %d (%s%s): %s.\n", left.Count, such, left.First, left.Reason)
	}
	if r.Over > 0 || r.MoreLists {
		least := ""
		if r.MoreLists {
			least = "at least "
		}
		fmt.Fprintf(&b, "Left %s%d pages beyond the limit; raise it with --max.\n", least, r.Over)
	}
	if len(r.Gone) > 0 {
		fmt.Fprintf(&b, "Gone from the site but kept in the folder: %d. To remove them:\n  rm", len(r.Gone))
		for _, name := range r.Gone {
			b.WriteString(" " + shellWord(folder+"/"+name))
		}
		b.WriteString("\n")
	}
	return b.String()
}

// loadSummary describes what can be asked about in the folder, and suggests commands.
func (c importCommand) loadSummary(ctx context.Context, files []string) (string, error) {
	l, err := openLibrary(ctx, library.Config{Dir: c.Output})
	if err != nil {
		return "", fmt.Errorf("%w\nIf JavaScript adds the text, save the pages in a browser and import the files", err)
	}
	defer l.Close()
	snapshot, release := l.Acquire()
	defer release()
	report, err := lint.New(ctx, snapshot)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	fmt.Fprintf(&b, "\nThe folder loads: %s\n", report.Text(shownWarnings))
	files = slices.DeleteFunc(files, func(name string) bool {
		return slices.ContainsFunc(snapshot.Corpus().Stories, func(s *corpus.Story) bool { return s.File == name })
	})
	if len(files) > 0 {
		fmt.Fprintf(&b, "Without answers: %d files, such as %s. They have no text, or the same text as another page. If JavaScript adds the text, save the page in a browser and import the file.\n", len(files), files[0])
	}
	dir := shellWord(c.Output)
	fmt.Fprintf(&b, "\nNext:\n  alliancebot check --corpus %s\n  alliancebot ask --corpus %s \"a question\"\n", dir, dir)
	return b.String(), nil
}

var plainWord = regexp.MustCompile(`^[\w./+:@%-]+$`)

// shellWord quotes text for a POSIX shell.
func shellWord(text string) string {
	if plainWord.MatchString(text) {
		return text
	}
	return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
}
