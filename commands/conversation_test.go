package commands

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"alliancebot/internal/wording"
)

// mentions returns a question by ann in a message that mentions the bot.
func mentions(question string) Request {
	x := asks(question)
	x.Public = true
	return x
}

// A reply to the bot that asks nothing gets at most a reaction where others see it.
func TestRemarks(t *testing.T) {
	r := newTestRouter(t, garden(), Settings{})
	answer := request(t, r, asks(roses))
	tests := []struct {
		text     string
		reaction string
		reply    bool
	}{
		{"thanks!", "👍", false},
		{"merci beaucoup", "👍", false},
		{"lol I think your neighbor is jealous", "", false},
		{"my uncle hates the king of Peru", "", false},
		{"I think hedgehogs eat slugs and beetles", "", false},
		{"i have seen hedgehogs eat slugs", "", false},
		{"my roses get water in the morning", "", false},
		{"fair enough", "", false},
		{"poor hedgehogs", "", false},
		{"💀", "", false},
		{"can confirm", "🤷", false},
		{"das glaube ich nicht", "", false},
		{"creo que las rosas son bonitas", "", false},
		{"j’aime les roses", "", false},
		{"eu acho que não", "", false},
		{"バラはきれいですね", "", false},
		{"hedgehogs", "", true},
		{"lol what do hedgehogs eat", "", true},
		{"i meant the hedgehogs", "", true},
		{"I’m wondering what hedgehogs eat", "", true},
		{"tell me more about the roses", "", true},
		{"who is the king of Peru", "", true},
		{"the king of Peru?", "", true},
		{"what do hedgehogs eat", "", true},
		{"and hedgehogs?", "", true},
		{"王様は誰", "", true},
	}
	for _, test := range tests {
		t.Run(test.text, func(t *testing.T) {
			x := mentions(test.text)
			x.InReply, x.After = true, answer.Subject
			if got := request(t, r, x); got.SuppressInPublic == test.reply || got.Reaction != test.reaction {
				t.Errorf("reply to %q = %+v, want a reply %v, reaction %q", test.text, got, test.reply, test.reaction)
			}
			x.Asker.GuildID = "" // in a direct message nobody is disturbed
			if got := request(t, r, x); got.SuppressInPublic || got.Reaction != "" {
				t.Errorf("direct reply to %q = %+v, want a reply", test.text, got)
			}
		})
	}
	if got := request(t, r, mentions("lol I think your neighbor is jealous")); got.SuppressInPublic {
		t.Errorf("reply to a remark that mentions the bot = %+v, want a reply", got)
	}
}

// A reply that shows an answer has its subject in its buttons, and no other reply has one.
func TestSubjectIn(t *testing.T) {
	r := newTestRouter(t, garden(), Settings{})
	for _, question := range []string{roses, "how do I prune an apple tree in winter", "Trees"} {
		shown := request(t, r, mentions(question))
		got := SubjectIn(shown.Buttons)
		if ref, ok := parseReference(got); !ok || ref.key != shown.Subject[:keyDigits] {
			t.Errorf("SubjectIn the reply to %q = %q, want that of %q", question, got, shown.Subject)
		}
	}
	for _, question := range []string{"who is the king of Peru?", "thanks"} {
		if shown := request(t, r, mentions(question)); SubjectIn(shown.Buttons) != "" {
			t.Errorf("SubjectIn the reply to %q = %q, want none: %+v", question, SubjectIn(shown.Buttons), shown)
		}
	}
}

// A mention that replies to a member's message and only asks to answer it takes that as
// the question.
func TestPointingAtAMessage(t *testing.T) {
	r := newTestRouter(t, garden(), Settings{})
	about := Message{ID: "900", URL: channelURL + "/900", AuthorID: bob.UserID, Text: roses}
	for _, text := range []string{
		"", "can you answer this?", "Hey bot, please help him", "what about this question?", "do you know this?", "^", "help please", "can somebody help them out?", "respond to this pls", "what’s the answer?", "any ideas?", "what do you think?",
		"Kannst du das beantworten?", "beantworte das bitte", "puedes responder a esto por favor", "tu peux répondre à ça ?", "pode responder isso?", "これに答えてください",
	} {
		x := mentions(text)
		x.About = &about
		got := request(t, r, x)
		if !slices.Equal(titles(got.Quotes), []string{roses}) || !strings.Contains(said(got.Lead), "(https://discord.example/channels/201/301/900) by <502>") {
			t.Errorf("%q as a reply to a question = %+v, want its answer", text, got)
		}
	}
	for _, text := range []string{"what do hedgehogs eat?", "is that true?", "what is this about?", "do you know what hedgehogs eat"} {
		x := mentions(text)
		x.About = &about
		if got := request(t, r, x); slices.Contains(titles(got.Quotes), roses) || len(got.Lead) > 0 {
			t.Errorf("%q as a reply to a question = %+v, want its own answer", text, got)
		}
	}
	alone := mentions("")
	alone.Pictures = true
	if got := request(t, r, alone); got.Text != english.T(wording.OnlyPicture) {
		t.Errorf("only a picture = %+v, want %q", got, english.T(wording.OnlyPicture))
	}
	unknown := mentions("can you answer this?")
	unknown.About = &Message{ID: "900", Text: "who is the king of Peru?"}
	if got := request(t, r, unknown); got.Text != english.T(wording.StorySilent) || len(got.Buttons) > 0 {
		t.Errorf("pointing at a question without an answer = %+v, want one line", got)
	}
	hidden, picture := about, about
	hidden.Text, picture.Text, picture.Pictures = "", "", true
	for message, want := range map[*Message]string{
		&hidden: english.T(wording.CannotRead, "Name", english.T(wording.AnswerName)), &picture: english.T(wording.OnlyPicture),
	} {
		x := mentions("can you answer this?")
		x.About = message
		if got := request(t, r, x); got.Text != want || len(got.Quotes) > 0 {
			t.Errorf("pointing at %+v = %+v, want %q", message, got, want)
		}
	}
}

// That there is no answer is short where others see it. The rest is told privately.
func TestNoAnswerInPublic(t *testing.T) {
	const question = "who is the king of Peru?"
	files := garden()
	for _, test := range []struct {
		setting  NoAnswer
		reaction string
		silent   bool
	}{{"", "", false}, {NoAnswerLine, "", false}, {NoAnswerReaction, "🤷", true}, {NoAnswerSilent, "", true}} {
		t.Run(string(test.setting), func(t *testing.T) {
			r := newTestRouter(t, files, Settings{NoAnswer: test.setting})
			whole := request(t, r, asks(question))
			got := request(t, r, mentions(question))
			if got.Reaction != test.reaction || got.SuppressInPublic != test.silent {
				t.Fatalf("%q in public = %+v, want reaction %q, silent %v", question, got, test.reaction, test.silent)
			}
			direct := mentions(question)
			direct.Asker.GuildID = ""
			if got := request(t, r, direct); got.Text != whole.Text || got.SuppressInPublic {
				t.Errorf("%q in a direct message = %+v, want %q", question, got, whole.Text)
			}
			if test.silent {
				return
			}
			if got.Text != english.T(wording.StorySilent) || len(got.Buttons) != 1 {
				t.Fatalf("%q in public = %+v, want one line and a button", question, got)
			}
			on := Origin{AskerID: ann.UserID, Question: question}
			if rest := press(t, r, button(t, got, wording.RestButton), bob, on); rest.Text != whole.Text || !rest.Private || rest.Replace {
				t.Errorf("the rest = %+v, want private %q", rest, whole.Text)
			}
			on.Question = roses // an answer has been added since
			if rest := press(t, r, button(t, got, wording.RestButton), bob, on); !rest.Private || !slices.Equal(titles(rest.Quotes), []string{roses}) {
				t.Errorf("the rest, now answered = %+v, want a private answer", rest)
			}
			if rest := press(t, r, button(t, got, wording.RestButton), bob, onPublic); rest.Text != english.T(wording.Outdated) {
				t.Errorf("the rest of a deleted question = %+v, want %q", rest, english.T(wording.Outdated))
			}
		})
	}
}

// Who asks too fast in messages gets one reaction until they are answered again.
func TestTooFastInPublic(t *testing.T) {
	limits := RateLimits{Member: Limit{Burst: 1, Every: 10 * time.Second}}
	r := newTestRouter(t, garden(), Settings{RateLimits: limits}) // bleve starts goroutines
	synctest.Test(t, func(t *testing.T) {
		for round := range 2 {
			for n, want := range []string{"", tooFast, "", ""} {
				if got := request(t, r, mentions(roses)); got.Reaction != want || got.SuppressInPublic != (n > 0) {
					t.Errorf("round %d, question %d = %+v, want reaction %q", round, n, got, want)
				}
			}
			time.Sleep(10 * time.Second)
		}
	})
}
