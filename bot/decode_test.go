package bot

import (
	"maps"
	"reflect"
	"testing"

	"alliancebot/bot/discordtest"
	"alliancebot/commands"
)

func TestCommandRequests(t *testing.T) {
	manager, administrator := owner, owner
	administrator.Permissions = discordtest.Administrator
	full := map[string]string{"question": "Why?", "private": "true", "mention": "502"}
	public := maps.Clone(full)
	public["private"] = "false"
	tests := []struct {
		name    string
		user    discordtest.User
		command string
		options map[string]string
		want    commands.Request // without the channel
	}{
		{"member", alice, "ask", question("Why?"), commands.Request{
			Locale: "en-US", Asker: commands.Asker{UserID: "501", RoleIDs: []string{"601"}, GuildID: alice.Guild}}},
		{"all options", bob, "ask", full, commands.Request{
			Locale: "en-US", Asker: commands.Asker{UserID: "502", GuildID: bob.Guild}}},
		{"a flag set to false", bob, "ask", public, commands.Request{
			Locale: "en-US", Asker: commands.Asker{UserID: "502", GuildID: bob.Guild}}},
		{"no options", bob, "help", nil, commands.Request{
			Locale: "en-US", Asker: commands.Asker{UserID: "502", GuildID: bob.Guild}}},
		{"in German", withLocale(bob, "de"), "help", nil, commands.Request{
			Locale: "de", Asker: commands.Asker{UserID: "502", GuildID: bob.Guild}}},
		{"in Latin American Spanish", withLocale(bob, "es-419"), "help", nil, commands.Request{
			Locale: "es-419", Asker: commands.Asker{UserID: "502", GuildID: bob.Guild}}},
		{"manager", manager, "help", nil, commands.Request{
			Locale: "en-US", Asker: commands.Asker{UserID: "504", GuildID: owner.Guild, ManageServer: true}}},
		{"moderator", moderator, "help", nil, commands.Request{
			Locale: "en-US", Asker: commands.Asker{UserID: "506", GuildID: moderator.Guild, ManageMessages: true}}},
		{"administrator", administrator, "help", nil, commands.Request{
			Locale: "en-US", Asker: commands.Asker{UserID: "504", GuildID: owner.Guild, ManageServer: true, ManageMessages: true}}},
		{"in a direct message", carol, "ask", question("Why?"), commands.Request{
			Locale: "en-US", Asker: commands.Asker{UserID: "503"}}},
		{"visitor with the app", visitor, "ask", full, commands.Request{
			Locale: "en-US", Asker: commands.Asker{UserID: "507", GuildID: visitor.Guild}}},
		{"in a private channel", friend, "ask", full, commands.Request{
			Locale: "en-US", Asker: commands.Asker{UserID: "508"}}},
	}
	for _, tt := range tests {
		eachWay(t, tt.name, func(t *testing.T, s *discordtest.Server, start startFunc) {
			h, requests := recording(fakeHandler{})
			start(t, s, h)
			sent := maps.Clone(tt.options)
			if sent["question"] != "" {
				sent["question"] += " <:sad:777777777777777777> <#701>" // of which nothing arrives
			}
			s.Command(tt.user, tt.command, sent).Reply()
			want := tt.want
			want.Command, want.ChannelID = tt.command, tt.user.ChannelID()
			want.Options = map[string]string{}
			maps.Copy(want.Options, tt.options)
			wantRequest(t, <-requests, want)
		})
	}
}

// wantRequest compares requests. No roles and an empty list are the same, and the
// channel's URL is the one for the asker's server.
func wantRequest(t *testing.T, got, want commands.Request) {
	t.Helper()
	guild := want.Asker.GuildID
	if guild == "" {
		guild = "@me"
	}
	want.ChannelURL = "https://discord.com/channels/" + guild + "/" + want.ChannelID
	if len(got.Asker.RoleIDs) == 0 {
		got.Asker.RoleIDs = nil
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("request = %+v (About %+v, On %+v)\nwant %+v (About %+v, On %+v)", got, got.About, got.On, want, want.About, want.On)
	}
}

func TestMessageCommandRequests(t *testing.T) {
	tests := []struct {
		name string
		user discordtest.User
	}{
		{"on a server", alice},
		{"in a direct message", carol},
		{"where only the user installed the app", visitor},
		{"in a private channel", friend},
	}
	for _, tt := range tests {
		eachWay(t, tt.name, func(t *testing.T, s *discordtest.Server, start startFunc) {
			h, requests := recording(fakeHandler{})
			start(t, s, h)
			about := s.Say(tt.user, "Was there a <@&601> deal?")
			s.MessageCommand(tt.user, menuCommand, about).Reply()
			wantRequest(t, <-requests, commands.Request{
				Command:   menuCommand,
				Options:   question("Was there a deal?"),
				Asker:     commands.Asker{UserID: tt.user.ID, GuildID: tt.user.Guild, RoleIDs: tt.user.Roles},
				Locale:    "en-US",
				ChannelID: tt.user.ChannelID(),
				About:     &commands.Message{ID: about.ID, URL: about.URL(), AuthorID: tt.user.ID},
			})
		})
	}
}

// The request of a component says who its message answered, and who sees the message.
func TestComponentRequests(t *testing.T) {
	press := func(s *discordtest.Server, u discordtest.User, m *discordtest.Message) { s.Press(u, m, "Go").Reply() }
	pick := func(s *discordtest.Server, u discordtest.User, m *discordtest.Message) { s.Pick(u, m, "risk").Reply() }
	tests := []struct {
		name    string
		private bool
		user    discordtest.User
		use     func(*discordtest.Server, discordtest.User, *discordtest.Message)
		want    commands.Request // without asker and channel
	}{
		{"press by the asker", false, alice, press, commands.Request{
			Command: "go", Value: "a-1", Locale: "en-US", On: &commands.Origin{AskerID: "501"}}},
		{"press by another member", false, bob, press, commands.Request{
			Command: "go", Value: "a-1", Locale: "en-US", On: &commands.Origin{AskerID: "501"}}},
		{"press by another member, in Japanese", false, withLocale(bob, "ja"), press, commands.Request{
			Command: "go", Value: "a-1", Locale: "ja", On: &commands.Origin{AskerID: "501"}}},
		{"press on a private message", true, alice, press, commands.Request{
			Command: "go", Value: "a-1", Locale: "en-US", On: &commands.Origin{AskerID: "501", Private: true}}},
		{"pick by the asker", false, alice, pick, commands.Request{
			Command: "pick", Value: "risk", Locale: "en-US", On: &commands.Origin{AskerID: "501"}}},
		{"pick by a moderator", false, moderator, pick, commands.Request{
			Command: "pick", Value: "risk", Locale: "en-US", On: &commands.Origin{AskerID: "501"}}},
		{"pick on a private message", true, alice, pick, commands.Request{
			Command: "pick", Value: "risk", Locale: "en-US", On: &commands.Origin{AskerID: "501", Private: true}}},
	}
	for _, tt := range tests {
		eachWay(t, tt.name, func(t *testing.T, s *discordtest.Server, start startFunc) {
			shown := panel
			shown.Private = tt.private
			h, requests := recording(panelThen(shown, commands.Reply{Text: "done"}))
			start(t, s, h)
			m := s.Command(alice, "ask", question("Why?")).Reply()
			<-requests
			tt.use(s, tt.user, m)
			want := tt.want
			want.ChannelID = tt.user.ChannelID()
			want.Asker = commands.Asker{UserID: tt.user.ID, GuildID: tt.user.Guild, RoleIDs: tt.user.Roles,
				ManageMessages: tt.user.Permissions&discordtest.ManageMessages != 0}
			wantRequest(t, <-requests, want)
		})
	}
}

// What a message says is read wherever it stands.
func TestWhatAMessageSays(t *testing.T) {
	type (
		fields = map[string]any
		list   = []any
	)
	file := fields{"id": "1", "filename": "a.png", "size": 1, "url": "https://cdn.example/a.png", "proxy_url": "https://cdn.example/a.png"}
	described := maps.Clone(file)
	described["description"] = "a graph of the deal"
	snapshot := func(content string, files ...any) fields {
		return fields{"message_snapshots": list{fields{"message": fields{
			"type": 0, "content": content, "embeds": list{}, "attachments": append(list{}, files...), "components": list{}, "mentions": list{},
			"mention_roles": list{}, "flags": 0, "timestamp": "2026-01-01T00:00:00Z", "edited_timestamp": nil,
		}}}}
	}
	components := list{fields{"type": 17, "components": list{
		fields{"type": 9, "components": list{fields{"type": 10, "content": "Was there a deal?"}}, "accessory": fields{"type": 2, "style": 5, "label": "More", "url": "https://example.com"}},
		fields{"type": 10, "content": "Or two?"},
	}}}
	embed := func(kind string) fields {
		return fields{"embeds": list{fields{"type": kind, "title": "The deal", "description": "Was it <#701> large?", "fields": list{fields{"name": "Who", "value": "All"}}}}}
	}
	poll := fields{"poll": fields{
		"question": fields{"text": "Was there a deal?"}, "answers": list{fields{"answer_id": 1, "poll_media": fields{"text": "Yes"}}},
		"expiry": nil, "allow_multiselect": false, "layout_type": 1,
	}}
	tests := []struct {
		name     string
		post     discordtest.Post
		want     string
		pictures bool
	}{
		{"a forward", discordtest.Post{Extra: snapshot("Was there <:sad:777777777777777777> a deal?")}, "Was there a deal?", false},
		{"a comment on a forward", discordtest.Post{Text: "Well?", Extra: snapshot("Was there a deal?")}, "Well?\nWas there a deal?", false},
		{"an embed", discordtest.Post{Webhook: true, Extra: embed("rich")}, "The deal\nWas it large?\nWho\nAll", false},
		{"the preview of a link", discordtest.Post{Text: "https://example.com", Extra: embed("article")}, "The deal\nWas it large?\nWho\nAll", false},
		{"a preview beside words", discordtest.Post{Text: "Why? https://example.com", Extra: embed("article")}, "Why?", false},
		{"a poll", discordtest.Post{Extra: poll}, "Was there a deal?", false},
		{"components", discordtest.Post{Webhook: true, Extra: fields{"components": components}}, "Was there a deal?\nOr two?", false},
		{"a described picture", discordtest.Post{Extra: fields{"attachments": list{described}}}, "a graph of the deal", true},
		{"a described picture beside words", discordtest.Post{Text: "Why?", Extra: fields{"attachments": list{described}}}, "Why?", true},
		{"a picture", discordtest.Post{Extra: fields{"attachments": list{file}}}, "", true},
		{"a forwarded picture", discordtest.Post{Extra: snapshot("", file)}, "", true},
		{"a sticker", discordtest.Post{Extra: fields{"sticker_items": list{fields{"id": "1", "name": "wave", "format_type": 1}}}}, "", true},
	}
	for _, tt := range tests {
		eachWay(t, tt.name, func(t *testing.T, s *discordtest.Server, start startFunc) {
			h, requests := recording(fakeHandler{})
			start(t, s, h)
			s.MessageCommand(bob, menuCommand, s.Post(bob, tt.post)).Reply()
			if got := <-requests; got.Options["question"] != tt.want || got.About.Pictures != tt.pictures {
				t.Errorf("question = %q, pictures %v, want %q, %v", got.Options["question"], got.About.Pictures, tt.want, tt.pictures)
			}
		})
		t.Run(tt.name+"/in a direct message", func(t *testing.T) {
			onDiscord(t, func(t *testing.T, s *discordtest.Server) {
				if tt.post.Webhook {
					t.Skip("a message by a webhook is not to the bot")
				}
				h, requests := recording(fakeHandler{})
				startReady(t, s, h, answerMentions)
				s.WaitReplyTo(s.Post(carol, tt.post))
				if got := <-requests; got.Options["question"] != tt.want || got.Pictures != tt.pictures {
					t.Errorf("question = %q, pictures %v, want %q, %v", got.Options["question"], got.Pictures, tt.want, tt.pictures)
				}
			})
		})
	}
	eachWay(t, "the first message of a thread", func(t *testing.T, s *discordtest.Server, start startFunc) {
		h, requests := recording(fakeHandler{})
		start(t, s, h)
		thread := s.StartThread(alice, s.Say(alice, "Was there a deal?"))
		s.MessageCommand(thread, menuCommand, s.ThreadStarter(thread)).Reply()
		if got := <-requests; got.Options["question"] != "Was there a deal?" {
			t.Errorf("question = %q, want the text of what the thread was started from", got.Options["question"])
		}
	})
}
