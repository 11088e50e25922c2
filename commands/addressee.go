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
	case request.Open, c.Name == shareCommand:
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

// addressed completes an answer with whom it is for: who may see it, who is
// notified, where it goes, and what it is about.
func (x exchange) addressed(reply Reply) Reply {
	aim := x.Options[mentionOption]
	reply.Private = x.wantsPrivate
	reply.Replace = x.On != nil && (x.On.Private || !reply.Private)
	switch {
	case x.About != nil:
		message := Span{Text: x.voice.Say(wording.ThisMessage), URL: x.About.URL}
		reply.Lead = x.line(wording.AboutMessage, parts{"Message": message, "Member": {UserID: x.About.AuthorID}})
	case aim != "" && reply.Private:
		reply.Text = x.join(x.voice.Say(wording.NotMentioned), reply.Text)
	case aim != "":
		reply.Aim = aim
		reply.Lead = x.line(wording.AnswerFor, parts{"Member": {UserID: aim}, "Asker": {UserID: x.Asker.UserID}})
	}
	if !reply.Private {
		reply.Buttons = append(reply.Buttons, x.removeButton()...)
	}
	return reply
}

// private is a reply for the asker's eyes alone. It takes the place of a
// message that they alone see.
func (x exchange) private(text string) Reply {
	return Reply{Text: text, Private: true, Replace: x.On != nil && x.On.Private}
}

// parts are the values of a message's placeholders, by name.
type parts map[string]Span

// firstMark is the first of Unicode's private characters, which stand for the
// parts while the message is put together. No message has any.
const firstMark = '\uE000'

// line returns a message whose placeholders are filled with more than text.
func (x exchange) line(message wording.Message, filled parts) []Span {
	var values []any
	marked := make(map[rune]Span)
	for name, part := range filled {
		mark := firstMark + rune(len(marked))
		marked[mark] = part
		values = append(values, name, string(mark))
	}
	var line []Span
	text := x.voice.Say(message, values...)
	for text != "" {
		at := strings.IndexFunc(text, func(r rune) bool { _, ok := marked[r]; return ok })
		if at != 0 {
			end := at
			if at < 0 {
				end = len(text)
			}
			line, text = append(line, Span{Text: text[:end]}), text[end:]
			continue
		}
		mark, rest := text[:len(string(firstMark))], text[len(string(firstMark)):]
		line, text = append(line, marked[[]rune(mark)[0]]), rest
	}
	return line
}
