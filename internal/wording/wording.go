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

// locales has one for each language spoken, that of the default first.
var locales = []locale{
	newLocale(Default), newLocale("de"), newLocale("es"), newLocale("fr"), newLocale("ja"), newLocale("pt-BR"),
}

// locale is one of the languages spoken. Its file is read when it first says
// something: most runs of the program speak one language, and reading all
// takes a few milliseconds.
type locale struct {
	name     string // the BCP 47 tag
	base     language.Base
	messages func() *i18n.Localizer
}

func newLocale(name string) locale {
	base, _ := language.MustParse(name).Base()
	return locale{name, base, sync.OnceValue(func() *i18n.Localizer { return read(name) })}
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
	list := make([]string, len(locales))
	for i, s := range locales {
		list[i] = s.name
	}
	return list
}

// Localizer speaks one language. Its zero value speaks the default; two that speak
// the same language are equal. It may be used by several goroutines at once.
type Localizer struct{ index int }

// For returns the voice for the first of locales, BCP 47 tags or "", whose
// language is spoken, wherever that is, and else that of the default language:
// "es-419" is spoken as "es", and "pt-PT" as "pt-BR".
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
	return base, confidence == language.Exact // a guess names the language of a region
}

// Language returns the tag of the language spoken, one of Languages.
func (v Localizer) Language() string { return locales[v.index].name }

// T returns a message with the values of its placeholders, given as name and
// value by turns: T(Change, "To", "cloud", "From", "clod"). If there is no
// such message, or a value is missing, it returns m.
func (v Localizer) T(m Message, values ...any) string {
	return v.localize(m, &i18n.LocalizeConfig{TemplateData: named(values)})
}

// Plural is Say of a message that depends on a number, its placeholder Plural.
func (v Localizer) Plural(m Message, n int, values ...any) string {
	filled := named(values)
	filled["Count"] = n
	return v.localize(m, &i18n.LocalizeConfig{TemplateData: filled, PluralCount: n})
}

// strict refuses to fill in a message without all values: "in <no value>
// seconds" is harder to find than a bare name.
var strict = &template.TextParser{Option: "missingkey=error"}

func (v Localizer) localize(m Message, config *i18n.LocalizeConfig) string {
	config.MessageID, config.TemplateParser = string(m), strict
	text, err := locales[v.index].messages().Localize(config)
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
