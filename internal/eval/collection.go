package eval

import (
	"fmt"
	"iter"
	"path/filepath"
	"strconv"
	"strings"

	"alliancebot/corpus"
)

// Collection is a test collection: documents, queries, and which documents
// are relevant to which query.
type Collection struct {
	Name      string // the folder's
	Documents []Document
	Queries   []Query // those with a relevant document alone
	// LeftOut is how many queries of the file Queries lacks: no document is
	// known to be relevant to them.
	LeftOut int
	judged  map[string]grades // by query id
}

// Document is one document of a collection.
type Document struct {
	ID    string
	Title string
	Text  string
	Group string // metadata.group, else the title
}

// Query is one question of a collection.
type Query struct {
	ID    string
	Text  string
	Group string // metadata.group; may be empty
	file  string // where it stands
	line  int
}

// record is a line of corpus.jsonl or queries.jsonl. Collections have other
// keys besides, which are left alone.
type record struct {
	ID       string `json:"_id"`
	Title    string `json:"title"`
	Text     string `json:"text"`
	Metadata struct {
		Group string `json:"group"`
	} `json:"metadata"`
}

// ReadCollection reads the collection in the folder dir, in the layout of the
// BEIR benchmark: corpus.jsonl, queries.jsonl and qrels.tsv, whose columns are
// query, document and grade. Its error is a corpus.Problems with everything
// that is wrong. With partial, judgments of documents that corpus.jsonl lacks
// are no problem: they are left out, and with them the queries that have no
// other relevant document.
func ReadCollection(dir string, partial bool) (*Collection, error) {
	var found problems
	c := &Collection{
		Name:      filepath.Base(filepath.Clean(dir)),
		Documents: found.readDocuments(filepath.Join(dir, "corpus.jsonl")),
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

// ReadQueries reads a file in the format of a collection's queries.jsonl. Its
// error is a corpus.Problems.
func ReadQueries(file string) ([]Query, error) {
	var found problems
	queries := found.readQueries(file)
	return queries, found.err()
}

func (ps *problems) readDocuments(file string) []Document {
	var documents []Document
	for _, r := range ps.identified(file) {
		document := Document{ID: r.ID, Title: r.Title, Text: r.Text, Group: r.Metadata.Group}
		if document.Group == "" {
			document.Group = r.Title
		}
		if document.Text == "" { // some collections have titles alone
			document.Text = r.Title
		}
		documents = append(documents, document)
	}
	return documents
}

func (ps *problems) readQueries(file string) []Query {
	var queries []Query
	for line, r := range ps.identified(file) {
		queries = append(queries, Query{ID: r.ID, Text: r.Text, Group: r.Metadata.Group, file: file, line: line})
	}
	return queries
}

// identified yields the records of a file that have an id of their own and
// some text; the others are problems.
func (ps *problems) identified(file string) iter.Seq2[int, record] {
	return func(yield func(int, record) bool) {
		before := len(*ps)
		lines := make(map[string]int) // of each id
		for line, r := range records[record](ps, file, false) {
			switch first := lines[r.ID]; {
			case r.ID == "":
				ps.add(file, line, `"_id" is missing or empty`, "give it a value")
			case first > 0:
				ps.add(file, line, fmt.Sprintf("the _id %q is used in line %d already", r.ID, first), "give each record an id of its own")
			case strings.TrimSpace(r.Title+r.Text) == "":
				ps.add(file, line, fmt.Sprintf("%q has no text", r.ID), `put it under "text"`)
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

// unknown counts the lines that name what is not there.
type unknown struct {
	count, line int // line of the first
	id          string
}

func (u *unknown) add(line int, id string) {
	if u.count++; u.count == 1 {
		u.line, u.id = line, id
	}
}

// readJudgments returns the judgments of a qrels file by query id.
func (ps *problems) readJudgments(file string, documents []Document, queries []Query, partial bool) map[string]grades {
	known := make(map[string]bool)
	for _, d := range documents {
		known[d.ID] = true
	}
	judged := make(map[string]grades)
	for _, q := range queries {
		judged[q.ID] = make(grades)
	}
	var noDocument, noQuery unknown
	for line, text := range ps.lines(file) {
		query, document, grade, err := parseJudgment(string(text))
		_, repeated := judged[query][document]
		switch {
		case err != nil && line == 1 && isHeader(string(text)):
		case err != nil:
			ps.add(file, line, err.Error(), "write query, document and a whole number, with tabs between")
		case judged[query] == nil:
			noQuery.add(line, query)
		case !known[document]:
			noDocument.add(line, document)
		case repeated:
			ps.add(file, line, fmt.Sprintf("%q is judged for %q already", document, query), "leave one of the lines out")
		default:
			judged[query][document] = grade
		}
	}
	ps.addUnknown(file, noQuery, "query", "queries.jsonl", "leave it out")
	if !partial {
		ps.addUnknown(file, noDocument, "document", "corpus.jsonl",
			"complete corpus.jsonl, or measure the part that is there (--partial)")
	}
	return judged
}

// addUnknown notes all lines that name the same kind of unknown as one problem:
// a whole file may be missing its counterpart.
func (ps *problems) addUnknown(file string, u unknown, kind, holder, do string) {
	if u.count == 0 {
		return
	}
	what := fmt.Sprintf("the %s %q is not in %s", kind, u.id, holder)
	if u.count > 1 {
		what += fmt.Sprintf(" (the first of %d such lines)", u.count)
	}
	ps.add(file, u.line, what, do)
}

// isHeader tells whether line is three names of columns.
func isHeader(line string) bool {
	fields := strings.Split(line, "\t")
	return len(fields) == 3 && !strings.ContainsAny(fields[2], "0123456789")
}

func parseJudgment(line string) (query, document string, grade int, err error) {
	fields := strings.Split(line, "\t")
	if len(fields) != 3 {
		return "", "", 0, fmt.Errorf("the line has %d columns, not 3", len(fields))
	}
	grade, err = strconv.Atoi(strings.TrimSpace(fields[2]))
	if err != nil {
		return "", "", 0, fmt.Errorf("the grade %q is not a whole number", fields[2])
	}
	return fields[0], fields[1], grade, nil
}

// story makes documents the one story of an in-memory corpus, which has the
// general English of every corpus besides: the title is the heading, or with
// faq the question.
func story(name string, documents []Document, faq bool) *corpus.Corpus {
	s := &corpus.Story{ID: name, Title: name, URL: "https://example.org/", Language: "en"}
	for _, d := range documents {
		unit := &corpus.Unit{ID: d.ID, Kind: corpus.Passage, Story: s, Heading: d.Title, Text: d.Text}
		if faq {
			unit.Kind, unit.Heading, unit.Question = corpus.FAQ, name, d.Title
		}
		s.Units = append(s.Units, unit)
	}
	c := corpus.General()
	c.Stories, c.Units = []*corpus.Story{s}, s.Units
	return &c
}
