// Package wording contains the bot's own words in each supported language: one file of
// messages per language, selected by the language of the member's Discord client.
// Stories are never translated.
package wording

import (
	"embed"
	"fmt"
	"sync"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"github.com/nicksnyder/go-i18n/v2/i18n/template"
	"go.yaml.in/yaml/v4"
	"golang.org/x/text/language"
)

//go:embed *.yaml
var files embed.FS

// Default is the language for members whose own is not supported.
const Default = "en"

// locales are the supported languages, the default first.
var locales = []locale{
	newLocale(Default), newLocale("de"), newLocale("es"), newLocale("fr"), newLocale("ja"), newLocale("pt-BR"),
}

// locale is a supported language. Its file is read when it is first used: most runs of
// the program use one language, and reading all of them takes a few milliseconds.
type locale struct {
	name     string // the BCP 47 tag
	base     language.Base
	messages func() *i18n.Localizer
}

func newLocale(name string) locale {
	base, _ := language.MustParse(name).Base()
	return locale{name, base, sync.OnceValue(func() *i18n.Localizer { return read(name) })}
}

// read reads a language's file, which is built into the program. It panics if that
// fails, since any test would find the defect.
func read(name string) *i18n.Localizer {
	bundle := i18n.NewBundle(language.MustParse(name))
	bundle.RegisterUnmarshalFunc("yaml", func(data []byte, v any) error { return yaml.Unmarshal(data, v) })
	if _, err := bundle.LoadMessageFileFS(files, name+".yaml"); err != nil {
		panic(fmt.Sprintf("wording: %v", err))
	}
	return i18n.NewLocalizer(bundle, name)
}

// Languages returns the BCP 47 tags of the supported languages, the default first.
func Languages() []string {
	list := make([]string, len(locales))
	for i, s := range locales {
		list[i] = s.name
	}
	return list
}

// Localizer returns messages in one language. The zero value uses the default language.
// Localizers for the same language are equal. It is safe for concurrent use.
type Localizer struct{ index int }

// For returns the Localizer for the first of tags, which are BCP 47 tags or "", whose
// language is supported in any variant, or else for the default language: "es-419" gets
// "es", and "pt-PT" gets "pt-BR".
func For(tags ...string) Localizer {
	for _, tag := range tags {
		base, ok := baseOf(tag)
		for i, s := range locales {
			if ok && s.base == base {
				return Localizer{i}
			}
		}
	}
	return Localizer{}
}

// baseOf returns the language of a BCP 47 tag, without its script and region.
func baseOf(tag string) (language.Base, bool) {
	parsed, err := language.Parse(tag)
	if err != nil {
		return language.Base{}, false
	}
	base, confidence := parsed.Base()
	return base, confidence == language.Exact // otherwise it is guessed from the region
}

// Language returns the tag of the Localizer's language, one of Languages.
func (l Localizer) Language() string { return locales[l.index].name }

// T returns a message with the values of its placeholders, given as names and values in
// turn: T(Change, "To", "cloud", "From", "clod"). If there is no such message, or a
// value is missing, it returns m.
func (l Localizer) T(m Message, values ...any) string {
	return l.localize(m, &i18n.LocalizeConfig{TemplateData: named(values)})
}

// Plural is T for a message that depends on a number, its placeholder Count.
func (l Localizer) Plural(m Message, n int, values ...any) string {
	filled := named(values)
	filled["Count"] = n
	return l.localize(m, &i18n.LocalizeConfig{TemplateData: filled, PluralCount: n})
}

// strict makes it an error if a value is missing: "in <no value> seconds" is harder to
// notice than the name of a message.
var strict = &template.TextParser{Option: "missingkey=error"}

func (l Localizer) localize(m Message, config *i18n.LocalizeConfig) string {
	config.MessageID, config.TemplateParser = string(m), strict
	text, err := locales[l.index].messages().Localize(config)
	if err != nil {
		return string(m)
	}
	return text
}

// named returns values, which are names and values in turn, as a map.
func named(values []any) map[string]any {
	pairs := make(map[string]any, len(values)/2+1)
	for i := 0; i+1 < len(values); i += 2 {
		if name, ok := values[i].(string); ok {
			pairs[name] = values[i+1]
		}
	}
	return pairs
}
