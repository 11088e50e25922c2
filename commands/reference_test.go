package commands

import (
	"strings"
	"testing"

	"alliancebot/corpus"
	"alliancebot/index"
	"alliancebot/internal/prose"
)

func TestReference(t *testing.T) {
	short := &corpus.Unit{ID: "a/1", Text: "One is here. Two is here. Three is here."}
	long := &corpus.Unit{ID: "a/2", Text: strings.Repeat("A sentence. ", 5000)}
	tests := []struct {
		name string
		unit *corpus.Unit
		part prose.Span
		want string // the text referred to; "" for none in particular
	}{
		{"nothing in particular", short, prose.Span{}, ""},
		{"a sentence", short, prose.Span{Start: 13, End: 25}, "Two is here."},
		{"part of a sentence", short, prose.Span{Start: 14, End: 16}, "Two is here."},
		{"two sentences", short, prose.Span{Start: 13, End: 40}, "Two is here. Three is here."},
		{"all", short, prose.Span{End: 40}, short.Text},
		{"far down", long, prose.Span{Start: 12 * 4000, End: 12*4000 + 11}, "A sentence."},
		{"too far down", long, prose.Span{Start: 12 * 4500, End: 12*4500 + 11}, ""},
		{"too much", long, prose.Span{End: 12 * 100}, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			ref := refer(test.unit, test.part)
			text := ref.String()
			got, ok := parseReference(text)
			if !ok || got != ref || len(text) != referenceDigits {
				t.Fatalf("parseReference(%q) = %+v, %v, want %+v", text, got, ok, ref)
			}
			part := got.part(test.unit)
			if meant := test.unit.Text[part.Start:part.End]; meant != test.want {
				t.Errorf("%q refers to %.50q, want %.50q", text, meant, test.want)
			}
		})
	}
}

func TestReferenceKnowsAChangedUnit(t *testing.T) {
	old := &corpus.Unit{ID: "a/1", Text: "One is here. Two is here."}
	ref := refer(old, prose.Span{Start: 13, End: 25})
	now := &corpus.Unit{ID: "a/1", Text: "One is here. Nobody else is."}
	if ref.changed(old) || !ref.changed(now) || ref.key != now.Key() {
		t.Errorf("changed(same text) = %v, changed(other text) = %v; want false, true", ref.changed(old), ref.changed(now))
	}
	if got := ref.part(now); got != (prose.Span{}) {
		t.Errorf("part(changed text) = %+v, want none", got)
	}
}

func TestRankedFitsAButton(t *testing.T) {
	unit := &corpus.Unit{ID: "a/1", Text: "One is here."}
	var list ranked
	for range index.MaxHits {
		list.refs = append(list.refs, refer(unit, prose.Span{End: 12}))
	}
	list.shown = index.MaxHits - 1
	text := list.String()
	got, ok := parseRanked(text)
	if len(text) > MaxValue || !ok || got.shown != list.shown || len(got.refs) != len(list.refs) || got.refs[0] != list.refs[0] {
		t.Errorf("parseRanked(%q) = %+v, %v, want %+v in at most %d characters", text, got, ok, list, MaxValue)
	}
}

func FuzzParseRanked(f *testing.F) {
	unit := &corpus.Unit{ID: "a/1", Text: "One is here."}
	f.Add(ranked{refs: []reference{refer(unit, prose.Span{End: 12})}}.String())
	f.Add("")
	f.Add("B" + strings.Repeat("a", referenceDigits))
	f.Add("A\xff\x00–" + strings.Repeat("_", 2*referenceDigits))
	f.Fuzz(func(t *testing.T, text string) {
		if list, ok := parseRanked(text); ok && list.String() != text {
			t.Errorf("parseRanked(%q) = %+v, which encodes as %q", text, list, list.String())
		}
	})
}
