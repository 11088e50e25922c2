// Package vocab reads text as words. It splits and stems text, numbers the words
// of a corpus, knows how common words are in general English, expands chat
// shorthand, finds synonyms and repairs misspellings.
package vocab

import (
	"bytes"
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

// Analyzer is the name of the bleve analyzer that yields the stems of Words.
// It keeps stop words: "how do I" carries meaning in a question, and ranking
// skips stop words where they don't help.
const Analyzer = "alliancebot_stems"

// wordAnalyzer splits text into Unicode words, strips English possessives,
// accents and apostrophes, and lower-cases.
var wordAnalyzer = &analysis.DefaultAnalyzer{
	Tokenizer:    unicodetokenizer.NewUnicodeTokenizer(),
	TokenFilters: []analysis.TokenFilter{en.NewPossessiveFilter(), lowercase.NewLowerCaseFilter(), foldFilter{}},
}

// typingAnalyzer is wordAnalyzer without the possessive filter.
var typingAnalyzer = &analysis.DefaultAnalyzer{
	Tokenizer:    wordAnalyzer.Tokenizer,
	TokenFilters: wordAnalyzer.TokenFilters[1:],
}

var stemmer = porter.NewPorterStemmer()

func init() {
	err := registry.RegisterAnalyzer(Analyzer, func(map[string]any, *registry.Cache) (analysis.Analyzer, error) {
		filters := append(wordAnalyzer.TokenFilters[:3:3], stemmer)
		return &analysis.DefaultAnalyzer{Tokenizer: wordAnalyzer.Tokenizer, TokenFilters: filters}, nil
	})
	if err != nil {
		panic(err)
	}
}

// Token is a word of a text: in its normal form, and as the text has it.
type Token struct{ Word, Surface string }

// Tokens returns the words of text with their surface forms.
func Tokens(text string) []Token {
	stream := wordAnalyzer.Analyze([]byte(text))
	tokens := make([]Token, len(stream))
	for i, token := range stream {
		tokens[i] = Token{string(token.Term), text[token.Start:token.End]}
	}
	return tokens
}

// Words returns the words of text in normal form: in lower case, without accents,
// apostrophes and possessive endings.
func Words(text string) []string { return terms(wordAnalyzer, text) }

// TypedWords is like Words but keeps the s of a possessive, because people who type
// "microsofts" may mean "Microsoft’s".
func TypedWords(text string) []string { return terms(typingAnalyzer, text) }

func terms(analyzer analysis.Analyzer, text string) []string {
	stream := analyzer.Analyze([]byte(text))
	words := make([]string, len(stream))
	for i, token := range stream {
		words[i] = string(token.Term)
	}
	return words
}

// Stem returns the Porter stem of a word in normal form.
func Stem(word string) string {
	token := analysis.Token{Term: []byte(word)}
	stemmer.Filter(analysis.TokenStream{&token})
	return string(token.Term)
}

// foldFilter removes accents and apostrophes. It is a token filter because bleve's
// folding character filter shifts the offsets of what follows.
type foldFilter struct{}

func (foldFilter) Filter(in analysis.TokenStream) analysis.TokenStream {
	for _, token := range in {
		isASCII := !bytes.ContainsFunc(token.Term, func(r rune) bool { return r >= utf8.RuneSelf })
		switch {
		case isASCII && bytes.IndexByte(token.Term, '\'') < 0: // nothing to fold
		case isASCII:
			token.Term = bytes.ReplaceAll(token.Term, []byte("'"), nil)
		default:
			fold := transform.Chain(norm.NFKD, runes.Remove(runes.Predicate(isAccentOrApostrophe)), norm.NFKC)
			if folded, _, err := transform.Bytes(fold, token.Term); err == nil && len(folded) > 0 {
				token.Term = folded
			}
		}
	}
	return in
}

func isAccentOrApostrophe(r rune) bool {
	return r == '\'' || r == '’' || r == '＇' || unicode.Is(unicode.Mn, r)
}

// IsStop reports whether stem is that of an English stop word.
func IsStop(stem string) bool { return stopStems[stem] }

// stopStems holds the stems of bleve's English stop words, without apostrophes.
var stopStems = func() map[string]bool {
	// Without their apostrophes these mean something else: she'll is a stop word,
	// Shell is a company.
	excluded := map[string]bool{"hell": true, "shed": true, "shell": true, "wed": true, "well": true}
	list := analysis.NewTokenMap()
	if err := list.LoadBytes(en.EnglishStopWords); err != nil {
		panic(err) // the list is compiled in
	}
	stems := make(map[string]bool, len(list))
	for word := range list {
		if word = strings.ReplaceAll(word, "'", ""); !excluded[word] {
			stems[Stem(word)] = true
		}
	}
	return stems
}()
