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
	"github.com/blevesearch/bleve/v2/document"
	"github.com/blevesearch/bleve/v2/index/scorch"
	bleveindex "github.com/blevesearch/bleve_index_api"

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
	unitOf []int32 // bleve's document number → position in subindex.units
}

// Units are indexed in batches, since bleve needs 3 KiB of memory for each unit of one: in
// at most maxBatches, because it looks a word up in each, and at least minBatch units.
const (
	maxBatches = 8
	minBatch   = 2_500
)

// openPostings indexes the words of units. The caller closes it.
func openPostings(texts *unitTexts) (_ *postings, err error) {
	index, err := bleve.NewUsing("", bleve.NewIndexMapping(), scorch.Name, scorch.Name, nil)
	if err != nil {
		return nil, fmt.Errorf("open the index: %w", err)
	}
	p := &postings{index: index}
	defer func() {
		if err != nil {
			p.Close()
		}
	}()
	stems := texts.lexicon.StemTexts()
	size := max(minBatch, (texts.count()+maxBatches-1)/maxBatches)
	for first := 0; first < texts.count(); first += size {
		batch := index.NewBatch()
		for unit := first; unit < min(first+size, texts.count()); unit++ {
			d := document.NewDocument(strconv.Itoa(unit))
			words := texts.of(unit)
			d.AddField(&analyzedField{name: headField, words: words.wordsOf(0), stems: stems, lexicon: texts.lexicon})
			d.AddField(&analyzedField{name: bodyField, words: words.body(), stems: stems, lexicon: texts.lexicon})
			if err := batch.IndexAdvanced(d); err != nil {
				return nil, fmt.Errorf("index unit %d: %w", unit, err)
			}
		}
		if err := index.Batch(batch); err != nil {
			return nil, fmt.Errorf("index %d units: %w", batch.Size(), err)
		}
	}
	inner, err := index.Advanced()
	if err != nil {
		return nil, fmt.Errorf("open the index: %w", err)
	}
	if p.reader, err = inner.Reader(); err != nil {
		return nil, fmt.Errorf("open the index: %w", err)
	}
	if err := p.readDocumentNumbers(texts.count()); err != nil {
		return nil, fmt.Errorf("list the index: %w", err)
	}
	return p, nil
}

// analyzedField is a field for bleve whose words are known, so that it need not split and
// stem its text again.
type analyzedField struct {
	name    string
	words   []vocab.WordID
	stems   []string // by StemID
	lexicon *vocab.Lexicon
}

// Name returns the field's name.
func (f *analyzedField) Name() string { return f.name }

// Options says that the words are indexed, with their frequencies.
func (f *analyzedField) Options() bleveindex.FieldIndexingOptions { return bleveindex.IndexField }

// Analyze does nothing: the words are known.
func (f *analyzedField) Analyze() {}

// AnalyzedLength returns the number of words.
func (f *analyzedField) AnalyzedLength() int { return len(f.words) }

// AnalyzedTokenFrequencies returns how often each stem occurs. It does so anew each time,
// so that bleve need not hold those of a whole batch.
func (f *analyzedField) AnalyzedTokenFrequencies() bleveindex.TokenFrequencies {
	frequencies := make(bleveindex.TokenFrequencies, len(f.words))
	all := make([]bleveindex.TokenFreq, 0, len(f.words))
	for _, word := range f.words {
		stem := f.stems[f.lexicon.StemOf[word]]
		frequency := frequencies[stem]
		if frequency == nil {
			all = append(all, bleveindex.TokenFreq{})
			frequency = &all[len(all)-1]
			frequencies[stem] = frequency
		}
		frequency.SetFrequency(frequency.Frequency() + 1)
	}
	return frequencies
}

// What only stored or nested fields have.
func (f *analyzedField) Value() []byte             { return nil }
func (f *analyzedField) EncodedFieldType() byte    { return 't' }
func (f *analyzedField) ArrayPositions() []uint64  { return nil }
func (f *analyzedField) NumPlainTextBytes() uint64 { return 0 }
func (f *analyzedField) Size() int                 { return 0 }

// readDocumentNumbers sets unitOf. Document numbers run from 0 without a gap, since
// no unit is indexed twice, but in an order of bleve's choice.
func (p *postings) readDocumentNumbers(count int) error {
	all, err := p.reader.DocIDReaderAll()
	if err != nil {
		return err
	}
	defer all.Close()
	p.unitOf = make([]int32, count)
	for range count {
		internal, err := all.Next()
		if err != nil {
			return err
		}
		external, err := p.reader.ExternalID(internal)
		if err != nil {
			return err
		}
		unit, err := strconv.Atoi(external)
		if err != nil {
			return err
		}
		p.unitOf[documentNumber(internal)] = int32(unit)
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

// checkEvery is after how many postings, phrasings or suggestions ctx is checked: within a
// quarter of a millisecond.
const checkEvery = 4096

// maxPostings is about how many postings of the words of a question are scored, the
// rarest words first: it takes 10 milliseconds. The rest are of words that most units of a
// very large corpus have, and hardly tell them apart.
const maxPostings = 300_000

// scored returns which of q's content words are scored: as many as maxPostings allows, and
// at least one.
func (s *subindex) scored(q *question) []bool {
	rarest := make([]int, len(q.content))
	for i := range rarest {
		rarest[i] = i
	}
	slices.SortStableFunc(rarest, func(a, b int) int { return cmp.Compare(q.content[b].weight, q.content[a].weight) })
	scored, postings := make([]bool, len(q.content)), 0
	for _, i := range rarest {
		if id := q.content[i].id; id != vocab.UnknownStem {
			if postings > 0 && postings+s.stats.stems[id] > maxPostings {
				break
			}
			postings += s.stats.stems[id]
			scored[i] = true
		}
	}
	return scored
}

// retrieve returns the units, at most maxCandidates, whose text or head best matches
// q's content or the concepts it names, best first.
func (s *subindex) retrieve(ctx context.Context, sc *scratch, q *question) ([]int, error) {
	scores := sc.scores
	clear(scores)
	scored := s.scored(q)
	for i, t := range q.content {
		if !scored[i] {
			continue
		}
		if err := s.postings.score(ctx, bodyField, t.stem, t.weight, s.stats.body, scores); err != nil {
			return nil, err
		}
		if err := s.postings.score(ctx, headField, t.stem, t.weight, s.stats.head, scores); err != nil {
			return nil, err
		}
	}
	for i, c := range q.features.concepts {
		for _, unit := range s.conceptUnits[c.id] {
			scores[unit] += q.conceptWeights[i]
		}
	}
	return bestUnits(scores, s.has), nil
}

// score adds the BM25 score of a stem in a field to each unit's place in scores.
func (p *postings) score(ctx context.Context, field, stem string, weight, meanLength float64, scores []float64) error {
	list, err := p.reader.TermFieldReader(ctx, []byte(stem), field, true, true, false)
	if err != nil {
		return fmt.Errorf("look up %q: %w", stem, err)
	}
	defer list.Close()
	var doc bleveindex.TermFieldDoc
	for i := 0; ; i++ {
		if i%checkEvery == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
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

// bestUnits returns the units that may be found with the highest scores above 0, at most
// maxCandidates, best first. Ties keep the order of the corpus.
func bestUnits(scores []float64, has func(unit int) bool) []int {
	order := func(a, b int) int { return cmp.Or(cmp.Compare(scores[b], scores[a]), cmp.Compare(a, b)) }
	best := make([]int, 0, maxCandidates)
	for unit, score := range scores {
		if score <= 0 || len(best) == maxCandidates && order(unit, best[len(best)-1]) > 0 || !has(unit) {
			continue
		}
		at, _ := slices.BinarySearchFunc(best, unit, order)
		best = slices.Insert(best[:min(len(best), maxCandidates-1)], at, unit)
	}
	return best
}
