// Package corpus reads a folder of pages and FAQs into typed units, with other ways to
// ask for them and synonyms.
package corpus

import (
	"crypto/sha256"
	"encoding/base64"
	"maps"
	"path"
	"slices"
	"strings"
	"time"

	"alliancebot/internal/prose"
)

// Kind is the kind of a unit: a passage of a story or an entry of its FAQ.
type Kind string

// The kinds of unit.
const (
	FAQ     Kind = "faq"
	Passage Kind = "passage"
)

// Corpus is everything that can be asked about. It is immutable once loaded.
type Corpus struct {
	Stories []*Story // the pages, in the order of their IDs
	Own     []*Story // what the server's admins have taught as new entries, the oldest first
	Units   []*Unit  // of all stories, in reading order, then of Own; IDs are unique
	// Vocabulary applies to all stories. The built-in general English comes first, then
	// the folder's own, then each story's.
	Vocabulary []Synonyms
	// Unanswered are questions that no unit answers: the built-in small talk, then each
	// story's own, on its topic.
	Unanswered []Unanswered
	SmallTalk  int            // how many of Unanswered are small talk
	Taught     []Taught       // first Options.Lessons, then the folder's own
	Warnings   Problems       // problems that do no harm
	LeftOut    map[string]int // numbers of files and pages not read, by kind
}

// Story is a published page, with its FAQ, or a taught entry.
type Story struct {
	ID          string // path of its file without extension, such as "alliance"
	File        string // path of its file
	Title       string
	URL         string    // absolute http(s) address of the page; "" if it has none
	Language    string    // BCP 47 tag, such as "en"
	Publisher   string    // who published it; may be empty
	Author      string    // may be empty
	Description string    // may be empty
	Date        time.Time // when it was published; zero if unknown
	Units       []*Unit
	Sections    []*Section // those with passages, in reading order
	// Taught means that these are the words of the server's admins, not of a publisher. Then
	// Date is when they were taught.
	Taught bool

	page string // the page's text, as a pageText
}

// In reports whether the story's file is in one of folders or below it. All stories are in
// no folders at all, and what was taught is in any.
func (s *Story) In(folders []string) bool {
	if len(folders) == 0 || s.Taught {
		return true
	}
	return slices.ContainsFunc(folders, func(folder string) bool {
		below, ok := strings.CutPrefix(s.ID, folder)
		return ok && strings.HasPrefix(below, "/")
	})
}

// Folders returns the paths of the folders with pages, in order.
func (c *Corpus) Folders() []string {
	found := make(map[string]bool)
	for _, s := range c.Stories {
		for folder := path.Dir(s.ID); folder != "." && !found[folder]; folder = path.Dir(folder) {
			found[folder] = true
		}
	}
	return slices.Sorted(maps.Keys(found))
}

// Within returns c with the stories in folders only, or c itself if there are none.
func (c *Corpus) Within(folders []string) *Corpus {
	if len(folders) == 0 {
		return c
	}
	stories := slices.DeleteFunc(slices.Clone(c.Stories), func(s *Story) bool { return !s.In(folders) })
	if len(stories) == 0 || len(stories) == len(c.Stories) {
		return c
	}
	part := *c
	part.Stories, part.Units = stories, nil
	for _, s := range slices.Concat(stories, c.Own) {
		part.Units = append(part.Units, s.Units...)
	}
	return &part
}

// Section is a heading of a story with the passages under it.
type Section struct {
	Story   *Story
	Parent  *Section // the section that contains this one; nil if there is none
	Heading string   // the story's title for the part before its first heading
	Units   []*Unit  // the passages between the heading and the next one
}

// Path returns the headings down to the section, outermost first, on one line.
func (s *Section) Path() string {
	if s.Parent == nil {
		return s.Heading
	}
	return s.Parent.Path() + " › " + s.Heading
}

// Unit is the smallest possible answer: a passage of a story, or a FAQ entry.
type Unit struct {
	// ID is readable and stable: "story/heading-slug/ordinal" for a passage,
	// "story/faq/question-slug" for a FAQ entry. Edits elsewhere in the file do not
	// change it.
	ID    string
	Kind  Kind
	Story *Story
	// Heading is the innermost heading above the unit, or the story's title before the
	// first heading.
	Heading string
	Section *Section // of a passage; nil for a FAQ entry
	Group   *Section // the section of a FAQ entry; nil if there is none
	// Anchor is the element id of the unit's heading on the page, or "".
	Anchor   string
	Question string // of a FAQ entry
	// Text is what the page shows, as plain text. List markers, and the headers before
	// table cells, are added.
	Text string
	// Phrasings are other ways to ask for what the unit says, in the order of their
	// files, which matters to Questions. Within a story they differ by more than case,
	// spaces and punctuation.
	Phrasings []Phrasing

	runs []run // the parts of Text that are on the page verbatim
	line int   // in its file
}

// Line returns the line, from 1, at which the unit starts in its file.
func (u *Unit) Line() int { return u.line }

// Phrasing is a way to ask for what a unit says.
type Phrasing struct {
	Text     string     // on one line, at most 300 characters
	Says     prose.Span // what answers it; the zero Span for the whole unit
	Language string     // a BCP 47 tag; "" for the story's language
}

// Synonyms are words and phrases with the same meaning.
type Synonyms struct {
	// Say is what people say for any of Mean. If it is empty, each of Mean, at least
	// two, may be said for any other.
	Say, Mean []string
	Weight    float64 // confidence, above 0 and at most 1
	Language  string  // a BCP 47 tag; "" for words of any language
	File      string  // "" for the built-in general English
	Line      int     // from 1, in File or in the built-in file
}

// Unanswered is a question that no unit answers.
type Unanswered struct {
	Text     string // on one line
	Language string // a BCP 47 tag
}

// keyLength is the number of base64 characters in a Key: 60 bits of a digest, so that
// even among a million units the chance of a collision is one in two million.
const keyLength = 10

// Key returns a short name of the unit, derived only from its ID, for places with a
// length limit: 10 characters of [A-Za-z0-9_-].
func (u *Unit) Key() string {
	sum := sha256.Sum256([]byte(u.ID))
	return base64.RawURLEncoding.EncodeToString(sum[:])[:keyLength]
}

// Title returns the unit's name in a list: a FAQ entry's question, or a passage's
// heading.
func (u *Unit) Title() string {
	if u.Kind == FAQ {
		return u.Question
	}
	return u.Heading
}

// Path returns the headings above the unit, outermost first, on one line. It is the
// story's title if there are none, or only one that says FAQ.
func (u *Unit) Path() string {
	switch {
	case u.Section != nil:
		return u.Section.Path()
	case u.Group != nil && !faqName.MatchString(u.Group.Heading):
		return u.Group.Path()
	}
	return u.Story.Title
}
