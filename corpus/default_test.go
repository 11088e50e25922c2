package corpus

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func loadDefault(t testing.TB) *Corpus {
	t.Helper()
	c, err := Load(Default())
	if err != nil {
		t.Fatalf("Load(Default()) error:\n%v", err)
	}
	return c
}

func TestDefault(t *testing.T) {
	c := loadDefault(t)
	want := []string{
		"alliance/lead/1",
		"alliance/background-of-microsoft-openai-partnership/1",
		"alliance/background-of-microsoft-openai-partnership/2",
		"alliance/amazons-ai-cloud-ambitions/1",
		"alliance/amazons-ai-cloud-ambitions/2",
		"alliance/microsofts-concerns-in-2026-the-hypothetical-microsoft-openai-amazon-alliance/1",
		"alliance/microsofts-concerns-in-2026-the-hypothetical-microsoft-openai-amazon-alliance/2",
		"alliance/potential-scenarios-implications-of-a-microsoft-openai-amazon-alliance/1",
		"alliance/potential-scenarios-implications-of-a-microsoft-openai-amazon-alliance/2",
		"alliance/potential-scenarios-implications-of-a-microsoft-openai-amazon-alliance/3",
		"alliance/future-outlook/1",
		"alliance/future-outlook/2",
		"alliance/conclusion/1",
		"alliance/faq/what-was-the-core-of-microsofts-fear-regarding-openai-and-amazon",
		"alliance/faq/why-is-aws-a-significant-competitor-in-the-ai-cloud-space",
		"alliance/faq/how-has-microsoft-benefited-from-its-partnership-with-openai",
		"alliance/faq/what-are-the-implications-of-such-a-hypothetical-alliance-on-the-broader-ai-industry",
	}
	if got := ids(c); !slices.Equal(got, want) {
		t.Errorf("ids =\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	story := c.Stories[0]
	if story.Title != "Microsoft feared OpenAI's Amazon alliance in 2026" ||
		story.URL != "https://wp.dailytech.ai/microsoft-feared-openais-amazon-alliance-in-2026/" ||
		story.Language != "en" || story.Publisher != "DailyTech" {
		t.Errorf("story = %+v", *story)
	}
}

// TestDefaultIsTheArticle compares the story, block by block, with the text of
// the published page, whose file is no part of this project.
func TestDefaultIsTheArticle(t *testing.T) {
	shared := os.Getenv("ALLIANCEBOT_SHARED")
	if shared == "" {
		shared = filepath.Join("..", "..", "shared")
	}
	articles, err := filepath.Glob(filepath.Join(shared, "story", "*.txt"))
	if err != nil || len(articles) != 1 {
		t.Skipf("SKIPPED: the article's plain text is missing: want one story/*.txt in %q (set ALLIANCEBOT_SHARED), found %q, error %v", shared, articles, err)
	}
	article, err := os.ReadFile(articles[0])
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for line := range strings.Lines(string(article)) {
		if line = strings.TrimSpace(line); line == "Leave a Reply" {
			break // the comment form is not the story
		} else if line != "" {
			want = append(want, line)
		}
	}
	if got := asPublished(loadDefault(t)); !slices.Equal(got, want) {
		t.Errorf("the story's blocks differ from the article's:\n%q\nwant\n%q", got, want)
	}
}

// asPublished returns the headings, questions and texts of c in the order of
// the published page, which has the FAQ before the conclusion.
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
