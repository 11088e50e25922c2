package commands

import (
	"slices"
	"strings"
	"testing"

	"alliancebot/corpus"
	"alliancebot/index"
	"alliancebot/internal/wording"
)

// german adds German questions to the garden.
func german() map[string]string {
	files := map[string]string{
		"garden.phrasings.de.yaml": "trees/1: [Wann schneidet man einen Apfelbaum?]\nfaq/what-do-hedgehogs-eat: [Was fressen Igel?]\n",
	}
	for name, file := range garden() {
		files[name] = string(file.Data)
	}
	return files
}

// after returns a question by ann that follows a reply with the unit of an ID.
func after(t *testing.T, r *Router, id, question string) Request {
	t.Helper()
	x := asks(question)
	for _, u := range r.engine.Corpus().Units {
		if u.ID == id {
			x.After = SubjectOf(u)
			return x
		}
	}
	t.Fatalf("no unit has the ID %q", id)
	return x
}

// A message with two questions gets a quote for each.
func TestTwoQuestionsInOneMessage(t *testing.T) {
	r := newTestRouter(t, garden(), Settings{})
	const hedgehogs = "What do hedgehogs eat?"
	tests := []struct {
		name, message string
		want          []string // titles of the quotes
	}{
		{"two", roses + " " + hedgehogs, []string{roses, hedgehogs}},
		{"the other way around", hedgehogs + " " + roses, []string{hedgehogs, roses}},
		{"the second is not answered", roses + " Who is the king of Peru?", []string{roses}},
		{"the same twice", roses + " " + roses, []string{roses}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := request(t, r, asks(test.message))
			if !slices.Equal(titles(got.Quotes), test.want) || got.Private {
				t.Fatalf("/ask %q = %+v, want the quotes %q", test.message, got, test.want)
			}
			for _, quote := range got.Quotes {
				if quote.Text == "" || quote.Highlight.IsZero() || !strings.HasPrefix(quote.Text, "Water") && !strings.HasPrefix(quote.Text, "Hedgehogs") {
					t.Errorf("/ask %q quotes %+v, want the answer highlighted", test.message, quote)
				}
			}
		})
	}
}

// The second of two quotes is cut to half of what one may have.
func TestTheSecondQuoteIsCut(t *testing.T) {
	long := strings.Repeat("The brook runs from the hill to the old mill. ", 100)
	r := newTestRouter(t, folder(map[string]string{
		"a.md":     story("A", "## Brook\n\n"+long),
		"a.faq.md": "## Who owns the castle?\n\nThe castle belongs to the town.\n\n## Where does the brook run?\n\n" + long + "\n",
	}), Settings{})
	got := request(t, r, asks("Who owns the castle? Where does the brook run?"))
	if len(got.Quotes) != 2 {
		t.Fatalf("/ask with two questions has %d quotes: %q", len(got.Quotes), titles(got.Quotes))
	}
	if second := got.Quotes[1]; len(second.Text) > shortLength/2 || !second.After {
		t.Errorf("the second quote has %d bytes, more after it %v, want at most %d", len(second.Text), second.After, shortLength/2)
	}
	if all := press(t, r, button(t, got, wording.ShowAllButton), ann, onPublic); len(all.Quotes) != 2 || len(all.Quotes[1].Text) <= pageLength {
		t.Errorf("all of it = %+v, want both quotes, much longer", all)
	}
}

// A question in another language is answered in it, whatever the asker's Discord speaks.
func TestTheReplyIsInTheQuestionsLanguage(t *testing.T) {
	r := newTestRouter(t, folder(german()), Settings{})
	tests := []struct{ locale, question, title, language string }{
		{"en-US", "Wann schneidet man einen Apfelbaum?", "Trees", "de"},
		{"fr", "was fressen Igel", "What do hedgehogs eat?", "de"},
		{"fr", roses, roses, "fr"},
		{"de", roses, roses, "de"},
		{"", roses, roses, "en"},
	}
	for _, test := range tests {
		t.Run(test.locale+" "+test.question, func(t *testing.T) {
			x := asks(test.question)
			x.Locale = test.locale
			got := request(t, r, x)
			if !slices.Equal(titles(got.Quotes), []string{test.title}) || got.Localizer.Language() != test.language {
				t.Errorf("/ask %q = %q in %s, want %q in %s", test.question, titles(got.Quotes), got.Localizer.Language(), test.title, test.language)
			}
			if label := wording.For(test.language).T(wording.ContextButton); len(got.Buttons) == 0 || got.Buttons[0].Label != label {
				t.Errorf("/ask %q has the buttons %+v, want %q first", test.question, got.Buttons, label)
			}
		})
	}
}

// That a language is not known is said in that language if the bot speaks it, or else in
// the asker's.
func TestUnknownLanguage(t *testing.T) {
	r := newTestRouter(t, folder(german()), Settings{})
	tests := []struct{ name, locale, question, language, tag string }{
		{"one that the bot speaks", "en-US", "¿Por qué tienen miedo los perros de la noche?", "es", "es"},
		{"one that it does not speak", "fr", "Waarom zijn de honden bang voor de nacht?", "fr", "nl"},
		{"one with its own script", "en-US", "почему собаки боятся ночи", "en", "ru"},
		{"one of several", "en-US", "zašto se psi boje noći", "en", "und"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			x := asks(test.question)
			x.Locale = test.locale
			got := request(t, r, x)
			v := wording.For(test.language)
			known := list(v, []string{v.LanguageName("en"), v.LanguageName("de")}, wording.OneMore)
			want := v.T(wording.UnknownLanguage, "Language", v.LanguageName(test.tag), "Languages", known)
			if test.tag == "und" {
				want = v.T(wording.UnsureLanguage, "Languages", known)
			}
			if got.Text != want || !got.Private || len(got.Quotes)+len(got.Buttons)+len(got.Menus) > 0 || got.Localizer.Language() != test.language {
				t.Errorf("/ask %q = %+v in %s, want private %q", test.question, got, got.Localizer.Language(), want)
			}
		})
	}
}

// Who published a story is said before its beginning.
func TestOriginIsSaid(t *testing.T) {
	page := func(source string) map[string]string {
		return map[string]string{"a.md": "---\ntitle: The mill\n" + source + "---\n\nThe mill is old.\n"}
	}
	tests := []struct{ name, source, by string }{
		{"publisher", "publisher: The Post\n", "The Post"},
		{"author", "author: Ida Blom\n", "Ida Blom"},
		{"both", "author: Ida Blom\npublisher: The Post\n", "Ida Blom, The Post"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := request(t, newTestRouter(t, folder(page(test.source)), Settings{}), asks("Who wrote this?"))
			want := english.T(wording.PublishedBy, "Title", "The mill", "By", test.by)
			if got.Text != want || got.Private || len(got.Quotes) != 1 || got.Quotes[0].Text != "The mill is old." {
				t.Errorf("/ask who wrote this = %+v, want %q and the beginning", got, want)
			}
		})
	}
	unknown := request(t, newTestRouter(t, folder(page("")), Settings{}), asks("Who wrote this?"))
	if want := english.T(wording.StorySilent) + " " + english.T(wording.Covers, "Topics", "The mill"); !strings.HasPrefix(unknown.Text, want[:len(want)-1]) || !unknown.Private || len(unknown.Quotes) > 0 {
		t.Errorf("/ask who wrote this, of a story without source = %+v, want private %q", unknown, want)
	}
	about := request(t, newTestRouter(t, folder(page("publisher: The Post\n")), Settings{}), asks("What is this about?"))
	if about.Text != "" || len(about.Quotes) != 1 {
		t.Errorf("/ask what is this about = %+v, want only the beginning", about)
	}
}

// Of several stories nobody knows which is meant, unless the question follows one.
func TestAboutOneOfSeveralStories(t *testing.T) {
	r := newTestRouter(t, folder(map[string]string{"a.md": story("Mill", "The mill is old."), "b.md": story("Pond", "The pond is deep.")}), Settings{})
	if got := request(t, r, asks("what is this about?")); !got.Private || len(got.Quotes) > 0 || got.Text != english.T(wording.Covers, "Topics", "Mill; Pond") {
		t.Errorf("/ask what is this about = %+v, want private the topics", got)
	}
	if got := request(t, r, after(t, r, "b/lead/1", "what is this about?")); got.Private || len(got.Quotes) != 1 || got.Quotes[0].Text != "The pond is deep." {
		t.Errorf("/ask what is this about, after the pond = %+v, want it", got)
	}
}

// A question that follows a reply is understood through what that showed.
func TestFollowUpQuestions(t *testing.T) {
	r := newTestRouter(t, garden(), Settings{})
	first := request(t, r, asks("how do I prune an apple tree in winter"))
	if first.Subject == "" || len(first.Quotes) != 1 {
		t.Fatalf("/ask = %+v, want one quote with a subject", first)
	}
	more := asks("tell me more")
	more.After = first.Subject
	got := request(t, r, more)
	if len(got.Quotes) != 1 || !strings.HasPrefix(got.Quotes[0].Text, "Plant a pear tree") || got.Subject == first.Subject {
		t.Errorf("/ask tell me more = %+v, want what follows in the section", got)
	}
	if got := request(t, r, after(t, r, "garden/trees/1", "and hedgehogs?")); !slices.Equal(titles(got.Quotes), []string{"What do hedgehogs eat?"}) {
		t.Errorf("/ask and hedgehogs = %+v, want their entry", got)
	}
	if got := request(t, r, after(t, r, "garden/trees/1", roses)); !slices.Equal(titles(got.Quotes), []string{roses}) {
		t.Errorf("/ask %q = %+v, want its entry", roses, got)
	}
	for _, gone := range []string{"", "nonsense", strings.Repeat("a", referenceDigits)} {
		x := asks("tell me more")
		x.After = gone
		if got := request(t, r, x); len(got.Quotes) > 0 || !got.Private {
			t.Errorf("/ask tell me more, after %q = %+v, want no quote", gone, got)
		}
	}
}

func TestSubjectOf(t *testing.T) {
	if got := SubjectOf(nil); got != "" {
		t.Errorf("SubjectOf(nil) = %q, want none", got)
	}
	u := &corpus.Unit{ID: "a/1", Text: "One is here."}
	if r, ok := parseReference(SubjectOf(u)); !ok || r.key != u.Key() || r.changed(u) {
		t.Errorf("SubjectOf = %q, which refers to %+v, %v, want the unit", SubjectOf(u), r, ok)
	}
}

// The second answer may be shown even if there are few hits.
func TestReplyWithASecondAnswer(t *testing.T) {
	r := newTestRouter(t, garden(), Settings{})
	c := r.lookupOf(r.engine.Corpus())
	first, second := c.corpus.Units[0], c.corpus.Units[1]
	answer := index.Answer{Verdict: index.Answered, Hits: []index.Hit{highlight(first, first.Text)},
		Second: &index.Answer{Verdict: index.Answered, Hits: []index.Hit{highlight(second, second.Text)}}}
	got := r.replyTo(call{loc: english, lookup: c}, answer)
	if len(got.Quotes) != 2 || got.Quotes[1].Text != second.Text || got.Subject != refer(first, answer.Hits[0].Highlight).String() {
		t.Errorf("replyTo = %+v, want two quotes with the subject of the first", got)
	}
}
