package journal

import (
	"errors"
	"fmt"
	"io/fs"
	"reflect"
	"testing"
	"time"

	"alliancebot/corpus"
)

// files returns the nth version of a corpus: each file but one differs from other versions.
func files(n int) Files {
	return Files{
		{"always.md", []byte("# The bridge\n\nIt is a bridge.\n")},
		{"empty.md", nil},
		{"sub/faq.md", []byte(fmt.Sprintf("# FAQ\n\n## How long is the bridge?\n\nIt is %d meters long.\n", n))},
		{"binary", []byte{0, 0xff, byte(n), byte(n >> 8), byte(n >> 16)}},
	}
}

// same reports whether two lists of files are the same.
func same(a, b Files) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i].Path != b[i].Path || string(a[i].Content) != string(b[i].Content) {
			return false
		}
	}
	return true
}

func TestGenerations(t *testing.T) {
	onEach(t, func(t *testing.T, s *store) {
		j := s.open()
		if generations := result(j.Generations(t.Context()))(t); len(generations) != 0 {
			t.Errorf("Generations = %+v, want none at first", generations)
		}
		lease := begin(t, j)
		var ids []string
		live := ""
		for n := range 14 {
			s.wait(time.Minute)
			id := result(lease.Apply(t.Context(), Draft{Files: files(n), Units: n, Note: fmt.Sprint("note ", n), Base: live}))(t)
			ids, live = append(ids, id), id
		}
		blobs := func() (n int) {
			must(t, result(j.database(t.Context()))(t).QueryRow(`SELECT COUNT(*) FROM blobs`).Scan(&n))
			return n
		}
		if n := blobs(); n != 2+2*generationsKept {
			t.Errorf("%d blobs, want the 2 that all have and 2 of each of the %d kept", n, generationsKept)
		}
		// Return to the oldest that is kept.
		old := result(j.Files(t.Context(), ids[4]))(t)
		if !same(old, files(4)) {
			t.Errorf("Files = %q, want %q", old, files(4))
		}
		s.wait(time.Minute)
		if id := result(lease.Apply(t.Context(), Draft{Files: old, Units: 4, Base: live}))(t); id != ids[4] {
			t.Errorf("Apply = %s, want the ID of the same files, %s", id, ids[4])
		}
		generations := result(s.open().Generations(t.Context()))(t)
		if len(generations) != generationsKept {
			t.Fatalf("%d generations, want %d", len(generations), generationsKept)
		}
		want := Generation{ID: ids[4], At: s.now(), By: admin, Units: 4, Live: true}
		if !reflect.DeepEqual(generations[0], want) {
			t.Errorf("the first generation is %+v, want %+v", generations[0], want)
		}
		want = Generation{ID: ids[13], At: s.now().Add(-time.Minute), By: admin, Units: 13, Note: "note 13"}
		if !reflect.DeepEqual(generations[1], want) {
			t.Errorf("the second generation is %+v, want %+v", generations[1], want)
		}
		if n := blobs(); n != 2+2*generationsKept {
			t.Errorf("%d blobs after the return, want as before", n)
		}
		if _, err := j.Files(t.Context(), ids[3]); !errors.Is(err, ErrNotFound) {
			t.Errorf("Files of a generation that is not kept: %v, want ErrNotFound", err)
		}
		loaded, err := corpus.Load(old.FS(), corpus.Options{})
		if err != nil || len(loaded.Units) != 2 {
			t.Errorf("a corpus from the files: %+v, %v, want its 2 units", loaded, err)
		}
		if _, err := fs.ReadFile(old.FS(), "sub/faq.md"); err != nil {
			t.Error(err)
		}
	})
}

// Apply does nothing if what it was compared with is not live anymore.
func TestApplyComparesTheBase(t *testing.T) {
	onEach(t, func(t *testing.T, s *store) {
		j := s.open()
		lease := begin(t, j)
		if _, err := lease.Apply(t.Context(), Draft{}); err == nil {
			t.Error("Apply without files: no error")
		}
		id := result(lease.Apply(t.Context(), Draft{Files: files(1)}))(t)
		for _, base := range []string{"", files(2).ID()} {
			if _, err := lease.Apply(t.Context(), Draft{Files: files(2), Base: base}); !errors.Is(err, ErrChanged) {
				t.Errorf("Apply on base %q: %v, want ErrChanged", base, err)
			}
		}
		generations := result(j.Generations(t.Context()))(t)
		if len(generations) != 1 || generations[0].ID != id || !generations[0].Live {
			t.Errorf("Generations = %+v, want only the first, live", generations)
		}
	})
}

// A damaged file is an error, not an answer.
func TestDamagedGeneration(t *testing.T) {
	onEach(t, func(t *testing.T, s *store) {
		j := s.open()
		id := result(begin(t, j).Apply(t.Context(), Draft{Files: files(1)}))(t)
		result(result(j.database(t.Context()))(t).Exec(`UPDATE blobs SET content = $1 WHERE hash = $2`, []byte("other"), hash(files(1)[0].Content)))(t)
		if files, err := j.Files(t.Context(), id); err == nil {
			t.Errorf("Files = %q, want an error", files)
		}
	})
}

// The order and the boundaries of paths and contents are part of an ID.
func TestFilesID(t *testing.T) {
	different := []Files{
		nil,
		{{"a", []byte("b")}},
		{{"a", []byte("b")}, {"c", nil}},
		{{"c", nil}, {"a", []byte("b")}},
		{{"a b", nil}},
		{{"b", []byte("a")}},
	}
	seen := map[string]int{}
	for i, f := range different {
		if other, known := seen[f.ID()]; known {
			t.Errorf("files %d and %d have the same ID", i, other)
		}
		seen[f.ID()] = i
	}
}
