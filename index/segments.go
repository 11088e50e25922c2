package index

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
)

// A message in a chat often has more than a question: an introduction, an aside, a
// second question. Besides the whole message, its most question-like segments are asked.
const (
	maxSegments = 2 // each costs as much as a question
	// shortMessage is up to how many words a message without punctuation is asked only
	// as a whole.
	shortMessage = 7
	// minSegment is how many words a segment has at least.
	minSegment = 2
)

var (
	sentenceEnd = regexp.MustCompile(`[.?!;…]+(?:\s|$)|\n+|\s[-–—]+\s`)
	clauseEnd   = regexp.MustCompile(`[,:()]+(?:\s|$)`)

	// opening matches where a question begins within a sentence.
	opening = regexp.MustCompile(`(?i)(?:^|\s)(?:wh?at'?s?|what’s|wuts?|wats?|who(?:'s|’s|s|m|se)?|when|where(?:'s|’s|s)?|why|how(?:'s|’s|s)?|which|is it|is there|are they|does|did|do you know|can (?:you|u|someone|anyone)|tell me|explain)\s`)
	// joined matches where a second question, its group, is joined to a first one.
	joined = regexp.MustCompile(`(?i)\s(?:and|&|also)\s+(?:also\s+)?((?:what|who|when|where|why|how|which|does|did|do|is|are|was|were|can|will)\s)`)
	// aside matches where an aside begins after a question.
	aside = regexp.MustCompile(`(?i)\s(?:i'?m|i’m|i am|im|i|ive|i've|idk|ngl|tbh|lol|lmao|thx|thanks|ty|asking|sorry|cuz|cause|bc|because i|but i|and i)\s`)
)

// beforeSubject are words after which "I" belongs to the question.
var beforeSubject = regexp.MustCompile(`(?i)^(?:do|does|did|can|could|should|would|will|shall|may|might|must|have|has|had|am|is|are|was|were|if|when|where|what|why|how|that|than|as|to|for|in|on|at|of|from|with|by|into|about|or|until|before|after|while)$`)

// asideIn returns where an aside begins in text, -1 if there is none.
func asideIn(text string) int {
	for start := 0; ; {
		at := aside.FindStringIndex(text[start:])
		if at == nil {
			return -1
		}
		begin, end := start+at[0], start+at[1]
		before := text[strings.LastIndexByte(text[:begin], ' ')+1 : begin]
		if !strings.EqualFold(strings.TrimSpace(text[begin:end]), "i") || !beforeSubject.MatchString(before) {
			return begin
		}
		start = end - 1 // the space may precede another aside
	}
}

// segments returns the parts of a message that are most like a question, at most
// maxSegments, the likeliest first. There are none if the message as a whole is short.
func segments(text string) []string {
	if len(strings.Fields(text)) <= shortMessage && !sentenceEnd.MatchString(strings.TrimRight(text, " .?!")) && !clauseEnd.MatchString(text) && asideIn(text) < 0 {
		return nil
	}
	type segment struct {
		text     string
		sentence int // where it begins
		score    float64
	}
	var found []segment
	sentenceStart := 0
	add := func(text string, score float64) {
		text = strings.Trim(text, " ,:;-")
		if len(strings.Fields(text)) < minSegment || slices.ContainsFunc(found, func(s segment) bool { return s.text == text }) {
			return
		}
		found = append(found, segment{text, sentenceStart, score})
	}
	for start := 0; start < len(text); {
		end, next := len(text), len(text)
		if at := sentenceEnd.FindStringIndex(text[start:]); at != nil {
			end, next = start+at[0], start+at[1]
		}
		sentence := text[start:end]
		sentenceStart = start
		asked := strings.Contains(text[end:next], "?")
		start = next
		score := 0.0
		if asked {
			score++
		}
		begin := -1
		if at := opening.FindStringIndex(" " + sentence); at != nil {
			begin = max(0, at[0]-1)
			score++
		}
		add(sentence, score)
		if begin < 0 {
			if at := clauseEnd.FindAllStringIndex(sentence, -1); asked && at != nil {
				add(sentence[at[len(at)-1][1]:], score-.3)
			}
			continue
		}
		question := sentence[begin:]
		add(question, score+.2)
		if at := joined.FindStringSubmatchIndex(question); at != nil {
			add(question[:at[0]], score+.3)
			add(question[at[2]:], score+.3)
		}
		if at := clauseEnd.FindStringIndex(question); at != nil {
			add(question[:at[0]], score+.1)
		}
		if at := asideIn(question); at >= 0 {
			add(question[:at], score+.15)
		}
	}
	slices.SortStableFunc(found, func(a, b segment) int { return cmp.Compare(b.score, a.score) })
	// The best of each sentence that asks comes before the others, or the parts of a long first
	// question would displace a second one.
	seen := make(map[int]bool)
	var first, others []segment
	for _, s := range found {
		if s.score >= 1 && !seen[s.sentence] {
			seen[s.sentence] = true
			first = append(first, s)
		} else {
			others = append(others, s)
		}
	}
	found = append(first, others...)
	var best []string
	for _, s := range found[:min(len(found), maxSegments)] {
		if s.text != strings.TrimSpace(text) {
			best = append(best, s.text)
		}
	}
	return best
}
