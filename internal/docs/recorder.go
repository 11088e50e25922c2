package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"strings"

	"alliancebot/bot/discordtest"
	"alliancebot/commands"
	"alliancebot/internal/cli"
	"alliancebot/internal/wording"
)

// scene is an action of a user and the bot's message that they then see.
type scene struct {
	Chapter  string      `json:"-"`
	Title    string      `json:"scene"` // unique
	Action   action      `json:"action"`
	Private  bool        `json:"private,omitempty"`  // only the user sees the message
	InPlace  bool        `json:"in_place,omitempty"` // it replaces an earlier version of the message
	Notifies bool        `json:"notifies,omitempty"` // it notifies a user
	Reaction string      `json:"reaction,omitempty"` // the bot's, in place of a message
	Form     string      `json:"form,omitempty"`     // the title of the form that is opened instead of a message
	Message  []component `json:"message,omitempty"`  // or the fields of the form; empty if it was removed
	Story    string      `json:"-"`                  // the language of the story
}

// action is what a user does, such as "Mia uses /help".
type action struct {
	By   string `json:"by"`
	Verb string `json:"verb"`
	What string `json:"what"`

	control  wording.Message          // the name of the command, the label of the button or the prompt of the menu
	on       *discordtest.Message     // with the button or the menu
	reply    *discordtest.Message     // nil if the message was removed
	reaction string                   // the bot's, in place of a reply
	opened   *discordtest.Interaction // that opened a form, if there is one
}

// component is the visible part of a message's component.
type component struct {
	Type        int         `json:"type"`
	Content     string      `json:"content,omitempty"`
	Label       string      `json:"label,omitempty"`
	URL         string      `json:"url,omitempty"`
	Disabled    bool        `json:"disabled,omitempty"`
	Placeholder string      `json:"placeholder,omitempty"`
	Options     []option    `json:"options,omitempty"`
	Components  []component `json:"components,omitempty"`
	Accessory   *component  `json:"accessory,omitempty"`
	Items       []pictureOf `json:"items,omitempty"`
	File        *fileOf     `json:"file,omitempty"`
}

// fileOf is a file that came with a message.
type fileOf struct {
	URL string `json:"url"`
}

// Name returns the file's name.
func (f fileOf) Name() string { return strings.TrimPrefix(f.URL, "attachment://") }

// pictureOf is a picture of a gallery, of which only the description is shown.
type pictureOf struct {
	Description string `json:"description"`
}

type option struct {
	Label       string `json:"label"`
	Description string `json:"description,omitempty"`
}

// The types of component that users can use.
const (
	buttonType = 2
	menuType   = 3
	fieldType  = 4
)

// all returns components and those within them.
func all(list []component) (flat []component) {
	for _, c := range list {
		flat = append(append(flat, c), all(c.Components)...)
		if c.Accessory != nil {
			flat = append(flat, all([]component{*c.Accessory})...)
		}
	}
	return flat
}

// recorder records scenes in one language.
type recorder struct {
	discordtest.T
	discord *discordtest.Server
	loc     wording.Localizer
	users   int // so far
	chapter string
	story   string // the language of the story
	scenes  []scene
}

// The users, by the start of their IDs. Each is new to the bot, so that rate limits and
// earlier answers do not interfere.
const (
	askerID    = "501"
	friendID   = "503"
	askerName  = "Mia"
	friendName = "Ben"
	botName    = "alliancebot"
)

// The channels and the role that scenes mention.
const (
	forumID    = "1400000000000000015"
	helpDeskID = "1400000000000000016"
	helpersID  = "1700000000000000001"
)

var placeNames = map[string]string{forumID: "forum", helpDeskID: "help-desk", helpersID: "helpers"}

// admin may use the admin commands.
var admin = discordtest.User{ID: "501000000000000004", Guild: discordtest.HomeGuild, Channel: "1400000000000000002"}

// runBot runs alliancebot with s until the end.
func runBot(t discordtest.T, s *discordtest.Server, variables map[string]string) {
	env := map[string]string{"DISCORD_TOKEN": discordtest.Token, "DISCORD_API_URL": s.URL(), "JOURNAL": "off"}
	maps.Copy(env, variables)
	var output bytes.Buffer
	bot := cli.Process{
		Env: func(name string) (string, bool) { return env[name], true }, // variables that are set are not read from .env
		In:  strings.NewReader(""), Out: &output, ErrOut: &output,
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan int)
	go func() { ended <- bot.Run(ctx, []string{"run"}) }()
	t.Cleanup(func() {
		stop()
		if code := <-ended; code != 0 {
			t.Errorf("alliancebot run: exit status %d\n%s", code, &output)
		}
	})
	s.WaitReady(1)
}

// user returns a new user in a new channel.
func (r *recorder) user() discordtest.User {
	r.users++
	number := fmt.Sprintf("%015d", r.users)
	return discordtest.User{ID: askerID + number, Guild: discordtest.Elsewhere, Channel: "502" + number, Locale: r.locale()}
}

// friendOf returns a new user in the channel of u.
func (r *recorder) friendOf(u discordtest.User) discordtest.User {
	friend := r.user()
	friend.ID, friend.Guild, friend.Channel = friendID+strings.TrimPrefix(friend.ID, askerID), u.Guild, u.Channel
	return friend
}

// locale returns Discord's name for the language.
func (r *recorder) locale() string {
	language := r.loc.Language()
	if locale, ok := map[string]string{"en": "en-US", "es": "es-ES"}[language]; ok {
		return locale
	}
	return language
}

func nameOf(id string) string {
	switch {
	case id == discordtest.AppID:
		return botName
	case strings.HasPrefix(id, friendID):
		return friendName
	}
	return askerName
}

// filled is an option of a command with its value.
type filled struct {
	option wording.Message
	value  string
}

func question(text string) filled { return filled{wording.QuestionName, text} }

func mentioning(u discordtest.User) filled { return filled{wording.MentionName, u.ID} }

var privately = filled{wording.PrivateName, "true"}

// use makes u use a slash command.
func (r *recorder) use(u discordtest.User, command wording.Message, options ...filled) action {
	return r.command(u, command, "/"+r.loc.T(command), english.T(command), options)
}

// part makes u use a part of /knowledge.
func (r *recorder) part(u discordtest.User, part wording.Message, options ...filled) action {
	return r.command(u, part, "/"+r.loc.T(wording.KnowledgeName)+" "+r.loc.T(part), commands.KnowledgeCommand+" "+english.T(part), options)
}

// command makes u use the slash command or the subcommand with a name, which is shown as it is
// translated.
func (r *recorder) command(u discordtest.User, command wording.Message, shown, name string, options []filled) action {
	sent := map[string]string{}
	for _, o := range options {
		sent[english.T(o.option)] = o.value
		value := o.value
		switch o.option {
		case wording.MentionName:
			value = "@" + nameOf(o.value)
		case wording.ChannelName, wording.HelpChannelName:
			value = "#" + placeNames[o.value]
		case wording.HelpRoleName:
			value = "@" + placeNames[o.value]
		}
		shown += " " + r.loc.T(o.option) + ": " + value
	}
	reply := r.discord.Command(u, name, sent).Reply()
	return action{By: nameOf(u.ID), Verb: "uses", What: shown, control: command, reply: reply}
}

// ask makes u use /ask.
func (r *recorder) ask(u discordtest.User, text string, options ...filled) action {
	return r.use(u, wording.AskName, append([]filled{question(text)}, options...)...)
}

// askAbout makes u use the command in the menu of a message.
func (r *recorder) askAbout(u discordtest.User, m *discordtest.Message) action {
	shown := fmt.Sprintf("Apps › %s on %s’s message “%s”", r.loc.T(wording.AnswerName), nameOf(m.Author.ID), m.Content)
	reply := r.discord.MessageCommand(u, english.T(wording.AnswerName), m).Reply()
	return action{By: nameOf(u.ID), Verb: "uses", What: shown, control: wording.AnswerName, reply: reply}
}

// write makes u write a message to the bot.
func (r *recorder) write(u discordtest.User, p discordtest.Post) action {
	return r.replied(r.discord.Post(u, p))
}

// replied is the writing of m, to which the bot replies.
func (r *recorder) replied(m *discordtest.Message) action {
	return action{By: nameOf(m.Author.ID), Verb: "writes", What: visible(m.Content), reply: r.discord.WaitReplyTo(m)}
}

// reacted makes u write a message to the bot, which only reacts.
func (r *recorder) reacted(u discordtest.User, p discordtest.Post) action {
	reaction := r.discord.WaitReaction(r.discord.Post(u, p))
	return action{By: nameOf(u.ID), Verb: "writes", What: visible(p.Text), reaction: reaction}
}

// edit makes the author of m replace its text, so that the bot edits its reply.
func (r *recorder) edit(m, reply *discordtest.Message, text string) action {
	r.discord.Edit(m, text)
	return action{By: nameOf(m.Author.ID), Verb: "edits the message to", What: visible(text), reply: r.discord.WaitUpdated(reply)}
}

// visible returns a message's text as members see it.
func visible(text string) string {
	return strings.ReplaceAll(text, "<@"+discordtest.AppID+">", "@"+botName)
}

// deferredUpdate is the type of a first response that does not show anything yet.
const deferredUpdate = 6

// press makes u press the button with that label, in which values fill the placeholders.
func (r *recorder) press(u discordtest.User, m *discordtest.Message, label wording.Message, values ...any) action {
	shown := r.loc.T(label, values...)
	pressed := r.discord.Press(u, m, shown)
	a := action{By: nameOf(u.ID), Verb: "presses", What: shown, control: label, on: m}
	if label == wording.RemoveButton && pressed.WaitResponse() == deferredUpdate {
		r.discord.WaitDeleted(m)
		return a
	}
	a.reply = pressed.Reply()
	return a
}

// pick makes u pick an option, counted from 0, of the menu with a prompt.
func (r *recorder) pick(u discordtest.User, m *discordtest.Message, prompt wording.Message, place int) action {
	menu := r.discord.Latest(m).MenuOf(r.loc.T(prompt))
	if menu == nil || place >= len(menu.Options) {
		r.Fatalf("message %s has no option %d in a menu %q", m.JSON(), place, r.loc.T(prompt))
	}
	picked := menu.Options[place]
	shown := fmt.Sprintf("%s › %s", menu.Placeholder, picked.Label)
	return action{By: nameOf(u.ID), Verb: "picks", What: shown, control: prompt, on: m, reply: r.discord.Pick(u, m, picked.Value).Reply()}
}

// open makes u press the button with that label, which opens a form.
func (r *recorder) open(u discordtest.User, m *discordtest.Message, label wording.Message) action {
	shown := r.loc.T(label)
	return action{By: nameOf(u.ID), Verb: "presses", What: shown, control: label, on: m, opened: r.discord.Press(u, m, shown)}
}

// send makes the user of a fill in texts, by the labels of the fields, and send the form.
func (r *recorder) send(a action, texts map[wording.Message]string) action {
	filled := map[string]string{}
	for label, text := range texts {
		filled[r.loc.T(label)] = text
	}
	sent := r.discord.Submit(a.opened, filled)
	return action{By: a.By, Verb: "sends the form", What: a.opened.Form().Title, on: a.on, reply: sent.Reply()}
}

// add adds a scene and returns the bot's message.
func (r *recorder) add(title string, a action) *discordtest.Message {
	a.What = steady(a.What)
	added := scene{Chapter: r.chapter, Title: title, Action: a, Reaction: a.reaction, Story: r.story}
	if a.opened != nil {
		form := a.opened.Form()
		added.Form, added.Private = form.Title, true
		for _, field := range form.Fields {
			added.Message = append(added.Message, component{Type: fieldType, Label: field.Label, Content: field.Value, Placeholder: field.Placeholder})
		}
	}
	if m := a.reply; m != nil {
		added.Private, added.InPlace, added.Notifies = m.Ephemeral(), m.Updated, len(m.Pings) > 0
		var body struct{ Components []component }
		if err := json.Unmarshal([]byte(m.JSON()), &body); err != nil {
			r.Fatalf("message %s: %v", m.JSON(), err)
		}
		r.steadyAll(body.Components)
		added.Message = body.Components
	}
	r.scenes = append(r.scenes, added)
	return a.reply
}

// varying lists what differs between recordings, and its replacements.
var varying = []struct {
	pattern *regexp.Regexp
	steady  string
}{
	{regexp.MustCompile(`<t:\d+:D>`), "<t:" + shownTime + ":D>"},
	{regexp.MustCompile(`https://discord\.com/channels/\d+/\d+/\d+`), "https://discord.com/channels/1/2/3"},
	{regexp.MustCompile(`(` + askerID + `|` + friendID + `)\d{15}`), "${1}000000000000000"},
	{regexp.MustCompile(`<#502\d{15}>`), "<#502000000000000000>"},
	{regexp.MustCompile(`\d{4}-\d\d-\d\d \d\d(\\?:)\d\d UTC`), "2026-03-04 05${1}06 UTC"},
	{regexp.MustCompile(`\d+(\\?\.\d+)?(µs|ms)|\d+\\?\.\d+s`), "50ms"},
	{regexp.MustCompile(`\b[CDFHJKLMNPRTVWXY3479]{5}\b`), "K7H3F"}, // the code of an error
}

// steady returns text without what varies.
func steady(text string) string {
	for _, v := range varying {
		text = v.pattern.ReplaceAllString(text, v.steady)
	}
	return text
}

func (r *recorder) steadyAll(list []component) {
	for i := range list {
		list[i].Content = steady(list[i].Content)
		for j := range list[i].Options {
			list[i].Options[j].Label = steady(list[i].Options[j].Label)
		}
		for _, limited := range []wording.Message{wording.TooFast, wording.ChannelTooFast} {
			for seconds := range 4 {
				list[i].Content = strings.ReplaceAll(list[i].Content, r.loc.Plural(limited, seconds), r.loc.Plural(limited, 4))
			}
		}
		r.steadyAll(list[i].Components)
	}
}
