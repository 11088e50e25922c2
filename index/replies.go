package index

import (
	_ "embed"
	"math"
	"strings"
	"sync"

	"alliancebot/internal/prose"
)

// What a reply does is a dialogue act (Stolcke et al., "Dialogue Act Modeling for Automatic
// Tagging and Recognition of Conversational Speech", 2000). It is recognized by logistic
// regression on examples.

//go:embed replies.txt
var replyExamples string

// dialogueAct is what a reply to an answer does.
type dialogueAct int

const (
	requestMore dialogueAct = iota // asks to go on, and for nothing in particular
	reaction                       // thanks, doubt, a joke: it asks nothing
	inquiry                        // asks for something in particular
	numActs
)

var actNames = [numActs]string{"more", "reaction", "asks"}

// minAct is the probability from which a reply is taken to do no more than an act. Of replies
// to answers from the default story, 91 % of the reactions and 72 % of the requests for more,
// many of which name a topic, have it, and 2 % of the others.
const minAct = 0.7

// actWeights are the weights of a feature in the log odds of each act.
type actWeights [numActs]float64

// actModel recognizes dialogue acts by the words of a reply and its pairs of adjacent words,
// which have a space between.
type actModel struct {
	weights map[string]*actWeights
	words   [numActs]map[string]bool // of the examples of each act
}

// dialogueActs is the model for replies.txt, which only replies need.
var dialogueActs = sync.OnceValue(func() *actModel {
	m := &actModel{weights: make(map[string]*actWeights)}
	for act := range m.words {
		m.words[act] = make(map[string]bool)
	}
	m.fit(m.read(replyExamples))
	return m
})

// actExample is an example of an act.
type actExample struct {
	act      dialogueAct
	features []*actWeights
}

// read adds the features of the examples in text, a file such as replies.txt, to m.
func (m *actModel) read(text string) []actExample {
	var examples []actExample
	var act dialogueAct
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if name, ok := strings.CutPrefix(line, "# "); ok {
			for act = 0; actNames[act] != name; act++ {
			}
		} else if line != "" && !strings.HasPrefix(line, "//") {
			example := actExample{act: act}
			for _, feature := range actFeatures(line) {
				if m.weights[feature] == nil {
					m.weights[feature] = new(actWeights)
				}
				example.features = append(example.features, m.weights[feature])
				m.words[act][feature] = true
			}
			examples = append(examples, example)
		}
	}
	return examples
}

// fit fits m's weights to examples by stochastic gradient descent with steps as in AdaGrad
// (Duchi, Hazan and Singer, 2011).
func (m *actModel) fit(examples []actExample) {
	const (
		epochs  = 12
		rate    = 0.5
		penalty = 1e-4 // of squared weights, for each example
		stride  = 1009 // a prime, so that the acts take turns
	)
	squares := make(map[*actWeights]*actWeights, len(m.weights)) // sums of squared gradients
	for _, weights := range m.weights {
		squares[weights] = &actWeights{1, 1, 1}
	}
	for i := range epochs * len(examples) {
		example := examples[i*stride%len(examples)]
		p := probabilities(example.features)
		p[example.act]--
		for _, weights := range example.features {
			sums := squares[weights]
			for act := range weights {
				gradient := p[act] + penalty*weights[act]
				sums[act] += gradient * gradient
				weights[act] -= rate * gradient / math.Sqrt(sums[act])
			}
		}
	}
}

// probabilities returns how probable each act of a reply is that has the features with these
// weights.
func probabilities(features []*actWeights) (p actWeights) {
	for _, weights := range features {
		for act, weight := range weights {
			p[act] += weight
		}
	}
	highest := max(p[requestMore], p[reaction], p[inquiry])
	sum := 0.0
	for act := range p {
		p[act] = math.Exp(p[act] - highest)
		sum += p[act]
	}
	for act := range p {
		p[act] /= sum
	}
	return p
}

// of returns how probable it is that a reply does each act.
func (m *actModel) of(reply string) actWeights {
	var features []*actWeights
	for _, feature := range actFeatures(reply) {
		if weights := m.weights[feature]; weights != nil {
			features = append(features, weights)
		}
	}
	return probabilities(features)
}

// actFeatures returns the words of a reply and its pairs of adjacent words, each once, where
// the beginning, the end and a question mark are words.
func actFeatures(reply string) []string {
	reply = strings.ReplaceAll(strings.ToLower(readable(reply)), "？", "?")
	words := []string{"<"}
	last := 0
	add := func(word, before string) {
		if strings.Contains(before, "?") {
			words = append(words, "?")
		}
		words = append(words, word)
	}
	for span := range prose.Words(reply) {
		add(withoutApostrophes.Replace(span.Of(reply)), reply[last:span.Start])
		last = span.End
	}
	add(">", reply[last:])
	var features []string
	for i, word := range words[1:] {
		features = addOnce(addOnce(features, word), words[i]+" "+word)
	}
	return features
}

var withoutApostrophes = strings.NewReplacer("'", "", "’", "")

// isReaction reports whether a reply asks nothing: thanks, doubt, a joke.
func isReaction(text string) bool { return dialogueActs().of(text)[reaction] >= minAct }

// asksOnlyForMore reports whether q, a reply with this text, asks to go on and has no word of
// the units that examples of that lack.
func (s *subindex) asksOnlyForMore(q *question, text string) bool {
	m := dialogueActs()
	if m.of(text)[requestMore] < minAct {
		return false
	}
	for _, t := range q.content {
		if !t.stop && s.inUnits(t.word) && !m.words[requestMore][t.word] {
			return false
		}
	}
	return true
}
