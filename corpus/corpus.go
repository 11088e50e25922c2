// Package corpus holds what can be answered: published stories and their
// FAQs, with other ways to ask for what they say and the synonyms askers use,
// read from a folder of hand-editable files into typed, validated units.
//
// A corpus is read whole or not at all: Load gathers every problem of every
// file, each with its place and what to do about it.
package corpus

import (
	"crypto/sha256"
	"encoding/base64"

	"alliancebot/internal/prose"
)

// Kind tells what a unit is: a passage of a story or an entry of its FAQ.
type Kind string

// The kinds of unit.
const (
	FAQ     Kind = "faq"
	Passage Kind = "passage"
)

// Corpus is every story that can be asked about. It is immutable once loaded.
type Corpus struct {
	Stories []*Story // in the order of their ids
	Units   []*Unit  // of all stories, in reading order; ids are unique
	// Vocabulary holds for all stories alike. The general English that comes
	// with the program is first, then the folder's own, then each story's.
	Vocabulary []Synonyms
	// Unanswered are questions that no unit answers: the small talk that comes
	// with the program, then each story's own, on its topic.
	Unanswered []string
}

// Story is one published page, with the FAQ that belongs to it.
type Story struct {
	ID        string // path of its file without extension, e.g. "alliance"
	Title     string
	URL       string // absolute http(s) address of the page
	Language  string // BCP 47 tag, e.g. "en"
	Publisher string // who published it; may be empty
	Units     []*Unit
	Sections  []*Section // those with passages, in reading order
}

// Section is a heading of a story with the passages under it.
type Section struct {
	Story   *Story
	Parent  *Section // the section that the heading stands in; nil for an outermost one
	Heading string   // the story's title for the part before its first heading
	Units   []*Unit  // the passages under the heading and before the next one
}

// Path returns the headings down to the section, outermost first, as one line.
func (s *Section) Path() string {
	if s.Parent == nil {
		return s.Heading
	}
	return s.Parent.Path() + " › " + s.Heading
}

// Unit is the smallest thing an answer can be: one passage of a story, or one
// FAQ entry.
type Unit struct {
	// ID is readable and stable: "story/heading-slug/ordinal" for a passage,
	// "story/faq/question-slug" for a FAQ entry. Edits elsewhere in the file
	// do not change it.
	ID    string
	Kind  Kind
	Story *Story
	// Heading is the innermost heading above the unit; the story's title before
	// the first heading.
	Heading string
	// Section is what a passage belongs to; nil for a FAQ entry.
	Section *Section
	// Anchor is the element id of that heading on the page, when the file
	// gives one ("## Heading {#anchor}"); otherwise empty.
	Anchor   string
	Question string // FAQ entries only
	Text     string // plain text, word for word
	// Phrasings are other ways to ask for what the unit says, in the order of
	// their file, which decides which of them Questions returns. No two of a
	// story are equal but for case, spaces and punctuation.
	Phrasings []Phrasing
}

// Phrasing is one way people ask for what a unit says.
type Phrasing struct {
	Text string     // on one line, at most 300 characters
	Says prose.Span // what answers it; the zero Span stands for the whole unit
}

// Synonyms are words and phrases that mean the same to an asker.
type Synonyms struct {
	// Say is what askers say for any of Mean. When it is empty, any of Mean,
	// at least two, is said for any other.
	Say, Mean []string
	Weight    float64 // how sure that is, above 0 and at most 1
	File      string  // where the group stands; "" for the built-in general English
	Line      int     // from 1, in File or in the built-in file
}

// keyLength is how many base64 characters of a unit id's digest make its Key:
// 60 bits, so that even among a million units a clash is a one-in-two-million
// matter.
const keyLength = 10

// Key returns a short name of the unit, derived from its ID alone, for places
// with a length limit that an ID may exceed: 10 characters of [A-Za-z0-9_-].
func (u *Unit) Key() string {
	sum := sha256.Sum256([]byte(u.ID))
	return base64.RawURLEncoding.EncodeToString(sum[:])[:keyLength]
}

// Title returns what the unit is best called in a list: a FAQ entry's
// question, a passage's heading.
func (u *Unit) Title() string {
	if u.Kind == FAQ {
		return u.Question
	}
	return u.Heading
}
