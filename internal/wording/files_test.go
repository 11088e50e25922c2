package wording

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
	"golang.org/x/text/language"
)

// forms are the texts of a message by plural form; a message that does not depend on a
// number only has "other".
type forms map[string]string

func (f *forms) UnmarshalYAML(node *yaml.Node) error {
	if node.Kind == yaml.ScalarNode {
		*f = forms{"other": node.Value}
		return nil
	}
	return node.Decode((*map[string]string)(f))
}

// fileOf returns the messages of a language's file.
func fileOf(t *testing.T, name string) map[Message]forms {
	t.Helper()
	data, err := files.ReadFile(name + ".yaml")
	if err != nil {
		t.Fatal(err)
	}
	var messages map[Message]forms
	if err := yaml.Unmarshal(data, &messages); err != nil {
		t.Fatalf("%s.yaml: %v", name, err)
	}
	return messages
}

// inEachFile runs check on each text of each language.
func inEachFile(t *testing.T, check func(t *testing.T, language string, m Message, text string)) {
	for _, name := range Languages() {
		t.Run(name, func(t *testing.T) {
			messages := fileOf(t, name)
			for _, m := range slices.Sorted(maps.Keys(messages)) {
				for _, form := range slices.Sorted(maps.Keys(messages[m])) {
					check(t, name, m, messages[m][form])
				}
			}
		})
	}
}

var placeholder = regexp.MustCompile(`{{\.(\w+)}}`)

func placeholders(text string) []string {
	var names []string
	for _, match := range placeholder.FindAllStringSubmatch(text, -1) {
		names = append(names, match[1])
	}
	slices.Sort(names)
	return names
}

func TestFilesHaveEachMessage(t *testing.T) {
	declared := declaredMessages(t)
	for _, name := range Languages() {
		got := fileOf(t, name)
		for _, m := range declared {
			if _, ok := got[m]; !ok {
				t.Errorf("%s.yaml lacks %s", name, m)
			}
			delete(got, m)
		}
		for m := range got {
			t.Errorf("%s.yaml has %s, which is not in messages.go", name, m)
		}
	}
}

// declaredMessages returns the constants in messages.go.
func declaredMessages(t *testing.T) []Message {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "messages.go", nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	var declared []Message
	ast.Inspect(file, func(node ast.Node) bool {
		if spec, ok := node.(*ast.ValueSpec); ok {
			name := spec.Names[0].Name
			value, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
			if err != nil || value != name {
				t.Errorf("messages.go: the constant %s is %q, want its name", name, value)
			}
			declared = append(declared, Message(name))
		}
		return true
	})
	return declared
}

func TestEachFileIsSupported(t *testing.T) {
	found, err := fs.Glob(files, "*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range found {
		name := strings.TrimSuffix(file, ".yaml")
		if name != "languages" && !slices.Contains(Languages(), name) {
			t.Errorf("%s exists, but %q is not one of %q", file, name, Languages())
		}
	}
}

func TestPlaceholders(t *testing.T) {
	english := fileOf(t, Default)
	inEachFile(t, func(t *testing.T, _ string, m Message, text string) {
		want := placeholders(english[m]["other"])
		if got := placeholders(text); !slices.Equal(got, want) {
			t.Errorf("%s: %q has the placeholders %q, want %q", m, text, got, want)
		}
		if rest := placeholder.ReplaceAllString(text, ""); strings.ContainsAny(rest, "{}") {
			t.Errorf("%s: %q has a brace outside of placeholders", m, text)
		}
	})
}

// Every message can be filled in with all its values and, if it depends on a number, with
// numbers of different plural forms.
func TestEachMessageCanBeFilledIn(t *testing.T) {
	english := fileOf(t, Default)
	inEachFile(t, func(t *testing.T, language string, m Message, text string) {
		var values []any
		for _, name := range placeholders(text) {
			values = append(values, name, "<"+name+">")
		}
		v := For(language)
		if _, counted := english[m]["one"]; !counted {
			want := placeholder.ReplaceAllString(text, "<$1>")
			if got := v.T(m, values...); got != want {
				t.Errorf("T(%s, %q) = %q, want %q", m, values, got, want)
			}
			return
		}
		for _, n := range []int{0, 1, 2, 3, 5, 11, 21, 100, 1_000_000} {
			if got := v.Plural(m, n, values...); !strings.Contains(got, strconv.Itoa(n)) {
				t.Errorf("Plural(%s, %d, %q) = %q, want the number in it", m, n, values, got)
			}
		}
	})
}

// commandNames are the messages with the names of slash commands.
var commandNames = []Message{AskName, FAQName, StoryName, HelpName, ReindexName, KnowledgeName}

func namesIn(t *testing.T, language string) (commands, options []string) {
	t.Helper()
	for m, texts := range fileOf(t, language) {
		switch {
		case slices.Contains(commandNames, m):
			commands = append(commands, texts["other"])
		case strings.HasSuffix(string(m), "Name") && m != AnswerName && m != UseName:
			options = append(options, texts["other"])
		}
	}
	return commands, options
}

// Names of commands and options satisfy Discord's rules.
// https://discord.com/developers/docs/interactions/application-commands#application-command-object-application-command-naming
func TestNames(t *testing.T) {
	rule := regexp.MustCompile(`^[-_'\p{L}\p{N}\p{Devanagari}\p{Thai}]{1,32}$`)
	for _, language := range Languages() {
		commands, options := namesIn(t, language)
		for _, list := range [][]string{commands, options} {
			slices.Sort(list)
			if distinct := slices.Compact(slices.Clone(list)); len(distinct) != len(list) {
				t.Errorf("%s: two of %q are the same", language, list)
			}
			for _, name := range list {
				if !rule.MatchString(name) || name != strings.ToLower(name) {
					t.Errorf("%s: the name %q does not match %s, or is not lower case", language, name, rule)
				}
			}
		}
	}
}

// Messages are within Discord's limits.
func TestLimits(t *testing.T) {
	const section = 40 // characters inserted in a label
	limits := []struct {
		suffix string
		limit  int
	}{{"Description", 100}, {"Button", 80}, {"Prompt", 150}, {string(AnswerName), 32}, {string(UseName), 32}, {"Label", 45}}
	inEachFile(t, func(t *testing.T, _ string, m Message, text string) {
		if text == "" || text != strings.TrimSpace(text) || strings.ContainsFunc(text, unicode.IsControl) {
			t.Errorf("%s: %q is empty, has space around it or has several lines", m, text)
		}
		filled := placeholder.ReplaceAllString(text, strings.Repeat("m", section))
		for _, l := range limits {
			if strings.HasSuffix(string(m), l.suffix) && utf8.RuneCountInString(filled) > l.limit {
				t.Errorf("%s: %q has %d characters, want at most %d", m, filled, utf8.RuneCountInString(filled), l.limit)
			}
		}
	})
}

// Commands in messages have the names that members see.
func TestTypedCommands(t *testing.T) {
	typed := regexp.MustCompile(`/([-_\p{L}\p{N}]+)(?: ([-_\p{L}\p{N}]+):)?`)
	english := fileOf(t, Default)
	commands, options := make(map[string][]string), make(map[string][]string)
	for _, language := range Languages() {
		commands[language], options[language] = namesIn(t, language)
	}
	inEachFile(t, func(t *testing.T, language string, m Message, text string) {
		found := typed.FindAllStringSubmatch(text, -1)
		if want := typed.FindAllString(english[m]["other"], -1); len(found) != len(want) {
			t.Errorf("%s: %q mentions the commands %q, want as many as in %q", m, text, found, want)
		}
		for _, match := range found {
			if !slices.Contains(commands[language], match[1]) {
				t.Errorf("%s: %q mentions /%s, want one of %q", m, text, match[1], commands[language])
			}
			if match[2] != "" && !slices.Contains(options[language], match[2]) {
				t.Errorf("%s: %q mentions the option %s, want one of %q", m, text, match[2], options[language])
			}
		}
	})
}

// TestTranslated finds texts that are the same in two languages.
func TestTranslated(t *testing.T) {
	const short = 10                                              // characters; shorter texts may be the same in two languages
	alike := []Message{HelpAdmin, PreviousResultButton, ResultOf} // the same in Spanish and Portuguese
	seen := make(map[string]string)
	inEachFile(t, func(t *testing.T, language string, m Message, text string) {
		words := placeholder.ReplaceAllString(text, "")
		if utf8.RuneCountInString(words) <= short || slices.Contains(alike, m) {
			return
		}
		key := fmt.Sprint(m, text)
		if other, ok := seen[key]; ok && other != language {
			t.Errorf("%s: %q is the same as in %s.yaml", m, text, other)
		}
		seen[key] = language
	})
}

// Each language has its own typographic quotation marks.
func TestQuotationMarks(t *testing.T) {
	marks := map[string][2]rune{
		"en": {'“', '”'}, "de": {'„', '“'}, "es": {'«', '»'}, "fr": {'«', '»'}, "ja": {'「', '」'}, "pt-BR": {'“', '”'},
	}
	inEachFile(t, func(t *testing.T, language string, m Message, text string) {
		var opened int
		for _, r := range text {
			if !strings.ContainsRune("\"'‘‚„“”«»‹›「」『』", r) {
				continue
			}
			if want := marks[language][opened%2]; r != want {
				t.Errorf("%s: %q has %q, want %q", m, text, r, want)
			}
			opened++
		}
		if opened%2 != 0 {
			t.Errorf("%s: %q has an unclosed quotation", m, text)
		}
	})
}

// French punctuation has no-break spaces.
func TestFrenchSpaces(t *testing.T) {
	loose := regexp.MustCompile(`[^\x{a0}][;!?»]|«[^\x{a0}]| :`)
	for m, texts := range fileOf(t, "fr") {
		for _, text := range texts {
			if found := loose.FindString(text); found != "" {
				t.Errorf("%s: %q has %q, want \\_ at the mark", m, text, found)
			}
		}
	}
}

func TestLanguageNames(t *testing.T) {
	for tag, called := range names() {
		if parsed, err := language.Parse(tag); err != nil || parsed.String() != tag {
			t.Errorf("languages.yaml: %q is %v (%v), want a canonical tag", tag, parsed, err)
		}
		for _, spoken := range Languages() {
			if called[spoken] == "" {
				t.Errorf("languages.yaml: %s has no name in %s", tag, spoken)
			}
		}
		if len(called) != len(Languages()) {
			t.Errorf("languages.yaml: %s has names in %q, want %q", tag, slices.Sorted(maps.Keys(called)), Languages())
		}
	}
	for locale := range discordLocales {
		if base, ok := baseOf(locale); !ok || names()[base.String()] == nil {
			t.Errorf("languages.yaml lacks %s, a language of Discord", locale)
		}
	}
}
