// Package wording holds what the bot says in its own words, in each language
// that it speaks: one file of messages a language, chosen by the language of
// the member's Discord. What a story says is never translated.
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

// Default is the language of members whose own is not spoken.
const Default = "en"

// speakers has one for each language spoken, that of the default first.
var speakers = []speaker{
	newSpeaker(Default), newSpeaker("de"), newSpeaker("es"), newSpeaker("fr"), newSpeaker("ja"), newSpeaker("pt-BR"),
}

// speaker is one of the languages spoken. Its file is read when it first says
// something: most runs of the program speak one language, and reading all
// takes a few milliseconds.
type speaker struct {
	name     string // the BCP 47 tag
	base     language.Base
	messages func() *i18n.Localizer
}

func newSpeaker(name string) speaker {
	base, _ := language.MustParse(name).Base()
	return speaker{name, base, sync.OnceValue(func() *i18n.Localizer { return read(name) })}
}

// read reads a language's file, which is part of the program: that it cannot be
// read is a defect, which any test finds.
func read(name string) *i18n.Localizer {
	bundle := i18n.NewBundle(language.MustParse(name))
	bundle.RegisterUnmarshalFunc("yaml", func(data []byte, v any) error { return yaml.Unmarshal(data, v) })
	if _, err := bundle.LoadMessageFileFS(files, name+".yaml"); err != nil {
		panic(fmt.Sprintf("wording: %v", err))
	}
	return i18n.NewLocalizer(bundle, name)
}

// Languages returns the BCP 47 tags of the languages spoken, the default first.
func Languages() []string {
	list := make([]string, len(speakers))
	for i, s := range speakers {
		list[i] = s.name
	}
	return list
}

// Voice speaks one language. Its zero value speaks the default; two that speak
// the same language are equal. It may be used by several goroutines at once.
type Voice struct{ speaker int }

// For returns the voice for the first of locales, BCP 47 tags or "", whose
// language is spoken, wherever that is, and else that of the default language:
// "es-419" is spoken as "es", and "pt-PT" as "pt-BR".
func For(locales ...string) Voice {
	for _, locale := range locales {
		base, ok := baseOf(locale)
		for i, s := range speakers {
			if ok && s.base == base {
				return Voice{i}
			}
		}
	}
	return Voice{}
}

// baseOf returns the language of a BCP 47 tag, without its script and region.
func baseOf(tag string) (language.Base, bool) {
	parsed, err := language.Parse(tag)
	if err != nil {
		return language.Base{}, false
	}
	base, confidence := parsed.Base()
	return base, confidence == language.Exact // a guess names the language of a region
}

// Language returns the tag of the language spoken, one of Languages.
func (v Voice) Language() string { return speakers[v.speaker].name }

// Say returns a message with the values of its placeholders, given as name and
// value by turns: Say(Change, "To", "cloud", "From", "clod"). If there is no
// such message, or a value is missing, it returns m.
func (v Voice) Say(m Message, values ...any) string {
	return v.say(m, &i18n.LocalizeConfig{TemplateData: named(values)})
}

// Count is Say of a message that depends on a number, its placeholder Count.
func (v Voice) Count(m Message, n int, values ...any) string {
	filled := named(values)
	filled["Count"] = n
	return v.say(m, &i18n.LocalizeConfig{TemplateData: filled, PluralCount: n})
}

// strict refuses to fill in a message without all values: "in <no value>
// seconds" is harder to find than a bare name.
var strict = &template.TextParser{Option: "missingkey=error"}

func (v Voice) say(m Message, config *i18n.LocalizeConfig) string {
	config.MessageID, config.TemplateParser = string(m), strict
	text, err := speakers[v.speaker].messages().Localize(config)
	if err != nil {
		return string(m)
	}
	return text
}

// named pairs names with values. What is no such pair is left out.
func named(values []any) map[string]any {
	pairs := make(map[string]any, len(values)/2+1)
	for i := 0; i+1 < len(values); i += 2 {
		if name, ok := values[i].(string); ok {
			pairs[name] = values[i+1]
		}
	}
	return pairs
}
