package journal

import (
	"cmp"
	"errors"
	"reflect"
	"slices"
	"testing"
	"time"

	"alliancebot/index"
)

func TestSubscriptions(t *testing.T) {
	onEach(t, func(t *testing.T, s *store) {
		j := s.open()
		first, second, answered := ask(j, index.None, "how long"), ask(j, index.None, "how high"), ask(j, index.Answered, "how wide")
		for _, id := range []ID{first, second, first} { // twice is once
			must(t, j.Subscribe(t.Context(), id, ada, "en-GB"))
		}
		must(t, j.Subscribe(t.Context(), first, ben, "de"))
		for _, id := range []ID{answered, NewID()} {
			if err := j.Subscribe(t.Context(), id, ada, "de"); !errors.Is(err, ErrNotFound) {
				t.Errorf("Subscribe to a question without a text: %v, want ErrNotFound", err)
			}
		}
		all := result(j.Subscriptions(t.Context()))(t)
		want := []Subscription{
			{Question: first, UserID: ada, Locale: "en-GB", Text: "how long"},
			{Question: second, UserID: ada, Locale: "en-GB", Text: "how high"},
			{Question: first, UserID: ben, Locale: "de", Text: "how long"},
		}
		if slices.SortFunc(all[:2], func(a, b Subscription) int { return cmp.Compare(b.Text, a.Text) }); !reflect.DeepEqual(all, want) {
			t.Fatalf("Subscriptions = %+v, want %+v", all, want)
		}
		tell := func(when, userID string, want bool, questions ...ID) {
			t.Helper()
			if may := result(s.open().Tell(t.Context(), userID, questions...))(t); may != want {
				t.Errorf("%s: Tell = %t, want %t", when, may, want)
			}
		}
		tell("answered", ada, true, first)
		tell("told already", ada, false, first)
		tell("another on the same day", ada, false, second)
		tell("another member", ben, true, first)
		s.wait(noticeInterval - time.Millisecond)
		tell("almost a day later", ada, false, second)
		s.wait(time.Millisecond)
		tell("a day later, about what was told", ada, false, first)
		tell("a day later", ada, true, second)
		if left := result(j.Subscriptions(t.Context()))(t); len(left) != 0 {
			t.Errorf("Subscriptions = %+v, want none", left)
		}
		must(t, j.Subscribe(t.Context(), first, ada, "en"))
		must(t, j.Subscribe(t.Context(), first, ben, "en"))
		must(t, j.Unsubscribe(t.Context(), ada))
		if left := result(j.Subscriptions(t.Context()))(t); len(left) != 1 || left[0].UserID != ben {
			t.Errorf("Subscriptions = %+v, want only ben's", left)
		}
		must(t, j.Forget(t.Context(), ben))
		if left := result(j.Subscriptions(t.Context()))(t); len(left) != 0 {
			t.Errorf("Subscriptions = %+v, want none", left)
		}
	})
}

// Of many that want to tell a member, one may.
func TestTellOnce(t *testing.T) {
	onEach(t, func(t *testing.T, s *store) {
		journals := []*Journal{s.open(), s.open(), s.open(), s.open()}
		id := ask(journals[0], index.None, "how long")
		must(t, journals[0].Subscribe(t.Context(), id, ada, "en"))
		results := make(chan bool)
		for _, j := range journals {
			for range 4 {
				go func() {
					may, err := j.Tell(t.Context(), ada, id)
					if err != nil {
						t.Error(err)
					}
					results <- may
				}()
			}
		}
		told := 0
		for range 4 * len(journals) {
			if <-results {
				told++
			}
		}
		if told != 1 {
			t.Errorf("%d tell the member, want 1", told)
		}
	})
}
