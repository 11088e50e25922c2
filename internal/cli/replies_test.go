package cli

import (
	"bytes"
	"encoding/json"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"alliancebot/internal/golden"
	"alliancebot/internal/wording"
)

// TestReplies checks that the bot says in each language what it did when its
// words were last looked at, and that the pages that show this do so. With
// -update it writes what the bot says now.
func TestReplies(t *testing.T) {
	var mu sync.Mutex
	plays := map[string]play{}
	if !t.Run("languages", func(t *testing.T) {
		for _, language := range wording.Languages() {
			t.Run(language, func(t *testing.T) {
				t.Parallel()
				p := perform(t, language)
				golden.Check(t, "testdata/replies/"+language+".json", pretty(t, p.scenes))
				checkSaid(t, p)
				mu.Lock()
				defer mu.Unlock()
				plays[language] = p
			})
		}
	}) || len(plays) < len(wording.Languages()) {
		return
	}
	t.Run("gallery", func(t *testing.T) { golden.Check(t, "../../docs/gallery.html", drawGallery(t, plays)) })
	t.Run("commands", func(t *testing.T) {
		golden.Check(t, "../../docs/commands.md", describeCommands(t, plays[wording.Default]))
	})
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

// unsaid are the messages that no scene shows.
var unsaid = []string{
	"Busy",         // it takes more questions at a time than one can ask here; bot has tests of it
	"ExampleTyped", // it is for terminals
	"SameHeading",  // the default story has no two sections of one name
	"NothingToSay", // it stands for an empty reply, and no command has any
}

// messageLine is a message of a file of wording, or one plural form of it.
var messageLine = regexp.MustCompile(`(?m)^(\w*)(?:  one|  other)?:(?: "(.*)")?$`)

// checkSaid checks that each of the bot's messages in the language of a play is
// in one of its scenes. The names and descriptions of the commands are not in
// messages.
func checkSaid(t *testing.T, p play) {
	t.Helper()
	file, err := os.ReadFile("../wording/" + p.language + ".yaml")
	if err != nil {
		t.Fatal(err)
	}
	said := strings.NewReplacer(`\`, "", "\u00a0", " ").Replace(strings.Join(p.said(), "\n"))
	forms := map[string][]string{}
	name := ""
	for _, line := range messageLine.FindAllStringSubmatch(string(file), -1) {
		if line[1] != "" {
			name = line[1]
		}
		if line[2] != "" {
			forms[name] = append(forms[name], line[2])
		}
	}
	if len(forms) < 80 {
		t.Fatalf("%d messages in the file of %s", len(forms), p.language)
	}
	for name, texts := range forms {
		if strings.HasSuffix(name, "Name") || strings.HasSuffix(name, "Description") || slices.Contains(unsaid, name) {
			continue
		}
		if !slices.ContainsFunc(texts, func(text string) bool { return formOf(text).MatchString(said) }) {
			t.Errorf("no scene says %s: %q", name, texts)
		}
	}
}

// formOf matches what a message of a file is once its placeholders are filled
// in. A space that does not break is written there as a backslash and "_".
func formOf(message string) *regexp.Regexp {
	message = strings.ReplaceAll(message, `\_`, " ")
	fixed := regexp.MustCompile(`\{\{\.\w+\}\}`).Split(message, -1)
	for i := range fixed {
		fixed[i] = regexp.QuoteMeta(fixed[i])
	}
	return regexp.MustCompile(strings.Join(fixed, ".+"))
}

// said returns every text that the scenes show.
func (p play) said() []string {
	var texts []string
	for _, s := range p.scenes {
		for c := range allParts(s.Shows) {
			texts = append(texts, c.Content, c.Label, c.Placeholder)
		}
	}
	return texts
}
