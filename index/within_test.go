package index

import (
	"strings"
	"testing"
	"testing/fstest"

	"alliancebot/corpus"
)

// valley has a harbor and a town in folders, and another harbor like the first.
func valley() fstest.MapFS {
	files := fstest.MapFS{}
	other := strings.NewReplacer("Elm Bay", "Oak Bay", "harbor in 1912", "harbor in 1913", "ten in the", "nine in the", "every hour", "every two hours", "twelve", "ten")
	for name, file := range harbor {
		files["coast/"+name], files["copies/coast/"+name] = file, &fstest.MapFile{Data: []byte(other.Replace(string(file.Data)))}
	}
	for name, file := range town {
		files["town/"+name] = file
	}
	return files
}

// A question to some folders gets nothing from others, however it is asked.
func TestWithin(t *testing.T) {
	whole, release := shared(valley())(t).Acquire()
	defer release()
	if got := strings.Join(whole.Corpus().Folders(), " "); got != "coast copies copies/coast town" {
		t.Errorf("Folders = %q", got)
	}
	boat := func(s *Snapshot) *corpus.Unit { return s.Corpus().Stories[0].Sections[1].Units[0] }
	for _, test := range []struct {
		folders, question string
		verdict           Verdict
		story             string // of the first hit
	}{
		{"coast", "When does the last boat leave?", Answered, "coast/harbor"},
		{"copies", "When does the last boat leave?", Answered, "copies/coast/harbor"},
		{"town", "When does the last boat leave?", None, ""},
		{"town", "When does the market close?", Answered, "town/market"},
		{"coast", "When does the market close?", None, ""},
		{"coast town", "When does the market close?", Answered, "town/market"},
		{"coas", "When does the market close?", Answered, "town/market"}, // there is no such folder
		{"coast", "Wann fährt das letzte Boot?", Answered, "coast/harbor"},
		{"copies", "Dürfen Hunde mitfahren?", Answered, "copies/coast/harbor"},
		{"coast", "what is it about?", Answered, "coast/harbor"},
	} {
		s := whole.Within(strings.Fields(test.folders))
		got, err := s.Ask(t.Context(), test.question, nil)
		if err != nil || got.Verdict != test.verdict && !(test.verdict == None && got.Verdict != Answered) ||
			test.story != "" && got.Hits[0].Unit.Story.ID != test.story {
			t.Errorf("in %q, Ask(%q) = %+v, %v, want %s from %q", test.folders, test.question, got, err, test.verdict, test.story)
		}
		for _, hit := range got.Hits {
			if s != whole && !hit.Unit.Story.In(strings.Fields(test.folders)) {
				t.Errorf("in %q, Ask(%q) finds %s", test.folders, test.question, hit.Unit.ID)
			}
		}
		for _, related := range got.Related {
			if s != whole && !related.Unit.Story.In(strings.Fields(test.folders)) {
				t.Errorf("in %q, Ask(%q) suggests %s", test.folders, test.question, related.Unit.ID)
			}
		}
	}

	coast, copies := whole.Within([]string{"coast"}), whole.Within([]string{"copies"})
	for _, question := range []string{"tell me more", "and the first one?", "what is it about?"} {
		got, err := copies.Ask(t.Context(), question, boat(coast))
		if err != nil {
			t.Fatal(err)
		}
		for _, hit := range got.Hits {
			if hit.Unit.Story.ID != "copies/coast/harbor" {
				t.Errorf("after a unit of another folder, Ask(%q) finds %s", question, hit.Unit.ID)
			}
		}
	}
	if got, err := copies.Ask(t.Context(), "tell me more", boat(copies)); err != nil || len(got.Hits) == 0 || got.Verdict != Answered {
		t.Errorf("after a unit of the folder, Ask(tell me more) = %+v, %v", got, err)
	}
	for _, typed := range []string{"", "may", "ferry", "dogs rid along"} {
		got, err := coast.Complete(t.Context(), typed, Everything, 100)
		if err != nil || len(got) == 0 {
			t.Errorf("Complete(%q) = %v, %v", typed, got, err)
		}
		for _, suggestion := range got {
			if suggestion.Unit.Story.ID != "coast/harbor" {
				t.Errorf("Complete(%q) suggests %s", typed, suggestion.Unit.ID)
			}
		}
	}
}
