package index

import (
	"bytes"
	"runtime"
	"strings"
	"sync"
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

// stemAnalyzer is the name under which bleve knows the one analyzer of every
// field: words as wordAnalyzer reads them, as Porter stems. Stop words stay:
// "how do I" carries meaning in a question, and where they don't help ranking
// leaves them out.
const stemAnalyzer = "alliancebot_stems"

func init() {
	err := registry.RegisterAnalyzer(stemAnalyzer, func(map[string]any, *registry.Cache) (analysis.Analyzer, error) {
		filters := append(wordAnalyzer.TokenFilters[:len(wordAnalyzer.TokenFilters):len(wordAnalyzer.TokenFilters)], stemmer)
		return &analysis.DefaultAnalyzer{Tokenizer: wordAnalyzer.Tokenizer, TokenFilters: filters}, nil
	})
	if err != nil {
		panic(err)
	}
}

// wordAnalyzer splits a text into Unicode words, takes English possessives,
// accents and apostrophes off and makes them lower case.
var wordAnalyzer = &analysis.DefaultAnalyzer{
	Tokenizer: unicodetokenizer.NewUnicodeTokenizer(),
	TokenFilters: []analysis.TokenFilter{
		en.NewPossessiveFilter(),
		lowercase.NewLowerCaseFilter(),
		foldFilter{},
	},
}

// wordsOf returns the words of each of texts, analysed on all cores: that is a
// third of the work of indexing phrasings.
func wordsOf(texts []string) [][]string {
	words := make([][]string, len(texts))
	var done sync.WaitGroup
	share := (len(texts) + runtime.GOMAXPROCS(0) - 1) / runtime.GOMAXPROCS(0)
	for start := 0; start < len(texts); start += share {
		done.Go(func() {
			for i := start; i < min(start+share, len(texts)); i++ {
				words[i] = split(texts[i])
			}
		})
	}
	done.Wait()
	return words
}

// split returns the words of text.
func split(text string) []string {
	tokens := wordAnalyzer.Analyze([]byte(text))
	words := make([]string, len(tokens))
	for i, token := range tokens {
		words[i] = string(token.Term)
	}
	return words
}

var stemmer = porter.NewPorterStemmer()

// stem returns the Porter stem of a word as wordAnalyzer gives it.
func stem(word string) string {
	token := analysis.Token{Term: []byte(word)}
	stemmer.Filter(analysis.TokenStream{&token})
	return string(token.Term)
}

// foldFilter takes accents off letters and apostrophes out of words. It is a
// token filter because bleve's folding character filter shifts the offsets of
// what follows.
type foldFilter struct{}

func (foldFilter) Filter(in analysis.TokenStream) analysis.TokenStream {
	for _, token := range in {
		if isASCII(token.Term) {
			if bytes.IndexByte(token.Term, '\'') >= 0 {
				token.Term = bytes.ReplaceAll(token.Term, []byte("'"), nil)
			}
			continue
		}
		token.Term = foldAccents(token.Term)
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
	fold := transform.Chain(norm.NFKD, runes.Remove(runes.Predicate(isFoldedAway)), norm.NFKC)
	folded, _, err := transform.Bytes(fold, term)
	if err != nil || len(folded) == 0 {
		return term
	}
	return folded
}

// isFoldedAway holds for accents as combining marks, and for apostrophes.
func isFoldedAway(r rune) bool {
	return r == '\'' || r == '’' || r == '＇' || unicode.Is(unicode.Mn, r)
}

// readable returns what a reader sees of a text: without invalid bytes,
// zero-width and control characters.
func readable(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Cf, r): // soft hyphen, zero-width, direction marks
			return -1
		case unicode.IsControl(r):
			return ' '
		}
		return r
	}, strings.ToValidUTF8(text, " "))
}

// stopStems holds the stems of bleve's English stop words, without apostrophes.
var stopStems = func() map[string]bool {
	list := analysis.NewTokenMap()
	if err := list.LoadBytes(en.EnglishStopWords); err != nil {
		panic(err) // the list is compiled in
	}
	stems := make(map[string]bool, len(list))
	for word := range list {
		if word = strings.ReplaceAll(word, "'", ""); !otherWords[word] {
			stems[stem(word)] = true
		}
	}
	return stems
}()

// otherWords are stop words that mean something else without the apostrophe:
// she'll is one, Shell is a company.
var otherWords = map[string]bool{
	"hell": true, "shed": true, "shell": true, "wed": true, "well": true,
}
