package importer

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"context"
	"encoding/xml"
	"errors"
	"io"
	"maps"
	"net/mail"
	"net/url"
	"path"
	"slices"
	"strings"
	"time"

	"golang.org/x/net/html/charset"
)

// maxLists is the maximum number of sitemaps to read for one site.
const maxLists = 200

// listing is the contents of a sitemap or feed.
type listing struct {
	pages    []item
	sitemaps []string
}

// listingXML is a sitemap, a sitemap index, or an RSS, RDF or Atom feed.
type listingXML struct {
	XMLName  xml.Name
	Sitemaps []entryXML `xml:"sitemap"`
	Pages    []entryXML `xml:"url"`
	RSS      []entryXML `xml:"channel>item"`
	RDF      []entryXML `xml:"item"`
	Atom     []entryXML `xml:"entry"`
}

type entryXML struct {
	Loc     string `xml:"loc"`
	LastMod string `xml:"lastmod"`
	Links   []struct {
		Rel  string `xml:"rel,attr"`
		Href string `xml:"href,attr"`
		Text string `xml:",chardata"`
	} `xml:"link"`
	PubDate   string `xml:"pubDate"`
	Date      string `xml:"date"`
	Published string `xml:"published"`
	Updated   string `xml:"updated"`
}

// parseListing reads a sitemap or feed, plain or gzipped. It returns nil if the text is
// neither.
func parseListing(text []byte, at *url.URL) *listing {
	if packed, err := gzip.NewReader(bytes.NewReader(text)); err == nil {
		if text, err = io.ReadAll(io.LimitReader(packed, maxList)); err != nil {
			return nil
		}
	}
	decoder := xml.NewDecoder(bytes.NewReader(text))
	decoder.Strict, decoder.Entity, decoder.CharsetReader = false, xml.HTMLEntity, charset.NewReaderLabel
	var found listingXML
	kinds := []string{"urlset", "sitemapindex", "rss", "RDF", "feed"}
	if decoder.Decode(&found) != nil || !slices.Contains(kinds, found.XMLName.Local) {
		return nil
	}
	l := &listing{}
	for _, entry := range found.Sitemaps {
		l.sitemaps = append(l.sitemaps, entry.Loc)
	}
	for _, entry := range found.Pages {
		day := parseTime(entry.LastMod)
		l.pages = append(l.pages, item{address: entry.Loc, date: day, modified: day})
	}
	first := func(it item) bool {
		return it.date.Truncate(24 * time.Hour).Equal(l.pages[0].date.Truncate(24 * time.Hour))
	}
	if len(l.pages) > 2 && !slices.ContainsFunc(l.pages, func(it item) bool { return !first(it) }) {
		for i := range l.pages { // the date of the build, not of the pages
			l.pages[i].date = time.Time{}
		}
	}
	for _, entry := range slices.Concat(found.RSS, found.RDF, found.Atom) {
		it := item{date: parseTime(cmp.Or(entry.PubDate, entry.Published, entry.Date, entry.Updated))}
		for _, link := range entry.Links {
			if it.address == "" && (link.Rel == "" || link.Rel == "alternate") {
				it.address = cmp.Or(strings.TrimSpace(link.Text), link.Href)
			}
		}
		l.pages = append(l.pages, it)
	}
	for i, it := range l.pages {
		l.pages[i].address = resolve(at, it.address)
	}
	for i, address := range l.sitemaps {
		l.sitemaps[i] = resolve(at, address)
	}
	return l
}

// resolve makes an address absolute. It returns an invalid one unchanged.
func resolve(at *url.URL, address string) string {
	if to, err := at.Parse(strings.TrimSpace(address)); err == nil {
		return to.String()
	}
	return address
}

// parseTime parses a date of a sitemap or feed. It returns the zero time if it cannot.
func parseTime(text string) time.Time {
	text = strings.TrimSpace(text)
	for _, form := range []string{time.RFC3339, "2006-01-02T15:04Z07:00", "2006-01-02"} {
		if t, err := time.Parse(form, text); err == nil {
			return t.UTC()
		}
	}
	t, err := mail.ParseDate(text)
	if err != nil {
		return time.Time{}
	}
	return t.UTC()
}

// scope is the part of the web that a sitemap or feed may add pages from.
type scope struct {
	hosts []string
	path  string // without a trailing slash
}

// check returns an error if a page is out of scope. A nil scope includes everything.
func (s *scope) check(at *url.URL) error {
	if s == nil {
		return nil
	}
	sameHost := func(host string) bool { return strings.TrimPrefix(host, "www.") == strings.TrimPrefix(at.Host, "www.") }
	switch {
	case !slices.ContainsFunc(s.hosts, sameHost):
		return leftError{reason: "on another host"}
	case at.Path != s.path && !strings.HasPrefix(at.Path, s.path+"/"):
		return leftError{reason: "not below " + s.path + "/"}
	}
	return nil
}

// addSite queues the pages in the sitemap or feed at an address, or else those at or below the
// address in the sitemaps of its site.
func (im *importer) addSite(ctx context.Context, at *url.URL) error {
	r, err := im.fetcher.get(ctx, at, maxList, nil, im.fetcher.allowed)
	if err != nil {
		return err
	}
	site := &scope{hosts: []string{at.Host, r.url.Host}}
	if l := parseListing(r.body, r.url); l != nil {
		_, err := im.addListing(ctx, l, site, false)
		return err
	}
	if site.path = strings.TrimSuffix(r.url.Path, "/"); pageExtensions[path.Ext(site.path)] {
		site.path = strings.TrimSuffix(path.Dir(site.path), "/")
	}
	robots, err := im.fetcher.robotsOf(ctx, r.url)
	if err != nil {
		return err
	}
	usual := []string{site.path + "/sitemap.xml", "/sitemap.xml", "/sitemap_index.xml", "/wp-sitemap.xml"}
	for i, sitemaps := range append([][]string{robots.Sitemaps}, slices.Collect(slices.Chunk(usual, 1))...) {
		l := &listing{}
		for _, address := range sitemaps {
			l.sitemaps = append(l.sitemaps, resolve(r.url, address))
		}
		if added, err := im.addListing(ctx, l, site, i > 0); added || err != nil {
			return err
		}
	}
	return leftError{reason: "without a sitemap of pages at or below it; give the address of a sitemap or feed, or import its pages one by one"}
}

// addListing queues the pages in a listing and its sitemaps, and then pages of earlier
// imports that are no longer listed, to find out whether they still exist. At the
// maximum number of pages it stops reading sitemaps. A guessed sitemap may be missing.
func (im *importer) addListing(ctx context.Context, l *listing, site *scope, guessed bool) (added bool, err error) {
	before := len(im.queue)
	read := make(map[string]bool)
	for sitemaps := l.sitemaps; ; {
		for _, it := range l.pages {
			it.scope = site
			im.add(it)
		}
		if len(sitemaps) == 0 {
			break
		}
		if im.report.Over > 0 || len(read) == maxLists {
			im.report.MoreLists = true
			return len(im.queue) > before, nil
		}
		address := sitemaps[0]
		sitemaps, l = sitemaps[1:], &listing{}
		at, err := parseAddress(address)
		if err != nil || read[at.String()] {
			continue
		}
		read[at.String()] = true
		r, err := im.fetcher.get(ctx, at, maxList, nil, nil)
		if err == nil {
			if l = parseListing(r.body, r.url); l == nil {
				l, err = &listing{}, leftError{reason: "not readable as one", status: r.status}
			}
			sitemaps = slices.Concat(l.sitemaps, sitemaps)
		}
		left, isLeft := errors.AsType[leftError](err)
		switch {
		case err == nil, isLeft && guessed && left.status != 0:
		case isLeft:
			im.report.leave("a sitemap, and "+left.reason, address)
		default:
			return false, err
		}
	}
	if added = len(im.queue) > before; !added {
		return false, nil
	}
	for _, address := range slices.Sorted(maps.Keys(im.folder.pages)) {
		at, err := parseAddress(address)
		if _, here := im.folder.get(address); here && err == nil && site.check(at) == nil && !im.queued[address] {
			im.queue = append(im.queue, item{address: address, url: at, scope: site})
			im.queued[address] = true
		}
	}
	return true, nil
}
