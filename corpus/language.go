package corpus

import (
	"cmp"
	"regexp"
	"strings"
	"unicode"

	"github.com/abadojack/whatlanggo"
	"golang.org/x/text/language"
)

// defaultLanguage is the language of the built-in files, and of a corpus that is too
// short to recognize one.
const defaultLanguage = "en"

const (
	// maxProse is how much of a story is used to recognize its language, in bytes.
	maxProse = 4000
	// minProse is the length, in bytes, below which a text's language is not
	// recognized, unless its file's name contains the language.
	minProse = 100
	// minConfidence is the least confidence with which a language is accepted.
	minConfidence = 0.8
)

// recordProse records the beginning of a story's prose.
func (l *loader) recordProse(story *Story, blocks []block) {
	text := l.prose[story]
	if text == nil {
		text = new(strings.Builder)
		l.prose[story] = text
	}
	for _, b := range blocks {
		if b.kind != codeBlock && b.kind != tableBlock && text.Len() < maxProse {
			text.WriteString(b.text + "\n")
		}
	}
}

// setLanguages sets the language of stories that name none: the one that is recognized,
// or else the most frequent one in the corpus.
func (l *loader) setLanguages(stories []*Story) {
	sizes := make(map[string]int)
	for _, story := range stories {
		if text := l.prose[story]; story.Language == "" && text != nil {
			story.Language = recognize(text.String(), story.File)
		}
		for _, u := range story.Units {
			sizes[story.Language] += len(u.Text)
		}
	}
	most := defaultLanguage
	for tag, size := range sizes {
		if tag != "" && (size > sizes[most] || size == sizes[most] && tag < most) {
			most = tag
		}
	}
	for _, story := range stories {
		story.Language = cmp.Or(story.Language, most)
	}
}

// recognize returns the language of a file's text, or "" if it is uncertain.
func recognize(text, file string) string {
	switch tag := byScript(text); {
	case tag != "":
		return tag
	case strings.TrimSpace(text) == "":
		return ""
	}
	if info := whatlanggo.Detect(text); namesLanguage(file, info.Lang.Iso6391()) {
		return info.Lang.Iso6391()
	}
	info := whatlanggo.DetectWithOptions(text, whatlanggo.Options{Whitelist: widespread})
	tag, err := language.Parse(info.Lang.Iso6391())
	if err != nil {
		return ""
	}
	if namesLanguage(file, tag.String()) || len(text) >= minProse && info.IsReliable() && info.Confidence >= minConfidence {
		return tag.String()
	}
	return ""
}

// widespread are the languages that are recognized by text alone. Short texts in these
// are easily mistaken for others.
var widespread = map[whatlanggo.Lang]bool{
	whatlanggo.Arb: true, whatlanggo.Bul: true, whatlanggo.Ces: true, whatlanggo.Dan: true, whatlanggo.Deu: true,
	whatlanggo.Ell: true, whatlanggo.Eng: true, whatlanggo.Fin: true, whatlanggo.Fra: true, whatlanggo.Heb: true,
	whatlanggo.Hin: true, whatlanggo.Hrv: true, whatlanggo.Hun: true, whatlanggo.Ind: true, whatlanggo.Ita: true,
	whatlanggo.Lit: true, whatlanggo.Lav: true, whatlanggo.Nld: true, whatlanggo.Nob: true, whatlanggo.Pes: true,
	whatlanggo.Pol: true, whatlanggo.Por: true, whatlanggo.Ron: true, whatlanggo.Rus: true, whatlanggo.Slv: true,
	whatlanggo.Spa: true, whatlanggo.Swe: true, whatlanggo.Tha: true, whatlanggo.Tur: true, whatlanggo.Ukr: true,
	whatlanggo.Vie: true,
}

// byScript recognizes languages that have their own script. Few of the letters need to
// be in it, since many texts contain Latin names and commands.
func byScript(text string) string {
	var letters, kana, hangul, han int
	for _, r := range text {
		switch {
		case !unicode.IsLetter(r):
			continue
		case unicode.In(r, unicode.Hiragana, unicode.Katakana):
			kana++
		case unicode.Is(unicode.Hangul, r):
			hangul++
		case unicode.Is(unicode.Han, r):
			han++
		}
		letters++
	}
	switch {
	case 20*kana > letters:
		return "ja"
	case 20*hangul > letters:
		return "ko"
	case 10*han > letters:
		return "zh"
	}
	return ""
}

var nameParts = regexp.MustCompile(`[^A-Za-z]+`)

// namesLanguage reports whether a file's path contains a language, as in "de/faq.md",
// "faq.de.md", "faq_de.md" and "FAQde.md".
func namesLanguage(file, tag string) bool {
	for _, part := range nameParts.Split(idOf(file), -1) {
		short := strings.TrimLeftFunc(part, unicode.IsUpper)
		if strings.EqualFold(part, tag) || part != short && short == tag {
			return true
		}
	}
	return false
}
