package journal

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
)

// GuildSettings are the settings of a server that its managers choose.
type GuildSettings struct {
	// Journal says whether to record questions and votes; nil is the default: only on the
	// home server.
	Journal *bool `json:"-"`
	// ChannelSettings are for all channels that have none of their own.
	ChannelSettings
	Channels map[string]ChannelSettings `json:"channels,omitempty"` // by the channel's ID
	Language string                     `json:"language,omitempty"` // of the bot's own words, as a BCP 47 tag
	// HelpChannel is the channel, and HelpRole the role, that questions can be handed over
	// to; "" for none.
	HelpChannel string `json:"help_channel,omitempty"`
	HelpRole    string `json:"help_role,omitempty"`
}

// ChannelSettings are the settings of a channel. What is not set is as on the server, or else
// the operator's default.
type ChannelSettings struct {
	Mentions *bool    `json:"mentions,omitempty"` // whether messages that mention the bot are answered
	Posts    *bool    `json:"posts,omitempty"`    // whether new posts of a forum are answered
	Private  *bool    `json:"private,omitempty"`  // whether answers are private
	Folders  []string `json:"folders,omitempty"`  // of the corpus, which alone are asked
}

// In returns the settings of a channel, the last of path: what is not set there is as in the
// channel before it, and in the end as on the server.
func (s GuildSettings) In(path ...string) ChannelSettings {
	in := s.ChannelSettings
	for _, id := range path {
		own := s.Channels[id]
		in.Mentions = cmp.Or(own.Mentions, in.Mentions)
		in.Posts = cmp.Or(own.Posts, in.Posts)
		in.Private = cmp.Or(own.Private, in.Private)
		if len(own.Folders) > 0 {
			in.Folders = own.Folders
		}
	}
	return in
}

// Guild returns the settings of a server, which must not be modified. It does not wait for
// the database.
func (j *Journal) Guild(guildID string) GuildSettings {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.shared.guilds[guildID]
}

// Records reports whether questions and votes on a server are recorded: never in direct
// messages, which have no guild. It does not wait for the database.
func (j *Journal) Records(guildID string) bool {
	return j.Guild(guildID).records(guildID, j.config.HomeGuildID)
}

func (s GuildSettings) records(guildID, homeGuildID string) bool {
	if s.Journal != nil {
		return *s.Journal
	}
	return guildID == homeGuildID && guildID != ""
}

// ChangeGuild changes the settings of a server, for the manager by, and returns the new ones.
// If questions are not recorded anymore, those that were are deleted, with their votes and
// subscriptions.
func (j *Journal) ChangeGuild(ctx context.Context, by, guildID string, change func(*GuildSettings)) (GuildSettings, error) {
	if err := j.queue.flush(ctx); err != nil {
		return GuildSettings{}, failed("change settings", err)
	}
	var s GuildSettings
	err := j.change(ctx, func(tx transaction, _ int64) error {
		row := tx.QueryRowContext(ctx, `SELECT journal, settings FROM guilds WHERE guild = $1`, guildID)
		if err := s.scan(row.Scan); err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		change(&s)
		encoded, err := json.Marshal(s)
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `
			INSERT INTO guilds (guild, journal, settings) VALUES ($1, $2, $3)
			ON CONFLICT (guild) DO UPDATE SET journal = excluded.journal, settings = excluded.settings`, guildID, s.Journal, string(encoded))
		if err != nil {
			return err
		}
		record := "by default"
		if s.Journal != nil {
			record = fmt.Sprint(*s.Journal)
		}
		if s.Journal != nil && !*s.Journal {
			for _, query := range []string{`DELETE FROM asked WHERE guild = $1`, `DELETE FROM votes WHERE guild = $1`, `DELETE FROM pairs WHERE guild = $1`} {
				if err := tx.exec(ctx, query, guildID); err != nil {
					return err
				}
			}
		}
		detail := fmt.Sprintf("%s: journal %s, %s", guildID, record, encoded)
		return act(ctx, tx, Action{At: j.now(), By: by, Action: "settings", Detail: detail})
	})
	return s, failed("change settings", err)
}

// scan reads the columns journal and settings.
func (s *GuildSettings) scan(scan func(...any) error, before ...any) error {
	var settings string
	if err := scan(append(before, &s.Journal, &settings)...); err != nil {
		return err
	}
	return json.Unmarshal([]byte(settings), s)
}

// guilds reads the settings of all servers.
func guilds(ctx context.Context, q queryer) (map[string]GuildSettings, error) {
	type row struct {
		id       string
		settings GuildSettings
	}
	rows, err := list(ctx, q, func(r *sql.Rows, into *row) error {
		return into.settings.scan(r.Scan, &into.id)
	}, `SELECT guild, journal, settings FROM guilds`)
	all := map[string]GuildSettings{}
	for _, r := range rows {
		all[r.id] = r.settings
	}
	return all, err
}
