package commands

import (
	"regexp"
	"slices"
	"testing"
	"unicode/utf8"

	"alliancebot/internal/wording"
)

// Names and descriptions satisfy Discord's rules in each language.
func TestDefinitions(t *testing.T) {
	r := newTestRouter(t, garden(), Settings{})
	name := regexp.MustCompile(`^[-_'\p{L}\p{N}]{1,32}$`)
	taken := map[string]bool{}
	check := func(kind Kind, where string, named Translation) {
		if kind == Slash && !name.MatchString(named.Name) || utf8.RuneCountInString(named.Name) > 32 {
			t.Errorf("%s: name %q in %s", where, named.Name, named.Language)
		}
		if n := utf8.RuneCountInString(named.Description); (n == 0) != (kind == OnMessage) || n > 100 {
			t.Errorf("%s: description in %s has %d characters", where, named.Language, n)
		}
		if key := where + named.Language + named.Name; taken[key] {
			t.Errorf("%s twice", key)
		} else {
			taken[key] = true
		}
	}
	for _, d := range r.Definitions() {
		for _, language := range wording.Languages() {
			named := d.in(language)
			named.Language = language
			check(d.Kind, "/", named)
			for _, o := range d.Options {
				named := o.in(language)
				named.Language = language
				check(Slash, "/"+d.Name+" ", named)
			}
		}
		if len(d.Translations) != len(wording.Languages())-1 {
			t.Errorf("/%s has %d translations, want one for each language except English", d.Name, len(d.Translations))
		}
	}
}

// Discord shows a Definition's name where there is no translation.
func TestNamesAreEnglish(t *testing.T) {
	for message, name := range map[wording.Message]string{
		wording.AskName: AskCommand, wording.FAQName: FAQCommand, wording.StoryName: StoryCommand,
		wording.HelpName: HelpCommand, wording.ReindexName: ReindexCommand, wording.AnswerName: AnswerCommand,
		wording.QuestionName: QuestionOption, wording.SectionName: sectionOption,
		wording.ForgetName: ForgetCommand, wording.SetupName: SetupCommand, wording.JournalName: journalOption,
		wording.KnowledgeName: KnowledgeCommand, wording.UseName: UseCommand,
		wording.PrivateName: privateOption, wording.MentionName: mentionOption,
	} {
		if got := wording.For(wording.Default).T(message); got != name {
			t.Errorf("message %s in English = %q, want %q", message, got, name)
		}
	}
}

func TestDefinitionsAreBuiltOnce(t *testing.T) {
	r := newTestRouter(t, garden(), Settings{})
	if first, second := r.Definitions(), r.Definitions(); &first[0] != &second[0] {
		t.Error("a second call of Definitions made them again")
	}
}

// Replies are in the language of the member's Discord, or in the operator's default.
func TestLanguages(t *testing.T) {
	tests := []struct{ locale, fallback, want string }{
		{"de", "", "de"},
		{"es-419", "", "es"},
		{"pt-BR", "fr", "pt-BR"},
		{"it", "fr", "fr"},
		{"", "ja", "ja"},
		{"it", "", "en"},
		{"en-GB", "de", "en"},
	}
	for _, test := range tests {
		r := newTestRouter(t, garden(), Settings{Language: test.fallback})
		asked := asks("xyzzy")
		asked.Locale = test.locale
		got := request(t, r, asked)
		if got.Localizer.Language() != test.want {
			t.Errorf("reply to locale %q with default %q is in %s, want %s", test.locale, test.fallback, got.Localizer.Language(), test.want)
		}
		if test.want != "en" && got.Text == request(t, r, Request{Command: "ask", Locale: "en", Options: map[string]string{QuestionOption: "xyzzy"}}).Text {
			t.Errorf("reply to %q is in English: %q", test.locale, got.Text)
		}
	}
}

// The commands of buttons are not listed.
func TestComponentCommandsAreNotListed(t *testing.T) {
	r := newTestRouter(t, garden(), Settings{})
	var names []string
	for _, d := range r.Definitions() {
		names = append(names, d.Name)
	}
	if want := []string{"ask", "faq", "story", "help", "forget-me", "setup", "reindex", "knowledge", "Answer from the story", "Use as an FAQ answer"}; !slices.Equal(names, want) {
		t.Errorf("Definitions = %q, want %q", names, want)
	}
}
