package journal

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"alliancebot/index"
	"alliancebot/internal/observe"
)

// Texts are kept only of questions without a sure answer, on servers that want it.
func TestWhatIsKeptOfQuestions(t *testing.T) {
	onEach(t, func(t *testing.T, s *store) {
		j := s.open()
		suggested := ask(j, index.Suggested, "how long is it\x00 \xff")
		j.Asked(Question{ID: NewID(), GuildID: home, UserID: ben, Language: "de", Verdict: index.None, Text: strings.Repeat("ü", 2*maxText)})
		ask(j, index.Answered, "how long is the bridge")
		j.Asked(Question{ID: NewID(), GuildID: elsewhere, UserID: ada, Verdict: index.None, Text: "elsewhere"})
		j.Asked(Question{ID: NewID(), UserID: ada, Verdict: index.None, Text: "in a direct message"})
		flush(t, j)

		missed := result(j.Missed(t.Context(), s.now(), 10))(t)
		if len(missed) != 2 {
			t.Fatalf("Missed = %+v, want 2 questions", missed)
		}
		slices.SortFunc(missed, func(a, b Missed) int { return len(a.Text) - len(b.Text) })
		first := missed[0]
		hour := s.now().Truncate(time.Hour)
		if first.ID != suggested || first.Text != "how long is it \uFFFD" || first.Verdict != index.Suggested || first.Unit != "bridge/faq/how-long" ||
			first.Language != "en" || first.GuildID != home || !first.Hour.Equal(hour) {
			t.Errorf("Missed = %+v, want the question without what PostgreSQL refuses, at %v", first, hour)
		}
		if missed[1].Text != strings.Repeat("ü", maxText) {
			t.Errorf("Missed has %d bytes of a long question, want its first %d runes", len(missed[1].Text), maxText)
		}
		stats := result(j.Stats(t.Context(), s.now()))(t)
		want := Stats{
			Days:  []DayStats{{Day: time.Date(2026, 3, 4, 0, 0, 0, 0, time.UTC), Answered: 1, Suggested: 1, None: 1}},
			Units: []UnitStats{{Unit: "bridge/faq/how-long", Shown: 1}},
		}
		if !reflect.DeepEqual(stats, want) {
			t.Errorf("Stats = %+v, want %+v", stats, want)
		}
		if n := s.counts.of(observe.WriteWritten); n != 3 {
			t.Errorf("%d written, want 3", n)
		}
	})
}

// A member has one vote on an answer, and a question's text stays while someone votes the
// answer down.
func TestVotes(t *testing.T) {
	onEach(t, func(t *testing.T, s *store) {
		j := s.open()
		const text = "how long is the bridge"
		id := ask(j, index.Answered, text)
		vote := func(userID string, helpful bool) {
			j.Vote(Vote{Question: id, GuildID: home, UserID: userID, Helpful: helpful, Text: text})
		}
		check := func(when string, wantText bool, helpful, unhelpful int) {
			t.Helper()
			flush(t, j)
			missed := result(j.Missed(t.Context(), s.now(), 10))(t)
			if has := len(missed) == 1 && missed[0].Text == text; has != wantText {
				t.Errorf("%s: Missed = %+v, want the question: %t", when, missed, wantText)
			}
			stats := result(j.Stats(t.Context(), s.now()))(t)
			if day := stats.Days[0]; day.Helpful != helpful || day.Unhelpful != unhelpful {
				t.Errorf("%s: %d helpful, %d not, want %d and %d", when, day.Helpful, day.Unhelpful, helpful, unhelpful)
			}
			if unit := stats.Units[0]; unit.Shown != 1 {
				t.Errorf("%s: unit %+v, want it shown once", when, unit)
			}
		}
		vote(ada, true)
		check("voted up", false, 1, 0)
		vote(ada, false)
		check("changed", true, 0, 1)
		vote(ada, false)
		vote(ben, false)
		check("voted down by two", true, 0, 2)
		vote(ada, true)
		check("one changed back", true, 1, 1)
		vote(ben, true)
		check("both changed back", false, 2, 0)
		vote(ben, false)
		check("voted down again", true, 1, 1)
		must(t, j.Forget(t.Context(), ben))
		check("ben is forgotten", false, 1, 0)
		// A vote on what the journal does not know counts.
		j.Vote(Vote{Question: NewID(), GuildID: home, UserID: ben, Helpful: false, Text: text})
		flush(t, j)
		if day := result(j.Stats(t.Context(), s.now()))(t).Days[0]; day.Unhelpful != 1 {
			t.Errorf("a vote on an unknown question: %+v, want it counted", day)
		}
	})
}

// Different numbers of askers are different members.
func TestAskers(t *testing.T) {
	onEach(t, func(t *testing.T, s *store) {
		j := s.open()
		for range 3 {
			for _, user := range []string{ada, ben} {
				j.Asked(Question{ID: NewID(), GuildID: home, UserID: user, Verdict: index.None, Text: user})
			}
		}
		flush(t, j)
		numbers := map[string]map[int]bool{ada: {}, ben: {}}
		for _, m := range result(s.open().Missed(t.Context(), s.now(), 10))(t) {
			numbers[m.Text][m.Asker] = true
			if m.Asker < 0 || m.Asker >= askers {
				t.Errorf("asker %d, want less than %d", m.Asker, askers)
			}
		}
		if len(numbers[ada]) != 1 || len(numbers[ben]) != 1 {
			t.Errorf("askers = %v, want one number for each member", numbers)
		}
	})
	secret, used := []byte("secret"), map[int]int{}
	for n := range 1600 {
		used[asker(secret, string(rune(n)))]++
	}
	for number, members := range used {
		if members < 50 || members > 200 { // 100 on average, with a standard deviation of 10
			t.Errorf("%d of 1600 members have number %d, want about 100", members, number)
		}
	}
	if len(used) != askers {
		t.Errorf("%d numbers are used, want %d", len(used), askers)
	}
}

// Questions and votes disappear after Days, other things after a year.
func TestClean(t *testing.T) {
	onEach(t, func(t *testing.T, s *store) {
		j := s.open()
		lease := begin(t, j)
		undone := result(lease.Teach(t.Context(), Lesson{Kind: Unanswered, Question: "undone"}))(t)
		result(lease.Teach(t.Context(), Lesson{Kind: Unanswered, Question: "in force"}))(t)
		must(t, lease.Undo(t.Context(), undone))
		lease.End(t.Context())
		id := ask(j, index.None, "an old question")
		j.Vote(Vote{Question: id, GuildID: home, UserID: ben})
		must(t, j.Subscribe(t.Context(), id, ada, "en-GB"))

		left := func() map[string]int {
			t.Helper()
			must(t, j.Clean(t.Context()))
			counts := map[string]int{}
			for _, table := range []string{"asked", "votes", "subscriptions", "taught", "actions"} {
				var n int
				must(t, result(j.database(t.Context()))(t).QueryRow(`SELECT COUNT(*) FROM `+table).Scan(&n))
				counts[table] = n
			}
			return counts
		}
		const day = 24 * time.Hour
		steps := []struct {
			pass time.Duration
			want map[string]int
		}{
			{0, map[string]int{"asked": 1, "votes": 1, "subscriptions": 1, "taught": 2, "actions": 3}},
			{30*day - time.Hour, map[string]int{"asked": 1, "votes": 1, "subscriptions": 1, "taught": 2, "actions": 3}},
			{time.Hour, map[string]int{"asked": 0, "votes": 0, "subscriptions": 0, "taught": 2, "actions": 3}},
			{335*day + time.Hour, map[string]int{"asked": 0, "votes": 0, "subscriptions": 0, "taught": 1, "actions": 0}},
		}
		for _, step := range steps {
			s.wait(step.pass)
			if got := left(); !reflect.DeepEqual(got, step.want) {
				t.Errorf("at %v: rows %v, want %v", s.now(), got, step.want)
			}
		}
	})
}
