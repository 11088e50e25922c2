package commands

import (
	"strings"
	"testing"

	"alliancebot/index"
	"alliancebot/internal/wording"
)

func TestWhoSeesAnAnswer(t *testing.T) {
	with := func(name, value string) func(*Request) {
		return func(r *Request) { r.Options[name] = value }
	}
	on := func(command string, o Origin) func(*Request) {
		return func(r *Request) { r.Command, r.On = command, &o }
	}
	bobs := Origin{AskerID: bob.UserID}
	tests := []struct {
		name             string
		settings         Settings
		change           []func(*Request)
		private, replace bool
	}{
		{"by default", Settings{}, nil, false, false},
		{"by default private", Settings{Private: true}, nil, true, false},
		{"asked privately", Settings{}, []func(*Request){with("private", "true")}, true, false},
		{"asked publicly", Settings{Private: true}, []func(*Request){with("private", "false")}, false, false},
		{"for a member", Settings{Private: true}, []func(*Request){with("mention", "502")}, false, false},
		{"for a member, but private", Settings{}, []func(*Request){with("mention", "502"), with("private", "true")}, true, false},
		{"in a mention", Settings{Private: true}, []func(*Request){func(r *Request) { r.Public = true }}, false, false},
		{"about a message", Settings{}, []func(*Request){func(r *Request) { r.Command, r.About = "Answer from the story", &Message{} }}, true, false},
		{"picked by the asker", Settings{}, []func(*Request){on("pick", onPublic)}, false, true},
		{"picked by another", Settings{}, []func(*Request){on("pick", bobs)}, true, false},
		{"picked in private", Settings{}, []func(*Request){on("pick", onSecret)}, true, true},
		{"a related question", Settings{}, []func(*Request){on("relate", onPublic)}, true, false},
		{"a related question in private", Settings{}, []func(*Request){on("relate", onSecret)}, true, true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r := newTestRouter(t, garden(), test.settings)
			asked := asks(roses)
			for _, change := range test.change {
				change(&asked)
			}
			got := request(t, r, asked)
			if len(got.Quotes) != 1 || got.Private != test.private || got.Replace != test.replace {
				t.Fatalf("%+v = %+v, want an answer, private %v, replacing the message %v", asked, got, test.private, test.replace)
			}
			last := got.Buttons[len(got.Buttons)-1].Command
			if want := map[bool]string{true: shareCommand, false: removeCommand}[test.private]; last != want {
				t.Errorf("the last button is %q, want %q", last, want)
			}
		})
	}
}

func TestRecipients(t *testing.T) {
	mentioned, secret, about := asks(roses), asks(roses), asks(roses)
	mentioned.Options["mention"] = "502"
	secret.Options["mention"], secret.Options["private"] = "502", "true"
	about.Command, about.About = "Answer from the story", &Message{ID: "77", URL: "https://discord.example/77", AuthorID: "503"}
	tests := []struct {
		name                  string
		request               Request
		lead, text, recipient string
	}{
		{"the asker", asks(roses), "", "", ""},
		{"another member", mentioned, "<502>, this is for you, from <501>:", "", "502"},
		{"another member, in private", secret, "", english.T(wording.NotMentioned), ""},
		{"the author of a message", about, "In reply to this message(https://discord.example/77) by <503>:", "", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := request(t, newTestRouter(t, garden(), Settings{}), test.request)
			if said(got.Lead) != test.lead || got.Text != test.text || got.Recipient != test.recipient {
				t.Errorf("lead %q, text %q, recipient %q; want %q, %q, %q", said(got.Lead), got.Text, got.Recipient, test.lead, test.text, test.recipient)
			}
		})
	}
}

func TestAMessageWithoutText(t *testing.T) {
	about := asks(" ")
	about.Command, about.About = "Answer from the story", &Message{ID: "77"}
	got := request(t, newTestRouter(t, garden(), Settings{}), about)
	if want := english.T(wording.EmptyMessage); got.Text != want || !got.Private {
		t.Errorf("reply to a message without text = %+v, want private %q", got, want)
	}
}

// Placeholder marks within a part are not filled in again.
func TestLine(t *testing.T) {
	x := call{loc: wording.For("de")}
	got := x.line(wording.SharedAboutMessage, parts{"Member": {UserID: "1"}, "Message": {Text: "x\uE000", URL: "https://a.example"}})
	users, links := 0, 0
	for _, span := range got {
		if span.UserID == "1" {
			users++
		}
		if span.URL != "" {
			links++
		}
	}
	if users != 1 || links != 1 {
		t.Errorf("line = %+v, want the member and the message once each", got)
	}
}

// A suggestion picked in a reply about a message is still about that message.
func TestPickKeepsTheMessage(t *testing.T) {
	r := newTestRouter(t, garden(), Settings{})
	about := asks("")
	about.Command, about.About = "Answer from the story", &Message{ID: "77", URL: channelURL + "/77", AuthorID: "503"}
	x := call{Request: about, loc: english, lookup: r.lookupOf(r.engine.Corpus())}
	choice := x.hitChoices([]index.Hit{highlight(x.lookup.entriesAsking(roses)[0], "Water the roses in the morning.")})[0]
	got := request(t, r, Request{Command: pickCommand, Value: choice.Value, Asker: ann, On: &onSecret, ChannelID: channel, ChannelURL: channelURL})
	if want := "In reply to this message(" + channelURL + "/77) by <503>:"; said(got.Lead) != want || len(choice.Value) > MaxChoice {
		t.Errorf("lead of the pick = %q, want %q", said(got.Lead), want)
	}
	if shared := press(t, r, button(t, got, wording.ShareButton), ann, onSecret); !strings.Contains(said(shared.Lead), channelURL+"/77") {
		t.Errorf("lead of the shared pick = %q, want the message", said(shared.Lead))
	}
}
