package index

import (
	"container/heap"
	"context"
	"encoding/binary"
	"fmt"
	"slices"
	"strconv"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/mapping"
	bleveindex "github.com/blevesearch/bleve_index_api"

	"alliancebot/corpus"
)

// The fields of a unit in bleve's index.
const (
	bodyField = "body" // the text
	headField = "head" // what headTexts says of it
)

var recallFields = []string{bodyField, headField}

// candidates is how many units recall passes on to ranking, which reads each.
// Up to here every unit that shares a word with the question is ranked; on
// SciFact's 5,183 abstracts 400 instead change nothing, 50 lose.
const maxCandidates = 200

// postings is a bleve index of a corpus's units, in memory. It is scored by
// textbook BM25 over bleve's postings, since bleve's own scoring (v2.6.3)
// squares idf, takes the root of the term frequency and averages field lengths
// over unique terms.
type postings struct {
	index  bleve.Index
	reader bleveindex.IndexReader
	unitOf []int // bleve's document number → position in Corpus.Units
}

// openPostings indexes units in one batch, which bleve needs to keep them in
// one segment. The caller closes it.
func openPostings(units []*corpus.Unit, heads []string) (_ *postings, err error) {
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
		if err := batch.Index(strconv.Itoa(i), map[string]any{bodyField: u.Text, headField: heads[i]}); err != nil {
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
	p := &postings{index: index, reader: reader}
	if p.unitOf, err = documentNumbers(reader, len(units)); err != nil {
		reader.Close()
		return nil, err
	}
	return p, nil
}

func unitMapping() mapping.IndexMapping {
	field := mapping.NewTextFieldMapping()
	field.Analyzer = stemAnalyzer
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

// recall returns the units, at most maxCandidates, that best match the
// question's content in text or head.
func (s *snapshot) recall(ctx context.Context, q *question) ([]int, error) {
	scores := make([]float64, len(s.passages))
	for _, term := range q.content() {
		if term.id == unknown {
			continue
		}
		if err := s.postings.score(ctx, bodyField, term.stem, term.weight, s.statistics.body, scores); err != nil {
			return nil, err
		}
		if err := s.postings.score(ctx, headField, term.stem, term.weight, s.statistics.head, scores); err != nil {
			return nil, err
		}
	}
	return bestUnits(scores, maxCandidates), nil
}

// bestUnits returns the units with the highest scores above 0, at most limit,
// best first.
func bestUnits(scores []float64, limit int) []int {
	best := &worstFirst{scores: scores}
	for unit, score := range scores {
		switch {
		case score <= 0:
		case len(best.units) < limit:
			heap.Push(best, unit)
		case best.worse(best.units[0], unit):
			best.units[0] = unit
			heap.Fix(best, 0)
		}
	}
	units := make([]int, best.Len())
	for i := range slices.Backward(units) {
		units[i] = heap.Pop(best).(int)
	}
	return units
}

// worstFirst is a heap of units; of equal scores the later unit is the worse.
type worstFirst struct {
	scores []float64
	units  []int
}

func (h *worstFirst) worse(a, b int) bool {
	return h.scores[a] < h.scores[b] || h.scores[a] == h.scores[b] && a > b
}

func (h *worstFirst) Len() int           { return len(h.units) }
func (h *worstFirst) Less(i, j int) bool { return h.worse(h.units[i], h.units[j]) }
func (h *worstFirst) Swap(i, j int)      { h.units[i], h.units[j] = h.units[j], h.units[i] }
func (h *worstFirst) Push(unit any)      { h.units = append(h.units, unit.(int)) }
func (h *worstFirst) Pop() any {
	last := len(h.units) - 1
	unit := h.units[last]
	h.units = h.units[:last]
	return unit
}

// score adds the BM25 score of a stem in a field, whose mean length is given
// in words, to each unit's place in scores.
func (p *postings) score(ctx context.Context, field, stem string, weight, meanLength float64, scores []float64) error {
	list, err := p.reader.TermFieldReader(ctx, []byte(stem), field, true, true, false)
	if err != nil {
		return fmt.Errorf("look up %q: %w", stem, err)
	}
	defer list.Close()
	var doc bleveindex.TermFieldDoc
	for {
		next, err := list.Next(&doc)
		if err != nil {
			return fmt.Errorf("look up %q: %w", stem, err)
		}
		if next == nil {
			return nil
		}
		length := 1 / (next.Norm * next.Norm) // bleve's norm is 1/√length
		scores[p.unitOf[documentNumber(next.ID)]] += weight * saturate(float64(next.Freq), length, meanLength)
		doc.Reset()
	}
}

func (p *postings) Close() error {
	readerErr := p.reader.Close()
	if err := p.index.Close(); err != nil {
		return err
	}
	return readerErr
}
