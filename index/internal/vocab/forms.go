package vocab

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/blevesearch/bleve/v2/analysis"

	"alliancebot/internal/prose"
)

// Some words are written in several forms: e-mail and email, Node.js and node js, 6 am
// and 6am. A text also has the joined form of each compound, and a question's words are
// joined where the corpus has the joined form.

// maxJoinedUnit is up to how many letters of a unit are joined with the number before.
const maxJoinedUnit = 3

// TextWords returns the words of a unit's text, each compound followed by its other
// forms. Of those, pairs are two words of the text joined, as in e-mail and 6 am.
func (l *Language) TextWords(text string) (words, pairs []string) {
	previous, end, wasJoined := "", 0, false
	for span := range prose.Words(text) {
		word := normal(span.Of(text), l.words)
		words = append(words, word)
		if parts := connected(word); parts != nil {
			words = append(words, strings.Join(parts, ""))
			if len(parts[0]) > 1 {
				words = append(words, parts...)
			}
		}
		isJoined := end > 0 && joins(previous, word, text[end:span.Start])
		if isJoined && !wasJoined { // longer ones are often clauses in addresses
			words, pairs = append(words, previous+word), append(pairs, previous+word)
		}
		previous, end, wasJoined = word, span.End, isJoined
	}
	return words, pairs
}

// connected returns the parts of a word with connectors, such as "node.js", nil if it has
// none or is a number.
func connected(word string) []string {
	if strings.IndexFunc(word, isConnector) < 0 {
		return nil
	}
	parts := strings.FieldsFunc(word, isConnector)
	if len(parts) < 2 || startsWithDigit(word) {
		return nil
	}
	return parts
}

// isConnector reports whether r connects the parts of a word.
func isConnector(r rune) bool {
	switch r {
	case '.', '-', '_', '/', '&':
		return true
	}
	return false
}

// joins reports whether two words with a text between them are a compound.
func joins(first, second, between string) bool {
	switch between {
	case "-", "‑", "–", "&", "/":
		return true
	case " ", "\u00a0":
		return startsWithDigit(first) && !startsWithDigit(second) && utf8.RuneCountInString(second) <= maxJoinedUnit
	}
	return false
}

func startsWithDigit(word string) bool {
	r, _ := utf8.DecodeRuneInString(word)
	return unicode.IsDigit(r)
}

// JoinCompounds joins two tokens of a question that the corpus has as one word, and the
// parts of a word that it has only without its connectors. It reuses tokens.
func (l *Lexicon) JoinCompounds(tokens []Token) []Token {
	joined := tokens[:0]
	var pair []byte
	for _, t := range tokens {
		if parts := connected(t.Word); parts != nil && !l.has(t.Word) {
			if whole := strings.Join(parts, ""); l.has(whole) {
				t.Word = whole
			}
		}
		if last := len(joined) - 1; last >= 0 {
			pair = append(append(pair[:0], joined[last].Word...), t.Word...)
			if l.isPair[string(pair)] {
				joined[last] = Token{Word: string(pair)} // it is never reported as missing
				continue
			}
		}
		joined = append(joined, t)
	}
	return joined
}

func (l *Lexicon) has(word string) bool {
	_, ok := l.Words[word]
	return ok
}

// spellingFilter gives British and American spellings, the degrees of an adjective, and
// the irregular forms of a word one form before stemming. What it makes of other words does
// not matter, as long as it is always the same.
type spellingFilter struct{}

func (spellingFilter) Filter(in analysis.TokenStream) analysis.TokenStream {
	for _, token := range in {
		token.Term = []byte(oneSpelling(string(token.Term)))
	}
	return in
}

// minVariant is the length from which on a word may have a variant. Shorter ones, such
// as four and hour, have endings that only look like it.
const minVariant = 5

var spellings = []struct{ from, to string }{
	{"iest", "y"}, {"ier", "y"},
	{"ours", "ors"}, {"our", "or"}, {"oured", "ored"}, {"ouring", "oring"}, {"ourful", "orful"}, {"ourite", "orite"}, {"ourites", "orites"},
	{"ise", "ize"}, {"ised", "ized"}, {"ises", "izes"}, {"ising", "izing"}, {"isation", "ization"}, {"isations", "izations"},
	{"yse", "yze"}, {"ysed", "yzed"}, {"ysing", "yzing"},
	{"metre", "meter"}, {"metres", "meters"}, {"litre", "liter"}, {"litres", "liters"}, {"centre", "center"}, {"centres", "centers"},
	{"theatre", "theater"}, {"theatres", "theaters"}, {"fibre", "fiber"}, {"defence", "defense"}, {"offence", "offense"}, {"licence", "license"},
	{"logue", "log"}, {"logues", "logs"}, {"lled", "led"}, {"lling", "ling"}, {"ller", "ler"}, {"llers", "lers"}, {"programme", "program"},
}

// irregular are the forms of words that stemming cannot lead back to the word. Forms that
// are another word more often, such as "found", "saw" and "leaves", are left out.
var irregular = formsOf(
	"begin began begun", "bend bent", "bite bit bitten", "blow blew blown", "break broke broken", "breed bred", "bring brought",
	"build built", "burn burnt", "buy bought", "catch caught", "choose chose chosen", "come came", "deal dealt", "dig dug",
	"draw drew drawn", "drink drank drunk", "drive drove driven", "eat ate eaten", "fall fell fallen", "feed fed", "fight fought",
	"fly flew flown", "forget forgot forgotten", "freeze froze frozen", "get got gotten", "give gave given", "go went gone",
	"grow grew grown", "hang hung", "hear heard", "hide hid hidden", "hold held", "keep kept", "know knew known", "lead led",
	"learn learnt", "leave left", "lend lent", "lose lost", "make made", "mean meant", "meet met", "pay paid", "ride rode ridden",
	"ring rang rung", "run ran", "say said", "seek sought", "sell sold", "send sent", "shake shook shaken", "shoot shot",
	"show shown", "shrink shrank shrunk", "sing sang sung", "sink sank sunk", "sit sat", "sleep slept", "speak spoke spoken",
	"spend spent", "spill spilt", "stand stood", "steal stole stolen", "stick stuck", "strike struck", "swear swore sworn",
	"sweep swept", "swim swam swum", "take took taken", "teach taught", "tear tore torn", "tell told", "think thought",
	"throw threw thrown", "understand understood", "wake woke woken", "wear wore worn", "win won", "write wrote written",
	"child children", "foot feet", "knife knives", "man men", "mouse mice", "shelf shelves", "thief thieves", "tooth teeth",
	"wife wives", "wolf wolves", "woman women",
)

// formsOf returns the first word of each list by the others.
func formsOf(lists ...string) map[string]string {
	words := make(map[string]string)
	for _, list := range lists {
		forms := strings.Fields(list)
		for _, form := range forms[1:] {
			words[form] = forms[0]
		}
	}
	return words
}

func oneSpelling(word string) string {
	if base, ok := irregular[word]; ok {
		return base
	}
	if len(word) < minVariant {
		return word
	}
	for _, s := range spellings {
		if stem, ok := strings.CutSuffix(word, s.from); ok && (len(stem) > 1 || len(s.from) > 4) {
			return stem + s.to
		}
	}
	return word
}
