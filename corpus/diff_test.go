package corpus

import (
	"reflect"
	"testing"
)

func TestDiff(t *testing.T) {
	story := head + "Lead text.\n\n## A\n\nOne two.\n\n### C\n\nThree four."
	faq := "## Q?\n\nYes.\n\n## R?\n\nNo."
	old := load(t, "s.md", story, "s.faq.md", faq)
	all := ids(old)
	tests := []struct {
		name, story, faq string
		want             Change
	}{
		{"nothing", story, faq, Change{}},
		{"text", head + "Lead text.\n\n## A\n\nOne two!\n\n### C\n\nThree four.", faq, Change{Changed: []string{"s/a/1"}}},
		{"added and removed", head + "Lead text.\n\n## B\n\nOne two.", faq, Change{
			Added: []string{"s/b/1"}, Removed: []string{"s/a/1", "s/a/c/1"}}},
		{"spelling of a heading", head + "Lead text.\n\n## a\n\nOne two.\n\n### C\n\nThree four.", faq, Change{Changed: []string{"s/a/1"}}},
		{"spelling of a question", story, "## q?\n\nYes.\n\n## R?\n\nNo.", Change{Changed: []string{"s/faq/q"}}},
		{"anchor", head + "Lead text.\n\n## A {#a}\n\nOne two.\n\n### C\n\nThree four.", faq, Change{Changed: []string{"s/a/1"}}},
		{"order", story, "## R?\n\nNo.\n\n## Q?\n\nYes.", Change{}},
		{"address", "---\ntitle: The Title\nurl: https://example.org/other\n---\nLead text.\n\n## A\n\nOne two.\n\n### C\n\nThree four.", faq, Change{Changed: all}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := Diff(old, load(t, "s.md", test.story, "s.faq.md", test.faq)); !reflect.DeepEqual(got, test.want) {
				t.Errorf("Diff = %+v, want %+v", got, test.want)
			}
		})
	}
}

func TestDiffOfPhrasings(t *testing.T) {
	loadWith := func(phrasings, vocabulary string) *Corpus {
		return load(t, "s.md", head+"Lead text.\n\n## A\n\nOne two.", "s.phrasings.yaml", phrasings, "vocabulary.yaml", vocabulary)
	}
	old := loadWith("lead/1:\n- who\n- says: Lead\n  ask: [what]\na/1: [when]", "- [a, b]")
	tests := []struct {
		name, phrasings, vocabulary string
		want                        []string // changed
	}{
		{"nothing", "# moved\na/1: [when]\nlead/1:\n- who\n- says: Lead\n  ask: [what]", "- [a, b]", nil},
		{"text", "lead/1:\n- who\n- says: Lead\n  ask: [what]\na/1: [when so]", "- [a, b]", []string{"s/a/1"}},
		{"part", "lead/1:\n- who\n- says: text\n  ask: [what]\na/1: [when]", "- [a, b]", []string{"s/lead/1"}},
		{"removed and added", "a/1: [when, where]", "- [a, b]", []string{"s/lead/1", "s/a/1"}},
		{"vocabulary", "lead/1:\n- who\n- says: Lead\n  ask: [what]\na/1: [when]", "- [a, c]", nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			want := Change{Changed: test.want}
			if got := Diff(old, loadWith(test.phrasings, test.vocabulary)); !reflect.DeepEqual(got, want) {
				t.Errorf("Diff = %+v, want %+v", got, want)
			}
		})
	}
}
