package corpus

import (
	"reflect"
	"testing"
)

func TestDiff(t *testing.T) {
	story := head + "Lead.\n\n## A\n\nOne.\n\nTwo."
	faq := "## Q?\n\nYes.\n\n## R?\n\nNo."
	old := load(t, "s.md", story, "s.faq.md", faq)
	all := ids(old)
	tests := []struct {
		name, story, faq string
		want             Change
	}{
		{"nothing", story, faq, Change{}},
		{"text", head + "Lead.\n\n## A\n\nOne!\n\nTwo.", faq, Change{Changed: []string{"s/a/1"}}},
		{"added and removed", head + "Lead.\n\n## B\n\nOne.", faq, Change{
			Added: []string{"s/b/1"}, Removed: []string{"s/a/1", "s/a/2"}}},
		{"spelling of a heading", head + "Lead.\n\n## a\n\nOne.\n\nTwo.", faq, Change{Changed: []string{"s/a/1", "s/a/2"}}},
		{"spelling of a question", story, "## q?\n\nYes.\n\n## R?\n\nNo.", Change{Changed: []string{"s/faq/q"}}},
		{"anchor", head + "Lead.\n\n## A {#a}\n\nOne.\n\nTwo.", faq, Change{Changed: []string{"s/a/1", "s/a/2"}}},
		{"order", story, "## R?\n\nNo.\n\n## Q?\n\nYes.", Change{}},
		{"address", "---\ntitle: The Title\nurl: https://example.org/other\n---\nLead.\n\n## A\n\nOne.\n\nTwo.", faq, Change{Changed: all}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := Diff(old, load(t, "s.md", test.story, "s.faq.md", test.faq)); !reflect.DeepEqual(got, test.want) {
				t.Errorf("Diff = %+v, want %+v", got, test.want)
			}
		})
	}
}
