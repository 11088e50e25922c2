package corpus

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"

	"alliancebot/internal/prose"
)

// Lesson is something that an admin has taught, besides the pages.
type Lesson struct {
	Kind     LessonKind `yaml:"kind"`
	Language string     `yaml:"language,omitempty"` // of Question, as a BCP 47 tag
	Question string     `yaml:"question,omitempty"`
	Unit     string     `yaml:"unit,omitempty"` // ID of a unit
	// UnitText is the text of the unit, by which it is found once its ID has changed.
	UnitText string    `yaml:"unit_text,omitempty"`
	Answer   string    `yaml:"answer,omitempty"`  // plain text
	Address  string    `yaml:"address,omitempty"` // where Answer is from
	Say      []string  `yaml:"say,omitempty"`
	Mean     []string  `yaml:"mean,omitempty"`
	By       string    `yaml:"by,omitempty"` // ID of the admin
	At       time.Time `yaml:"at,omitempty"`
}

// LessonKind is the kind of a Lesson.
type LessonKind string

// The kinds of lesson, and which fields they use besides Language, By and At.
const (
	PhrasingLesson   LessonKind = "phrasing"   // Question asks for Unit
	UnansweredLesson LessonKind = "unanswered" // no unit answers Question
	SynonymsLesson   LessonKind = "synonyms"   // Say stands for Mean
	EntryLesson      LessonKind = "entry"      // Answer answers Question
)

// Taught is a Lesson in a corpus.
type Taught struct {
	Lesson
	// Found is the unit that Question asks for, the new one for an EntryLesson. It is nil
	// if the unit is gone, and for other kinds.
	Found *Unit
	// InForce reports whether the lesson has an effect: its unit is there, its texts are
	// valid, and no later lesson is about the same question.
	InForce bool
}

// TaughtSource is the file in problems of Options.Lessons: the command that lists them. The
// line is the place in the list.
const TaughtSource = "/knowledge taught"

// FormatLessons returns the file taught.yaml with lessons, so that Load of a folder with it
// teaches them, too.
func FormatLessons(lessons []Lesson) []byte {
	lessons = slices.Clone(lessons)
	for i := range lessons {
		lessons[i].At = lessons[i].At.UTC()
	}
	text, err := yaml.Marshal(lessons)
	if err != nil {
		panic(err) // impossible: all fields can be encoded
	}
	return text
}

// placedLesson is a lesson and where it is written.
type placedLesson struct {
	Lesson
	file string
	line int
}

// readLessons returns the lessons in the files of that kind.
func (l *loader) readLessons(names []string) []placedLesson {
	const form = `write each on lines that begin with "- kind:", as alliancebot export does`
	var lessons []placedLesson
	for _, name := range names {
		s := l.read(name)
		if s == nil {
			continue
		}
		if name != TaughtName {
			s.warn(1, TaughtName+" is not in the top folder", "move it there; it was ignored")
			continue
		}
		root := s.yamlRoot(yaml.SequenceNode, "a list of what was taught", form)
		if root == nil {
			continue
		}
		for _, n := range root.Content {
			if n.Kind != yaml.MappingNode {
				s.refuse(n.Line, "what was taught has no kind", form)
				continue
			}
			var lesson Lesson
			s.keys(n, []string{"kind", "language", "question", "unit", "unit_text", "answer", "address", "say", "mean", "by", "at"}, form)
			if err := n.Decode(&lesson); err != nil {
				s.refuse(n.Line, "what was taught is not of the right form", form)
				continue
			}
			lessons = append(lessons, placedLesson{lesson, name, n.Line})
		}
	}
	return lessons
}

// teacher adds lessons to a corpus.
type teacher struct {
	*loader
	corpus *Corpus
	byID   map[string]*Unit
	byText map[string][]*Unit
	byKey  map[string][]*Unit // units by the keys of their questions and phrasings

	released   map[string]bool // keys of the questions that count as unanswered no more
	unanswered []Unanswered    // those that do now
}

// teach adds the lessons of the options and then those of the folder to c, the oldest
// first. Of several about the same question only the last is in force.
func (l *loader) teach(c *Corpus, given []Lesson, folder []placedLesson) {
	var all []placedLesson
	for i, lesson := range given {
		all = append(all, placedLesson{lesson, TaughtSource, i + 1})
	}
	for _, lesson := range folder {
		if !slices.ContainsFunc(all, func(other placedLesson) bool { return other.content() == lesson.content() }) {
			all = append(all, lesson)
		}
	}
	if len(all) == 0 {
		return
	}
	t := teacher{
		loader: l, corpus: c, byID: make(map[string]*Unit), byText: make(map[string][]*Unit), byKey: make(map[string][]*Unit),
		released: make(map[string]bool),
	}
	for _, story := range c.Stories {
		for _, u := range story.Units {
			t.byID[u.ID] = u
			t.byText[u.Text] = append(t.byText[u.Text], u)
			t.ask(u, u.Question)
			for _, p := range u.Phrasings {
				t.ask(u, p.Text)
			}
		}
	}
	c.Taught = make([]Taught, len(all))
	order := make([]int, len(all))
	last := make(map[string]int) // by the key of the question
	for i := range all {
		c.Taught[i].Lesson, order[i] = all[i].Lesson, i
	}
	slices.SortStableFunc(order, func(a, b int) int { return all[a].At.Compare(all[b].At) })
	for _, i := range order {
		last[prose.Key(all[i].Question)] = i
	}
	for _, i := range order {
		c.Taught[i].Found = t.find(all[i].Lesson)
		if all[i].Kind == SynonymsLesson || last[prose.Key(all[i].Question)] == i {
			t.apply(&c.Taught[i], all[i])
		}
	}
	if len(t.released) > 0 {
		released := func(q Unanswered) bool { return t.released[prose.Key(q.Text)] }
		smallTalk := slices.DeleteFunc(slices.Clone(c.Unanswered[:c.SmallTalk]), released)
		others := slices.DeleteFunc(slices.Clone(c.Unanswered[c.SmallTalk:]), released)
		c.Unanswered, c.SmallTalk = slices.Concat(smallTalk, others, t.unanswered), len(smallTalk)
	}
}

// content returns what l teaches, without who taught it and when.
func (l Lesson) content() string {
	return fmt.Sprintf("%q", []any{l.Kind, l.Language, l.Question, l.Unit, l.UnitText, l.Answer, l.Address, l.Say, l.Mean})
}

func (t *teacher) ask(u *Unit, question string) {
	if key := prose.Key(question); key != "" {
		t.byKey[key] = append(t.byKey[key], u)
	}
}

// apply adds a lesson to the corpus, or logs what is wrong with it.
func (t *teacher) apply(taught *Taught, l placedLesson) {
	const again = "undo it, or teach it again"
	warn := func(fix, what string, about ...any) { t.log.Warn(l.file, l.line, fmt.Sprintf(what, about...), fix) }
	question := prose.Line(l.Question)
	if l.Kind != SynonymsLesson {
		switch {
		case !prose.HasWords(question):
			warn(again, "a taught question has no words")
			return
		case utf8.RuneCountInString(question) > maxPhrasing:
			warn(again, "taught question %q has more than %d characters", prose.Truncate(question, 60), maxPhrasing)
			return
		}
	}
	switch l.Kind {
	case PhrasingLesson:
		u := taught.Found
		if u == nil {
			warn(again, "the unit %q, which answers the taught question %q, is gone", l.Unit, question)
			return
		}
		if !slices.Contains(t.byKey[prose.Key(question)], u) {
			p := Phrasing{Text: question}
			if l.Language != "" && !sameLanguage(l.Language, u.Story.Language) {
				p.Language = l.Language
			}
			u.Phrasings = append(u.Phrasings, p)
			t.ask(u, question)
		}
		t.release(question, u)
	case UnansweredLesson:
		t.release(question, nil)
		t.unanswered = append(t.unanswered, Unanswered{question, cmp.Or(l.Language, t.language())})
	case SynonymsLesson:
		say, mean := withWords(l.Say), withWords(l.Mean)
		if len(mean) == 0 || len(say) == 0 && len(mean) < 2 {
			warn(again, "taught synonyms have no words")
			return
		}
		t.corpus.Vocabulary = append(t.corpus.Vocabulary, Synonyms{Say: say, Mean: mean, Weight: 1, Language: l.Language, File: l.file, Line: l.line})
	case EntryLesson:
		text := strings.TrimSpace(prose.Clean(l.Answer))
		if !prose.HasWords(text) {
			warn(again, "the answer to the taught question %q has no words", question)
			return
		}
		address := l.Address
		if _, ok := parsePage(address); address != "" && (!ok || len(address) > MaxLink) {
			warn("correct it; the answer has no link", "%q is not an absolute http or https address of at most %d characters", prose.Truncate(address, 60), MaxLink)
			address = ""
		}
		t.release(question, nil)
		taught.Found = t.entry(l, question, text, address)
	default:
		warn("use phrasing, unanswered, synonyms or entry; it was ignored", "unknown kind %q", l.Kind)
		return
	}
	taught.InForce = true
}

// release takes a question away from all units but u, except from the FAQ entries that
// have it as their own, and from the unanswered questions.
func (t *teacher) release(question string, u *Unit) {
	key := prose.Key(question)
	for _, other := range t.byKey[key] {
		if other != u {
			other.Phrasings = slices.DeleteFunc(other.Phrasings, func(p Phrasing) bool { return prose.Key(p.Text) == key })
		}
	}
	t.released[key] = true
}

// language is the language of what was taught without one.
func (t *teacher) language() string {
	if len(t.corpus.Stories) == 0 {
		return defaultLanguage
	}
	return t.corpus.Stories[0].Language
}

// entry adds a story with a taught entry.
func (t *teacher) entry(l placedLesson, question, text, address string) *Unit {
	story := &Story{
		ID: "taught/" + headingSlug(question, ""), File: l.file, Title: question, URL: address,
		Language: cmp.Or(l.Language, t.language()), Date: l.At, Taught: true,
	}
	u := &Unit{
		ID: t.ids.take("taught/" + faqSlug + "/" + headingSlug(question, "")), Kind: FAQ, Story: story,
		Heading: question, Question: question, Text: text, line: l.line,
	}
	story.Units = []*Unit{u}
	t.corpus.Own = append(t.corpus.Own, story)
	return u
}

// withWords returns the texts with words, each on one line.
func withWords(texts []string) []string {
	var list []string
	for _, text := range texts {
		if text = prose.Line(text); prose.HasWords(text) {
			list = append(list, text)
		}
	}
	return list
}

// How much of its text a unit must still have in common with the taught one, from 0 to 1:
// less if its ID is the same, too.
const (
	minSameID    = 0.3
	minSameStory = 0.5
)

// find returns the unit that a phrasing was taught for; nil if it is gone. A FAQ entry has
// its ID from its question, and a passage from its place in its section, which another
// passage may have now.
func (t *teacher) find(l Lesson) *Unit {
	if l.Kind != PhrasingLesson {
		return nil
	}
	same := t.byID[l.Unit]
	if same != nil && (l.UnitText == "" || same.Text == l.UnitText || same.Kind == FAQ) {
		return same
	}
	inStory := func(u *Unit) bool { return strings.HasPrefix(l.Unit, u.Story.ID+"/") }
	if copies := t.byText[l.UnitText]; len(copies) > 0 {
		return copies[max(0, slices.IndexFunc(copies, inStory))]
	}
	taught := shingles(l.UnitText)
	var best *Unit
	most := 0.0
	for _, story := range t.corpus.Stories {
		if len(story.Units) == 0 || !inStory(story.Units[0]) {
			continue
		}
		for _, u := range story.Units {
			least := minSameStory
			if u == same {
				least = minSameID
			}
			if common := dice(taught, shingles(u.Text)); common >= least && common > most {
				best, most = u, common
			}
		}
	}
	return best
}

// shingleLength is the length, in characters, of the sequences by which texts are compared:
// words would not do in languages without spaces.
const shingleLength = 4

// shingles returns the character sequences in a text.
func shingles(text string) map[string]bool {
	runes := []rune(prose.Key(text))
	set := make(map[string]bool, len(runes))
	for i := 0; i+shingleLength <= len(runes); i++ {
		set[string(runes[i:i+shingleLength])] = true
	}
	return set
}

// dice returns Dice's coefficient: how much of two sets is in both, from 0 to 1.
func dice(a, b map[string]bool) float64 {
	common := 0
	for s := range a {
		if b[s] {
			common++
		}
	}
	return 2 * float64(common) / float64(max(1, len(a)+len(b)))
}
