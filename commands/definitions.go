package commands

import (
	"slices"

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
	ForgetCommand  = "forget-me"
	SetupCommand   = "setup"
	AnswerCommand  = "Answer from the story"

	KnowledgeCommand = "knowledge"
	UseCommand       = "Use as an FAQ answer"

	QuestionOption = "question"
	privateOption  = "private"
	mentionOption  = "mention"
	filterOption   = "filter"
	sectionOption  = "section"
	journalOption  = "journal"

	channelOption     = "channel"
	mentionsOption    = "mentions"
	postsOption       = "posts"
	foldersOption     = "folders"
	languageOption    = "language"
	helpChannelOption = "help-channel"
	helpRoleOption    = "help-role"
	resetOption       = "reset"
	historyOption     = "history"
)

// The commands behind buttons and menus.
const (
	pickCommand    = "pick"   // one of several units that may answer
	relatedCommand = "relate" // a related question
	moreCommand    = "more"   // another of the ranked answers
	allCommand     = "all"    // all of a long answer
	readCommand    = "read"   // a page of the story
	listCommand    = "list"   // a page of the FAQ
	openCommand    = "open"   // another story
	restCommand    = "rest"   // of a reply that was short, since others see it
	shareCommand   = "share"
	removeCommand  = "remove"
	applyCommand   = "apply"  // a preview
	anywayCommand  = "anyway" // the same, though golden questions get worse
	cancelCommand  = "cancel"
	returnCommand  = "return" // to an earlier generation

	helpfulCommand     = "helped" // a vote for an answer
	unhelpfulCommand   = "failed" // a vote against it
	reportCommand      = "report" // a missing answer
	subscribeCommand   = "notify"
	unsubscribeCommand = "quiet"

	personCommand   = "person" // the form with a question for a person
	handOverCommand = "hand"   // the question, filled in
)

// define returns every command, with translations into languages.
func (r *Router) define(languages ...string) []command {
	in := translator{languages}
	of := func(kind OptionKind, o Option) Option {
		o.Kind = kind
		return o
	}
	question := in.option(QuestionOption, wording.QuestionName, wording.QuestionDescription)
	message := question
	question.Required, question.Complete = true, true
	entry := in.option(QuestionOption, wording.QuestionName, wording.EntryDescription)
	entry.Complete = true
	filter := in.option(filterOption, wording.FilterName, wording.FilterDescription)
	section := in.option(sectionOption, wording.SectionName, wording.SectionDescription)
	section.Complete = true
	private := of(Flag, in.option(privateOption, wording.PrivateName, wording.PrivateDescription))
	mention := of(Member, in.option(mentionOption, wording.MentionName, wording.MentionDescription))

	answer := in.command(AnswerCommand, wording.AnswerName, "", message)
	answer.Kind = OnMessage
	message.Name = answerField
	use := in.command(UseCommand, wording.UseName, "", message)
	use.Kind, use.Admin = OnMessage, true
	history := of(Flag, in.option(historyOption, wording.HistoryName, wording.HistoryDescription))
	reindex := in.command(ReindexCommand, wording.ReindexName, wording.ReindexDescription, history)
	reindex.Admin, reindex.Slow = true, true
	folders := in.option(foldersOption, wording.FoldersName, wording.FoldersDescription)
	language := in.option(languageOption, wording.LanguageName, wording.LanguageDescription)
	folders.Complete, language.Complete = true, true
	setup := in.command(SetupCommand, wording.SetupName, wording.SetupDescription,
		of(Channel, in.option(channelOption, wording.ChannelName, wording.ChannelDescription)),
		of(Flag, in.option(mentionsOption, wording.MentionsName, wording.MentionsDescription)),
		of(Flag, in.option(postsOption, wording.PostsName, wording.PostsDescription)),
		of(Flag, in.option(privateOption, wording.PrivateName, wording.AnswersPrivateDescription)),
		folders, language,
		of(TextChannel, in.option(helpChannelOption, wording.HelpChannelName, wording.HelpChannelDescription)),
		of(Role, in.option(helpRoleOption, wording.HelpRoleName, wording.HelpRoleDescription)),
		of(Flag, in.option(journalOption, wording.JournalName, wording.JournalDescription)),
		of(Flag, in.option(resetOption, wording.ResetName, wording.ResetDescription)))
	setup.Manager = true
	inside := func(name string) Definition { return Definition{Name: name} }
	slow := func(name string) Definition { return Definition{Name: name, Slow: true} }

	return slices.Concat([]command{
		{
			Definition: in.command(AskCommand, wording.AskName, wording.AskDescription, question, private, mention),
			run:        r.ask, scope: index.Everything, public: true, limited: true,
		},
		{
			Definition: in.command(FAQCommand, wording.FAQName, wording.FAQDescription, entry, filter),
			run:        r.faq, scope: index.Entries, public: true, limited: true,
		},
		{
			Definition: in.command(StoryCommand, wording.StoryName, wording.StoryDescription, section),
			run:        r.story, scope: index.Sections, limited: true,
		},
		{Definition: in.command(HelpCommand, wording.HelpName, wording.HelpDescription), run: r.help, limited: true},
		{Definition: in.command(ForgetCommand, wording.ForgetName, wording.ForgetDescription), run: r.forget, limited: true},
		{Definition: setup, run: r.setup, limited: true},
		{Definition: reindex, run: r.reindex},
	}, r.knowledge(in, question), []command{
		{Definition: answer, run: r.ask, limited: true},
		{Definition: use, run: r.forAdmins(r.use)},

		{Definition: inside(pickCommand), run: r.ask, public: true, limited: true, componentOnly: true},
		{Definition: inside(relatedCommand), run: r.ask, limited: true, componentOnly: true},
		{Definition: inside(shareCommand), run: r.share, public: true, limited: true, componentOnly: true},
		{Definition: inside(restCommand), run: r.rest, limited: true, componentOnly: true},
		{Definition: inside(moreCommand), run: r.more, componentOnly: true},
		{Definition: inside(allCommand), run: r.showAll, componentOnly: true},
		{Definition: inside(readCommand), run: r.read, componentOnly: true},
		{Definition: inside(listCommand), run: r.list, componentOnly: true},
		{Definition: inside(openCommand), run: r.read, componentOnly: true},
		{Definition: inside(removeCommand), run: r.remove, componentOnly: true},
		{Definition: inside(helpfulCommand), run: r.voteHelpful, limited: true, componentOnly: true},
		{Definition: inside(unhelpfulCommand), run: r.voteUnhelpful, limited: true, componentOnly: true},
		{Definition: inside(reportCommand), run: r.report, limited: true, componentOnly: true},
		{Definition: inside(subscribeCommand), run: r.subscribe, limited: true, componentOnly: true},
		{Definition: inside(unsubscribeCommand), run: r.unsubscribe, limited: true, componentOnly: true},
		{Definition: inside(personCommand), run: r.person, componentOnly: true},
		{Definition: slow(handOverCommand), run: r.handOver, limited: true, componentOnly: true},
		{Definition: slow(applyCommand), run: r.apply, componentOnly: true},
		{Definition: slow(anywayCommand), run: r.apply, componentOnly: true},
		{Definition: inside(cancelCommand), run: r.cancel, componentOnly: true},
		{Definition: slow(returnCommand), run: r.returnTo, componentOnly: true},
	})
}

// translator defines commands and options with translations into languages. Each
// language takes time to load, so the Router translates only if asked for its
// Definitions.
type translator struct{ languages []string }

// command defines a command. label is its name for members; description may be "".
func (t translator) command(name string, label, description wording.Message, options ...Option) Definition {
	named := t.option(name, label, description)
	return Definition{Name: name, Description: named.Description, Translations: named.Translations, Options: options}
}

// option defines a text option.
func (t translator) option(name string, label, description wording.Message) Option {
	o := Option{Name: name, Description: translate(label, description, wording.Default).Description}
	for _, language := range t.languages {
		o.Translations = append(o.Translations, translate(label, description, language))
	}
	return o
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
