package discordtest

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"unicode/utf8"

	"alliancebot/bot/discordtest/schema"
)

// The types of command, and of option other than text.
const (
	slashCommand, messageCommand          = 1, 3
	subcommand, booleanOption, userOption = 1, 5, 6
)

// named is what commands and options have in common.
type named struct {
	Type                     int
	Name                     string
	NameLocalizations        map[string]string `json:"name_localizations"`
	Description              string
	DescriptionLocalizations map[string]string `json:"description_localizations"`
}

// registeredCommand is a command as the bot registered it.
type registeredCommand struct {
	named
	ID               string
	GuildID          string `json:"guild_id"`
	Options          []commandOption
	Contexts         []int
	IntegrationTypes []int `json:"integration_types"`
}

// commandOption is an option or a subcommand.
type commandOption struct {
	named
	Required, Autocomplete bool
	Options                []commandOption // of a subcommand
}

// Commands returns the commands registered on a server, or the global ones if guild is
// "".
func (s *Server) Commands(guild string) []map[string]any {
	return locked(s, func() []object { return s.commands[guild] })
}

// setCommands replaces the commands of the application, or its commands on a server.
func (s *Server) setCommands(r *request) (any, *apiError) {
	guild, p := r.PathValue("guild"), r.problems
	if !hasCommands(r) {
		return nil, errMissingAccess
	}
	if len(p) == 0 {
		p = checkCommands(decodeCommands(r.body), guild != "")
	}
	if err := s.refuse(r, p); err != nil {
		return nil, err
	}
	list := decode[[]object](r.body)
	for _, c := range list {
		c["id"], c["application_id"], c["version"] = s.id(), AppID, s.id()
		if guild != "" {
			c["guild_id"] = guild
		}
	}
	s.commands[guild] = list
	return list, nil
}

// listCommands lists commands as Discord does: with defaults for what the bot left out,
// without options' fields that have their default, and in other languages only on
// request.
func (s *Server) listCommands(r *request) (any, *apiError) {
	if !hasCommands(r) {
		return nil, errMissingAccess
	}
	localized := func(fields object) object {
		fields = maps.Clone(fields)
		for _, name := range []string{"name_localizations", "description_localizations"} {
			if texts, _ := fields[name].(object); len(texts) == 0 {
				fields[name] = nil
			}
			if r.URL.Query().Get("with_localizations") != "true" {
				delete(fields, name)
			}
		}
		return fields
	}
	list := []object{}
	for _, c := range s.commands[r.PathValue("guild")] {
		listed := object{
			"type": slashCommand, "description": "", "nsfw": false, "default_member_permissions": nil,
			"contexts": nil, "integration_types": []any{0},
		}
		if c["guild_id"] == nil {
			listed["dm_permission"] = true
		}
		maps.Copy(listed, listOptions(localized(c), localized))
		s.selfCheck(schema.Command, listed)
		list = append(list, listed)
	}
	return list, nil
}

// listOptions returns a command or subcommand with its options as Discord lists them.
func listOptions(fields object, localized func(object) object) object {
	options, _ := fields["options"].([]any)
	options = slices.Clone(options)
	for i := range options {
		option := listOptions(localized(options[i].(object)), localized)
		maps.DeleteFunc(option, func(_ string, v any) bool { return v == nil || v == false })
		options[i] = option
	}
	if fields["options"] = options; len(options) == 0 {
		delete(fields, "options")
	}
	return fields
}

// hasCommands reports whether a path is that of the bot's commands, global or of a
// server with the bot.
func hasCommands(r *request) bool {
	guild := r.PathValue("guild")
	return r.PathValue("app") == AppID && (guild == "" || botIsOn(guild))
}

// decodeCommands decodes commands that are valid by their schema.
func decodeCommands(body []byte) []registeredCommand {
	commands := decode[[]registeredCommand](body)
	for i := range commands {
		commands[i].Type = max(slashCommand, commands[i].Type)
	}
	return commands
}

// offered returns the command of a type that Discord offers u in their channel, and
// fails the test if there is none, since u could not use it. A command without contexts
// is offered in all, one without integration types only where the bot is, and one of a
// single server always there.
func (s *Server) offered(u User, kind int, name string) registeredCommand {
	s.t.Helper()
	c := u.channel()
	s.mu.Lock()
	list := s.commands[""]
	if botIsOn(c.guild) {
		list = slices.Concat(s.commands[c.guild], list)
	}
	body, _ := json.Marshal(list)
	s.mu.Unlock()
	has := func(installation int) bool { return u.owners(c)[strconv.Itoa(installation)] != nil }
	for _, r := range decodeCommands(body) {
		installed := r.IntegrationTypes == nil && has(0) || slices.ContainsFunc(r.IntegrationTypes, has)
		inContext := r.Contexts == nil || slices.Contains(r.Contexts, contexts[c.kind])
		if r.Type == kind && r.Name == name && (r.GuildID != "" || installed && inContext) {
			return r
		}
	}
	s.t.Fatalf("discordtest: command %q of type %d is not offered to %+v", name, kind, u)
	return registeredCommand{}
}

// data returns what Discord sends for each use of the command.
func (r registeredCommand) data() object {
	data := object{"id": r.ID, "name": r.Name, "type": r.Type}
	if r.GuildID != "" {
		data["guild_id"] = r.GuildID
	}
	return data
}

// fill returns what a client sends for a use of the command, or of its subcommand unless
// that is "", with these values of options, and fails the test if a client would not send
// it. The focused option is still being typed.
func (r registeredCommand) fill(t T, part string, values map[string]string, focused string) object {
	t.Helper()
	data, offered := r.data(), r.Options
	if i := slices.IndexFunc(offered, func(o commandOption) bool { return o.Type == subcommand && o.Name == part }); i >= 0 {
		offered = offered[i].Options
	} else if part != "" || len(offered) > 0 && offered[0].Type == subcommand {
		t.Fatalf("discordtest: /%s has no subcommand %q", r.Name, part)
	}
	var options []any
	for _, o := range offered {
		text, ok := values[o.Name]
		option, n := object{"type": o.Type, "name": o.Name, "value": text}, utf8.RuneCountInString(text)
		switch {
		case !ok && (!o.Required || focused != ""):
			continue
		case o.Type == booleanOption:
			option["value"] = text == "true"
		case o.Type == userOption:
			data["resolved"] = object{"users": object{text: userWithID(text).object()}}
		case o.Name == focused && o.Autocomplete:
			option["focused"] = true
		case n == 0 || n > 6000 || o.Name == focused:
			t.Fatalf("discordtest: /%s: option %q cannot have a value of %d characters, or has no autocomplete", r.Name, o.Name, n)
		}
		options = append(options, option)
	}
	if len(options) < len(values) {
		t.Fatalf("discordtest: /%s lacks one of the options %q", r.Name, slices.Sorted(maps.Keys(values)))
	}
	if part != "" {
		used := object{"type": subcommand, "name": part}
		if options != nil {
			used["options"] = options
		}
		options = []any{used}
	}
	if options != nil {
		data["options"] = options
	}
	if focused != "" {
		delete(data, "resolved")
	}
	return data
}
