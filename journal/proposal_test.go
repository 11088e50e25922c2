package journal

import (
	"errors"
	"reflect"
	"testing"
	"time"
)

func TestProposals(t *testing.T) {
	onEach(t, func(t *testing.T, s *store) {
		lesson := Lesson{Kind: Entry, Language: "en", Question: "Who built it?", Answer: "Ada,\nin 1900 ✓", Address: "https://example.org/who", Say: []string{"a"}}
		id := result(s.open().Propose(t.Context(), lesson))(t)
		other := s.open() // another process
		if got := result(other.Proposal(t.Context(), id))(t); !reflect.DeepEqual(got, lesson) {
			t.Errorf("Proposal = %+v, want %+v", got, lesson)
		}
		if lessons := result(other.Lessons(t.Context()))(t); len(lessons) > 0 {
			t.Errorf("a proposal is in force: %+v", lessons)
		}
		if _, err := other.Proposal(t.Context(), NewID()); !errors.Is(err, ErrNotFound) {
			t.Errorf("Proposal that was not made: %v, want ErrNotFound", err)
		}
		s.wait(24*time.Hour + time.Second)
		if _, err := other.Proposal(t.Context(), id); !errors.Is(err, ErrNotFound) {
			t.Errorf("Proposal after a day: %v, want ErrNotFound", err)
		}
		must(t, other.Clean(t.Context()))
		var n int
		must(t, result(other.database(t.Context()))(t).QueryRow(`SELECT COUNT(*) FROM proposals`).Scan(&n))
		if n > 0 {
			t.Errorf("%d proposals are left after a day", n)
		}
	})
}
