package library

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/fsnotify/fsnotify"

	"alliancebot/corpus"
)

// Times of a watch.
const (
	quietTime  = time.Second     // without a change, after which changes are complete
	changeTime = time.Minute     // after which changes are looked at even if they go on
	watchRetry = 2 * time.Second // until a folder that cannot be watched is tried again
)

// Watch calls changed when files of the folder have changed, until ctx ends: once for many
// changes that follow each other. The folder may vanish and come back.
func (l *Library) Watch(ctx context.Context, changed func()) {
	if l.config.Dir == "" {
		l.config.Log.Warn("there is no folder to watch", "fix", "set CORPUS_DIR, or WATCH=off")
		return
	}
	stale := false // something has changed since the last call
	working, failed := false, false
	for ctx.Err() == nil {
		w, err := openWatch(l.config.Dir)
		if err != nil {
			if !failed {
				l.config.Log.Error("cannot watch the corpus folder; trying again", "error", err,
					"fix", "check the folder and its permissions; if there are too many folders, raise fs.inotify.max_user_watches")
			}
			working, failed, stale = false, true, true
			sleep(ctx, watchRetry)
			continue
		}
		if !working {
			l.config.Log.Info("watching the corpus folder", "folders", len(w.folders))
		}
		working, failed = true, false
		if stale { // whatever changes from now on is noticed
			changed()
		}
		w.wait(ctx, quietTime, changeTime)
		w.Close()
		stale = true
	}
}

// sleep waits for d, or until ctx ends.
func sleep(ctx context.Context, d time.Duration) {
	select {
	case <-time.After(d):
	case <-ctx.Done():
	}
}

// watch notices changes in a folder. It is for one wait: a folder that was replaced needs
// another.
type watch struct {
	*fsnotify.Watcher
	root    string          // absolute
	folders map[string]bool // that are watched, the root and those within it
}

// openWatch returns a watch, which the caller closes.
func openWatch(dir string) (*watch, error) {
	root, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	watcher, err := fsnotify.NewWatcher()
	if err != nil {
		return nil, err
	}
	w := &watch{Watcher: watcher, root: root, folders: make(map[string]bool)}
	w.Add(filepath.Dir(root)) // if possible: the folder, or a link to it, may be replaced there
	if err := w.addFolder(root); err != nil {
		watcher.Close()
		return nil, fmt.Errorf("%s: %w", root, err)
	}
	return w, nil
}

// addFolder watches a folder, which may be a link if it is the root, and those within it.
func (w *watch) addFolder(top string) error {
	return fs.WalkDir(os.DirFS(top), ".", func(name string, entry fs.DirEntry, err error) error {
		path := filepath.Join(top, filepath.FromSlash(name))
		switch {
		case errors.Is(err, fs.ErrNotExist) && path != w.root: // it is gone already
			return nil
		case err != nil:
			return err
		case !entry.IsDir():
			return nil
		case path != w.root && corpus.Hidden(filepath.Base(path)):
			return fs.SkipDir
		}
		w.folders[path] = true
		if err := w.Add(path); err != nil && (path == w.root || !errors.Is(err, fs.ErrNotExist)) {
			return err
		}
		return nil
	})
}

// wait returns after a change that none follows within quiet, or limit after the first one,
// or when ctx ends.
func (w *watch) wait(ctx context.Context, quiet, limit time.Duration) {
	var done, late <-chan time.Time // nil until something has changed
	for {
		select {
		case e := <-w.Events:
			if !w.matters(e) {
				continue
			}
			if e.Has(fsnotify.Create) {
				w.addFolder(e.Name) // what cannot be watched yet is noticed by the next watch
			}
		case <-w.Errors: // events were lost
		case <-done:
			return
		case <-late:
			return
		case <-ctx.Done():
			return
		}
		done = time.After(quiet)
		if late == nil {
			late = time.After(limit)
		}
	}
}

// dataLink is the link that Kubernetes replaces to update the files of a volume all at once.
const dataLink = "..data"

// matters reports whether an event may be about the corpus. The database of the journal, for
// example, may be in the same folder.
func (w *watch) matters(e fsnotify.Event) bool {
	base := filepath.Base(e.Name)
	switch {
	case e.Op == fsnotify.Chmod:
		return false
	case e.Name == w.root:
		return true
	case filepath.Dir(e.Name) == filepath.Dir(w.root): // a neighbor
		return false
	case corpus.Hidden(base):
		return base == dataLink
	}
	info, err := os.Stat(e.Name)
	return corpus.Reads(base) || w.folders[e.Name] || err == nil && info.IsDir()
}
