package commands

import (
	"strings"

	"alliancebot/internal/wording"
)

// wantsPrivate reports whether a reply to c, unless refused, is only for the asker.
func (r *Router) wantsPrivate(x call, c command) bool {
	private, mention := x.Options[privateOption], x.Options[mentionOption]
	switch {
	case x.Public, c.Name == shareCommand:
		return false
	case !c.public:
		return true
	case x.On != nil:
		return x.On.Private || x.On.AskerID != x.Asker.UserID
	case private != "":
		return private == "true"
	case mention != "":
		return false
	}
	if x.in.Private != nil {
		return *x.in.Private
	}
	return r.settings.Private
}

// withAudience adds to an answer who may see it, who is notified, which message it
// replaces and which one it is about.
func (x call) withAudience(reply Reply) Reply {
	recipient := x.Options[mentionOption]
	reply.Private = x.wantsPrivate
	reply.Replace = x.On != nil && (x.On.Private || !reply.Private)
	switch {
	case x.About != nil:
		message := Inline{Text: x.loc.T(wording.ThisMessage), URL: x.About.URL}
		reply.Lead = x.line(wording.AboutMessage, parts{"Message": message, "Member": {UserID: x.About.AuthorID}})
	case recipient != "" && reply.Private:
		reply.Text = x.join(x.loc.T(wording.NotMentioned), reply.Text)
	case recipient != "":
		reply.Recipient = recipient
		reply.Lead = x.line(wording.AnswerFor, parts{"Member": {UserID: recipient}, "Asker": {UserID: x.Asker.UserID}})
	}
	if !reply.Private {
		reply.Buttons = append(reply.Buttons, x.removeButton()...)
	}
	return reply
}

// private returns a reply that only the asker sees. It replaces a message that only
// they see.
func (x call) private(text string) Reply {
	return Reply{Text: text, Private: true, Replace: x.On != nil && x.On.Private}
}

// aside is private for a reply that leaves the message with the button as it is.
func (x call) aside(text string) Reply {
	reply := x.private(text)
	reply.Replace = false
	return reply
}

// parts are the values of a message's placeholders, by name.
type parts map[string]Inline

// firstPlaceholder is the first of Unicode's private-use characters, which mark the parts in a
// message while it is put together. No message contains any.
const firstPlaceholder = '\uE000'

// line returns a message with its placeholders filled by parts.
func (x call) line(message wording.Message, filled parts) []Inline {
	var values []any
	marked := make(map[rune]Inline)
	for name, part := range filled {
		mark := firstPlaceholder + rune(len(marked))
		marked[mark] = part
		values = append(values, name, string(mark))
	}
	var line []Inline
	text := x.loc.T(message, values...)
	for text != "" {
		at := strings.IndexFunc(text, func(r rune) bool { _, ok := marked[r]; return ok })
		if at != 0 {
			end := at
			if at < 0 {
				end = len(text)
			}
			line, text = append(line, Inline{Text: text[:end]}), text[end:]
			continue
		}
		mark, rest := text[:len(string(firstPlaceholder))], text[len(string(firstPlaceholder)):]
		line, text = append(line, marked[[]rune(mark)[0]]), rest
	}
	return line
}
