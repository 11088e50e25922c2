// Package library keeps an index.Engine answering from the right corpus: the one in a
// folder, with what was taught, or an earlier one that an admin has returned to.
//
// With a journal, every corpus that went live is a generation, which all processes follow,
// and at the start the last one is used if the folder is broken. Without one the folder's is
// live, and nothing can be taught.
package library

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"maps"
	"runtime/debug"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"alliancebot/commands"
	"alliancebot/corpus"
	"alliancebot/index"
	"alliancebot/journal"
)

// Config configures a Library.
type Config struct {
	Dir     string // the folder with the pages; "" for the built-in corpus
	BaseURL string // see corpus.Options
	// OwnLanguage leaves out what is in other languages than the pages; see corpus.Options.
	OwnLanguage bool
	Journal     *journal.Journal
	Log         *slog.Logger // nil for none
	// Indexed, if not nil, is called with the number of units of each corpus that goes live.
	Indexed func(units int)
}

const (
	// journalTimeout bounds how long the journal may take to answer: its database may hang.
	journalTimeout = 10 * time.Second
	// previewTime is how long what was built for a preview is kept.
	previewTime = 15 * time.Minute
)

// Library is a commands.Library. It is safe for concurrent use.
type Library struct {
	*index.Engine
	config Config

	turn    chan struct{} // holds a value while someone reads, builds or changes the corpus
	closed  chan struct{} // closed by Close
	mu      sync.Mutex
	running journal.BusyError // who has the turn; without a holder it is the library itself
	started atomic.Bool       // Start is done

	// The rest belongs to whom has the turn.

	live    string       // ID of the live generation
	base    string       // the journal's live generation, which live is unless it is unusable; "" if unknown
	lessons []journal.ID // that the live corpus has
	unread  bool         // the journal could not be used yet
	pending *pending     // the last preview; nil if there is none
}

// build is a corpus that was read, and indexed unless snapshot is nil.
type build struct {
	id       string
	files    journal.Files // nil without a journal
	golden   []byte        // golden.jsonl
	corpus   *corpus.Corpus
	snapshot *index.Snapshot
	lessons  []journal.Lesson
}

// pending is a preview that was not applied yet.
type pending struct {
	*build
	preview *commands.Preview
	expiry  *time.Timer
}

// Open reads a corpus and returns its Library, which the caller closes: that of the live
// generation, or else of the folder. An error of type corpus.Problems says what is wrong
// with the folder's files.
func Open(ctx context.Context, c Config) (*Library, error) {
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	l := &Library{config: c, turn: make(chan struct{}, 1), closed: make(chan struct{})}
	lessons, generations, err := l.remembered(ctx)
	if err != nil {
		l.unread = true // Follow starts the library when the journal works
		c.Log.Warn("answering from the folder, without what was taught, until the journal works", "error", err)
	}
	first, folderErr := l.readFolder(ctx, lessons)
	live := liveOf(generations)
	if live != "" && (folderErr != nil || first.id != live) {
		last, err := l.readGeneration(ctx, live, lessons)
		switch {
		case err == nil && folderErr != nil:
			c.Log.Error("THE CORPUS FOLDER CANNOT BE USED: answering from the generation that was applied last",
				"generation", short(live), "error", folderErr, "fix", "correct the files, then use /reindex or send SIGHUP")
			first, folderErr = last, nil
		case err == nil:
			first = last
		default:
			c.Log.Error("the live generation cannot be used: answering from the folder", "generation", short(live), "error", err)
			if !unusable(err) {
				live = "" // Follow tries again
			}
		}
	}
	if folderErr != nil {
		return nil, folderErr
	}
	if err := first.index(ctx); err != nil {
		return nil, err
	}
	l.Engine = index.NewEngine(first.snapshot)
	l.base = live
	l.adopt(first)
	return l, nil
}

// Close releases the corpus. The Library must not be used afterwards.
func (l *Library) Close() error {
	l.turn <- struct{}{} // for good
	close(l.closed)
	l.discard()
	return l.Engine.Close()
}

// Unit returns the live unit with an ID, nil if there is none.
func (l *Library) Unit(id string) *corpus.Unit {
	units := l.Corpus().Units
	if i := slices.IndexFunc(units, func(u *corpus.Unit) bool { return u.ID == id }); i >= 0 {
		return units[i]
	}
	return nil
}

// remembered returns the lessons in force that change what is answered, and the
// generations.
func (l *Library) remembered(ctx context.Context) ([]journal.Lesson, []journal.Generation, error) {
	if l.config.Journal == nil {
		return nil, nil, nil
	}
	ctx, cancel := context.WithTimeout(ctx, journalTimeout)
	defer cancel()
	lessons, err := l.config.Journal.Lessons(ctx)
	if err != nil {
		return nil, nil, err
	}
	generations, err := l.config.Journal.Generations(ctx)
	forgotten := func(l journal.Lesson) bool { return !l.InForce() }
	return slices.DeleteFunc(lessons, forgotten), generations, err
}

// liveOf returns the ID of the live generation, "" if there is none.
func liveOf(generations []journal.Generation) string {
	if i := slices.IndexFunc(generations, func(g journal.Generation) bool { return g.Live }); i >= 0 {
		return generations[i].ID
	}
	return ""
}

// unusable reports whether an error of readGeneration is for good.
func unusable(err error) bool {
	_, problems := errors.AsType[corpus.Problems](err)
	return problems || errors.Is(err, journal.ErrDamaged)
}

// readFolder reads the corpus in the folder, or the built-in one.
func (l *Library) readFolder(ctx context.Context, lessons []journal.Lesson) (*build, error) {
	if l.config.Dir == "" {
		return l.read(ctx, corpus.Default(), lessons)
	}
	folder, err := corpus.Dir(l.config.Dir)
	if err != nil {
		return nil, err
	}
	defer folder.Close()
	return l.read(ctx, folder, lessons)
}

// readGeneration reads a corpus from the journal.
func (l *Library) readGeneration(ctx context.Context, id string, lessons []journal.Lesson) (*build, error) {
	files, err := l.config.Journal.Files(ctx, id)
	if err != nil {
		return nil, err
	}
	b, err := l.read(ctx, files.FS(), lessons)
	if err != nil {
		return nil, fmt.Errorf("generation %s: %w", short(id), err)
	}
	b.id, b.files = id, files // the same unless this version of the program reads other files
	return b, nil
}

// read reads a corpus, without an index, if that fits into Go's memory limit.
func (l *Library) read(ctx context.Context, fsys fs.FS, lessons []journal.Lesson) (*build, error) {
	contents := make(map[string][]byte)
	memory := debug.SetMemoryLimit(-1)
	if l.Engine != nil { // the live corpus stays until the new one is indexed
		memory -= l.Corpus().Memory()
	}
	progress := func(done, total int) {
		commands.Report(ctx, commands.Progress{Step: commands.ReadPages, Done: done, Total: total})
	}
	c, err := corpus.Load(fsys, corpus.Options{
		BaseURL: l.config.BaseURL, OwnLanguage: l.config.OwnLanguage, Memory: memory, Lessons: commands.Exported(lessons), Files: contents, Progress: progress,
	})
	if err != nil {
		return nil, err
	}
	b := &build{corpus: c, lessons: lessons}
	b.golden, err = fs.ReadFile(fsys, corpus.GoldenName)
	switch {
	case err == nil:
		contents[corpus.GoldenName] = b.golden
	case !errors.Is(err, fs.ErrNotExist):
		return nil, corpus.Problems{{File: corpus.GoldenName, Line: 1, What: "cannot be read: " + err.Error(), Fix: "check its permissions, or remove it"}}
	}
	for _, path := range slices.Sorted(maps.Keys(contents)) {
		b.files = append(b.files, journal.File{Path: path, Content: contents[path]})
	}
	b.id = b.files.ID()
	if l.config.Journal == nil {
		b.files = nil
	}
	return b, nil
}

func (b *build) index(ctx context.Context) (err error) {
	commands.Report(ctx, commands.Progress{Step: commands.IndexUnits, Total: len(b.corpus.Units)})
	b.snapshot, err = index.NewSnapshot(b.corpus)
	return err
}

func (b *build) lessonIDs() []journal.ID {
	var ids []journal.ID
	for _, l := range b.lessons {
		ids = append(ids, l.ID)
	}
	return ids
}

func (l *Library) goLive(b *build) {
	if l.pending != nil && l.pending.build == b {
		l.pending.expiry.Stop()
		l.pending = nil
	}
	l.discard() // it was compared with what was live
	l.Engine.Replace(b.snapshot)
	l.adopt(b)
}

// adopt records that b is live.
func (l *Library) adopt(b *build) {
	l.live, l.lessons = b.id, b.lessonIDs()
	if l.config.Indexed != nil {
		l.config.Indexed(len(b.corpus.Units))
	}
}

// discard releases what was built for the last preview.
func (l *Library) discard() {
	if l.pending == nil {
		return
	}
	l.pending.expiry.Stop()
	if l.pending.snapshot != nil {
		l.pending.snapshot.Close() // its memory is all that matters
	}
	l.pending = nil
}

// Discard implements commands.Library. It does not wait.
func (l *Library) Discard(draft commands.Draft) {
	go func() {
		select {
		case l.turn <- struct{}{}:
			defer func() { <-l.turn }()
		case <-l.closed:
			return
		}
		if l.pending != nil && matches(draft, l.pending.preview.Draft) {
			l.discard()
		}
	}()
}

// wait waits for the turn, for work of the library itself.
func (l *Library) wait(ctx context.Context) (end func(), err error) {
	select {
	case l.turn <- struct{}{}:
		return func() { <-l.turn }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// begin takes the turn for someone. It returns a *journal.BusyError if someone else has it,
// and waits for the library itself.
func (l *Library) begin(ctx context.Context, by, work string) (end func(), err error) {
	l.mu.Lock()
	if l.running.Holder != "" {
		defer l.mu.Unlock()
		busy := l.running
		return nil, &busy
	}
	l.running = journal.BusyError{Holder: by, Work: work, Since: time.Now()}
	l.mu.Unlock()
	leave := func() {
		l.mu.Lock()
		l.running = journal.BusyError{}
		l.mu.Unlock()
	}
	release, err := l.wait(ctx)
	if err != nil {
		leave()
		return nil, err
	}
	return func() { release(); leave() }, nil
}

// beginChange is begin for all processes, with the journal's lease, which is nil without a
// journal.
func (l *Library) beginChange(ctx context.Context, by, work string) (lease *journal.Lease, end func(), err error) {
	release, err := l.begin(ctx, by, work)
	if err != nil || l.config.Journal == nil {
		return nil, release, err
	}
	bound, cancel := context.WithTimeout(ctx, journalTimeout)
	defer cancel()
	lease, err = l.config.Journal.Begin(bound, by, work)
	if err != nil {
		release()
		return nil, nil, err
	}
	return lease, func() {
		bound, cancel := context.WithTimeout(context.WithoutCancel(ctx), journalTimeout)
		defer cancel()
		lease.End(bound)
		release()
	}, nil
}

// shortID is how much of a generation's ID is shown, and identifies it in a commands.Draft:
// 80 bits, as in a journal.ID.
const shortID = 20

func short(id string) string { return id[:min(len(id), shortID)] }

// matches reports whether a draft is the one that was previewed.
func matches(draft, previewed commands.Draft) bool {
	return draft.ID != "" && short(draft.ID) == short(previewed.ID) && short(draft.Base) == short(previewed.Base)
}
