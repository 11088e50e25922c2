package lint

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"alliancebot/corpus"
	"alliancebot/index"
)

// text returns a paragraph of words that differ from those of texts with another name.
func text(name string) string {
	words := make([]string, 60)
	for i := range words {
		words[i] = fmt.Sprintf("%s%c%c", name, 'a'+i/26, 'a'+i%26)
	}
	return strings.Join(words, " ") + "."
}

func TestNearDuplicates(t *testing.T) {
	tests := []struct {
		name, first, second string
		near                bool
	}{
		{"the same", text("zorb"), text("zorb"), true},
		{"one word changed", text("zorb"), strings.Replace(text("zorb"), "zorbba", "quix", 1), true},
		{"half changed", text("zorb"), text("zorb")[:200] + text("quix")[200:], false},
		{"different", text("zorb"), text("quix"), false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			page := func(body string) *fstest.MapFile {
				return &fstest.MapFile{Data: []byte("# Page\n\n## Part\n\n" + body + "\n")}
			}
			c, err := corpus.Load(fstest.MapFS{"a.md": page(test.first), "b.md": page("Before it: " + test.second)}, corpus.Options{})
			if err != nil {
				t.Fatal(err)
			}
			engine, err := index.New(c)
			if err != nil {
				t.Fatal(err)
			}
			defer engine.Close()
			snapshot, release := engine.Acquire()
			defer release()
			report, err := New(t.Context(), snapshot)
			if err != nil {
				t.Fatal(err)
			}
			near := strings.Contains(report.Text(0), `nearly the same text as in "a.md:5"`)
			if near != test.near {
				t.Errorf("report =\n%s\nwant a near duplicate: %v", report.Text(0), test.near)
			}
		})
	}
}
