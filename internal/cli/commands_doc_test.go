package cli

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"alliancebot/bot/discordtest"
	"alliancebot/commands"
	"alliancebot/internal/config"
	"alliancebot/internal/wording"
)

// english is the voice of the page.
var english = wording.For(wording.Default)

// describeCommands returns a page of all that members can use: of the commands
// what their definitions and Discord know of them, of the rest what the scenes
// show. Whatever a reply offers must be used in one of them.
func describeCommands(t *testing.T, p play) []byte {
	t.Helper()
	library, err := openLibrary(config.Config{})
	if err != nil {
		t.Fatal(err)
	}
	defer library.Close()
	checkUsed(t, p)

	var page bytes.Buffer
	page.WriteString(`# What can be asked, and by whom

The tests write this page of the commands' definitions, of what Discord is told of
them, and of the scenes that [the gallery](gallery.html) shows.

## Commands

| command | what it does | options | who may use it | where | who sees the reply |
|---|---|---|---|---|---|
`)
	for _, d := range library.router(commands.Settings{}).Definitions() {
		writeRow(&page, commandRow(t, p, d)...)
	}
	writeRow(&page, "a message that mentions the bot, replies to it, or is sent to it directly",
		"Asks what the message says, unless `ANSWER_MENTIONS` is off", "", "everybody", "servers that have the bot, direct messages with it",
		audience(p, func(d deed) bool { return d.Verb == "writes" }))

	page.WriteString(`
Where both may be, the option ` + "`private`" + ` decides, and without it the setting ` + "`ANSWERS`" + `; that
there is no answer is told to the asker alone. The commands' names and the bot's own
words are in the language of the member's Discord, if that is one of these: ` + strings.Join(languageNames(), ", ") + `.

## Buttons and menus

They stand under a reply, and hold all they need: they work after a restart, too.

| button or menu | stands under | who may use it | what comes of it | seen in the gallery |
|---|---|---|---|---|
`)
	for _, tool := range toolsOf(p) {
		writeRow(&page, toolRow(p, tool)...)
	}
	return page.Bytes()
}

func writeRow(page *bytes.Buffer, cells ...string) {
	for _, cell := range cells {
		page.WriteString("| " + strings.ReplaceAll(cell, "|", `\|`) + " ")
	}
	page.WriteString("|\n")
}

func languageNames() []string {
	var names []string
	for _, language := range wording.Languages() {
		names = append(names, english.LanguageName(language))
	}
	return names
}

func commandRow(t *testing.T, p play, d commands.Definition) []string {
	t.Helper()
	name, does := "/"+d.Name, d.Description
	var options []string
	if d.Kind == commands.OnMessage {
		name, does = d.Name+" (in the menu of a message, under Apps)", "Asks what the message says"
	} else {
		for _, o := range d.Options {
			options = append(options, describeOption(o))
		}
	}
	who := "everybody"
	if d.Admin {
		who = "the bot's admins: users and roles the operator named, and those with Manage Server on the home server"
	}
	seen := audience(p, func(done deed) bool { return done.tool != "" && done.on == nil && english.T(done.tool) == d.Name })
	return []string{name, does, strings.Join(options, "<br>"), who, placesOf(t, p, d.Name), seen}
}

func describeOption(o commands.Option) string {
	text := fmt.Sprintf("`%s`: %s", o.Name, o.Description)
	if o.Required {
		text += " (required)"
	}
	if o.Complete {
		text += " (proposals while typing)"
	}
	return text
}

// places names the contexts of a command, as Discord numbers them.
// https://discord.com/developers/docs/interactions/application-commands#interaction-contexts
var places = []string{"servers", "direct messages with the bot", "other private channels"}

// placesOf tells where Discord offers a command, as it was registered.
func placesOf(t *testing.T, p play, name string) string {
	t.Helper()
	isIt := func(c map[string]any) bool { return c["name"] == name }
	if slices.ContainsFunc(p.registered[discordtest.HomeGuild], isIt) {
		return "the home server; servers, if there is none"
	}
	i := slices.IndexFunc(p.registered[""], isIt)
	if i < 0 {
		t.Fatalf("%s is registered nowhere", name)
	}
	c := p.registered[""][i]
	var where []string
	for _, context := range c["contexts"].([]any) {
		where = append(where, places[int(context.(float64))])
	}
	if slices.Contains(c["integration_types"].([]any), any(1.0)) {
		return strings.Join(where, ", ") + "; as an app of one's own, too"
	}
	return strings.Join(where, ", ")
}

// audience tells who sees the replies in those scenes whose deed is as asked.
func audience(p play, is func(deed) bool) string {
	var seen []string
	for _, s := range p.scenes {
		who := "all who are there"
		if s.Private {
			who = "the asker"
		}
		if is(s.Deed) && !slices.Contains(seen, who) {
			seen = append(seen, who)
		}
	}
	slices.Sort(seen)
	return strings.Join(seen, ", or ")
}

// toolsOf returns the buttons and menus used in the scenes, in order.
func toolsOf(p play) []wording.Message {
	var tools []wording.Message
	for _, s := range p.scenes {
		if s.Deed.on != nil && s.Deed.tool != "" && !slices.Contains(tools, s.Deed.tool) {
			tools = append(tools, s.Deed.tool)
		}
	}
	return tools
}

func toolRow(p play, tool wording.Message) []string {
	var under, comes, scenes []string
	add := func(list *[]string, item string) {
		if !slices.Contains(*list, item) {
			*list = append(*list, item)
		}
	}
	for _, s := range p.scenes {
		if s.Deed.tool != tool {
			continue
		}
		add(&under, map[bool]string{true: "private replies", false: "replies for all"}[s.Deed.on.Ephemeral()])
		add(&comes, outcome(s))
		add(&scenes, fmt.Sprintf("[%s](gallery.html#%s)", s.Title, sceneID(p.language, s.Title)))
	}
	name := english.T(tool, "Section", "…")
	if strings.HasSuffix(string(tool), "Prompt") {
		name += " (menu)"
	}
	who := "whoever sees it"
	if tool == wording.RemoveButton {
		who = english.T(wording.NotYours)
	}
	return []string{name, strings.Join(under, ", "), who, strings.Join(comes, "; "), strings.Join(scenes, ", ")}
}

// outcome tells what became of the message whose button or menu was used.
func outcome(s scene) string {
	switch {
	case s.Shows == nil:
		return "the message is gone"
	case s.InPlace:
		return "another reply in its place"
	case s.Private:
		return "a private reply"
	}
	return "a reply for all"
}

// checkUsed checks that every button and menu of the scenes is used in one.
func checkUsed(t *testing.T, p play) {
	t.Helper()
	used := map[string]bool{}
	for _, s := range p.scenes {
		used[strings.Split(s.Deed.What, " › ")[0]] = true
	}
	section, _, _ := strings.Cut(english.T(wording.ReadSectionButton, "Section", "…"), "…")
	for _, s := range p.scenes {
		for c := range allParts(s.Shows) {
			name := c.Label + c.Placeholder
			if name != "" && c.URL == "" && !c.Disabled && !used[name] && !strings.HasPrefix(name, section) {
				t.Errorf("no scene uses %q, which stands under %q", name, s.Title)
			}
		}
	}
}
