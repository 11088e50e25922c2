package bot

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"alliancebot/bot/discordtest"
	"alliancebot/commands"
)

// form asks for an answer to a question.
var form = commands.Form{
	Title: "New answer", Command: "add", Value: "q-1",
	Fields: []commands.Field{
		{Name: "question", Label: "Question", Text: "Why?", Required: true, Max: 100},
		{Name: "answer", Label: "Answer", Hint: "In your own words", Lines: true, Required: true, Max: 4000},
		{Name: "address", Label: "Source", Max: 500},
	},
}

// forms returns a handler that replies to ask with shown, to the form and to a menu with
// done, and opens the form for everything else.
func forms(shown commands.Reply) fakeHandler {
	done := private(commands.Reply{Text: "done", Replace: true})
	return handlerFunc(func(_ context.Context, r commands.Request) (commands.Reply, error) {
		switch r.Command {
		case "ask":
			return shown, nil
		case "add", "pick":
			return done, nil
		}
		return commands.Reply{Form: &form}, nil
	})
}

func TestFormRequests(t *testing.T) {
	filled := map[string]string{"Question": "<@501> How long? :wave:", "Answer": "300 m.\nhttps://example.com"}
	tests := []struct {
		name   string
		open   func(*discordtest.Server) *discordtest.Interaction
		origin *commands.Origin
	}{
		{"opened by a command", func(s *discordtest.Server) *discordtest.Interaction { return s.Command(alice, "help", nil) }, nil},
		{"opened by a button", func(s *discordtest.Server) *discordtest.Interaction {
			return s.Press(alice, s.Command(alice, "ask", question("Why?")).Reply(), "Go")
		}, &commands.Origin{Private: true, AskerID: "501"}},
	}
	for _, tt := range tests {
		eachWay(t, tt.name, func(t *testing.T, s *discordtest.Server, start startFunc) {
			h, requests := recording(forms(private(panel)))
			r := start(t, s, h)
			opened := tt.open(s)
			if f := opened.Form(); f.Title != "New answer" || f.FieldNamed("Question").Value != "Why?" || f.FieldNamed("Answer").Placeholder != "In your own words" {
				t.Errorf("form = %+v", f)
			}
			for len(requests) > 0 {
				<-requests
			}
			reply := s.Submit(opened, filled).Reply()
			if reply.Text() != "done" || !reply.Ephemeral() || reply.Updated != (tt.origin != nil) {
				t.Errorf("reply to the form = %q, private %t, in place %t", reply.Text(), reply.Ephemeral(), reply.Updated)
			}
			wantRequest(t, <-requests, commands.Request{
				Command: "add", Value: "q-1", Options: map[string]string{"question": "How long?", "answer": "300 m.\nhttps://example.com", "address": ""},
				Asker: commands.Asker{UserID: "501", RoleIDs: []string{"601"}, GuildID: alice.Guild}, Locale: "en-US",
				ChannelID: alice.ChannelID(), On: tt.origin,
			})
			r.endClean()
		})
	}
}

// A slow command behind a button, a menu or a form is deferred: on a private message it
// replaces the message, elsewhere it has a private reply of its own.
func TestSlowComponents(t *testing.T) {
	const deferredMessage, deferredUpdate = 5, 6
	pick := func(s *discordtest.Server) *discordtest.Interaction {
		return s.Pick(alice, s.Command(alice, "ask", question("Why?")).Reply(), "risk")
	}
	answer := map[string]string{"Answer": "x"}
	tests := []struct {
		name    string
		shown   commands.Reply
		use     func(*discordtest.Server) *discordtest.Interaction
		slow    string
		first   int
		inPlace bool
	}{
		{"a menu of a private message", private(panel), pick, "pick", deferredUpdate, true},
		{"a menu of a public message", panel, pick, "pick", deferredMessage, false},
		{"a form opened by a command", panel, func(s *discordtest.Server) *discordtest.Interaction {
			return s.Submit(s.Command(alice, "help", nil), answer)
		}, "add", deferredMessage, false},
		{"a form opened on a private message", private(panel), func(s *discordtest.Server) *discordtest.Interaction {
			return s.Submit(s.Press(alice, s.Command(alice, "ask", question("Why?")).Reply(), "Go"), answer)
		}, "add", deferredUpdate, true},
	}
	for _, tt := range tests {
		eachWay(t, tt.name, func(t *testing.T, s *discordtest.Server, start startFunc) {
			h := forms(tt.shown)
			h.slow = tt.slow
			r := start(t, s, h)
			i := tt.use(s)
			got := i.Reply()
			if i.Response() != tt.first || got.Text() != "done" || got.Updated != tt.inPlace || !got.Ephemeral() {
				t.Errorf("first response %d, then %q, in place %t, private %t; want %d, done, %t, private",
					i.Response(), got.Text(), got.Updated, got.Ephemeral(), tt.first, tt.inPlace)
			}
			r.endClean()
		})
	}
}

// Where no form can be opened, there is a message instead.
func TestFormThatCannotBeOpened(t *testing.T) {
	onDiscord(t, func(t *testing.T, s *discordtest.Server) {
		h := replying(commands.Reply{Form: &form})
		h.slow = "help"
		r := startReady(t, s, h)
		if got := s.Command(alice, "help", nil).Reply().Text(); got != "I can’t help with that." {
			t.Errorf("a slow command's form = %q", got)
		}
		again := s.Submit(s.Command(alice, "ask", question("Why?")), map[string]string{"Answer": "x"}).Reply().Text()
		if again != "I can’t help with that." {
			t.Errorf("a form after a form = %q", again)
		}
		r.endClean()
	})
}

func TestBadForms(t *testing.T) {
	row := func(component string) string { return `{"type":1,"components":[` + component + `]}` }
	const input = `{"type":4,"custom_id":"answer","value":"x"}`
	tests := []struct{ name, id, components, want string }{
		{"of another release", "0add.q-1abcdefgh", row(input), "out of date"},
		{"forged", "1add.q-1abcdefgh", row(input), "not one of mine"},
		{"a text at the top", "", input, "Something went wrong"},
		{"a button in it", "", row(`{"type":2,"style":1,"label":"x","custom_id":"y"}`), "Something went wrong"},
		{"a component that is not known", "", `{"type":18,"component":` + input + `}`, "Something went wrong"},
		{"nothing", "", "", "done"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			onDiscord(t, func(t *testing.T, s *discordtest.Server) {
				startReady(t, s, forms(panel))
				id := tt.id
				if id == "" {
					id = s.Command(alice, "help", nil).Form().CustomID
				}
				const submitted = 5
				body := map[string]any{"custom_id": id, "components": json.RawMessage("[" + tt.components + "]")}
				if got := s.Send(alice, submitted, body).Reply().Text(); !strings.Contains(got, tt.want) {
					t.Errorf("reply = %q, want %q", got, tt.want)
				}
			})
		})
	}
}

func TestSubcommands(t *testing.T) {
	eachWay(t, "used", func(t *testing.T, s *discordtest.Server, start startFunc) {
		h, requests := recording(fakeHandler{})
		h.definitions = withTools
		h.complete = func(_ context.Context, r commands.Request, option string) ([]commands.Choice, error) {
			return []commands.Choice{{Label: r.Command + ": " + option + " " + r.Options[option], Value: "v"}}, nil
		}
		start(t, s, h)
		asker := commands.Asker{UserID: owner.ID, GuildID: owner.Guild, ManageServer: true}
		want := commands.Request{Command: "tools why", Options: question("Why?"), Asker: asker, Locale: "en-US", ChannelID: owner.ChannelID()}
		s.Command(owner, "tools why", question("Why?")).Reply()
		wantRequest(t, <-requests, want)
		s.Command(owner, "tools list", nil).Reply()
		want.Command, want.Options = "tools list", map[string]string{}
		wantRequest(t, <-requests, want)
		if got := s.Autocomplete(owner, "tools why", "question", "wh", nil).Choices(); len(got) != 1 || got[0].Name != "tools why: question wh" {
			t.Errorf("completion of a subcommand's option = %+v", got)
		}
	})
}

// A form with texts that are too long is clipped to what Discord accepts.
func TestLongForm(t *testing.T) {
	onDiscord(t, func(t *testing.T, s *discordtest.Server) {
		long := strings.Repeat("word ", 2000)
		h := replying(commands.Reply{Form: &commands.Form{Title: long, Command: "add", Fields: []commands.Field{
			{Name: "answer", Label: long, Hint: long, Text: long, Lines: true, Max: 300},
		}}})
		startReady(t, s, h)
		f := s.Command(alice, "help", nil).Form()
		if field := f.Fields[0]; !strings.HasSuffix(field.Value, "…") || len(field.Value) < 250 || !strings.HasSuffix(f.Title, "…") {
			t.Errorf("form = %+v, want texts clipped with an ellipsis", f)
		}
	})
}
