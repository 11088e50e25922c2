package main

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"regexp"
	"slices"
	"strings"

	"alliancebot/internal/wording"
)

//go:embed templates
var templateFiles embed.FS

var templates = template.Must(template.New("").Funcs(template.FuncMap{
	"markdown":  markdownHTML,
	"has":       slices.Contains[[]string],
	"in":        func(s shownScene, c component) shownComponent { return shownComponent{c, s} },
	"languages": languageNames,
}).ParseFS(templateFiles, "templates/*.html"))

func languageNames() (names []string) {
	for _, language := range wording.Languages() {
		names = append(names, english.LanguageName(language))
	}
	return names
}

// best are the scenes that show most quickly what the bot can do, with captions.
var best = []struct{ language, title, caption string }{
	{"en", "With typos", "Ask in your own words, typos and all"},
	{"en", "A question in a conversation", "Or just mention the bot"},
	{"en", "A follow-up", "Reply to an answer to ask on"},
	{"en", "No answer to a mention", "It says so if the story has no answer, in a line"},
	{"en", "The question is edited, and so is the answer", "Edit the question, and the answer follows"},
	{"en", "In context", "Read the passage in context"},
	{"de", "An answer from the story", "Members use it in their own language"},
}

// translated are the scenes that gallery-all.html shows in every language. It shows the
// others only in English, to keep the page readable.
var translated = []string{
	"An answer from the story", "With typos", "Already answered here", "More results",
	"Passages that may have the answer", "No answer, but the closest section", "An answer for another member",
	"A private answer notifies nobody", "A private answer, shared", "Others cannot remove it", "An answer to a message",
	"No answer to a mention", "The FAQ’s questions", "The next page", "Help", "A greeting", "What the bot can do", "A rate limit for a member",
	"A rate limit for a channel", "A passage that has changed", "A preview of a reindex", "A button from an older release",
	"An error", "Missed questions", "One of them", "A new answer", "An answer that makes others worse", "Taught anyway", "Statistics",
	"Why there is no answer",
}

type shownScene struct {
	scene
	ID       string // of the element; unique
	Language string
	Caption  string
	Open     []string // the prompts of open menus
}

type shownComponent struct {
	component
	Scene shownScene
}

// chat is the scenes in one language.
type chat struct {
	Language string
	Name     string // of the language, in that language
	Chapters []chapter
}

type chapter struct {
	Title  string
	Scenes []shownScene
}

// drawGallery returns the page with the best scenes.
func drawGallery(recordings []recording) ([]byte, error) {
	var scenes []shownScene
	for _, b := range best {
		for _, r := range recordings {
			for _, s := range r.scenes {
				if r.language == b.language && s.Title == b.title {
					scenes = append(scenes, shownScene{scene: s, ID: sceneID(r.language, s.Title), Language: r.language, Caption: b.caption})
				}
			}
		}
	}
	if len(scenes) != len(best) {
		return nil, fmt.Errorf("gallery.html: %d of %d scenes", len(scenes), len(best))
	}
	return execute("gallery.html", scenes)
}

// drawGalleryAll returns the page with all scenes.
func drawGalleryAll(recordings []recording) ([]byte, error) {
	var chats []chat
	for _, r := range recordings {
		c, found, open := chat{Language: r.language, Name: wording.For(r.language).LanguageName(r.language)}, 0, map[string]bool{}
		for _, s := range r.scenes {
			if r.language != wording.Default && !slices.Contains(translated, s.Title) {
				continue
			}
			found++
			shown := shownScene{scene: s, ID: sceneID(r.language, s.Title), Language: r.language}
			for _, part := range all(s.Message) {
				if part.Type == menuType && !open[part.Placeholder] { // open the first time it appears
					open[part.Placeholder] = true
					shown.Open = append(shown.Open, part.Placeholder)
				}
			}
			if last := len(c.Chapters) - 1; last < 0 || c.Chapters[last].Title != s.Chapter {
				c.Chapters = append(c.Chapters, chapter{Title: s.Chapter})
			}
			last := &c.Chapters[len(c.Chapters)-1]
			last.Scenes = append(last.Scenes, shown)
		}
		if r.language != wording.Default && found != len(translated) {
			return nil, fmt.Errorf("gallery-all.html: %d of %d translated scenes in %s", found, len(translated), r.language)
		}
		chats = append(chats, c)
	}
	return execute("gallery-all.html", chats)
}

func execute(name string, data any) ([]byte, error) {
	var page bytes.Buffer
	if err := templates.ExecuteTemplate(&page, name, data); err != nil {
		return nil, err
	}
	return page.Bytes(), nil
}

// sceneID returns the ID of a scene's element.
func sceneID(language, title string) string {
	return language + "-" + strings.Trim(regexp.MustCompile(`[^a-z]+`).ReplaceAllString(strings.ToLower(title), "-"), "-")
}
