package main

import (
	"bytes"
	"encoding/json"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"alliancebot/internal/golden"
	"alliancebot/internal/wording"
)

const docsFolder = "../../docs"

// The bot's replies in each language match the reviewed golden files, and the generated
// pages are up to date.
func TestDocs(t *testing.T) {
	recordings := make([]recording, len(wording.Languages()))
	complete := t.Run("languages", func(t *testing.T) {
		for i, language := range wording.Languages() {
			t.Run(language, func(t *testing.T) {
				t.Parallel()
				if testing.Short() && language != "en" {
					t.Skip("SKIPPED with -short: the same code in another language")
				}
				recordings[i] = record(t, language)
				golden.Check(t, "testdata/replies/"+language+".json", encode(t, recordings[i].scenes))
				checkComplete(t, recordings[i])
			})
		}
	})
	if !complete || slices.ContainsFunc(recordings, func(r recording) bool { return r.scenes == nil }) {
		return // some failed, or did not run
	}
	checkControls(t, recordings[0])
	pages, err := pages(docsFolder, recordings)
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range pages {
		golden.Check(t, docsFolder+"/"+name, content)
	}
}

func encode(t *testing.T, v any) []byte {
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

// unrecorded lists the messages that no scene can show.
var unrecorded = []string{
	"Busy",         // needs more questions at once than one user asks
	"ExampleTyped", // is for terminals
	"SameHeading",  // needs two sections with the same heading
	"NothingToSay", // replaces an empty reply, which no command makes
	"ReadingPages", // is shown only while a preview takes long
	"IndexingUnits",
	"AskingQuestions",
	"LogTaught", // is for the log channel
	"LogUndone",
	"LogApplied",
}

// messageLine matches a message in a file of wording, or one of its plural forms.
var messageLine = regexp.MustCompile(`(?m)^(\w*)(?:  one|  other)?:(?: "(.*)")?$`)

// checkComplete checks that the scenes show every message of their language, except the names
// and descriptions of commands.
func checkComplete(t *testing.T, r recording) {
	t.Helper()
	file, err := os.ReadFile("../wording/" + r.language + ".yaml")
	if err != nil {
		t.Fatal(err)
	}
	var shown strings.Builder
	for _, s := range r.scenes {
		for _, c := range all(s.Message) {
			shown.WriteString(c.Content + "\n" + c.Label + "\n" + c.Placeholder + "\n")
			for _, o := range c.Options {
				shown.WriteString(o.Description + "\n")
			}
		}
	}
	text := strings.NewReplacer(`\`, "", "\u00a0", " ").Replace(shown.String())
	forms, name := map[string][]string{}, ""
	for _, line := range messageLine.FindAllStringSubmatch(string(file), -1) {
		if line[1] != "" {
			name = line[1]
		}
		if line[2] != "" {
			forms[name] = append(forms[name], line[2])
		}
	}
	if len(forms) < 80 {
		t.Fatalf("%d messages in the file for %s", len(forms), r.language)
	}
	for name, texts := range forms {
		if strings.HasSuffix(name, "Name") || strings.HasSuffix(name, "Description") || slices.Contains(unrecorded, name) {
			continue
		}
		if !slices.ContainsFunc(texts, func(form string) bool { return pattern(form).MatchString(text) }) {
			t.Errorf("no scene shows %s: %q", name, texts)
		}
	}
}

// pattern matches a message whose placeholders are filled in. In the files, "\_" is a
// no-break space.
func pattern(message string) *regexp.Regexp {
	message = strings.ReplaceAll(message, `\_`, " ")
	fixed := regexp.MustCompile(`\{\{\.\w+\}\}`).Split(message, -1)
	for i := range fixed {
		fixed[i] = regexp.QuoteMeta(fixed[i])
	}
	return regexp.MustCompile(strings.Join(fixed, ".+"))
}

// checkControls checks that every button and menu in the scenes is used in one of them.
func checkControls(t *testing.T, r recording) {
	t.Helper()
	used := map[string]bool{}
	for _, s := range r.scenes {
		used[strings.Split(s.Action.What, " › ")[0]] = true
	}
	section, _, _ := strings.Cut(english.T(wording.ReadSectionButton, "Section", "…"), "…")
	for _, s := range r.scenes {
		for _, c := range all(s.Message) {
			name := c.Label + c.Placeholder
			if name != "" && c.URL == "" && c.Type != fieldType && !c.Disabled && !used[name] && !strings.HasPrefix(name, section) {
				t.Errorf("no scene uses %q, below %q", name, s.Title)
			}
		}
	}
}
