package commands

import (
	_ "embed"
	"regexp"
	"strings"
	"sync"

	"alliancebot/internal/prose"
	"alliancebot/internal/wording"
)

// smallTalkFile lists what people say to a bot that is not a question. Each line is the
// name of the message that replies, maybe a "!", a colon, and phrases separated by commas.
//
//go:embed smalltalk.txt
var smallTalkFile string

// cannedReply is a reply to small talk.
type cannedReply struct {
	message wording.Message
	always  bool // whatever the stories say
}

// cannedReplies maps phrases to the replies to them.
var cannedReplies = sync.OnceValue(func() map[string]cannedReply {
	replies := make(map[string]cannedReply)
	for line := range strings.Lines(smallTalkFile) {
		reply, phrases, ok := strings.Cut(line, ":")
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
		message, always := strings.CutSuffix(reply, "!")
		for phrase := range strings.SplitSeq(phrases, ",") {
			replies[prose.Key(phrase)] = cannedReply{wording.Message(message), always}
		}
	}
	return replies
})

var (
	// fillers are words that don't change the meaning of small talk.
	fillers = regexp.MustCompile(`\b(alliancebot|bot|robot|there|everyone|everybody|all|guys|folks|mate|friend|buddy|pal|please|so much|a lot|very much)\b`)
	// elongations are repeated letters, as in "hiiii".
	elongations = regexp.MustCompile(`a{3,}|e{3,}|h{3,}|i{3,}|o{3,}|s{3,}|u{3,}|x{3,}|y{3,}`)
)

// smallTalk replies to greetings and the like. A story may answer them better, unless they are
// said to the bot.
func (x call) smallTalk(text string, answered bool) (Reply, bool) {
	r, ok := cannedReplyTo(text)
	if !ok || answered && !r.always {
		return Reply{}, false
	}
	return x.private(x.loc.T(r.message, "Example", x.example())), true
}

// cannedReplyTo returns the reply to small talk. All of the text must be small talk: "hi, who runs
// Azure?" is a question.
func cannedReplyTo(text string) (r cannedReply, ok bool) {
	words := prose.Key(text)
	for _, variant := range []string{words, shorten(words), prose.Key(fillers.ReplaceAllString(shorten(words), ""))} {
		if r, ok := cannedReplies()[variant]; ok {
			return r, true
		}
	}
	return cannedReply{}, false
}

func shorten(words string) string {
	return elongations.ReplaceAllStringFunc(words, func(run string) string { return run[:1] })
}
