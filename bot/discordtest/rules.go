package discordtest

import (
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"alliancebot/bot/discordtest/schema"
)

// The rules that Discord's schemas do not express for what the bot sends: messages of
// Components V2, suggestions and commands.

// problems are the reasons why Discord would refuse a body.
type problems []string

func (p *problems) unless(ok bool, format string, args ...any) {
	if !ok {
		*p = append(*p, fmt.Sprintf(format, args...))
	}
}

// checkBody checks a body by a schema. Only a body without problems can be decoded.
func checkBody(name string, body []byte) problems {
	var v any
	if err := json.Unmarshal(body, &v); err != nil {
		return problems{"not JSON: " + err.Error()}
	}
	return schema.Check(name, v)
}

// decode decodes a body that is valid by its schema.
func decode[V any](body []byte) (v V) {
	json.Unmarshal(body, &v)
	return v
}

// CheckMessage returns the reasons why Discord would refuse body as the message of a
// first response.
func CheckMessage(t T, body []byte) []string {
	t.Helper()
	callback := fmt.Appendf(nil, `{"type": %d, "data": %s}`, sendMessage, body)
	_, p := decodeCallback(command, callback, checkBody(schema.Callback, callback))
	return p
}

// responseTypes are the valid types of first response to each type of interaction.
// https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-response-object-interaction-callback-type
var responseTypes = map[int][]int{
	ping:         {pong},
	command:      {sendMessage, deferMessage, openForm},
	component:    {sendMessage, deferMessage, deferUpdate, updateMessage, openForm},
	autocomplete: {sendChoices},
	formSubmit:   {sendMessage, deferMessage, deferUpdate, updateMessage},
}

// The flags that a response may have, and those of an edit or a message to a channel.
const (
	responseFlags = flagComponentsV2 | flagEphemeral
	messageFlags  = flagComponentsV2
)

// decodeCallback decodes a first response to an interaction of a type. It adds further
// problems to p, the problems by the schema.
func decodeCallback(interaction int, body []byte, p problems) (response, problems) {
	if len(p) > 0 {
		return response{}, p
	}
	r := decode[response](body)
	data, _ := json.Marshal(r.Data)
	p.unless(slices.Contains(responseTypes[interaction], r.Type), "a response of type %d to an interaction of type %d", r.Type, interaction)
	switch r.Type {
	case sendMessage:
		_, p = decodeMessage(data, p, responseFlags)
	case updateMessage:
		_, p = decodeMessage(data, p, messageFlags)
	case deferMessage:
		flags := decode[message](data).Flags
		p.unless(flags&^flagEphemeral == 0, "a deferred response with flags %d; only EPHEMERAL is allowed", flags)
		p.unless(r.Data["components"] == nil && r.Data["allowed_mentions"] == nil, "a deferred response with a message")
	case deferUpdate:
		p.unless(len(r.Data) == 0, "a deferred update with data")
	case sendChoices:
		choices := decode[[]Choice](r.Data["choices"])
		p.unless(choices != nil, "choices are null")
		for _, c := range choices {
			p.unless(!blank(c.Name) && c.Value != "" && utf8.RuneCountInString(c.Value) <= 100, "choice %+v is blank or has more than 100 characters", c)
		}
	case openForm:
		formOf(data).check(&p)
	}
	return r, p
}

// message is a message as the bot sends it.
type message struct {
	Flags           int
	Components      []Component
	AllowedMentions struct {
		Parse, Users, Roles []string
		RepliedUser         bool `json:"replied_user"`
	} `json:"allowed_mentions"`
	Nonce        any
	EnforceNonce bool `json:"enforce_nonce"`
}

// decodeMessage decodes a message that may have some flags. It adds further problems to
// p, the problems by the schema.
// https://discord.com/developers/docs/components/reference
func decodeMessage(body []byte, p problems, flags int) (map[string]json.RawMessage, problems) {
	if len(p) > 0 {
		return nil, p
	}
	m := decode[message](body)
	p.unless(m.Flags&flagComponentsV2 != 0, "no flag for Components V2")
	p.unless(m.Flags&^flags == 0, "flags %d cannot be set here", m.Flags&^flags)
	p.unless(len(m.Components) > 0, "an empty message")
	p.unless(!m.EnforceNonce || m.Nonce != nil && m.Nonce != "", "enforce_nonce without a nonce")
	count, characters, text, customIDs := 0, 0, "", map[string]bool{"": true}
	for _, c := range all(m.Components) {
		count++
		characters += utf8.RuneCountInString(c.Content)
		text += c.Content
		p.unless(c.CustomID == "" || !customIDs[c.CustomID], "custom_id %q is used twice", c.CustomID)
		customIDs[c.CustomID] = true
		c.check(&p)
	}
	p.unless(count <= 40, "%d components; Discord allows 40", count)
	p.unless(characters <= 4000, "texts of %d characters in total; Discord allows 4000", characters)
	// A message may notify at most one user, whom it must mention.
	mentions := m.AllowedMentions
	p.unless(mentions.Parse != nil && len(mentions.Parse) == 0, "allowed_mentions without an empty parse")
	p.unless(len(mentions.Users) <= 1 && !mentions.RepliedUser, "allowed_mentions with %d users or the replied user", len(mentions.Users))
	for _, user := range mentions.Users {
		p.unless(slices.Contains(mentionsIn(text), user), "allowed_mentions with user %s, whom the message does not mention", user)
	}
	p.unless(len(mentions.Roles) <= 1, "allowed_mentions with %d roles", len(mentions.Roles))
	for _, role := range mentions.Roles {
		p.unless(strings.Contains(text, "<@&"+role+">"), "allowed_mentions with role %s, which the message does not mention", role)
	}
	return decode[map[string]json.RawMessage](body), p
}

// checkFiles adds to p, the other problems of a message, those of its pictures: each must be
// one of the files or have an address, and each file must be shown.
func checkFiles(body []byte, files map[string][]byte, p problems) problems {
	if len(p) > 0 {
		return p
	}
	shown := map[string]bool{}
	for _, c := range all(decode[message](body).Components) {
		if name, attached := strings.CutPrefix(c.File.URL, "attachment://"); attached {
			p.unless(len(files[name]) > 0, "%q is not among the files", name)
			shown[name] = true
		}
		for _, item := range c.Items {
			name, attached := strings.CutPrefix(item.Media.URL, "attachment://")
			p.unless(!attached || len(files[name]) > 0, "the picture %q is not among the files", name)
			p.unless(!blank(item.Description), "a picture without a description")
			shown[name] = true
		}
	}
	for name := range files {
		p.unless(shown[name], "the file %q is not shown", name)
	}
	return p
}

const linkStyle = 5

func (c *Component) check(p *problems) {
	switch c.Type {
	case textDisplay:
		p.unless(!blank(c.Content), "a blank text")
	case actionRow:
		isMenu := func(part Component) bool { return part.Type == stringSelect }
		p.unless(len(c.Components) == 1 || !slices.ContainsFunc(c.Components, isMenu), "a menu that shares its row")
	case button:
		link, err := url.Parse(c.URL)
		isLink := err == nil && link.Host != "" && (link.Scheme == "http" || link.Scheme == "https")
		p.unless(!blank(c.Label), "a button with a blank label")
		if c.Style == linkStyle {
			p.unless(isLink && c.CustomID == "", "a link button with the address %q and the custom_id %q", c.URL, c.CustomID)
		} else {
			p.unless(c.URL == "" && c.CustomID != "", "a button with the address %q and the custom_id %q", c.URL, c.CustomID)
		}
	case stringSelect:
		values := map[string]bool{}
		for _, option := range c.Options {
			p.unless(!blank(option.Label), "an option with a blank label")
			p.unless(!values[option.Value], "two options with the value %q", option.Value)
			values[option.Value] = true
		}
	}
}

// commandName matches the name of a slash command or an option.
// https://discord.com/developers/docs/interactions/application-commands#application-command-object-application-command-naming
var commandName = regexp.MustCompile(`^[-_'\p{L}\p{N}\p{Devanagari}\p{Thai}]{1,32}$`)

// checkCommands returns the problems of commands, which are an application's or, if
// local, those of one server.
func checkCommands(commands []registeredCommand, local bool) (p problems) {
	seen := map[string]bool{}
	for _, c := range commands {
		key := fmt.Sprint(c.Type, c.Name)
		p.unless(!seen[key], "two commands %q", c.Name)
		seen[key] = true
		p.unless(!local || c.Contexts == nil && c.IntegrationTypes == nil, "command %q: contexts for a command of one server", c.Name)
		if c.Type != slashCommand {
			p.unless(!blank(c.Name) && c.Description == "" && c.DescriptionLocalizations == nil && c.Options == nil,
				"command %q: a blank name, a description or options for type %d", c.Name, c.Type)
			continue
		}
		c.check(&p)
		checkOptions(&p, c.Name, c.Options)
	}
	return p
}

// checkOptions checks the options or subcommands of a command or a subcommand.
func checkOptions(p *problems, name string, options []commandOption) {
	seen, optional := map[string]bool{}, false
	for _, o := range options {
		o.check(p)
		p.unless(!seen[o.Name], "command %q: two options %q", name, o.Name)
		seen[o.Name] = true
		p.unless((o.Type == subcommand) == (options[0].Type == subcommand), "command %q: both options and subcommands", name)
		p.unless(!o.Required || !optional, "command %q: required option %q after an optional one", name, o.Name)
		optional = !o.Required
		checkOptions(p, name+" "+o.Name, o.Options)
	}
}

// check checks the names and descriptions of a slash command or an option. The limit of
// 8000 characters for all of a command is not checked, since they are far below it.
func (n named) check(p *problems) {
	p.unless(isCommandName(n.Name) && !blank(n.Description), "name %q or description %q is not allowed", n.Name, n.Description)
	for locale, name := range n.NameLocalizations {
		p.unless(isCommandName(name) && schema.Check(schema.Locale, locale) == nil, "name %q for locale %q is not allowed", name, locale)
	}
	for locale, description := range n.DescriptionLocalizations {
		p.unless(!blank(description) && schema.Check(schema.Locale, locale) == nil, "description %q for locale %q is not allowed", description, locale)
	}
}

func isCommandName(s string) bool { return commandName.MatchString(s) && s == strings.ToLower(s) }

// blank reports whether Discord would consider s empty.
func blank(s string) bool { return strings.TrimSpace(s) == "" }
