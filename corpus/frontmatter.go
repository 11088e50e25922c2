package corpus

import (
	"bytes"
	"fmt"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
	"golang.org/x/text/language"

	"alliancebot/internal/prose"
)

// storyKeys are the front-matter keys of a story.
var storyKeys = []string{"title", "url", "language", "publisher"}

// defaultLanguage is the language of a story that names none.
const defaultLanguage = "en"

// field is the value of a front-matter key and the line of that key.
type field struct {
	value string
	line  int
	bad   bool // not plain text, which is noted already
}

// fields are the front matter of a file by key.
type fields map[string]field

// splitFrontMatter moves the front matter, the lines between a first line
// "---" and the next, from f's body to its front. It returns false and notes a
// problem when there is no end to it.
func (f *file) splitFrontMatter() bool {
	const fence = "---"
	start := 0
	for line := range bytes.Lines(f.text) {
		isFence := string(bytes.TrimRight(line, " \t\n")) == fence
		switch {
		case start == 0 && !isFence:
			return true
		case start > 0 && isFence:
			f.front, f.body = f.text[:start], start+len(line)
			f.hasFront = true
			return true
		}
		start += len(line)
	}
	f.problem(1, "front matter has no end", `close it with a line "---"`)
	return false
}

// frontMatter returns the fields of f's front matter. It returns false and
// notes the problems when that is no YAML mapping, and notes keys that are not
// known, with what to do about them.
func (f *file) frontMatter(known []string, do string) (fields, bool) {
	// The opening "---" is a comment here, so that lines count from the file's start.
	mapping := f.parseYAML(append([]byte("#"), f.front...), yamlForm{
		name: "front matter", kind: yaml.MappingNode, is: "a list of keys", do: `write one "key: value" a line`,
	})
	if mapping == nil {
		return nil, false
	}
	found := fields{}
	for key, entry := range f.entries(mapping, "front-matter key", known, do) {
		found[key] = f.field(entry)
	}
	return found, true
}

// field returns the value of a key, or notes that it is no plain text.
func (f *file) field(e entry) field {
	if e.value.Kind != yaml.ScalarNode {
		f.problem(e.key.Line, fmt.Sprintf("%s is not plain text", e.key.Value), `write it as "key: value", quoted when it begins with a sign`)
		return field{line: e.key.Line, bad: true}
	}
	return field{value: prose.Line(e.value.Value), line: e.key.Line}
}

// describe sets s's title, address, language and publisher from f's front
// matter and notes what is missing or wrong.
func (f *file) describe(s *Story) {
	if !f.hasFront {
		f.problem(1, "no front matter", `begin the file with the lines "---", "title: …", "url: …", "---"`)
		return
	}
	meta, ok := f.frontMatter(storyKeys, "use only "+strings.Join(storyKeys, ", "))
	if !ok {
		return
	}
	s.Title = f.required(meta, "title", "name the page's title")
	s.URL = f.pageURL(meta)
	s.Language = f.language(meta)
	s.Publisher = meta["publisher"].value
	for key, field := range meta {
		if key != "url" && utf8.RuneCountInString(field.value) > maxHeading {
			f.problem(field.line, fmt.Sprintf("%s has more than %d characters", key, maxHeading), "shorten it")
		}
	}
}

// required returns the value of key, or notes that it is missing or empty.
func (f *file) required(meta fields, key, do string) string {
	field, ok := meta[key]
	switch {
	case !ok:
		f.problem(1, "front matter has no "+key, do)
	case field.value == "" && !field.bad:
		f.problem(field.line, key+" is empty", do)
	}
	return field.value
}

// pageURL returns the address of the page in its percent-encoded form.
func (f *file) pageURL(meta fields) string {
	const do = "give the page's full address, such as https://example.org/story"
	given := f.required(meta, "url", do)
	if given == "" {
		return ""
	}
	line := meta["url"].line
	page, err := url.Parse(given)
	switch {
	case err != nil || strings.ContainsFunc(given, unicode.IsSpace):
		f.problem(line, fmt.Sprintf("url %q is malformed", given), do)
	case page.Scheme != "http" && page.Scheme != "https" || page.Hostname() == "":
		f.problem(line, fmt.Sprintf("url %q is not an absolute http or https address", given), do)
	case len(page.String()) > MaxLink:
		f.problem(line, fmt.Sprintf("url has more than %d characters", MaxLink), "give a shorter address of the page")
	default:
		return page.String()
	}
	return ""
}

// language returns the canonical form of the page's language tag.
func (f *file) language(meta fields) string {
	field, ok := meta["language"]
	if !ok || field.bad {
		return defaultLanguage
	}
	tag, err := language.Parse(field.value)
	if err != nil {
		f.problem(field.line, fmt.Sprintf("language %q is not a known language tag", field.value),
			"write a BCP 47 tag such as en or pt-BR, or remove the line")
	}
	return tag.String()
}
