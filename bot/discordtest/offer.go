package discordtest

import (
	"fmt"
	"slices"
	"strconv"
	"unicode/utf8"
)

// The types of command.
const (
	slashCommand   = 1
	messageCommand = 3
)

// The types of option that users of the double can fill in.
const (
	textOption    = 3
	booleanOption = 5
	userOption    = 6
)

// registered is a command as it was registered.
type registered struct{ object }

// offered returns a command of a type that u is offered where they are. The
// test is wrong if there is none, as nobody can use it then.
func (s *Server) offered(u User, kind int, name string) registered {
	s.t.Helper()
	where := u.place()
	s.mu.Lock()
	list := s.commands[""]
	if botIsOn(where.guild) {
		list = slices.Concat(s.commands[where.guild], list)
	}
	s.mu.Unlock()
	for _, fields := range list {
		c := registered{object{path: name, fields: fields, found: new([]string)}}
		if c.kind() == kind && c.text("name") == name && c.isFor(u, where) {
			return c
		}
	}
	s.t.Fatalf("discordtest: command %q of type %d is not offered to %+v", name, kind, u)
	return registered{}
}

func (c registered) kind() int { return max(slashCommand, c.number("type")) }

// isFor tells whether a command is offered to u at p: in contexts of its kind,
// and by an installation that it is for. A command that says nothing of
// contexts is offered in all, and one that says nothing of installations only
// by that of a server.
func (c registered) isFor(u User, p place) bool {
	if c.has("guild_id") {
		return true
	}
	if c.has("contexts") && !slices.Contains(c.numbers("contexts"), p.context()) {
		return false
	}
	installations := []int{0}
	if c.has("integration_types") {
		installations = c.numbers("integration_types")
	}
	return slices.ContainsFunc(installations, func(kind int) bool {
		return u.owners(p)[strconv.Itoa(kind)] != nil
	})
}

// used is what Discord sends about any use of the command.
func (c registered) used() map[string]any {
	data := map[string]any{"id": c.text("id"), "name": c.text("name"), "type": c.kind()}
	if c.has("guild_id") {
		data["guild_id"] = c.text("guild_id")
	}
	return data
}

// fill fills in the options of a command as u's client would, and refuses what
// the client would not send. The focused option is still being typed.
func fill(c registered, u User, values map[string]string, focused string) (list []any, resolved map[string]any, err error) {
	known := map[string]bool{}
	for _, o := range c.list("options") {
		name := o.text("name")
		known[name] = true
		text, filled := values[name]
		if !filled {
			if o.flag("required") && focused == "" {
				return nil, nil, fmt.Errorf("the option %q is required", name)
			}
			continue
		}
		option := map[string]any{"type": o.number("type"), "name": name}
		if name == focused {
			option["focused"], err = true, o.completes()
			option["value"] = text
		} else {
			option["value"], err = o.value(text)
		}
		if err != nil {
			return nil, nil, fmt.Errorf("option %q: %w", name, err)
		}
		if o.number("type") == userOption {
			resolved = resolve(resolved, u, text)
		}
		list = append(list, option)
	}
	for name := range values {
		if !known[name] {
			return nil, nil, fmt.Errorf("there is no option %q", name)
		}
	}
	return list, resolved, nil
}

func (o object) completes() error {
	if !o.flag("autocomplete") {
		return fmt.Errorf("has no autocomplete")
	}
	return nil
}

// value is what Discord sends for text in the option o.
func (o object) value(text string) (any, error) {
	switch kind := o.number("type"); kind {
	case textOption:
		return text, o.takes(text)
	case booleanOption:
		return text == "true", oneOf(text, "true", "false")
	case userOption:
		if !digits.MatchString(text) {
			return nil, fmt.Errorf("%q is no user id", text)
		}
		return text, nil
	default:
		return nil, fmt.Errorf("options of type %d are not played", kind)
	}
}

// takes tells why a text cannot be put into the option o.
func (o object) takes(text string) error {
	most := 6000
	if o.has("max_length") {
		most = o.number("max_length")
	}
	if n := utf8.RuneCountInString(text); n > most || n < max(1, o.number("min_length")) {
		return fmt.Errorf("a text of %d characters", n)
	}
	if choices := o.list("choices"); len(choices) > 0 {
		var values []string
		for _, c := range choices {
			values = append(values, c.text("value"))
		}
		return oneOf(text, values...)
	}
	return nil
}

func oneOf(text string, values ...string) error {
	if !slices.Contains(values, text) {
		return fmt.Errorf("%q is none of %q", text, values)
	}
	return nil
}

// resolve adds the user of an id to what is told about those named in options.
func resolve(resolved map[string]any, asker User, id string) map[string]any {
	if resolved == nil {
		resolved = map[string]any{"users": map[string]any{}}
	}
	named := somebody(id)
	resolved["users"].(map[string]any)[id] = named.object()
	if asker.Guild == "" {
		return resolved
	}
	members, ok := resolved["members"].(map[string]any)
	if !ok {
		members = map[string]any{}
		resolved["members"] = members
	}
	m := named.member()
	m["permissions"] = "0"
	delete(m, "deaf")
	delete(m, "mute")
	members[id] = m
	return resolved
}
