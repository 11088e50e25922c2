package prose

import (
	"iter"

	"github.com/clipperhouse/uax29/v2/words"
)

// Words yields the words of s in order: the parts with a letter or a digit between the
// word boundaries of Unicode (UAX #29). Each ideograph and each hiragana is a word. s may
// contain any bytes.
func Words(s string) iter.Seq[Span] {
	return func(yield func(Span) bool) {
		for each := words.FromString(s); each.Next(); {
			if HasWords(each.Value()) && !yield(Span{each.Start(), each.End()}) {
				return
			}
		}
	}
}
