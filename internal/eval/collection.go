package eval

import (
	"cmp"
	"fmt"
	"iter"
	"path/filepath"
	"strconv"
	"strings"

	"alliancebot/corpus"
)

// Collection is a test collection: documents, queries, and which documents are
// relevant to which query.
type Collection struct {
	Name      string // of the folder
	Documents []Document
	Queries   []Query           // only those with a relevant document
	LeftOut   int               // number of queries without one
	judged    map[string]grades // by query ID
}

// Document is one document of a collection.
type Document struct {
	ID    string
	Title string
	Text  string // the title if the collection has titles only
	Group string // metadata.group, or else the title
}

// Query is one question of a collection.
type Query struct {
	ID    string
	Text  string
	Group string // metadata.group; may be empty
	// Near means that the relevant documents are about the question, but do not answer it:
	// metadata.answerable is false.
	Near bool
	file string
	line int
}

// record is a line of corpus.jsonl or queries.jsonl. Other keys are ignored.
type record struct {
	ID       string `json:"_id"`
	Title    string `json:"title"`
	Text     string `json:"text"`
	Metadata struct {
		Group      string `json:"group"`
		Answerable *bool  `json:"answerable"`
	} `json:"metadata"`
}

// ReadCollection reads the collection in the folder dir, in the layout of the BEIR
// benchmark: corpus.jsonl, queries.jsonl and qrels.tsv, whose columns are query,
// document and grade. The error is a corpus.Problems with everything that is wrong.
// If partial, judgments of documents that corpus.jsonl lacks are ignored, and queries
// without another relevant document are left out.
func ReadCollection(dir string, partial bool) (*Collection, error) {
	var found problems
	c := &Collection{Name: filepath.Base(filepath.Clean(dir))}
	for _, r := range found.identified(filepath.Join(dir, "corpus.jsonl")) {
		c.Documents = append(c.Documents, Document{
			ID: r.ID, Title: r.Title, Text: cmp.Or(r.Text, r.Title), Group: cmp.Or(r.Metadata.Group, r.Title),
		})
	}
	queries := found.readQueries(filepath.Join(dir, "queries.jsonl"))
	c.judged = found.readJudgments(filepath.Join(dir, "qrels.tsv"), c.Documents, queries, partial)
	for _, q := range queries {
		if len(c.judged[q.ID].ideal()) > 0 {
			c.Queries = append(c.Queries, q)
		}
	}
	c.LeftOut = len(queries) - len(c.Queries)
	if len(found) == 0 && len(c.Queries) == 0 {
		found.add(dir, 1, "no query has a relevant document", "check that the three files belong together")
	}
	if err := found.err(); err != nil {
		return nil, err
	}
	return c, nil
}

// ReadQueries reads a file in the format of a collection's queries.jsonl. The error is
// a corpus.Problems.
func ReadQueries(file string) ([]Query, error) {
	var found problems
	queries := found.readQueries(file)
	return queries, found.err()
}

func (ps *problems) readQueries(file string) []Query {
	var queries []Query
	for line, r := range ps.identified(file) {
		queries = append(queries, Query{ID: r.ID, Text: r.Text, Group: r.Metadata.Group, Near: r.Metadata.Answerable != nil && !*r.Metadata.Answerable, file: file, line: line})
	}
	return queries
}

// identified yields the records of file that have a unique ID and some text. Others
// are problems.
func (ps *problems) identified(file string) iter.Seq2[int, record] {
	return func(yield func(int, record) bool) {
		before := len(*ps)
		lines := make(map[string]int) // by ID
		for line, r := range records[record](ps, file, ps.read(file), "") {
			switch first := lines[r.ID]; {
			case r.ID == "":
				ps.add(file, line, `"_id" is missing or empty`, "give it a value")
			case first > 0:
				ps.add(file, line, fmt.Sprintf("duplicate _id %q; first in line %d", r.ID, first), "give each record its own ID")
			case strings.TrimSpace(r.Title+r.Text) == "":
				ps.add(file, line, fmt.Sprintf("%q has no text", r.ID), `add it as "text"`)
			case !yield(line, r):
				return
			}
			lines[r.ID] = line
		}
		if len(lines) == 0 && len(*ps) == before {
			ps.add(file, 1, "the file has no records", "check that it is the right file")
		}
	}
}

// readJudgments returns the judgments of a qrels file by query ID.
func (ps *problems) readJudgments(file string, documents []Document, queries []Query, partial bool) map[string]grades {
	known := make(map[string]bool)
	for _, d := range documents {
		known[d.ID] = true
	}
	judged := make(map[string]grades)
	for _, q := range queries {
		judged[q.ID] = make(grades)
	}
	type reference struct {
		line int
		id   string
	}
	var unknownQueries, unknownDocuments []reference
	for line, text := range lines(ps.read(file)) {
		fields := strings.Split(string(text), "\t")
		if len(fields) != 3 {
			ps.add(file, line, fmt.Sprintf("the line has %d columns, not 3", len(fields)), "write query, document and a whole number, separated by tabs")
			continue
		}
		query, document := fields[0], fields[1]
		grade, err := strconv.Atoi(strings.TrimSpace(fields[2]))
		_, repeated := judged[query][document]
		switch {
		case err != nil && line == 1 && !strings.ContainsAny(fields[2], "0123456789"): // a header
		case err != nil:
			ps.add(file, line, fmt.Sprintf("the grade %q is not a whole number", fields[2]), "write query, document and a whole number, separated by tabs")
		case judged[query] == nil:
			unknownQueries = append(unknownQueries, reference{line, query})
		case !known[document]:
			unknownDocuments = append(unknownDocuments, reference{line, document})
		case repeated:
			ps.add(file, line, fmt.Sprintf("%q is already judged for %q", document, query), "remove one of the lines")
		default:
			judged[query][document] = grade
		}
	}
	// A whole file may be missing its counterpart, so report only the first line.
	addUnknown := func(all []reference, kind, holder, do string) {
		if len(all) == 0 {
			return
		}
		what := fmt.Sprintf("the %s %q is not in %s", kind, all[0].id, holder)
		if len(all) > 1 {
			what += fmt.Sprintf(" (first of %d such lines)", len(all))
		}
		ps.add(file, all[0].line, what, do)
	}
	addUnknown(unknownQueries, "query", "queries.jsonl", "remove it")
	if !partial {
		addUnknown(unknownDocuments, "document", "corpus.jsonl", "complete corpus.jsonl, or measure what is there (--partial)")
	}
	return judged
}

// newCorpus returns a corpus whose one story is documents, with the built-in general
// English. A title is a heading, or if faq a question.
func newCorpus(name string, documents []Document, faq bool) *corpus.Corpus {
	s := &corpus.Story{ID: name, Title: name, URL: "https://example.org/", Language: "en"}
	for _, d := range documents {
		section := &corpus.Section{Story: s, Heading: d.Title}
		unit := &corpus.Unit{ID: d.ID, Kind: corpus.Passage, Story: s, Heading: d.Title, Section: section, Text: d.Text}
		if faq {
			unit.Kind, unit.Heading, unit.Question = corpus.FAQ, name, d.Title
		}
		s.Units = append(s.Units, unit)
	}
	c := corpus.General()
	c.Stories, c.Units = []*corpus.Story{s}, s.Units
	return &c
}
