package wording

import (
	"cmp"
	"fmt"
	"sync"

	"go.yaml.in/yaml/v4"
)

// names is languages.yaml: what each language is called, by the languages
// spoken. The tables of golang.org/x/text/language/display have more, but cost
// each start of the program a millisecond.
var names = sync.OnceValue(func() map[string]map[string]string {
	data, err := files.ReadFile("languages.yaml")
	if err != nil {
		panic(fmt.Sprintf("wording: %v", err))
	}
	var table map[string]map[string]string
	if err := yaml.Unmarshal(data, &table); err != nil {
		panic(fmt.Sprintf("wording: languages.yaml: %v", err))
	}
	return table
})

// LanguageName returns what this voice calls a language given by its BCP 47 tag, as
// it stands in QuotedAsPublished; the tag itself if it has no name for it.
func (v Localizer) LanguageName(tag string) string {
	base, ok := baseOf(tag)
	if !ok {
		return tag
	}
	return cmp.Or(names()[base.String()][v.Language()], tag)
}

// Speaks tells whether a text in the language of a BCP 47 tag is in this
// voice's own, so that nothing need be said about it.
func (v Localizer) Speaks(tag string) bool {
	base, ok := baseOf(tag)
	return ok && base == locales[v.index].base
}
