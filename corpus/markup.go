package corpus

import (
	"cmp"
	"fmt"
	"html"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Pages for site generators have markup that is not Markdown and that readers do not
// see: template tags, shortcodes, admonition fences, components, wiki links.
// plainMarkdown turns it into Markdown with HTML that has the same contents.

// mdLine is a line of Markdown with its origin.
type mdLine struct {
	text string
	line int // from 1, in the file
}

// dialect is the markup that a page may use beyond the common one.
type dialect struct {
	mdx    bool // JSX: imports, expressions in braces
	wiki   bool // GitHub wiki links, which have their text first
	braces bool // "{{name}}" is text, as in mdBook and Obsidian
}

// plainMarkdown returns the body of s without generators' markup.
func (s *source) plainMarkdown(d dialect) []mdLine {
	first := s.lineOf(s.body)
	text, code := protectCode(string(s.text[s.body:]))
	d.mdx = d.mdx || moduleImport.MatchString(text)
	text = withoutComments(text)
	lineAt := func(offset int) int { return first + strings.Count(text[:offset], "\n") }
	if open := openComment.FindStringIndex(text); open != nil {
		s.warn(lineAt(open[0]), "comment has no end", `close it with "-->"; it hides the rest of the page`)
	}
	for _, heading := range missingSpace.FindAllStringSubmatchIndex(text, -1) {
		s.warn(lineAt(heading[0]), fmt.Sprintf("%q has no space after it", text[heading[2]:heading[3]]), "add one; it was read as a heading")
	}
	text = withoutTags(text, d)
	text = withoutInlineMarkup(text, d)
	lines := splitLines(text, first)
	if d.mdx {
		lines = oneTagPerLine(withoutModules(lines))
	}
	budget := 50*len(lines) + 10_000
	lines = containers(lines, 0, false, d.mdx, &budget)
	for i := range lines {
		lines[i].text = code.restore(lines[i].text)
	}
	return lines
}

// splitLines returns the lines of text, which starts at the line first, without the blank
// lines that would end HTML where a page goes on with it.
func splitLines(text string, first int) []mdLine {
	var lines []mdLine
	all := strings.Split(text, "\n")
	above, next := "", 0 // the line above, without spaces; the index of the next line that is not blank
	table := -1          // indentation of the HTML table that the line is in; -1 if it is in none
	for i, line := range all {
		trimmed := strings.TrimSpace(line)
		if trimmed == "" || trimmed == removedTag {
			for next = max(next, i); next < len(all)-1 && strings.Trim(all[next], " \t"+removedTag) == ""; {
				next++
			}
			between := trimmed == removedTag && strings.HasSuffix(above, ">") && strings.HasPrefix(strings.TrimSpace(all[next]), "<")
			if between || table >= 0 && width(all[next]) >= table+4 {
				continue
			}
			line, trimmed = "", ""
		}
		switch {
		case strings.HasPrefix(trimmed, "<table"):
			table = width(line)
		case strings.HasPrefix(trimmed, "</table"):
			table = -1
		case lineBreak.MatchString(trimmed) && above == "":
			line, trimmed = "", "" // what follows is Markdown
		}
		lines = append(lines, mdLine{line, first + i})
		above = trimmed
	}
	return lines
}

// lineBreak matches a line that is only a line break.
var lineBreak = regexp.MustCompile(`(?i)^(?:<br[ \t]*/?>[ \t]*)+$`)

// unknownMark replaces text that a generator inserts, and removedTag a tag of a template
// language that is alone on its line.
const unknownMark, removedTag = "\uE102", "\uE103"

// Placeholders protect code: private-use characters around the number of the piece of
// code.
const codeOpen, codeClose = "\uE100", "\uE101"

type protected []string

func (p *protected) add(code string) string {
	*p = append(*p, code)
	return fmt.Sprintf("%s%d%s", codeOpen, len(*p)-1, codeClose)
}

var placeholder = regexp.MustCompile(codeOpen + `(\d+)` + codeClose)

func (p protected) restore(text string) string {
	if !strings.Contains(text, codeOpen) {
		return text
	}
	return placeholder.ReplaceAllStringFunc(text, func(found string) string {
		i, err := strconv.Atoi(strings.Trim(found, codeOpen+codeClose))
		if err != nil || i >= len(p) {
			return ""
		}
		return p[:i].restore(p[i]) // code between raw tags has only earlier pieces in it
	})
}

var (
	fenceLine = regexp.MustCompile("^([ \t>]*(?:[-*+]|\\d+[.)])?[ \t>]*)(`{3,}|~{3,})(.*)$")
	// noteFence matches the language of a code block that is a note: in MyST, mdBook's
	// admonish and Obsidian's Admonition.
	noteFence      = regexp.MustCompile(`^(?:\{([\w-]+)\}|(admonish)|(ad)-[\w-]+)(?:\s+(.*))?$`)
	opensContainer = regexp.MustCompile(`^\s*(?:!!!|\?\?\?|===|:::|<|>|\{)`)
	// inlineCode matches code in a line, and MyST roles, such as {ref}`the map <map>`.
	inlineCode  = regexp.MustCompile("\\{[a-z][a-z:-]*\\}`([^`<\n]+?)[ \t]*(?:<[^>`\n]*>)?`|``[^`\n]+(?:`[^`\n]+)*``|`[^`\n]+`")
	nonBlank    = regexp.MustCompile(`[^ \t]`)
	codeTag     = regexp.MustCompile(`^\s*\{[{%][<%-]?\s*(/|end)?\s*(?:highlight|codeblock)\b[^}]*\}{1,2}\s*$`)
	htmlCodeTag = regexp.MustCompile(`(?i)^[ \t>]*<(pre|script|style)\b`)
	rawTag      = regexp.MustCompile(`(?s)\{%-?\s*raw\s*-?%\}(.*?)\{%-?\s*endraw\s*-?%\}`)
	// diagrams are the languages of code blocks that a page shows as a picture.
	diagrams = map[string]bool{"mermaid": true, "plantuml": true, "graphviz": true, "dot": true, "dataview": true, "dataviewjs": true}
)

// protectCode replaces code with placeholders, one for each line of a code block, which
// keeps its indentation. Code blocks that contain a note become fences of a note.
func protectCode(text string) (string, protected) {
	r := codeReader{blank: true}
	text = strings.NewReplacer(codeOpen, "", codeClose, "", unknownMark, "", removedTag, "").Replace(text)
	text = rawTag.ReplaceAllStringFunc(text, func(found string) string {
		lines := strings.Split(rawTag.FindStringSubmatch(found)[1], "\n")
		for i, line := range lines {
			if strings.Contains(line, "{") {
				lines[i] = r.code.add(line)
			}
		}
		return strings.Join(lines, "\n")
	})
	lines := strings.Split(text, "\n")
	for _, line := range lines {
		if m := codeTag.FindStringSubmatch(line); m != nil && m[1] != "" {
			r.ends++
		}
	}
	for i, line := range lines {
		lines[i] = r.read(line)
	}
	return strings.Join(lines, "\n"), r.code
}

// codeReader finds the code of a page, line by line.
type codeReader struct {
	code     protected
	block    codeForm // of the current block
	marker   string   // of the fence that opened it
	quotes   int      // how many quotations it is in
	margin   string   // the indentation of that fence within them
	above    string   // the last line that was not blank
	blank    bool     // whether a blank line followed it
	indented bool     // whether it was indented code
	ends     int      // how many closing code tags are left
}

type codeForm int

const (
	noCode codeForm = iota
	fencedCode
	taggedCode // by tags of a template language
	htmlCode
	fencedNote // not code
	fencedDiagram
)

// read returns the line with its code protected.
func (r *codeReader) read(line string) string {
	quote := quotation(line, r.quotes)
	if r.block != noCode && strings.Count(quote, ">") < r.quotes { // the quotation is over
		r.block, r.quotes, quote = noCode, 0, ""
	}
	text := line[len(quote):]
	indent := text[:len(text)-len(strings.TrimLeft(text, " \t"))]
	if m := codeTag.FindStringSubmatch(text); m != nil && (r.block == noCode && m[1] == "" && r.ends > 0 || r.block == taggedCode && m[1] != "") {
		if r.block = taggedCode; m[1] != "" {
			r.block = noCode
			r.ends--
		}
		return indent + r.code.add("```")
	}
	if m := htmlCodeTag.FindStringSubmatch(text); m != nil && r.block == noCode {
		r.block, r.marker = htmlCode, "</"+strings.ToLower(m[1])+">"
	}
	switch r.block {
	case htmlCode:
		if strings.Contains(strings.ToLower(text), r.marker) {
			r.block = noCode
		}
		if strings.TrimSpace(text) == "" {
			return line
		}
		return quote + indent + r.code.add(text[len(indent):])
	case fencedCode, fencedDiagram, fencedNote:
		m := fenceLine.FindStringSubmatch(text)
		ends := m != nil && strings.HasPrefix(m[2], r.marker) && strings.TrimSpace(m[3]) == "" && strings.TrimSpace(m[1]) == ""
		was := r.block
		if ends {
			r.block, r.quotes = noCode, 0
		}
		switch {
		case was == fencedDiagram:
			return quote
		case was == fencedNote && ends:
			return quote + indent + ":::"
		case was == fencedNote:
			return quote + r.inline(text)
		case ends: // with the indentation that Markdown expects
			return quote + r.margin + r.code.add(m[2])
		}
		fallthrough
	case taggedCode:
		if strings.TrimSpace(text) == "" {
			return line
		}
		return quote + indent + r.code.add(text[len(indent):])
	}
	if strings.TrimSpace(line) == "" {
		r.blank = true
		return line
	}
	r.indented = width(line) >= 4 && (r.indented || r.blank && width(r.above) < 4 && !listMark.MatchString(r.above) && !opensContainer.MatchString(r.above))
	r.above, r.blank = line, false
	if r.indented && strings.Contains(line, "{") {
		return indent + r.code.add(line[len(indent):])
	}
	if m := fenceLine.FindStringSubmatch(line); m != nil && (m[2][0] == '~' || !strings.Contains(m[3], "`")) {
		return r.open(m[1], m[2], strings.TrimSpace(m[3]))
	}
	return r.inline(line)
}

// inline protects the code in a line that is not in a code block.
func (r *codeReader) inline(line string) string {
	return inlineCode.ReplaceAllStringFunc(line, func(found string) string {
		if found[0] == '{' {
			return inlineCode.FindStringSubmatch(found)[1]
		}
		return r.code.add(found)
	})
}

// open handles the first line of a fenced block.
func (r *codeReader) open(before, marker, info string) string {
	r.marker, r.quotes = marker, strings.Count(before, ">")
	r.margin = nonBlank.ReplaceAllString(before[len(quotation(before, r.quotes)):], " ")
	if note := noteFence.FindStringSubmatch(info); note != nil && (note[1] == "" || noteContainers[strings.ToLower(note[1])]) {
		title := note[4]
		if note[2] != "" {
			title = titleProperty(title) // the rest is a kind of note, or its look
		}
		r.block = fencedNote
		return before + ":::note " + title
	}
	language, _, _ := strings.Cut(info, " ")
	if diagrams[strings.ToLower(language)] {
		r.block = fencedDiagram
		return before
	}
	r.block = fencedCode
	return before + r.code.add(marker+info)
}

// quotation returns the quotation markers, up to quotes of them, that line starts with.
func quotation(line string, quotes int) string {
	n, found := 0, 0
	for i := 0; i < len(line) && found < quotes; i++ {
		switch line[i] {
		case '>':
			found++
			n = i + 1
		case ' ', '\t':
		default:
			return line[:n]
		}
	}
	if n < len(line) && line[n] == ' ' && n > 0 {
		n++
	}
	return line[:n]
}

// comments are the forms of comments, with a text that each contains.
var comments = []struct {
	text    string
	pattern *regexp.Regexp
}{
	{"<!--", regexp.MustCompile(`(?s)<!--.*?-->`)},
	{"{{", regexp.MustCompile(`(?s)\{\{[<%-]?\s*/\*.*?\*/\s*[>%-]?\}\}`)},                           // Hugo
	{"{/*", regexp.MustCompile(`(?s)\{/\*.*?\*/\}`)},                                                // MDX
	{"{%", regexp.MustCompile(`(?s)\{%-?\s*comment\s*-?%\}.*?\{%-?\s*endcomment\s*-?%\}`)},          // Liquid
	{"{::", regexp.MustCompile(`(?s)\{::comment\}.*?\{:/(?:comment)?\}`)},                           // kramdown
	{"{#", regexp.MustCompile(`(?s)\{#\s.*?\s#\}`)},                                                 // Jinja
	{"%%", regexp.MustCompile(`(?ms)^[ \t]*%%[ \t]*$.*?^[ \t]*%%[ \t]*$`)},                          // Obsidian
	{"%%", regexp.MustCompile(`(?m)(?:^|[ \t])%%[^%\n](?:[^%]|%[^%])*%%(?:$|[ \t])|^%%[^%\n]+%%$`)}, // Obsidian
}

var openComment = regexp.MustCompile(`(?m)^[ \t]{0,3}<!--`)

// withoutComments removes comments but keeps their line breaks.
func withoutComments(text string) string {
	for _, comment := range comments {
		if strings.Contains(text, comment.text) {
			text = comment.pattern.ReplaceAllStringFunc(text, lineBreaks)
		}
	}
	return text
}

func lineBreaks(text string) string { return strings.Repeat("\n", strings.Count(text, "\n")) }

var (
	taggedLink = regexp.MustCompile(`\]\([^()\n]*\{[{%][^\n]*?[}%]\}[^()\n]*\)`)
	caption    = regexp.MustCompile(`\b(?:caption|content|text)\s*=\s*(?:"([^"]*)"|'([^']*)')`)
	mdBookTag  = regexp.MustCompile(`^\{\{#(?:include|rustdoc_include|playground|title|template)\b`)
	tagTitle   = regexp.MustCompile(`(?s)^\{[{%][<%-]?\s*(?:tab|details|notice|hint|note|alert|callout|accordion|expand|collapse|warning|tip|info|faq|question|q\b)\w*\b(?:.*?\b(?:title|name|label|summary|header|question|q)\s*=\s*|\s+)(?:"([^"]*)"|'([^']*)')`)
)

// withoutTags removes the tags and shortcodes of template languages, but keeps the
// captions of figures and the titles of tabs and notes.
func withoutTags(text string, d dialect) string {
	text = taggedLink.ReplaceAllString(text, "](/)")
	return replaceTags(text, func(found string, alone bool) string {
		kept := ""
		if m := caption.FindStringSubmatch(found); m != nil {
			kept = m[1] + m[2]
		} else if m := tagTitle.FindStringSubmatch(found); m != nil && m[1]+m[2] != "" {
			if kept = m[1] + m[2]; isQuestion(kept) {
				kept = "**" + kept + "**"
			}
			kept += "<br>" // it has its own line
		} else if d.braces && strings.HasPrefix(found, "{{") && !mdBookTag.MatchString(found) {
			return found
		} else if alone {
			kept = removedTag
		} else {
			kept = unknownMark
		}
		return kept + lineBreaks(found)
	})
}

// maxTag is the maximum length of a template tag, in bytes.
const maxTag = 1000

// replaceTags replaces the tags of template languages: "{{ … }}" and "{% … %}". alone
// reports whether there is nothing else on the tag's lines.
func replaceTags(text string, replace func(found string, alone bool) string) string {
	var b strings.Builder
	for {
		start := strings.Index(text, "{{")
		if other := strings.Index(text[:max(start, 0)], "{%"); start < 0 {
			start = strings.Index(text, "{%")
		} else if other >= 0 {
			start = other
		}
		if start < 0 {
			b.WriteString(text)
			return b.String()
		}
		closing := "}}"
		if text[start+1] == '%' {
			closing = "%}"
		}
		length := strings.Index(text[start:min(len(text), start+maxTag)], closing)
		if length < 0 {
			b.WriteString(text[:start+1])
			text = text[start+1:]
			continue
		}
		end := start + length + len(closing)
		b.WriteString(text[:start])
		b.WriteString(replace(text[start:end], isAlone(text, start, end)))
		text = text[end:]
	}
}

// isAlone reports whether there is nothing else on the lines of text[start:end].
func isAlone(text string, start, end int) bool {
	before := text[strings.LastIndexByte(text[:start], '\n')+1 : start]
	after, _, _ := strings.Cut(text[end:], "\n")
	return strings.TrimSpace(before+after) == ""
}

// inlineMarkup is markup within lines, in order of replacement, with a text that each
// contains.
var inlineMarkup = []struct {
	text        string
	pattern     *regexp.Regexp
	replacement string
}{
	// Tables of contents, and files to include.
	{"", regexp.MustCompile(`(?mi)^[ \t]*(?:[*-] TOC|1\. TOC|\[TOC\]|\[\[_?toc_?\]\]|-{1,2}8<-{1,2}.*|\{:\s*toc[^}]*\}|@\[(?:toc|code)[^\]]*\].*|<<<[ \t].*|///Footnotes Go Here///|\{toc\})[ \t]*$`), ""},
	{"![[", regexp.MustCompile(`!\[\[[^\]\n]*\]\]`), ""},
	{"==", regexp.MustCompile(`==([^=\s](?:[^=\n]*[^=\s])?)==`), "$1"},
	{"^^", regexp.MustCompile(`\^\^([^^\s](?:[^^\n]*[^^\s])?)\^\^`), "$1"},
	// The long form of an abbreviation, and a label.
	{"*[", regexp.MustCompile(`(?m)^\*\[[^\]\n]+\]:.*$`), ""},
	{")=", regexp.MustCompile(`(?m)^\([\w-]+\)=[ \t]*$`), ""},
	{"^", regexp.MustCompile(`(?m)(?:^|[ \t])\^[A-Za-z][\w-]*[ \t]*$`), ""},
	// Attributes and tags of kramdown.
	{"{:", regexp.MustCompile(`\{:[:/][^{}\n]*\}`), ""},
	{"{", regexp.MustCompile(`(?m)^[ \t]*\{(?::|[ \t]*[.#][\w-])[^{}\n]*\}[ \t]*$`), ""},
	{"{", regexp.MustCompile(`([)\]*_>` + codeClose + `])\{(?::|[ \t]*(?:[.#][A-Za-z]|[a-z][\w-]*=))[^{}\n]*\}`), "$1"},
	{"{:", regexp.MustCompile(`\{:[ \t]*[.#a-z][^{}\n]*\}`), ""},
	// Fences and notes with other markers.
	{"///", regexp.MustCompile(`(?m)^([ \t]*)/{3,}[ \t]*(?:([\w-]+)(?:[ \t]*\|[ \t]*(.*))?)?[ \t]*$`), "$1:::$2 $3"},
	{"> ", regexp.MustCompile(`(?m)^[ \t]*[!?]>[ \t]+`), ""},
	{"-", regexp.MustCompile(`:(?:material|fontawesome|octicons|simple|fa|mdi)-[\w-]+:(?:\{[^}\n]*\})?`), ""},
	{"##", missingSpace, "$1 $2"},
	{"[", regexp.MustCompile(`(^|[\s(]):[a-z][a-z-]*\[([^\]\n]*)\](?:\{[^}\n]*\})?`), "$1$2"},
}

var (
	wikiLink      = regexp.MustCompile(`\[\[([^\]\n|]+)(?:\|([^\]\n]+))?\]\]`)
	headingBraces = regexp.MustCompile(`(?m)^([ \t]{0,3}#{1,6}[ \t].*?)[ \t]*\{([^{}\n]*)\}[ \t]*#*[ \t]*$`)
	headingID     = regexp.MustCompile(`#([\w.:\-]+)`)
	keys          = regexp.MustCompile(`(^|[\s("'|])\+\+([a-z0-9-]+(?:\+[a-z0-9-]+)*)\+\+`)
	missingSpace  = regexp.MustCompile(`(?m)^(#{2,6})([A-ZÀ-Þ][^#\n]*)$`)
)

// withoutInlineMarkup replaces markup within lines with what it shows.
func withoutInlineMarkup(text string, d dialect) string {
	text = headingBraces.ReplaceAllStringFunc(text, func(found string) string {
		m := headingBraces.FindStringSubmatch(found)
		m[1] = strings.TrimRight(strings.TrimSuffix(m[1], `\`), " \t") // MDX must escape the brace
		if id := headingID.FindStringSubmatch(m[2]); id != nil {
			return m[1] + " {#" + id[1] + "}"
		}
		if strings.ContainsAny(m[2], ".=:") {
			return m[1]
		}
		return found
	})
	for _, markup := range inlineMarkup {
		if strings.Contains(text, markup.text) {
			text = markup.pattern.ReplaceAllString(text, markup.replacement)
		}
	}
	text = wikiLink.ReplaceAllStringFunc(text, func(found string) string {
		m := wikiLink.FindStringSubmatch(found)
		if m[2] != "" && !d.wiki {
			return strings.TrimSpace(m[2])
		}
		page, section, _ := strings.Cut(m[1], "#")
		section, _, _ = strings.Cut(section, "^")
		switch {
		case page == "":
			return section
		case section == "":
			return page
		}
		return page + " > " + section
	})
	return keys.ReplaceAllStringFunc(text, func(found string) string {
		m := keys.FindStringSubmatch(found)
		names := strings.Split(m[2], "+")
		for i, name := range names {
			names[i] = strings.ToUpper(name[:1]) + name[1:]
		}
		return m[1] + strings.Join(names, "+")
	})
}

var (
	moduleImport = regexp.MustCompile(`(?m)^import\s.*\sfrom\s+["'][^"'\n]+["'];?[ \t]*$`)
	moduleLine   = regexp.MustCompile(`^(?:import\s+(?:[\w*{}\s,$]+\s+from\s+)?["'][^"']+["'];?|import\s+[\w*{$].*|export\s+(?:const|default|function|let|var|async|\{|\*).*)\s*$`)
	// expressionStart matches the start of an expression of several lines, such as a
	// loop.
	expressionStart = regexp.MustCompile(`^\{[A-Za-z(\[]`)
	expression      = regexp.MustCompile(`(^|[^\\])\{[^{}#\n][^{}\n]*\}`)
)

// withoutModules removes the imports, exports and expressions of MDX. A statement may
// span several lines, up to the next blank one.
func withoutModules(lines []mdLine) []mdLine {
	statement := false
	for i := 0; i < len(lines); i++ {
		text := strings.TrimSpace(lines[i].text)
		if end := endOfExpression(lines[i:]); end > 0 {
			for ; end > 0; end-- {
				lines[i].text = ""
				i++
			}
			i--
			continue
		}
		statement = text != "" && (statement || moduleLine.MatchString(lines[i].text))
		switch {
		case statement:
			lines[i].text = ""
		case !strings.Contains(text, "<"): // a component's properties are read later
			lines[i].text = expression.ReplaceAllString(lines[i].text, "${1}"+unknownMark)
		}
	}
	return lines
}

// maxExpression is the maximum number of lines of an expression.
const maxExpression = 500

// endOfExpression returns the number of lines of the expression that starts in the
// first line; 0 if there is none that spans several.
func endOfExpression(lines []mdLine) int {
	if !expressionStart.MatchString(strings.TrimSpace(lines[0].text)) {
		return 0
	}
	braces := 0
	for i, line := range lines[:min(len(lines), maxExpression)] {
		braces += strings.Count(line.text, "{") - strings.Count(line.text, "}")
		if braces <= 0 {
			if i == 0 {
				return 0
			}
			return i + 1
		}
	}
	return 0
}

// noteContainers are the names of containers that are notes or only frame their
// contents. Text after such a name is the container's title.
var noteContainers = map[string]bool{
	"note": true, "tip": true, "info": true, "warning": true, "danger": true, "caution": true, "important": true, "hint": true,
	"success": true, "question": true, "failure": true, "bug": true, "example": true, "quote": true, "abstract": true, "error": true,
	"attention": true, "seealso": true, "admonition": true, "details": true, "dropdown": true, "code-group": true, "tabs": true,
	"tab": true, "tab-item": true, "tab-set": true, "card": true, "cards": true, "steps": true, "summary": true, "todo": true,
	"check": true, "help": true, "faq": true, "cite": true, "missing": true, "fail": true, "done": true, "tldr": true,
}

var (
	colonFence  = regexp.MustCompile(`^([ \t]*)(:{3,})[ \t]*([\w-]*)[ \t]*(?:\[(.*)\])?[ \t]*(?:\{(.*)\})?[ \t]*(.*?):*[ \t]*$`)
	bangNote    = regexp.MustCompile(`^([ \t]*)(!!!|\?\?\?\+?)[ \t]+([\w-]+(?:[ \t]+[\w-]+)*)?[ \t]*(?:"(.*)")?[ \t]*$`)
	tabLine     = regexp.MustCompile(`^([ \t]*)===[!+]?[ \t]+"(.*)"[ \t]*$`)
	callout     = regexp.MustCompile(`^[ \t]*\[!([\w-]+)(?:\|[^\]]*)?\]([+-]?)[ \t]*(.*)$`)
	quoted      = regexp.MustCompile(`^[ \t]*>[ \t]?`)
	property    = regexp.MustCompile(`\b(?:question|title|label|summary|header|heading|q)\s*=\s*(?:"([^"]*)"|'([^']*)'|\{["'` + "`" + `]([^"'` + "`" + `]*)["'` + "`" + `]\})`)
	indentation = regexp.MustCompile(`^[ \t]*`)
)

// titleProperty returns the title in the properties of a container; "" if there is none.
func titleProperty(properties string) string {
	if p := property.FindStringSubmatch(properties); p != nil {
		return p[1] + p[2] + p[3]
	}
	return ""
}

// maxContainers bounds how deep containers may be nested.
const maxContainers = 20

// unwrapper turns the fences of admonitions, tabs, callouts and components into HTML
// elements around their contents. A title becomes the attribute data-title, in
// Markdown.
type unwrapper struct {
	out    []mdLine
	depth  int
	listed bool // the lines are in an item of a list
	mdx    bool // HTML elements contain Markdown, too
	budget *int // how many more lines may be searched for closing tags
}

func containers(lines []mdLine, depth int, listed, mdx bool, budget *int) []mdLine {
	u := unwrapper{depth: depth, listed: listed, mdx: mdx, budget: budget}
	for i := 0; i < len(lines); {
		i += max(1, u.next(lines[i:]))
	}
	return u.out
}

// wrap puts inner, dedented, between two tags.
func (u *unwrapper) wrap(line int, indent, open, end string, inner []mdLine) {
	if width(indent) > 1 && !u.inList() {
		indent = "" // otherwise it would be code
	}
	if least := leastWidth(inner); least >= 0 && least < width(indent) {
		indent = strings.Repeat(" ", least)
	}
	u.out = append(u.out, mdLine{"", line}, mdLine{indent + open, line}, mdLine{"", line})
	if inner = dedent(inner, indent); u.depth < maxContainers {
		inner = containers(inner, u.depth+1, indent != "" && u.inList(), u.mdx, u.budget)
	}
	u.out = append(u.out, inner...)
	u.out = append(u.out, mdLine{"", line}, mdLine{indent + end, line}, mdLine{"", line})
}

// inList reports whether the line before may belong to a list.
func (u *unwrapper) inList() bool {
	for _, line := range slices.Backward(u.out) {
		if strings.TrimSpace(line.text) != "" {
			return listMark.MatchString(line.text) || width(line.text) > 1
		}
	}
	return u.listed
}

// frame returns the tags around a container: those of a folding element if it folds, or
// if it is of a kind that asks and its title is a question.
func frame(title string, unfolds, asks bool) (open, end string) {
	if unfolds && title != "" || asks && isQuestion(title) {
		return `<details data-title="` + html.EscapeString(title) + `">`, "</details>"
	}
	return `<div data-title="` + html.EscapeString(title) + `">`, "</div>"
}

// askingContainers are the kinds of containers whose title may be a question.
var askingContainers = map[string]bool{"question": true, "faq": true, "help": true}

// next handles the container that starts in the first line, or only that line, and
// returns how many lines it used.
func (u *unwrapper) next(lines []mdLine) int {
	line := lines[0]
	if m := colonFence.FindStringSubmatch(line.text); m != nil {
		return u.fence(lines, m)
	}
	if m := bangNote.FindStringSubmatch(line.text); m != nil {
		return u.indented(lines, m[1], m[4], m[2] != "!!!", askingContainers[m[3]])
	}
	if m := tabLine.FindStringSubmatch(line.text); m != nil {
		return u.indented(lines, m[1], m[2], false, false)
	}
	if quoted.MatchString(line.text) && u.depth < maxContainers {
		return u.quotation(lines)
	}
	if strings.Contains(line.text, "<") {
		used, text := 1, strings.TrimLeft(line.text, " \t")
		t, state := scanTag(text)
		for state == unfinishedTag && (t.isComponent() || u.mdx) && used < min(len(lines), maxTagLines) { // it continues in the next line
			text += " " + strings.TrimSpace(lines[used].text)
			t, state = scanTag(text)
			used++
		}
		if state == wholeTag && !t.closing && (t.isComponent() || blockElements[t.name] && (u.mdx || markdownAttribute.MatchString(t.properties))) {
			return u.component(lines, used, indentation.FindString(line.text), t, strings.TrimSpace(text[t.end:]))
		}
		line.text = withoutComponents(line.text)
	}
	u.out = append(u.out, line)
	return 1
}

// quotation handles the quotation that starts in the first line, which may be a
// callout.
func (u *unwrapper) quotation(lines []mdLine) int {
	indent := indentation.FindString(lines[0].text)
	var inner []mdLine
	for _, line := range lines {
		if !quoted.MatchString(line.text) {
			break
		}
		inner = append(inner, mdLine{quoted.ReplaceAllString(line.text, ""), line.line})
	}
	if m := callout.FindStringSubmatch(inner[0].text); m != nil {
		rest := inner[1:]
		for i := range rest {
			rest[i].text = indent + rest[i].text
		}
		open, end := frame(m[3], m[2] != "", askingContainers[strings.ToLower(m[1])])
		u.wrap(lines[0].line, indent, open, end, rest)
		return len(inner)
	}
	for _, line := range containers(inner, u.depth+1, false, u.mdx, u.budget) {
		u.out = append(u.out, mdLine{indent + "> " + line.text, line.line})
	}
	return len(inner)
}

// maxTagLines is the maximum number of lines of a tag.
const maxTagLines = 60

// componentTag is a tag of a JSX component.
type componentTag struct {
	name, properties string
	closing, empty   bool // "</Name>", "<Name/>"
	end              int  // offset of the text after it
}

type tagState int

const (
	noTag tagState = iota
	wholeTag
	unfinishedTag
)

// scanTag reads the tag at the beginning of text. Its properties may contain quotes and
// braces.
func scanTag(text string) (t componentTag, state tagState) {
	rest, ok := strings.CutPrefix(text, "<")
	if !ok {
		return t, noTag
	}
	rest, t.closing = strings.CutPrefix(rest, "/")
	n := 0
	for n < len(rest) && (isLetter(rest[n]) || strings.IndexByte("0123456789_.-", rest[n]) >= 0) {
		n++
	}
	if n == 0 || !isLetter(rest[0]) {
		return t, noTag
	}
	t.name = rest[:n]
	if n < len(rest) && !strings.ContainsRune(" \t\n/>{", rune(rest[n])) {
		return t, noTag // such as <Username@host>
	}
	start := len(text) - len(rest) + n
	depth, quote := 0, byte(0)
	for i := start; i < len(text); i++ {
		switch c := text[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'' || c == '`':
			quote = c
		case c == '{':
			depth++
		case c == '}':
			depth--
		case c == '<' && depth == 0:
			return t, noTag
		case c == '>' && depth <= 0 && text[i-1] != '=':
			t.properties = strings.TrimSpace(text[start:i])
			t.properties, t.empty = strings.CutSuffix(t.properties, "/")
			t.end = i + 1
			return t, wholeTag
		}
	}
	return t, unfinishedTag
}

// isComponent reports whether t is the tag of a component rather than an HTML element.
func (t componentTag) isComponent() bool { return 'A' <= t.name[0] && t.name[0] <= 'Z' }

// bare returns t as the tag of an HTML element, with its id as the only attribute.
func (t componentTag) bare() string {
	if id := elementID.FindStringSubmatch(t.properties); id != nil {
		return "<" + t.name + ` id="` + html.EscapeString(id[1]) + `">`
	}
	return "<" + t.name + ">"
}

// markdownAttribute matches an attribute that says that an element contains Markdown.
var markdownAttribute = regexp.MustCompile(`(?:^|\s)markdown(?:\s*=\s*["']?(?:1|block|span|true)["']?)?(?:\s|$)`)

// blockElements are HTML elements that may contain blocks.
var blockElements = map[string]bool{
	"details": true, "summary": true, "div": true, "section": true, "article": true, "aside": true, "ul": true, "ol": true, "li": true,
	"table": true, "thead": true, "tbody": true, "tr": true, "td": true, "th": true, "dl": true, "dt": true, "dd": true, "figure": true,
	"figcaption": true, "center": true, "blockquote": true, "p": true, "h1": true, "h2": true, "h3": true, "h4": true, "h5": true, "h6": true,
}

// phrasingElements are other HTML elements whose tags may span several lines.
var phrasingElements = map[string]bool{
	"a": true, "b": true, "br": true, "button": true, "code": true, "em": true, "i": true, "iframe": true, "img": true, "input": true,
	"kbd": true, "label": true, "mark": true, "small": true, "source": true, "span": true, "strong": true, "sub": true, "sup": true,
	"svg": true, "video": true,
}

func isLetter(c byte) bool { return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' }

// oneTagPerLine joins the lines of each tag, and splits a line between two tags that
// directly follow each other.
func oneTagPerLine(lines []mdLine) []mdLine {
	var out []mdLine
	for i := 0; i < len(lines); i++ {
		line := lines[i]
		indent := indentation.FindString(line.text)
		start := 0 // of the part not yet in out
		for at := 0; at < len(line.text); {
			if line.text[at] != '<' {
				at++
				continue
			}
			t, state := scanTag(line.text[at:])
			joined := 0
			isTag := state != noTag && (t.isComponent() || blockElements[t.name] || phrasingElements[t.name])
			for isTag && state == unfinishedTag && i+1 < len(lines) && joined < maxTagLines && strings.TrimSpace(lines[i+1].text) != "" {
				i++
				joined++
				line.text += " " + strings.TrimSpace(lines[i].text)
				t, state = scanTag(line.text[at:])
			}
			if !isTag || state != wholeTag {
				at++
				continue
			}
			if !t.isComponent() && strings.Contains(t.properties, "{") { // not valid in HTML
				bare := t.bare()
				line.text = line.text[:at] + bare + line.text[at+t.end:]
				t.end = len(bare)
			}
			at += t.end
			if !t.isComponent() && !blockElements[t.name] {
				continue
			}
			if rest := strings.TrimLeft(line.text[at:], " \t"); strings.HasPrefix(rest, "<") {
				out = append(out, mdLine{indent + strings.TrimSpace(line.text[start:at]), line.line})
				start = at
			}
		}
		rest := line.text
		if start > 0 {
			rest = indent + strings.TrimSpace(line.text[start:])
		}
		out = append(out, mdLine{rest, line.line})
	}
	return out
}

// withoutComponents removes the tags of components from a line. It keeps words in angle
// brackets that are not tags, such as <Username>: they have neither properties nor an
// end.
func withoutComponents(line string) string {
	var b strings.Builder
	for i := 0; i < len(line); {
		t, state := scanTag(line[i:])
		isTag := state == wholeTag && t.isComponent() && (t.closing || t.empty || strings.Contains(t.properties, "=") || strings.Contains(line, "</"+t.name+">"))
		if line[i] != '<' || !isTag {
			b.WriteByte(line[i])
			i++
			continue
		}
		i += t.end
	}
	return b.String()
}

// fence handles a container between lines of colons.
func (u *unwrapper) fence(lines []mdLine, m []string) int {
	if m[3] == "" && m[4] == "" && m[5] == "" && m[6] == "" { // an end without a start
		return 1
	}
	title := cmp.Or(m[4], titleProperty(m[5]), strings.Trim(m[6], "\"' "))
	end := u.closingFence(lines, len(m[2]))
	kind := m[3] + m[5]
	open, closing := frame(title, strings.Contains(kind, "details") || strings.Contains(kind, "dropdown"), askingContainers[m[3]])
	inner := lines[1:end]
	for len(inner) > 0 && containerOption.MatchString(inner[0].text) {
		inner = inner[1:]
	}
	if m[3] == "tabs" { // in VitePress; it has no title
		open, inner = "<div>", vitepressTabs(inner)
	}
	u.wrap(lines[0].line, m[1], open, closing, inner)
	return end + 1
}

var vitepressTab = regexp.MustCompile(`^([ \t]*)==[ \t]+(.+)$`)

// vitepressTabs returns the lines with the names of tabs in bold.
func vitepressTabs(lines []mdLine) []mdLine {
	var out []mdLine
	for _, line := range lines {
		if m := vitepressTab.FindStringSubmatch(line.text); m != nil {
			out = append(out, mdLine{"", line.line}, mdLine{m[1] + "**" + strings.TrimSpace(m[2]) + "**", line.line}, mdLine{"", line.line})
			continue
		}
		out = append(out, line)
	}
	return out
}

// containerOption matches a line such as ":class: wide" at the start of a MyST
// container.
var containerOption = regexp.MustCompile(`^[ \t]*:[a-z-]+:(?:[ \t]|$)`)

// closingFence returns the index of the line that closes the fence of colons in the
// first line.
func (u *unwrapper) closingFence(lines []mdLine, colons int) int {
	depth := 1
	for i := 1; i < len(lines) && *u.budget > 0; i++ {
		*u.budget--
		m := colonFence.FindStringSubmatch(lines[i].text)
		if m == nil {
			continue
		}
		if isEnd := m[3] == "" && m[4] == "" && m[5] == "" && m[6] == ""; !isEnd {
			depth++
			continue
		}
		if depth--; depth == 0 || len(m[2]) == colons && colons > 3 {
			return i
		}
	}
	return len(lines)
}

// indented handles a container whose contents are the lines indented further.
func (u *unwrapper) indented(lines []mdLine, indent, title string, unfolds, asks bool) int {
	end := 1
	for end < len(lines) && (strings.TrimSpace(lines[end].text) == "" || width(lines[end].text) > width(indent)) {
		end++
	}
	open, closing := frame(title, unfolds, asks)
	u.wrap(lines[0].line, indent, open, closing, lines[1:end])
	return end
}

var (
	// questionComponents and answerComponents are components that contain a question and
	// its answer.
	questionComponents = map[string]bool{"Q": true, "Question": true}
	answerComponents   = map[string]bool{"A": true, "Answer": true}
	answer             = regexp.MustCompile(`\banswer\s*=\s*(?:"([^"]*)"|'([^']*)')`)
	elementID          = regexp.MustCompile(`\bid\s*=\s*\{?["']([^"']+)["']`)
	foldingComponents  = regexp.MustCompile(`(?i)accordion|collaps|detail|expand|toggle|faq|question|dropdown`)
)

// component handles a JSX component. Its opening tag takes up used lines and is followed
// by rest.
func (u *unwrapper) component(lines []mdLine, used int, indent string, t componentTag, rest string) int {
	line := lines[0].line
	title := titleProperty(t.properties)
	open, end := frame(title, foldingComponents.MatchString(t.name), false)
	switch {
	case !t.isComponent():
		defer func(mdx bool) { u.mdx = mdx }(u.mdx)
		u.mdx = true // the elements in it contain Markdown, too
		open, end = t.bare(), "</"+t.name+">"
	case questionComponents[t.name]:
		open = "<div data-question>"
	case answerComponents[t.name]:
		open = "<div data-answer>"
	}
	after := func(text string, line int) {
		if text = withoutComponents(text); strings.TrimSpace(text) != "" {
			u.out = append(u.out, mdLine{indent + strings.TrimSpace(text), line})
		}
	}
	if t.empty && !t.isComponent() {
		u.out = append(u.out, lines[:used]...)
		return used
	}
	if t.empty {
		if p := answer.FindStringSubmatch(t.properties); p != nil && title != "" {
			u.wrap(line, indent, open, end, []mdLine{{indent + p[1] + p[2], line}})
		}
		after(rest, line)
		return used
	}
	inner := []mdLine{{indent + rest, line}}
	depth := 1
	for i := used - 1; i < len(lines) && *u.budget > 0; i++ {
		*u.budget--
		text := lines[i].text
		if i == used-1 {
			text = rest
		} else {
			inner = append(inner, lines[i])
		}
		more, start, stop := nesting(text, t.name)
		if depth += more; depth > 0 || stop == 0 {
			continue
		}
		inner[len(inner)-1].text = text[:start]
		if i == used-1 {
			inner[0].text = indent + text[:start]
		}
		if inner[0].text == indent {
			inner = inner[1:]
		}
		u.wrap(line, indent, open, end, inner)
		after(text[stop:], lines[i].line)
		return i + 1
	}
	if strings.Contains(t.properties, "=") || rest == "" { // it has no end: remove only the tag
		after(rest, line)
		return used
	}
	u.out = append(u.out, lines[0])
	return 1
}

// nesting returns how many more components of a name are opened than closed in text,
// and where the last closing tag starts and ends.
func nesting(text, name string) (depth, start, end int) {
	for i := range text {
		if text[i] != '<' {
			continue
		}
		switch t, state := scanTag(text[i:]); {
		case t.name != name || state == noTag || t.empty:
		case !t.closing:
			depth++
		case state == wholeTag:
			depth--
			start, end = i, i+t.end
		}
	}
	return depth, start, end
}

// dedent moves lines to the left until the least indented one has the given indentation.
func dedent(lines []mdLine, indent string) []mdLine {
	surplus := leastWidth(lines) - width(indent)
	if surplus <= 0 {
		return lines
	}
	out := make([]mdLine, len(lines))
	for i, line := range lines {
		text := strings.TrimLeft(line.text, " \t")
		out[i] = mdLine{strings.Repeat(" ", max(0, width(line.text)-surplus)) + text, line.line}
	}
	return out
}

// leastWidth returns the least width of the indentation of lines that are not blank, -1 if
// there are none.
func leastWidth(lines []mdLine) int {
	least := -1
	for _, line := range lines {
		if strings.TrimSpace(line.text) != "" && (least < 0 || width(line.text) < least) {
			least = width(line.text)
		}
	}
	return least
}

// width returns the width of a line's indentation in columns. A tab advances to the
// next multiple of four.
func width(line string) int {
	columns := 0
	for _, r := range indentation.FindString(line) {
		if r == '\t' {
			columns += 4 - columns%4
		} else {
			columns++
		}
	}
	return columns
}
