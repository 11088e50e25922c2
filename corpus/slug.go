package corpus

import (
	"fmt"
	"strings"

	"alliancebot/internal/prose"
)

// slug returns s as a part of a unit ID: its words in lower case, joined by "-". It is
// "" for a text without letters and digits.
func slug(s string) string { return strings.ReplaceAll(prose.Key(s), " ", "-") }

// slugs are the slugs in use among the headings of a section, each with the last number
// that was appended to it, or 1.
type slugs map[string]int

// take returns s, or s with the first free number from 2 on, and marks the result as
// used.
func (used slugs) take(s string) string {
	free := s
	for used[free] > 0 {
		used[s]++
		free = fmt.Sprintf("%s-%d", s, used[s])
	}
	used[free] = 1
	return free
}
