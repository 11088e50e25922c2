package commands

import (
	"slices"
	"strings"

	"alliancebot/index"
	"alliancebot/internal/wording"
)

// repaired says which words were considered misspelled; "" for none.
func (x call) repaired(repairs []index.Repair) string {
	const shown = 5
	if len(repairs) == 0 {
		return ""
	}
	changes := make([]string, len(repairs))
	for i, repair := range repairs {
		changes[i] = x.loc.T(wording.Change, "To", repair.To, "From", repair.From)
	}
	return x.loc.T(wording.SearchedFor, "Changes", enumerate(x.loc, changes, shown, wording.OneMore))
}

// missing says which words of a question the stories don't contain; "" for none.
func (x call) missing(words []string) string {
	if len(words) == 0 {
		return ""
	}
	quoted := make([]string, len(words))
	for i, word := range words {
		quoted[i] = x.loc.T(wording.Quoted, "Words", word)
	}
	return x.loc.T(wording.NotInStory, "Words", list(x.loc, quoted, wording.OneMore))
}

// origin says who published a story, if that is what was asked; otherwise "". The date is
// with each quote.
func (x call) origin(answer index.Answer) string {
	if answer.About != index.Origin {
		return ""
	}
	story := answer.Hits[0].Unit.Story
	by := strings.Join(slices.DeleteFunc([]string{story.Author, story.Publisher}, func(name string) bool { return name == "" }), ", ")
	return x.loc.T(wording.PublishedBy, "Title", story.Title, "By", by)
}

// unknownLanguage says that questions in a language cannot be answered, and in which
// they can. The tag may be "und".
func (x call) unknownLanguage(tag string) string {
	var names []string
	for _, known := range x.snapshot.Languages() {
		names = append(names, x.loc.LanguageName(known))
	}
	languages := list(x.loc, names, wording.OneMore)
	if tag == "und" {
		return x.loc.T(wording.UnsureLanguage, "Languages", languages)
	}
	return x.loc.T(wording.UnknownLanguage, "Language", x.loc.LanguageName(tag), "Languages", languages)
}

// coverage lists what can be asked about.
func (x call) coverage() string {
	const shown = 8
	return x.loc.T(wording.Covers, "Topics", enumerate(x.loc, x.lookup.topics(), shown, wording.OneMoreTopic))
}

// example gives a question that is certain to be answered.
func (x call) example() string {
	question := x.lookup.corpus.Units[0].Heading
	if entries := x.lookup.entries; len(entries) > 0 {
		question = entries[0].Question
	}
	if x.Asker.Operator { // in a terminal, questions need no command
		return x.loc.T(wording.ExampleTyped, "Question", question)
	}
	return x.loc.T(wording.Example, "Question", question)
}

// enumerate joins up to shown items with the message oneMore, and says how many are
// left out.
func enumerate(v wording.Localizer, items []string, shown int, oneMore wording.Message) string {
	return list(v, atMost(v, items, shown), oneMore)
}

// lines lists up to shown items, one per line, and says how many are left out.
func lines(v wording.Localizer, items []string, shown int) string {
	return strings.Join(atMost(v, items, shown), "\n")
}

// atMost returns up to shown items, followed by how many are left out.
func atMost(v wording.Localizer, items []string, shown int) []string {
	if more := len(items) - shown; more > 0 {
		return append(slices.Clone(items[:shown]), v.Plural(wording.AndMore, more))
	}
	return items
}

func list(v wording.Localizer, items []string, oneMore wording.Message) string {
	var text string
	for i, item := range items {
		if i > 0 {
			item = v.T(oneMore, "List", text, "Next", item)
		}
		text = item
	}
	return text
}

// join joins sentences, leaving out empty ones.
func (x call) join(sentences ...string) string {
	var said string
	for _, sentence := range sentences {
		switch {
		case said == "":
			said = sentence
		case sentence != "":
			said = x.loc.T(wording.Then, "Text", said, "Next", sentence)
		}
	}
	return said
}
