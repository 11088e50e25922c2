package corpus

import "testing"

func TestLanguagesAreRecognized(t *testing.T) {
	texts := map[string]string{
		"en": "The gate of the garden opens at nine every day, and members may bring their dogs. Please note that it closes early in winter.",
		"de": "Das Tor des Gartens öffnet jeden Tag um neun, und Mitglieder dürfen ihre Hunde mitbringen. Im Winter ist er nur bis vier Uhr offen.",
		"fr": "La porte du jardin ouvre tous les jours à neuf heures et les membres peuvent amener leurs chiens. En hiver, elle ferme plus tôt.",
		"es": "La puerta del jardín abre todos los días a las nueve y los socios pueden traer a sus perros. En invierno cierra más temprano.",
		"pt": "O portão do jardim abre todos os dias às nove horas e os sócios podem trazer os seus cães. No inverno fecha mais cedo.",
		"it": "Il cancello del giardino apre ogni giorno alle nove e i soci possono portare i loro cani. In inverno chiude prima.",
		"nl": "De poort van de tuin gaat elke dag om negen uur open en leden mogen hun honden meenemen. In de winter gaat hij vroeg dicht.",
		"ru": "Ворота сада открываются каждый день в девять часов, и члены клуба могут приводить собак.",
		"ar": "تفتح بوابة الحديقة كل يوم في الساعة التاسعة ويمكن للأعضاء إحضار كلابهم معهم.",
		"zh": "花园的大门每天九点开放，会员可以带狗进来。请注意冬天花园会提前关闭。",
		"ja": "庭の門は毎日九時に開きます。会員は犬を連れてくることができます。冬は早く閉まります。",
	}
	var files []string
	for tag, text := range texts {
		if got := load(t, "s.md", text).Stories[0].Language; got != tag {
			t.Errorf("language of %q = %q, want %q", text, got, tag)
		}
		files = append(files, tag+".md", text)
	}
	for _, s := range load(t, files...).Stories {
		if s.Language != s.ID {
			t.Errorf("in a mixed folder, the language of %s = %q", s.ID, s.Language)
		}
	}
}

func TestLanguageOfShortPages(t *testing.T) {
	long := "Das Tor des Gartens öffnet jeden Tag um neun, und Mitglieder dürfen ihre Hunde mitbringen. Im Winter ist er nur bis vier Uhr offen."
	tests := []struct {
		name  string
		files []string
		want  string // of a.md
	}{
		{"alone", []string{"a.md", "OK so."}, "en"},
		{"with longer pages", []string{"a.md", "OK so.", "b.md", long}, "de"},
		{"from the file's name", []string{"a.nl.md", "De poort is open, en de tuin ook.", "b.md", long}, "nl"},
		{"named", []string{"a.md", "---\nlang: pt-br\n---\n" + long}, "pt-BR"},
	}
	for _, test := range tests {
		if got := load(t, test.files...).Stories[0].Language; got != test.want {
			t.Errorf("%s: language = %q, want %q", test.name, got, test.want)
		}
	}
}
