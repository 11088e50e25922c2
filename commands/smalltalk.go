package commands

import (
	_ "embed"
	"regexp"
	"strings"
	"sync"

	"alliancebot/internal/prose"
	"alliancebot/internal/wording"
)

// smallTalkFile has what people say to a bot that is no question, a line for
// each kind of it in each language: the message that replies, a colon, and the
// phrases with commas between.
//
//go:embed smalltalk.txt
var smallTalkFile string

// smallTalkReplies has the message that replies to each phrase.
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
	// fillers are said around small talk and change nothing about it.
	fillers = regexp.MustCompile(`\b(alliancebot|bot|robot|there|everyone|everybody|all|guys|folks|mate|friend|buddy|pal|please|so much|a lot|very much)\b`)
	// drawls are letters said long: "hiiii".
	drawls = regexp.MustCompile(`a{3,}|e{3,}|h{3,}|i{3,}|o{3,}|s{3,}|u{3,}|x{3,}|y{3,}`)
)

// smallTalk replies to a greeting and its like. All of what is said must be
// small talk: "hi, who runs Azure?" is a question.
func (x call) smallTalk(said string) (Reply, bool) {
	words := prose.Key(said)
	for _, heard := range []string{words, undrawl(words), prose.Key(fillers.ReplaceAllString(undrawl(words), ""))} {
		if reply, ok := smallTalkReplies()[heard]; ok {
			text := x.private(x.loc.T(reply, "Example", x.example()))
			return text, true
		}
	}
	return Reply{}, false
}

func undrawl(words string) string {
	return drawls.ReplaceAllStringFunc(words, func(run string) string { return run[:1] })
}
