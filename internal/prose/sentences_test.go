package prose

import (
	"slices"
	"strings"
	"testing"
	"unicode"
)

func TestSentences(t *testing.T) {
	tests := []struct {
		name, text string
		want       []string
	}{
		{"two", "Rain fell. The roof held.", []string{"Rain fell.", "The roof held."}},
		{"no final stop", "Rain fell. The roof held", []string{"Rain fell.", "The roof held"}},
		{"white space around", " \n Rain fell. \t ", []string{"Rain fell."}},
		{"nothing", "", nil},
		{"only white space", " \n\u00a0", nil},
		{"question and exclamation", "Really?! Yes! Why? Because.", []string{"Really?!", "Yes!", "Why?", "Because."}},
		{"title", "Dr. Lee met Mrs. Park. They talked.", []string{"Dr. Lee met Mrs. Park.", "They talked."}},
		{"number", "The pass is called No. 1. It costs 2 euros.", []string{"The pass is called No. 1.", "It costs 2 euros."}},
		{"no as an answer", "Is it open? No. Five of them were closed.", []string{"Is it open?", "No.", "Five of them were closed."}},
		{"title in quotes", "He said: “Mr. Lee left.” Then it rained.", []string{"He said: “Mr. Lee left.”", "Then it rained."}},
		{"title that starts a quotation", "“Mr. Lee left.” Then it rained.", []string{"“Mr. Lee left.”", "Then it rained."}},
		{"title that starts a straight quotation", "\"Dr. Lee left.\" Then it rained.", []string{"\"Dr. Lee left.\"", "Then it rained."}},
		{"title in brackets", "It rained (Prof. Lee said so). It stopped.", []string{"It rained (Prof. Lee said so).", "It stopped."}},
		{"title after a no-break space", "We saw\u00a0Dr. Lee. He left.", []string{"We saw\u00a0Dr. Lee.", "He left."}},
		{"initials", "J. R. Lee and K. Park won. Both cried.", []string{"J. R. Lee and K. Park won.", "Both cried."}},
		{"accented initial", "É. Zola wrote. He slept.", []string{"É. Zola wrote.", "He slept."}},
		{"the pronoun I", "It was I. Nobody else was there.", []string{"It was I.", "Nobody else was there."}},
		{"dotted capitals", "The U.S. Senate met. Then the U.N. voted.", []string{"The U.S. Senate met.", "Then the U.N. voted."}},
		{"small abbreviations", "Fruit, e.g. Apples, i.e. Malus, vs. Pears. All sold.", []string{"Fruit, e.g. Apples, i.e. Malus, vs. Pears.", "All sold."}},
		{"month", "It opened on Jan. 5 and closed on Sept. 30. Nobody came.", []string{"It opened on Jan. 5 and closed on Sept. 30.", "Nobody came."}},
		{"decimals", "Prices rose 3.5 percent to $1.25 billion. Then they fell.", []string{"Prices rose 3.5 percent to $1.25 billion.", "Then they fell."}},
		{"address", "See example.org for node.js. It helps.", []string{"See example.org for node.js.", "It helps."}},
		{"ellipsis of dots", "He waited... and waited. Then he left.", []string{"He waited... and waited.", "Then he left."}},
		{"ellipsis", "He waited… and waited. Then he left.", []string{"He waited… and waited.", "Then he left."}},
		{"quotation", "“Rain fell.” “The roof held.”", []string{"“Rain fell.”", "“The roof held.”"}},
		{"quoted question inside a sentence", "“Is it strong?” visitors ask. It is.", []string{"“Is it strong?” visitors ask.", "It is."}},
		{"name that ends in an exclamation mark", "Yahoo! was sold. Nobody minded.", []string{"Yahoo! was sold.", "Nobody minded."}},
		{"lower case after a mark, which seldom starts a sentence", "Sales fell! eBay grew.", []string{"Sales fell! eBay grew."}},
		{"list", "apples\npears\nplums", []string{"apples", "pears", "plums"}},
		{"list after a colon", "We sell:\n• Apples.\n• Pears.", []string{"We sell:", "• Apples.", "• Pears."}},
		{"list of questions in lower case", "why?\nwhere?", []string{"why?", "where?"}},
		{"Chinese", "下雨了。屋顶没漏！真的吗？", []string{"下雨了。", "屋顶没漏！", "真的吗？"}},
		{"Arabic", "نزل المطر. صمد السقف؟ نعم", []string{"نزل المطر.", "صمد السقف؟", "نعم"}},
		{"Hindi", "बारिश हुई। छत टिकी।", []string{"बारिश हुई।", "छत टिकी।"}},
		{"invalid bytes", "Rain\xff fell. \xfe The roof held.", []string{"Rain\xff fell.", "\xfe The roof held."}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			for _, s := range Sentences(test.text) {
				got = append(got, test.text[s.Start:s.End])
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("Sentences(%q) = %q, want %q", test.text, got, test.want)
			}
		})
	}
}

// FuzzSentences checks that sentences are in order, separate and trimmed, and leave out only
// white space.
func FuzzSentences(f *testing.F) {
	for _, text := range []string{
		"Rain fell. The roof held.", "“Mr. Lee left.” Then?!", "J. R. in the U.S. … e.g. 3.5", "下雨了。真的吗？", "a\r\nb\u2029c",
		"", ".", "...", "\xff. \xfe", "\u00a0Dr.\u00a0X. y", "نزل المطر. صمد السقف؟",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		end := 0
		for _, s := range Sentences(text) {
			if s.Start < end || s.End <= s.Start || s.End > len(text) {
				t.Fatalf("Sentences(%q) has %v after a sentence that ends at %d", text, s, end)
			}
			if sentence := text[s.Start:s.End]; strings.TrimSpace(sentence) != sentence {
				t.Errorf("Sentences(%q) has %q, want it trimmed", text, sentence)
			}
			checkSpace(t, text, end, s.Start)
			end = s.End
		}
		checkSpace(t, text, end, len(text))
	})
}

func checkSpace(t *testing.T, text string, start, end int) {
	t.Helper()
	if between := text[start:end]; strings.TrimFunc(between, unicode.IsSpace) != "" {
		t.Errorf("Sentences(%q) leaves out %q", text, between)
	}
}
