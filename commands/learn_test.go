package commands

import (
	"slices"
	"strings"
	"testing"
	"time"

	"alliancebot/internal/wording"
	"alliancebot/journal"
)

// learned returns what r has learned, once it is written.
func learned(t *testing.T, r *Router, n int) []journal.Pair {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		pairs, err := r.settings.Journal.Pairs(t.Context(), 10)
		if err != nil {
			t.Fatal(err)
		}
		if len(pairs) == n || time.Now().After(deadline) {
			return pairs
		}
	}
}

func TestLearn(t *testing.T) {
	const question, reply = "Who sells compost?", "The farm behind the station does."
	helper := Asker{UserID: "902", GuildID: home, RoleIDs: []string{"77"}}
	elsewhere := helper
	elsewhere.GuildID = "800000000000000009"
	tests := []struct {
		name     string
		exchange Exchange
		want     bool
	}{
		{"by an admin", Exchange{question, reply, ada}, true},
		{"by a member with a trusted role", Exchange{question, " " + reply + "\n", helper}, true},
		{"with an address", Exchange{question, "See https://farm.example/?item=compost", ada}, true},
		{"by another member", Exchange{question, reply, Asker{UserID: "903", GuildID: home}}, false},
		{"where nothing is recorded", Exchange{question, reply, elsewhere}, false},
		{"a question that is answered", Exchange{"When should I water the roses?", reply, ada}, false},
		{"a question in return", Exchange{question, "Do you mean soil?", ada}, false},
		{"another question", Exchange{question, "when should I water the roses", ada}, false},
		{"thanks", Exchange{question, "Thank you, bot!", ada}, false},
		{"no words", Exchange{question, "👍", ada}, false},
		{"no question", Exchange{"!", reply, ada}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r, _ := teachable(t)
			r.settings.TrustedRoleIDs = []string{"77"}
			got, err := r.Learn(t.Context(), tt.exchange)
			if err != nil || got != tt.want {
				t.Fatalf("Learn(%+v) = %t, %v, want %t", tt.exchange, got, err, tt.want)
			}
			if !tt.want {
				return
			}
			pairs := learned(t, r, 1)
			if len(pairs) != 1 || pairs[0].Question != question || pairs[0].Answer != strings.TrimSpace(tt.exchange.Reply) || pairs[0].Language != "en" || pairs[0].GuildID != home {
				t.Errorf("the journal has %+v", pairs)
			}
		})
	}
	r, _ := teachable(t)
	r.settings.Journal = nil
	if got, err := r.Learn(t.Context(), Exchange{question, reply, ada}); got || err != nil {
		t.Errorf("without a journal: %t, %v", got, err)
	}
}

// A question with a trusted reply is listed first, however few have asked it, and the reply is
// in the form for a new answer.
func TestTrustedReplies(t *testing.T) {
	r, library := teachable(t,
		asked{text: "how tall is an old oak?", askers: many},
		asked{text: "who is selling compost", askers: []string{"501"}},
	)
	for _, e := range []Exchange{
		{"Who sells compost?", "The farm behind the station does.", ada}, {"How tall is an old oak", "It has 30 meters.", ada},
	} {
		if ok, err := r.Learn(t.Context(), e); !ok || err != nil {
			t.Fatalf("Learn(%+v) = %t, %v", e, ok, err)
		}
	}
	learned(t, r, 2)
	list := byAda(t, r, "knowledge missed", "")
	if want := []string{"how tall is an old oak?", "Who sells compost?"}; !slices.Equal(picks(list, missedCommand), want) {
		t.Fatalf("the list has %q, want %q", picks(list, missedCommand), want)
	}
	details := []string{"Has a reply that can become the answer. Asked 8 times, by ", "Has a reply that can become the answer."}
	for i, c := range list.Menus[0].Choices {
		if !strings.HasPrefix(c.Detail, details[i]) || i == 1 && c.Detail != details[i] {
			t.Errorf("detail %q, want %q", c.Detail, details[i])
		}
	}
	one := byAda(t, r, missedCommand, choice(t, list, "Who sells compost?"))
	if !strings.Contains(one.Text, "“The farm behind the station does.”") || strings.Contains(one.Text, "who is selling compost") {
		t.Errorf("the question is %q, want the reply, and nothing that only one member asked", one.Text)
	}
	form := pressed(t, r, one, wording.UseReplyButton).Form
	if form.Fields[0].Text != "Who sells compost?" || form.Fields[1].Text != "The farm behind the station does." {
		t.Errorf("the form is %+v", form)
	}
	library.lessons = []Lesson{{Lesson: journal.Lesson{ID: "L", Kind: journal.Entry, Language: "en", Question: "Who sells compost?", At: noon.Add(time.Hour)}}}
	if got := picks(byAda(t, r, "knowledge missed", ""), missedCommand); len(got) != 1 {
		t.Errorf("when it is taught, the list has %q", got)
	}
}
