package corpus

import (
	"fmt"
	"strings"

	"alliancebot/internal/prose"
)

// slug returns s as a part of a unit id: its words in lower case with "-" between
// them. It is "" for a text without letters and digits.
func slug(s string) string { return strings.ReplaceAll(prose.Key(s), " ", "-") }

// slugs are the slugs in use among the headings of one section, each with the
// last number that was added to it: 1 for none.
type slugs map[string]int

// take returns s, or s with the first free number from 2 on, and marks it used.
func (used slugs) take(s string) string {
	free := s
	for used[free] > 0 {
		used[s]++
		free = fmt.Sprintf("%s-%d", s, used[s])
	}
	used[free] = 1
	return free
}
