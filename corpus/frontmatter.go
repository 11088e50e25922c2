package corpus

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/BurntSushi/toml"
	"go.yaml.in/yaml/v4"
	"golang.org/x/text/language"

	"alliancebot/internal/prose"
)

// metadata is what a page says about itself. Any of it may be empty.
type metadata struct {
	title, url, slug, id, language, publisher, author, description string
	date                                                           time.Time
	draft                                                          bool
}

// frontMatterForms are the forms of front matter: the lines that open and close it, and
// how to decode it.
var frontMatterForms = []struct {
	open, close, name string
	decode            func([]byte, *map[string]any) error
}{
	{"---", "---", "YAML", func(text []byte, v *map[string]any) error { return yaml.Unmarshal(text, v) }},
	{"+++", "+++", "TOML", func(text []byte, v *map[string]any) error { return toml.Unmarshal(text, v) }},
	{"{", "}", "JSON", func(text []byte, v *map[string]any) error { return json.Unmarshal(text, v) }},
	{"<!--{", "}-->", "JSON", func(text []byte, v *map[string]any) error { return json.Unmarshal(text, v) }},
}

// frontMatter reads the front matter of s, if any, and moves the start of its body
// after it. Front matter that cannot be parsed is read line by line.
func (s *source) frontMatter() metadata {
	first, _, _ := bytes.Cut(s.text, []byte("\n"))
	opening := strings.TrimRight(string(first), " \t")
	for _, form := range frontMatterForms {
		if opening != form.open {
			continue
		}
		start := len(first) + 1
		end, next := closingLine(s.text, start, form.close)
		if end < 0 {
			s.warn(1, "front matter has no end", fmt.Sprintf("close it with a line %q", form.close))
			return metadata{}
		}
		text := s.text[start:end]
		if form.name == "JSON" {
			text = append(append([]byte("{"), text...), '}')
		}
		s.body = next
		values := make(map[string]any)
		if err := form.decode(text, &values); err != nil {
			values = make(map[string]any)
			s.warn(1, "front matter is not valid "+form.name, "correct it; "+
				`quote values with ": " or " #" in them`)
			for _, line := range keyValue.FindAllSubmatch(text, -1) {
				values[string(line[1])] = strings.Trim(string(line[2]), `"'`)
			}
		}
		s.checkComments(text, values)
		return s.metadata(values)
	}
	return metadata{}
}

// closingLine returns the start and end of the first line from start on that is
// closing; -1 if there is none.
func closingLine(text []byte, start int, closing string) (begin, end int) {
	at := min(start, len(text))
	for line := range bytes.Lines(text[at:]) {
		if text := strings.TrimRight(string(line), " \t\n"); text == closing || text == "..." && closing == "---" {
			return at, at + len(line)
		}
		at += len(line)
	}
	return -1, -1
}

// keyValue matches a line of the form "key: value" or "key = value".
var keyValue = regexp.MustCompile(`(?m)^(\w[\w-]*)\s*[:=]\s*(.*?)\s*$`)

// checkComments warns of a title that YAML cuts at " #", where a comment starts.
func (s *source) checkComments(text []byte, values map[string]any) {
	for _, line := range keyValue.FindAllSubmatchIndex(text, -1) {
		read, _ := values[string(text[line[2]:line[3]])].(string)
		rest, cut := strings.CutPrefix(string(text[line[4]:line[5]]), read)
		if key := string(text[line[2]:line[3]]); cut && key == "title" && strings.HasPrefix(rest, " #") {
			s.warn(s.lineOf(bytes.Index(s.text, text)+line[0]), fmt.Sprintf("title is cut at %q: it reads %q", "#", read), "quote the whole title")
		}
	}
}

// metadata returns the metadata in front-matter values. It ignores other keys, since
// they are for the site generator.
func (s *source) metadata(values map[string]any) metadata {
	lower := make(map[string]any, len(values))
	for key, value := range values {
		lower[strings.ToLower(key)] = value
	}
	text := func(keys ...string) string {
		for _, key := range keys {
			if value := prose.Line(replaceTags(scalar(lower[key]), func(string, bool) string { return "" })); value != "" {
				return value
			}
		}
		return ""
	}
	m := metadata{
		title:       text("title"),
		url:         text("url", "canonical_url", "canonical", "permalink"),
		slug:        text("slug"),
		id:          text("id"),
		language:    text("language", "lang", "locale"),
		publisher:   text("publisher", "site_name"),
		author:      text("author", "authors", "by"),
		description: text("description", "summary"),
		draft:       text("draft") == "true" || text("published") == "false",
	}
	m.date = parseDate(text("date", "published", "publishdate", "pubdate", "created"))
	if m.language != "" {
		tag, err := language.Parse(strings.ReplaceAll(m.language, "_", "-"))
		if err != nil {
			s.warn(1, fmt.Sprintf("language %q is not a language tag", m.language), "write a BCP 47 tag such as en or pt-BR")
			m.language = ""
		} else {
			m.language = tag.String()
		}
	}
	return m
}

// scalar returns a front-matter value as one line of text: lists joined by commas, and
// maps by their name.
func scalar(value any) string {
	switch value := value.(type) {
	case nil:
		return ""
	case string:
		return prose.Line(value)
	case time.Time:
		return value.Format(time.RFC3339)
	case []any:
		var items []string
		for _, item := range value {
			if text := scalar(item); text != "" {
				items = append(items, text)
			}
		}
		return strings.Join(items, ", ")
	case map[string]any:
		return scalar(value["name"])
	default:
		return fmt.Sprint(value)
	}
}

// dateForms are the forms of dates on pages.
var dateForms = []string{
	time.RFC3339, "2006-01-02T15:04:05", "2006-01-02 15:04:05 -0700", "2006-01-02 15:04:05", "2006-01-02 15:04", "2006-01-02",
	"2006/01/02", "January 2, 2006", "Jan 2, 2006", "2 January 2006", "2 Jan 2006", time.RFC1123, time.RFC1123Z,
}

// parseDate returns the day in a text, or the zero time.
func parseDate(text string) time.Time {
	for _, form := range dateForms {
		if date, err := time.Parse(form, text); err == nil {
			return date
		}
	}
	return time.Time{}
}
