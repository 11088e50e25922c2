package commands

import (
	"crypto/sha256"
	"encoding/base64"
	"strings"

	"alliancebot/corpus"
	"alliancebot/internal/prose"
)

// reference names a part of a unit in so few characters that a button can hold
// it, and knows when the unit has changed since. So nothing need be remembered
// of a reply: its buttons work after a restart, and on any replica.
type reference struct {
	key   string // the unit's Key
	print string // of the unit's text at the time
	from  int    // the first of the text's pieces meant
	count int    // how many are; 0 for none in particular
}

// The form of a reference: a Key, then two, two and one digits of base64.
const (
	keyDigits       = 10
	printDigits     = 2 // 12 bits: one change in 4,096 goes unnoticed
	referenceDigits = keyDigits + printDigits + 3

	// digits are those of base64 for addresses (RFC 4648, section 5).
	digits  = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	maxFrom = len(digits)*len(digits) - 1
	maxPart = len(digits) - 1
)

// refer returns a reference to the pieces of u that part touches; to the unit
// as a whole for the zero part, and where a part is too far down to be named.
func refer(u *corpus.Unit, part prose.Span) reference {
	r := reference{key: u.Key(), print: fingerprint(u.Text)}
	if part.Start >= part.End {
		return r
	}
	from, to := overlapping(pieces(u.Text), part)
	if from <= maxFrom && to-from <= maxPart {
		r.from, r.count = from, to-from
	}
	return r
}

// at returns a reference to the unit of r from one of its pieces on.
func (r reference) at(piece int) reference {
	r.from, r.count = min(piece, maxFrom), 0
	return r
}

func (r reference) String() string {
	return r.key + r.print + string([]byte{digits[r.from/len(digits)], digits[r.from%len(digits)], digits[r.count]})
}

// parseReference reads what String wrote.
func parseReference(text string) (reference, bool) {
	if len(text) != referenceDigits || strings.Trim(text, digits) != "" {
		return reference{}, false
	}
	tail := text[keyDigits+printDigits:]
	value := func(i int) int { return strings.IndexByte(digits, tail[i]) }
	return reference{
		key:   text[:keyDigits],
		print: text[keyDigits : keyDigits+printDigits],
		from:  value(0)*len(digits) + value(1),
		count: value(2),
	}, true
}

// splitReference splits a reference from what stands behind it.
func splitReference(text string) (reference, rest string) {
	end := min(len(text), referenceDigits)
	return text[:end], text[end:]
}

// parseReferences reads references that stand one behind the other.
func parseReferences(text string) ([]reference, bool) {
	var all []reference
	for len(text) > 0 {
		r, ok := parseReference(text[:min(len(text), referenceDigits)])
		if !ok {
			return nil, false
		}
		all, text = append(all, r), text[referenceDigits:]
	}
	return all, len(all) > 0
}

// part returns what r means of the text of u, its unit: the zero part for
// nothing in particular, or when the text has no such part any more.
func (r reference) part(u *corpus.Unit) prose.Span {
	all := pieces(u.Text)
	if r.count == 0 || r.changed(u) || r.from+r.count > len(all) {
		return prose.Span{}
	}
	return prose.Span{Start: all[r.from].Start, End: all[r.from+r.count-1].End}
}

// changed tells whether the text of u is another one than it was.
func (r reference) changed(u *corpus.Unit) bool { return r.print != fingerprint(u.Text) }

func fingerprint(text string) string {
	sum := sha256.Sum256([]byte(text))
	return base64.RawURLEncoding.EncodeToString(sum[:])[:printDigits]
}
