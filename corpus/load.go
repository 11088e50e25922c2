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

// The endings of the files that Load reads, and the vocabulary of the folder.
const (
	storySuffix      = ".md"
	faqSuffix        = ".faq.md"
	phrasingsSuffix  = ".phrasings.yaml"
	vocabularySuffix = ".vocabulary.yaml"
	vocabularyFile   = "vocabulary.yaml"
)

// besides are the files that may stand beside a story, by their endings.
var besides = []struct{ suffix, name string }{
	{faqSuffix, "FAQ"},
	{phrasingsSuffix, "phrasings"},
	{vocabularySuffix, "vocabulary"},
}

// Load reads the corpus in fsys: every file "NAME.md" anywhere in it is a
// story, and "NAME.faq.md" beside it is that story's FAQ. Beside a story may
// stand "NAME.phrasings.yaml" and "NAME.vocabulary.yaml" too, and in the top
// folder "vocabulary.yaml". Left out are names that begin with "." and, in upper
// or lower case, "readme.md". Files are UTF-8 of at most 8 MiB; a byte order
// mark and CRLF are fine.
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
// Phrasings are a YAML mapping of unit ids, without the story's part, to lists
// of questions that the unit answers, each of at most 300 characters. Under
// "unanswered" in the place of an id stand questions that no unit answers. In the
// place of a question may stand a mapping: "says", words of the unit, and "ask",
// a list of questions that those words answer. Of a longer part "says" gives
// the first and the last words with " … " between them; of several such parts
// it is the first. No two phrasings of a story may be equal but for case, spaces
// and punctuation, and none to a FAQ question of another unit. The first question
// for each part of a unit, and for the unit as a whole, may be shown to members
// as one that is known to be answered; Unit.Questions tells when.
//
// A vocabulary, synonyms, is a YAML sequence of groups. A list such as [why, reason] holds
// words and phrases, of at most 100 characters, that each mean any other. A
// mapping holds under "say" a list of what askers say, under "mean" a list of
// what the story says for it, and if need be "weight", how sure that is: above 0
// and at most 1, which it is unless given.
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

// files are the ids of the stories that have a file, sorted, by its ending.
// Under vocabularyFile stand the paths of all files of that name.
type files map[string][]string

func (l *loader) load() *Corpus {
	found := l.find()
	general, problems := readGeneral()
	l.problems = append(l.problems, problems...)
	corpus := &general
	if found.has(vocabularyFile, vocabularyFile) {
		corpus.Vocabulary = append(corpus.Vocabulary, readVocabulary(l.fsys, vocabularyFile, &l.problems)...)
	}
	for _, id := range found[storySuffix] {
		l.addStory(corpus, id, found)
	}
	l.noteStrays(found)
	return corpus
}

// addStory reads the story of that id, with its FAQ, phrasings and vocabulary,
// into corpus.
func (l *loader) addStory(corpus *Corpus, id string, found files) {
	story := &Story{ID: id}
	before := len(l.problems)
	l.readStory(story)
	if found.has(faqSuffix, id) {
		l.readFAQ(story)
	}
	if found.has(phrasingsSuffix, id) {
		corpus.Unanswered = append(corpus.Unanswered, l.readPhrasings(story, len(l.problems) == before)...)
	}
	if found.has(vocabularySuffix, id) {
		corpus.Vocabulary = append(corpus.Vocabulary, readVocabulary(l.fsys, id+vocabularySuffix, &l.problems)...)
	}
	corpus.Stories = append(corpus.Stories, story)
	corpus.Units = append(corpus.Units, story.Units...)
}

// noteStrays notes the files that belong to no story.
func (l *loader) noteStrays(found files) {
	for _, kind := range besides {
		for _, id := range found[kind.suffix] {
			if !found.has(storySuffix, id) {
				l.problems.add(id+kind.suffix, 1, kind.name+" without its story",
					fmt.Sprintf("add %q or rename the file after its story", id+storySuffix))
			}
		}
	}
	for _, name := range found[vocabularyFile] {
		if name != vocabularyFile {
			l.problems.add(name, 1, "vocabulary of all stories is not in the top folder", "move it there or rename it after its story")
		}
	}
}

// find returns the files in the folder by what they are.
func (l *loader) find() files {
	found := files{}
	walk := func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			(&file{path: name, problems: &l.problems}).unreadable(err)
		case name != "." && strings.HasPrefix(path.Base(name), "."):
			if entry.IsDir() {
				return fs.SkipDir
			}
		case entry.IsDir() || strings.EqualFold(path.Base(name), "readme.md"):
		default:
			found.add(name)
		}
		return nil
	}
	// The only errors are walk's, and it notes each as a problem instead.
	_ = fs.WalkDir(l.fsys, ".", walk)
	if len(found[storySuffix])+len(found[faqSuffix])+len(l.problems) == 0 {
		l.problems.add(".", 1, "no Markdown file in the folder", "add a story, a file whose name ends in .md")
	}
	for _, ids := range found {
		slices.Sort(ids)
	}
	return found
}

// add sorts in the file of that path, if it is one that Load reads.
func (found files) add(name string) {
	if path.Base(name) == vocabularyFile {
		found[vocabularyFile] = append(found[vocabularyFile], name)
		return
	}
	suffix := storySuffix
	for _, kind := range besides {
		if strings.HasSuffix(name, kind.suffix) {
			suffix = kind.suffix
		}
	}
	if id, ok := strings.CutSuffix(name, suffix); ok {
		found[suffix] = append(found[suffix], id)
	}
}

// has reports whether the story of that id has a file with that ending.
func (found files) has(suffix, id string) bool {
	_, ok := slices.BinarySearch(found[suffix], id)
	return ok
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
