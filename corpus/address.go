package corpus

import (
	"net/url"
	"path"
	"regexp"
	"strings"
	"unicode"
)

// generator is the site generator of a folder, which determines the pages' addresses.
type generator int

const (
	unknownGenerator generator = iota
	hugo
	jekyll
	docusaurus
	mkdocs
	vitepress
	wiki // a GitHub wiki
	mdbook
	obsidian
)

// site is what is known about the site of a folder's pages.
type site struct {
	base      *url.URL // nil if unknown
	generator generator
}

// generatorNames maps the names in alliancebot.yaml to generators.
var generatorNames = map[string]generator{
	"hugo": hugo, "jekyll": jekyll, "docusaurus": docusaurus, "mkdocs": mkdocs, "vitepress": vitepress, "wiki": wiki, "mdbook": mdbook,
	"obsidian": obsidian,
}

// generatorFiles maps the names of characteristic files, in lower case, to generators.
var generatorFiles = map[string]generator{
	"hugo.toml": hugo, "hugo.yaml": hugo, "_index.md": hugo, "_config.yml": jekyll, "docusaurus.config.js": docusaurus,
	"docusaurus.config.ts": docusaurus, "_category_.json": docusaurus, "_category_.yml": docusaurus, "sidebars.js": docusaurus,
	"mkdocs.yml": mkdocs, ".vitepress": vitepress, "_sidebar.md": wiki, "home.md": wiki, "summary.md": mdbook,
	".obsidian": obsidian,
}

// addsPermalinks reports whether pages have a link after each heading, which a text
// fragment would have to take into account.
func (g generator) addsPermalinks() bool { return g == docusaurus || g == vitepress || g == mkdocs }

// parseBase returns the base address of a folder, to which pages' paths are appended.
func parseBase(address string) (*url.URL, bool) {
	base, ok := parsePage(address)
	if !ok {
		return nil, false
	}
	base.RawQuery, base.Fragment, base.RawFragment = "", "", ""
	return base, true
}

// parsePage returns an absolute http or https address.
func parsePage(address string) (*url.URL, bool) {
	page, err := url.Parse(address)
	if err != nil || strings.ContainsFunc(address, unicode.IsSpace) ||
		page.Scheme != "http" && page.Scheme != "https" || page.Hostname() == "" {
		return nil, false
	}
	return page, true
}

// address returns the address of the page in a file: its own if it is absolute, or else
// its path on the site, as the site's generator would make it; "" if neither is known.
func (s site) address(file string, m metadata) string {
	if page, ok := parsePage(m.url); ok && len(page.String()) <= MaxLink {
		return page.String()
	}
	if s.base == nil {
		return ""
	}
	place := s.path(file, m)
	if place == "" {
		return s.base.String()
	}
	if given := strings.TrimSpace(m.url); strings.HasPrefix(given, "/") && !strings.ContainsAny(given, ":{}") {
		place = given // relative to the site, as in Hugo and Jekyll
		if host := *s.base; host.Path == "" || host.Path == "/" {
			place = strings.TrimPrefix(given, "/")
		}
	}
	page := s.base.JoinPath(strings.TrimPrefix(place, "/"))
	if strings.HasSuffix(place, "/") && !strings.HasSuffix(page.Path, "/") {
		page.Path += "/"
	}
	if address := page.String(); len(address) <= MaxLink {
		return address
	}
	return ""
}

var (
	datedName   = regexp.MustCompile(`^(\d{4})-(\d{2})-(\d{2})-(.+)$`)
	orderPrefix = regexp.MustCompile(`^\d+[.\-_ ]+`)
)

// path returns the page's path below the base address.
func (s site) path(file string, m metadata) string {
	dir, name := path.Split(strings.TrimSuffix(file, path.Ext(file)))
	name = strings.TrimSuffix(name, ".faq")
	if path.Ext(file) == ".html" || path.Ext(file) == ".htm" {
		if name == "index" {
			return dir
		}
		return file
	}
	isIndex := isIndexName(name)
	if m.slug != "" {
		if strings.HasPrefix(m.slug, "/") {
			return m.slug
		}
		name, isIndex = m.slug, false
	}
	switch s.generator {
	case hugo:
		dashes := strings.NewReplacer(" ", "-")
		dir, name = dashes.Replace(strings.ToLower(dir)), dashes.Replace(strings.ToLower(name))
	case docusaurus:
		dir, name = withoutOrder(dir), orderPrefix.ReplaceAllString(name, "")
		if m.id != "" && m.slug == "" {
			name = m.id
		}
		if isIndex || name == path.Base(dir) {
			return strings.TrimSuffix(dir, "/")
		}
		return dir + name
	case jekyll:
		if post := datedName.FindStringSubmatch(name); post != nil {
			return strings.Join(post[1:4], "/") + "/" + post[4] + ".html"
		}
		if !isIndex {
			return dir + name + ".html"
		}
	case vitepress, mdbook:
		if !isIndex {
			return dir + name + ".html"
		}
	case obsidian: // on Obsidian Publish
		return strings.ReplaceAll(dir+name, " ", "+")
	case wiki:
		if strings.EqualFold(name, "home") {
			return ""
		}
		return strings.ReplaceAll(name, " ", "-")
	}
	if isIndex {
		return dir
	}
	return dir + name + "/"
}

// isIndexName reports whether a page of that name is the page of its folder.
func isIndexName(name string) bool {
	return name == "index" || name == "_index" || strings.EqualFold(name, "readme")
}

// withoutOrder removes the numbers that order folders from their names.
func withoutOrder(dir string) string {
	parts := strings.Split(dir, "/")
	for i := range parts {
		parts[i] = orderPrefix.ReplaceAllString(parts[i], "")
	}
	return strings.Join(parts, "/")
}
