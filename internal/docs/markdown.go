package main

import (
	"cmp"
	"fmt"
	"html"
	"html/template"
	"regexp"
	"strings"
)

// shownTime, in Unix time, replaces the time at which the stories were indexed. It is
// the beginning of shownDay.
const (
	shownTime = "1767225600"
	shownDay  = "2026-01-01"
)

// shownDate is how Discord's clients show that day in each language.
var shownDate = map[string]string{
	"en": "January 1, 2026", "de": "1. Januar 2026", "es": "1 de enero de 2026", "fr": "1 janvier 2026",
	"ja": "2026年1月1日", "pt-BR": "1 de janeiro de 2026",
}

// markdownHTML renders a text as Discord's clients do for a member with a language.
// story is the language of quotations. It returns an error for Markdown that the bot
// does not write.
func markdownHTML(text, language, story string) (template.HTML, error) {
	var page strings.Builder
	lines := strings.Split(text, "\n")
	for len(lines) > 0 {
		b := blockOf(lines[0])
		end := 1
		for b.joins && end < len(lines) && blockOf(lines[end]) == b {
			end++
		}
		if b.tag != "" {
			shown := make([]string, end)
			for i, line := range lines[:end] {
				var err error
				if shown[i], err = inlineHTML(strings.TrimPrefix(line, b.prefix), language); err != nil {
					return "", err
				}
			}
			lang := ""
			if b.quotes && story != language {
				lang = ` lang="` + story + `"`
			}
			fmt.Fprintf(&page, "<%s%s>%s</%s>\n", b.tag, lang, strings.Join(shown, "<br>\n"), strings.Fields(b.tag)[0])
		}
		lines = lines[end:]
	}
	return template.HTML(page.String()), nil
}

// block is a kind of line.
type block struct {
	prefix string // of the line
	tag    string // of the element, with attributes; "" for none
	joins  bool   // consecutive lines are one block
	quotes bool   // it is a quotation
}

var (
	blocks = []block{
		{prefix: "### ", tag: "h4", quotes: true},
		{prefix: "> ", tag: "blockquote", joins: true, quotes: true},
		{prefix: "-# ", tag: `p class="small"`},
	}
	paragraph = block{tag: "p", joins: true}
)

// blockOf returns the kind of a line. That of an empty line has no tag.
func blockOf(line string) block {
	for _, b := range blocks {
		if strings.HasPrefix(line, b.prefix) {
			return b
		}
	}
	if strings.TrimSpace(line) == "" {
		return block{}
	}
	return paragraph
}

// inline matches markup within a line: an escaped character, bold, a link, a user, a
// day, a channel or a role.
var inline = regexp.MustCompile(`\\(.)|(\*\*)|\[((?:\\.|[^\]\\])*)\]\((https://[^)\s]+)\)|<@(\d+)>|<t:(\d+):D>|<(#|@&)(\d+)>`)

// inlineHTML renders a line without its prefix.
func inlineHTML(line, language string) (string, error) {
	var out strings.Builder
	bold := false
	for line != "" {
		at := inline.FindStringSubmatchIndex(line)
		if at == nil {
			at = []int{len(line), len(line)}
		}
		if strings.ContainsAny(line[:at[0]], "*_~`|<[") {
			return "", fmt.Errorf("unknown Markdown: %q", line)
		}
		out.WriteString(html.EscapeString(line[:at[0]]))
		group := func(n int) string {
			if len(at) > 2*n && at[2*n] >= 0 {
				return html.EscapeString(line[at[2*n]:at[2*n+1]])
			}
			return ""
		}
		switch {
		case group(1) != "":
			out.WriteString(group(1))
		case group(2) != "":
			bold = !bold
			out.WriteString(map[bool]string{true: "<strong>", false: "</strong>"}[bold])
		case group(4) != "":
			fmt.Fprintf(&out, `<a href="%s">%s</a>`, group(4), strings.ReplaceAll(group(3), `\`, ""))
		case group(5) != "":
			fmt.Fprintf(&out, `<span class="mention">@%s</span>`, nameOf(group(5)))
		case group(8) != "":
			fmt.Fprintf(&out, `<span class="mention">%s%s</span>`, line[at[14]:at[14]+1], cmp.Or(placeNames[group(8)], "general"))
		case group(6) == shownTime:
			fmt.Fprintf(&out, `<time datetime="%s">%s</time>`, shownDay, shownDate[language])
		case group(6) != "":
			return "", fmt.Errorf("a time that differs between recordings: %q", line)
		}
		line = line[at[1]:]
	}
	if bold {
		return "", fmt.Errorf("unclosed bold: %q", out.String())
	}
	return out.String(), nil
}
