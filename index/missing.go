package index

// MaxMissing is how many words Answer.Missing holds at most: a question with
// more is about something else altogether.
const MaxMissing = 5

// everyday is the share of English from which on a word names no subject: the
// 230 commonest words have it, such as "please", "know" and "much". To say that
// the corpus does not hold them would hide the words that tell.
const everyday = 5e-4

// noSubject are rarer words that name no subject either: to say that a story has
// nothing on "story" or "somebody" helps nobody.
var noSubject = map[string]bool{
	"anybody": true, "anyone": true, "everybody": true, "everyone": true, "nobody": true, "somebody": true, "someone": true,
	"article": true, "author": true, "story": true, "text": true, "question": true, "answer": true,
	"true": true, "false": true, "really": true, "explain": true, "mention": true, "mentioned": true,
}

// namesNoSubject tells of a word that is too common to say what a question is
// about.
func namesNoSubject(word string) bool { return noSubject[word] || commonness(word) > everyday }

// missing returns the words of q that the corpus does not hold; Answer.Missing
// tells which.
func (s *snapshot) missing(q *question) []string {
	var words []string
	noted := make([]bool, len(q.terms))
	for place, t := range q.sequence {
		term := &q.terms[t]
		if q.typed[place] == "" || noted[t] || term.stop || s.known(q, term) > 0 || namesNoSubject(term.word) {
			continue
		}
		noted[t] = true
		if words = append(words, q.typed[place]); len(words) == MaxMissing {
			break
		}
	}
	return words
}
