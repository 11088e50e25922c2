package corpus

import "testing"

func TestSlug(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"plain", "Future Outlook", "future-outlook"},
		{"signs", "Background of Microsoft & OpenAI Partnership", "background-of-microsoft-openai-partnership"},
		{"apostrophes", "Amazon’s and Microsoft's", "amazons-and-microsofts"},
		{"signs at the ends", " -- Why?! ", "why"},
		{"numbers", "In 2026: GPT-4, H₂O", "in-2026-gpt-4-h₂o"},
		{"composed and decomposed", "Cafe\u0301", "café"},
		{"other scripts", "Что нового? 人工智能！", "что-нового-人工智能"},
		{"vowel signs", "हिन्दी भाषा", "हिन्दी-भाषा"},
		{"Arabic", "ما هو الذكاء؟", "ما-هو-الذكاء"},
		{"no words", "?! — 🎉", ""},
		{"empty", "", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := slug(test.in); got != test.want {
				t.Errorf("slug(%q) = %q, want %q", test.in, got, test.want)
			}
		})
	}
}
