package index

import (
	"context"
	"encoding/binary"
	"fmt"
	"math"
	"strconv"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/mapping"
	bleveindex "github.com/blevesearch/bleve_index_api"

	"alliancebot/corpus"
)

// BM25's constants, as in Robertson and Zaragoza, "The Probabilistic Relevance
// Framework: BM25 and Beyond" (2009); on five collections other values changed
// the first hit by less than half a point.
const (
	bm25K1 = 1.2
	bm25B  = 0.75
)

// The fields of a unit in bleve's index.
const (
	bodyField = "body" // the text
	headField = "head" // the heading, and a FAQ entry's question
)

var recallFields = []string{bodyField, headField}

// postings is a bleve index of a corpus's units, in memory, and the numbers
// that textbook BM25 wants and bleve's own scoring gets wrong: bleve squares
// idf, takes the root of the term frequency and averages field lengths over
// unique terms (v2.6.3).
type postings struct {
	index  bleve.Index
	reader bleveindex.IndexReader
	unitOf []int // bleve's document number → position in Corpus.Units
	// meanLength of each field, in words, over the units that have it.
	meanLength map[string]float64
}

// openPostings indexes units in one batch, which bleve needs to keep them in
// one segment. The caller closes it.
func openPostings(units []*corpus.Unit) (_ *postings, err error) {
	index, err := bleve.NewUsing("", unitMapping(), scorch.Name, scorch.Name, nil)
	if err != nil {
		return nil, fmt.Errorf("open the index: %w", err)
	}
	defer func() {
		if err != nil {
			index.Close()
		}
	}()
	batch := index.NewBatch()
	for i, u := range units {
		if err := batch.Index(strconv.Itoa(i), map[string]any{bodyField: u.Text, headField: headText(u)}); err != nil {
			return nil, fmt.Errorf("index %s: %w", u.ID, err)
		}
	}
	if err := index.Batch(batch); err != nil {
		return nil, fmt.Errorf("index %d units: %w", len(units), err)
	}
	inner, err := index.Advanced()
	if err != nil {
		return nil, fmt.Errorf("open the index: %w", err)
	}
	reader, err := inner.Reader()
	if err != nil {
		return nil, fmt.Errorf("read the index: %w", err)
	}
	p := &postings{index: index, reader: reader, meanLength: meanLengths(units)}
	if p.unitOf, err = documentNumbers(reader, len(units)); err != nil {
		reader.Close()
		return nil, err
	}
	return p, nil
}

// headText is what a unit is about by its heading, and its question if it has one.
func headText(u *corpus.Unit) string {
	if u.Kind == corpus.FAQ {
		return u.Question
	}
	return u.Heading
}

func unitMapping() mapping.IndexMapping {
	field := mapping.NewTextFieldMapping()
	field.Analyzer = wordsAnalyzer
	field.Store, field.DocValues, field.IncludeInAll, field.IncludeTermVectors = false, false, false, false
	unit := mapping.NewDocumentStaticMapping()
	for _, name := range recallFields {
		unit.AddFieldMappingsAt(name, field)
	}
	m := mapping.NewIndexMapping()
	m.DefaultMapping = unit
	return m
}

// documentNumbers returns what bleve's document numbers stand for. One batch
// makes one segment, so they run from 0 without a gap, in an order of bleve's.
func documentNumbers(reader bleveindex.IndexReader, count int) ([]int, error) {
	all, err := reader.DocIDReaderAll()
	if err != nil {
		return nil, fmt.Errorf("list the index: %w", err)
	}
	defer all.Close()
	units := make([]int, count)
	for range count {
		internal, err := all.Next()
		if err != nil {
			return nil, fmt.Errorf("list the index: %w", err)
		}
		external, err := reader.ExternalID(internal)
		if err != nil {
			return nil, fmt.Errorf("list the index: %w", err)
		}
		if units[documentNumber(internal)], err = strconv.Atoi(external); err != nil {
			return nil, fmt.Errorf("list the index: %w", err)
		}
	}
	return units, nil
}

func documentNumber(id bleveindex.IndexInternalID) uint64 { return binary.BigEndian.Uint64(id) }

func meanLengths(units []*corpus.Unit) map[string]float64 {
	analyzer := newAnalyzer()
	mean := make(map[string]float64)
	for _, u := range units {
		mean[bodyField] += float64(len(analyzer.Analyze([]byte(u.Text))))
		mean[headField] += float64(len(analyzer.Analyze([]byte(headText(u)))))
	}
	for field := range mean {
		mean[field] = math.Max(1, mean[field]/float64(len(units)))
	}
	return mean
}

// score adds the BM25 score of term in field to each unit's place in scores.
func (p *postings) score(ctx context.Context, field, term string, scores []float64) error {
	list, err := p.reader.TermFieldReader(ctx, []byte(term), field, true, true, false)
	if err != nil {
		return fmt.Errorf("look up %q: %w", term, err)
	}
	defer list.Close()
	idf := inverseFrequency(int(list.Count()), len(p.unitOf))
	var doc bleveindex.TermFieldDoc
	for {
		next, err := list.Next(&doc)
		if err != nil {
			return fmt.Errorf("look up %q: %w", term, err)
		}
		if next == nil {
			return nil
		}
		length := 1 / (next.Norm * next.Norm) // bleve's norm is 1/√length
		tf := float64(next.Freq)
		scores[p.unitOf[documentNumber(next.ID)]] += idf * tf * (bm25K1 + 1) /
			(tf + bm25K1*(1-bm25B+bm25B*length/p.meanLength[field]))
		doc.Reset()
	}
}

// inverseFrequency is BM25's idf, in the form that never falls below zero.
func inverseFrequency(holders, all int) float64 {
	return math.Log(1 + (float64(all)-float64(holders)+.5)/(float64(holders)+.5))
}

func (p *postings) Close() error {
	readerErr := p.reader.Close()
	if err := p.index.Close(); err != nil {
		return err
	}
	return readerErr
}
