package library

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// tree is a folder that a watch is tested on.
type tree struct {
	t   *testing.T
	top string
}

func (f tree) path(name string) string { return filepath.Join(f.top, name) }

func (f tree) write(name string) {
	f.t.Helper()
	must(f.t, os.MkdirAll(filepath.Dir(f.path(name)), 0o700))
	must(f.t, os.WriteFile(f.path(name), []byte(time.Now().String()), 0o600))
}

func (f tree) rename(old, new string) { must(f.t, os.Rename(f.path(old), f.path(new))) }

// link makes a link, in place of one that exists.
func (f tree) link(to, name string) {
	must(f.t, os.Symlink(to, f.path(name+".new")))
	f.rename(name+".new", name)
}

func TestWatchedChanges(t *testing.T) {
	tests := []struct {
		name    string
		change  func(f tree)
		noticed bool
	}{
		{"a changed page", func(f tree) { f.write("pages/river.md") }, true},
		{"a new page", func(f tree) { f.write("pages/sea.md") }, true},
		{"a removed page", func(f tree) { must(f.t, os.Remove(f.path("pages/river.md"))) }, true},
		{"a page that an editor replaces", func(f tree) { f.write("pages/river.md~"); f.rename("pages/river.md~", "pages/river.md") }, true},
		{"a page in a folder", func(f tree) { f.write("pages/deep/er/lake.md") }, true},
		{"a new folder", func(f tree) { must(f.t, os.Mkdir(f.path("pages/new"), 0o700)) }, true},
		{"a folder that is moved here", func(f tree) { f.rename("other", "pages/v2.0") }, true},
		{"a removed folder", func(f tree) { must(f.t, os.RemoveAll(f.path("pages/deep"))) }, true},
		{"golden questions", func(f tree) { f.write("pages/golden.jsonl") }, true},
		{"a Kubernetes volume", func(f tree) { f.link("..2", "pages/..data") }, true},
		{"a link to another version", func(f tree) { f.link("other", "linked") }, true},
		{"another folder in place of it", func(f tree) { f.rename("pages", "old"); f.rename("other", "pages") }, true},

		{"a journal in the folder", func(f tree) { f.write("pages/data/journal.db-wal") }, false},
		{"an editor's own file", func(f tree) { f.write("pages/.river.md.swp") }, false},
		{"a picture", func(f tree) { f.write("pages/river.png") }, false},
		{"a hidden folder", func(f tree) { f.write("pages/.git/HEAD.md") }, false},
		{"permissions", func(f tree) { must(f.t, os.Chmod(f.path("pages/river.md"), 0o640)) }, false},
		{"a neighbor", func(f tree) { f.write("neighbor.md") }, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			f := tree{t, t.TempDir()}
			for _, name := range []string{"pages/river.md", "pages/deep/er/lake.md", "pages/data/journal.db-wal", "pages/..1/x.md", "pages/..2/x.md", "pages/.git/HEAD.md", "other/sea.md"} {
				f.write(name)
			}
			f.link("..1", "pages/..data")
			f.link("pages", "linked")
			w, err := openWatch(f.path("linked"))
			must(t, err)
			defer w.Close()
			tt.change(f)
			patience := 200 * time.Millisecond
			if tt.noticed {
				patience = time.Minute
			}
			ctx, cancel := context.WithTimeout(t.Context(), patience)
			defer cancel()
			w.wait(ctx, 10*time.Millisecond, time.Minute)
			if noticed := ctx.Err() == nil; noticed != tt.noticed {
				t.Errorf("noticed: %t, want %t", noticed, tt.noticed)
			}
		})
	}
}

// What follows each other is one change, also in a folder that is new.
func TestWatchedChangesAreCounted(t *testing.T) {
	t.Parallel()
	f := tree{t, t.TempDir()}
	w, err := openWatch(f.top)
	must(t, err)
	defer w.Close()
	const files = 300
	var checkout sync.WaitGroup
	checkout.Go(func() {
		for i := range files {
			f.write(fmt.Sprintf("new/folder%d/page%d.md", i/10, i))
		}
	})
	w.wait(t.Context(), 2*time.Second, time.Minute)
	if last := f.path(fmt.Sprintf("new/folder%d/page%d.md", (files-1)/10, files-1)); !exists(last) {
		t.Error("the wait ended before the last change")
	}
	checkout.Wait()
}

func exists(path string) bool { _, err := os.Stat(path); return err == nil }

// A folder may vanish and come back.
func TestWatch(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.open()
	changes := make(chan struct{}, 100)
	ctx, stop := context.WithCancel(t.Context())
	var watcher sync.WaitGroup
	watcher.Go(func() { p.Watch(ctx, func() { changes <- struct{}{} }) })
	defer watcher.Wait()
	defer stop()
	wait := func(logged string) {
		t.Helper()
		for deadline := time.Now().Add(time.Minute); !strings.Contains(w.log.String(), logged); time.Sleep(10 * time.Millisecond) {
			if time.Now().After(deadline) {
				t.Fatalf("%q is not logged", logged)
			}
		}
	}
	wait("watching the corpus folder")
	w.write("river.md", "# River\n\n"+toll)
	<-changes
	must(t, os.Rename(w.folder, w.folder+".away"))
	wait("cannot watch the corpus folder")
	must(t, os.Rename(w.folder+".away", w.folder))
	<-changes
	w.write("river.md", "# River\n\n"+fish)
	<-changes
}
