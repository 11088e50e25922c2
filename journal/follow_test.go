package journal

import (
	"reflect"
	"testing"
	"time"
)

// followed is how long a change may take to arrive in another process: a second, or more if
// the machine is busy with other tests, but less than a slow poll.
const followed = 4 * time.Second

// states returns a channel that gets the states that j sees.
func states(t *testing.T, j *Journal) <-chan State {
	seen := make(chan State, 100)
	go j.Follow(t.Context(), func(s State) { seen <- s })
	return seen
}

// next returns the next state, which must come in time.
func next(t *testing.T, seen <-chan State) State {
	t.Helper()
	select {
	case s := <-seen:
		return s
	case <-time.After(followed):
		t.Fatal("no state in time")
		return State{}
	}
}

// What one process applies, teaches or sets, another follows within a second.
func TestFollow(t *testing.T) {
	onEach(t, func(t *testing.T, s *store) {
		one, other := s.open(), s.open()
		seen, own := states(t, other), states(t, one)
		if first := next(t, seen); first != (State{}) {
			t.Errorf("the first state is %+v, want zero", first)
		}
		next(t, own)
		lease := begin(t, one)
		id := result(lease.Apply(t.Context(), Draft{Files: files(1)}))(t)
		if state := next(t, seen); state != (State{Live: id}) {
			t.Errorf("after Apply: %+v, want live %s", state, id)
		}
		if state := next(t, own); state != (State{Live: id}) {
			t.Errorf("after its own Apply: %+v, want live %s", state, id)
		}
		lesson := result(lease.Teach(t.Context(), Lesson{Kind: Unanswered, Question: "what"}))(t)
		taught := next(t, seen)
		if taught.Live != id || taught.Taught == 0 {
			t.Errorf("after Teach: %+v, want something taught", taught)
		}
		must(t, lease.Undo(t.Context(), lesson))
		if undone := next(t, seen); undone.Live != id || undone.Taught == taught.Taught {
			t.Errorf("after Undo: %+v, want another number than in %+v", undone, taught)
		}
		on := true
		changed := result(one.ChangeGuild(t.Context(), admin, elsewhere, func(s *GuildSettings) {
			s.Journal, s.Language, s.Folders = &on, "de", []string{"docs"}
			s.Channels = map[string]ChannelSettings{"31": {Mentions: &on}}
		}))(t)
		next(t, seen)
		if got := other.Guild(elsewhere); !reflect.DeepEqual(got, changed) || !other.Records(elsewhere) {
			t.Errorf("another process knows the settings %+v of a server, want %+v", got, changed)
		}
		// A process that starts later sees the same.
		if state := next(t, states(t, s.open())); state.Live != id {
			t.Errorf("after a start: %+v, want live %s", state, id)
		}
	})
}

// Changes are followed by polling if nothing announces them.
func TestFollowByPolling(t *testing.T) {
	onEach(t, func(t *testing.T, s *store) {
		j := s.open()
		seen := states(t, j)
		next(t, seen)
		if s.config.DatabaseURL != "" {
			eventually(t, followed, "listening", j.listening.Load)
			j.listening.Store(false)
		}
		j.look() // ends the slow poll that may be on its way
		result(result(j.database(t.Context()))(t).Exec(`UPDATE state SET revision = revision + 1, taught = 7`))(t)
		if state := next(t, seen); state.Taught != 7 {
			t.Errorf("state = %+v, want 7", state)
		}
	})
}
