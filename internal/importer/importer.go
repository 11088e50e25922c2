// Package importer copies pages from the web into a folder that corpus.Load reads, each
// with its address and, if the site gives it, its date.
//
// It is polite: it obeys robots.txt and its Crawl-delay, makes one request at a time, pauses
// between requests to a host, honors Retry-After, identifies itself, and downloads only what
// changed since the last import. It is safe: by default it connects to public addresses only,
// wherever names and redirects lead; it keeps no cookies; and sizes, times, redirects and
// counts are limited.
//
// Files are written atomically, so the folder can be loaded at any time, and an interrupted
// import resumes where it stopped. A file is overwritten only when its page has changed. If
// the page is gone, the file is kept and Report.Gone lists it.
package importer

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// Options configure an import.
type Options struct {
	Folder       string        // created if it does not exist; must be empty or from an earlier import
	Sitemap      bool          // import all pages of the sites, sitemaps and feeds at the addresses
	Max          int           // maximum number of pages
	Pause        time.Duration // between requests to a host; a longer Crawl-delay wins
	AllowPrivate bool          // also connect to private addresses, and use $HTTPS_PROXY
	UserAgent    string
	Progress     func(Step) // called after each page; may be nil

	transport func(*http.Transport) // lets tests replace the network
}

// Step is the result for one address or file.
type Step struct {
	Done, Total int // including this one; Total grows when a sitemap or feed is read
	Source      string
	File        string // in the folder; "" if none
	Unchanged   bool
	Left        string // why the page was not imported or updated; "" if it was
}

// Report is the result of an import.
type Report struct {
	New, Changed, Unchanged int      // pages
	Files                   []string // of these pages
	Left                    []Left
	Gone                    []string // files whose pages no longer exist
	Over                    int      // pages beyond Options.Max
	MoreLists               bool     // some sitemaps were not read, so Over may be too low
	Failed                  int      // sources that were not imported
}

// Left is a reason why pages were not imported, and how many.
type Left struct {
	Reason string
	Count  int
	First  string // address or file
}

func (r *Report) leave(reason, source string) {
	i := slices.IndexFunc(r.Left, func(l Left) bool { return l.Reason == reason })
	if i < 0 {
		i = len(r.Left)
		r.Left = append(r.Left, Left{Reason: reason, First: source})
	}
	r.Left[i].Count++
}

// Bounds of an import.
const (
	maxTime    = 12 * time.Hour
	maxTrouble = 5 // consecutive pages that failed because of the server or the network
)

var errTime = fmt.Errorf("the import took longer than %v; run it again to resume", maxTime)

// item is something to import.
type item struct {
	address        string   // or the path of a local file
	url            *url.URL // nil for a local file
	date, modified time.Time
	scope          *scope // of the sitemap or feed that lists it; nil for a source
}

// importer runs one import.
type importer struct {
	Options
	fetcher *fetcher
	folder  *folder
	report  Report
	queue   []item
	lists   int // sites, sitemaps and feeds in queue
	queued  map[string]bool
	taken   map[string]string // addresses by their final ones, after redirects
}

// Run imports sources: local files, and addresses of pages, or of sitemaps and feeds
// with pages. Once the import has started, it returns a report even with an error.
func Run(ctx context.Context, o Options, sources []string) (*Report, error) {
	im := &importer{Options: o, fetcher: newFetcher(o), queued: make(map[string]bool), taken: make(map[string]string)}
	for _, source := range sources {
		if err := checkSource(source); err != nil {
			return nil, err
		}
		im.add(item{address: source})
	}
	var err error
	if im.folder, err = openFolder(o.Folder); err != nil {
		return nil, err
	}
	defer im.folder.close()
	ctx, cancel := context.WithTimeoutCause(ctx, maxTime, errTime)
	defer cancel()
	if err := im.takeAll(ctx); err != nil {
		return &im.report, err
	}
	return &im.report, im.folder.finish()
}

// isAddress reports whether a source is an address rather than a file.
func isAddress(source string) bool { return strings.Contains(source, "://") }

// parseAddress returns an address in its normal form.
func parseAddress(address string) (*url.URL, error) {
	at, err := url.Parse(address)
	if err != nil {
		return nil, err
	}
	return normalize(at)
}

func checkSource(source string) error {
	if isAddress(source) {
		_, err := parseAddress(source)
		return err
	}
	info, err := os.Stat(source)
	switch {
	case err != nil:
		return fmt.Errorf("%q is neither a file nor an address; addresses begin with https://", source)
	case info.IsDir():
		return fmt.Errorf("%q is a folder, which needs no import; use it with --corpus", source)
	case !info.Mode().IsRegular() || info.Size() > maxPage:
		return fmt.Errorf("%q is not a regular file of at most %d MiB", source, maxPage>>20)
	}
	return nil
}

// add queues an item, unless it is already queued, out of scope, or beyond the maximum.
func (im *importer) add(it item) {
	var err error
	if isAddress(it.address) || it.scope != nil {
		if it.url, err = parseAddress(it.address); err != nil {
			err = leftError{reason: "not a web address"}
		} else {
			it.address, err = it.url.String(), it.scope.check(it.url)
		}
	}
	switch {
	case im.queued[it.address]:
		return
	case err != nil:
		im.report.leave(err.Error(), it.address)
	case len(im.queue)-im.lists >= im.Max:
		im.report.Over++
	default:
		im.queue = append(im.queue, it)
	}
	im.queued[it.address] = true
}

// takeAll imports the queue. It gives up after maxTrouble consecutive failures.
func (im *importer) takeAll(ctx context.Context) error {
	trouble := 0
	for i := 0; i < len(im.queue); i++ {
		it := im.queue[i]
		step := Step{Source: it.address}
		var err error
		switch {
		case it.url == nil:
			err = im.copyFile(it.address, &step)
		case im.Sitemap && it.scope == nil:
			im.lists++
			err = im.addSite(ctx, it.url)
		default:
			err = im.fetchPage(ctx, it, &step)
		}
		left, isLeft := errors.AsType[leftError](err)
		if err != nil && !isLeft {
			return err
		}
		if isLeft {
			step.Left = left.reason
			im.report.leave(left.reason, it.address)
		}
		if isLeft && it.scope == nil {
			im.report.Failed++
		}
		if im.Progress != nil {
			step.Done, step.Total = i+1, len(im.queue)
			im.Progress(step)
		}
		if trouble++; !left.trouble {
			trouble = 0
		}
		if trouble == maxTrouble {
			return fmt.Errorf("%d pages in a row could not be fetched, the last one %s; run the import again later to resume", trouble, left.reason)
		}
	}
	return nil
}

// fetchPage imports a page from the web. A source that is a sitemap or feed adds its pages to
// the queue instead.
func (im *importer) fetchPage(ctx context.Context, it item, step *Step) error {
	known, here := im.folder.get(it.address)
	header := http.Header{}
	if here {
		step.File = known.File
		resumed := im.folder.fresh[it.address] && time.Since(known.Checked) < 24*time.Hour
		if resumed || !it.modified.IsZero() && it.modified.Add(24*time.Hour).Before(known.Checked) { // lastmod may be just a day
			im.taken[known.Final] = it.address
			return im.unchanged(known, step)
		}
		if known.ETag != "" {
			header.Set("If-None-Match", known.ETag)
		}
		if known.LastModified != "" {
			header.Set("If-Modified-Since", known.LastModified)
		}
	}
	limit := maxPage
	if it.scope == nil {
		limit = maxList
	}
	r, err := im.fetcher.get(ctx, it.url, limit, header, func(ctx context.Context, at *url.URL) error {
		if err := it.scope.check(at); err != nil {
			return leftError{reason: "redirected to a page " + err.Error()}
		}
		return im.fetcher.allowed(ctx, at)
	})
	if left, _ := errors.AsType[leftError](err); here && (left.status == http.StatusNotFound || left.status == http.StatusGone) {
		im.report.Gone = append(im.report.Gone, known.File)
	}
	if err != nil {
		return err
	}
	final := r.url.String()
	if other, twice := im.taken[final]; twice && other != it.address {
		if here {
			im.report.Gone = append(im.report.Gone, known.File)
		}
		return leftError{reason: "the same page as another"}
	}
	im.taken[final] = it.address
	if r.status == http.StatusNotModified {
		return im.unchanged(known, step)
	}
	kind := cmp.Or(r.header.Get("Content-Type"), http.DetectContentType(r.body))
	if it.scope == nil && !strings.Contains(kind, "html") {
		if l := parseListing(r.body, r.url); l != nil {
			im.lists++
			_, err := im.addListing(ctx, l, &scope{hosts: []string{it.url.Host, r.url.Host}}, false)
			return err
		}
	}
	if len(r.body) > maxPage {
		return errTooLarge
	}
	extension, err := extensionOf(kind, r.url)
	if err != nil {
		return err
	}
	date := it.date
	if modified, err := http.ParseTime(r.header.Get("Last-Modified")); err == nil && date.IsZero() && time.Since(modified) > time.Hour {
		date = modified // a later time is probably that of the request
	}
	known = record{URL: it.address, Final: final, ETag: r.header.Get("ETag"), LastModified: r.header.Get("Last-Modified")}
	return im.keep(page{
		record: known, body: r.body, contentType: kind, stem: stemFor(r.url), extension: extension, address: final, date: date,
	}, step)
}

// localExtensions are those of files that corpus.Load reads.
const localExtensions = ".md .markdown .mdx .html .htm .txt .json .yaml .yml"

// copyFile imports a local file.
func (im *importer) copyFile(name string, step *Step) error {
	base := strings.ToLower(filepath.Base(name))
	p := page{extension: path.Ext(base)}
	if !slices.Contains(strings.Fields(localExtensions), p.extension) {
		return leftError{reason: "of a type that cannot be read; the types are " + localExtensions}
	}
	body, err := os.ReadFile(name)
	if err != nil {
		return leftError{reason: "not readable: " + errors.Unwrap(err).Error()}
	}
	place, err := filepath.Abs(name)
	if err != nil {
		return err
	}
	p.body = body
	p.URL = "file:" + base + "#" + sumOf([]byte(place))[:12] // without the folder's name, which is private
	p.stem = cmp.Or(fileName(strings.TrimSuffix(base, p.extension)), "page")
	if saved := savedFrom.FindSubmatch(body); saved != nil {
		p.address = string(saved[1])
	}
	return im.keep(p, step)
}

// unchanged records that the file of a page is up to date.
func (im *importer) unchanged(r record, step *Step) error {
	im.report.Unchanged++
	im.report.Files = append(im.report.Files, r.File)
	step.File, step.Unchanged = r.File, true
	r.Checked = time.Now().UTC()
	return im.folder.append(r)
}

type page struct {
	record
	body            []byte // as received
	contentType     string
	stem, extension string // for the name of a new file
	address         string // "" if unknown
	date            time.Time
}

// keep writes the file of a page, unless it is unchanged, and its record.
func (im *importer) keep(p page, step *Step) error {
	known, here := im.folder.get(p.URL)
	p.Sum, p.Checked = sumOf(p.body), time.Now().UTC()
	if here && known.Sum == p.Sum && path.Ext(known.File) == path.Ext(p.extension) {
		p.File = known.File
		return im.unchanged(p.record, step)
	}
	text, err := toUTF8(p.body, p.contentType)
	if err != nil {
		return leftError{reason: "not readable in its encoding"}
	}
	if p.File, err = im.folder.reserve(p.URL, p.stem, p.extension); err != nil {
		return err
	}
	if p.address != "" {
		if text, err = im.folder.complete(p.File, text, p.address, p.date); err != nil {
			return err
		}
	}
	if err := im.folder.write(p.File, text); err != nil {
		return err
	}
	switch {
	case !here:
		im.report.New++
	case known.File != p.File: // the type changed
		if err := im.folder.root.Remove(known.File); err != nil {
			return fmt.Errorf("remove %s, which %s replaces: %w", known.File, p.File, err)
		}
		fallthrough
	default:
		im.report.Changed++
	}
	im.report.Files = append(im.report.Files, p.File)
	step.File = p.File
	return im.folder.append(p.record)
}

func sumOf(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}
