package wording

import (
	"cmp"
	"fmt"
	"sync"

	"go.yaml.in/yaml/v4"
)

// names is the contents of languages.yaml: the name of each language in each supported
// one. The tables of golang.org/x/text/language/display have more languages, but add a
// millisecond to each start of the program.
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

// LanguageName returns the name of the language of a BCP 47 tag in the Localizer's
// language, for QuotedAsPublished, or the tag if the name is not known.
func (l Localizer) LanguageName(tag string) string {
	base, ok := baseOf(tag)
	if !ok {
		return tag
	}
	return cmp.Or(names()[base.String()][l.Language()], tag)
}

// Speaks reports whether the language of a BCP 47 tag is the Localizer's.
func (l Localizer) Speaks(tag string) bool {
	base, ok := baseOf(tag)
	return ok && base == locales[l.index].base
}
