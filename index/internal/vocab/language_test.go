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

// The languages that are recognized by their frequent words have some.
func TestFrequentWords(t *testing.T) {
	for _, tag := range slices.Concat(writtenIn[""], writtenIn["ar"], writtenIn["ru"]) {
		if tag == "en" {
			continue
		}
		data, err := frequentFiles.ReadFile("frequent/" + tag + ".txt")
		if err != nil {
			t.Fatal(err)
		}
		l := byTag(tag)
		words := PlainWords(string(data))
		if most := l.RelativeFrequency(words[0]); l.Tag != tag || l.frequent(words) < len(words)*85/100 || most < .02 || l.RelativeFrequency("xyzzy") != 0 {
			t.Errorf("%s, as %s: %d of %d words are frequent, the first has %v", tag, l.Tag, l.frequent(words), len(words), most)
		}
	}
}

func TestPlainWords(t *testing.T) {
	tests := []struct {
		text string
		want []string
	}{
		{"Wer baute das Café?", []string{"wer", "baute", "das", "cafe"}},
		{"Don’t l'eau", []string{"dont", "leau"}},
		{"GPT-4, 2026!", []string{"gpt"}},
		{"каждый ёж", []string{"каждый", "еж"}},
		{"?! 🙂 3", nil},
	}
	for _, test := range tests {
		if got := PlainWords(test.text); !slices.Equal(got, test.want) {
			t.Errorf("PlainWords(%q) = %q, want %q", test.text, got, test.want)
		}
	}
}

// A sentence fits its own language best.
func TestFit(t *testing.T) {
	sentences := map[string]string{
		"de": "Warum hatte die Firma Angst vor dem Bündnis?",
		"en": "Why was the company afraid of the alliance?",
		"es": "¿Por qué tenía miedo la empresa de la alianza?",
		"fr": "Pourquoi l’entreprise avait-elle peur de cette alliance ?",
		"it": "Perché la società aveva paura di questa alleanza?",
		"nl": "Waarom was het bedrijf bang voor dat verbond?",
		"pt": "Por que a empresa tinha medo dessa aliança?",
		"ru": "Почему компания боялась этого союза?",
		"ar": "لماذا كانت الشركة تخاف من هذا التحالف",
		"ja": "なぜこの会社はあの同盟をおそれたのですか",
	}
	for of, sentence := range sentences {
		words := PlainWords(sentence)
		own := LanguageOf(of).Fit(words)
		for tag := range sentences {
			if other := LanguageOf(tag).Fit(words); tag != of && other >= own {
				t.Errorf("%q fits %s by %.2f and %s by %.2f, want %s best", sentence, of, own, tag, other, of)
			}
		}
	}
	if a, b := LanguageOf("de").Fit(nil), LanguageOf("en").Fit([]string{"xyzzy"}); a != 0 || b != LanguageOf("de").Fit([]string{"xyzzy"}) {
		t.Errorf("no words fit by %v, an unknown one by %v, want 0 and the same in each language", a, b)
	}
}

func TestRecognize(t *testing.T) {
	tests := []struct {
		name, text string
		known      []string
		want       string
	}{
		{"known", "Why was the company afraid of the alliance?", []string{"en"}, ""},
		{"another", "Waarom was het bedrijf zo bang voor dat verbond?", []string{"en"}, "nl"},
		{"another of several known", "Perché la società aveva paura di questa alleanza?", []string{"en", "de", "es"}, "it"},
		{"the second known", "Warum hatte die Firma Angst vor dem Bündnis?", []string{"en", "de"}, ""},
		{"too short", "Wetenschap", []string{"en"}, ""},
		{"between two languages", "jak", []string{"en"}, "und"},
		{"Croatian or Serbian", "Zašto se Microsoft bojao Amazona?", []string{"en"}, "und"},
		{"Polish without accents", "czemu oni sie bali", []string{"en", "de", "es", "fr", "pt"}, "pl"},
		{"Filipino", "bakit sila natakot", []string{"en"}, "fil"},
		{"names", "Microsoft OpenAI Amazon", []string{"en"}, ""},
		{"gibberish", "xyzzy plugh frobozz quux", []string{"en"}, ""},
		{"typos", "wy did teh compny feer an aliance", []string{"en"}, ""},
		{"nothing", "", []string{"en"}, ""},
		{"Cyrillic", "Почему они боялись этого союза?", []string{"en"}, "ru"},
		{"Ukrainian", "Чому вони боялися?", []string{"en"}, "uk"},
		{"Cyrillic of several languages", "союз", []string{"en"}, "und"},
		{"Persian", "چرا شرکت از این اتحاد می ترسید", []string{"en"}, "fa"},
		{"Chinese, not Japanese", "为什么害怕", []string{"en", "ja"}, "zh"},
		{"Cyrillic, known", "Почему?", []string{"en", "ru"}, ""},
		{"Korean", "왜 두려워했나요?", []string{"en", "ja"}, "ko"},
		{"Korean, known", "왜 두려워했나요?", []string{"en", "ko"}, ""},
		{"Chinese", "为什么害怕", []string{"en"}, "zh"},
		{"Chinese characters of Japanese", "同盟 理由", []string{"en", "ja"}, ""},
		{"Japanese", "なぜ同盟を恐れたのか", []string{"en", "zh"}, "ja"},
		{"Thai", "ทำไมบริษัทกลัว", []string{"en"}, "th"},
		{"a name in another script", "Why does Москва fear the alliance?", []string{"en"}, ""},
		{"known without an analyzer", "Dlaczego firma obawiała się tego sojuszu?", []string{"pl"}, ""},
		{"known, in another script than its frequent words", "Зашто се Мајкрософт плашио?", []string{"sr"}, ""},
		{"a script of several languages", "Чому компанія боялася?", []string{"uk"}, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := Recognize(PlainWords(test.text), test.known); got != test.want {
				t.Errorf("Recognize(%q, %q) = %q, want %q", test.text, test.known, got, test.want)
			}
		})
	}
}
