package main

import (
	"bytes"
	"encoding/json"
	"os"
	"testing"

	"alliancebot/wording"
)

const shownTime = "1767225600"

// TestReplies checks that the bot says in each language what it did when its
// words were last looked at. With -update it writes what it says now.
func TestReplies(t *testing.T) {
	for _, language := range wording.Languages() {
		t.Run(language, func(t *testing.T) {
			var scenes []scene
			if !t.Run("play", func(t *testing.T) { scenes = play(t, language) }) {
				return
			}
			checkFile(t, "testdata/replies/"+language+".json", pretty(t, scenes))
		})
	}
}

func pretty(t *testing.T, v any) []byte {
	t.Helper()
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", " ")
	if err := encoder.Encode(v); err != nil {
		t.Fatal(err)
	}
	return text.Bytes()
}

// checkFile checks that a file is what the tests make of it today. With -update
// it writes the file.
func checkFile(t *testing.T, file string, got []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s is out of date", file)
	}
}
