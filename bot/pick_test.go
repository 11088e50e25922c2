package bot

import (
	"context"
	"testing"

	"alliancebot/bot/discordtest"
	"alliancebot/commands"
)

var menu = commands.Reply{
	Text: "Which one?",
	Choices: []commands.Choice{
		{Label: "The deal", Detail: "first section", Command: "ask", Value: "deal"},
		{Label: "The risk", Command: "ask", Value: "risk"},
	},
}

// menuThenEcho shows a menu to the first question, and echoes what is picked.
func menuThenEcho(private bool) fakeHandler {
	return fakeHandler{run: func(_ context.Context, r commands.Request) (commands.Reply, error) {
		if r.Options["question"] == "menu" {
			m := menu
			m.Private = private
			return m, nil
		}
		return commands.Reply{Text: "picked " + r.Options["question"] + " by " + r.Asker.UserID, Private: private}, nil
	}}
}

func TestPick(t *testing.T) {
	tests := []struct {
		name      string
		private   bool
		picker    discordtest.User
		want      string
		inPlace   bool
		ephemeral bool
	}{
		{"by the asker", false, alice, "picked risk by 501", true, false},
		{"by the asker, privately", true, alice, "picked risk by 501", true, true},
		{"by another", false, bob, "picked risk by 502", false, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := discordtest.New(t)
			start(t, s, menuThenEcho(tt.private))
			s.WaitReady(1)
			asked := s.Command(alice, "ask", question("menu")).Reply()
			got := s.Pick(tt.picker, asked, "risk").Reply()
			if got.Content != tt.want || (got.ID == asked.ID) != tt.inPlace || got.Ephemeral() != tt.ephemeral {
				t.Errorf("pick = %q, in place %v, ephemeral %v; want %q, %v, %v",
					got.Content, got.ID == asked.ID, got.Ephemeral(), tt.want, tt.inPlace, tt.ephemeral)
			}
			if tt.inPlace && got.Menu() != nil {
				t.Error("the menu is still there after the pick")
			}
		})
	}
}

func TestPrivateAnswerToAPublicMenuStaysPrivate(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	start(t, s, fakeHandler{run: func(_ context.Context, r commands.Request) (commands.Reply, error) {
		if r.Options["question"] == "menu" {
			return menu, nil
		}
		return commands.Reply{Text: "secret", Private: true}, nil
	}})
	s.WaitReady(1)
	asked := s.Command(alice, "ask", question("menu")).Reply()
	if got := s.Pick(alice, asked, "risk").Reply(); got.ID == asked.ID || !got.Ephemeral() {
		t.Errorf("private reply: in place %v, ephemeral %v; want a private message", got.ID == asked.ID, got.Ephemeral())
	}
}

// What discordgo cannot read, or the bot does not know, is answered or ignored;
// the bot goes on in any case.
func TestUnknownInteractions(t *testing.T) {
	tests := []struct {
		name string
		send func(*discordtest.Server, *discordtest.Message) *discordtest.Interaction
		want string // "" when Discord cannot be answered
	}{
		{"another component", func(s *discordtest.Server, m *discordtest.Message) *discordtest.Interaction {
			return s.SendOn(alice, m, map[string]any{"custom_id": "other", "component_type": 2})
		}, outdatedText},
		{"a command that is no more", func(s *discordtest.Server, m *discordtest.Message) *discordtest.Interaction {
			return s.SendOn(alice, m, map[string]any{"custom_id": "pick:gone", "component_type": 3, "values": []string{"x"}})
		}, outdatedText},
		{"several values", func(s *discordtest.Server, m *discordtest.Message) *discordtest.Interaction {
			return s.SendOn(alice, m, map[string]any{"custom_id": "pick:ask", "component_type": 3, "values": []string{"x", "y"}})
		}, outdatedText},
		{"a form nobody sent", func(s *discordtest.Server, m *discordtest.Message) *discordtest.Interaction {
			return s.Send(alice, 5, map[string]any{"custom_id": "form", "components": []any{}})
		}, ""},
		{"an unknown type", func(s *discordtest.Server, m *discordtest.Message) *discordtest.Interaction {
			return s.Send(alice, 99, map[string]any{})
		}, ""},
		{"a form with an unknown component", func(s *discordtest.Server, m *discordtest.Message) *discordtest.Interaction {
			return s.Send(alice, 5, map[string]any{"custom_id": "form", "components": []any{map[string]any{"type": 999}}})
		}, ""},
		{"a form without data", func(s *discordtest.Server, m *discordtest.Message) *discordtest.Interaction {
			return s.Send(alice, 5, nil)
		}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := discordtest.New(t)
			start(t, s, menuThenEcho(false))
			s.WaitReady(1)
			asked := s.Command(alice, "ask", question("menu")).Reply()
			i := tt.send(s, asked)
			if tt.want != "" {
				if got := i.Reply(); got.Content != tt.want || !got.Ephemeral() {
					t.Errorf("reply = %q, ephemeral %v; want %q, true", got.Content, got.Ephemeral(), tt.want)
				}
			}
			if got := s.Command(alice, "ask", question("on")).Reply(); got.Content != "picked on by 501" {
				t.Errorf("reply afterwards = %q", got.Content)
			}
		})
	}
}
