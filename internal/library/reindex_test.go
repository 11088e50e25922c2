package library

import (
	"errors"
	"os"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"alliancebot/commands"
	"alliancebot/corpus"
	"alliancebot/index"
	"alliancebot/journal"
	"alliancebot/journal/postgrestest"
)

// onEach runs a test with a journal and without one.
func onEach(t *testing.T, test func(t *testing.T, w *world)) {
	t.Run("journal", func(t *testing.T) { test(t, newWorld(t)) })
	t.Run("no journal", func(t *testing.T) {
		w := newWorld(t)
		w.data = ""
		test(t, w)
	})
}

// onBoth runs a test with a journal in SQLite and in PostgreSQL.
func onBoth(t *testing.T, test func(t *testing.T, w *world)) {
	t.Run("SQLite", func(t *testing.T) { test(t, newWorld(t)) })
	t.Run("PostgreSQL", func(t *testing.T) {
		w := newWorld(t)
		w.database = postgrestest.Database(t)
		test(t, w)
	})
}

func TestPreview(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		p := w.start()
		if got := p.preview(); !got.Unchanged() || len(got.Shifts) > 0 || got.Golden != 3 || got.Report.Pages != 2 {
			t.Errorf("a preview of the same files is %+v, want it unchanged", got)
		}
		asked := "are there sharks or whales"
		if w.data != "" {
			p.journal.Asked(journal.Question{ID: journal.NewID(), GuildID: "1", Language: "en", Verdict: index.None, Text: asked})
			p.journal.Asked(journal.Question{ID: journal.NewID(), GuildID: "1", Language: "en", Verdict: index.None, Text: asked + "?"})
			p.journal.Asked(journal.Question{ID: journal.NewID(), GuildID: "1", Language: "en", Verdict: index.None, Text: tollQuestion}) // golden
			waitForMissed(t, p, 3)
		}
		w.write("bridge.md", "# Bridge\n\n"+stone) // without the toll
		w.write("sea.md", "# Sea\n\nThere are sharks and whales in the sea behind the river, and nobody has ever counted all the boats that they have sunk.\n")
		w.remove("river.md")
		w.write("vocabulary.yaml", "- [bridge]\n")
		before := p.Corpus()
		var steps []commands.Step
		got, err := p.Preview(commands.ReportTo(t.Context(), func(progress commands.Progress) {
			if len(steps) == 0 || steps[len(steps)-1] != progress.Step {
				steps = append(steps, progress.Step)
			}
		}), ada)
		must(t, err)
		if want := []commands.Step{commands.ReadPages, commands.IndexUnits, commands.AskQuestions}; !slices.Equal(steps, want) {
			t.Errorf("reported steps %v, want %v", steps, want)
		}
		if p.Corpus() != before {
			t.Error("a preview has changed the live corpus")
		}
		if len(p.generations()) > 1 {
			t.Error("a preview has made a generation")
		}
		if want := (corpus.Change{Added: []string{"sea"}, Changed: []string{"bridge"}, Removed: []string{"river"}}); !reflect.DeepEqual(got.Pages, want) {
			t.Errorf("pages %+v, want %+v", got.Pages, want)
		}
		if want := (corpus.Change{Added: []string{"sea/lead/1"}, Removed: []string{"bridge/lead/2", "river/lead/1"}}); !reflect.DeepEqual(got.Units, want) {
			t.Errorf("units %+v, want %+v", got.Units, want)
		}
		if got.Unchanged() || got.Total != 2 || got.Golden != 3 || got.Took <= 0 {
			t.Errorf("preview %+v, want another corpus with 2 units and 3 golden questions", got)
		}
		for _, want := range []string{`golden.jsonl:2: no unit of the corpus has the phrase "eastern gate"`, "vocabulary.yaml:1: "} {
			if !strings.Contains(got.Report.Warnings.Error(), want) {
				t.Errorf("warnings %q, want %q among them", got.Report.Warnings, want)
			}
		}
		answer := func(unit string) commands.Shown { return commands.Shown{Verdict: index.Answered, Unit: unit} }
		want := []commands.Shift{{Question: tollQuestion, Golden: true, Worse: true, Old: answer("bridge/lead/2"), New: commands.Shown{Verdict: index.None}}}
		if w.data != "" {
			want = append(want, commands.Shift{Question: asked + "?", Old: commands.Shown{Verdict: index.None}, New: answer("sea/lead/1")})
		}
		for i := range got.Shifts { // how sure the bot is of what remains does not matter here
			if got.Shifts[i].New.Verdict == index.Suggested {
				got.Shifts[i].New = commands.Shown{Verdict: index.None}
			}
		}
		if len(got.Shifts) == len(want) && len(want) == 2 && got.Shifts[1].Question == asked {
			want[1].Question = asked // asked in the same hour
		}
		if !reflect.DeepEqual(got.Shifts, want) {
			t.Errorf("shifts %+v, want %+v", got.Shifts, want)
		}
	})
}

// waitForMissed waits until the journal has so many questions.
func waitForMissed(t *testing.T, p *process, n int) {
	t.Helper()
	for deadline := time.Now().Add(followed); ; {
		missed, err := p.journal.Missed(t.Context(), time.Time{}, n)
		must(t, err)
		if len(missed) == n {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("the journal has %d questions, want %d", len(missed), n)
		}
		time.Sleep(5 * time.Millisecond)
	}
}

func TestApply(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		p := w.start()
		p.answers(stoneQuestion, "bridge/lead/1")
		w.write("bridge.md", "# Bridge\n\n"+stone+"\n## Money\n\n"+toll)
		preview := p.preview()
		if len(preview.Regressions()) > 0 {
			t.Fatalf("regressions %+v, want none", preview.Regressions())
		}
		// Buttons have short IDs.
		draft := commands.Draft{ID: preview.ID[:20], Base: preview.Base[:20]}
		must(t, p.Apply(t.Context(), ada, draft, false))
		p.answers(tollQuestion, "bridge/money/1")
		if err := p.Apply(t.Context(), ada, draft, false); !errors.Is(err, commands.ErrChanged) {
			t.Errorf("a second Apply = %v, want %v", err, commands.ErrChanged)
		}
		if w.data == "" {
			return
		}
		got := p.generations()
		if len(got) != 2 || got[0].By != ada || !got[0].Live || got[0].Units != 3 || got[1].By != "start" || got[1].Live {
			t.Errorf("generations %+v, want the one at the start and the one of the admin, which is live", got)
		}
		actions, err := p.journal.Actions(t.Context(), 1)
		if err != nil || actions[0].By != ada || actions[0].Action != "apply" {
			t.Errorf("actions %+v, %v, want the admin's", actions, err)
		}
	})
}

// A preview is applied only if it is still true.
func TestApplyAfterChange(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		p := w.start()
		w.write("bridge.md", "# Bridge\n\n"+stone+"\n## Money\n\n"+toll)
		first := p.preview()
		p.Discard(first.Draft)
		must(t, p.Apply(t.Context(), ada, first.Draft, false)) // built again
		p.answers(tollQuestion, "bridge/money/1")

		w.write("bridge.md", "# Bridge\n\n"+stone+"\n## Cash\n\n"+toll)
		second := p.preview()
		p.Discard(second.Draft)
		if p.preview().ID != second.ID {
			t.Fatal("two previews of the same files differ")
		}
		w.write("river.md", "# River\n\nThe river is "+fish)
		third := p.preview()
		if err := p.Apply(t.Context(), ada, second.Draft, false); !errors.Is(err, commands.ErrChanged) {
			t.Errorf("Apply after the files have changed = %v, want %v", err, commands.ErrChanged)
		}
		p.answers(tollQuestion, "bridge/money/1")
		must(t, p.Apply(t.Context(), ben, third.Draft, false))
		p.answers(tollQuestion, "bridge/cash/1")
	})
}

func TestRegressions(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		p := w.start()
		w.write("bridge.md", "# Bridge\n\n"+stone)
		preview := p.preview()
		err := p.Apply(t.Context(), ada, preview.Draft, false)
		if worse, ok := errors.AsType[commands.Regressions](err); !ok || len(worse) != 1 || worse[0].Question != tollQuestion {
			t.Errorf("Apply = %v, want the golden question that gets worse", err)
		}
		p.answers(tollQuestion, "bridge/lead/2")
		if _, err := p.Reload(t.Context(), "SIGHUP"); !strings.Contains(err.Error(), tollQuestion) {
			t.Errorf("Reload = %v, want the golden question that gets worse", err)
		}
		p.answers(tollQuestion, "bridge/lead/2")
		must(t, p.Apply(t.Context(), ada, preview.Draft, true))
		if len(p.Corpus().Units) != 2 {
			t.Errorf("%d units are live, want 2", len(p.Corpus().Units))
		}
		if w.data != "" && !strings.Contains(p.generations()[0].Note, tollQuestion) {
			t.Errorf("generation %+v, want a note about what got worse", p.generations()[0])
		}
	})
}

func TestReload(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		p := w.start()
		w.write("bridge.md", "# Bridge\n\n"+stone+"\n## Money\n\n"+toll)
		preview, err := p.Reload(t.Context(), "SIGHUP")
		if err != nil || preview.Total != 3 {
			t.Errorf("Reload = %+v, %v, want 3 units", preview, err)
		}
		p.answers(tollQuestion, "bridge/money/1")
		w.write("vocabulary.yaml", "- {say: [span]}\n")
		_, err = p.Reload(t.Context(), "SIGHUP")
		if _, ok := errors.AsType[corpus.Problems](err); !ok {
			t.Errorf("Reload of a broken folder = %v, want its problems", err)
		}
		p.answers(tollQuestion, "bridge/money/1")
	})
}

func TestReturn(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		p := w.start()
		w.write("bridge.md", "# Bridge\n\n"+stone)
		must(t, p.Apply(t.Context(), ada, p.preview().Draft, true))
		earlier := p.generations()[1]
		must(t, p.Return(t.Context(), ben, earlier.ID))
		p.answers(tollQuestion, "bridge/lead/2")
		if got := p.generations(); len(got) != 2 || got[0].ID != earlier.ID || got[0].By != ben || !got[0].Live {
			t.Errorf("generations %+v, want the earlier one live", got)
		}
		if err := p.Return(t.Context(), ben, "0123"); !errors.Is(err, journal.ErrNotFound) {
			t.Errorf("Return to an unknown generation = %v, want %v", err, journal.ErrNotFound)
		}
		// A restart does not undo that, though the folder has the other one.
		again := w.start()
		again.answers(tollQuestion, "bridge/lead/2")
		if !strings.Contains(w.log.String(), "level=WARN") || !strings.Contains(w.log.String(), "earlier corpus than the live generation") {
			t.Errorf("the log has %s, want a warning about the folder", w.log.String())
		}
		if !again.generations()[0].Live {
			t.Error("a restart made another generation live")
		}
	})
}

// Who comes second is told who is at it, in any process.
func TestBusy(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		one, other := w.start(), w.start()
		end, err := one.begin(t.Context(), ada, "reindex")
		must(t, err)
		_, err = one.Preview(t.Context(), ben)
		if busy, ok := errors.AsType[*journal.BusyError](err); !ok || busy.Holder != ada || busy.Since.IsZero() {
			t.Errorf("Preview while another runs = %v, want who runs it", err)
		}
		end()
		w.write("river.md", "# River\n\nThe river is "+fish)
		err = nil
		_, previewErr := one.Preview(commands.ReportTo(t.Context(), func(commands.Progress) {
			if err == nil {
				_, err = other.Preview(t.Context(), ben)
			}
		}), ada)
		must(t, previewErr)
		if busy, ok := errors.AsType[*journal.BusyError](err); !ok || busy.Holder != ada {
			t.Errorf("Preview while another process previews = %v, want who does", err)
		}
		draft := other.preview().Draft
		_, end, err = one.beginChange(t.Context(), ada, "reindex")
		must(t, err)
		err = other.Apply(t.Context(), ben, draft, false)
		if busy, ok := errors.AsType[*journal.BusyError](err); !ok || busy.Holder != ada {
			t.Errorf("Apply while another process applies = %v, want who does", err)
		}
		end()
		must(t, other.Apply(t.Context(), ben, draft, false))
	})
}

// What one process applies, the others follow. What was built for a preview in one can be
// applied in another, but not after that.
func TestFollowApply(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		one, other := w.start(), w.start()
		w.write("river.md", "# River\n\nThe river is "+fish)
		other.preview() // by someone else, of other files
		w.write("bridge.md", "# Bridge\n\n"+stone+"\n## Money\n\n"+toll)
		draft := one.preview().Draft
		must(t, other.Apply(t.Context(), ada, draft, false))
		one.wait()
		one.answers(tollQuestion, "bridge/money/1")
		if err := one.Apply(t.Context(), ada, draft, false); !errors.Is(err, commands.ErrChanged) {
			t.Errorf("Apply of what is live already = %v, want %v", err, commands.ErrChanged)
		}
		must(t, one.Return(t.Context(), ben, one.generations()[1].ID))
		<-other.indexed // its own
		other.wait()
		other.answers(tollQuestion, "bridge/lead/2")
	})
}

// At the start the folder is used if it is new, and the last generation if it is broken, or
// if golden questions would get worse.
func TestStart(t *testing.T) {
	tests := []struct {
		name   string
		change func(w *world)
		want   string // answers the question about the toll
		log    string
	}{
		{"the same", func(*world) {}, "bridge/lead/2", ""},
		{"a new folder", func(w *world) { w.write("bridge.md", "# Bridge\n\n"+stone+"\n## Money\n\n"+toll) }, "bridge/money/1", "the folder has a new corpus"},
		{"a broken folder", func(w *world) { w.write("vocabulary.yaml", "- {say: [span]}\n") }, "bridge/lead/2", "THE CORPUS FOLDER CANNOT BE USED"},
		{"no page", func(w *world) { w.remove("bridge.md"); w.remove("river.md") }, "bridge/lead/2", "THE CORPUS FOLDER CANNOT BE USED"},
		{"a regression", func(w *world) { w.write("bridge.md", "# Bridge\n\n"+stone) }, "bridge/lead/2", `golden questions get worse (1), such as \"Where is the toll paid?\"`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			w := newWorld(t)
			w.start()
			before := w.log.String()
			test.change(w)
			p := w.start()
			p.answers(tollQuestion, test.want)
			log := strings.TrimPrefix(w.log.String(), before)
			if test.log == "" && log != "" || !strings.Contains(log, test.log) {
				t.Errorf("the log has %q, want %q", log, test.log)
			}
			if changed := test.want != "bridge/lead/2"; len(p.generations()) != 1+btoi(changed) {
				t.Errorf("generations %+v, want a new one: %t", p.generations(), changed)
			}
		})
	}
}

// A folder that is new at the start waits for who changes the corpus then.
func TestStartWhileBusy(t *testing.T) {
	w := newWorld(t)
	one := w.start()
	_, end, err := one.beginChange(t.Context(), ada, "reindex")
	must(t, err)
	w.write("bridge.md", "# Bridge\n\n"+stone+"\n## Money\n\n"+toll)
	other := w.start()
	if want := "the folder waits until another process is done"; !strings.Contains(w.log.String(), want) {
		t.Errorf("the log has %s, want %q", w.log.String(), want)
	}
	other.answers(tollQuestion, "bridge/lead/2")
	end()
	other.wait()
	other.answers(tollQuestion, "bridge/money/1")
}

// The folder replaces a live generation that cannot be used, such as one of another version of
// the program, even if it was live before.
func TestUnusableGeneration(t *testing.T) {
	w := newWorld(t)
	t.Run("before", func(t *testing.T) { // a process that ends
		w.t = t
		p := w.start()
		lease, err := p.journal.Begin(t.Context(), ada, "reindex")
		must(t, err)
		_, err = lease.Apply(t.Context(), journal.Draft{Base: p.live, Files: journal.Files{{Path: "vocabulary.yaml", Content: []byte("- {say: [span]}\n")}}})
		must(t, err)
		lease.End(t.Context())
	})
	w.t = t
	p := w.start()
	p.answers(tollQuestion, "bridge/lead/2")
	if got := p.generations(); len(got) != 2 || !got[0].Live || got[0].By != "start" {
		t.Errorf("generations %+v, want the folder's live", got)
	}
	w.write("bridge.md", "# Bridge\n\n"+stone+"\n## Money\n\n"+toll)
	p.reindex()
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// A journal that works later is used then.
func TestStartBeforeTheJournal(t *testing.T) {
	w := newWorld(t)
	t.Run("before", func(t *testing.T) { // a process that ends
		w.t = t
		w.start().teach(entry("is it open on sundays", "Every day but Easter."))
	})
	w.t = t
	hidden := w.data + ".hidden"
	must(t, os.Rename(w.data, hidden))
	must(t, os.WriteFile(w.data, nil, 0o600))
	w.write("bridge.md", "# Bridge\n\n"+stone+"\n## Money\n\n"+toll)
	p := w.start()
	p.answers(tollQuestion, "bridge/money/1")
	p.answers("is it open on sundays", "")
	must(t, os.Remove(w.data))
	must(t, os.Rename(hidden, w.data))
	p.wait() // what was live, with what was taught
	p.wait() // the folder, with what was taught
	p.answers(tollQuestion, "bridge/money/1")
	p.answers("is it open on sundays", "taught/faq/is-it-open-on-sundays")
	if got := p.generations(); len(got) != 2 || !got[0].Live || got[0].By != "start" {
		t.Errorf("generations %+v, want the folder's live", got)
	}
}

func TestOpenFails(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		w.write("vocabulary.yaml", "- {say: [span]}\n")
		_, err := Open(t.Context(), w.config(w.prepare()))
		if _, ok := errors.AsType[corpus.Problems](err); !ok {
			t.Errorf("Open of a broken folder without a generation = %v, want its problems", err)
		}
	})
}

// A pending preview is released when there is another, and what was built is not built again:
// there are never more than two indexes.
func TestIndexesAreReleased(t *testing.T) {
	w := newWorld(t)
	p := w.start()
	before := indexes()
	w.write("river.md", "# River\n\nThe river is "+fish)
	for range 3 {
		p.preview()
		if got := indexes(); got != before+1 {
			t.Errorf("%d indexes are open during a preview, want %d", got, before+1)
		}
	}
	built := p.pending.snapshot
	must(t, p.Apply(t.Context(), ada, p.pending.preview.Draft, false))
	live, release := p.Acquire()
	defer release()
	if got := indexes(); live != built || got != before {
		t.Errorf("Apply did not make the previewed index live, or %d indexes are open, want %d", got, before)
	}
}

// indexes returns how many bleve indexes are open, each of which has such a goroutine.
func indexes() int {
	stacks := make([]byte, 8<<20)
	return strings.Count(string(stacks[:runtime.Stack(stacks, true)]), "scorch.(*Scorch).introducerLoop(")
}
