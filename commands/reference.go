package commands

import (
	"crypto/sha256"
	"encoding/base64"
	"strings"

	"alliancebot/corpus"
	"alliancebot/internal/prose"
)

// reference identifies a part of a unit, in few enough characters for a button, with a
// checksum of the unit's text. Since it holds everything a button needs, buttons work
// after a restart and in any process.
type reference struct {
	key      string // the unit's Key
	checksum string // the checksum of the unit's text
	from     int    // the first piece
	count    int    // how many pieces; 0 for no part in particular
}

// A reference is encoded as a Key, then two, two and one digits of base64.
const (
	keyDigits       = 10
	checksumDigits  = 2 // 12 bits: one change in 4,096 goes unnoticed
	referenceDigits = keyDigits + checksumDigits + 3

	// digits are those of URL-safe base64 (RFC 4648, section 5).
	digits  = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	maxFrom = len(digits)*len(digits) - 1
	maxPart = len(digits) - 1
)

// refer returns a reference to the pieces of u that part overlaps, or to the whole unit
// if part is empty or too far down to encode.
func refer(u *corpus.Unit, part prose.Span) reference {
	r := reference{key: u.Key(), checksum: checksumOf(u.Text)}
	if part.Start >= part.End {
		return r
	}
	from, to := overlapping(pieces(u.Text), part)
	if from <= maxFrom && to-from <= maxPart {
		r.from, r.count = from, to-from
	}
	return r
}

// SubjectOf returns the Subject of a reply that shows u, "" if u is nil.
func SubjectOf(u *corpus.Unit) string {
	if u == nil {
		return ""
	}
	return refer(u, prose.Span{}).String()
}

// at returns a reference to r's unit, starting at a piece.
func (r reference) at(piece int) reference {
	r.from, r.count = min(piece, maxFrom), 0
	return r
}

func (r reference) String() string {
	return r.key + r.checksum + string([]byte{digits[r.from/len(digits)], digits[r.from%len(digits)], digits[r.count]})
}

// parseReference decodes the result of reference.String.
func parseReference(text string) (reference, bool) {
	if len(text) != referenceDigits || strings.Trim(text, digits) != "" {
		return reference{}, false
	}
	tail := text[keyDigits+checksumDigits:]
	value := func(i int) int { return strings.IndexByte(digits, tail[i]) }
	return reference{
		key:      text[:keyDigits],
		checksum: text[keyDigits : keyDigits+checksumDigits],
		from:     value(0)*len(digits) + value(1),
		count:    value(2),
	}, true
}

// splitReference splits text into a reference and what follows it.
func splitReference(text string) (reference, rest string) {
	end := min(len(text), referenceDigits)
	return text[:end], text[end:]
}

// parseReferences decodes consecutive references.
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

// part returns the part of u, its unit, that r refers to; the zero span if there is
// none in particular, or if the text has changed.
func (r reference) part(u *corpus.Unit) prose.Span {
	all := pieces(u.Text)
	if r.count == 0 || r.changed(u) || r.from+r.count > len(all) {
		return prose.Span{}
	}
	return prose.Span{Start: all[r.from].Start, End: all[r.from+r.count-1].End}
}

// changed reports whether the text of u has changed since r was made.
func (r reference) changed(u *corpus.Unit) bool { return r.checksum != checksumOf(u.Text) }

func checksumOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return base64.RawURLEncoding.EncodeToString(sum[:])[:checksumDigits]
}
