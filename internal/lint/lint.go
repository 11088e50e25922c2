// Package lint reports what was read from a folder of pages, and what would make
// answers better.
package lint

import (
	"cmp"
	"context"
	"fmt"
	"hash/fnv"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"alliancebot/corpus"
	"alliancebot/index"
	"alliancebot/internal/prose"
)

// Report lists what a corpus contains, its problems, and what would make answers
// better.
type Report struct {
	Pages, Entries, Passages int
	Languages                []Count // of pages, most frequent first
	LeftOut                  []Count // what was not read, by kind
	Warnings                 corpus.Problems
	Hints                    corpus.Problems // what would make answers better
}

// Count is the number of things with a name.
type Count struct {
	Name string
	N    int
}

const (
	// maxAsked bounds how many FAQ entries are looked up by their own question.
	maxAsked = 2000
	// maxShown is the maximum length of a unit, in characters, that Discord shows
	// whole. A longer one is shown in pages.
	maxShown = 3500
	// shingleWords is the length of the word sequences by which texts are compared, and
	// nearDuplicate the share of them that near duplicates have in common (as in
	// Broder, "On the resemblance and containment of documents", 1997).
	shingleWords  = 5
	nearDuplicate = 0.8
	// sketchSize is how many of a text's shingles, those with the least hashes, are
	// looked up. Near duplicates have two of three shingles in common, so one in 700 pairs
	// has none of these in common, and is missed.
	sketchSize = 6
	// maxSharing is the number of units up to which a shared shingle is significant.
	maxSharing = 20
)

// New returns a report on a corpus and its index. Errors come from asking the index.
func New(ctx context.Context, s *index.Snapshot) (*Report, error) {
	c := s.Corpus()
	r := &Report{Pages: len(c.Stories), Warnings: c.Warnings, LeftOut: counts(c.LeftOut)}
	languages := make(map[string]int)
	for _, story := range c.Stories {
		languages[story.Language]++
	}
	r.Languages = counts(languages)
	for _, u := range c.Units {
		if u.Kind == corpus.FAQ {
			r.Entries++
		} else {
			r.Passages++
		}
	}
	var log corpus.Log
	unused, err := s.UnusedSynonyms(ctx)
	if err != nil {
		return nil, err
	}
	for _, group := range unused {
		log.Warn(group.File, group.Line, fmt.Sprintf("no page contains %s, so the group never matches", strings.Join(quoted(group.Mean), " or ")),
			"add a word that the pages use, or remove the group")
	}
	checkUnits(&log, c)
	checkDuplicates(&log, c)
	if err := checkEntries(ctx, &log, s); err != nil {
		return nil, err
	}
	r.Hints = log.Warnings()
	return r, nil
}

func quoted(words []string) []string {
	list := make([]string, len(words))
	for i, word := range words {
		list[i] = fmt.Sprintf("%q", word)
	}
	return list
}

func counts(of map[string]int) []Count {
	var list []Count
	for _, name := range slices.Sorted(maps.Keys(of)) {
		list = append(list, Count{name, of[name]})
	}
	slices.SortStableFunc(list, func(a, b Count) int { return cmp.Compare(b.N, a.N) })
	return list
}

// checkUnits looks for units that cannot be shown or linked well.
func checkUnits(log *corpus.Log, c *corpus.Corpus) {
	for _, u := range c.Units {
		if n := utf8.RuneCountInString(u.Text); n > maxShown {
			log.Warn(u.Story.File, u.Line(), fmt.Sprintf("%q has more than %d characters", u.Title(), maxShown), "divide it with headings; people see only a part at once")
		}
		if u.Story.URL != "" && !strings.Contains(u.Link(prose.Span{End: len(u.Text)}), ":~:text=") {
			log.Warn(u.Story.File, u.Line(), fmt.Sprintf("the link to %q cannot lead to its text", u.Title()), "give its heading an element id, or use a shorter page address")
		}
	}
}

// checkDuplicates looks for near-duplicate texts, and for questions with several
// answers.
func checkDuplicates(log *corpus.Log, c *corpus.Corpus) {
	type asked struct{ question, language string }
	answered := make(map[asked]*corpus.Unit)
	sharing := make(map[uint64][]int32) // units by their sketches
	for i, u := range c.Units {
		if u.Kind == corpus.FAQ {
			key := asked{prose.Key(u.Question), u.Story.Language}
			if first := answered[key]; first != nil && prose.Key(first.Text) != prose.Key(u.Text) {
				log.Warn(u.Story.File, u.Line(), fmt.Sprintf("question %q has another answer in %s:%d", u.Question, first.Story.File, first.Line()),
					"merge the answers, or make the questions more specific")
			} else if first == nil {
				answered[key] = u
			}
		}
		shingles := shinglesOf(u)
		var similar []int32 // that share some of the sketch
		for _, shingle := range shingles[:min(len(shingles), sketchSize)] {
			similar = append(similar, sharing[shingle]...)
			if len(sharing[shingle]) < maxSharing {
				sharing[shingle] = append(sharing[shingle], int32(i))
			}
		}
		slices.Sort(similar)
		for _, other := range slices.Compact(similar) {
			if first := c.Units[other]; len(shingles) > shingleWords && isNearDuplicate(shingles, shinglesOf(first)) {
				log.Warn(u.Story.File, u.Line(), fmt.Sprintf("nearly the same text as in %q", fmt.Sprintf("%s:%d", first.Story.File, first.Line())), "keep only one")
				break
			}
		}
	}
}

// shinglesOf returns the hashes of a unit's distinct shingles, sorted.
func shinglesOf(u *corpus.Unit) []uint64 {
	var shingles []uint64
	words := strings.Fields(prose.Key(u.Text))
	for at := 0; at+shingleWords <= len(words); at++ {
		hash := fnv.New64a() // not maphash: its seed, and so the sketch, differs each time
		for _, word := range words[at : at+shingleWords] {
			hash.Write([]byte(word + " "))
		}
		shingles = append(shingles, hash.Sum64())
	}
	slices.Sort(shingles)
	return slices.Compact(shingles)
}

// isNearDuplicate reports whether two texts have most of their shingles in common.
func isNearDuplicate(a, b []uint64) bool {
	common := 0
	for _, shingle := range a {
		if _, found := slices.BinarySearch(b, shingle); found {
			common++
		}
	}
	return float64(common) >= nearDuplicate*float64(max(len(a), len(b)))
}

// checkEntries looks up FAQ entries by their own questions.
func checkEntries(ctx context.Context, log *corpus.Log, s *index.Snapshot) error {
	n := 0
	for _, u := range s.Corpus().Units {
		if u.Kind != corpus.FAQ {
			continue
		}
		if n++; n > maxAsked {
			break
		}
		answer, err := s.Ask(ctx, u.Question, nil)
		if err != nil {
			return err
		}
		if len(answer.Hits) == 0 || answer.Hits[0].Unit != u && prose.Key(answer.Hits[0].Unit.Question) != prose.Key(u.Question) {
			log.Warn(u.Story.File, u.Line(), fmt.Sprintf("question %q does not find its own answer first", u.Question),
				"use the question's words in the answer, or make the question more specific")
		}
	}
	return nil
}

// Summary says in one line what was read.
func (r *Report) Summary() string {
	text := fmt.Sprintf("%s, %s, %s; languages: %s", plural(r.Pages, "page"), plural(r.Entries, "FAQ entry"), plural(r.Passages, "passage"), list(r.Languages))
	if len(r.LeftOut) > 0 {
		text += "; left out: " + list(r.LeftOut)
	}
	return text
}

// Text returns the report with up to limit warnings and up to limit hints; 0 is no
// limit.
func (r *Report) Text(limit int) string {
	lines := []string{r.Summary()}
	add := func(title string, problems corpus.Problems) {
		if len(problems) == 0 {
			return
		}
		lines = append(lines, "", fmt.Sprintf("%s (%d):", title, len(problems)))
		for i, p := range problems {
			if limit > 0 && i == limit {
				lines = append(lines, fmt.Sprintf("… and %d more", len(problems)-limit))
				break
			}
			lines = append(lines, p.Error())
		}
	}
	add("Warnings", r.Warnings)
	add("What would make answers better", r.Hints)
	return strings.Join(lines, "\n")
}

func plural(n int, noun string) string {
	switch {
	case n == 1:
	case strings.HasSuffix(noun, "y"):
		noun = strings.TrimSuffix(noun, "y") + "ies"
	default:
		noun += "s"
	}
	return fmt.Sprintf("%d %s", n, noun)
}

// list lists counts: "2 .png, 1 .css".
func list(counts []Count) string {
	const shown = 12
	var names []string
	for i, c := range counts {
		if i == shown {
			names = append(names, "…")
			break
		}
		names = append(names, fmt.Sprintf("%d %s", c.N, c.Name))
	}
	return strings.Join(names, ", ")
}
