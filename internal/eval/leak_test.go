package eval

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"unicode"
)

// The questions of testdata/dev.jsonl are for measuring only. If the bot were taught or
// tested with them, or with light rewordings, the numbers would say nothing about unseen
// questions. Those of testdata/community.jsonl are what the bot does not know yet. Those of
// testdata/fit may be phrasings: the models are fitted to each file of them without its own.

// A text leaks a question if both have the same words in the same order, or nearly the
// same set of stemmed content words: each has at least minContent of them, and at least
// minOverlap of all are in both. Below that two people ask the same by chance.
const (
	minOverlap = 0.8
	minContent = 4
)

// wording is what texts are compared by.
type wording struct {
	words   string          // all, separated by spaces
	content map[string]bool // stems of content words
}

func TestDevQuestionsDoNotLeak(t *testing.T) {
	if testing.Short() {
		t.Skip("SKIPPED with -short: long, and not concurrent")
	}
	checkLeaks(t, taught(t, os.DirFS("../..")), []string{"testdata/dev.jsonl"}, "remove it")
}

func TestCommunityQuestionsDoNotLeak(t *testing.T) {
	if testing.Short() {
		t.Skip("SKIPPED with -short: long, and not concurrent")
	}
	checkLeaks(t, taught(t, os.DirFS("../../corpus")), []string{"testdata/community.jsonl"}, "remove one of the two")
}

func checkLeaks(t *testing.T, phrases []phrase, files []string, remedy string) {
	t.Helper()
	questions, err := ReadQuestions(defaultCorpus(t), files...)
	if err != nil {
		t.Fatal(err)
	}
	if len(phrases) == 0 {
		t.Fatal("nothing to compare with: is the folder wrong?")
	}
	for _, leak := range leaks(questions, phrases) {
		t.Errorf("%s; %s", leak, remedy)
	}
}

// leaks describes each phrase that leaks a question. It gives only the question's ID, so
// that the message does not spread the question.
func leaks(questions []Question, phrases []phrase) []string {
	var asked []wording
	for _, q := range questions {
		asked = append(asked, newWording(q.Text))
	}
	var found []string
	for _, p := range phrases {
		words := newWording(p.text)
		for i, q := range questions {
			if isLeak(asked[i], words) {
				found = append(found, fmt.Sprintf("%s:%d leaks the question %s", p.file, p.line, q.ID))
			}
		}
	}
	return found
}

func isLeak(a, b wording) bool {
	if a.words == b.words {
		return a.words != ""
	}
	if len(a.content) < minContent || len(b.content) < minContent {
		return false
	}
	both := 0
	for word := range a.content {
		if b.content[word] {
			both++
		}
	}
	return float64(both) >= minOverlap*float64(len(a.content)+len(b.content)-both)
}

func newWording(text string) wording {
	w := wording{content: make(map[string]bool)}
	words := splitWords(text)
	for _, word := range words {
		if !functionWords[word] {
			w.content[stem(word)] = true
		}
	}
	w.words = strings.Join(words, " ")
	return w
}

// splitWords returns the words of text in lower case, without punctuation and
// without the 's of a possessive.
func splitWords(text string) []string {
	text = strings.ToLower(strings.ReplaceAll(text, "’", "'"))
	words := strings.FieldsFunc(text, func(r rune) bool { return r != '\'' && !unicode.IsLetter(r) && !unicode.IsNumber(r) })
	kept := words[:0]
	for _, word := range words {
		word = strings.TrimSuffix(strings.Trim(word, "'"), "'s")
		if word = strings.ReplaceAll(word, "'", ""); word != "" {
			kept = append(kept, word)
		}
	}
	return kept
}

// stem cuts off the most common English endings, so that "feared" equals "fears".
func stem(word string) string {
	for _, ending := range []string{"ing", "ed", "es", "s", "e"} {
		if cut, found := strings.CutSuffix(word, ending); found && len(cut) >= 3 {
			return cut
		}
	}
	return word
}

// functionWords are not content words.
var functionWords = func() map[string]bool {
	words := make(map[string]bool)
	for word := range strings.FieldsSeq(`
		a an the this that these those it its they them their he she his her we us our you your i me my
		who whom whose what which when where why how
		is are was were be been being am do does did done doing have has had having
		can could will would shall should may might must
		and or but if so than then as of at by for with about into to from in on up out over under between
		not no dont doesnt didnt isnt wasnt there here any some please tell just really exactly actually`) {
		words[word] = true
	}
	return words
}()

func TestLeaks(t *testing.T) {
	questions := []Question{
		{ID: "1", Text: "Why did the gardener’s neighbour plant seven apple trees?"},
		{ID: "2", Text: "roses?"},
	}
	tests := []struct {
		name, text string
		leaks      string // id of the question
	}{
		{"equal", "Why did the gardener's neighbour plant seven apple trees?", "1"},
		{"other case and punctuation", "WHY did the gardeners neighbour plant: seven apple trees", "1"},
		{"other function words and endings", "tell me why is the gardener's neighbour planting seven apple trees", "1"},
		{"other order", "Seven apple trees: why did the neighbour of the gardener plant them?", "1"},
		{"one word left out", "Why did the neighbour plant seven apple trees?", "1"},
		{"a short one, equal", "Roses", "2"},
		{"a short one, more", "red roses", ""},
		{"the same subject, another question", "Where did the gardener buy seven apple trees?", ""},
		{"few words in common", "apple trees", ""},
		{"nothing", "?", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := leaks(questions, []phrase{{"f.yaml", 3, test.text}})
			want := []string{}
			if test.leaks != "" {
				want = append(want, "f.yaml:3 leaks the question "+test.leaks)
			}
			if fmt.Sprint(got) != fmt.Sprint(want) {
				t.Errorf("leaks(%q) = %q, want %q", test.text, got, want)
			}
		})
	}
}
