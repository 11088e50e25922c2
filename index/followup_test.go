package index

import (
	"testing"

	"alliancebot/corpus"
)

func askAfter(t testing.TB, engine *Engine, question string, after *corpus.Unit) Answer {
	t.Helper()
	answer, err := engine.Ask(t.Context(), question, after)
	if err != nil {
		t.Fatalf("Ask(%q) after %s: %v", question, after.ID, err)
	}
	return answer
}

// A remark about an answer gets none.
func TestReactions(t *testing.T) {
	engine := gardenEngine(t)
	for _, reply := range []string{
		"thanks", "Thank you so much!", "ok cool", "haha nice", "oh wow, interesting", "got it", "Makes sense.", "nvm", "merci", "danke!", "that helps, thx bro",
		"not sure I buy that", "I don’t believe it", "sounds fishy", "no way", "that's wild",
		"lol the poor gardener", "a fox with a shovel haha",
		"ok thanks, calling them tomorrow", "Thank you kindly, that was most helpful.", "👍 cheers",
	} {
		for _, u := range engine.Corpus().Units {
			answer := askAfter(t, engine, reply, u)
			if answer.Verdict != None || len(answer.Hits) > 0 || answer.Read != reply {
				t.Errorf("Ask(%q) after %s = %s with %d hits, want none without", reply, u.ID, answer.Verdict, len(answer.Hits))
			}
		}
	}
}

// A request for more is answered with what follows in the section or is most related, and
// never with the same again.
func TestMore(t *testing.T) {
	c := passages(
		"The stones grind rye for the bakers of the valley.",
		"In winter the wheel freezes, and nobody works.",
		"Since 2001 a motor drives the stones.",
		"Bakers sell rye bread on the bridge.",
		"What the bakers sell is rye bread.",
	)
	c.Units[3].Section = &corpus.Section{Story: c.Stories[0], Heading: "Bread"}
	c.Units[4].Section = &corpus.Section{Story: c.Stories[0], Heading: "More bread"}
	engine := open(t, c)
	tests := []struct{ after, want string }{
		{"s/1", "s/2"},
		{"s/2", "s/3"},
		{"s/3", "s/1"},
		{"s/4", "s/5"},
		{"s/5", "s/4"},
	}
	for _, test := range tests {
		for _, reply := range []string{"tell me more", "More?", "ok go on", "what else?", "and then?", "more details please", "can you elaborate",
			"ok and? more", "u may continue", "is that all? there must be more", "n what else could happen", "go deeper"} {
			answer := askAfter(t, engine, reply, unitOf(t, engine, test.after))
			if answer.Verdict != Answered || answer.Hits[0].Unit.ID != test.want {
				t.Errorf("Ask(%q) after %s = %s %+v, want %s", reply, test.after, answer.Verdict, answer.Hits, test.want)
			}
			for _, hit := range answer.Hits {
				if hit.Unit.ID == test.after {
					t.Errorf("Ask(%q) after %s has it again", reply, test.after)
				}
			}
			checkAnswer(t, engine.Corpus(), answer)
		}
	}
}

// A question for something else about a topic is not answered with the same again.
func TestMoreOnTopic(t *testing.T) {
	engine := open(t, passages(
		"The bakery sells rye bread and rolls every morning.",
		"On Sundays the bakery sells plum cake.",
		"The mill has been closed since 1990.",
	))
	for _, reply := range []string{"what else does the bakery sell", "more on the bakery please", "any other things the bakery sells?"} {
		for after, want := range map[string]string{"s/1": "s/2", "s/2": "s/1"} {
			answer := askAfter(t, engine, reply, unitOf(t, engine, after))
			if answer.Verdict != Answered || answer.Hits[0].Unit.ID != want {
				t.Errorf("Ask(%q) after %s = %s %+v, want %s", reply, after, answer.Verdict, answer.Hits, want)
			}
			checkAnswer(t, engine.Corpus(), answer)
		}
	}
}

// There is nothing more to say about the only unit.
func TestMoreOfOneUnit(t *testing.T) {
	engine := open(t, passages("The zorb is old."))
	if answer := askAfter(t, engine, "tell me more", engine.Corpus().Units[0]); answer.Verdict != None || len(answer.Hits) > 0 {
		t.Errorf("Ask = %+v, want none", answer)
	}
}

func TestFollowUps(t *testing.T) {
	engine := gardenEngine(t)
	tests := []struct {
		name, after, reply string
		want, quote        string // of the first hit
	}{
		{"why", "garden/water/1", "why?", "garden/water/1", "In dry summers the neighbours bring barrels, because the town’s water costs too much."},
		{"when", "garden/lead/1", "when?", "garden/lead/1", "Ada Müller planted the orchard in 1987 behind the old railway station."},
		{"another subject", "garden/lead/1", "and the café?", "garden/the-café/1", ""},
		{"another subject of a FAQ entry", "garden/faq/how-much-is-a-ticket", "what about dogs?", "garden/faq/who-may-visit-the-garden", "Dogs stay on a leash."},
		{"the same subject", "garden/faq/how-much-is-a-ticket", "and for children?", "garden/faq/how-much-is-a-ticket", "A ticket is 4 euros; children pay nothing."},
		{"a question that stands on its own", "garden/lead/1", "where is the rain collected", "garden/water/1", "A wooden cistern under the shed gathers rain from the roof."},
		{"thanks and a question", "garden/lead/1", "thanks, and the café?", "garden/the-café/1", ""},
		{"the same question as before", "garden/faq/how-much-is-a-ticket", "how much is a ticket", "garden/faq/how-much-is-a-ticket", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			answer := askAfter(t, engine, test.reply, unitOf(t, engine, test.after))
			if answer.Verdict != Answered || answer.Hits[0].Unit.ID != test.want || test.quote != "" && answer.Hits[0].Quote() != test.quote {
				t.Errorf("Ask(%q) after %s = %s %+v, want %s with %q", test.reply, test.after, answer.Verdict, answer.Hits, test.want, test.quote)
			}
			checkAnswer(t, engine.Corpus(), answer)
		})
	}
}

// Questions with several words of their own, and all questions after nothing or after a
// unit that is gone, are answered as if they came first.
func TestQuestionsOfTheirOwn(t *testing.T) {
	engine := gardenEngine(t)
	gone := &corpus.Unit{ID: "garden/lead/1"}
	whole := []string{"where is the rain collected", "does the garden sell cider", "Seven apple trees stand in the orchard"}
	for _, question := range whole {
		want := transcript(t, ask(t, engine, question))
		for _, u := range engine.Corpus().Units {
			if got := transcript(t, askAfter(t, engine, question, u)); got != want {
				t.Errorf("Ask(%q) after %s = %s, want as alone: %s", question, u.ID, got, want)
			}
		}
	}
	for _, question := range append(whole, "why?", "tell me more", "thanks", "and the café?") {
		if got, want := transcript(t, askAfter(t, engine, question, gone)), transcript(t, ask(t, engine, question)); got != want {
			t.Errorf("Ask(%q) after a unit that is gone = %s, want as alone: %s", question, got, want)
		}
	}
	for _, question := range []string{"why?", "tell me more", "when?"} {
		if answer := ask(t, engine, question); answer.Verdict == Answered {
			t.Errorf("Ask(%q) after nothing = %s with %s", question, answer.Verdict, answer.Hits[0].Unit.ID)
		}
	}
}

// A reply in another language is understood as one in that language.
func TestFollowUpInAnotherLanguage(t *testing.T) {
	engine := open(t, load(t, harbor))
	answer := askAfter(t, engine, "Wann fährt das letzte Boot?", unitOf(t, engine, "harbor/lead/1"))
	if answer.Verdict != Answered || answer.Language != "de" || answer.Hits[0].Unit.ID != "harbor/ferries/1" {
		t.Errorf("Ask = %+v, want the ferries in German", answer)
	}
	if answer := askAfter(t, engine, "danke!", unitOf(t, engine, "harbor/lead/1")); answer.Verdict != None {
		t.Errorf("Ask(danke) = %s, want none", answer.Verdict)
	}
}

// What nobody understands is no reply to the unit that was shown.
func TestMeaninglessReplies(t *testing.T) {
	engine := gardenEngine(t)
	for _, reply := range []string{"", " ", "?!", "🙂", "xyzzy", "asdkj qwoeiru", "and xyzzy?"} {
		for _, u := range engine.Corpus().Units {
			if answer := askAfter(t, engine, reply, u); answer.Verdict != None {
				t.Errorf("Ask(%q) after %s = %s with %s, want none", reply, u.ID, answer.Verdict, answer.Hits[0].Unit.ID)
			}
		}
	}
}
