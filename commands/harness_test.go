package commands

import (
	"io/fs"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"alliancebot/corpus"
	"alliancebot/index"
	"alliancebot/internal/wording"
)

// newTestRouter returns a Router over an engine of its own, on the corpus in
// files, from which it reindexes too.
func newTestRouter(t *testing.T, files fs.FS, settings Settings) *Router {
	t.Helper()
	load := func() (*corpus.Corpus, error) { return corpus.Load(files) }
	c, err := load()
	if err != nil {
		t.Fatalf("load the corpus:\n%v", err)
	}
	engine, err := index.New(c)
	if err != nil {
		t.Fatalf("index the corpus: %v", err)
	}
	t.Cleanup(func() { engine.Close() })
	return NewRouter(engine, load, settings)
}

// folder makes a corpus folder of the files' contents.
func folder(contents map[string]string) fstest.MapFS {
	files := fstest.MapFS{}
	for name, content := range contents {
		files[name] = &fstest.MapFile{Data: []byte(content)}
	}
	return files
}

// story returns the file of a story with that title and text.
func story(title, text string) string {
	return "---\ntitle: " + title + "\nurl: https://example.org/" + strings.ToLower(title) + "\n---\n\n" + text + "\n"
}

// garden is a small corpus with a FAQ.
func garden() fstest.MapFS {
	return folder(map[string]string{
		"garden.md": story("Garden", "Every garden is small at first.\n\n## Trees\n\n"+
			"Prune an apple tree in winter. Cut the crossing branches first.\n\nPlant a pear tree in autumn."),
		"garden.faq.md": "## When should I water the roses?\n\nWater the roses in the morning.\n\n" +
			"## What do hedgehogs eat?\n\nHedgehogs eat slugs and beetles.\n",
	})
}

// run runs a command with one option, "question", as somebody unknown.
func run(t *testing.T, r *Router, command, question string) Reply {
	t.Helper()
	return request(t, r, Request{Command: command, Options: map[string]string{QuestionOption: question}})
}

// request runs a request that must not fail.
func request(t *testing.T, r *Router, request Request) Reply {
	t.Helper()
	reply, err := r.Run(t.Context(), request)
	if err != nil {
		t.Fatalf("/%s %+v: %v", request.Command, request, err)
	}
	checkReply(t, reply)
	return reply
}

// checkReply checks what holds for all replies.
func checkReply(t *testing.T, reply Reply) {
	t.Helper()
	form := regexp.MustCompile(`^[A-Za-z0-9_-]*$`)
	seen := map[string]bool{}
	for _, b := range reply.Buttons {
		if id := b.Command + " " + b.Value; b.Label == "" || len(b.Command) > MaxCommand || len(b.Value) > MaxValue || !form.MatchString(b.Value) || seen[id] {
			t.Errorf("button %+v: no label, too long, of another form or twice", b)
		} else {
			seen[id] = true
		}
	}
	for _, m := range reply.Menus {
		if id := m.Command; m.Prompt == "" || len(m.Choices) == 0 || len(m.Choices) > MaxChoices || len(id) > MaxCommand || seen[id] {
			t.Errorf("menu %+v: no prompt, no choices, too many or its command twice", m)
		} else {
			seen[id] = true
		}
		for _, c := range m.Choices {
			if c.Label == "" || len(c.Value) > MaxChoice {
				t.Errorf("choice %+v without a label or with a long value", c)
			}
		}
	}
	if reply.Recipient != "" && reply.Private || reply.SuppressInPublic && !reply.Private {
		t.Errorf("reply %+v: aimed or discreet, and yet not", reply)
	}
}

// button returns the reply's button with the label that m says in English.
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

// press has somebody press a button of a message.
func press(t *testing.T, r *Router, b Button, asker Asker, on Origin) Reply {
	t.Helper()
	if b.Disabled {
		t.Fatalf("button %+v is disabled", b)
	}
	return request(t, r, Request{Command: b.Command, Value: b.Value, Asker: asker, On: &on, ChannelID: channel, ChannelURL: channelURL})
}

// Who and where the tests are.
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

// asks is a question of ann's in a channel.
func asks(question string) Request {
	return Request{Command: "ask", Options: map[string]string{QuestionOption: question}, Asker: ann, ChannelID: channel, ChannelURL: channelURL}
}

// titles returns what the reply's quotes are called.
func titles(quotes []Quote) []string {
	var list []string
	for _, q := range quotes {
		list = append(list, q.Title)
	}
	return list
}

// labels returns what the choices are called.
func labels(choices []Choice) []string {
	var list []string
	for _, c := range choices {
		list = append(list, c.Label)
	}
	return list
}

// picks returns what the choices of the reply's menu of a command are called.
func picks(reply Reply, command string) []string {
	for _, m := range reply.Menus {
		if m.Command == command {
			return labels(m.Choices)
		}
	}
	return nil
}

// said returns a line as text, with <…> for users.
func said(line []Inline) string {
	var text strings.Builder
	for _, s := range line {
		if text.WriteString(s.Text); s.UserID != "" {
			text.WriteString("<" + s.UserID + ">")
		}
		if s.URL != "" {
			text.WriteString("(" + s.URL + ")")
		}
	}
	return text.String()
}
