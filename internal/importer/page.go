package importer

import (
	"bytes"
	"encoding/json"
	"fmt"
	"mime"
	"net/url"
	"path"
	"regexp"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html/charset"

	"alliancebot/corpus"
)

// extensionOf returns the file extension for a response, or a leftError if corpus.Load cannot
// read its type.
func extensionOf(contentType string, at *url.URL) (string, error) {
	kind, _, _ := mime.ParseMediaType(contentType)
	extension := strings.ToLower(path.Ext(at.Path))
	switch kind {
	case "text/html", "application/xhtml+xml":
		return ".html", nil
	case "text/markdown", "text/x-markdown":
		if extension == ".mdx" {
			return extension, nil
		}
		return ".md", nil
	case "application/json", "application/ld+json", "text/json":
		return ".json", nil
	case "text/plain": // also used for Markdown and source code
		switch extension {
		case ".md", ".markdown", ".mdx", ".txt", ".json":
			return extension, nil
		case "":
			return ".txt", nil
		}
		kind += " (" + extension + ")"
	}
	return "", leftError{reason: "of type " + kind}
}

// toUTF8 converts text to UTF-8 without a byte order mark. Valid UTF-8 is not changed,
// even if the content type or a meta element declares another encoding.
func toUTF8(text []byte, contentType string) ([]byte, error) {
	encoding, name, _ := charset.DetermineEncoding(text, contentType)
	isASCII := !bytes.ContainsFunc(text, func(r rune) bool { return r > unicode.MaxASCII })
	if !utf8.Valid(text) || isASCII && name != "windows-1252" { // ISO-2022-JP is in ASCII
		var err error
		if text, err = encoding.NewDecoder().Bytes(text); err != nil {
			return nil, err
		}
	}
	return bytes.TrimPrefix(text, []byte("\uFEFF")), nil
}

// savedFrom matches the comment with the address that browsers add to saved pages.
var savedFrom = regexp.MustCompile(`<!-- saved from url=\(\d{4}\)(https?://\S+) -->`)

// complete adds the address and date to the front matter of a file if corpus.Load does not
// find its own.
func (f *folder) complete(name string, text []byte, address string, date time.Time) ([]byte, error) {
	staged, err := f.stage(name, text)
	if err != nil {
		return nil, fmt.Errorf("write %s: %w", name, err)
	}
	stage, err := f.root.OpenRoot(path.Dir(staged))
	if err != nil {
		return nil, err
	}
	defer stage.Close()
	var keys [][2]string
	story := &corpus.Story{}
	if found, err := corpus.Load(stage.FS(), corpus.Options{}); err == nil { // otherwise it has no text
		story = found.Stories[0]
	}
	if story.URL == "" || isFrontPage(story.URL) && !isFrontPage(address) {
		keys = append(keys, [2]string{"url", address})
	}
	if story.Date.IsZero() && !date.IsZero() {
		keys = append(keys, [2]string{"date", date.Format(time.RFC3339)})
	}
	return withFrontMatter(text, path.Ext(name), keys), nil
}

// isFrontPage reports whether an address is that of a site's front page, which broken
// templates declare as the canonical address of every page.
func isFrontPage(address string) bool {
	at, err := url.Parse(address)
	return err == nil && strings.Trim(at.Path, "/") == "" && at.RawQuery == ""
}

// frontMatterForms are the forms of front matter that corpus.Load reads, by their first line.
var frontMatterForms = map[string]struct{ closing, pair, separator string }{
	"---":   {"---", "%s: %s", "\n"},
	"+++":   {"+++", "%s = %s", "\n"},
	"{":     {"}", "%q: %s", ",\n"},
	"<!--{": {"}-->", "%q: %s", ",\n"},
}

// withFrontMatter adds keys to the front matter of a text. A text without any gets it in the
// form for the extension. Existing keys of the same name are renamed.
func withFrontMatter(text []byte, extension string, keys [][2]string) []byte {
	if len(keys) == 0 {
		return text
	}
	if extension == ".json" {
		return withKeys(text, keys)
	}
	first, rest, _ := bytes.Cut(text, []byte("\n"))
	opening := strings.TrimRight(string(first), " \t\r")
	form, has := frontMatterForms[opening]
	end := regexp.MustCompile(`(?m)^` + regexp.QuoteMeta(form.closing) + `\s*$`).FindIndex(rest)
	if has = has && end != nil; !has {
		opening = "---"
		if extension == ".html" || extension == ".htm" {
			opening = "<!--{"
		}
		form = frontMatterForms[opening]
	}
	var pairs, names []string
	for _, key := range keys {
		names = append(names, key[0])
		value, _ := json.Marshal(key[1]) // a string in YAML and TOML, too
		pairs = append(pairs, fmt.Sprintf(form.pair, key[0], value))
	}
	added := strings.Join(pairs, form.separator)
	if !has {
		return fmt.Appendf(nil, "%s\n%s\n%s\n%s", opening, added, form.closing, text)
	}
	sameKey := regexp.MustCompile(`(?mi)^(\s*"?)((?:` + strings.Join(names, "|") + `)"?\s*[:=])`)
	kept := sameKey.ReplaceAll(rest[:end[0]], []byte("${1}original_$2"))
	separator := form.separator
	if len(bytes.TrimSpace(kept)) == 0 {
		separator = "\n" // JSON has no comma after the last pair
	}
	return fmt.Appendf(nil, "%s\n%s%s%s%s", opening, added, separator, kept, rest[end[0]:])
}

// withKeys wraps JSON data in an object with the keys.
func withKeys(text []byte, keys [][2]string) []byte {
	if !json.Valid(text) {
		return text
	}
	object := map[string]any{"entries": json.RawMessage(text)}
	for _, key := range keys {
		object[key[0]] = key[1]
	}
	text, _ = json.Marshal(object) // all of it is valid
	return text
}
