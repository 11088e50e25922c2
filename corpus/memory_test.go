package corpus

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
)

// opened is a file system that remembers which files were opened.
type opened struct {
	fstest.MapFS
	files map[string]bool
}

func (o opened) Open(name string) (fs.File, error) {
	o.files[name] = true
	return o.MapFS.Open(name)
}

func TestMemory(t *testing.T) {
	// A megabyte of text takes 16 MiB by these constants, and 50 MiB with the rest.
	text := strings.Repeat(strings.Repeat("word ", 80)+"end.\n\n", 1<<20/406)
	const enough, little, least = 60 << 20, 45 << 20, 35 << 20
	tests := []struct {
		name, file string
		memory     int64
		keep       bool // the contents
		problem    string
		read       bool
	}{
		{"no limit", "a.md", 0, false, "", true},
		{"enough", "a.md", enough, false, "", true},
		{"too little, known from the text", "a.html", little, false, "the corpus needs about 50 MiB of memory, and 45 MiB may be used; give the program more memory, or use a smaller folder", true},
		{"too little for what is kept", "a.md", 50 << 20, true, "the corpus needs about 51 MiB of memory, and 50 MiB may be used; give the program more memory, or use a smaller folder", true},
		{"too little, known from the size", "a.md", least, false, "the corpus needs at least 46 MiB of memory, and 35 MiB may be used; give the program more memory, or use a smaller folder", false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			folder := opened{fstest.MapFS{test.file: {Data: []byte("<p>" + strings.ReplaceAll(text, "\n\n", "\n\n<p>"))}}, map[string]bool{}}
			options := Options{Memory: test.memory}
			if test.keep {
				options.Files = map[string][]byte{}
			}
			_, err := Load(folder, options)
			got := ""
			if err != nil {
				got = err.Error()
			}
			if got != test.problem {
				t.Errorf("Load = %q, want %q", got, test.problem)
			}
			if folder.files[test.file] != test.read {
				t.Errorf("Load opened the page: %v, want %v", folder.files[test.file], test.read)
			}
		})
	}
}
