package eval

import (
	"encoding/json"
	"fmt"
)

// Share is a part of a whole, both counted in questions.
type Share struct{ Count, Of int }

// add counts one question, which belongs to the part or not.
func (s *Share) add(belongs bool) {
	s.Of++
	if belongs {
		s.Count++
	}
}

// Value returns the share, from 0 to 1; 0 of nothing.
func (s Share) Value() float64 {
	if s.Of == 0 {
		return 0
	}
	return float64(s.Count) / float64(s.Of)
}

// String returns the share with three decimals, "-" for a share of nothing.
func (s Share) String() string {
	if s.Of == 0 {
		return "-"
	}
	return decimals(s.Value())
}

// MarshalJSON writes the share as a number, null for a share of nothing.
func (s Share) MarshalJSON() ([]byte, error) {
	if s.Of == 0 {
		return []byte("null"), nil
	}
	return json.Marshal(s.Value())
}

// decimals is how every measure of a table is written.
func decimals(x float64) string { return fmt.Sprintf("%.3f", x) }
