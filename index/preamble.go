package index

import (
	"regexp"
	"strings"
)

// A preamble is how people lead up to a question in a chat. It is not part of the
// question, and a story that lacks its words lacks nothing.
const (
	greetings = `hi|hey|hello|yo|ok|okay|um|uh|guys|folks|everyone|everybody|please|sorry|excuse me|quick question|just (?:curious|wondering)|out of curiosity`
	somebody  = `you|u|anyone|anybody|someone|somebody|everyone|everybody|one of you|any of you`
	requests  = `(?:do|does|did) (?:` + somebody + `)(?: here| else| guys| perhaps| maybe)* (?:know|remember|understand|have an idea|have any idea|have a clue)` +
		`|(?:can|could|would|will|may) (?:` + somebody + `)(?: here| else| guys| please| kindly)* (?:please )?(?:tell|explain|say|clarify)(?: to)?(?: me| us)?(?: please)?` +
		`|(?:tell|explain)(?: to)?(?: me| us)(?: please)?` +
		`|i (?:was wondering|wonder|am wondering|want to know|need to know|would like to know|would love to know|wanna know)|id like to know` +
		`|(?:has )?(?:anyone|anybody|someone|somebody) (?:know|knows|got)(?: an idea| any idea)?|any (?:idea|clue)|who knows`
)

// addressees are whom a message that is no more than a greeting is for.
const addressees = `guys|folks|everyone|everybody|all|team|friends|people|there|bot|dude|mate|buddy`

var (
	addressed = regexp.MustCompile(`^(?:(?:` + addressees + `) )+$`)
	greeting  = regexp.MustCompile(`^(?:` + greetings + `) `)
	request   = regexp.MustCompile(`^(?:` + requests + `) `)
)

// questionWords begin what follows a request.
var questionWords = map[string]bool{
	"what": true, "whats": true, "who": true, "whos": true, "whose": true, "whom": true, "why": true, "how": true,
	"when": true, "where": true, "which": true, "if": true, "whether": true,
}

// preambleLength returns how many words at the beginning of a question are a
// preamble, 0 if nothing would be left to answer.
func preambleLength(words []string) int {
	rest := strings.Join(words, " ") + " "
	left := len(words)
	for {
		found := greeting.FindString(rest)
		if found == "" {
			found = request.FindString(rest)
			if next, _, _ := strings.Cut(rest[len(found):], " "); !questionWords[next] {
				found = ""
			}
		}
		switch {
		case addressed.MatchString(rest):
			return 0
		case found == "" || strings.Count(found, " ") >= left:
			return len(words) - left
		}
		rest, left = rest[len(found):], left-strings.Count(found, " ")
	}
}
