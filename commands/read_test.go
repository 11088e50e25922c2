package commands

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"testing"

	"alliancebot/internal/prose"
	"alliancebot/internal/wording"
)

// readThrough turns all pages, forward or back, and returns them.
func readThrough(t *testing.T, r *Router, first Reply, turn wording.Message) []Reply {
	t.Helper()
	pages := []Reply{first}
	for {
		b := button(t, pages[len(pages)-1], turn)
		if b.Disabled {
			return pages
		}
		if len(pages) > 1000 {
			t.Fatal("the story does not end")
		}
		pages = append(pages, press(t, r, b, ann, onSecret))
	}
}

// The reader shows all of a story in order, each word once.
func TestReadThrough(t *testing.T) {
	long := strings.Repeat("A long passage has many sentences. ", 100)
	tests := []struct {
		name   string
		router *Router
	}{
		{"the default story", newDefaultRouter(t, Settings{})},
		{"long passages", newTestRouter(t, folder(map[string]string{
			"a.md": story("A", long+"\n\n## Words\n\n"+strings.Repeat("word ", 1000)+"\n\nThe end."),
		}), Settings{})},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			pages := readThrough(t, test.router, run(t, test.router, "story", ""), wording.NextButton)
			var got, want strings.Builder
			for i, page := range pages {
				got.WriteString(page.Quotes[0].Text + " ")
				if !page.Private || page.Replace != (i > 0) {
					t.Errorf("page %d: private %v, replaces %v", i, page.Private, page.Replace)
				}
			}
			for _, u := range test.router.engine.Corpus().Stories[0].Units {
				want.WriteString(u.Text + " ")
			}
			if g, w := strings.Fields(got.String()), strings.Fields(want.String()); !slices.Equal(g, w) {
				t.Errorf("the pages have %d words, the story has %d; or the order differs", len(g), len(w))
			}
			back := readThrough(t, test.router, pages[len(pages)-1], wording.PreviousButton)
			slices.Reverse(back)
			for i := range pages {
				if back[i].Quotes[0] != pages[i].Quotes[0] {
					t.Fatalf("page %d differs when turning back", i)
				}
			}
		})
	}
}

func TestStory(t *testing.T) {
	r := newDefaultRouter(t, Settings{})
	proposed, err := r.Complete(t.Context(), Request{Command: "story", Options: map[string]string{sectionOption: "concl"}}, sectionOption)
	if err != nil || len(proposed) == 0 {
		t.Fatalf("Complete(/story concl) = %+v, %v", proposed, err)
	}
	tests := []struct{ name, section, want string }{
		{"the beginning", "", "Microsoft feared OpenAI’s Amazon alliance in 2026"},
		{"a section", "future outlook", "Future Outlook"},
		{"a section, with a typo", "futre outlok", "Future Outlook"},
		{"a section, completed", proposed[0].Value, "Conclusion"},
		{"the start of a heading", "amazon's ai", "Amazon’s AI Cloud Ambitions"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := request(t, r, Request{Command: "story", Options: map[string]string{sectionOption: test.section}})
			if prose.Key(strings.Join(titles(got.Quotes), "|")) != prose.Key(test.want) || !got.Private {
				t.Errorf("/story %q = %+v, want %q, privately", test.section, got, test.want)
			}
		})
	}
	none := request(t, r, Request{Command: "story", Options: map[string]string{sectionOption: "xyzzy frobozz"}})
	if none.Text != english.T(wording.NoSection) || len(picks(none, readCommand)) != 7 {
		t.Errorf("/story with an unknown section = %+v, want a menu of all 7", none)
	}
}

func TestSectionPicker(t *testing.T) {
	r := newDefaultRouter(t, Settings{})
	opened := run(t, r, "story", "")
	for _, choice := range opened.Menus[0].Choices {
		got := request(t, r, Request{Command: opened.Menus[0].Command, Value: choice.Value, On: &onSecret, Asker: ann})
		if !slices.Equal(titles(got.Quotes), []string{choice.Label}) || !got.Replace {
			t.Errorf("picking %q = %+v, want that section, replacing the message", choice.Label, got)
		}
	}
}

func TestManySectionsAndStories(t *testing.T) {
	files := map[string]string{}
	for i := range 40 {
		var text strings.Builder
		for j := range 40 {
			fmt.Fprintf(&text, "## Part %d of story %d\n\nThis is part %d.\n\n", j, i, j)
		}
		name := fmt.Sprintf("s%02d", i)
		files[name+".md"] = story(name, text.String())
	}
	r := newTestRouter(t, folder(files), Settings{})
	got := request(t, r, Request{Command: "story", Options: map[string]string{sectionOption: "Part 30 of story 20"}})
	if sections, stories := picks(got, readCommand), picks(got, openCommand); len(sections) != MaxChoices || len(stories) != MaxChoices ||
		!slices.Contains(sections, "Part 30 of story 20") || !slices.Contains(stories, "s20") {
		t.Errorf("menus of 40 sections and 40 stories = %q, %q; want those around the current ones", sections, stories)
	}
	other := request(t, r, Request{Command: openCommand, Value: got.Menus[1].Choices[0].Value, On: &onSecret, Asker: ann})
	if other.Quotes[0].Story != got.Menus[1].Choices[0].Label {
		t.Errorf("picking a story = %+v, want %q", other, got.Menus[1].Choices[0].Label)
	}
}

// numbered returns a corpus with a passage of 100 sentences.
func numbered() fs.FS {
	var text strings.Builder
	for i := range 100 {
		fmt.Fprintf(&text, "Sentence number %d speaks of gardens. ", i)
	}
	return folder(map[string]string{"a.md": story("A", text.String())})
}

// A long passage is shown in part, and "Read on" continues where that ends.
func TestReadOn(t *testing.T) {
	r := newTestRouter(t, numbered(), Settings{Full: true})
	answer := request(t, r, asks("what does sentence number 70 speak of"))
	if len(answer.Quotes) != 1 || highlighted(answer) != "Sentence number 70 speaks of gardens." || !answer.Quotes[0].Before || !answer.Quotes[0].After {
		t.Fatalf("answer in a long passage = %+v, want sentence 70 and the text around it", answer)
	}
	var last int
	words := strings.Fields(answer.Quotes[0].Text)
	fmt.Sscan(words[len(words)-4], &last)
	page := press(t, r, button(t, answer, wording.ReadOnButton), ann, onPublic)
	if want := fmt.Sprintf("Sentence number %d ", last+1); !strings.Contains(page.Quotes[0].Text, want) {
		t.Errorf("reading on = %q, want a page with %q", page.Quotes[0].Text, want)
	}
}

// What a channel sees of a long passage is short: whole sentences around the highlight. All of
// it, as much as fits, is shown privately.
func TestShowAll(t *testing.T) {
	r := newTestRouter(t, numbered(), Settings{})
	question := asks("what does sentence number 70 speak of")
	answer := request(t, r, question)
	all := press(t, r, button(t, answer, wording.ShowAllButton), bob, onPublic)
	text := r.engine.Corpus().Units[0].Text
	for name, shown := range map[string]struct {
		reply    Reply
		min, max int
	}{
		"in the channel": {answer, shortLength - 80, shortLength},
		"all":            {all, wholeLength - 80, wholeLength},
		"shared":         {press(t, r, shareOf(t, r, question), bob, onSecret), shortLength - 80, shortLength},
	} {
		q := shown.reply.Quotes[0]
		if !strings.Contains(text, q.Text) || len(q.Text) < shown.min || len(q.Text) > shown.max || !strings.HasPrefix(q.Text, "Sentence") || !strings.HasSuffix(q.Text, "gardens.") ||
			highlighted(shown.reply) != "Sentence number 70 speaks of gardens." {
			t.Errorf("%s: %d bytes %q with the highlight %q, want %d to %d bytes of whole sentences", name, len(q.Text), q.Text, highlighted(shown.reply), shown.min, shown.max)
		}
	}
	if button(t, all, wording.ContextButton); !all.Private || all.Replace {
		t.Errorf("all = %+v, want a private message of its own", all)
	}
	if subject := SubjectIn(answer.Buttons); subject != answer.Subject {
		t.Errorf("a reply to it follows %q, want %q", subject, answer.Subject)
	}
	for name, asker := range map[string]Asker{"in a terminal": {Operator: true}, "in a direct message": {UserID: "carol"}} {
		question.Asker, question.Public = asker, !asker.Operator
		if got := request(t, r, question); len(got.Quotes[0].Text) <= shortLength {
			t.Errorf("%s %d bytes are shown, want more than %d", name, len(got.Quotes[0].Text), shortLength)
		}
	}
	reload(t, r, garden())
	if got := press(t, r, button(t, answer, wording.ShowAllButton), bob, onPublic); got.Text != english.T(wording.Gone) {
		t.Errorf("all of a passage that is gone = %+v", got)
	}
}

// shareOf returns the button that shares the private answer to a question.
func shareOf(t *testing.T, r *Router, question Request) Button {
	t.Helper()
	question.Options = map[string]string{QuestionOption: question.Options[QuestionOption], privateOption: "true"}
	answer := request(t, r, question)
	if len(answer.Quotes[0].Text) <= shortLength {
		t.Errorf("privately %d bytes are shown, want more than %d", len(answer.Quotes[0].Text), shortLength)
	}
	return button(t, answer, wording.ShareButton)
}

// The highlight is also shown in the reader.
func TestInContext(t *testing.T) {
	r := newDefaultRouter(t, Settings{})
	answer := request(t, r, asks("sagemaker ml platform"))
	got := press(t, r, button(t, answer, wording.ContextButton), bob, onPublic)
	if highlighted(got) != highlighted(answer) || !got.Private || got.Replace {
		t.Errorf("in context = %+v, want the passage with %q, privately", got, highlighted(answer))
	}
}

// highlighted returns the highlighted words of a reply's first quote.
func highlighted(r Reply) string { return r.Quotes[0].Highlight.Of(r.Quotes[0].Text) }

// Sections with the same heading are told apart.
func TestSectionsWithTheSameHeading(t *testing.T) {
	r := newTestRouter(t, folder(map[string]string{"visit.md": story("Visit",
		"## Monday\n\nRest.\n\n### Morning\n\nThe café is closed.\n\n## Tuesday\n\n### Morning\n\nThe café opens at nine.")}), Settings{})
	want := []string{"Monday › Morning", "Tuesday › Morning"}
	opened := run(t, r, "story", "")
	if got := picks(opened, readCommand); !slices.Equal(got, []string{"Monday", "Monday › Morning", "Tuesday › Morning"}) {
		t.Errorf("the menu of sections is %q", got)
	}
	named := request(t, r, Request{Command: "story", Options: map[string]string{sectionOption: "morning"}})
	if got := picks(named, readCommand); !slices.Equal(got, want) {
		t.Errorf("/story morning offers %q, want %q", got, want)
	}
	asked := run(t, r, "ask", "Morning")
	if got := picks(asked, pickCommand); !slices.Equal(got, want) {
		t.Fatalf("/ask Morning offers %q, want %q", got, want)
	}
	picked := request(t, r, Request{Command: pickCommand, Value: asked.Menus[0].Choices[1].Value, On: &Origin{}})
	if len(picked.Quotes) != 1 || picked.Quotes[0].Text != "The café opens at nine." {
		t.Errorf("picking the second = %+v, want Tuesday's section", picked)
	}
}
