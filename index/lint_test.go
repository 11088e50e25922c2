package index

import (
	"errors"
	"testing"
	"testing/fstest"

	"alliancebot/corpus"
)

func TestSynonymsThatNeverMatch(t *testing.T) {
	c, err := corpus.Load(fstest.MapFS{
		"s.md":              {Data: []byte("---\ntitle: Bridges\nurl: https://example.org/\n---\n\nThe bridges are closed.\n")},
		"s.vocabulary.yaml": {Data: []byte("- [bridge, span]\n- say: [ship]\n  mean: [ferry, boat]\n")},
	})
	if err != nil {
		t.Fatal(err)
	}
	_, err = New(c)
	var problems corpus.Problems
	const want = `s.vocabulary.yaml:2: no unit says "ferry" or "boat", so the group never matches; add a word that the stories use, or remove the group`
	if !errors.As(err, &problems) || problems.Error() != want {
		t.Errorf("New = %v, want %s", err, want)
	}
}
