package commands

import (
	"alliancebot/index"
	"alliancebot/internal/wording"
)

// The names of the commands and options in Requests. Members see translations.
const (
	AskCommand     = "ask"
	FAQCommand     = "faq"
	StoryCommand   = "story"
	HelpCommand    = "help"
	ReindexCommand = "reindex"
	AnswerCommand  = "Answer from the story"

	QuestionOption = "question"
	privateOption  = "private"
	mentionOption  = "mention"
	sectionOption  = "section"
)

// The commands behind buttons and menus.
const (
	pickCommand    = "pick"   // one of several units that may answer
	relatedCommand = "relate" // a related question
	moreCommand    = "more"   // another of the ranked answers
	readCommand    = "read"   // a page of the story
	openCommand    = "open"   // another story
	shareCommand   = "share"
	removeCommand  = "remove"
)

// define returns every command, with translations into languages.
func (r *Router) define(languages ...string) []command {
	in := translator{languages}
	question := in.option(QuestionOption, wording.QuestionName, wording.QuestionDescription)
	message := question
	question.Required, question.Complete = true, true
	entry := in.option(QuestionOption, wording.QuestionName, wording.EntryDescription)
	entry.Complete = true
	section := in.option(sectionOption, wording.SectionName, wording.SectionDescription)
	section.Complete = true
	private := in.option(privateOption, wording.PrivateName, wording.PrivateDescription)
	private.Kind = Flag
	mention := in.option(mentionOption, wording.MentionName, wording.MentionDescription)
	mention.Kind = Member

	answer := in.command(AnswerCommand, wording.AnswerName, "", message)
	answer.Kind = OnMessage
	reindex := in.command(ReindexCommand, wording.ReindexName, wording.ReindexDescription)
	reindex.Admin, reindex.Slow = true, true
	inside := func(name string) Definition { return Definition{Name: name} }

	return []command{
		{
			Definition: in.command(AskCommand, wording.AskName, wording.AskDescription, question, private, mention),
			run:        r.ask, scope: index.Everything, public: true, limited: true,
		},
		{
			Definition: in.command(FAQCommand, wording.FAQName, wording.FAQDescription, entry),
			run:        r.faq, scope: index.Entries, public: true, limited: true,
		},
		{
			Definition: in.command(StoryCommand, wording.StoryName, wording.StoryDescription, section),
			run:        r.story, scope: index.Sections, limited: true,
		},
		{Definition: in.command(HelpCommand, wording.HelpName, wording.HelpDescription), run: r.help, limited: true},
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

// translator defines commands and options with translations into languages. Each
// language takes time to load, so the Router translates only if asked for its
// Definitions.
type translator struct{ languages []string }

// command defines a command. label is its name for members; description may be "".
func (t translator) command(name string, label, description wording.Message, options ...Option) Definition {
	return Definition{
		Name:         name,
		Description:  translate(label, description, wording.Default).Description,
		Translations: t.translations(label, description),
		Options:      options,
	}
}

// option defines a text option.
func (t translator) option(name string, label, description wording.Message) Option {
	return Option{
		Name:         name,
		Description:  translate(label, description, wording.Default).Description,
		Translations: t.translations(label, description),
	}
}

func (t translator) translations(label, description wording.Message) []Translation {
	var list []Translation
	for _, language := range t.languages {
		list = append(list, translate(label, description, language))
	}
	return list
}

func translate(label, description wording.Message, language string) Translation {
	t := Translation{Language: language, Name: wording.For(language).T(label)}
	if description != "" {
		t.Description = wording.For(language).T(description)
	}
	return t
}

// in returns the name and description of d in a language.
func (d Definition) in(language string) Translation {
	return translation(d.Translations, language, Translation{Name: d.Name, Description: d.Description})
}

// in returns the name and description of o in a language.
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
