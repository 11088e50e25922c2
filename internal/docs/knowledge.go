package main

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"alliancebot/bot/discordtest"
	"alliancebot/commands"
	"alliancebot/corpus"
	"alliancebot/index"
	"alliancebot/internal/wording"
	"alliancebot/journal"
)

// lessonBook is a library that only remembers, so that the scenes can show what rarely
// happens to a real one.
type lessonBook struct {
	commands.Library
	lessons []commands.Lesson
	worse   []commands.Shift // what the next lesson would make worse
	err     error            // of the next lesson
}

// Teach remembers a lesson.
func (b *lessonBook) Teach(_ context.Context, by string, lesson journal.Lesson, anyway bool) (journal.ID, []commands.Shift, error) {
	if b.err != nil || len(b.worse) > 0 && !anyway {
		return "", b.worse, b.err
	}
	lesson.ID, lesson.By = journal.NewID(), by
	lesson.At, _ = time.Parse(time.DateOnly, shownDay)
	b.lessons = append(b.lessons, commands.Lesson{Lesson: lesson})
	return lesson.ID, nil, nil
}

// Undo forgets a lesson.
func (b *lessonBook) Undo(_ context.Context, _ string, id journal.ID) error {
	b.lessons = slices.DeleteFunc(b.lessons, func(l commands.Lesson) bool { return l.ID == id })
	return nil
}

// Lessons returns what is remembered.
func (b *lessonBook) Lessons(context.Context) ([]commands.Lesson, error) {
	return slices.Clone(b.lessons), nil
}

// notOurs is a lesson that was exported to the folder.
var notOurs = journal.Lesson{ID: journal.NewID(), Kind: journal.Unanswered, Language: "en", Question: "Can I insure a bike?"}

// knowledge records the scenes of /knowledge, with a bot of its own. It returns the
// definitions of all commands.
func (r *recorder) knowledge() []commands.Definition {
	folder := tempFolder(r)
	folder.fill(r, corpus.Default())
	folder.add(r, "shop.md", "---\ntitle: The shop\nlanguage: en\n---\n")
	folder.add(r, "shop.faq.md", "## How do I unlock a bike?\n\nScan the code.\n\n"+
		"## How do I pay?\n\nBy card.\n\n## How do I pay?\n\nBy invoice.\n\n"+
		"## Can I return a bike at another station?\n\nYes, at any station in the city, also at night.\n")
	folder.add(r, corpus.TaughtName, string(corpus.FormatLessons(commands.Exported([]journal.Lesson{notOurs}))))
	files, err := corpus.Dir(string(folder))
	if err != nil {
		r.Fatalf("%v", err)
	}
	defer files.Close()
	engine := r.engineOf(files)
	kept := journal.Open(context.Background(), journal.Config{
		Dir: string(tempFolder(r)), Days: 30, HomeGuildID: discordtest.HomeGuild, Log: slog.New(slog.DiscardHandler),
	})
	book := &lessonBook{}
	router := commands.NewRouter(engine, commands.Settings{
		Access: commands.Access{HomeGuildID: discordtest.HomeGuild}, Journal: kept, Library: book,
		Language: r.loc.Language(), Mentions: true,
	})
	r.Cleanup(func() { kept.Close(context.Background()) })
	r.connect(router, engine, discordtest.HomeGuild)
	mia := r.user()
	mia.Guild, mia.Permissions = discordtest.HomeGuild, discordtest.ManageServer
	r.add("No missed questions", r.part(mia, wording.MissedName))
	r.add("Nothing taught", r.part(mia, wording.TaughtName))
	r.add("No statistics", r.part(mia, wording.StatsName))
	r.teaching(mia, kept, book)
	r.whys(mia)
	return router.Definitions()
}

// miss records that members asked questions in vain, and waits until they are in the
// journal. So many vote one of each down that the number of members does not vary.
func (r *recorder) miss(kept *journal.Journal, questions ...string) {
	const members = 16
	for at, question := range questions {
		for asker := range members - at {
			q := journal.Question{ID: journal.NewID(), GuildID: discordtest.HomeGuild, UserID: fmt.Sprint(asker), Language: "en", Text: question, Verdict: index.None}
			kept.Asked(q)
			if asker > 0 {
				continue
			}
			for voter := range members {
				kept.Vote(journal.Vote{Question: q.ID, GuildID: discordtest.HomeGuild, UserID: fmt.Sprint(voter), Text: question})
			}
		}
	}
	shown := journal.Question{ID: journal.NewID(), GuildID: discordtest.HomeGuild, UserID: "1", Language: "en", Verdict: index.Answered, Unit: "alliance/conclusion/1"}
	kept.Asked(shown)
	r.await(kept)
}

// await waits until the journal has written what is waiting.
func (r *recorder) await(kept *journal.Journal) {
	if err := kept.Forget(context.Background(), "nobody"); err != nil { // after what is waiting
		r.Fatalf("%v", err)
	}
}

func (r *recorder) teaching(mia discordtest.User, kept *journal.Journal, book *lessonBook) {
	r.miss(kept, "how much does gitlab cost", "does openai sell bicycles", "what does gitlab cost")
	missed := r.add("Missed questions", r.part(mia, wording.MissedName))
	one := r.add("One of them", r.pick(mia, missed, wording.MissedPrompt, 0))
	open := r.open(mia, one, wording.NewAnswerButton)
	r.add("A new answer", open)
	wrong := r.add("An answer without a proper address", r.send(open, map[wording.Message]string{
		wording.AnswerLabel: "GitLab is not part of this story.", wording.AddressLabel: "example.org",
	}))
	open = r.open(mia, wrong, wording.CorrectButton)
	r.add("The form again", open)
	r.add("An answer without words", r.send(open, map[wording.Message]string{wording.AnswerLabel: "…", wording.AddressLabel: ""}))
	book.worse = []commands.Shift{{
		Question: "Who founded GitHub?", Golden: true, Worse: true,
		Old: commands.Shown{Verdict: index.Answered, Unit: "alliance/conclusion/1"},
	}}
	refused := r.add("An answer that makes others worse", r.send(open, map[wording.Message]string{
		wording.AnswerLabel: "GitLab is not part of this story.", wording.AddressLabel: "https://example.org/gitlab",
	}))
	taught := r.add("Taught anyway", r.press(mia, refused, wording.TeachAnywayButton))
	book.worse = nil

	list := r.add("Back to the list", r.press(mia, taught, wording.ListButton))
	one = r.pick(mia, list, wording.MissedPrompt, 0).reply
	r.add("A unit that answers", r.pick(mia, one, wording.TeachPrompt, 0))
	picked := func() *discordtest.Message {
		return r.pick(mia, r.part(mia, wording.MissedName).reply, wording.MissedPrompt, 0).reply
	}
	first, second, third, fourth, late := picked(), picked(), picked(), picked(), r.part(mia, wording.MissedName).reply
	r.add("Not ours", r.press(mia, first, wording.NotOursButton))
	r.add("A question that is settled by now", r.pick(mia, late, wording.MissedPrompt, 0))
	r.add("Dismissed", r.press(mia, second, wording.DismissButton))
	book.err = &journal.BusyError{Holder: mia.ID, Since: time.Unix(0, 0)}
	r.add("While another admin is at work", r.press(mia, third, wording.DismissButton))
	book.err = fmt.Errorf("%w: the question is listed as unanswered already", commands.ErrNoEffect)
	r.add("A lesson without effect", r.press(mia, fourth, wording.NotOursButton))
	book.err = nil

	book.lessons[0].Gone = true
	list = r.add("What was taught", r.part(mia, wording.TaughtName))
	again := r.part(mia, wording.TaughtName).reply
	oldest := len(book.lessons) - 1
	lesson := r.add("A lesson whose unit is gone", r.pick(mia, list, wording.TaughtPrompt, oldest))
	r.add("Undone", r.press(mia, lesson, wording.UndoButton))
	r.add("Undone before", r.pick(mia, again, wording.TaughtPrompt, oldest))
	book.lessons = append(book.lessons, commands.Lesson{Lesson: notOurs})
	lesson = r.pick(mia, r.part(mia, wording.TaughtName).reply, wording.TaughtPrompt, 0).reply
	r.add("Undone, but for the folder", r.press(mia, lesson, wording.UndoButton))
	r.add("How to save what was taught", r.part(mia, wording.ExportName))

	said := r.discord.Say(r.friendOf(mia), "GitLab costs nothing for small teams.")
	used := r.discord.MessageCommand(mia, commands.UseCommand, said)
	r.add("A message as an FAQ answer", action{
		By: nameOf(mia.ID), Verb: "uses", control: wording.UseName, opened: used,
		What: fmt.Sprintf("Apps › %s on %s’s message “%s”", r.loc.T(wording.UseName), friendName, said.Content),
	})
	book.lessons = nil
	kept.Pair(journal.Pair{ID: journal.NewID(), GuildID: discordtest.HomeGuild, Language: "en", Question: "Is GitLab free?", Answer: said.Content})
	r.await(kept)
	replied := r.add("Missed questions, one with a reply", r.part(mia, wording.MissedName))
	offered := r.add("A question with a reply", r.pick(mia, replied, wording.MissedPrompt, 0))
	r.add("The reply in the form", r.open(mia, offered, wording.UseReplyButton))
	r.add("Statistics", r.part(mia, wording.StatsName))
	r.add("The check", r.part(mia, wording.CheckName))
}

// whys records the ways that a verdict comes about.
func (r *recorder) whys(mia discordtest.User) {
	for _, scene := range []struct{ title, question string }{
		{"Why there is an answer", "wich year did the frist money from micosoft come"},
		{"Why there are suggestions", "what would a smaller rival do"},
		{"Why there is no answer", "who is the minister of trade"},
		{"Why: a known question", "Why is AWS a significant competitor in the AI cloud space?"},
		{"Why: one question, two answers", "how do I pay"},
		{"Why: listed as unanswered", "what does sagemaker cost"},
		{"Why: no amount", "how much did microsoft invest in 2019"},
		{"Why: another thing", "how do I unlock a scooter"},
		{"Why: another subject", "how heavy is a bike"},
		{"Why: the same subject", "may I lend the code to a friend"},
		{"Why: what is not so", "what did microsoft not fear"},
		{"Why: a topic", "chips"},
		{"Why: too little in common", "bicycle chain slipped"},
		{"Why: nothing found", "zzzz"},
		{"Why: unknown words", "strategic flurbish zorgle"},
		{"Why: missing words", "what did the mayor say about openai"},
		{"Why: a similar question", "what is the URL of the official blog of OpenAI?"},
		{"Why: small talk", "who made you"},
		{"Why: the story as a whole", "what is it about?"},
		{"Why: in a long message", "My cousin and I had a long walk on the beach, and the dog ate my sandwich. When did Microsoft first invest in OpenAI? See you all on Sunday."},
	} {
		r.add(scene.title, r.part(mia, wording.WhyName, question(scene.question)))
	}
}
