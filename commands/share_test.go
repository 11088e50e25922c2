package commands

import (
	"strings"
	"testing"

	"alliancebot/internal/prose"
	"alliancebot/internal/wording"
)

func TestShare(t *testing.T) {
	r := newTestRouter(t, garden(), Settings{Private: true})
	answer := request(t, r, asks(roses))
	share := button(t, answer, wording.ShareButton)
	got := press(t, r, share, bob, onSecret)
	if got.Private || got.Replace || said(got.Lead) != "Shared by <502>" || got.Recipient != "" ||
		got.Quotes[0].Highlight.IsZero() || got.Quotes[0] != answer.Quotes[0] || got.Subject == "" {
		t.Errorf("share = %+v, want the answer, publicly, naming who shared it", got)
	}
	public := request(t, newTestRouter(t, garden(), Settings{}), asks(roses))
	if got.Subject != public.Subject {
		t.Errorf("the subject is %q when shared and %q when asked publicly; want the same", got.Subject, public.Subject)
	}
	if remove := button(t, got, wording.RemoveButton); remove.Value != bob.UserID {
		t.Errorf("bob shared it, but it can be removed by %q", remove.Value)
	}
}

func TestShareOfAMessagesAnswer(t *testing.T) {
	r := newTestRouter(t, garden(), Settings{})
	about := asks(roses)
	about.Command, about.About = "Answer from the story", &Message{ID: "778899", URL: channelURL + "/778899", AuthorID: "503"}
	got := press(t, r, button(t, request(t, r, about), wording.ShareButton), ann, onSecret)
	if want := "Shared by <501>, in reply to this message(" + channelURL + "/778899)"; said(got.Lead) != want {
		t.Errorf("lead of a shared answer to a message = %q, want %q", said(got.Lead), want)
	}
}

func TestShareOfASection(t *testing.T) {
	r := newTestRouter(t, garden(), Settings{Private: true})
	answer := request(t, r, asks("trees"))
	got := press(t, r, button(t, answer, wording.ShareButton), ann, onSecret)
	if got.Private || len(got.Quotes) != 2 || said(got.Lead) != "Shared by <501>" || got.Subject != answer.Subject {
		t.Errorf("share of a section = %+v, want its two passages, publicly", got)
	}
}

func TestNoShareButtonInATerminal(t *testing.T) {
	r := newTestRouter(t, garden(), Settings{})
	for _, b := range request(t, r, Request{Command: "ask", Options: map[string]string{QuestionOption: roses}, Asker: Asker{Operator: true}}).Buttons {
		if b.Command == shareCommand || b.Command == removeCommand {
			t.Errorf("a reply in a terminal has the button %+v", b)
		}
	}
}

func TestRemove(t *testing.T) {
	r := newTestRouter(t, garden(), Settings{})
	remove := button(t, request(t, r, asks(roses)), wording.RemoveButton)
	moderator := bob
	moderator.ManageMessages = true
	tests := []struct {
		name  string
		asker Asker
		want  bool
	}{
		{"the asker", ann, true},
		{"another", bob, false},
		{"a moderator", moderator, true},
		{"nobody", Asker{}, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := press(t, r, remove, test.asker, onPublic)
			if got.Remove != test.want || got.Remove == (got.Text == english.T(wording.NotYours) && got.Private) {
				t.Errorf("remove = %+v, want removed: %v; if not, a private refusal", got, test.want)
			}
		})
	}
}

// The passage of a button may have changed or be gone.
func TestButtonsOfAnOlderStory(t *testing.T) {
	files := garden()
	r := newTestRouter(t, files, Settings{})
	answer := request(t, r, asks("when do I prune an apple tree"))
	more, context := button(t, press(t, r, button(t, answer, wording.MoreButton), ann, onSecret), wording.PreviousResultButton), button(t, answer, wording.ContextButton)
	secret := request(t, r, Request{Command: "ask", Asker: ann, ChannelID: channel,
		Options: map[string]string{QuestionOption: "when do I prune an apple tree", privateOption: "true"}})
	share := button(t, secret, wording.ShareButton)

	files["garden.md"].Data = []byte(strings.Replace(string(files["garden.md"].Data), "in winter", "in spring", 1))
	reload(t, r, files)
	for _, b := range []Button{more, context, share} {
		got := press(t, r, b, ann, onSecret)
		if !strings.Contains(got.Text, english.T(wording.Changed)) || len(got.Quotes) != 1 ||
			!strings.Contains(got.Quotes[0].Text, "in spring") || !got.Quotes[0].Highlight.IsZero() {
			t.Errorf("%q of a changed passage = %+v, want the current text and a note", b.Label, got)
		}
	}

	files["garden.md"].Data = []byte(story("Garden", "Every garden is small at first."))
	reload(t, r, files)
	for _, b := range []Button{more, context, share} {
		if got := press(t, r, b, ann, onSecret); got.Text != english.T(wording.Gone) || !got.Private {
			t.Errorf("%q of a removed passage = %+v, want a private reply that it is gone", b.Label, got)
		}
	}
}

func TestInvalidButtonValues(t *testing.T) {
	r := newTestRouter(t, garden(), Settings{})
	unit := r.engine.Corpus().Units[0]
	values := []string{"", "A", "zzz", strings.Repeat("a", referenceDigits), "_" + refer(unit, prose.Span{}).String(), strings.Repeat("-", MaxValue)}
	for _, command := range []string{moreCommand, readCommand, openCommand, shareCommand, pickCommand, relatedCommand} {
		for _, value := range values {
			got := press(t, r, Button{Command: command, Value: value}, ann, onSecret)
			if got.Text == "" || !got.Private {
				t.Errorf("%s %q = %+v, want a private reply about the problem", command, value, got)
			}
		}
	}
}
