package cli

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"alliancebot/bot/discordtest"
	"alliancebot/corpus"
)

func TestRun(t *testing.T) {
	s := discordtest.New(t)
	bot := runOn(t, s, administered())
	s.WaitReady(1)
	t.Run("registers", func(t *testing.T) { testRegistered(t, s) })
	t.Run("answers", func(t *testing.T) { testAnswers(t, s) })
	t.Run("suggests", func(t *testing.T) { testSuggests(t, s) })
	t.Run("replies without an answer", func(t *testing.T) { testNoAnswer(t, s) })
	t.Run("completes", func(t *testing.T) { testCompletes(t, s) })
	t.Run("shows the FAQ", func(t *testing.T) { testShowsFAQ(t, s) })
	t.Run("offers more", func(t *testing.T) { testOffersMore(t, s) })
	t.Run("answers messages", func(t *testing.T) { testMessages(t, s) })
	t.Run("replies in the member's language", func(t *testing.T) { testLanguages(t, s) })
	t.Run("helps", func(t *testing.T) { testHelps(t, s) })
	t.Run("reindexes", func(t *testing.T) { testReindexes(t, s) })
	t.Run("handles bad input", func(t *testing.T) { testBadInput(t, s) })

	bot.stop()
	bot.wantStatus(ExitOK)
	s.WaitGateway("a close frame", func(c discordtest.GatewayCounts) bool { return len(c.Closes) == 1 })
	if got := s.Counts(); got.Identifies != 1 || got.Closes[0] != 1000 {
		t.Errorf("gateway counts %+v, want one IDENTIFY and a close with 1000", got)
	}
	if strings.Contains(bot.output.String(), "level=ERROR") {
		t.Error("the log has errors")
	}
}

// TestServe runs the same tests with an HTTP endpoint, which gets no messages.
func TestServe(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	bot := serveOn(t, s, administered())
	t.Run("registers", func(t *testing.T) { testRegistered(t, s) })
	t.Run("answers", func(t *testing.T) { testAnswers(t, s) })
	t.Run("suggests", func(t *testing.T) { testSuggests(t, s) })
	t.Run("replies without an answer", func(t *testing.T) { testNoAnswer(t, s) })
	t.Run("completes", func(t *testing.T) { testCompletes(t, s) })
	t.Run("shows the FAQ", func(t *testing.T) { testShowsFAQ(t, s) })
	t.Run("offers more", func(t *testing.T) { testOffersMore(t, s) })
	t.Run("answers from a message's menu", func(t *testing.T) { testMessageMenu(t, s) })
	t.Run("replies in the member's language", func(t *testing.T) { testLanguages(t, s) })
	t.Run("helps", func(t *testing.T) { testHelps(t, s) })
	t.Run("reindexes", func(t *testing.T) { testReindexes(t, s) })
	t.Run("handles bad input", func(t *testing.T) { testBadInput(t, s) })
	if got := s.Command(private, "help", nil).Reply().Text(); strings.Contains(got, "mention me") {
		t.Errorf("/help = %q, which mentions answers to messages", got)
	}

	bot.stop()
	bot.wantStatus(ExitOK)
	if got := s.Counts(); got.Connections != 0 {
		t.Errorf("gateway counts %+v, want no connection", got)
	}
	if strings.Contains(bot.output.String(), "level=ERROR") {
		t.Error("the log has errors")
	}
}

func testRegistered(t *testing.T, s *discordtest.Server) {
	for guild, want := range map[string][]string{"": {"ask", "faq", "story", "help", "forget-me", "setup", "Answer from the story"}, discordtest.HomeGuild: {"reindex", "knowledge", "Use as an FAQ answer"}, discordtest.Elsewhere: nil} {
		var got []string
		for _, command := range s.Commands(guild) {
			got = append(got, command["name"].(string))
		}
		if !slices.Equal(got, want) {
			t.Errorf("commands of guild %q = %q, want %q", guild, got, want)
		}
	}
}

func testAnswers(t *testing.T, s *discordtest.Server) {
	for _, user := range []discordtest.User{member, private} {
		got := s.Command(user, "ask", asked(answerable)).Reply()
		if got.Ephemeral() || !strings.Contains(got.Text(), answerable) {
			t.Fatalf("/ask %q = %s, want the FAQ's answer, publicly", answerable, got.JSON())
		}
		checkQuote(t, got)
		if strings.Count(got.Text(), "**") != 2 || got.MenuOf("Related questions") == nil {
			t.Errorf("/ask %q = %s, want a highlight and related questions", answerable, got.JSON())
		}
	}
}

// quotePattern matches the text below a heading in the Text of a message.
var quotePattern = regexp.MustCompile(`(?s)### [^\n]*\n(?:… )?(.+?)(?: …)?(?:\n-# |\n### |$)`)

var defaultStory = sync.OnceValues(func() (*corpus.Corpus, error) { return corpus.Load(corpus.Default(), corpus.Options{}) })

// checkQuote checks that a message quotes the default story verbatim, with a link.
func checkQuote(t *testing.T, m *discordtest.Message) {
	t.Helper()
	const page = "https://wp.dailytech.ai/microsoft-feared-openais-amazon-alliance-in-2026/#:~:text="
	stories, err := defaultStory()
	if err != nil {
		t.Fatal(err)
	}
	text := strings.NewReplacer("**", "", `\`, "", "> ", "").Replace(m.Text())
	quoted := quotePattern.FindStringSubmatch(text)
	if quoted == nil || !slices.ContainsFunc(stories.Units, func(u *corpus.Unit) bool { return strings.Contains(u.Text, quoted[1]) }) {
		t.Errorf("the story does not contain %q verbatim", m.Text())
	}
	link := m.ButtonNamed("Read the original")
	if link == nil || !strings.HasPrefix(link.URL, page) || !strings.Contains(text, " · DailyTech") {
		t.Errorf("message %s does not name its source", m.JSON())
	}
}

// vague are questions that may get suggestions. When the verdict models are refitted, at
// least one of them must still do so.
var vague = []string{
	"was it good for customers", "what happens to small firms", "is google better", "is the story true", "is alexa smart", "what are the risks for investors", "what is the deal worth",
	"is there any proof", "does amazon have its own chips", "why is everybody worried", "is bing good",
	"when was the alliance signed", "is gpt-4 better than claude",
}

func testSuggests(t *testing.T, s *discordtest.Server) {
	for _, question := range vague {
		asker := another(private)
		got := s.Command(asker, "ask", asked(question)).Reply()
		menu := got.MenuOf("Pick one")
		if menu == nil {
			continue
		}
		if options := len(menu.Options); options < 2 || options > 3 || !strings.Contains(got.Text(), "may be here:") {
			t.Errorf("/ask %q = %s, want a menu of 2 or 3 units", question, got.JSON())
		}
		picked := s.Pick(asker, got, menu.Options[1].Value).Reply()
		if picked.ID != got.ID || picked.MenuOf("Pick one") != nil {
			t.Fatalf("picking the second of %s = %s, want the unit, replacing the message", got.JSON(), picked.JSON())
		}
		checkQuote(t, picked)
		return
	}
	t.Errorf("none of %q has suggestions", vague)
}

func testNoAnswer(t *testing.T, s *discordtest.Server) {
	const question = "how long do I boil an egg"
	got := s.Command(another(member), "ask", asked(question)).Reply()
	if !strings.Contains(got.Text(), "I didn’t find an answer in the story. I found no mention of “boil”, “egg”.") || !got.Ephemeral() {
		t.Errorf("/ask %q = %s, want a private reply that there is no answer", question, got.JSON())
	}
}

func testCompletes(t *testing.T, s *discordtest.Server) {
	tests := []struct {
		command, option, typed, want string
	}{
		{"ask", "question", "why is aws", answerable},
		{"ask", "question", "Future Out", "Future Outlook"},
		{"ask", "question", "why is aws a significent competiter", answerable},
		{"faq", "question", "significant competitor", answerable},
		{"story", "section", "outl", "Future Outlook"},
	}
	for _, test := range tests {
		got := s.Autocomplete(member, test.command, test.option, test.typed, nil).Choices()
		if len(got) == 0 || got[0].Name != test.want {
			t.Fatalf("/%s %s… suggests %+v, want %q first", test.command, test.typed, got, test.want)
		}
		picked := s.Command(another(private), test.command, map[string]string{test.option: got[0].Value}).Reply()
		if !strings.Contains(picked.Text(), "### "+test.want) {
			t.Errorf("picking %q = %s", test.want, picked.JSON())
		}
	}
	if got := s.Autocomplete(member, "ask", "question", "xyzzy", nil).Choices(); len(got) != 0 {
		t.Errorf("/ask xyzzy… suggests %+v, want nothing", got)
	}
	if got := s.Autocomplete(member, "ask", "question", "", nil).Choices(); len(got) < 4+7 {
		t.Errorf("/ask … suggests %+v, want questions and headings", got)
	}
}

func testShowsFAQ(t *testing.T, s *discordtest.Server) {
	asker := another(member)
	list := s.Command(asker, "faq", nil).Reply()
	menu := list.MenuOf("Pick one")
	if menu == nil || len(menu.Options) != 4 || !list.Ephemeral() {
		t.Fatalf("/faq = %s, want the four questions, privately", list.JSON())
	}
	picked := s.Pick(asker, list, menu.Options[2].Value).Reply()
	if !strings.Contains(picked.Text(), menu.Options[2].Label) || picked.ID != list.ID {
		t.Fatalf("picking the third of %s = %s, want its answer, replacing the message", list.JSON(), picked.JSON())
	}
	checkQuote(t, picked)
}

// testOffersMore uses an answer's buttons and menus.
func testOffersMore(t *testing.T, s *discordtest.Server) {
	answer := s.Command(homeManager, "ask", asked("what does sagemaker do")).Reply()
	checkQuote(t, answer)
	more := s.Press(stranger, answer, "More results").Reply()
	next := s.Press(stranger, more, "Next result").Reply()
	if !more.Ephemeral() || more.ID == answer.ID || next.ID != more.ID || !strings.Contains(more.Text(), "Result 2 of 5") || !strings.Contains(next.Text(), "Result 3 of 5") {
		t.Errorf("more results = %s, then %s, want a private message with pages", more.JSON(), next.JSON())
	}
	page := s.Press(stranger, answer, "Show in context").Reply()
	turned := s.Press(stranger, page, "Next").Reply()
	if !page.Ephemeral() || turned.ID != page.ID || turned.Text() == page.Text() {
		t.Errorf("in context = %s, then %s, want a private message with pages", page.JSON(), turned.JSON())
	}
	shared := s.Press(stranger, turned, "Share").Reply()
	if shared.Ephemeral() || shared.ID == turned.ID || !strings.Contains(shared.Text(), "Shared by <@"+stranger.ID+">") || len(shared.Pings) > 0 {
		t.Errorf("share = %s, want a public message that names who shared it and pings nobody", shared.JSON())
	}
	if refused := s.Press(homeManager, shared, "Remove").Reply(); !refused.Ephemeral() || !strings.Contains(refused.Text(), "can remove this") {
		t.Errorf("remove by another = %s, want a private refusal", refused.JSON())
	}
	s.Press(stranger, shared, "Remove")
	s.WaitDeleted(shared)
	related := s.Pick(adminUser, answer, answer.MenuOf("Related questions").Options[0].Value).Reply()
	if !related.Ephemeral() || !strings.Contains(related.Text(), "### ") {
		t.Errorf("a related question = %s, want its answer, privately", related.JSON())
	}
	again := s.Command(adminRole, "ask", asked("what does sagemaker do")).Reply()
	if !again.Ephemeral() || !strings.Contains(again.Text(), answer.URL()) {
		t.Errorf("the same question again = %s, want a private link to %s", again.JSON(), answer.URL())
	}
}

// testMessages asks with messages instead of commands.
func testMessages(t *testing.T, s *discordtest.Server) {
	testMessageMenu(t, s)
	for _, user := range []discordtest.User{otherAdmin, private} {
		mention := s.Say(user, "<@"+discordtest.AppID+"> why is azure important to microsoft")
		reply := s.WaitReplyTo(mention)
		if len(reply.Pings) > 0 {
			t.Errorf("the answer to a mention pings %q", reply.Pings)
		}
		checkQuote(t, reply)
	}
}

func testMessageMenu(t *testing.T, s *discordtest.Server) {
	question := s.Say(stranger, "How has Microsoft benefited from its partnership with OpenAI?")
	answer := s.MessageCommand(adminUser, "Answer from the story", question).Reply()
	if !answer.Ephemeral() || !strings.Contains(answer.Text(), question.URL()) || !strings.Contains(answer.Text(), "<@"+stranger.ID+">") {
		t.Errorf("the answer to a message = %s, want a private one that links to the message", answer.JSON())
	}
	checkQuote(t, answer)
}

// testLanguages asks as members with Discord in other languages.
func testLanguages(t *testing.T, s *discordtest.Server) {
	for locale, want := range map[string]string{"de": "Original lesen", "it": "Read the original"} {
		user := another(private)
		user.Locale = locale
		if got := s.Command(user, "ask", asked(answerable)).Reply(); got.ButtonNamed(want) == nil {
			t.Errorf("/ask by a member with Discord in %q = %s, want the button %q", locale, got.JSON(), want)
		}
	}
}

func testHelps(t *testing.T, s *discordtest.Server) {
	got := s.Command(private, "help", nil).Reply()
	for _, want := range []string{"Microsoft feared OpenAI's Amazon alliance in 2026", "/ask", "/faq", "/help", "/reindex", "Future Outlook"} {
		if !strings.Contains(got.Text(), want) {
			t.Errorf("/help = %q, which lacks %q", got.Text(), want)
		}
	}
	if !got.Ephemeral() {
		t.Error("the reply to /help is public")
	}
}

func testReindexes(t *testing.T, s *discordtest.Server) {
	for name, user := range map[string]discordtest.User{"a listed user": adminUser, "a listed role": adminRole, "a manager": homeManager} {
		got := s.Command(user, "reindex", nil).Reply()
		if !strings.HasPrefix(got.Text(), "There is nothing to apply") || !got.Ephemeral() {
			t.Errorf("/reindex by %s = %s, want a private report", name, got.JSON())
		}
	}
	refusals := []struct {
		name        string
		interaction *discordtest.Interaction
		want        string
	}{
		{"a stranger", s.Command(stranger, "reindex", nil), "You are not one of them."},
		{"an admin of another server, with forged data", s.Send(otherAdmin, 2, reindexOf(s)), "This is a different server"},
		{"a stranger in a direct message, with forged data", s.Send(private, 2, reindexOf(s)), "This is a different server"},
	}
	for _, refusal := range refusals {
		if got := refusal.interaction.Reply(); !strings.Contains(got.Text(), refusal.want) || !got.Ephemeral() {
			t.Errorf("/reindex by %s = %s, want a refusal with %q", refusal.name, got.JSON(), refusal.want)
		}
	}
}

// reindexOf returns the data of /reindex, which Discord only offers on the home server.
func reindexOf(s *discordtest.Server) map[string]any {
	return map[string]any{"id": s.Commands(discordtest.HomeGuild)[0]["id"], "name": "reindex", "type": 1}
}

// testBadInput only checks that there are replies, which the fake Discord checks.
func testBadInput(t *testing.T, s *discordtest.Server) {
	inputs := map[string]string{
		"spaces":                  " \t\n ",
		"6000 characters":         strings.Repeat("why ", 1500),
		"6000 characters, typos":  strings.Repeat("micrsoft ", 666),
		"one word of 6000":        strings.Repeat("x", 6000),
		"emoji":                   strings.Repeat("👩‍👩‍👧🦄", 500),
		"right to left":           "למה מיקרוסופט חוששת? لماذا تخشى مايكروسوفت",
		"bidirectional overrides": "\u202ewhy\u202c \u2066micrsoft\u2069",
		"zero width":              "w\u200bhy\u200b did micro\u200bsoft fear\ufeff it\u2060",
		"combining marks":         "why" + strings.Repeat("\u0301", 3000),
		"controls":                "why\x00\x1b[31m\x07",
		"Markdown":                "**why** _did_ ~~it~~ `micrsoft` ||fear|| [x](https://example.org) # > - 1.",
		"mentions":                "@everyone @here <@501000000000000001> <@&601000000000000001> <#1> micrsoft",
		"an invite":               "join discord.gg/micrsoft or https://discord.com/invite/opnai",
		"a key without a unit":    "#aaaaaaaaaaaa",
		"a query":                 `+title:(a OR "b") AND NOT c~2^3 /x.*/ {!q}`,
	}
	for name, input := range inputs {
		for _, command := range []string{"ask", "faq"} {
			got := s.Command(another(member), command, asked(input)).Reply()
			if got.Text() == "" {
				t.Errorf("/%s with %s says nothing", command, name)
			}
			s.Autocomplete(member, command, "question", input, nil).Choices()
		}
	}
}

func TestRunWithoutHomeServer(t *testing.T) {
	s := discordtest.New(t)
	runOn(t, s, map[string]string{"ADMIN_USER_IDS": adminUser.ID})
	s.WaitReady(1)
	for _, user := range []discordtest.User{otherAdmin, homeManager} {
		if got := s.Command(user, "reindex", nil).Reply(); !strings.Contains(got.Text(), "You are not on the list.") || !got.Ephemeral() {
			t.Errorf("/reindex by %+v = %s, want a refusal", user, got.JSON())
		}
	}
	if got := s.Command(adminUser, "reindex", nil).Reply(); !strings.HasPrefix(got.Text(), "There is nothing to apply") {
		t.Errorf("/reindex by a listed user = %s, want a report", got.JSON())
	}
}

// smallCorpus returns a folder with a page, which is read faster than the built-in story.
func smallCorpus(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "bridge.md"), []byte("# The bridge\n\nThe bridge is made of stone from the next valley.\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return folder
}

// What somebody must correct first ends the bot with a status after which supervisors do
// not restart it. Other failures end it with another status, or not at all.
func TestExitStatus(t *testing.T) {
	good, bad := smallCorpus(t), smallCorpus(t)
	if err := os.WriteFile(filepath.Join(bad, "vocabulary.yaml"), []byte("- {say: [zebra]}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	closes := func(code int) func(*discordtest.Server) {
		return func(s *discordtest.Server) { s.Misbehave(discordtest.Handshake{Close: code}) }
	}
	set := func(pairs ...string) map[string]string {
		variables := map[string]string{"DISCORD_PUBLIC_KEY": discordtest.PublicKey, "LISTEN_ADDR": "127.0.0.1:0", "CORPUS_DIR": good}
		for i := 0; i < len(pairs); i += 2 {
			variables[pairs[i]] = pairs[i+1]
		}
		return variables
	}
	both, run, serve := []string{"run", "serve"}, []string{"run"}, []string{"serve"}
	tests := []struct {
		name      string
		commands  []string
		prepare   func(*discordtest.Server)
		variables map[string]string
		status    int
		want      []string // in the message
	}{
		{"no token", both, nil, set("DISCORD_TOKEN", ""), ExitUnworkable, []string{"DISCORD_TOKEN is not set"}},
		{"refused token", both, (*discordtest.Server).RevokeToken, set(), ExitUnworkable,
			[]string{"DISCORD_TOKEN", "https://discord.com/developers/applications", "Reset Token"}},
		{"token refused by the gateway", run, closes(4004), set(), ExitUnworkable, []string{"DISCORD_TOKEN", "4004"}},
		{"disallowed intents", run, closes(4014), set(), ExitUnworkable, []string{"intents", "4014"}},
		{"invalid intents", run, closes(4013), set(), ExitUnworkable, []string{"intents", "4013"}},
		{"version of the API", run, closes(4012), set(), ExitUnworkable, []string{"update", "4012"}},
		{"too few shards", run, func(s *discordtest.Server) { s.SetSessionStarts(discordtest.SessionStarts{Required: 3}) },
			set("SHARD_COUNT", "2"), ExitUnworkable, []string{"SHARD_COUNT=auto", "4011"}},
		{"a shard out of range", run, nil, set("SHARD_COUNT", "2", "SHARD_IDS", "2"), ExitUnworkable, []string{"SHARD_IDS", "0 to 1"}},
		{"home server out of reach", both, nil, set("DISCORD_HOME_GUILD_ID", "123456789012345678"), ExitUnworkable,
			[]string{"DISCORD_HOME_GUILD_ID", "123456789012345678"}},
		{"commands refused", both, func(s *discordtest.Server) { s.Fail(discordtest.Refused("/commands$", 400, 50035, 0)) }, set(),
			ExitUnworkable, []string{"register the commands", "50035"}},
		{"a bad setting", both, nil, set("LOG_LEVEL", "loud"), ExitUnworkable, []string{"LOG_LEVEL"}},
		{"a bad key", serve, nil, set("DISCORD_PUBLIC_KEY", "abc"), ExitUnworkable, []string{"DISCORD_PUBLIC_KEY"}},
		{"another application's key", serve, nil, set("DISCORD_PUBLIC_KEY", strings.Repeat("0a", 32)), ExitUnworkable, []string{"DISCORD_PUBLIC_KEY"}},
		{"no folder", both, nil, set("CORPUS_DIR", filepath.Join(bad, "nowhere")), ExitUnworkable, []string{"CORPUS_DIR"}},
		{"an unusable corpus", both, nil, set("CORPUS_DIR", bad), ExitUnworkable, []string{"vocabulary.yaml:1"}},
		{"an empty corpus", both, nil, set("CORPUS_DIR", t.TempDir()), ExitUnworkable, []string{"cannot be used"}},

		{"the monitor's address is taken", both, nil, set("MONITOR_ADDR", taken.Addr().String()), ExitFailed, []string{"serve the monitor at MONITOR_ADDR: "}},
		{"the endpoint's address is taken", serve, nil, set("LISTEN_ADDR", taken.Addr().String()), ExitFailed, []string{"LISTEN_ADDR"}},
	}
	for _, test := range tests {
		for _, command := range test.commands {
			t.Run(command+"/"+test.name, func(t *testing.T) {
				s := discordtest.New(t)
				if test.prepare != nil {
					test.prepare(s)
				}
				bot := begin(t, s, command, test.variables)
				bot.wantStatus(test.status)
				_, message, found := strings.Cut("\n"+bot.output.String(), "\nalliancebot: ")
				for _, want := range test.want {
					if !found || !strings.Contains(message, want) {
						t.Errorf("alliancebot %s printed %q, want a message with %q", command, bot.output.String(), want)
					}
				}
			})
		}
	}
}

func TestReindexReadsTheFolder(t *testing.T) {
	const question = "How long is the bridge?"
	folder := t.TempDir()
	write := func(name, content string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(folder, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	bridge := func(length int) {
		write("bridge.faq.md", fmt.Sprintf("## %s\n\nIt is %d metres long.\n", question, length))
	}
	write("bridge.md", "---\ntitle: The bridge\nurl: https://example.org/bridge\n---\n\nIt is a bridge.\n")
	bridge(300)
	s := discordtest.New(t)
	variables := administered()
	variables["CORPUS_DIR"] = folder
	bot := runOn(t, s, variables)
	s.WaitReady(1)
	answers := func(want string) {
		t.Helper()
		got := s.Command(another(member), "ask", asked(question)).Reply()
		if !strings.Contains(got.Text(), "> **"+want+"**") {
			t.Errorf("/ask %q = %s, want %q", question, got.JSON(), want)
		}
	}
	previews := func(want string) *discordtest.Message {
		t.Helper()
		reply := s.Command(homeManager, "reindex", nil).Reply()
		if got := strings.ReplaceAll(reply.Text(), `\`, ""); !regexp.MustCompile(want).MatchString(got) {
			t.Errorf("/reindex = %q, want %s", got, want)
		}
		return reply
	}

	answers("It is 300 metres long.")
	bridge(400)
	answers("It is 300 metres long.")
	preview := previews(`^This is a preview, made in .*\nPages: .*\nUnits: 0 added, 1 changed, 0 removed\n~ bridge/faq/how-long-is-the-bridge\n\n1 page, 1 FAQ entry, 1 passage; languages: 1 en$`)
	answers("It is 300 metres long.")
	if applied := s.Press(homeManager, preview, "Apply").Reply(); applied.ID != preview.ID || applied.Text() != "The corpus is live: 2 units." || len(applied.Buttons()) > 0 {
		t.Errorf("after Apply the message is %s, want it replaced", applied.JSON())
	}
	answers("It is 400 metres long.")

	bridge(500)
	write("bridge.vocabulary.yaml", "- {say: [span]}\n")
	previews(`^Nothing changed: the story’s files have problems\.\nbridge\.vocabulary\.yaml:1: .*mean.*$`)
	answers("It is 400 metres long.")
	if err := os.RemoveAll(folder); err != nil {
		t.Fatal(err)
	}
	previews(`^Nothing changed: the story’s files have problems\.\nthe folder `)
	answers("It is 400 metres long.")
	if strings.Contains(bot.output.String(), "level=ERROR") {
		t.Error("an author's mistake is logged as an error")
	}
}
