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
// name of the message that replies, a colon, and phrases separated by commas.
//
//go:embed smalltalk.txt
var smallTalkFile string

// smallTalkReplies maps phrases to the messages that reply to them.
var smallTalkReplies = sync.OnceValue(func() map[string]wording.Message {
	replies := make(map[string]wording.Message)
	for line := range strings.Lines(smallTalkFile) {
		reply, phrases, ok := strings.Cut(line, ":")
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
		for phrase := range strings.SplitSeq(phrases, ",") {
			replies[prose.Key(phrase)] = wording.Message(reply)
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

// smallTalk replies to greetings and the like.
func (x call) smallTalk(text string) (Reply, bool) {
	reply, ok := smallTalkReply(text)
	if !ok {
		return Reply{}, false
	}
	return x.private(x.loc.T(reply, "Example", x.example())), true
}

// smallTalkReply returns the message that replies to small talk. All of the text must be small
// talk: "hi, who runs Azure?" is a question.
func smallTalkReply(text string) (reply wording.Message, ok bool) {
	words := prose.Key(text)
	for _, variant := range []string{words, shorten(words), prose.Key(fillers.ReplaceAllString(shorten(words), ""))} {
		if reply, ok := smallTalkReplies()[variant]; ok {
			return reply, true
		}
	}
	return "", false
}

func shorten(words string) string {
	return elongations.ReplaceAllStringFunc(words, func(run string) string { return run[:1] })
}
