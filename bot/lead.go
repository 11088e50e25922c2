package bot

import (
	"strconv"
	"strings"

	"alliancebot/commands"
	"alliancebot/internal/prose"
)

// maxLinkText keeps what leads to an address short enough to be kept whole.
const maxLinkText = 100

// object stands for what is no text, where text is read without it.
const object = "\uFFFC"

// renderLead makes a line of spans. A user or a link is one piece, since half
// of it would be another thing.
func renderLead(spans []commands.Inline) []piece {
	texts := make([]string, len(spans))
	for i, span := range spans {
		texts[i] = strings.ReplaceAll(prose.Clean(span.Text), "\n", " ")
		if mention(span.UserID) != "" {
			texts[i] = object
		}
	}
	var line []piece
	for i, span := range spans {
		text := escapeWithin(strings.Join(texts[:i], ""), texts[i], strings.Join(texts[i+1:], ""))
		line = append(line, renderSpan(span, text)...)
	}
	return line
}

// renderSpan makes pieces of a span whose escaped text is given.
func renderSpan(span commands.Inline, text []piece) []piece {
	if user := mention(span.UserID); user != "" {
		return []piece{{text: user}}
	}
	address := firstAddress(maxButtonURL, span.URL)
	label := clip(text, maxLinkText)
	if address == "" || label == "" || strings.ContainsAny(address, "()") { // these end a link
		return text
	}
	return []piece{{text: "[" + label + "](" + address + ")"}}
}

// mention shows the user of an id by their name; "" when it is no id, which is
// a number of 64 bits.
func mention(id string) string {
	n, err := strconv.ParseUint(id, 10, 64)
	if err != nil || strconv.FormatUint(n, 10) != id { // Discord refuses leading zeros
		return ""
	}
	return "<@" + id + ">"
}
