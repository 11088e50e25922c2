package cli

import (
	"encoding/json"
	"fmt"
	"iter"
	"regexp"
	"slices"
	"strings"
	"testing"

	"alliancebot/bot/discordtest"
	"alliancebot/internal/wording"
)

// scene is something that one does, and what they see of the bot then.
type scene struct {
	Chapter  string `json:"-"`
	Title    string `json:"scene"` // different from all others
	Deed     deed   `json:"deed"`
	Private  bool   `json:"private,omitempty"`  // the bot's message is for them alone
	InPlace  bool   `json:"in_place,omitempty"` // it took the place of what it was before
	Notifies bool   `json:"notifies,omitempty"` // it notifies somebody
	Shows    []part `json:"shows,omitempty"`    // the message; nothing if it was removed
	Story    string `json:"-"`                  // the language of the story quoted
}

// deed is what somebody does, as "Mia uses /help".
type deed struct {
	By   string `json:"by"`
	Verb string `json:"verb"`
	What string `json:"what"`

	tool wording.Message      // the name of the command, the label of the button or the prompt of the menu
	on   *discordtest.Message // the bot's message that has the button or the menu
	got  *discordtest.Message // what comes of it, nil if nothing
}

// part is a component of a message, with what is seen of it.
type part struct {
	Type        int      `json:"type"`
	Content     string   `json:"content,omitempty"`
	Label       string   `json:"label,omitempty"`
	URL         string   `json:"url,omitempty"`
	Disabled    bool     `json:"disabled,omitempty"`
	Placeholder string   `json:"placeholder,omitempty"`
	Options     []option `json:"options,omitempty"`
	Components  []part   `json:"components,omitempty"`
	Accessory   *part    `json:"accessory,omitempty"`
}

// The types of component that can be used.
const (
	pressButton = 2
	selectMenu  = 3
)

// allParts goes through parts and those that they hold.
func allParts(parts []part) iter.Seq[part] {
	return func(yield func(part) bool) {
		for _, c := range parts {
			below := c.Components
			if c.Accessory != nil {
				below = append(slices.Clone(below), *c.Accessory)
			}
			if !yield(c) {
				return
			}
			for inner := range allParts(below) {
				if !yield(inner) {
					return
				}
			}
		}
	}
}

type option struct {
	Label       string `json:"label"`
	Description string `json:"description,omitempty"`
}

// stage is a Discord on which the program is, for scenes in one language.
type stage struct {
	*testing.T
	discord *discordtest.Server
	voice   wording.Localizer
	people  int // who have come so far
	chapter string
	story   string // the language of the story quoted
	scenes  []scene
}

// The names of those who appear, by how their ids begin. Everybody is new to
// the bot, so that nobody is in another's way.
const (
	askerID    = "501"
	friendID   = "503"
	askerName  = "Mia"
	friendName = "Ben"
	botName    = "alliancebot"
)

// person returns somebody new, in a channel where nobody was yet.
func (s *stage) person() discordtest.User {
	s.people++
	number := fmt.Sprintf("%015d", s.people)
	return discordtest.User{ID: askerID + number, Guild: discordtest.Elsewhere, Channel: "502" + number, Locale: s.locale()}
}

// friendOf returns somebody new in the channel of u.
func (s *stage) friendOf(u discordtest.User) discordtest.User {
	other := s.person()
	other.ID, other.Guild, other.Channel = friendID+strings.TrimPrefix(other.ID, askerID), u.Guild, u.Channel
	return other
}

// locale is the stage's language as Discord's clients name it.
func (s *stage) locale() string {
	language := s.voice.Language()
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

// filled is an option of a command and the value it is given.
type filled struct {
	option wording.Message
	value  string
}

func question(text string) filled { return filled{wording.QuestionName, text} }

func mentioning(u discordtest.User) filled { return filled{wording.MentionName, u.ID} }

var privately = filled{wording.PrivateName, "true"}

// uses has u use a slash command.
func (s *stage) uses(u discordtest.User, command wording.Message, options ...filled) deed {
	s.Helper()
	english := wording.For(wording.Default)
	shown, sent := "/"+s.voice.T(command), map[string]string{}
	for _, o := range options {
		sent[english.T(o.option)] = o.value
		value := o.value
		if o.option == wording.MentionName {
			value = "@" + nameOf(o.value)
		}
		shown += " " + s.voice.T(o.option) + ": " + value
	}
	used := s.discord.Command(u, english.T(command), sent)
	return deed{By: nameOf(u.ID), Verb: "uses", What: shown, tool: command, got: used.Reply()}
}

// asks has u ask by the command for it.
func (s *stage) asks(u discordtest.User, text string, options ...filled) deed {
	s.Helper()
	return s.uses(u, wording.AskName, append([]filled{question(text)}, options...)...)
}

// asksAbout has u use the command in the menu of somebody's message.
func (s *stage) asksAbout(u discordtest.User, m *discordtest.Message) deed {
	s.Helper()
	shown := fmt.Sprintf("Apps › %s, on %s’s message “%s”", s.voice.T(wording.AnswerName), nameOf(m.Author.ID), m.Content)
	used := s.discord.MessageCommand(u, wording.For(wording.Default).T(wording.AnswerName), m)
	return deed{By: nameOf(u.ID), Verb: "uses", What: shown, tool: wording.AnswerName, got: used.Reply()}
}

// writes has u write a message that is for the bot.
func (s *stage) writes(u discordtest.User, p discordtest.Post) deed {
	s.Helper()
	shown := strings.ReplaceAll(p.Text, "<@"+discordtest.AppID+">", "@"+botName)
	return deed{By: nameOf(u.ID), Verb: "writes", What: shown, got: s.discord.WaitReplyTo(s.discord.Post(u, p))}
}

// presses has u press a button, whose label may have values.
func (s *stage) presses(u discordtest.User, m *discordtest.Message, label wording.Message, values ...any) deed {
	s.Helper()
	shown := s.voice.T(label, values...)
	pressed := s.discord.Press(u, m, shown)
	d := deed{By: nameOf(u.ID), Verb: "presses", What: shown, tool: label, on: m}
	if label == wording.RemoveButton && pressed.WaitResponse() == deferredUpdate {
		s.discord.WaitDeleted(m)
		return d
	}
	d.got = pressed.Reply()
	return d
}

// deferredUpdate is the type of a response that leaves what follows open.
const deferredUpdate = 6

// picks has u pick an option, by its place from 0, of the menu with a prompt.
func (s *stage) picks(u discordtest.User, m *discordtest.Message, prompt wording.Message, place int) deed {
	s.Helper()
	menu := s.discord.Latest(m).MenuOf(s.voice.T(prompt))
	if menu == nil || place >= len(menu.Options) {
		s.Fatalf("message %s has no option %d of a menu %q", m.JSON(), place, s.voice.T(prompt))
	}
	picked := menu.Options[place]
	shown := fmt.Sprintf("%s › %s", menu.Placeholder, picked.Label)
	return deed{By: nameOf(u.ID), Verb: "picks", What: shown, tool: prompt, on: m, got: s.discord.Pick(u, m, picked.Value).Reply()}
}

// show makes a scene of d, and returns the message seen.
func (s *stage) show(title string, d deed) *discordtest.Message {
	s.Helper()
	played := scene{Chapter: s.chapter, Title: title, Deed: d, Story: s.story}
	if d.got != nil {
		played.Private, played.InPlace, played.Notifies = d.got.Ephemeral(), d.got.Updated, len(d.got.Pings) > 0
		played.Shows = s.partsOf(d.got)
	}
	s.scenes = append(s.scenes, played)
	return d.got
}

// varying is what is not the same each time the scenes are played, and what
// stands for it.
var varying = []struct {
	pattern *regexp.Regexp
	steady  string
}{
	{regexp.MustCompile(`<t:\d+:D>`), "<t:" + shownTime + ":D>"},
	{regexp.MustCompile(`<@(` + askerID + `|` + friendID + `)\d{15}>`), "<@${1}000000000000000>"},
	{regexp.MustCompile(`https://discord\.com/channels/\d+/\d+/\d+`), "https://discord.com/channels/1/2/3"},
	{regexp.MustCompile(`\d+(\\?\.\d+)?(µs|ms)|\d+\\?\.\d+s`), "50ms"},
	{regexp.MustCompile(`\b[CDFHJKLMNPRTVWXY3479]{5}\b`), "K7H3F"}, // of an apology
}

// steady returns text as it is each time.
func (s *stage) steady(text string) string {
	for _, v := range varying {
		text = v.pattern.ReplaceAllString(text, v.steady)
	}
	for _, waiting := range []wording.Message{wording.TooFast, wording.ChannelTooFast} {
		for seconds := range 4 {
			text = strings.ReplaceAll(text, s.voice.Plural(waiting, seconds), s.voice.Plural(waiting, 4))
		}
	}
	return text
}

// partsOf returns what is seen of a message, the same each time.
func (s *stage) partsOf(m *discordtest.Message) []part {
	s.Helper()
	var message struct{ Components []part }
	if err := json.Unmarshal([]byte(m.JSON()), &message); err != nil {
		s.Fatalf("message %s: %v", m.JSON(), err)
	}
	s.steadyParts(message.Components)
	return message.Components
}

func (s *stage) steadyParts(parts []part) {
	for i := range parts {
		parts[i].Content = s.steady(parts[i].Content)
		s.steadyParts(parts[i].Components)
	}
}
