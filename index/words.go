package index

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/analysis/lang/en"
	"github.com/blevesearch/bleve/v2/analysis/token/lowercase"
	"github.com/blevesearch/bleve/v2/analysis/token/porter"
	unicodetokenizer "github.com/blevesearch/bleve/v2/analysis/tokenizer/unicode"
	"github.com/blevesearch/bleve/v2/registry"
	"golang.org/x/text/runes"
	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"
)

// Caps on what is read of a question. Beyond them nothing is lost that could
// help: a long question has 45 words, while bleve's cost grows with
// every distinct word.
const (
	maxQuestionBytes = 8000 // a Discord option holds 6,000 characters
	maxQuestionWords = 64
	maxWordRunes     = 40 // longer "words" are noise, and costly to repair
)

// wordsAnalyzer is the name under which bleve knows the one analyzer of every
// field and of questions: Unicode words, English possessives off, lower case,
// accents off, Porter stems. Stop words stay: "how do I" carries meaning in a
// question, and ranking leaves them out where they don't.
const wordsAnalyzer = "alliancebot_words"

func init() {
	if err := registry.RegisterAnalyzer(wordsAnalyzer, func(map[string]any, *registry.Cache) (analysis.Analyzer, error) {
		return newAnalyzer(), nil
	}); err != nil {
		panic(err)
	}
}

func newAnalyzer() analysis.Analyzer {
	return &analysis.DefaultAnalyzer{
		Tokenizer: unicodetokenizer.NewUnicodeTokenizer(),
		TokenFilters: []analysis.TokenFilter{
			en.NewPossessiveFilter(),
			lowercase.NewLowerCaseFilter(),
			accentFilter{},
			porter.NewPorterStemmer(),
		},
	}
}

// accentFilter takes accents off letters. It is a token filter because bleve's
// folding character filter shifts the offsets of what follows.
type accentFilter struct{}

func (accentFilter) Filter(in analysis.TokenStream) analysis.TokenStream {
	for _, token := range in {
		if !isASCII(token.Term) {
			token.Term = foldAccents(token.Term)
		}
	}
	return in
}

func isASCII(term []byte) bool {
	for _, b := range term {
		if b >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

func foldAccents(term []byte) []byte {
	fold := transform.Chain(norm.NFKD, runes.Remove(runes.In(unicode.Mn)), norm.NFKC)
	folded, _, err := transform.Bytes(fold, term)
	if err != nil || len(folded) == 0 {
		return term
	}
	return folded
}

// readable returns what a question says once what no reader sees is off:
// invalid bytes, zero-width and control characters, and all beyond the caps.
func readable(question string) string {
	if len(question) > maxQuestionBytes {
		question = question[:maxQuestionBytes]
	}
	question = strings.ToValidUTF8(question, " ")
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Cf, r): // soft hyphen, zero-width, direction marks
			return -1
		case unicode.IsControl(r):
			return ' '
		}
		return r
	}, question)
}

// stopWords holds the stems of bleve's English stop words.
var stopWords = loadStopWords()

func loadStopWords() map[string]bool {
	list := analysis.NewTokenMap()
	if err := list.LoadBytes(en.EnglishStopWords); err != nil {
		panic(err) // the list is compiled in
	}
	stems := make(map[string]bool, len(list))
	analyzer := newAnalyzer()
	for word := range list {
		for _, token := range analyzer.Analyze([]byte(word)) {
			stems[string(token.Term)] = true
		}
	}
	return stems
}

// termSet returns the stems in text.
func termSet(text string) map[string]bool {
	terms := make(map[string]bool)
	for _, token := range newAnalyzer().Analyze([]byte(text)) {
		terms[string(token.Term)] = true
	}
	return terms
}
