package cli

import (
	"bytes"
	"embed"
	"html/template"
	"regexp"
	"slices"
	"strings"
	"testing"

	"alliancebot/internal/wording"
)

//go:embed testdata/gallery.html
var galleryFile embed.FS

// translated are the scenes that the gallery shows in all languages, by title.
// It shows the others in English alone, to remain a page that one can look at.
var translated = []string{
	"An answer of the story", "With misspelt words", "Already answered here", "More results",
	"Places where it may be", "No answer, with the closest section", "An answer for another member",
	"A private answer notifies nobody", "Shared", "Not theirs to remove", "An answer to a message",
	"The FAQ’s questions", "The next page", "Help", "A greeting", "What the bot can do", "One who asks too fast",
	"A channel that asks too fast", "A passage that has changed", "Reindexed", "A button of an older release",
	"Something went wrong",
}

// chat is the scenes in one language on the page.
type chat struct {
	Language string
	Name     string // of the language, in itself
	Chapters []chapter
}

type chapter struct {
	Title  string
	Scenes []shownScene
}

// shownScene is a scene with what its place on the page adds.
type shownScene struct {
	scene
	ID       string // of the element, different from all others
	Language string
	Fresh    []string // prompts of menus that the chat shows for the first time, and so shows open
}

type partOfScene struct {
	part
	Scene shownScene
}

// drawGallery returns a page that shows the scenes as Discord would.
func drawGallery(t *testing.T, plays map[string]play) []byte {
	t.Helper()
	page := template.Must(template.New("gallery.html").Funcs(template.FuncMap{
		"markdown": discordHTML,
		"has":      func(list []string, item string) bool { return slices.Contains(list, item) },
		"in":       func(s shownScene, c part) partOfScene { return partOfScene{c, s} },
	}).ParseFS(galleryFile, "testdata/gallery.html"))
	var chats []chat
	for _, language := range wording.Languages() {
		scenes := plays[language].scenes
		if language != wording.Default {
			scenes = slices.DeleteFunc(slices.Clone(scenes), func(s scene) bool { return !slices.Contains(translated, s.Title) })
			if len(scenes) != len(translated) {
				t.Errorf("of the %d scenes to show in all languages there are %d", len(translated), len(scenes))
			}
		}
		chats = append(chats, newChat(language, scenes))
	}
	var html bytes.Buffer
	if err := page.Execute(&html, chats); err != nil {
		t.Fatal(err)
	}
	return html.Bytes()
}

func newChat(language string, scenes []scene) chat {
	c := chat{Language: language, Name: wording.For(language).LanguageName(language)}
	seen := map[string]bool{}
	for _, s := range scenes {
		if last := len(c.Chapters) - 1; last < 0 || c.Chapters[last].Title != s.Chapter {
			c.Chapters = append(c.Chapters, chapter{Title: s.Chapter})
		}
		shown := shownScene{scene: s, ID: sceneID(language, s.Title), Language: language}
		for c := range allParts(s.Shows) {
			if c.Type == selectMenu && !seen[c.Placeholder] {
				seen[c.Placeholder] = true
				shown.Fresh = append(shown.Fresh, c.Placeholder)
			}
		}
		last := &c.Chapters[len(c.Chapters)-1]
		last.Scenes = append(last.Scenes, shown)
	}
	return c
}

// sceneID is the id of a scene's element on the page.
func sceneID(language, title string) string {
	return language + "-" + strings.Trim(regexp.MustCompile(`[^a-z]+`).ReplaceAllString(strings.ToLower(title), "-"), "-")
}
