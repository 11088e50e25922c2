package corpus

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/abadojack/whatlanggo"
	"golang.org/x/text/language"
)

// defaultLanguage is the language of a corpus too short to say.
const defaultLanguage = "en"

// languages are those that are recognized: many people write in them, and they are seldom
// mistaken for one another.
var languages = func() map[whatlanggo.Lang]bool {
	known := make(map[whatlanggo.Lang]bool)
	for _, l := range []whatlanggo.Lang{
		whatlanggo.Arb, whatlanggo.Bul, whatlanggo.Ces, whatlanggo.Cmn, whatlanggo.Dan, whatlanggo.Deu, whatlanggo.Ell, whatlanggo.Eng,
		whatlanggo.Fin, whatlanggo.Fra, whatlanggo.Heb, whatlanggo.Hin, whatlanggo.Hrv, whatlanggo.Hun, whatlanggo.Ind, whatlanggo.Ita,
		whatlanggo.Jpn, whatlanggo.Kor, whatlanggo.Nld, whatlanggo.Nob, whatlanggo.Pes, whatlanggo.Pol, whatlanggo.Por, whatlanggo.Ron,
		whatlanggo.Rus, whatlanggo.Spa, whatlanggo.Swe, whatlanggo.Tha, whatlanggo.Tur, whatlanggo.Ukr, whatlanggo.Vie,
	} {
		known[l] = true
	}
	return known
}()

// setLanguages gives each story without a language the one that its text is in. If that is
// not certain, because the text is short, it is one that others in the same script are in.
func setLanguages(stories []*Story) {
	sizes := make(map[*unicode.RangeTable]map[string]int) // by script and language, in bytes
	guesses := make(map[*Story]whatlanggo.Info)
	for _, story := range stories {
		text := sample(story)
		guess := whatlanggo.DetectWithOptions(text, whatlanggo.Options{Whitelist: languages})
		guesses[story] = guess
		if story.Language == "" && guess.IsReliable() && len(text) >= 30 {
			story.Language = tagOf(guess)
		}
		if story.Language != "" {
			if sizes[guess.Script] == nil {
				sizes[guess.Script] = make(map[string]int)
			}
			sizes[guess.Script][story.Language] += utf8.RuneCountInString(text)
		}
	}
	for _, story := range stories {
		if story.Language != "" {
			continue
		}
		guess := guesses[story]
		known := sizes[guess.Script]
		if tag := tagOf(guess); len(known) == 0 && len(sample(story)) >= 60 || known[tag] > 0 {
			story.Language = tag
			continue
		}
		most := defaultLanguage
		for tag, size := range known {
			if size > known[most] || size == known[most] && tag < most {
				most = tag
			}
		}
		story.Language = most
	}
}

// sample returns text of a story that is enough to tell its language.
func sample(story *Story) string {
	const enough = 4000 // bytes
	var text strings.Builder
	for _, u := range story.Units {
		if text.Len() > enough {
			break
		}
		text.WriteString(u.Question + "\n" + u.Text + "\n")
	}
	return text.String()
}

// tagOf returns the tag of a recognized language.
func tagOf(guess whatlanggo.Info) string {
	tag, err := language.Parse(guess.Lang.Iso6391())
	if err != nil {
		return defaultLanguage
	}
	return tag.String()
}
