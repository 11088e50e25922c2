package commands

import (
	"alliancebot/index"
	"alliancebot/wording"
)

// The names of the options, and of the commands that are behind buttons and
// menus alone.
const (
	questionOption = "question"
	privateOption  = "private"
	mentionOption  = "mention"
	sectionOption  = "section"

	pickCommand    = "pick"   // one of several units that may answer
	relatedCommand = "relate" // a related question
	moreCommand    = "more"   // another of the ranked answers
	readCommand    = "read"   // a page of the story
	openCommand    = "open"   // another story
	shareCommand   = "share"
	removeCommand  = "remove"
)

// define lists every command.
func (r *Router) define() []command {
	question := text(wording.QuestionName, wording.QuestionDescription)
	question.Required, question.Complete = true, true
	entry := text(wording.QuestionName, wording.EntryDescription)
	entry.Complete = true
	section := text(wording.SectionName, wording.SectionDescription)
	section.Complete = true
	private := text(wording.PrivateName, wording.PrivateDescription)
	private.Kind = Flag
	mention := text(wording.MentionName, wording.MentionDescription)
	mention.Kind = Member

	answer := translated(wording.AnswerName, "", text(wording.QuestionName, wording.QuestionDescription))
	answer.Kind = OnMessage
	reindex := translated(wording.ReindexName, wording.ReindexDescription)
	reindex.Admin, reindex.Slow = true, true
	inside := func(name string) Definition { return Definition{Name: name} }

	return []command{
		{
			Definition: translated(wording.AskName, wording.AskDescription, question, private, mention),
			run:        r.ask, scope: index.Everything, public: true, paced: true,
		},
		{
			Definition: translated(wording.FAQName, wording.FAQDescription, entry),
			run:        r.faq, scope: index.Entries, public: true, paced: true,
		},
		{
			Definition: translated(wording.StoryName, wording.StoryDescription, section),
			run:        r.story, scope: index.Sections, paced: true,
		},
		{Definition: translated(wording.HelpName, wording.HelpDescription), run: r.help, paced: true},
		{Definition: answer, run: r.ask, paced: true},
		{Definition: reindex, run: r.reindex},

		{Definition: inside(pickCommand), run: r.ask, public: true, paced: true, inside: true},
		{Definition: inside(relatedCommand), run: r.ask, paced: true, inside: true},
		{Definition: inside(shareCommand), run: r.share, public: true, paced: true, inside: true},
		{Definition: inside(moreCommand), run: r.more, inside: true},
		{Definition: inside(readCommand), run: r.read, inside: true},
		{Definition: inside(openCommand), run: r.read, inside: true},
		{Definition: inside(removeCommand), run: r.remove, inside: true},
	}
}

// translated defines a command by the messages that name and describe it; a
// description may be "".
func translated(name, description wording.Message, options ...Option) Definition {
	translations := translate(name, description)
	english := translations[0]
	return Definition{
		Name: english.Name, Description: english.Description, Translations: translations[1:], Options: options,
	}
}

// text defines an option by the messages that name and describe it.
func text(name, description wording.Message) Option {
	translations := translate(name, description)
	english := translations[0]
	return Option{Name: english.Name, Description: english.Description, Translations: translations[1:]}
}

// translate returns a name and a description in each language, English first.
func translate(name, description wording.Message) []Translation {
	var translations []Translation
	for _, language := range wording.Languages() {
		t := Translation{Language: language, Name: wording.For(language).Say(name)}
		if description != "" {
			t.Description = wording.For(language).Say(description)
		}
		translations = append(translations, t)
	}
	return translations
}

// in returns what d is called in a language.
func (d Definition) in(language string) Translation {
	return translation(d.Translations, language, Translation{Name: d.Name, Description: d.Description})
}

// in returns what o is called in a language.
func (o Option) in(language string) Translation {
	return translation(o.Translations, language, Translation{Name: o.Name, Description: o.Description})
}

func translation(all []Translation, language string, english Translation) Translation {
	for _, t := range all {
		if t.Language == language {
			return t
		}
	}
	return english
}
