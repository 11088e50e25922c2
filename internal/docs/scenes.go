package main

import (
	"context"
	"embed"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing/fstest"
	"time"

	"alliancebot/bot"
	"alliancebot/bot/discordtest"
	"alliancebot/commands"
	"alliancebot/corpus"
	"alliancebot/index"
	"alliancebot/internal/wording"
	"alliancebot/journal"
)

const toBot = "<@" + discordtest.AppID + "> "

// recording is the scenes in one language.
type recording struct {
	language    string
	scenes      []scene
	definitions []commands.Definition
	registered  map[string][]map[string]any // commands by server; "" for the global ones
}

// record records all scenes in a language. Together they show everything that the bot
// can say.
func record(t discordtest.T, language string) recording {
	folder := tempFolder(t)
	folder.fill(t, corpus.Default())
	r := &recorder{T: t, discord: discordtest.New(t), loc: wording.For(language), story: "en"}
	runBot(t, r.discord, map[string]string{
		"DISCORD_HOME_GUILD_ID": discordtest.HomeGuild, "ADMIN_USER_IDS": admin.ID,
		"CORPUS_DIR": string(folder), "DEFAULT_LANGUAGE": language,
		"JOURNAL": "on", "DATA_DIR": string(tempFolder(t)),
	})

	r.chapter = "Answers"
	r.answers()
	r.chapter = "Following up"
	r.followUps()
	r.chapter = "When the answer is uncertain"
	r.uncertainty()
	r.chapter = "Answers for others"
	r.others()
	r.chapter = "Messages as questions"
	r.messages()
	r.chapter = "A conversation"
	r.conversation()
	r.chapter = "The FAQ"
	r.faq()
	r.chapter = "Reading the story"
	r.reader()
	r.chapter = "Help and small talk"
	r.smallTalk()
	r.chapter = "Feedback, and what is recorded"
	r.feedback(folder)
	r.chapter = "Setting up a server"
	r.setup()
	r.chapter = "Rate limits"
	r.rateLimits()
	r.chapter = "Other stories, and reindexing"
	r.reindexing(folder)
	r.chapter = "Errors"
	r.errors()
	r.chapter = "What members miss, and teaching"
	definitions := r.knowledge()
	registered := map[string][]map[string]any{}
	for _, server := range []string{"", discordtest.HomeGuild} {
		registered[server] = r.discord.Commands(server)
	}
	return recording{language, r.scenes, definitions, registered}
}

func (r *recorder) answers() {
	mia := r.user()
	r.add("An entry from the FAQ", r.ask(mia, "Why is AWS a significant competitor in the AI cloud space?"))
	r.add("An answer from the story", r.ask(r.user(), "when did microsoft first invest in openai"))
	r.add("A private answer", r.ask(r.user(), "how did investors react", privately))
	r.add("With typos", r.ask(r.user(), "when did micosoft frist invest in opnai"))
	r.add("A heading", r.ask(r.user(), "Future Outlook"))
	r.add("A question about the story as a whole", r.ask(r.user(), "who wrote this?"))
	r.add("Two questions at once", r.ask(r.user(), "what did microsoft fear? and who is the largest cloud provider?"))
	r.add("Already answered here", r.ask(r.friendOf(mia), "Why is AWS a significant competitor in the AI cloud space?"))
}

func (r *recorder) followUps() {
	mia := r.user()
	answer := r.ask(mia, "what does sagemaker do").reply
	r.add("A related question", r.pick(mia, answer, wording.RelatedPrompt, 0))
	results := r.add("More results", r.press(mia, answer, wording.MoreButton))
	results = r.add("The next result", r.press(mia, results, wording.NextResultButton))
	r.add("The previous result", r.press(mia, results, wording.PreviousResultButton))
	for !results.ButtonNamed(r.loc.T(wording.NextResultButton)).Disabled {
		results = r.press(mia, results, wording.NextResultButton).reply
	}
	r.add("In context", r.press(mia, answer, wording.ContextButton))
	entry := r.ask(mia, "Why is AWS a significant competitor in the AI cloud space?").reply
	r.add("In context, in the FAQ", r.press(mia, entry, wording.ContextButton))
	r.add("Removed", r.press(mia, answer, wording.RemoveButton))
}

func (r *recorder) uncertainty() {
	mia := r.user()
	suggestions := r.add("Passages that may have the answer", r.ask(mia, "what would a smaller rival do"))
	r.add("One of these passages", r.pick(mia, suggestions, wording.PickPrompt, 1))
	none := r.add("No answer, but the closest section", r.ask(mia, "what does sagemaker cost"))
	r.add("The closest section", r.press(mia, none, wording.ReadSectionButton, "Section", "Amazon’s AI Cloud Ambitions"))
	r.add("No answer to a question about the subject", r.ask(r.user(), "is gpt-4 better than claude"))
	r.add("No answer, and no section close to it", r.ask(r.user(), "how long do I boil an egg"))
	r.add("A question in a language that is not known", r.ask(r.user(), "чего боялась эта компания"))
	r.add("A question that may be in several languages", r.ask(r.user(), "zašto se ta tvrtka bojala"))
	r.add("An empty question", r.ask(r.user(), " "))
}

func (r *recorder) others() {
	mia := r.user()
	ben := r.friendOf(mia)
	r.add("An answer for another member", r.ask(mia, "when did microsoft first invest in openai", mentioning(ben)))
	r.add("Already answered, for another member", r.ask(mia, "when did microsoft first invest in openai", mentioning(ben)))
	private := r.add("A private answer notifies nobody", r.ask(mia, "how did investors react", privately, mentioning(ben)))
	shared := r.add("A private answer, shared", r.press(mia, private, wording.ShareButton))
	r.add("Others cannot remove it", r.press(ben, shared, wording.RemoveButton))
	ben.Permissions = discordtest.ManageMessages
	r.add("Moderators can remove it", r.press(ben, shared, wording.RemoveButton))
}

func (r *recorder) messages() {
	mia := r.user()
	said := r.discord.Say(r.friendOf(mia), "anyone know when microsoft first invested in openai?")
	answer := r.add("An answer to a message", r.askAbout(mia, said))
	r.add("Shared as a reply to the message", r.press(mia, answer, wording.ShareButton))
	r.add("A message without text", r.askAbout(mia, r.discord.Say(r.friendOf(mia), "")))

	answer = r.add("A mention", r.write(r.user(), discordtest.Post{Text: toBot + "why is azure important to microsoft"}))
	ben := r.friendOf(discordtest.User{Guild: answer.Guild, Channel: answer.Channel})
	r.add("A reply to the bot", r.write(ben, discordtest.Post{Text: "and when did they invest?", ReplyTo: answer}))
	r.add("A mention, already answered", r.write(ben, discordtest.Post{Text: toBot + "why is azure important to microsoft"}))
	r.add("A mention without a question", r.write(r.user(), discordtest.Post{Text: toBot}))
	alone := r.user()
	alone.Guild = ""
	r.add("A direct message", r.write(alone, discordtest.Post{Text: "what could google do"}))
}

func (r *recorder) conversation() {
	mia := r.user()
	ben := r.friendOf(mia)
	answer := r.add("A question in a conversation", r.write(mia, discordtest.Post{Text: toBot + "when did microsoft first invest in openai?"}))
	r.add("A follow-up", r.write(ben, discordtest.Post{Text: "and amazon?", ReplyTo: answer}))
	r.add("A reply that is no question", r.reacted(mia, discordtest.Post{Text: "thanks!", ReplyTo: answer}))
	asked := r.discord.Post(ben, discordtest.Post{Text: toBot + "what does sagemaker cost?"})
	line := r.add("No answer to a mention", r.replied(asked))
	r.add("The rest, for one member", r.press(mia, line, wording.RestButton))
	edited := r.add("The question is edited, and so is the answer", r.edit(asked, line, toBot+"what does sagemaker do?"))
	r.discord.Delete(asked)
	r.discord.WaitDeleted(edited)
	r.add("The question is deleted, and so is the answer", action{By: friendName, Verb: "deletes", What: "the question"})

	said := r.discord.Say(ben, "anyone know when microsoft first invested in openai?")
	r.add("A message that Discord hides from bots", r.write(mia, discordtest.Post{Text: toBot + "can you answer this?", ReplyTo: said}))
	picture := map[string]any{"id": "1", "filename": "chart.png", "size": 1, "url": "https://cdn.example/chart.png", "proxy_url": "https://cdn.example/chart.png"}
	r.add("A picture", r.write(mia, discordtest.Post{Text: toBot, Extra: map[string]any{"attachments": []any{picture}}}))
}

func (r *recorder) faq() {
	mia := r.user()
	list := r.add("The FAQ’s questions", r.use(mia, wording.FAQName))
	r.add("A question from the list", r.pick(mia, list, wording.PickPrompt, 2))
	r.add("An entry found by its words", r.use(r.user(), wording.FAQName, question("how did microsoft benefit from openai")))
	r.add("Similar entries", r.use(r.user(), wording.FAQName, question("what does aws do better")))
	r.add("No similar entry", r.use(r.user(), wording.FAQName, question("how long do I boil an egg")))
}

func (r *recorder) reader() {
	mia := r.user()
	page := r.add("The start of the story", r.use(mia, wording.StoryName))
	page = r.add("The next page", r.press(mia, page, wording.NextButton))
	r.add("The previous page", r.press(mia, page, wording.PreviousButton))
	r.add("A section from the menu", r.pick(mia, page, wording.SectionPrompt, 6))
	r.add("A section by part of its name", r.use(r.user(), wording.StoryName, filled{wording.SectionName, "outlook"}))
	r.add("No such section", r.use(r.user(), wording.StoryName, filled{wording.SectionName, "xyzzy"}))
}

func (r *recorder) smallTalk() {
	r.add("Help", r.use(r.user(), wording.HelpName))
	r.add("A greeting", r.ask(r.user(), "hi"))
	r.add("What the bot can do", r.ask(r.user(), "what can you do?"))
	r.add("Thanks", r.ask(r.user(), "thanks"))
	r.add("A goodbye", r.ask(r.user(), "bye"))
	r.add("An insult", r.ask(r.user(), "you suck"))
}

func (r *recorder) feedback(folder folder) {
	mia := r.user()
	mia.Guild = discordtest.HomeGuild // where questions are recorded
	ben := r.friendOf(mia)
	answer := r.add("An answer with votes", r.ask(mia, "what does sagemaker do"))
	r.add("A vote for an answer", r.press(ben, answer, wording.HelpfulButton))
	offered := r.add("A vote against it, and the next best answers", r.press(ben, answer, wording.UnhelpfulButton))
	r.add("A missing answer, reported", r.press(ben, offered, wording.ReportButton))
	offered = r.press(ben, answer, wording.UnhelpfulButton).reply
	r.add("One of the next best answers", r.pick(ben, offered, wording.PickPrompt, 0))

	none := r.add("No answer yet", r.ask(mia, "what does sagemaker cost"))
	r.add("Waiting for an answer", r.press(mia, none, wording.TellButton))
	folder.fill(r, corpus.Default())
	folder.add(r, "prices.faq.md", "---\ntitle: Prices\n---\n\n## What does SageMaker cost?\n\nSageMaker costs as much as the machines that it uses.\n")
	manager := r.user()
	manager.Guild, manager.Permissions = discordtest.HomeGuild, discordtest.ManageServer
	r.reindex(manager)
	told := r.add("Told that there is an answer, in a direct message", action{By: botName, Verb: "sends", What: "a direct message", reply: r.discord.WaitDirect(mia, 1)})
	mia.Guild, mia.Channel = "", ""
	r.add("No more messages", r.press(mia, told, wording.UnsubscribeButton))
	r.add("What is known about a member, deleted", r.use(mia, wording.ForgetName))
	folder.fill(r, corpus.Default())
	r.reindex(manager)

	r.add("A server’s settings", r.use(manager, wording.SetupName))
	manager = r.user() // of another server
	manager.Permissions = discordtest.ManageServer
	r.add("Recording switched on", r.use(manager, wording.SetupName, filled{wording.JournalName, "true"}))
	r.add("Recording switched off", r.use(manager, wording.SetupName, filled{wording.JournalName, "false"}))
	manager.Permissions = 0
	r.add("Settings without permission", r.use(manager, wording.SetupName))
}

func (r *recorder) setup() {
	server := func() discordtest.User {
		u := r.user()
		u.Guild = discordtest.GuildOf(0, 1) // another one than in other scenes
		return u
	}
	manager := server()
	manager.Permissions = discordtest.ManageServer
	helper := server()
	helper.Channel = helpDeskID
	r.discord.Say(helper, "Hello!")
	set := r.add("Settings", r.use(manager, wording.SetupName,
		filled{wording.PrivateName, "true"}, filled{wording.HelpChannelName, helpDeskID}, filled{wording.HelpRoleName, helpersID}))
	r.add("Settings of a channel", r.use(manager, wording.SetupName, filled{wording.ChannelName, forumID}, filled{wording.PostsName, "true"}))
	r.add("A setting that a channel does not have", r.use(manager, wording.SetupName, filled{wording.ChannelName, forumID}, filled{wording.LanguageName, "en"}))
	r.add("A language that the bot does not speak", r.use(manager, wording.SetupName, filled{wording.LanguageName, "tlh"}))
	r.add("A folder where there are none", r.use(manager, wording.SetupName, filled{wording.FoldersName, "news"}))
	for known := false; !known; { // until the settings are followed
		another := manager
		another.ID = r.user().ID
		shown := r.use(another, wording.SetupName).reply.Text()
		known = strings.HasPrefix(shown, strings.Split(set.Text(), "\n")[0])
	}

	const question = "what does sagemaker cost"
	mia := server()
	none := r.add("No answer, but a person to ask", r.ask(mia, question))
	form := r.open(mia, none, wording.PersonButton)
	r.add("A question for a person", form)
	r.add("The question, handed over", r.send(form, map[wording.Message]string{wording.PersonLabel: question}))
	r.add("The question in the help channel", action{By: botName, Verb: "sends", What: "a message to #" + placeNames[helpDeskID], reply: r.discord.WaitPosted(helpDeskID, 1)})
	r.discord.Fail(discordtest.Refused("/channels/"+helpDeskID+"/messages$", 403, 50001, 1))
	mia = server()
	form = r.open(mia, r.ask(mia, question).reply, wording.PersonButton)
	r.add("A help channel where the bot may not write", r.send(form, map[wording.Message]string{wording.PersonLabel: question}))
}

func (r *recorder) rateLimits() {
	mia := r.user()
	r.add("A rate limit for a member", r.limited(wording.TooFast, func() action { return r.use(mia, wording.HelpName) }))
	r.add("A rate limit for a channel", r.limited(wording.ChannelTooFast, func() action { return r.ask(r.friendOf(mia), "Future Outlook") }))
}

// limited repeats an action until the bot refuses it.
func (r *recorder) limited(refusal wording.Message, do func() action) action {
	const enough = 100
	begins, _, _ := strings.Cut(r.loc.Plural(refusal, 2), "2")
	for range enough {
		if a := do(); strings.HasPrefix(a.reply.Text(), begins) {
			return a
		}
	}
	r.Fatalf("repeating an action %d times is not refused with %q", enough, begins)
	return action{}
}

// reindex makes manager preview what is in the folder, and apply that.
func (r *recorder) reindex(manager discordtest.User) {
	r.press(manager, r.use(manager, wording.ReindexName).reply, wording.ApplyButton)
}

func (r *recorder) reindexing(folder folder) {
	manager, foreigner := r.user(), r.user()
	manager.Guild, manager.Permissions = discordtest.HomeGuild, discordtest.ManageServer
	folder.fillFrom(r, "bridge")
	r.reindex(manager)
	mia := r.user()
	answer := r.add("A passage too long for one message", r.ask(mia, "what happened in the night of the flood?", privately))
	r.add("The rest of the passage", r.press(mia, answer, wording.ReadOnButton))
	short := r.add("A long passage in a channel", r.ask(r.user(), "what happened in the night of the flood?"))
	r.add("All of the passage", r.press(mia, short, wording.ShowAllButton))
	r.add("A heading with many passages", r.ask(r.user(), "The toll"))
	r.add("No FAQ", r.use(r.user(), wording.FAQName))
	reading := r.ask(mia, "what happened in the night of the flood?", privately).reply
	opened := r.use(mia, wording.StoryName, filled{wording.SectionName, "The builder"}).reply

	folder.fillFrom(r, "rebuilt")
	folder.add(r, "golden.jsonl", `{"id":"builder","q":"who drew the bridge at her kitchen table?","type":"fact","gold":["Johanna Reed drew the bridge"]}`)
	worse := r.add("A golden question that would get worse", r.use(manager, wording.ReindexName))
	r.add("A canceled preview", r.press(manager, worse, wording.CancelButton))
	early := r.use(manager, wording.ReindexName).reply
	folder.add(r, "golden.jsonl", `{"id":"miller","q":"why did the miller wake in the night of the flood?","type":"why","gold":["wheel had fallen silent"]}`+"\n"+
		`{"id":"park","q":"where can I park near the bridge?","type":"fact","gold":["Behind the mill"]}`)
	folder.add(r, "taught.yaml", string(corpus.FormatLessons([]corpus.Lesson{{
		Kind: corpus.EntryLesson, Language: "en", Question: "Where can I park near the bridge?", Answer: "Behind the mill. It is free after six.",
		By: manager.ID, At: time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC),
	}})))
	preview := r.add("A preview of a reindex", r.use(manager, wording.ReindexName))
	r.add("Reindexed", r.press(manager, preview, wording.ApplyButton))
	r.add("A preview that is not true anymore", r.press(manager, early, wording.ApplyAnywayButton))
	r.add("Nothing to reindex", r.use(manager, wording.ReindexName))
	history := r.add("Earlier corpora", r.use(manager, wording.ReindexName, filled{wording.HistoryName, "true"}))
	r.add("Back to an earlier corpus", r.pick(manager, history, wording.ReturnPrompt, 0))
	r.reindex(manager)
	r.add("An answer in the server's own words", r.ask(r.user(), "where can I park near the bridge?"))
	r.add("A passage that has changed", r.press(mia, reading, wording.ReadOnButton))
	r.add("A passage that is gone", r.press(mia, opened, wording.ShareButton))
	reader := r.user()
	first := r.add("Several stories", r.use(reader, wording.StoryName))
	r.story = "fr"
	r.add("Another story", r.pick(reader, first, wording.StoryPrompt, 1))
	r.story = "en"
	r.add("No answer in several stories", r.ask(r.user(), "xyzzy"))
	many := r.add("A FAQ with many questions", r.use(reader, wording.FAQName))
	r.add("The rest of the questions", r.press(reader, many, wording.NextButton))
	r.add("Only some of the questions", r.use(r.user(), wording.FAQName, filled{wording.FilterName, "park"}))

	folder.fill(r, fstest.MapFS{
		"bridge.md":              {Data: []byte("# The bridge\n\nIt is a bridge.\n"), Mode: 0o600},
		"bridge.vocabulary.yaml": {Data: []byte("- {say: [span]}\n"), Mode: 0o600},
	})
	r.add("A story with mistakes", r.use(manager, wording.ReindexName))
	stranger := manager
	stranger.Permissions = 0
	r.add("Reindexing without permission", r.use(stranger, wording.ReindexName))
	forged := r.discord.Send(foreigner, slashInteraction, map[string]any{
		"id": r.discord.Commands(discordtest.HomeGuild)[0]["id"], "name": "reindex", "type": 1,
	}).Reply()
	r.add("Reindexing on another server", action{By: askerName, Verb: "uses", What: "/" + r.loc.T(wording.ReindexName), control: wording.ReindexName, reply: forged})
}

// slashInteraction is the type of interaction of slash commands.
const slashInteraction = 2

func (r *recorder) errors() {
	mia := r.user()
	unknown := r.discord.Send(mia, slashInteraction, map[string]any{"id": "9", "name": "quiz", "type": 1}).Reply()
	r.add("A command that no longer exists", action{By: askerName, Verb: "uses", What: "/quiz", reply: unknown})
	answer := r.use(mia, wording.StoryName).reply
	next := answer.ButtonNamed(r.loc.T(wording.NextButton))
	press := func(id string) action {
		pressed := r.discord.SendOn(mia, answer, map[string]any{"custom_id": id, "component_type": buttonType}).Reply()
		return action{By: askerName, Verb: "presses", What: next.Label, reply: pressed}
	}
	r.add("A button from an older release", press("0"+next.CustomID[1:]))
	r.add("A forged button", press(next.CustomID[:len(next.CustomID)-1]+"~"))
	r.failures()
}

// failures records what the bot only says when something is broken.
func (r *recorder) failures() {
	files, _ := fs.Sub(stories, "stories/bridge")
	engine := r.engineOf(files)
	library := &brokenLibrary{begins: make(chan string, 1), end: make(chan error)}
	router := commands.NewRouter(engine, commands.Settings{Access: commands.Access{UserIDs: []string{admin.ID}}, Library: library})
	r.connect(router, engine, "")
	manager := admin
	manager.Locale = r.locale()
	r.add("Reindexing without a home server", r.use(r.user(), wording.ReindexName))
	r.add("Without a journal", r.use(r.user(), wording.ForgetName))
	manager.Permissions = discordtest.ManageServer
	r.add("Settings without a journal", r.use(manager, wording.SetupName))
	first := r.discord.Command(manager, english.T(wording.ReindexName), nil)
	<-library.begins
	r.add("Reindexing while another one is running", r.use(manager, wording.ReindexName))
	library.end <- errors.New("the disk is broken")
	r.add("An error", action{By: askerName, Verb: "uses", What: "/" + r.loc.T(wording.ReindexName), control: wording.ReindexName, reply: first.Reply()})
	history := r.use(manager, wording.ReindexName, filled{wording.HistoryName, "true"}).reply
	r.add("An earlier corpus that is not kept", r.pick(manager, history, wording.ReturnPrompt, 0))
	library.forgets = true
	r.add("No earlier corpora", r.use(manager, wording.ReindexName, filled{wording.HistoryName, "true"}))
}

func (r *recorder) engineOf(files fs.FS) *index.Engine {
	story, err := corpus.Load(files, corpus.Options{})
	if err != nil {
		r.Fatalf("%v", err)
	}
	engine, err := index.New(story)
	if err != nil {
		r.Fatalf("%v", err)
	}
	return engine
}

// connect connects a bot of its own to a new Discord, for the scenes that follow. Its engine
// is closed at the end.
func (r *recorder) connect(router *commands.Router, engine *index.Engine, home string) {
	r.discord = discordtest.New(r.T)
	config := bot.Config{Token: discordtest.Token, HomeGuildID: home, APIURL: r.discord.URL(), Log: slog.New(slog.DiscardHandler)}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error)
	go func() { ended <- bot.Run(ctx, config, router) }()
	r.Cleanup(func() {
		stop()
		if err := errors.Join(<-ended, engine.Close()); err != nil {
			r.Errorf("%v", err)
		}
	})
	r.discord.WaitReady(1)
}

// brokenLibrary is a library whose first preview fails when it is told to, and which forgets
// what it has listed.
type brokenLibrary struct {
	commands.Library
	begins chan string
	end    chan error

	running journal.BusyError
	forgets bool
}

func (l *brokenLibrary) Generations(context.Context) ([]journal.Generation, error) {
	if l.forgets {
		return nil, nil
	}
	return []journal.Generation{{ID: "1", At: time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC), By: "start", Units: 7}}, nil
}

func (l *brokenLibrary) Return(context.Context, string, string) error { return journal.ErrNotFound }

func (l *brokenLibrary) Preview(_ context.Context, by string) (*commands.Preview, error) {
	if l.running.Holder != "" {
		return nil, &l.running
	}
	l.running = journal.BusyError{Holder: by, Work: "reindex", Since: time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC)}
	l.begins <- by
	return nil, <-l.end
}

// stories are for scenes that the default story cannot show.
//
//go:embed stories
var stories embed.FS

// folder is the folder with the bot's stories.
type folder string

func tempFolder(t discordtest.T) folder {
	name, err := os.MkdirTemp("", "alliancebot-docs-")
	if err != nil {
		t.Fatalf("%v", err)
	}
	t.Cleanup(func() { os.RemoveAll(name) })
	return folder(name)
}

func (f folder) fill(t discordtest.T, files fs.FS) {
	if err := errors.Join(os.RemoveAll(string(f)), os.CopyFS(string(f), files)); err != nil {
		t.Fatalf("%v", err)
	}
}

func (f folder) add(t discordtest.T, name, content string) {
	if err := os.WriteFile(filepath.Join(string(f), name), []byte(content), 0o600); err != nil {
		t.Fatalf("%v", err)
	}
}

// fillFrom replaces all files with those of one of stories.
func (f folder) fillFrom(t discordtest.T, name string) {
	files, _ := fs.Sub(stories, "stories/"+name)
	f.fill(t, files)
}
