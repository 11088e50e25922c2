package commands

import (
	"strings"

	"alliancebot/internal/wording"
)

// wantsPrivate tells whether the reply to a use of c is for the asker's eyes
// alone, if all goes well.
func (r *Router) wantsPrivate(request Request, c command) bool {
	private, mention := request.Options[privateOption], request.Options[mentionOption]
	switch {
	case request.Public, c.Name == shareCommand:
		return false
	case !c.public:
		return true
	case request.On != nil:
		return request.On.Private || request.On.AskerID != request.Asker.UserID
	case private != "":
		return private == "true"
	case mention != "":
		return false
	}
	return r.settings.Private
}

// withAudience completes an answer with whom it is for: who may see it, who is
// notified, where it goes, and what it is about.
func (x call) withAudience(reply Reply) Reply {
	aim := x.Options[mentionOption]
	reply.Private = x.wantsPrivate
	reply.Replace = x.On != nil && (x.On.Private || !reply.Private)
	switch {
	case x.About != nil:
		message := Inline{Text: x.loc.T(wording.ThisMessage), URL: x.About.URL}
		reply.Lead = x.line(wording.AboutMessage, parts{"Message": message, "Member": {UserID: x.About.AuthorID}})
	case aim != "" && reply.Private:
		reply.Text = x.join(x.loc.T(wording.NotMentioned), reply.Text)
	case aim != "":
		reply.Recipient = aim
		reply.Lead = x.line(wording.AnswerFor, parts{"Member": {UserID: aim}, "Asker": {UserID: x.Asker.UserID}})
	}
	if !reply.Private {
		reply.Buttons = append(reply.Buttons, x.removeButton()...)
	}
	return reply
}

// private is a reply for the asker's eyes alone. It takes the place of a
// message that they alone see.
func (x call) private(text string) Reply {
	return Reply{Text: text, Private: true, Replace: x.On != nil && x.On.Private}
}

// parts are the values of a message's placeholders, by name.
type parts map[string]Inline

// firstMark is the first of Unicode's private characters, which stand for the
// parts while the message is put together. No message has any.
const firstMark = '\uE000'

// line returns a message whose placeholders are filled with more than text.
func (x call) line(message wording.Message, filled parts) []Inline {
	var values []any
	marked := make(map[rune]Inline)
	for name, part := range filled {
		mark := firstMark + rune(len(marked))
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
		mark, rest := text[:len(string(firstMark))], text[len(string(firstMark)):]
		line, text = append(line, marked[[]rune(mark)[0]]), rest
	}
	return line
}
