package commands

import (
	"alliancebot/index"
	"alliancebot/internal/wording"
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

// define lists every command, with translations into these languages.
func (r *Router) define(languages ...string) []command {
	in := translator{languages}
	question := in.option(wording.QuestionName, wording.QuestionDescription)
	message := question
	question.Required, question.Complete = true, true
	entry := in.option(wording.QuestionName, wording.EntryDescription)
	entry.Complete = true
	section := in.option(wording.SectionName, wording.SectionDescription)
	section.Complete = true
	private := in.option(wording.PrivateName, wording.PrivateDescription)
	private.Kind = Flag
	mention := in.option(wording.MentionName, wording.MentionDescription)
	mention.Kind = Member

	answer := in.command(wording.AnswerName, "", message)
	answer.Kind = OnMessage
	reindex := in.command(wording.ReindexName, wording.ReindexDescription)
	reindex.Admin, reindex.Slow = true, true
	inside := func(name string) Definition { return Definition{Name: name} }

	return []command{
		{
			Definition: in.command(wording.AskName, wording.AskDescription, question, private, mention),
			run:        r.ask, scope: index.Everything, public: true, limited: true,
		},
		{
			Definition: in.command(wording.FAQName, wording.FAQDescription, entry),
			run:        r.faq, scope: index.Entries, public: true, limited: true,
		},
		{
			Definition: in.command(wording.StoryName, wording.StoryDescription, section),
			run:        r.story, scope: index.Sections, limited: true,
		},
		{Definition: in.command(wording.HelpName, wording.HelpDescription), run: r.help, limited: true},
		{Definition: reindex, run: r.reindex},
		{Definition: answer, run: r.ask, limited: true},

		{Definition: inside(pickCommand), run: r.ask, public: true, limited: true, componentOnly: true},
		{Definition: inside(relatedCommand), run: r.ask, limited: true, componentOnly: true},
		{Definition: inside(shareCommand), run: r.share, public: true, limited: true, componentOnly: true},
		{Definition: inside(moreCommand), run: r.more, componentOnly: true},
		{Definition: inside(readCommand), run: r.read, componentOnly: true},
		{Definition: inside(openCommand), run: r.read, componentOnly: true},
		{Definition: inside(removeCommand), run: r.remove, componentOnly: true},
	}
}

// translator defines what has a name and a description in English and in other
// languages. Each language takes a moment to load.
type translator struct{ languages []string }

// command defines a command by the messages that name and describe it; there
// may be no description.
func (t translator) command(name, description wording.Message, options ...Option) Definition {
	english := translate(name, description, wording.Default)
	return Definition{
		Name: english.Name, Description: english.Description, Translations: t.translations(name, description), Options: options,
	}
}

// option defines an option of text.
func (t translator) option(name, description wording.Message) Option {
	english := translate(name, description, wording.Default)
	return Option{Name: english.Name, Description: english.Description, Translations: t.translations(name, description)}
}

func (t translator) translations(name, description wording.Message) []Translation {
	var list []Translation
	for _, language := range t.languages {
		list = append(list, translate(name, description, language))
	}
	return list
}

func translate(name, description wording.Message, language string) Translation {
	t := Translation{Language: language, Name: wording.For(language).T(name)}
	if description != "" {
		t.Description = wording.For(language).T(description)
	}
	return t
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
