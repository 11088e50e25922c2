package index

// MaxMissing limits Answer.Missing: a question that misses more words is about
// something else altogether.
const MaxMissing = 5

// maxSubjectFrequency is up to which relative frequency a word can be what a question
// is about. The 230 most common words, such as "please", "know" and "much", are more
// frequent; listing them as missing would hide the words that matter.
const maxSubjectFrequency = 5e-4

// notSubjects are rarer words that a question is not about either: to say that a
// story does not mention "story" or "somebody" helps nobody.
var notSubjects = map[string]bool{
	"anybody": true, "anyone": true, "everybody": true, "everyone": true, "nobody": true, "somebody": true, "someone": true,
	"article": true, "author": true, "story": true, "text": true, "question": true, "answer": true,
	"true": true, "false": true, "really": true, "explain": true, "mention": true, "mentioned": true,
}

// missing returns the words of q that the corpus lacks; see Answer.Missing.
func (s *Snapshot) missing(q *question) []string {
	var words []string
	seen := make([]bool, len(q.terms))
	for i, at := range q.tokens {
		t := &q.terms[at]
		if q.surface[i] == "" || seen[at] || t.stop || notSubjects[t.word] || t.frequency > maxSubjectFrequency || s.corpusCoverage(q, t) > 0 {
			continue
		}
		seen[at] = true
		if words = append(words, q.surface[i]); len(words) == MaxMissing {
			break
		}
	}
	return words
}
