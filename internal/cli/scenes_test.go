package cli

import (
	"context"
	"embed"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"alliancebot/bot"
	"alliancebot/bot/discordtest"
	"alliancebot/commands"
	"alliancebot/corpus"
	"alliancebot/internal/config"
	"alliancebot/internal/wording"
)

const mentioned = "<@" + discordtest.AppID + "> "

// play is what the scenes in one language show.
type play struct {
	language   string
	scenes     []scene
	registered map[string][]map[string]any // the commands by server; "" has those of everywhere
}

// perform plays every scene: together they show all that the bot says.
func perform(t *testing.T, language string) play {
	folder := storyFolder(t.TempDir())
	folder.holds(t, corpus.Default())
	s := &stage{T: t, discord: discordtest.New(t), voice: wording.For(language), story: "en"}
	variables := administered()
	variables["CORPUS_DIR"], variables["DEFAULT_LANGUAGE"] = string(folder), language
	runOn(t, s.discord, variables)
	s.discord.WaitReady(1)
	registered := map[string][]map[string]any{}
	for _, server := range []string{"", discordtest.HomeGuild} {
		registered[server] = s.discord.Commands(server)
	}

	s.chapter = "Answers"
	s.answers()
	s.chapter = "Finding one’s way"
	s.ways()
	s.chapter = "No sure answer"
	s.uncertainties()
	s.chapter = "For others"
	s.others()
	s.chapter = "Messages as questions"
	s.messages()
	s.chapter = "The FAQ"
	s.faq()
	s.chapter = "The story to read"
	s.reader()
	s.chapter = "Help and small talk"
	s.smallTalk()
	s.chapter = "Limits"
	s.limits()
	s.chapter = "Another story, and reindexing"
	s.reindexing(folder)
	s.chapter = "When something is wrong"
	s.troubles()
	return play{language, s.scenes, registered}
}

func (s *stage) answers() {
	mia := s.person()
	s.show("An entry of the FAQ", s.asks(mia, "Why is AWS a significant competitor in the AI cloud space?"))
	s.show("An answer of the story", s.asks(s.person(), "when did microsoft first invest in openai"))
	s.show("A private answer", s.asks(s.person(), "how did investors react", privately))
	s.show("With misspelt words", s.asks(s.person(), "when did micosoft frist invest in opnai"))
	s.show("A heading", s.asks(s.person(), "Future Outlook"))
	s.show("Already answered here", s.asks(s.friendOf(mia), "Why is AWS a significant competitor in the AI cloud space?"))
}

func (s *stage) ways() {
	mia := s.person()
	answer := s.asks(mia, "what does sagemaker do").got
	s.show("A related question", s.picks(mia, answer, wording.RelatedPrompt, 0))
	results := s.show("More results", s.presses(mia, answer, wording.MoreButton))
	results = s.show("The next result", s.presses(mia, results, wording.NextResultButton))
	s.show("The result before", s.presses(mia, results, wording.PreviousResultButton))
	for !results.ButtonNamed(s.voice.T(wording.NextResultButton)).Disabled {
		results = s.presses(mia, results, wording.NextResultButton).got
	}
	s.show("In context", s.presses(mia, answer, wording.ContextButton))
	entry := s.asks(mia, "Why is AWS a significant competitor in the AI cloud space?").got
	s.show("In context, in the FAQ", s.presses(mia, entry, wording.ContextButton))
	s.show("Removed", s.presses(mia, answer, wording.RemoveButton))
}

func (s *stage) uncertainties() {
	mia := s.person()
	suggestions := s.show("Places where it may be", s.asks(mia, "why is everybody worried"))
	s.show("One of them", s.picks(mia, suggestions, wording.PickPrompt, 1))
	silence := s.show("No answer, with the closest section", s.asks(mia, "how long do I boil an egg"))
	s.show("The closest section", s.presses(mia, silence, wording.ReadSectionButton, "Section", "Amazon’s AI Cloud Ambitions"))
	s.show("No answer to a question on the subject", s.asks(s.person(), "is gpt-4 better than claude"))
	s.show("No answer, and nothing close", s.asks(s.person(), "xyzzy"))
	s.show("No question", s.asks(s.person(), " "))
}

func (s *stage) others() {
	mia := s.person()
	ben := s.friendOf(mia)
	s.show("An answer for another member", s.asks(mia, "when did microsoft first invest in openai", mentioning(ben)))
	s.show("Already answered, for another member", s.asks(mia, "when did microsoft first invest in openai", mentioning(ben)))
	private := s.show("A private answer notifies nobody", s.asks(mia, "how did investors react", privately, mentioning(ben)))
	shared := s.show("Shared", s.presses(mia, private, wording.ShareButton))
	s.show("Not theirs to remove", s.presses(ben, shared, wording.RemoveButton))
	ben.Permissions = discordtest.ManageMessages
	s.show("Removed by a moderator", s.presses(ben, shared, wording.RemoveButton))
}

func (s *stage) messages() {
	mia := s.person()
	said := s.discord.Say(s.friendOf(mia), "anyone know when microsoft first invested in openai?")
	answer := s.show("An answer to a message", s.asksAbout(mia, said))
	s.show("Shared, in reply to the message", s.presses(mia, answer, wording.ShareButton))
	s.show("A message without text", s.asksAbout(mia, s.discord.Say(s.friendOf(mia), "")))

	answer = s.show("A mention", s.writes(s.person(), discordtest.Post{Text: mentioned + "why is azure important to microsoft"}))
	ben := s.friendOf(discordtest.User{Guild: answer.Guild, Channel: answer.Channel})
	s.show("A reply to the bot", s.writes(ben, discordtest.Post{Text: "and when did they invest?", ReplyTo: answer}))
	s.show("A mention, already answered", s.writes(ben, discordtest.Post{Text: mentioned + "why is azure important to microsoft"}))
	s.show("A mention and nothing else", s.writes(s.person(), discordtest.Post{Text: mentioned}))
	alone := s.person()
	alone.Guild = ""
	s.show("A direct message", s.writes(alone, discordtest.Post{Text: "what could google do"}))
}

func (s *stage) faq() {
	mia := s.person()
	list := s.show("The FAQ’s questions", s.uses(mia, wording.FAQName))
	s.show("A question of the list", s.picks(mia, list, wording.PickPrompt, 2))
	s.show("An entry by its words", s.uses(s.person(), wording.FAQName, question("how did microsoft benefit from openai")))
	s.show("Entries that come close", s.uses(s.person(), wording.FAQName, question("who are the rivals")))
	s.show("No entry is like that", s.uses(s.person(), wording.FAQName, question("how long do I boil an egg")))
}

func (s *stage) reader() {
	mia := s.person()
	page := s.show("The story from its beginning", s.uses(mia, wording.StoryName))
	page = s.show("The next page", s.presses(mia, page, wording.NextButton))
	s.show("The page before", s.presses(mia, page, wording.PreviousButton))
	s.show("A section of the menu", s.picks(mia, page, wording.SectionPrompt, 6))
	s.show("A section by a part of its name", s.uses(s.person(), wording.StoryName, filled{wording.SectionName, "outlook"}))
	s.show("No such section", s.uses(s.person(), wording.StoryName, filled{wording.SectionName, "xyzzy"}))
}

func (s *stage) smallTalk() {
	s.show("Help", s.uses(s.person(), wording.HelpName))
	s.show("A greeting", s.asks(s.person(), "hi"))
	s.show("What the bot can do", s.asks(s.person(), "what can you do?"))
	s.show("Thanks", s.asks(s.person(), "thanks"))
	s.show("A farewell", s.asks(s.person(), "bye"))
}

func (s *stage) limits() {
	mia := s.person()
	s.show("One who asks too fast", s.refused(wording.TooFast, func() deed { return s.uses(mia, wording.HelpName) }))
	s.show("A channel that asks too fast", s.refused(wording.ChannelTooFast, func() deed { return s.asks(s.friendOf(mia), "Future Outlook") }))
}

// refused does the same until the bot says that it is too much.
func (s *stage) refused(refusal wording.Message, do func() deed) deed {
	s.Helper()
	const enough = 100
	begins, _, _ := strings.Cut(s.voice.Plural(refusal, 2), "2")
	for range enough {
		if d := do(); strings.HasPrefix(d.got.Text(), begins) {
			return d
		}
	}
	s.Fatalf("%d uses are not refused with %q", enough, begins)
	return deed{}
}

func (s *stage) reindexing(folder storyFolder) {
	manager, foreigner := s.person(), s.person()
	manager.Guild, manager.Permissions = discordtest.HomeGuild, discordtest.ManageServer
	folder.holdsStory(s.T, "bridge")
	s.uses(manager, wording.ReindexName)
	mia := s.person()
	answer := s.show("A passage too long for one message", s.asks(mia, "what happened in the night of the flood?", privately))
	s.show("Read on", s.presses(mia, answer, wording.ReadOnButton))
	s.show("A heading with many passages", s.asks(s.person(), "The toll"))
	s.show("Without a FAQ", s.uses(s.person(), wording.FAQName))
	reading := s.asks(mia, "what happened in the night of the flood?", privately).got
	opened := s.uses(mia, wording.StoryName, filled{wording.SectionName, "The builder"}).got

	folder.holdsStory(s.T, "rebuilt")
	s.show("Reindexed", s.uses(manager, wording.ReindexName))
	s.show("A passage that has changed", s.presses(mia, reading, wording.ReadOnButton))
	s.show("A passage that is gone", s.presses(mia, opened, wording.ShareButton))
	reader := s.person()
	first := s.show("Several stories", s.uses(reader, wording.StoryName))
	s.story = "fr"
	s.show("Another story", s.picks(reader, first, wording.StoryPrompt, 1))
	s.story = "en"
	s.show("None of several stories", s.asks(s.person(), "xyzzy"))
	s.show("A FAQ of many questions", s.uses(s.person(), wording.FAQName))

	folder.holds(s.T, fstest.MapFS{"bridge.md": {Data: []byte("---\ntitle: The bridge\ncolour: red\n---\n\nIt is a bridge.\n"), Mode: 0o600}})
	s.show("A story with mistakes", s.uses(manager, wording.ReindexName))
	stranger := manager
	stranger.Permissions = 0
	s.show("Reindexing, by one who may not", s.uses(stranger, wording.ReindexName))
	forged := s.discord.Send(foreigner, slashInteraction, reindexOf(s.discord)).Reply()
	s.show("Reindexing, on another server", deed{By: askerName, Verb: "uses", What: "/" + s.voice.T(wording.ReindexName), tool: wording.ReindexName, got: forged})
}

// slashInteraction is the type of interaction of commands.
const slashInteraction = 2

func (s *stage) troubles() {
	mia := s.person()
	unknown := s.discord.Send(mia, slashInteraction, map[string]any{"id": "9", "name": "quiz", "type": 1}).Reply()
	s.show("A command that was taken away", deed{By: askerName, Verb: "uses", What: "/quiz", got: unknown})
	answer := s.uses(mia, wording.StoryName).got
	next := answer.ButtonNamed(s.voice.T(wording.NextButton))
	press := func(id string) deed {
		pressed := s.discord.SendOn(mia, answer, map[string]any{"custom_id": id, "component_type": pressButton}).Reply()
		return deed{By: askerName, Verb: "presses", What: next.Label, got: pressed}
	}
	s.show("A button of an older release", press("0"+next.CustomID[1:]))
	s.show("A button that is forged", press(next.CustomID[:len(next.CustomID)-1]+"~"))
	s.failures()
}

// failures plays what only a program with a broken disk says.
func (s *stage) failures() {
	folder := storyFolder(s.TempDir())
	folder.holdsStory(s.T, "bridge")
	library, err := openLibrary(config.Config{CorpusDir: string(folder)})
	if err != nil {
		s.Fatal(err)
	}
	reading, broken := make(chan struct{}), make(chan error)
	load := func() (*corpus.Corpus, error) {
		close(reading)
		return nil, <-broken
	}
	discord := discordtest.New(s.T)
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error)
	go func() {
		ended <- bot.Run(ctx, bot.Config{
			Token: discordtest.Token, APIURL: discord.URL(), Log: slog.New(slog.DiscardHandler),
		}, commands.NewRouter(library.Engine, load, commands.Settings{Access: commands.Access{UserIDs: []string{adminUser.ID}}}))
	}()
	s.Cleanup(func() {
		stop()
		if err := errors.Join(<-ended, library.Close()); err != nil {
			s.Error(err)
		}
	})
	discord.WaitReady(1)
	s.discord = discord
	admin := adminUser
	admin.Locale = s.locale()
	s.show("Reindexing, without a home server", s.uses(s.person(), wording.ReindexName))
	first := discord.Command(admin, wording.For(wording.Default).T(wording.ReindexName), nil)
	<-reading
	s.show("Reindexing while another is at it", s.uses(admin, wording.ReindexName))
	broken <- errors.New("the disk is broken")
	s.show("Something went wrong", deed{By: askerName, Verb: "uses", What: "/" + s.voice.T(wording.ReindexName), tool: wording.ReindexName, got: first.Reply()})
}

// stories are corpora for what the default one cannot show.
//
//go:embed testdata/stories
var stories embed.FS

// storyFolder holds the files of the story that is told.
type storyFolder string

// holds puts files in the place of all that the folder had.
func (f storyFolder) holds(t *testing.T, files fs.FS) {
	t.Helper()
	if err := errors.Join(os.RemoveAll(string(f)), os.CopyFS(string(f), files)); err != nil {
		t.Fatal(err)
	}
}

// holdsStory puts one of stories there.
func (f storyFolder) holdsStory(t *testing.T, name string) {
	t.Helper()
	files, err := fs.Sub(stories, "testdata/stories/"+name)
	if err != nil {
		t.Fatal(err)
	}
	f.holds(t, files)
}
