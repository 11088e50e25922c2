package commands

import (
	"fmt"
	"io/fs"
	"regexp"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"alliancebot/corpus"
	"alliancebot/index"
	"alliancebot/internal/wording"
)

// newTestRouter returns a Router on the corpus in files. It cannot reindex.
func newTestRouter(t *testing.T, files fs.FS, settings Settings) *Router {
	t.Helper()
	engine, err := newEngine(files)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { engine.Close() })
	return NewRouter(engine, settings)
}

// defaultEngine answers from the default story.
var defaultEngine = sync.OnceValues(func() (*index.Engine, error) { return newEngine(corpus.Default()) })

// newDefaultRouter returns a Router on the default story, which must not be replaced: all
// tests share it.
func newDefaultRouter(t *testing.T, settings Settings) *Router {
	t.Helper()
	engine, err := defaultEngine()
	if err != nil {
		t.Fatal(err)
	}
	return NewRouter(engine, settings)
}

func newEngine(files fs.FS) (*index.Engine, error) {
	c, err := corpus.Load(files, corpus.Options{})
	if err != nil {
		return nil, fmt.Errorf("load the corpus:\n%w", err)
	}
	return index.New(c)
}

// reload makes the corpus in files live.
func reload(t *testing.T, r *Router, files fs.FS) {
	t.Helper()
	c, err := corpus.Load(files, corpus.Options{})
	if err != nil {
		t.Fatalf("load the corpus:\n%v", err)
	}
	next, err := index.NewSnapshot(c)
	if err != nil {
		t.Fatalf("index the corpus: %v", err)
	}
	r.engine.Replace(next)
}

// folder returns a corpus folder.
func folder(contents map[string]string) fstest.MapFS {
	files := fstest.MapFS{}
	for name, content := range contents {
		files[name] = &fstest.MapFile{Data: []byte(content)}
	}
	return files
}

// story returns the contents of a story's file.
func story(title, text string) string {
	return "---\ntitle: " + title + "\nurl: https://example.org/" + strings.ToLower(title) + "\n---\n\n" + text + "\n"
}

// garden is a small corpus with a FAQ.
func garden() fstest.MapFS {
	return folder(map[string]string{
		"garden.md": story("Garden", "Every garden is small at first.\n\n## Trees\n\n"+
			"Prune an apple tree in winter. Cut the crossing branches first. The blade must be clean and sharp, or else the wood rots, and so it is washed after every tree.\n\n"+
			"Plant a pear tree in autumn. Dig the hole twice as wide as the roots, and give it a post against the wind, on the side that the wind comes from in winter."),
		"garden.faq.md": "## When should I water the roses?\n\nWater the roses in the morning.\n\n" +
			"## What do hedgehogs eat?\n\nHedgehogs eat slugs and beetles.\n",
	})
}

// run runs a command with the option "question", as an unknown user.
func run(t *testing.T, r *Router, command, question string) Reply {
	t.Helper()
	return request(t, r, Request{Command: command, Options: map[string]string{QuestionOption: question}})
}

// request runs a request and checks the reply.
func request(t *testing.T, r *Router, request Request) Reply {
	t.Helper()
	reply, err := r.Run(t.Context(), request)
	if err != nil {
		t.Fatalf("/%s %+v: %v", request.Command, request, err)
	}
	checkReply(t, reply)
	return reply
}

// checkReply checks the rules for all replies.
func checkReply(t *testing.T, reply Reply) {
	t.Helper()
	form := regexp.MustCompile(`^[A-Za-z0-9_-]*$`)
	seen := map[string]bool{}
	for _, b := range reply.Buttons {
		if id := b.Command + " " + b.Value; b.Label == "" || len(b.Command) > MaxCommand || len(b.Value) > MaxValue || !form.MatchString(b.Value) || seen[id] {
			t.Errorf("button %+v has no label, is too long, has invalid characters or is a duplicate", b)
		} else {
			seen[id] = true
		}
	}
	for _, m := range reply.Menus {
		if id := m.Command; m.Prompt == "" || len(m.Choices) == 0 || len(m.Choices) > MaxChoices || len(id) > MaxCommand || seen[id] {
			t.Errorf("menu %+v has no prompt, no choices, too many choices or another menu's command", m)
		} else {
			seen[id] = true
		}
		for _, c := range m.Choices {
			if c.Label == "" || len(c.Value) > MaxChoice {
				t.Errorf("choice %+v has no label or too long a value", c)
			}
		}
	}
	if reply.Recipient != "" && reply.Private || reply.SuppressInPublic && !reply.Private {
		t.Errorf("reply %+v: a private reply with a recipient, or SuppressInPublic on a public one", reply)
	}
}

// button returns the reply's button with the label m in English.
func button(t *testing.T, reply Reply, m wording.Message) Button {
	t.Helper()
	for _, b := range reply.Buttons {
		if b.Label == english.T(m) {
			return b
		}
	}
	t.Fatalf("no button %q among %+v", english.T(m), reply.Buttons)
	return Button{}
}

// press presses a button of a message.
func press(t *testing.T, r *Router, b Button, asker Asker, on Origin) Reply {
	t.Helper()
	if b.Disabled {
		t.Fatalf("button %+v is disabled", b)
	}
	return request(t, r, Request{Command: b.Command, Value: b.Value, Asker: asker, On: &on, ChannelID: channel, ChannelURL: channelURL})
}

// The users and places in the tests.
var (
	ann      = Asker{UserID: "501", GuildID: "201"}
	bob      = Asker{UserID: "502", GuildID: "201"}
	english  = wording.For("en")
	onPublic = Origin{AskerID: ann.UserID}
	onSecret = Origin{Private: true, AskerID: ann.UserID}
)

const (
	channel    = "301"
	channelURL = "https://discord.example/channels/201/301"
)

// asks returns a question by ann in a channel.
func asks(question string) Request {
	return Request{Command: "ask", Options: map[string]string{QuestionOption: question}, Asker: ann, ChannelID: channel, ChannelURL: channelURL}
}

func titles(quotes []Quote) []string {
	var list []string
	for _, q := range quotes {
		list = append(list, q.Title)
	}
	return list
}

func labels(choices []Choice) []string {
	var list []string
	for _, c := range choices {
		list = append(list, c.Label)
	}
	return list
}

// picks returns the labels in the reply's menu for a command.
func picks(reply Reply, command string) []string {
	for _, m := range reply.Menus {
		if m.Command == command {
			return labels(m.Choices)
		}
	}
	return nil
}

// said returns a line as text, with users as <ID>, channels as #ID, roles as @ID and links
// as text(URL).
func said(line []Inline) string {
	var text strings.Builder
	for _, s := range line {
		if text.WriteString(s.Text); s.UserID != "" {
			text.WriteString("<" + s.UserID + ">")
		}
		if s.ChannelID != "" {
			text.WriteString("#" + s.ChannelID)
		}
		if s.RoleID != "" {
			text.WriteString("@" + s.RoleID)
		}
		if s.URL != "" {
			text.WriteString("(" + s.URL + ")")
		}
	}
	return text.String()
}
