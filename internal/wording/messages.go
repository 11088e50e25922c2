package wording

// Message is the name of a message.
type Message string

// The messages. en.yaml explains them, in the same order.
const (
	// The commands.
	AskName             Message = "AskName"
	AskDescription      Message = "AskDescription"
	FAQName             Message = "FAQName"
	FAQDescription      Message = "FAQDescription"
	StoryName           Message = "StoryName"
	StoryDescription    Message = "StoryDescription"
	HelpName            Message = "HelpName"
	HelpDescription     Message = "HelpDescription"
	ReindexName         Message = "ReindexName"
	ReindexDescription  Message = "ReindexDescription"
	AnswerName          Message = "AnswerName"
	QuestionName        Message = "QuestionName"
	QuestionDescription Message = "QuestionDescription"
	EntryDescription    Message = "EntryDescription"
	PrivateName         Message = "PrivateName"
	PrivateDescription  Message = "PrivateDescription"
	MentionName         Message = "MentionName"
	MentionDescription  Message = "MentionDescription"
	SectionName         Message = "SectionName"
	SectionDescription  Message = "SectionDescription"

	// Buttons and menus.
	MoreButton           Message = "MoreButton"
	ContextButton        Message = "ContextButton"
	ReadOnButton         Message = "ReadOnButton"
	ShareButton          Message = "ShareButton"
	RemoveButton         Message = "RemoveButton"
	PreviousButton       Message = "PreviousButton"
	NextButton           Message = "NextButton"
	PreviousResultButton Message = "PreviousResultButton"
	NextResultButton     Message = "NextResultButton"
	ReadSectionButton    Message = "ReadSectionButton"
	SourceButton         Message = "SourceButton"
	FirstAnswerButton    Message = "FirstAnswerButton"
	PickPrompt           Message = "PickPrompt"
	RelatedPrompt        Message = "RelatedPrompt"
	SectionPrompt        Message = "SectionPrompt"
	StoryPrompt          Message = "StoryPrompt"

	// Above and below an answer.
	AnswerFor          Message = "AnswerFor"
	SharedBy           Message = "SharedBy"
	AboutMessage       Message = "AboutMessage"
	ThisMessage        Message = "ThisMessage"
	SharedAboutMessage Message = "SharedAboutMessage"
	NotMentioned       Message = "NotMentioned"
	SearchedFor        Message = "SearchedFor"
	Change             Message = "Change"
	Published          Message = "Published"
	QuotedAsPublished  Message = "QuotedAsPublished"
	Changed            Message = "Changed"
	Gone               Message = "Gone"
	ResultOf           Message = "ResultOf"
	FirstPassages      Message = "FirstPassages"

	// When there is no sure answer.
	EmptyQuestion  Message = "EmptyQuestion"
	EmptyMessage   Message = "EmptyMessage"
	Example        Message = "Example"
	ExampleTyped   Message = "ExampleTyped"
	MayBeHere      Message = "MayBeHere"
	NoSection      Message = "NoSection"
	SameHeading    Message = "SameHeading"
	StorySilent    Message = "StorySilent"
	StoriesSilent  Message = "StoriesSilent"
	NotInStory     Message = "NotInStory"
	Quoted         Message = "Quoted"
	ClosestSection Message = "ClosestSection"
	Covers         Message = "Covers"
	OneMore        Message = "OneMore"
	OneMoreTopic   Message = "OneMoreTopic"
	Then           Message = "Then"
	AndMore        Message = "AndMore"

	// The FAQ.
	NoFAQ        Message = "NoFAQ"
	FAQQuestions Message = "FAQQuestions"
	FAQMore      Message = "FAQMore"
	FAQUnlike    Message = "FAQUnlike"
	FAQClosest   Message = "FAQClosest"

	// Small talk.
	Greeting     Message = "Greeting"
	Welcome      Message = "Welcome"
	Farewell     Message = "Farewell"
	Capabilities Message = "Capabilities"

	// Help.
	HelpIntro   Message = "HelpIntro"
	HelpAdmin   Message = "HelpAdmin"
	HelpAnswer  Message = "HelpAnswer"
	HelpMention Message = "HelpMention"

	// Rate limits and noise.
	TooFast         Message = "TooFast"
	ChannelTooFast  Message = "ChannelTooFast"
	AlreadyAnswered Message = "AlreadyAnswered"
	NotYours        Message = "NotYours"

	// Errors.
	UnknownCommand Message = "UnknownCommand"
	Outdated       Message = "Outdated"
	Forged         Message = "Forged"
	Failed         Message = "Failed"
	Busy           Message = "Busy"
	NothingToSay   Message = "NothingToSay"

	// Reindexing.
	ReindexRuns             Message = "ReindexRuns"
	ReindexRefusedNamed     Message = "ReindexRefusedNamed"
	ReindexRefusedElsewhere Message = "ReindexRefusedElsewhere"
	ReindexRefusedHere      Message = "ReindexRefusedHere"
	ReindexProblems         Message = "ReindexProblems"
	Reindexed               Message = "Reindexed"
)
