package journal

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// A pair is kept where questions are recorded, for as long as they are, without who wrote it.
func TestPairs(t *testing.T) {
	onEach(t, func(t *testing.T, s *store) {
		j := s.open()
		for i, guild := range []string{home, elsewhere, ""} {
			j.Pair(Pair{ID: NewID(), GuildID: guild, Language: "en", Question: "how wide is it\x00", Answer: strings.Repeat("ü", 5000-i)})
		}
		flush(t, j)
		pairs := func() []Pair { return result(j.Pairs(t.Context(), 10))(t) }
		got := pairs()
		if len(got) != 1 || got[0].Question != "how wide is it" || got[0].Answer != strings.Repeat("ü", maxReply) || got[0].Language != "en" ||
			got[0].GuildID != home || !got[0].Hour.Equal(s.now().Truncate(time.Hour)) {
			t.Errorf("Pairs = %+v, want the one at home", got)
		}
		s.wait(time.Hour)
		j.Pair(Pair{ID: NewID(), GuildID: home, Question: "how old is it", Answer: "90 years"})
		flush(t, j)
		if got := pairs(); len(got) != 2 || got[0].Question != "how old is it" {
			t.Errorf("Pairs = %+v, want the later one first", got)
		}
		s.wait(30*24*time.Hour - 10*time.Minute)
		must(t, j.Clean(t.Context()))
		if got := pairs(); len(got) != 1 {
			t.Errorf("Pairs = %+v after the first has expired", got)
		}
		off := false
		result(j.ChangeGuild(t.Context(), admin, home, func(s *GuildSettings) { s.Journal = &off }))(t)
		if got := pairs(); !slices.Equal(got, nil) {
			t.Errorf("Pairs = %+v of a server that does not want any", got)
		}
	})
}
