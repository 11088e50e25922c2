// Package wording holds what the bot says in its own words, in each language
// that it speaks: one file of messages a language, chosen by the language of
// the member's Discord. What a story says is never translated.
package wording

import (
	"embed"
	"fmt"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"go.yaml.in/yaml/v4"
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

//go:embed *.yaml
var files embed.FS

// Default is the language of members whose own is not spoken.
const Default = "en"

// languages has those that the bot speaks, the default first.
var languages = []string{Default, "de", "es", "fr", "ja", "pt-BR"}

// Languages returns the BCP 47 tags of the languages spoken, the default first.
func Languages() []string { return append([]string(nil), languages...) }

var (
	voices  = loadVoices()
	matcher = language.NewMatcher(tags())
)

func tags() []language.Tag {
	list := make([]language.Tag, len(languages))
	for i, name := range languages {
		list[i] = language.MustParse(name)
	}
	return list
}

// loadVoices reads the message files, which are part of the program: that one
// cannot be read is a defect, which any test finds.
func loadVoices() []Voice {
	bundle := i18n.NewBundle(language.MustParse(Default))
	bundle.RegisterUnmarshalFunc("yaml", func(data []byte, v any) error { return yaml.Unmarshal(data, v) })
	list := make([]Voice, len(languages))
	for i, name := range languages {
		if _, err := bundle.LoadMessageFileFS(files, name+".yaml"); err != nil {
			panic(fmt.Sprintf("wording: %v", err))
		}
		list[i] = Voice{name: name, localizer: i18n.NewLocalizer(bundle, name)}
	}
	return list
}

// Voice speaks one language. Its zero value speaks the default.
type Voice struct {
	name      string
	localizer *i18n.Localizer
}

// For returns the voice for the first of locales, BCP 47 tags or "", whose
// language is spoken, and else that of the default language.
func For(locales ...string) Voice {
	for _, locale := range locales {
		tag, err := language.Parse(locale)
		if err != nil {
			continue
		}
		if _, i, confidence := matcher.Match(tag); confidence >= language.Low {
			return voices[i]
		}
	}
	return voices[0]
}

// Language returns the tag of the language spoken.
func (v Voice) Language() string { return v.known().name }

func (v Voice) known() Voice {
	if v.localizer == nil {
		return voices[0]
	}
	return v
}

// Say returns a message with the values of its placeholders, given as name and
// value by turns: Say(SearchedFor, "To", "cloud", "From", "clod").
func (v Voice) Say(m Message, values ...any) string {
	return v.say(&i18n.LocalizeConfig{MessageID: string(m), TemplateData: data(values)})
}

// Count is Say of a message that depends on a number, its placeholder Count.
func (v Voice) Count(m Message, n int, values ...any) string {
	filled := data(append(values, "Count", n))
	return v.say(&i18n.LocalizeConfig{MessageID: string(m), TemplateData: filled, PluralCount: n})
}

// say returns the message's name if there is no such message: a test holds
// every file to having all.
func (v Voice) say(config *i18n.LocalizeConfig) string {
	text, err := v.known().localizer.Localize(config)
	if err != nil {
		return config.MessageID
	}
	return text
}

func data(values []any) map[string]any {
	filled := make(map[string]any, len(values)/2)
	for i := 0; i+1 < len(values); i += 2 {
		filled[values[i].(string)] = values[i+1]
	}
	return filled
}

// NameOf returns what this voice calls a language given by its BCP 47 tag; the
// tag itself if it has no name for it.
func (v Voice) NameOf(tag string) string {
	parsed, err := language.Parse(tag)
	if err != nil {
		return tag
	}
	own := language.MustParse(v.Language())
	if name := display.Languages(own).Name(parsed); name != "" {
		return name
	}
	return tag
}

// Speaks tells whether a text in the language of a BCP 47 tag is in this
// voice's own, so that nothing need be said about it.
func (v Voice) Speaks(tag string) bool {
	parsed, err := language.Parse(tag)
	if err != nil {
		return false
	}
	theirs, _ := parsed.Base()
	ours, _ := language.MustParse(v.Language()).Base()
	return theirs == ours
}
