package journal

import (
	"errors"
	"reflect"
	"testing"
	"time"
)

func TestLessons(t *testing.T) {
	onEach(t, func(t *testing.T, s *store) {
		j := s.open()
		lease := begin(t, j)
		lessons := []Lesson{
			{Kind: Phrasing, Language: "de", Question: "wie lang?", Unit: "bridge/faq/how-long", UnitText: "It is 300 meters long."},
			{Kind: Entry, Language: "en", Question: "Who built it?", Answer: "Ada,\nin 1900.", Address: "https://example.org/who"},
			{Kind: Synonyms, Language: "en", Say: []string{"span", "arch way"}, Mean: []string{"bridge"}},
			{Kind: Dismissed, Language: "en", Question: "hello"},
		}
		for i := range lessons {
			l := &lessons[i]
			s.wait(time.Second)
			l.At, l.By = s.now(), admin
			l.ID = result(lease.Teach(t.Context(), *l))(t)
		}
		check := func(when string) {
			t.Helper()
			if got := result(s.open().Lessons(t.Context()))(t); !reflect.DeepEqual(got, lessons) {
				t.Errorf("%s: Lessons = %+v, want %+v", when, got, lessons)
			}
		}
		check("taught")
		s.wait(time.Second)
		lessons[1].UndoneAt, lessons[1].UndoneBy = s.now(), admin
		must(t, lease.Undo(t.Context(), lessons[1].ID))
		check("undone")
		if err := lease.Undo(t.Context(), lessons[1].ID); !errors.Is(err, ErrUndone) {
			t.Errorf("Undo again: %v, want ErrUndone", err)
		}
		if err := lease.Undo(t.Context(), NewID()); !errors.Is(err, ErrNotFound) {
			t.Errorf("Undo of what was not taught: %v, want ErrNotFound", err)
		}
		check("undone twice")
		// A lesson moves with its unit, when a generation goes live.
		moved := Move{lessons[0].ID, "bridge/faq/length", "It is 400 meters long."}
		lessons[0].Unit, lessons[0].UnitText = moved.Unit, moved.UnitText
		result(lease.Apply(t.Context(), Draft{Files: files(1), Moved: []Move{moved}}))(t)
		check("moved")

		actions := result(j.Actions(t.Context(), 2))(t)
		if len(actions) != 2 {
			t.Fatalf("Actions = %+v, want 2", actions)
		}
		if actions := result(j.Actions(t.Context(), 100))(t); len(actions) != len(lessons)+2 {
			t.Errorf("%d actions, want %d", len(actions), len(lessons)+2)
		}
	})
}
