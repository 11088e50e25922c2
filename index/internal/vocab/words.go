// Package vocab reads text as words. It splits and stems text by its language, numbers
// the words of a corpus, knows how common words are in general, expands chat shorthand,
// finds synonyms and repairs misspellings.
package vocab

import (
	"bytes"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/blevesearch/bleve/v2/analysis"
	"golang.org/x/text/runes"
	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"
)

// Token is a word of a text: in its normal form, and as the text has it.
type Token struct{ Word, Surface string }

// foldFilter removes the accents of Latin and Greek letters, Arabic vowels, the dots of
// the Russian ё, and apostrophes. It is a token filter because bleve's folding character
// filter shifts the offsets of what follows.
type foldFilter struct{}

func (foldFilter) Filter(in analysis.TokenStream) analysis.TokenStream {
	for _, token := range in {
		isASCII := !bytes.ContainsFunc(token.Term, func(r rune) bool { return r >= utf8.RuneSelf })
		switch {
		case isASCII && bytes.IndexByte(token.Term, '\'') < 0: // nothing to fold
		case isASCII:
			token.Term = bytes.ReplaceAll(token.Term, []byte("'"), nil)
		case bytes.ContainsFunc(token.Term, hasMeaningfulMarks):
			token.Term = bytes.ReplaceAll(token.Term, []byte("ё"), []byte("е"))
		default:
			fold := folders.Get().(transform.Transformer)
			if folded, _, err := transform.Bytes(fold, token.Term); err == nil && len(folded) > 0 {
				token.Term = folded
			}
			folders.Put(fold)
		}
	}
	return in
}

// folders are transformers that remove accents and apostrophes.
var folders = sync.Pool{New: func() any {
	return transform.Chain(norm.NFKD, runes.Remove(runes.Predicate(isAccentOrApostrophe)), norm.NFKC)
}}

func isAccentOrApostrophe(r rune) bool {
	return r == '\'' || r == '’' || r == '＇' || unicode.Is(unicode.Mn, r)
}

// fold returns word without accents and apostrophes.
func fold(word string) string {
	if !strings.ContainsFunc(word, func(r rune) bool { return r >= utf8.RuneSelf || r == '\'' }) {
		return word
	}
	stream := foldFilter{}.Filter(analysis.TokenStream{{Term: []byte(word)}})
	return string(stream[0].Term)
}

// hasMeaningfulMarks reports whether a mark makes another letter of r, and not only an
// accent: й is not и, が is not か.
func hasMeaningfulMarks(r rune) bool {
	return r >= utf8.RuneSelf && !unicode.In(r, unicode.Latin, unicode.Greek, unicode.Arabic, unicode.Hebrew, unicode.Common, unicode.Inherited)
}
