package vocab

import (
	"slices"
	"testing"
)

func TestCompounds(t *testing.T) {
	tests := []struct {
		name, text   string
		words, pairs []string
	}{
		{"none", "a cold pond", []string{"a", "cold", "pond"}, nil},
		{"hyphen", "by e-mail", []string{"by", "e", "mail", "email"}, []string{"email"}},
		{"dashes", "pay‑out and set–up", []string{"pay", "out", "payout", "and", "set", "up", "setup"}, []string{"payout", "setup"}},
		{"ampersand", "R&D", []string{"r", "d", "rd"}, []string{"rd"}},
		{"slash", "TCP/IP", []string{"tcp", "ip", "tcpip"}, []string{"tcpip"}},
		{"period", "Node.js", []string{"node.js", "nodejs", "node", "js"}, nil},
		{"abbreviation", "the U.S. navy", []string{"the", "u.s", "us", "navy"}, nil},
		{"number and unit", "at 6 am", []string{"at", "6", "am", "6am"}, []string{"6am"}},
		{"number and a word", "6 apples", []string{"6", "apples"}, nil},
		{"two numbers", "6 40", []string{"6", "40"}, nil},
		{"number with a period", "3.5 kg", []string{"3.5", "kg", "3.5kg"}, []string{"3.5kg"}},
		{"hyphen between spaces", "cold - wet", []string{"cold", "wet"}, nil},
		{"nothing", " - ", nil, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			words, pairs := English().TextWords(test.text)
			if !slices.Equal(words, test.words) || !slices.Equal(pairs, test.pairs) {
				t.Errorf("TextWords(%q) = %q, pairs %q, want %q, pairs %q", test.text, words, pairs, test.words, test.pairs)
			}
		})
	}
}

// A question's words are read in the form that the corpus has.
func TestJoinCompounds(t *testing.T) {
	tests := []struct {
		name, text, question string
		want                 []string
	}{
		{"as in the text", "by e-mail", "an e-mail", []string{"an", "email"}},
		{"with a space", "by e-mail", "an e mail", []string{"an", "email"}},
		{"joined", "by e-mail", "an email", []string{"an", "email"}},
		{"joined in the text", "by email", "an e-mail", []string{"an", "e", "mail"}},
		{"number and unit", "at 6 am", "at 6am or 6 am", []string{"at", "6am", "or", "6am"}},
		{"another number", "at 6 am", "at 7 am", []string{"at", "7", "am"}},
		{"period", "in Node.js", "node.js nodejs", []string{"node.js", "nodejs"}},
		{"period that the text lacks", "in nodejs", "node.js", []string{"nodejs"}},
		{"words that are a word by chance", "a carpet", "car pet", []string{"car", "pet"}},
		{"none", "a cold pond", "cold pond", []string{"cold", "pond"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			l := NewLexicon(English(), English(), 0)
			l.AddText(test.text)
			var got []string
			for _, token := range l.JoinCompounds(English().AppendTokens(nil, test.question)) {
				got = append(got, token.Word)
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("JoinCompounds(%q) after %q = %q, want %q", test.question, test.text, got, test.want)
			}
		})
	}
}

// Forms that mean the same have the same stem; words that only look alike keep theirs.
func TestOneSpelling(t *testing.T) {
	same := [][2]string{
		{"colour", "color"}, {"colours", "colors"}, {"favourite", "favorite"}, {"coloured", "colored"},
		{"organise", "organize"}, {"organisation", "organization"}, {"organising", "organizing"}, {"analyse", "analyze"},
		{"centre", "center"}, {"theatres", "theaters"}, {"litre", "liter"}, {"licence", "license"}, {"defence", "defense"},
		{"catalogue", "catalog"}, {"travelling", "traveling"}, {"cancelled", "canceled"}, {"traveller", "traveler"}, {"programme", "program"},
		{"busier", "busy"}, {"busiest", "busy"},
		{"left", "leaves"}, {"built", "building"}, {"written", "wrote"}, {"children", "child"}, {"feet", "foot"},
	}
	for _, words := range same {
		if a, b := English().Stem(words[0]), English().Stem(words[1]); a != b {
			t.Errorf("Stem(%q) = %q, Stem(%q) = %q, want the same", words[0], a, words[1], b)
		}
	}
	different := [][2]string{{"four", "for"}, {"hour", "hor"}, {"tour", "tor"}, {"rise", "rize"}, {"pier", "py"}, {"found", "find"}, {"leaves", "leaf"}}
	for _, words := range different {
		if a, b := English().Stem(words[0]), English().Stem(words[1]); a == b {
			t.Errorf("Stem(%q) = Stem(%q) = %q, want different ones", words[0], words[1], a)
		}
	}
	for _, word := range []string{"", "our", "hour", "four", "pond"} {
		if got := oneSpelling(word); got != word {
			t.Errorf("oneSpelling(%q) = %q, want no change", word, got)
		}
	}
	if german := LanguageOf("de"); german.Stem("colour") == german.Stem("color") {
		t.Error("spelling is changed in German, too")
	}
}
