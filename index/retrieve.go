package index

import (
	"cmp"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	bleveindex "github.com/blevesearch/bleve_index_api"

	"alliancebot/corpus"
	"alliancebot/index/internal/vocab"
)

// The fields of a unit in bleve's index.
const (
	bodyField = "body" // the text
	headField = "head" // see headTexts
)

// maxCandidates is how many units are retrieved for ranking, which reads each: so many
// by their text, and so many by their phrasings. In a smaller corpus every unit that
// shares a word with the question is ranked; on SciFact's 5,183 abstracts 400 change
// nothing, 50 lose.
const maxCandidates = 200

// postings is a bleve index of a corpus's units, in memory. Its postings are scored
// by textbook BM25, because bleve's own scoring (v2.6.3) squares the IDF, takes the
// square root of the term frequency and averages field lengths over unique terms.
type postings struct {
	index  bleve.Index
	reader bleveindex.IndexReader
	unitOf []int // bleve's document number → position in Corpus.Units
}

// openPostings indexes units in one batch, so that bleve makes one segment of them.
// The caller closes it.
func openPostings(units []*corpus.Unit, heads []string) (_ *postings, err error) {
	field := bleve.NewTextFieldMapping()
	field.Analyzer = vocab.Analyzer
	field.Store, field.DocValues, field.IncludeInAll, field.IncludeTermVectors = false, false, false, false
	unit := bleve.NewDocumentStaticMapping()
	unit.AddFieldMappingsAt(bodyField, field)
	unit.AddFieldMappingsAt(headField, field)
	mapping := bleve.NewIndexMapping()
	mapping.DefaultMapping = unit

	index, err := bleve.NewUsing("", mapping, scorch.Name, scorch.Name, nil)
	if err != nil {
		return nil, fmt.Errorf("open the index: %w", err)
	}
	p := &postings{index: index}
	defer func() {
		if err != nil {
			p.Close()
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
	if p.reader, err = inner.Reader(); err != nil {
		return nil, fmt.Errorf("open the index: %w", err)
	}
	if err := p.readDocumentNumbers(len(units)); err != nil {
		return nil, fmt.Errorf("list the index: %w", err)
	}
	return p, nil
}

// readDocumentNumbers sets unitOf. Document numbers run from 0 without a gap, since
// there is one segment, but in an order of bleve's choice.
func (p *postings) readDocumentNumbers(count int) error {
	all, err := p.reader.DocIDReaderAll()
	if err != nil {
		return err
	}
	defer all.Close()
	p.unitOf = make([]int, count)
	for range count {
		internal, err := all.Next()
		if err != nil {
			return err
		}
		external, err := p.reader.ExternalID(internal)
		if err != nil {
			return err
		}
		if p.unitOf[documentNumber(internal)], err = strconv.Atoi(external); err != nil {
			return err
		}
	}
	return nil
}

func documentNumber(id bleveindex.IndexInternalID) uint64 { return binary.BigEndian.Uint64(id) }

// Close frees the index.
func (p *postings) Close() error {
	var err error
	if p.reader != nil {
		err = p.reader.Close()
	}
	return errors.Join(err, p.index.Close())
}

// retrieve returns the units, at most maxCandidates, whose text or head best matches
// q's content, best first.
func (s *Snapshot) retrieve(ctx context.Context, q *question) ([]int, error) {
	scores := make([]float64, len(s.passages))
	for _, t := range q.content {
		if t.id == vocab.UnknownStem {
			continue
		}
		if err := s.postings.score(ctx, bodyField, t.stem, t.weight, s.stats.body, scores); err != nil {
			return nil, err
		}
		if err := s.postings.score(ctx, headField, t.stem, t.weight, s.stats.head, scores); err != nil {
			return nil, err
		}
	}
	return bestUnits(scores), nil
}

// score adds the BM25 score of a stem in a field to each unit's place in scores.
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

// bestUnits returns the units with the highest scores above 0, at most maxCandidates,
// best first. Ties keep the order of the corpus.
func bestUnits(scores []float64) []int {
	order := func(a, b int) int { return cmp.Or(cmp.Compare(scores[b], scores[a]), cmp.Compare(a, b)) }
	best := make([]int, 0, maxCandidates)
	for unit, score := range scores {
		if score <= 0 || len(best) == maxCandidates && order(unit, best[len(best)-1]) > 0 {
			continue
		}
		at, _ := slices.BinarySearchFunc(best, unit, order)
		best = slices.Insert(best[:min(len(best), maxCandidates-1)], at, unit)
	}
	return best
}
