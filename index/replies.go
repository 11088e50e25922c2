package index

import (
	_ "embed"
	"slices"
	"sync"
)

// What a reply to an answer does is a dialogue act (Stolcke et al., "Dialogue Act Modeling for
// Automatic Tagging and Recognition of Conversational Speech", 2000).

//go:embed replies.txt
var replyExamples string

// The dialogue acts.
const (
	requestMore = iota // asks to go on, and for nothing in particular
	reaction           // thanks, doubt, a joke: it asks nothing
)

// dialogueActs tells apart what replies do. Only replies need it.
var dialogueActs = sync.OnceValue(func() *classifier { return newClassifier([]string{"more", "reaction", "asks"}, replyExamples) })

// minAct is the probability from which a reply is taken to do no more than an act. Of examples that
// are left out, 72 % of the reactions and 66 % of the requests for more, many of which name a topic,
// have it, and 5 % of the questions.
const minAct = 0.7

// isReaction reports whether a reply asks nothing: thanks, doubt, a joke.
func isReaction(text string) bool { return dialogueActs().classify(text)[reaction] >= minAct }

// namesNothing reports whether q has no word of the units that examples of requests for more lack.
func (s *subindex) namesNothing(q *question) bool {
	known := dialogueActs().words[requestMore]
	return !slices.ContainsFunc(q.content, func(t term) bool { return !t.stop && s.inUnits(t.word) && !known[t.word] })
}
