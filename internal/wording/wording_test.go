package wording

import (
	"cmp"
	"slices"
	"sync"
	"testing"
)

func TestFor(t *testing.T) {
	type test struct {
		name    string
		locales []string
		want    string
	}
	tests := []test{
		{"no locale", nil, "en"},
		{"empty", []string{""}, "en"},
		{"not a tag", []string{"no such language"}, "en"},
		{"first that is supported", []string{"it", "", "de", "fr"}, "de"},
		{"the member's before the default", []string{"ja", "fr"}, "ja"},
		{"none that is supported", []string{"it", "nl"}, "en"},
		{"only a region", []string{"und-US", "fr"}, "fr"},
		{"of another region", []string{"pt-PT"}, "pt-BR"},
		{"other case and separator", []string{"PT_br"}, "pt-BR"},
	}
	for locale, want := range discordLocales {
		tests = append(tests,
			test{locale, []string{locale}, cmp.Or(want, Default)},
			test{locale + " before fr", []string{locale, "fr"}, cmp.Or(want, "fr")})
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := For(test.locales...).Language(); got != test.want {
				t.Errorf("For(%q).Language() = %q, want %q", test.locales, got, test.want)
			}
		})
	}
}

// discordLocales maps Discord's locales to the languages of replies; "" for those that are
// not supported.
// https://discord.com/developers/docs/reference#locales
var discordLocales = map[string]string{
	"id": "", "da": "", "de": "de", "en-GB": "en", "en-US": "en", "es-ES": "es", "es-419": "es", "fr": "fr",
	"hr": "", "it": "", "lt": "", "hu": "", "nl": "", "no": "", "pl": "", "pt-BR": "pt-BR", "ro": "", "fi": "",
	"sv-SE": "", "vi": "", "tr": "", "cs": "", "el": "", "bg": "", "ru": "", "uk": "", "hi": "", "th": "",
	"zh-CN": "", "ja": "ja", "zh-TW": "", "ko": "",
}

func TestZeroLocalizerIsTheDefault(t *testing.T) {
	if zero := (Localizer{}); zero != For(Default) || zero.Language() != Default || zero.Language() != Languages()[0] {
		t.Errorf("Localizer{}.Language() = %q, want %q, the first of %q", zero.Language(), Default, Languages())
	}
}

func TestMessages(t *testing.T) {
	german := For("de")
	tests := []struct{ name, got, want string }{
		{"zero Localizer", Localizer{}.T(StorySilent), "I didn’t find an answer in the story."},
		{"another language", german.T(StorySilent), "Ich habe im Artikel keine Antwort gefunden."},
		{"filled in", Localizer{}.T(Change, "To", "cloud", "From", "clod"), "“cloud” instead of “clod”"},
		{"values are not templates", Localizer{}.T(Quoted, "Words", "{{.Words}}"), "“{{.Words}}”"},
		{"numbers", Localizer{}.T(ResultOf, "Number", 2, "Count", 5), "Result 2 of 5."},
		{"more values than placeholders", Localizer{}.T(Welcome, "Example", "none"), "You’re welcome!"},
		{"no such message", german.T("NoSuchMessage"), "NoSuchMessage"},
		{"no message", german.T(""), ""},
		{"a value is missing", german.T(Change, "To", "cloud"), "Change"},
		{"a name without a value", german.T(Change, "To", "cloud", "From"), "Change"},
		{"a name that is not a string", german.T(Quoted, 1, "cloud"), "Quoted"},

		{"one", Localizer{}.Plural(TooFast, 1), "You’re asking too fast. Try again in 1 second."},
		{"several", Localizer{}.Plural(TooFast, 3), "You’re asking too fast. Try again in 3 seconds."},
		{"French none", For("fr").Plural(AndMore, 0), "et 0 autre"},
		{"a language without plural", For("ja").Plural(AndMore, 1), "ほか1件"},
		{"count of no such message", german.Plural("NoSuchMessage", 2), "NoSuchMessage"},
		{"a count and no values", german.Plural(ResultOf, 2), "ResultOf"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if test.got != test.want {
				t.Errorf("got %q, want %q", test.got, test.want)
			}
		})
	}
}

func TestLanguageName(t *testing.T) {
	tests := []struct{ language, tag, want string }{
		{"en", "en", "English"},
		{"de", "en-GB", "Englisch"},
		{"es", "en", "inglés"},
		{"fr", "en", "anglais"},
		{"ja", "en", "英語"},
		{"pt-BR", "en", "inglês"},
		{"de", "no", "Norwegisch"},
		{"de", "zh-Hant", "Chinesisch"},
		{"de", "tlh", "tlh"},
		{"de", "", ""},
		{"de", "not a tag", "not a tag"},
	}
	for _, test := range tests {
		if got := For(test.language).LanguageName(test.tag); got != test.want {
			t.Errorf("For(%q).LanguageName(%q) = %q, want %q", test.language, test.tag, got, test.want)
		}
	}
}

func TestSpeaks(t *testing.T) {
	tests := []struct {
		language, tag string
		want          bool
	}{
		{"en", "en", true},
		{"en", "en-GB", true},
		{"pt-BR", "pt-PT", true},
		{"de", "en", false},
		{"de", "nl", false},
		{"en", "", false},
		{"en", "und", false},
		{"en", "not a tag", false},
	}
	for _, test := range tests {
		if got := For(test.language).Speaks(test.tag); got != test.want {
			t.Errorf("For(%q).Speaks(%q) = %t, want %t", test.language, test.tag, got, test.want)
		}
	}
}

// TestConcurrentUse uses all languages from several goroutines, including the first use if it
// runs alone. It needs the race detector.
func TestConcurrentUse(t *testing.T) {
	var all sync.WaitGroup
	for range 4 {
		for _, language := range Languages() {
			all.Go(func() {
				v := For(language)
				if got := v.LanguageName(v.Language()); got == "" || got == language {
					t.Errorf("For(%q).LanguageName(%q) = %q, want a name", language, v.Language(), got)
				}
				if got := v.T(Quoted, "Words", language); got == string(Quoted) {
					t.Errorf("For(%q).T(Quoted) = %q, want a text", language, got)
				}
				if got := v.Plural(TooFast, 2); got == string(TooFast) {
					t.Errorf("For(%q).Plural(TooFast, 2) = %q, want a text", language, got)
				}
			})
		}
	}
	all.Wait()
}

// FuzzTags checks that any tag can be used, since members' clients and authors choose them.
func FuzzTags(f *testing.F) {
	for _, tag := range []string{"de", "es-419", "zh-Hant-TW", "i-klingon", "en-u-co-phonebk", "x-private", "und", "pt_BR"} {
		f.Add(tag)
	}
	f.Fuzz(func(t *testing.T, tag string) {
		v := For(tag)
		if !slices.Contains(Languages(), v.Language()) {
			t.Errorf("For(%q).Language() = %q, want one of %q", tag, v.Language(), Languages())
		}
		if v.Speaks(tag) && v.LanguageName(tag) == tag {
			t.Errorf("For(%q) has no name for its own language", tag)
		}
	})
}

// BenchmarkFirstMessage measures loading a language.
func BenchmarkFirstMessage(b *testing.B) {
	for b.Loop() {
		read(Default)
	}
}

func BenchmarkFor(b *testing.B) {
	for b.Loop() {
		For("es-419")
	}
}

func BenchmarkMessage(b *testing.B) {
	v := For("de")
	b.Run("without values", func(b *testing.B) {
		for b.Loop() {
			v.T(StorySilent)
		}
	})
	b.Run("with values", func(b *testing.B) {
		for b.Loop() {
			v.T(Change, "To", "cloud", "From", "clod")
		}
	})
}
