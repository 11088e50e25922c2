package corpus

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"alliancebot/internal/golden"
)

func loadDefault(t testing.TB) *Corpus {
	t.Helper()
	c, err := Load(Default(), Options{})
	if err != nil {
		t.Fatalf("Load(Default()) error:\n%v", err)
	}
	return c
}

// The IDs and texts of the default story must not change: phrasings and test questions
// refer to them.
func TestDefault(t *testing.T) {
	c := loadDefault(t)
	var b strings.Builder
	for _, u := range c.Units {
		fmt.Fprintf(&b, "%s\n%s\n%s\n\n", u.ID, u.Title(), u.Text)
	}
	golden.Check(t, "testdata/default.txt", []byte(b.String()))
	if len(c.Warnings) > 0 || len(c.LeftOut) > 0 {
		t.Errorf("warnings %v, left out %v", c.Warnings, c.LeftOut)
	}
	story := c.Stories[0]
	if story.Title != "Microsoft feared OpenAI's Amazon alliance in 2026" ||
		story.URL != "https://wp.dailytech.ai/microsoft-feared-openais-amazon-alliance-in-2026/" ||
		story.Language != "en" || story.Publisher != "DailyTech" {
		t.Errorf("story = %+v", *story)
	}
}

// TestDefaultIsTheArticle compares the story, block by block, with the text of the
// published page, which is not in the repository.
func TestDefaultIsTheArticle(t *testing.T) {
	articles, err := filepath.Glob(filepath.Join(shared(), "story", "*.txt"))
	if err != nil || len(articles) != 1 {
		t.Skipf("SKIPPED: the article's plain text is missing: want one story/*.txt in %q (set ALLIANCEBOT_SHARED), found %q, error %v", shared(), articles, err)
	}
	article, err := os.ReadFile(articles[0])
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for line := range strings.Lines(string(article)) {
		if line = strings.TrimSpace(line); line == "Leave a Reply" {
			break // the comment form follows
		} else if line != "" {
			want = append(want, line)
		}
	}
	if got := asPublished(loadDefault(t)); !slices.Equal(got, want) {
		t.Errorf("the story's blocks differ from the article's:\n%q\nwant\n%q", got, want)
	}
}

// shared returns the folder of test data that is not in the repository.
func shared() string {
	if dir := os.Getenv("ALLIANCEBOT_SHARED"); dir != "" {
		return dir
	}
	return filepath.Join("..", "..", "shared")
}

// asPublished returns the headings, questions and texts of c in the order of the published
// page, which has the FAQ before the conclusion.
func asPublished(c *Corpus) []string {
	var blocks, conclusion []string
	heading := c.Stories[0].Title
	for _, u := range c.Units {
		out := &blocks
		if u.Heading == "Conclusion" {
			out = &conclusion
		}
		if u.Heading != heading {
			heading = u.Heading
			*out = append(*out, heading)
		}
		if u.Question != "" {
			*out = append(*out, u.Question)
		}
		*out = append(*out, u.Text)
	}
	return append(blocks, conclusion...)
}

func BenchmarkLoadDefault(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		loadDefault(b)
	}
}
