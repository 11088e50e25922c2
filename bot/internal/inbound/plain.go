// Package inbound reads what members write: everything that a message says, and a text
// without Discord's markup.
package inbound

import (
	"regexp"
	"strings"
)

var (
	// codeBlock matches a block of code, such as a log. Inline code stays: it is often
	// the very term that is asked about.
	codeBlock = regexp.MustCompile("(?s)```.*?```")
	// maskedLink matches a link with a text.
	maskedLink = regexp.MustCompile(`\[([^\[\]]*)\]\(\s*<?https?://[^\s)]*>?[^)]*\)`)
	link       = regexp.MustCompile(`(?i)<?https?://[^\s<>]+>?`)
	// markup matches mentions of users, roles and channels, custom emoji, timestamps,
	// links into the client, and @everyone.
	// https://discord.com/developers/docs/reference#message-formatting-formats
	markup = regexp.MustCompile(`<(?:@[!&]?\d+|#\d+|a?:\w+:\d+|t:-?\d+(?::\w)?|id:[\w-]+(?::\d+)?|sound:[\d:]+)>|@(?:everyone|here)\b`)
	// command matches the mention of a slash command, which may have a subcommand.
	command = regexp.MustCompile(`</[^<>\n]{1,100}:\d+>`)
	// shortcodes matches emoji by their names.
	shortcodes = regexp.MustCompile(`(?:^|[^\w:])((?::[\w+-]{2,}:)+)(?:[^\w:]|$)`)
	spaces     = regexp.MustCompile(`[ \t]{2,}`)
)

// Plain returns the words of a text that a member wrote, for use as a question: without
// markup, which has IDs instead of words, and without links, blocks of code and the
// names of emoji, which nobody means to look up.
func Plain(text string) string {
	text = codeBlock.ReplaceAllString(text, " ")
	text = maskedLink.ReplaceAllString(text, " $1 ")
	for _, pattern := range []*regexp.Regexp{link, markup, command} {
		text = pattern.ReplaceAllString(text, " ")
	}
	for at := 0; ; {
		found := shortcodes.FindStringSubmatchIndex(text[at:])
		if found == nil {
			break
		}
		start, end := at+found[2], at+found[3]
		text, at = text[:start]+" "+text[end:], start
	}
	return strings.TrimSpace(spaces.ReplaceAllString(text, " "))
}
