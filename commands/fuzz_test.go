package commands

import (
	"testing"

	"alliancebot/corpus"
	"alliancebot/index"
)

// FuzzReplies runs commands on any story in any language and follows each button and
// choice of the replies, checking every Reply.
func FuzzReplies(f *testing.F) {
	f.Add("One is here. Two is here.\n\n## Part\n\nThree is here.", "## Who is here?\n\nOne is.\n", "who is here", "de", false)
	f.Add("# x\n\n- a\n- b\n\n> **c** @everyone", "## ?\n\n!\n", "##", "pt-BR", true)
	f.Add("日本語。これは答えです。", "", "答え", "ja", true)
	f.Add("\u202etxet", "## \u200b?\n\n\ufeffa\n", "\xff\x00", "zz", false)
	f.Fuzz(func(t *testing.T, text, faq, question, locale string, private bool) {
		files := folder(map[string]string{"a.md": story("A", text)})
		if faq != "" {
			files["a.faq.md"] = folder(map[string]string{"": faq})[""]
		}
		c, err := corpus.Load(files, corpus.Options{})
		if err != nil {
			t.Skip("no story")
		}
		engine, err := index.New(c)
		if err != nil {
			t.Skip("no story that can be searched")
		}
		defer engine.Close()
		r := NewRouter(engine, Settings{Private: private, Language: locale})
		asked := asks(question)
		asked.Locale = locale
		for _, command := range []string{"ask", "faq", "story", "Answer from the story"} {
			asked.Command = command
			reply := request(t, r, asked)
			for _, b := range reply.Buttons {
				if !b.Disabled {
					press(t, r, b, bob, Origin{Private: reply.Private, AskerID: ann.UserID})
				}
			}
			for _, m := range reply.Menus {
				for _, choice := range m.Choices {
					press(t, r, Button{Command: m.Command, Value: choice.Value}, ann, Origin{Private: reply.Private})
				}
			}
		}
	})
}
