package journal

import (
	"reflect"
	"testing"

	"alliancebot/index"
)

func TestGuildSettings(t *testing.T) {
	onEach(t, func(t *testing.T, s *store) {
		j := s.open()
		on, off := true, false
		record := func(guild string) {
			t.Helper()
			id := NewID()
			j.Asked(Question{ID: id, GuildID: guild, UserID: ada, Verdict: index.None, Text: "in " + guild})
			j.Vote(Vote{Question: id, GuildID: guild, UserID: ben})
			flush(t, j)
		}
		check := func(when, guild string, want int) {
			t.Helper()
			questions, votes := 0, 0
			for _, m := range result(j.Missed(t.Context(), s.now(), 100))(t) {
				if m.GuildID == guild {
					questions, votes = questions+1, votes+m.Unhelpful
				}
			}
			if questions != want || votes != want {
				t.Errorf("%s: %d questions and %d votes of %s, want %d", when, questions, votes, guild, want)
			}
		}
		set := func(guild string, choice *bool) {
			t.Helper()
			seen := states(t, j)
			next(t, seen)
			result(j.ChangeGuild(t.Context(), admin, guild, func(s *GuildSettings) { s.Journal = choice }))(t)
			next(t, seen)
		}
		for _, guild := range []string{home, elsewhere, ""} {
			record(guild)
		}
		check("by default", home, 1)
		check("by default", elsewhere, 0)
		set(elsewhere, &on)
		record(elsewhere)
		check("on", elsewhere, 1)
		set(elsewhere, &off)
		check("off", elsewhere, 0)
		check("off elsewhere", home, 1)
		set(home, &off)
		record(home)
		check("off at home", home, 0)
		set(home, nil)
		record(home)
		check("the default again", home, 1)
		if choice := j.Guild(elsewhere).Journal; choice == nil || *choice {
			t.Errorf("Guild = %v, want off", choice)
		}

		// A change leaves the rest as it is.
		result(j.ChangeGuild(t.Context(), admin, elsewhere, func(s *GuildSettings) { s.HelpRole = "41" }))(t)
		got := result(j.ChangeGuild(t.Context(), admin, elsewhere, func(s *GuildSettings) { s.Private = &on }))(t)
		if got.HelpRole != "41" || got.Private == nil || !*got.Private || got.Journal == nil || *got.Journal {
			t.Errorf("ChangeGuild = %+v, want all three settings", got)
		}
	})
}

// A thread has its channel's settings, and a channel the server's.
func TestSettingsOfChannels(t *testing.T) {
	on, off := true, false
	s := GuildSettings{
		ChannelSettings: ChannelSettings{Mentions: &off, Folders: []string{"docs"}},
		Channels: map[string]ChannelSettings{
			"channel": {Mentions: &on, Private: &on}, "thread": {Private: &off, Folders: []string{"game", "mods"}},
		},
	}
	for _, test := range []struct {
		path []string
		want ChannelSettings
	}{
		{nil, s.ChannelSettings},
		{[]string{"", "other"}, s.ChannelSettings},
		{[]string{"", "channel"}, ChannelSettings{Mentions: &on, Private: &on, Folders: []string{"docs"}}},
		{[]string{"channel", "thread"}, ChannelSettings{Mentions: &on, Private: &off, Folders: []string{"game", "mods"}}},
	} {
		if got := s.In(test.path...); !reflect.DeepEqual(got, test.want) {
			t.Errorf("In(%q) = %+v, want %+v", test.path, got, test.want)
		}
	}
}

// A question that waits is not written if its server has changed its mind.
func TestOptOutReachesTheQueue(t *testing.T) {
	onEach(t, func(t *testing.T, s *store) {
		j := s.open()
		result(result(j.database(t.Context()))(t).Exec(`INSERT INTO guilds (guild, journal) VALUES ($1, $2)`, home, false))(t)
		must(t, j.write(t.Context(), []entry{Question{ID: NewID(), GuildID: home, Verdict: index.None, Text: "late"}}))
		if missed := result(j.Missed(t.Context(), s.now(), 10))(t); len(missed) != 0 {
			t.Errorf("Missed = %+v, want nothing", missed)
		}
	})
}
