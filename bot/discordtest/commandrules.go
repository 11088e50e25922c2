package discordtest

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// commandName is what a slash command or an option may be called.
// https://discord.com/developers/docs/interactions/application-commands#application-command-object-application-command-naming
var commandName = regexp.MustCompile(`^[-_'\p{L}\p{N}\p{Devanagari}\p{Thai}]{1,32}$`)

// locales are those that Discord knows.
// https://discord.com/developers/docs/reference#locales
var locales = strings.Fields(`id da de en-GB en-US es-ES es-419 fr hr it lt hu nl no pl pt-BR ro fi sv-SE
	vi tr cs el bg ru uk hi th zh-CN ja zh-TW ko`)

// mostOf is how many commands of each type an application may have.
var mostOf = map[int]int{1: 100, 2: 15, 3: 15, 4: 1}

var digits = regexp.MustCompile(`^[0-9]+$`)

// checkCommands returns what is wrong with the commands of an application or,
// if local, of its part in one server.
func checkCommands(list []map[string]any, local bool) []string {
	var found []string
	seen := map[string]bool{}
	count := map[int]int{}
	for i, fields := range list {
		c := object{path: fmt.Sprintf("body[%d]", i), fields: fields, found: &found}
		kind := max(slashCommand, c.number("type"))
		count[kind]++
		name := fmt.Sprint(kind, " ", c.text("name"))
		if seen[name] {
			c.wrong("command %q is there twice", c.text("name"))
		}
		seen[name] = true
		c.command(kind, local)
	}
	for kind, n := range count {
		if n > mostOf[kind] {
			found = append(found, fmt.Sprintf("body: %d commands of type %d; Discord takes %d", n, kind, mostOf[kind]))
		}
	}
	return found
}

func (o object) command(kind int, local bool) {
	o.only("id", "application_id", "guild_id", "version", "type", "name", "name_localizations", "description",
		"description_localizations", "options", "default_member_permissions", "dm_permission", "default_permission",
		"contexts", "integration_types", "nsfw", "handler")
	if kind == slashCommand {
		o.slash()
	} else {
		o.inMenu(kind)
	}
	if p := o.text("default_member_permissions"); o.has("default_member_permissions") && !digits.MatchString(p) {
		o.wrong("default_member_permissions %q is no number in a string", p)
	}
	o.among("contexts", 0, 1, 2)
	o.among("integration_types", 0, 1)
	if local && (o.has("contexts") || o.has("integration_types") || o.has("dm_permission")) {
		o.wrong("contexts of a command of one server")
	}
}

// slash checks what only a slash command has.
func (o object) slash() {
	if size := o.named() + o.options("options"); size > 8000 {
		o.wrong("a command of %d characters; Discord takes 8000", size)
	}
}

// inMenu checks a command of a menu, which has a name and nothing to fill in.
func (o object) inMenu(kind int) {
	o.length("name", 1, 32)
	if blank(o.text("name")) {
		o.wrong("a blank name")
	}
	o.localized("name_localizations", func(l object, locale string) int { return l.length(locale, 1, 32) })
	if o.text("description") != "" || o.has("description_localizations") || len(o.list("options")) > 0 {
		o.wrong("a command of type %d with a description or options", kind)
	}
}

// named checks the name and the description of a slash command or an option,
// and returns what they count towards its size: the longest of each.
func (o object) named() int {
	n := max(o.slashName("name"), o.localized("name_localizations", object.slashName))
	description := func(l object, locale string) int { return l.length(locale, 1, 100) }
	return n + max(description(o, "description"), o.localized("description_localizations", description))
}

// slashName checks a field that names a slash command or an option and returns
// its length.
func (o object) slashName(field string) int {
	name := o.text(field)
	if !commandName.MatchString(name) || name != strings.ToLower(name) {
		o.wrong("%s %q does not match %s in lower case", field, name, commandName)
	}
	return utf8.RuneCountInString(name)
}

// localized checks the localizations of a field by a rule for each, and returns
// the longest's length.
func (o object) localized(field string, rule func(l object, locale string) int) int {
	longest := 0
	l := o.child(field)
	for locale := range l.fields {
		if !slices.Contains(locales, locale) {
			l.wrong("unknown locale %q", locale)
		}
		longest = max(longest, rule(l, locale))
	}
	return longest
}

// options checks the options of a command or a subcommand and returns their size.
func (o object) options(field string) int {
	list := o.list(field)
	if len(list) > 25 {
		o.wrong("%d options; Discord takes 25", len(list))
	}
	size, optional, seen := 0, false, map[string]bool{}
	for _, option := range list {
		name := option.text("name")
		if seen[name] {
			option.wrong("option %q is there twice", name)
		}
		seen[name] = true
		if option.flag("required") && optional {
			option.wrong("a required option after an optional one")
		}
		optional = optional || !option.flag("required")
		size += option.option()
	}
	return size
}

func (o object) option() int {
	o.only("type", "name", "name_localizations", "description", "description_localizations", "required", "choices",
		"options", "channel_types", "min_value", "max_value", "min_length", "max_length", "autocomplete")
	size := o.named() + o.options("options")
	o.within("type", 1, 11)
	choices := o.list("choices")
	if proposes := []int{3, 4, 10}; (len(choices) > 0 || o.flag("autocomplete")) && !slices.Contains(proposes, o.number("type")) {
		o.wrong("choices or autocomplete for an option of type %d", o.number("type"))
	}
	if len(choices) > 25 {
		o.wrong("%d choices; Discord takes 25", len(choices))
	}
	if len(choices) > 0 && o.flag("autocomplete") {
		o.wrong("both choices and autocomplete")
	}
	for _, c := range choices {
		size += c.length("name", 1, 100)
		value, _ := json.Marshal(c.fields["value"])
		if s, ok := c.fields["value"].(string); ok {
			value = []byte(s)
		}
		if utf8.RuneCount(value) > 100 {
			c.wrong("a value of more than 100 characters")
		}
		size += utf8.RuneCount(value)
	}
	return size
}
