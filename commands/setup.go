package commands

import (
	"context"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"alliancebot/internal/wording"
	"alliancebot/journal"
)

// setup shows the settings of the asker's server, after changing those that are given.
func (r *Router) setup(ctx context.Context, x call) (Reply, error) {
	j, guild := r.settings.Journal, x.Asker.GuildID
	switch {
	case guild == "" || !x.Asker.ManageServer:
		return x.private(x.loc.T(wording.SetupRefused)), nil
	case j == nil:
		return x.private(x.loc.T(wording.SetupNeedsJournal)), nil
	case !slices.ContainsFunc(slices.Collect(maps.Values(x.Options)), func(given string) bool { return given != "" }):
		return r.shownSetup(x, x.server), nil
	}
	if names := x.serverWide(); x.Options[channelOption] != "" && len(names) > 0 {
		return x.private(x.loc.T(wording.SetupServerWide, "Names", list(x.loc, names, wording.OneMore), "Channel", x.loc.T(wording.ChannelName))), nil
	}
	folders, refusal := x.chosen(x.Options[foldersOption], r.engine.Corpus().Folders(), func(name string) string { return name })
	if refusal != "" {
		return x.private(refusal), nil
	}
	languages, refusal := x.chosen(x.Options[languageOption], wording.Languages(), x.loc.LanguageName)
	if refusal != "" {
		return x.private(refusal), nil
	}
	changed, err := j.ChangeGuild(ctx, x.Asker.UserID, guild, func(s *journal.GuildSettings) {
		x.change(s, folders)
		if len(languages) > 0 {
			s.Language = languages[0]
		}
	})
	if err != nil {
		return Reply{}, err
	}
	if changed.Language != "" {
		x.loc = wording.For(changed.Language)
	}
	reply := r.shownSetup(x, changed)
	if x.Options[journalOption] != "" && changed.Journal != nil && !*changed.Journal {
		reply.Text = x.join(reply.Text, x.loc.T(wording.JournalDeleted))
	}
	return reply, nil
}

// serverWide returns the names of those of the given options that are never for a channel.
func (x call) serverWide() []string {
	var names []string
	for _, option := range []struct {
		key  string
		name wording.Message
	}{{languageOption, wording.LanguageName}, {helpChannelOption, wording.HelpChannelName}, {helpRoleOption, wording.HelpRoleName}, {journalOption, wording.JournalName}} {
		if x.Options[option.key] != "" {
			names = append(names, x.loc.T(option.name))
		}
	}
	return names
}

// change makes the changes that the options ask for, other than the language.
func (x call) change(s *journal.GuildSettings, folders []string) {
	channel := x.Options[channelOption]
	if x.Options[resetOption] == "true" {
		if channel == "" {
			*s = journal.GuildSettings{Journal: s.Journal}
		}
		delete(s.Channels, channel)
	}
	in := s.ChannelSettings
	if channel != "" {
		in = s.Channels[channel]
	}
	set := func(name string, to **bool) {
		if on, err := strconv.ParseBool(x.Options[name]); err == nil {
			*to = &on
		}
	}
	set(mentionsOption, &in.Mentions)
	set(postsOption, &in.Posts)
	set(privateOption, &in.Private)
	if len(folders) > 0 {
		in.Folders = folders
	}
	switch {
	case channel == "":
		s.ChannelSettings = in
	case !reflect.ValueOf(in).IsZero():
		if s.Channels == nil {
			s.Channels = make(map[string]journal.ChannelSettings)
		}
		s.Channels[channel] = in
	}
	set(journalOption, &s.Journal)
	if id := x.Options[helpChannelOption]; id != "" {
		s.HelpChannel = id
	}
	if id := x.Options[helpRoleOption]; id != "" {
		s.HelpRole = id
	}
}

// chosen returns those of values that typed lists, separated by commas, by themselves or by
// their names. If it lists something else, the refusal says so.
func (x call) chosen(typed string, values []string, name func(string) string) (chosen []string, refusal string) {
	for part := range strings.SplitSeq(typed, ",") {
		part = strings.Trim(strings.TrimSpace(part), "/")
		if part == "" {
			continue
		}
		i := slices.IndexFunc(values, func(v string) bool { return strings.EqualFold(v, part) || strings.EqualFold(name(v), part) })
		if i < 0 && len(values) == 0 {
			return nil, x.loc.T(wording.NoFolders)
		}
		if i < 0 {
			return nil, x.loc.T(wording.SetupUnknown, "Value", x.loc.T(wording.Quoted, "Words", part), "Values", list(x.loc, atMost(x.loc, values, MaxChoices), wording.OneMore))
		}
		chosen = append(chosen, values[i])
	}
	return chosen, ""
}

// shownSetup shows settings: of the server, then of its channels.
func (r *Router) shownSetup(x call, s journal.GuildSettings) Reply {
	orDefault := func(on *bool, otherwise bool) *bool {
		if on == nil {
			return &otherwise
		}
		return on
	}
	server := s.ChannelSettings
	server.Mentions, server.Posts = orDefault(server.Mentions, r.settings.Mentions), orDefault(server.Posts, false)
	server.Private = orDefault(server.Private, r.settings.Private)
	values := append(x.channelValues(server),
		setting{wording.LanguageName, Inline{Text: x.loc.LanguageName(s.Language)}},
		setting{wording.HelpChannelName, Inline{ChannelID: s.HelpChannel}},
		setting{wording.HelpRoleName, Inline{RoleID: s.HelpRole}})
	if s.Language == "" {
		values[len(values)-3].value = Inline{}
	}
	recording := wording.JournalOff
	if *orDefault(s.Journal, r.settings.Journal.Records(x.Asker.GuildID)) {
		recording = wording.JournalOn
	}
	reply := x.private(x.loc.T(recording))
	reply.Lead = x.valuesOf(Inline{Text: x.loc.T(wording.SetupServer)}, values)

	const shown = 25
	ids := slices.Sorted(maps.Keys(s.Channels))
	for _, id := range ids[:min(len(ids), shown)] {
		reply.Lead = slices.Concat(reply.Lead, []Inline{newLine}, x.valuesOf(Inline{ChannelID: id}, x.channelValues(s.Channels[id])))
	}
	if more := len(ids) - shown; more > 0 {
		reply.Lead = append(reply.Lead, newLine, Inline{Text: x.loc.Plural(wording.AndMore, more)})
	}
	if missing := r.switchedOff(s); len(missing) > 0 {
		reply.Text = x.join(x.loc.T(wording.SetupDisabled, "Settings", list(x.loc, missing, wording.OneMore)), reply.Text)
	}
	return reply
}

// switchedOff returns the operator's settings without which s has no effect.
func (r *Router) switchedOff(s journal.GuildSettings) []string {
	anywhere := func(is func(journal.ChannelSettings) bool) bool {
		return is(s.ChannelSettings) || slices.ContainsFunc(slices.Collect(maps.Values(s.Channels)), is)
	}
	var missing []string
	if !r.settings.Mentions && anywhere(func(c journal.ChannelSettings) bool { return c.Mentions != nil && *c.Mentions }) {
		missing = append(missing, "ANSWER_MENTIONS")
	}
	if !r.settings.Posts && anywhere(func(c journal.ChannelSettings) bool { return c.Posts != nil && *c.Posts }) {
		missing = append(missing, "MESSAGE_CONTENT")
	}
	return missing
}

// setting is the name of a setting and its value; the zero Inline if it has none.
type setting struct {
	name  wording.Message
	value Inline
}

// newLine ends a line of a Lead.
var newLine = Inline{Text: "\n"}

// channelValues returns what is set for a channel.
func (x call) channelValues(s journal.ChannelSettings) []setting {
	var values []setting
	for _, flag := range []struct {
		name wording.Message
		on   *bool
	}{{wording.MentionsName, s.Mentions}, {wording.PostsName, s.Posts}, {wording.PrivateName, s.Private}} {
		if flag.on != nil {
			said := wording.No
			if *flag.on {
				said = wording.Yes
			}
			values = append(values, setting{flag.name, Inline{Text: x.loc.T(said)}})
		}
	}
	if len(s.Folders) > 0 {
		values = append(values, setting{wording.FoldersName, Inline{Text: list(x.loc, s.Folders, wording.OneMore)}})
	}
	return values
}

// valuesOf returns a line with the values of a place that are not empty.
func (x call) valuesOf(place Inline, values []setting) []Inline {
	line := x.line(wording.NamedValue, parts{"Name": place, "Value": {}})
	separator := ""
	for _, v := range values {
		if v.value != (Inline{}) {
			line = append(line, Inline{Text: separator})
			line = append(line, x.line(wording.NamedValue, parts{"Name": {Text: x.loc.T(v.name)}, "Value": v.value})...)
			separator = " · "
		}
	}
	return line
}

// completeSetup suggests values for an option of setup.
func (r *Router) completeSetup(x call, option string) []Choice {
	typed, head := x.Options[option], ""
	values, name := wording.Languages(), x.loc.LanguageName
	if option == foldersOption {
		values, name = r.engine.Corpus().Folders(), func(folder string) string { return folder }
		if comma := strings.LastIndexByte(typed, ','); comma >= 0 {
			head, typed = typed[:comma+1], typed[comma+1:]
		}
	}
	var choices []Choice
	for _, v := range values {
		fits := strings.Contains(strings.ToLower(v+" "+name(v)), strings.ToLower(strings.TrimSpace(typed)))
		if fits && len(head+v) <= MaxChoice && len(choices) < MaxChoices {
			choices = append(choices, Choice{Label: head + name(v), Value: head + v})
		}
	}
	return choices
}

// Configured reports whether the replies on a server depend on the channel, or new posts in
// its forums may be answered.
func (r *Router) Configured(guildID string) bool {
	if r.settings.Journal == nil {
		return false
	}
	s := r.settings.Journal.Guild(guildID)
	return len(s.Channels) > 0 || s.Posts != nil && *s.Posts
}

// ignores reports whether x is a message that the server does not want to be answered.
func (x call) ignores() bool {
	switch {
	case x.Post:
		return x.in.Posts == nil || !*x.in.Posts
	case x.Public:
		return x.in.Mentions != nil && !*x.in.Mentions
	}
	return false
}

// forget deletes what the journal knows about the asker.
func (r *Router) forget(ctx context.Context, x call) (Reply, error) {
	j := r.settings.Journal
	if j == nil {
		return x.private(x.loc.T(wording.NoJournal)), nil
	}
	if err := j.Forget(ctx, x.Asker.UserID); err != nil {
		return Reply{}, err
	}
	return x.private(x.loc.Plural(wording.Forgotten, j.Days())), nil
}
