package corpus

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"unicode/utf8"
)

// Limits of a corpus. They are far beyond any page that a person would write,
// and far below what an index in memory could not bear.
const (
	maxUnits   = 200_000 // in the whole corpus
	maxText    = 20_000  // characters of a passage or an answer
	maxHeading = 300     // characters of a heading, a question or a front-matter value
)

// The endings of the files that Load reads.
const (
	storySuffix = ".md"
	faqSuffix   = ".faq.md"
)

// Load reads the corpus in fsys: every file "NAME.md" anywhere in it is a
// story, and "NAME.faq.md" beside it is that story's FAQ. Left out are names
// that begin with "." and, in upper or lower case, "readme.md". Files are
// UTF-8 of at most 8 MiB; a byte order mark and CRLF are fine.
//
// A story begins with YAML front matter between two lines "---": title and url
// (the page's absolute http or https address), and if need be language (a
// BCP 47 tag, "en" unless given) and publisher. Then comes Markdown (CommonMark
// and GitHub's tables, task lists, strikethrough and bare links, with footnotes
// and definition lists). Each heading opens a section, except a "#" heading
// that repeats the title; each paragraph, list, table, code block and paragraph
// of a quotation in it is a passage. "## Heading {#anchor}" names the element
// id that the heading has on the page.
//
// A FAQ is Markdown without front-matter keys: each "##" heading is a question,
// what stands under it the answer, and a "#" heading above names the FAQ.
//
// The error is of type Problems and holds all problems of all files; the
// Corpus is nil then.
func Load(fsys fs.FS) (*Corpus, error) {
	l := &loader{fsys: fsys, places: map[string]place{}}
	corpus := l.load()
	if len(l.problems) > 0 {
		l.problems.sort()
		return nil, l.problems
	}
	return corpus, nil
}

// loader reads one corpus.
type loader struct {
	fsys     fs.FS
	problems Problems
	places   map[string]place // of units, by id
}

// place is where something stands in the corpus.
type place struct {
	file string
	line int
}

func (l *loader) load() *Corpus {
	stories, faqs := l.find()
	corpus := &Corpus{}
	for _, id := range stories {
		story := &Story{ID: id}
		l.readStory(story)
		if _, ok := slices.BinarySearch(faqs, id); ok {
			l.readFAQ(story)
		}
		corpus.Stories = append(corpus.Stories, story)
		corpus.Units = append(corpus.Units, story.Units...)
	}
	for _, id := range faqs {
		if _, ok := slices.BinarySearch(stories, id); !ok {
			l.problems.add(id+faqSuffix, 1, "FAQ without its story", fmt.Sprintf("add %q or rename the FAQ after its story", id+storySuffix))
		}
	}
	return corpus
}

// find returns the ids of the stories in the folder and of the stories that
// have a FAQ, both sorted.
func (l *loader) find() (stories, faqs []string) {
	walk := func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			(&file{path: name, problems: &l.problems}).unreadable(err)
		case name != "." && strings.HasPrefix(path.Base(name), "."):
			if entry.IsDir() {
				return fs.SkipDir
			}
		case entry.IsDir() || strings.EqualFold(path.Base(name), "readme.md"):
		case strings.HasSuffix(name, faqSuffix):
			faqs = append(faqs, strings.TrimSuffix(name, faqSuffix))
		case strings.HasSuffix(name, storySuffix):
			stories = append(stories, strings.TrimSuffix(name, storySuffix))
		}
		return nil
	}
	// The only errors are walk's, and it notes each as a problem instead.
	_ = fs.WalkDir(l.fsys, ".", walk)
	if len(stories)+len(faqs)+len(l.problems) == 0 {
		l.problems.add(".", 1, "no Markdown file in the folder", "add a story, a file whose name ends in .md")
	}
	slices.Sort(stories)
	slices.Sort(faqs)
	return stories, faqs
}

// add appends u, whose text begins at offset in f's body, to its story, or
// notes why it cannot be a unit.
func (l *loader) add(f *file, offset int, u *Unit) {
	line := f.lineAt(offset)
	if utf8.RuneCountInString(u.Text) > maxText {
		f.problem(line, fmt.Sprintf("text has more than %d characters", maxText), "split it into shorter paragraphs")
	}
	if other, taken := l.places[u.ID]; taken {
		f.problem(line, fmt.Sprintf("unit id %q belongs to %s:%d already", u.ID, other.file, other.line), "rename the file or the heading")
	}
	l.places[u.ID] = place{f.path, line}
	u.Story.Units = append(u.Story.Units, u)
	if len(l.places) == maxUnits+1 {
		f.problem(line, fmt.Sprintf("corpus has more than %d units", maxUnits), "leave out some stories")
	}
}
