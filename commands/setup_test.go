package commands

import (
	"context"
	"errors"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"time"

	"alliancebot/internal/wording"
	"alliancebot/journal"
)

// Managers switch the journal on and off for their server.
func TestSetup(t *testing.T) {
	manager := Asker{UserID: "503", GuildID: "299", ManageServer: true}
	boss := Asker{UserID: "504", GuildID: ann.GuildID, ManageServer: true}
	stranger := Asker{UserID: "505", GuildID: "299"}
	r, j := feedbackRouter(t)
	on, off := english.T(wording.JournalOn), english.T(wording.JournalOff)
	deleted := off + " " + english.T(wording.JournalDeleted)
	for _, step := range []struct {
		name   string
		asker  Asker
		option string
		want   string
	}{
		{"the default", manager, "", off},
		{"the default at home", boss, "", on},
		{"by an ordinary member", stranger, "true", english.T(wording.SetupRefused)},
		{"outside of servers", Asker{UserID: "503", ManageServer: true}, "true", english.T(wording.SetupRefused)},
		{"on", manager, "true", on},
		{"off at home", boss, "false", deleted},
		{"off", manager, "false", deleted},
	} {
		got := request(t, r, Request{Command: SetupCommand, Options: map[string]string{journalOption: step.option}, Asker: step.asker})
		if got.Text != step.want || !got.Private {
			t.Errorf("%s: /setup = %+v, want %q, privately", step.name, got, step.want)
		}
	}
	actions, err := j.Actions(t.Context(), 10)
	switchedOn := func(a journal.Action) bool { return a.By == manager.UserID && a.Detail == "299: journal true, {}" }
	if err != nil || len(actions) != 3 || !slices.ContainsFunc(actions, switchedOn) { // those of a millisecond have no order
		t.Errorf("actions = %+v, %v; want the three changes", actions, err)
	}
	r = newTestRouter(t, garden(), Settings{})
	for command, want := range map[string]wording.Message{SetupCommand: wording.SetupNeedsJournal, ForgetCommand: wording.NoJournal} {
		if got := request(t, r, Request{Command: command, Asker: boss}); got.Text != english.T(want) {
			t.Errorf("/%s without a journal = %q, want %q", command, got.Text, english.T(want))
		}
	}
}

// The users, channels and roles in the tests of settings.
const (
	forum, lounge, helpDesk = "311", "312", "313"
	helpers                 = "601"
)

// manager may manage the server of ann and bob.
var manager = Asker{UserID: "503", GuildID: ann.GuildID, ManageServer: true}

// setUp changes settings, and waits until they are followed.
func setUp(t *testing.T, r *Router, options map[string]string) Reply {
	t.Helper()
	states, ctx := make(chan journal.State, 10), t.Context()
	go r.settings.Journal.Follow(ctx, func(s journal.State) { states <- s })
	<-states
	reply := request(t, r, Request{Command: SetupCommand, Options: options, Asker: manager, ChannelID: channel})
	<-states
	return reply
}

// guides is a corpus with two folders that have an equal question.
func guides() fs.FS {
	return folder(map[string]string{
		"game/rules.md":     story("Rules", "## Winning\n\nWhoever builds the castle wins the game."),
		"game/rules.faq.md": "## When does it open?\n\nThe game opens at nine.\n\n## How many can play?\n\nUp to eight people can play.\n",
		"shop/orders.md":    story("Orders", "## Shipping\n\nParcels leave the shop on Monday."),
		"shop/orders.faq.md": "## When does it open?\n\nThe shop opens at ten.\n\n" +
			"## Can I return a parcel?\n\nYou can return a parcel within a month.\n",
	})
}

// Settings are shown as they are, by server and by channel; what does not exist is refused.
func TestSettingsAreShown(t *testing.T) {
	r := newTestRouter(t, guides(), Settings{Mentions: true, Journal: openTestJournal(t)})
	const usual = "This server: mentions: yes · posts: no · private: no"
	for _, step := range []struct {
		name    string
		options map[string]string
		want    string // in the reply
	}{
		{"for the server", map[string]string{privateOption: "true", helpRoleOption: helpers, helpChannelOption: helpDesk},
			"This server: mentions: yes · posts: no · private: yes · help-channel: #313 · help-role: @601"},
		{"for a channel", map[string]string{channelOption: lounge, mentionsOption: "false", foldersOption: " /Game/, shop "}, "\n#312: mentions: no · folders: game, shop"},
		{"for the channel again", map[string]string{channelOption: lounge, foldersOption: "shop"}, "\n#312: mentions: no · folders: shop"},
		{"a forum", map[string]string{channelOption: forum, postsOption: "true"}, "\n#311: posts: yes\n#312: mentions: no · folders: shop" +
			"The operator has not switched on what this needs: MESSAGE_CONTENT."},
		{"shown", nil, "private: yes · help-channel: #313 · help-role: @601\n#311: posts: yes\n#312:"},
		{"no such folder", map[string]string{foldersOption: "game, toys", privateOption: "false"}, "there is no “toys”. You can choose from: game, shop."},
		{"no such language", map[string]string{languageOption: "Klingon"}, "there is no “Klingon”. You can choose from: en, de, es, fr, ja, pt-BR."},
		{"no such setting of a channel", map[string]string{channelOption: lounge, mentionsOption: "true", languageOption: "de", journalOption: "true"},
			"Nothing has changed: these are only for the whole server: language, journal. Set them without channel."},
		{"unchanged by that", nil, "private: yes · help-channel"},
		{"a language by its name", map[string]string{languageOption: "German"}, "Dieser Server: erwähnungen: ja · beiträge: nein · privat: ja · sprache: Deutsch · hilfekanal: #313 · hilferolle: @601"},
		{"a channel reset", map[string]string{channelOption: lounge, resetOption: "true"}, "\n#311: beiträge: ja" + "Der Betreiber"},
		{"the server reset, but the journal", map[string]string{resetOption: "true", languageOption: "en", journalOption: "false"},
			usual + " · language: English" + english.T(wording.JournalOff) + " " + english.T(wording.JournalDeleted)},
		{"the server reset", map[string]string{resetOption: "true"}, usual + english.T(wording.JournalOff)},
	} {
		change := setUp
		if step.options == nil || strings.HasPrefix(step.name, "no such") {
			change = func(t *testing.T, r *Router, options map[string]string) Reply {
				return request(t, r, Request{Command: SetupCommand, Options: options, Asker: manager})
			}
		}
		got := change(t, r, step.options)
		if text := said(got.Lead) + got.Text; !strings.Contains(text, step.want) || !got.Private {
			t.Errorf("%s: %q, want %q", step.name, text, step.want)
		}
	}
	r = newTestRouter(t, garden(), Settings{Journal: openTestJournal(t)})
	got := request(t, r, Request{Command: SetupCommand, Options: map[string]string{foldersOption: "game"}, Asker: manager})
	if got.Text != english.T(wording.NoFolders) {
		t.Errorf("a folder where there are none: %+v", got)
	}
}

func TestCompleteSetup(t *testing.T) {
	r := newTestRouter(t, guides(), Settings{})
	for _, test := range []struct{ option, typed, want string }{
		{foldersOption, "", "game=game shop=shop"},
		{foldersOption, "game, sh", "game,shop=game,shop"},
		{languageOption, "jap", "Japanese=ja"},
		{languageOption, "DE", "German=de"},
		{journalOption, "", ""},
	} {
		var got []string
		for _, c := range complete(t, r, SetupCommand, test.option, test.typed) {
			got = append(got, c.Label+"="+c.Value)
		}
		if text := strings.Join(got, " "); text != test.want {
			t.Errorf("completions of %s: %q are %q, want %q", test.option, test.typed, text, test.want)
		}
	}
}

// Each setting has its effect in its channel, in threads of it, and nowhere else.
func TestSettingsApply(t *testing.T) {
	r := newTestRouter(t, guides(), Settings{Mentions: true, Posts: true, Journal: openTestJournal(t)})
	const winning, parcel, opening = "Who wins the game?", "Can I return a parcel?", "When does it open?"
	ask := func(question string, change func(*Request)) Reply {
		x := asks(question)
		change(&x)
		return request(t, r, x)
	}
	nothing := func(*Request) {}
	in := func(id string) func(*Request) { return func(x *Request) { x.ChannelID = id } }
	thread := func(x *Request) { x.ChannelID, x.ParentID = "399", lounge }
	mention := func(in func(*Request)) func(*Request) { return func(x *Request) { x.Public = true; in(x) } }
	post := func(x *Request) { x.ChannelID, x.ParentID, x.Public, x.Post = "398", forum, true, true }
	quoted := func(reply Reply) string { return strings.Join(titles(reply.Quotes), ", ") }

	if got := ask(winning, post); !got.Ignore {
		t.Errorf("a post by default = %+v", got)
	}
	if r.Configured(ann.GuildID) {
		t.Error("the server depends on channels by default")
	}
	setUp(t, r, map[string]string{channelOption: lounge, mentionsOption: "false", foldersOption: "shop", privateOption: "true"})
	if !r.Configured(ann.GuildID) || r.Configured("") {
		t.Error("the server does not depend on channels")
	}
	setUp(t, r, map[string]string{channelOption: forum, postsOption: "true", foldersOption: "game"})
	for _, test := range []struct {
		name, question string
		where          func(*Request)
		ignore         bool
		want           string // the quotes
		private        bool
	}{
		{"elsewhere", winning, nothing, false, "Winning", false},
		{"elsewhere, the other folder", parcel, nothing, false, parcel, false},
		{"in the channel", parcel, in(lounge), false, parcel, true},
		{"in the channel, the other folder", winning, in(lounge), false, "", true},
		{"by heading, the other folder", "Winning", in(lounge), false, "", true},
		{"in a thread", opening, thread, false, opening, true},
		{"a mention in the channel", parcel, mention(in(lounge)), true, "", false},
		{"a mention in a thread", parcel, mention(thread), true, "", false},
		{"a mention elsewhere", parcel, mention(nothing), false, parcel, false},
		{"a post", winning, post, false, "Winning", false},
		{"a post on the other folder", parcel, post, true, "", false},
		{"a post that is no question", "Hello!", post, true, "", false},
		{"a post in another forum", winning, func(x *Request) { post(x); x.ParentID = "397" }, true, "", false},
	} {
		got := ask(test.question, test.where)
		if got.Ignore != test.ignore || quoted(got) != test.want || got.Private != test.private {
			t.Errorf("%s: %q = ignored %v, private %v, %q; want %v, %v, %q", test.name, test.question, got.Ignore, got.Private, quoted(got), test.ignore, test.private, test.want)
		}
	}
	if got := ask(opening, in(lounge)); !strings.Contains(got.Quotes[0].Text, "shop opens at ten") {
		t.Errorf("an equal question is answered from %+v", got.Quotes)
	}
	inLounge := Request{Command: "faq", Asker: ann, ChannelID: lounge}
	if got := picks(request(t, r, inLounge), pickCommand); !slices.Equal(got, []string{opening, parcel}) {
		t.Errorf("/faq in the channel lists %q", got)
	}
	inLounge.Options = map[string]string{QuestionOption: "a"}
	choices, err := r.Complete(t.Context(), inLounge, QuestionOption)
	if got := labels(choices); err != nil || slices.ContainsFunc(got, func(label string) bool { return strings.Contains(label, "play") || strings.Contains(label, "·") }) {
		t.Errorf("completions in the channel are %q, %v", got, err)
	}
	if got := request(t, r, Request{Command: "help", Asker: ann, ChannelID: lounge}); strings.Contains(got.Text, "Rules") || !strings.Contains(got.Text, "Orders") {
		t.Errorf("/help in the channel = %q", got.Text)
	}
	for _, m := range missedIn(t, r.settings.Journal) {
		if m.Text == "Hello!" || m.Text == parcel {
			t.Errorf("a post that was not answered is recorded: %+v", m)
		}
	}

	// A folder that is gone restricts nothing.
	reload(t, r, folder(map[string]string{"game/rules.md": story("Rules", "## Winning\n\nWhoever builds the castle wins the game.")}))
	if got := ask(winning, in(lounge)); quoted(got) != "Winning" {
		t.Errorf("in a folder that is gone, %q = %+v", winning, got)
	}

	setUp(t, r, map[string]string{languageOption: "de"})
	if got := ask("xyzzy", func(x *Request) { x.Locale = "fr" }); got.Localizer.Language() != "de" {
		t.Errorf("on a German server the reply is in %s", got.Localizer.Language())
	}
}

// A question without a sure answer can be handed over: to the help channel or, with only a
// role, in the same one.
func TestAskAPerson(t *testing.T) {
	r := newTestRouter(t, guides(), Settings{Journal: openTestJournal(t), RateLimits: RateLimits{HandOver: Limit{Burst: 2, Every: time.Minute}}})
	const unknown = "which dragon is the fastest?"
	offers := func(x Request) bool {
		return slices.ContainsFunc(request(t, r, x).Buttons, func(b Button) bool { return b.Command == personCommand })
	}
	if offers(asks(unknown)) {
		t.Error("a person is offered, though there is none")
	}
	setUp(t, r, map[string]string{helpRoleOption: helpers})
	if offers(asks("How many can play?")) || offers(Request{Command: "ask", Options: map[string]string{QuestionOption: unknown}}) {
		t.Error("a person is offered under an answer, or in a direct message")
	}
	var opened []Thread
	var fail error
	send := func(form *Form, question string) Reply {
		return request(t, r, Request{
			Command: form.Command, Value: form.Value, Options: map[string]string{QuestionOption: question}, Asker: ann, On: &onSecret,
			ChannelID: channel, ChannelURL: channelURL,
			OpenThread: func(_ context.Context, thread Thread) (string, error) {
				opened = append(opened, thread)
				return "https://discord.example/3", fail
			},
		})
	}
	ask := button(t, request(t, r, asks(unknown)), wording.PersonButton)
	form := press(t, r, ask, ann, onSecret).Form
	if form == nil || form.Fields[0].Text != unknown || form.Fields[0].Name != QuestionOption {
		t.Fatalf("the form is %+v, want one with the question", form)
	}
	if got := send(form, " \n"); got.Text != english.T(wording.EmptyQuestion) || len(opened) > 0 {
		t.Errorf("an empty question = %+v", got)
	}
	got := send(form, "which dragon is the\nfastest? "+strings.Repeat("Please! ", 20))
	if said(got.Lead) != "Your question is now in this message(https://discord.example/3)." || !got.Private || len(opened) != 1 {
		t.Fatalf("handing over = %+v", got)
	}
	thread := opened[0]
	if said(thread.Message.Lead) != "@601 <501> asks in #301:" || thread.Message.RecipientRole != helpers || thread.ChannelID != channel ||
		thread.MemberID != ann.UserID || !strings.HasPrefix(thread.Name, "which dragon is the fastest?") || len([]rune(thread.Name)) > MaxThreadName ||
		!strings.Contains(thread.Message.Text, "fastest? Please!") {
		t.Errorf("the thread is %+v", thread)
	}
	setUp(t, r, map[string]string{helpChannelOption: helpDesk})
	fail = errors.New("may not write")
	if got := send(form, unknown); said(got.Lead) != "I couldn’t pass your question on. Please tell a moderator that I can’t write in #313." || opened[1].ChannelID != helpDesk {
		t.Errorf("a refused channel = %+v", got)
	}
	if got := send(form, unknown); len(opened) != 2 || !strings.HasPrefix(got.Text, "You’re asking too fast") {
		t.Errorf("a third question = %+v", got)
	}
	ask.Value = "another"
	if form := press(t, r, ask, ann, onSecret).Form; form == nil || form.Fields[0].Text != "" || form.Fields[0].Hint != "Please type your question here" {
		t.Errorf("the form of another process is %+v, want an empty one that says what to do", form)
	}
	onMessage := Origin{Question: unknown, AskerID: ann.UserID}
	if form := press(t, r, ask, ann, onMessage).Form; form == nil || form.Fields[0].Text != unknown {
		t.Errorf("the form of another process for a message is %+v, want one with the message", form)
	}
	setUp(t, r, map[string]string{resetOption: "true"})
	for _, got := range []Reply{press(t, r, ask, ann, onSecret), send(form, unknown)} {
		if got.Text != english.T(wording.Outdated) {
			t.Errorf("after a reset: %+v", got)
		}
	}
}

// /forget-me deletes a member's votes and subscriptions, and nobody else's.
func TestForgetMe(t *testing.T) {
	r, j := feedbackRouter(t)
	answer := request(t, r, asks("what do hedgehogs eat"))
	none := request(t, r, asks("which fertilizer is best for tomatoes"))
	for _, asker := range []Asker{ann, bob} {
		press(t, r, button(t, answer, wording.UnhelpfulButton), asker, onPublic)
		press(t, r, button(t, none, wording.TellButton), asker, onSecret)
	}
	got := request(t, r, Request{Command: ForgetCommand, Asker: Asker{UserID: bob.UserID}}) // in a direct message
	if want := english.Plural(wording.Forgotten, 30); got.Text != want || !got.Private {
		t.Errorf("/forget-me = %+v, want %q, privately", got, want)
	}
	wantVotes(t, j, 0, 1)
	wantSubscribers(t, j, ann.UserID)
}
