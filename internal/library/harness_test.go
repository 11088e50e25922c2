package library

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"alliancebot/commands"
	"alliancebot/index"
	"alliancebot/internal/logtest"
	"alliancebot/journal"
)

// Who changes something in these tests.
const (
	ada = "501000000000000001"
	ben = "501000000000000002"
)

// The units of the pages in these tests.
const (
	stone = "The bridge is made of stone from the next valley, which was carried here on the backs of three hundred mules in the summer after the flood, when nothing else could pass.\n"
	toll  = "The toll is paid at the eastern gate, in coins of copper, by everybody who is not a pilgrim or a baker on his way to the market of the town.\n"
	fish  = "Trout and pike live in the river below the bridge, and children feed them with the crumbs of their bread in summer, which is why they are fat and slow and easy to catch.\n"

	stoneQuestion = "What is the bridge made of?"
	tollQuestion  = "Where is the toll paid?"
)

// golden are the golden questions of the pages.
const golden = `{"id":"stone","q":"What is the bridge made of?","type":"fact","gold":["made of stone"]}
{"id":"toll","q":"Where is the toll paid?","type":"fact","gold":["eastern gate"]}
{"id":"age","q":"Who wrote the song about the emperor?","type":"near"}
`

// world is a folder and a journal's database that several processes share.
type world struct {
	t        *testing.T
	folder   string
	data     string // "" for no journal
	database string // of PostgreSQL; "" for SQLite in data
	log      logtest.Buffer
}

// newWorld returns a world with a folder with two pages.
func newWorld(t *testing.T) *world {
	w := &world{t: t, folder: t.TempDir(), data: t.TempDir()}
	w.write("bridge.md", "# Bridge\n\n"+stone+"\n"+toll)
	w.write("river.md", "# River\n\n"+fish)
	w.write("golden.jsonl", golden)
	return w
}

func (w *world) write(name, content string) {
	w.t.Helper()
	if err := os.WriteFile(filepath.Join(w.folder, name), []byte(content), 0o600); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) remove(name string) {
	w.t.Helper()
	if err := os.Remove(filepath.Join(w.folder, name)); err != nil {
		w.t.Fatal(err)
	}
}

// process is a process of the bot.
type process struct {
	*Library
	t       *testing.T
	journal *journal.Journal
	indexed chan int // the units of each corpus that went live
}

// open opens a library until the test ends.
func (w *world) open() *process {
	w.t.Helper()
	p := w.prepare()
	var err error
	if p.Library, err = Open(w.t.Context(), w.config(p)); err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { p.Library.Close() })
	<-p.indexed
	return p
}

// start opens a library that is started and follows the others.
func (w *world) start() *process {
	w.t.Helper()
	p := w.open()
	p.Start(w.t.Context())
	ctx, stop := context.WithCancel(w.t.Context())
	var follower sync.WaitGroup
	follower.Go(func() { p.Follow(ctx) })
	w.t.Cleanup(func() { stop(); follower.Wait() })
	return p
}

func (w *world) prepare() *process {
	p := &process{t: w.t, indexed: make(chan int, 100)}
	if w.data != "" {
		p.journal = journal.Open(w.t.Context(), journal.Config{Dir: w.data, DatabaseURL: w.database, Days: 30, HomeGuildID: "1", Log: slog.New(slog.DiscardHandler)})
		w.t.Cleanup(func() { p.journal.Close(context.Background()) })
	}
	return p
}

func (w *world) config(p *process) Config {
	return Config{Dir: w.folder, Journal: p.journal, Log: slog.New(slog.NewTextHandler(&w.log, nil)), Indexed: func(units int) { p.indexed <- units }}
}

// followed is how long a change may take to arrive in another process: a second, or more if
// the machine is busy with other tests.
const followed = 4 * time.Second

// wait waits for a corpus to go live.
func (p *process) wait() {
	p.t.Helper()
	select {
	case <-p.indexed:
	case <-time.After(followed):
		p.t.Fatal("no corpus went live in time")
	}
}

// answers checks which unit answers a question; "" is none.
func (p *process) answers(question, unit string) {
	p.t.Helper()
	answer, err := p.Ask(p.t.Context(), question, nil)
	got := ""
	if err == nil && answer.Verdict == index.Answered {
		got = answer.Hits[0].Unit.ID
	}
	if err != nil || got != unit {
		p.t.Errorf("%q is answered with %q, %v, want %q", question, got, err, unit)
	}
}

// preview previews the folder.
func (p *process) preview() *commands.Preview {
	p.t.Helper()
	preview, err := p.Preview(p.t.Context(), ada)
	if err != nil {
		p.t.Fatalf("Preview: %v", err)
	}
	return preview
}

// reindex previews the folder and applies that.
func (p *process) reindex() {
	p.t.Helper()
	must(p.t, p.Apply(p.t.Context(), ada, p.preview().Draft, false))
}

// history returns the generations, as numbers in the order of known, with "*" after the live
// one.
func (p *process) generations() []journal.Generation {
	p.t.Helper()
	generations, err := p.Generations(p.t.Context())
	must(p.t, err)
	return generations
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
