package vocab

import (
	"slices"
	"testing"
)

// Each language finds its words in other forms, and without accents.
func TestLanguages(t *testing.T) {
	tests := []struct{ tag, text, other string }{
		{"de", "die Öffnungszeiten des Gartens", "Offnungszeit garten"},
		{"de-AT", "große Häuser", "grosse Haus"},
		{"es", "las direcciones de correo", "direccion correos"},
		{"fr", "l'inscription d’élèves", "inscriptions eleve"},
		{"it", "l'iscrizione delle scuole", "iscrizioni scuola"},
		{"nl", "de openingstijden van winkels", "openingstijd winkel"},
		{"pt-BR", "as inscrições das escolas", "inscricao escola"},
		{"ru", "часы работы ёлочных садов", "час работа елочный сад"},
		{"ar", "المدينة والمكتبات", "مدينة مكتبات"},
		{"ja", "開園時間は何時ですか", "開園時間"},
		{"zh-Hant", "開放時間是幾點", "開放時間"},
		{"sv", "öppettiderna i trädgårdarna", "oppettider tradgard"},
		{"xx", "Ŝanĝoj", "sangoj"},
	}
	for _, test := range tests {
		t.Run(test.tag, func(t *testing.T) {
			l := LanguageOf(test.tag)
			has := make(map[string]bool)
			for _, word := range l.Words(test.text) {
				has[l.Stem(word)] = true
			}
			for _, word := range l.Words(test.other) {
				if !has[l.Stem(word)] {
					t.Errorf("%q (stem %q) is not in the stems of %q: %v", word, l.Stem(word), test.text, has)
				}
			}
		})
	}
}

func TestBase(t *testing.T) {
	tests := []struct{ tag, want string }{{"pt-BR", "pt"}, {"nb", "no"}, {"zh_Hant", "zh"}, {"", "en"}, {"?!", "und"}}
	for _, test := range tests {
		if got := Base(test.tag); got != test.want {
			t.Errorf("Base(%q) = %q, want %q", test.tag, got, test.want)
		}
	}
}

func TestStopWordsOfLanguages(t *testing.T) {
	tests := []struct {
		tag        string
		stop, none []string
	}{
		{"de", []string{"der", "für", "wie"}, []string{"garten"}},
		{"fr", []string{"les", "été"}, []string{"jardin"}},
		{"ru", []string{"как", "и"}, []string{"сад"}},
		{"ja", []string{"です"}, []string{"時間"}},
	}
	for _, test := range tests {
		l := LanguageOf(test.tag)
		isStop := func(text string) bool {
			return !slices.ContainsFunc(l.Words(text), func(word string) bool { return !l.IsStop(l.Stem(word)) })
		}
		for _, word := range test.stop {
			if !isStop(word) {
				t.Errorf("%s: %q is no stop word, want one", test.tag, word)
			}
		}
		for _, word := range test.none {
			if isStop(word) {
				t.Errorf("%s: %q is a stop word", test.tag, word)
			}
		}
	}
}

func TestFrequentWords(t *testing.T) {
	for _, tag := range []string{"ar", "de", "es", "fr", "it", "nl", "pt", "ru"} {
		data, err := frequentFiles.ReadFile("frequent/" + tag + ".txt")
		if err != nil {
			t.Fatal(err)
		}
		l := LanguageOf(tag)
		words := slices.Collect(func(yield func(string) bool) {
			for _, word := range l.Words(string(data)) {
				if !yield(word) {
					return
				}
			}
		})
		known := 0
		last := 1.0
		for _, word := range words {
			f := l.RelativeFrequency(word)
			if f > 0 {
				known++
			}
			last = min(last, f)
		}
		if known < 3400 || l.RelativeFrequency(words[0]) < .02 || l.RelativeFrequency("xyzzy") != 0 {
			t.Errorf("%s: %d of %d words are known, the first has %v", tag, known, len(words), l.RelativeFrequency(words[0]))
		}
	}
}
