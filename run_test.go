package main

import (
	"bytes"
	"context"
	"fmt"
	"maps"
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

// Who is on the Discord of these tests.
var (
	member      = discordtest.User{ID: "501000000000000001", Guild: discordtest.Elsewhere}
	private     = discordtest.User{ID: "501000000000000002"} // in a direct message
	stranger    = discordtest.User{ID: "501000000000000003", Guild: discordtest.HomeGuild, Roles: []string{"601000000000000009"}}
	adminUser   = discordtest.User{ID: "501000000000000004", Guild: discordtest.HomeGuild}
	adminRole   = discordtest.User{ID: "501000000000000005", Guild: discordtest.HomeGuild, Roles: []string{"601000000000000001"}}
	homeManager = discordtest.User{ID: "501000000000000006", Guild: discordtest.HomeGuild, Permissions: discordtest.ManageServer}
	otherAdmin  = discordtest.User{ID: "501000000000000007", Guild: discordtest.Elsewhere, Permissions: discordtest.Administrator}
)

// administered are the settings of who may do what.
func administered() map[string]string {
	return map[string]string{
		"DISCORD_HOME_GUILD_ID": discordtest.HomeGuild,
		"ADMIN_USER_IDS":        adminUser.ID,
		"ADMIN_ROLE_IDS":        adminRole.Roles[0],
	}
}

// program is alliancebot run.
type program struct {
	t      *testing.T
	stop   context.CancelFunc
	ended  chan struct{}
	code   int // once ended
	output output
}

// output collects what a program writes, from many goroutines.
type output struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (o *output) Write(b []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.Write(b)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}

// runOn starts alliancebot run on s until the test ends. Whatever it does, it
// must not write the token.
func runOn(t *testing.T, s *discordtest.Server, variables map[string]string) *program {
	t.Helper()
	t.Chdir(t.TempDir())
	env := map[string]string{"DISCORD_TOKEN": discordtest.Token, "DISCORD_API_URL": s.URL(), "LOG_LEVEL": "debug"}
	maps.Copy(env, variables)
	ctx, stop := context.WithCancel(context.Background())
	bot := &program{t: t, stop: stop, ended: make(chan struct{})}
	go func() {
		defer close(bot.ended)
		bot.code = process{env: fixed(env), in: strings.NewReader(""), out: &bot.output, errOut: &bot.output}.run(ctx, []string{"run"})
	}()
	t.Cleanup(func() {
		stop()
		<-bot.ended
		if strings.Contains(bot.output.String(), discordtest.Token) {
			t.Error("the output holds the token")
		}
		if t.Failed() {
			t.Logf("exit code %d; output:\n%s", bot.code, &bot.output)
		}
	})
	return bot
}

// wantCode waits for the end of the program.
func (p *program) wantCode(want int) {
	p.t.Helper()
	<-p.ended
	if p.code != want {
		p.t.Errorf("alliancebot run: exit code %d, want %d", p.code, want)
	}
}

func asked(question string) map[string]string { return map[string]string{"question": question} }

func TestRun(t *testing.T) {
	s := discordtest.New(t)
	bot := runOn(t, s, administered())
	s.WaitReady(1)
	t.Run("registers", func(t *testing.T) { testRegistered(t, s) })
	t.Run("answers", func(t *testing.T) { testAnswers(t, s) })
	t.Run("suggests", func(t *testing.T) { testSuggests(t, s) })
	t.Run("says none", func(t *testing.T) { testSaysNone(t, s) })
	t.Run("completes", func(t *testing.T) { testCompletes(t, s) })
	t.Run("shows the FAQ", func(t *testing.T) { testShowsFAQ(t, s) })
	t.Run("helps", func(t *testing.T) { testHelps(t, s) })
	t.Run("reindexes", func(t *testing.T) { testReindexes(t, s) })
	t.Run("bears bad input", func(t *testing.T) { testBadInput(t, s) })

	bot.stop()
	bot.wantCode(exitOK)
	s.WaitGateway("a close frame", func(c discordtest.GatewayCounts) bool { return len(c.Closes) == 1 })
	if got := s.Counts(); got.Identifies != 1 || got.Closes[0] != 1000 {
		t.Errorf("gateway counts %+v, want one IDENTIFY and a close with 1000", got)
	}
	if strings.Contains(bot.output.String(), "level=ERROR") {
		t.Error("the log has errors")
	}
}

func testRegistered(t *testing.T, s *discordtest.Server) {
	for guild, want := range map[string][]string{"": {"ask", "faq", "help"}, discordtest.HomeGuild: {"reindex"}, discordtest.Elsewhere: nil} {
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
		if len(got.Embeds) != 1 || got.Ephemeral() || got.Embeds[0].Title != answerable {
			t.Fatalf("/ask %q = %s, want the FAQ's answer for all", answerable, got.JSON())
		}
		checkEmbed(t, got.Embeds[0])
		if embed := got.Embeds[0]; strings.Count(embed.Description, "**") != 2 || got.Button() == nil || got.Button().URL != embed.URL {
			t.Errorf("/ask %q = %s, want a highlight and a button that leads to it", answerable, got.JSON())
		}
	}
}

// checkEmbed checks that an embed has a unit of the default story word for
// word, and names its source.
func checkEmbed(t *testing.T, embed discordtest.Embed) {
	t.Helper()
	const page = "https://wp.dailytech.ai/microsoft-feared-openais-amazon-alliance-in-2026/#:~:text="
	stories, err := corpus.Load(corpus.Default())
	if err != nil {
		t.Fatal(err)
	}
	text := strings.NewReplacer("**", "", `\`, "").Replace(embed.Description)
	if !slices.ContainsFunc(stories.Units, func(u *corpus.Unit) bool { return u.Text == text }) {
		t.Errorf("the story does not have %q word for word", embed.Description)
	}
	if !strings.HasPrefix(embed.URL, page) || !strings.HasSuffix(embed.Footer.Text, " · DailyTech") {
		t.Errorf("embed %+v does not name its source", embed)
	}
}

// vague are questions between answer and none, of which one at least must stay
// there when the verdict's models are fitted anew.
var vague = []string{
	"is the story true", "is alexa smart", "what are the risks for investors", "what is the deal worth",
	"is there any proof", "does amazon have its own chips", "why is everybody worried", "is bing good",
	"when was the alliance signed", "is gpt-4 better than claude",
}

func testSuggests(t *testing.T, s *discordtest.Server) {
	for _, question := range vague {
		got := s.Command(member, "ask", asked(question)).Reply()
		if got.Menu() == nil {
			continue
		}
		if options := len(got.Menu().Options); options < 2 || options > 3 || !strings.Contains(got.Content, "It may be here:") {
			t.Errorf("/ask %q = %s, want 2 or 3 units to pick from", question, got.JSON())
		}
		picked := s.Pick(member, got, got.Menu().Options[1].Value).Reply()
		if picked.ID != got.ID || picked.Menu() != nil || len(picked.Embeds) != 1 {
			t.Fatalf("the second of %s, picked, = %s, want the unit in its place", got.JSON(), picked.JSON())
		}
		checkEmbed(t, picked.Embeds[0])
		return
	}
	t.Errorf("none of %q has suggestions", vague)
}

func testSaysNone(t *testing.T, s *discordtest.Server) {
	const question = "how long do I boil an egg"
	got := s.Command(member, "ask", asked(question)).Reply()
	if !strings.Contains(got.Content, "The story doesn't say. It covers: ") || !got.Ephemeral() || len(got.Embeds)+len(got.Rows) > 0 {
		t.Errorf("/ask %q = %s, want privately that the story doesn't say", question, got.JSON())
	}
}

func testCompletes(t *testing.T, s *discordtest.Server) {
	tests := []struct {
		command, typed string
		want           []string
	}{
		{"ask", "sign comp", []string{answerable}},
		{"ask", "outl", []string{"Future Outlook"}},
		{"faq", "sign comp", []string{answerable}},
		{"faq", "outl", nil},
		{"ask", "xyzzy", nil},
	}
	for _, test := range tests {
		var got []string
		for _, choice := range s.Autocomplete(member, test.command, "question", test.typed, nil).Choices() {
			got = append(got, choice.Value)
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("/%s %s… proposes %q, want %q", test.command, test.typed, got, test.want)
		}
	}
	if got := s.Autocomplete(member, "ask", "question", "", nil).Choices(); len(got) != 4+7 {
		t.Errorf("/ask … proposes %+v, want 4 FAQ questions and 7 headings", got)
	}
}

func testShowsFAQ(t *testing.T, s *discordtest.Server) {
	list := s.Command(member, "faq", nil).Reply()
	if list.Menu() == nil || len(list.Menu().Options) != 4 || !list.Ephemeral() {
		t.Fatalf("/faq = %s, want privately the four questions", list.JSON())
	}
	picked := s.Pick(member, list, list.Menu().Options[2].Value).Reply()
	if len(picked.Embeds) != 1 || picked.Embeds[0].Title != list.Menu().Options[2].Label {
		t.Fatalf("the third of %s, picked, = %s, want its answer", list.JSON(), picked.JSON())
	}
	checkEmbed(t, picked.Embeds[0])
	if got := s.Command(member, "faq", asked(answerable)).Reply(); len(got.Embeds) != 1 || got.Embeds[0].Title != answerable || got.Ephemeral() {
		t.Errorf("/faq %q = %s, want its answer for all", answerable, got.JSON())
	}
}

func testHelps(t *testing.T, s *discordtest.Server) {
	got := s.Command(private, "help", nil).Reply()
	for _, want := range []string{"Microsoft feared OpenAI's Amazon alliance in 2026", "/ask", "/faq", "/help", "/reindex", "Future Outlook"} {
		if !strings.Contains(got.Content, want) {
			t.Errorf("/help = %q, which lacks %q", got.Content, want)
		}
	}
	if !got.Ephemeral() {
		t.Error("/help is told to all")
	}
}

func testReindexes(t *testing.T, s *discordtest.Server) {
	for name, user := range map[string]discordtest.User{"a named user": adminUser, "a named role": adminRole, "a manager": homeManager} {
		got := s.Command(user, "reindex", nil).Reply()
		if !strings.HasPrefix(got.Content, "Reindexed 17 units in ") || !got.Ephemeral() {
			t.Errorf("/reindex by %s = %s, want privately its report", name, got.JSON())
		}
	}
	refusals := []struct {
		name        string
		interaction *discordtest.Interaction
		want        string
	}{
		{"a stranger", s.Command(stranger, "reindex", nil), "You have neither."},
		{"an admin of another server, who forged it", s.Send(otherAdmin, 2, reindexOf(s)), "This is not that server"},
		{"a stranger in a direct message, who forged it", s.Send(private, 2, reindexOf(s)), "This is not that server"},
	}
	for _, refusal := range refusals {
		if got := refusal.interaction.Reply(); !strings.Contains(got.Content, refusal.want) || !got.Ephemeral() {
			t.Errorf("/reindex by %s = %s, want a refusal with %q", refusal.name, got.JSON(), refusal.want)
		}
	}
}

// reindexOf is the data of a use of /reindex, which Discord offers at home alone.
func reindexOf(s *discordtest.Server) map[string]any {
	return map[string]any{"id": s.Commands(discordtest.HomeGuild)[0]["id"], "name": "reindex", "type": 1}
}

// testBadInput leaves it to the stand-in for Discord to find fault with a reply.
func testBadInput(t *testing.T, s *discordtest.Server) {
	inputs := map[string]string{
		"nothing":                "",
		"spaces":                 " \t\n ",
		"6000 characters":        strings.Repeat("why ", 1500),
		"6000 characters, typos": strings.Repeat("micrsoft ", 666),
		"one word of 6000":       strings.Repeat("x", 6000),
		"emoji":                  strings.Repeat("👩‍👩‍👧🦄", 500),
		"right to left":          "למה מיקרוסופט חוששת? لماذا تخشى مايكروسوفت",
		"writing overrides":      "\u202ewhy\u202c \u2066micrsoft\u2069",
		"zero width":             "w\u200bhy\u200b did micro\u200bsoft fear\ufeff it\u2060",
		"combining marks":        "why" + strings.Repeat("\u0301", 3000),
		"controls":               "why\x00\x1b[31m\x07",
		"Markdown":               "**why** _did_ ~~it~~ `micrsoft` ||fear|| [x](https://example.org) # > - 1.",
		"mentions":               "@everyone @here <@501000000000000001> <@&601000000000000001> <#1> micrsoft",
		"an invite":              "join discord.gg/micrsoft or https://discord.com/invite/opnai",
		"a key of no unit":       "#aaaaaaaaaaaa",
		"a query":                `+title:(a OR "b") AND NOT c~2^3 /x.*/ {!q}`,
	}
	for name, input := range inputs {
		for _, command := range []string{"ask", "faq"} {
			got := s.Command(member, command, asked(input)).Reply()
			if got.Content == "" && len(got.Embeds) == 0 {
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
		if got := s.Command(user, "reindex", nil).Reply(); !strings.Contains(got.Content, "You are not among them.") || !got.Ephemeral() {
			t.Errorf("/reindex by %+v = %s, want a refusal", user, got.JSON())
		}
	}
	if got := s.Command(adminUser, "reindex", nil).Reply(); !strings.HasPrefix(got.Content, "Reindexed") {
		t.Errorf("/reindex by a named user = %s, want its report", got.JSON())
	}
}

func TestRunFails(t *testing.T) {
	tests := []struct {
		name      string
		prepare   func(*discordtest.Server)
		variables map[string]string
		code      int
		want      []string // in the message
	}{
		{"refused token", (*discordtest.Server).RevokeToken, nil, exitRefused,
			[]string{"DISCORD_TOKEN", "https://discord.com/developers/applications", "Reset Token"}},
		{"token refused by the gateway", func(s *discordtest.Server) { s.Misbehave(discordtest.Handshake{Close: 4004}) }, nil, exitRefused,
			[]string{"DISCORD_TOKEN", "4004"}},
		{"home server out of reach", nil, map[string]string{"DISCORD_HOME_GUILD_ID": "123456789012345678"}, exitFailed,
			[]string{"DISCORD_HOME_GUILD_ID", "123456789012345678"}},
		{"too few shards", func(s *discordtest.Server) { s.SetSessionStarts(discordtest.SessionStarts{Required: 3}) },
			map[string]string{"SHARD_COUNT": "2"}, exitRefused,
			[]string{"SHARD_COUNT=auto", "4011"}},
		{"a shard beyond", nil, map[string]string{"SHARD_COUNT": "2", "SHARD_IDS": "2"}, exitFailed,
			[]string{"SHARD_IDS", "0 to 1"}},
		{"nobody at the address", nil, map[string]string{"DISCORD_API_URL": "http://127.0.0.1:1"}, exitFailed,
			[]string{"DISCORD_API_URL"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := discordtest.New(t)
			if test.prepare != nil {
				test.prepare(s)
			}
			bot := runOn(t, s, test.variables)
			bot.wantCode(test.code)
			_, message, found := strings.Cut("\n"+bot.output.String(), "\nalliancebot: ")
			for _, want := range test.want {
				if !found || !strings.Contains(message, want) {
					t.Errorf("alliancebot run says %q, want a message with %q", bot.output.String(), want)
				}
			}
		})
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
		got := s.Command(member, "ask", asked(question)).Reply()
		if len(got.Embeds) != 1 || got.Embeds[0].Description != "**"+want+"**" {
			t.Errorf("/ask %q = %s, want %q", question, got.JSON(), want)
		}
	}
	reindexes := func(want string) {
		t.Helper()
		got := strings.ReplaceAll(s.Command(homeManager, "reindex", nil).Reply().Content, `\`, "")
		if !regexp.MustCompile(want).MatchString(got) {
			t.Errorf("/reindex = %q, want %s", got, want)
		}
	}

	answers("It is 300 metres long.")
	bridge(400)
	answers("It is 300 metres long.")
	reindexes(`^Reindexed 2 units in .*: 0 added, 1 changed, 0 removed\.\n~ bridge/faq/how-long-is-the-bridge$`)
	answers("It is 400 metres long.")

	bridge(500)
	write("bridge.md", "---\ntitle: The bridge\ncolour: red\n---\n\nIt is a bridge.\n")
	reindexes(`^Nothing was changed: the story's files have problems\.\nbridge\.md:\d+: .*url.*\nbridge\.md:3: .*colour.*$`)
	answers("It is 400 metres long.")
	if err := os.RemoveAll(folder); err != nil {
		t.Fatal(err)
	}
	reindexes(`^Nothing was changed: the story's files have problems\.\n\.:1: `)
	answers("It is 400 metres long.")
	if strings.Contains(bot.output.String(), "level=ERROR") {
		t.Error("an author's mistake is logged as an error")
	}
}
