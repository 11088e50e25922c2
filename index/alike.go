package index

import (
	"context"

	"alliancebot/corpus"
	"alliancebot/index/internal/vocab"
)

// alikeSimilarity is how similar a question must be to the first of a group to ask for the
// same. At 0.5, "how much does it cost" and "what's the price" are apart, as people ask in
// TestAlike. Of 1,555 phrasings of the built-in story, which were written to differ, 242
// join others, 88 of them wrongly; at 0.3 it is 349 of 610.
const alikeSimilarity = 0.4

// Alike groups questions in one language that ask for the same. It compares them as it
// compares a question to phrasings. A question joins the group whose first question it is
// most similar to, or starts a new one, so that earlier questions shape the groups. Each
// group has the positions of its questions, in order. The only error is ctx's.
func (s *Snapshot) Alike(ctx context.Context, language string, questions []string) ([][]int, error) {
	spoken := vocab.LanguageOf(language)
	var vocabulary []corpus.Synonyms
	for _, group := range s.corpus.Vocabulary {
		if group.Language == "" || vocab.LanguageOf(group.Language) == spoken {
			vocabulary = append(vocabulary, group)
		}
	}
	lexicon := vocab.NewLexicon(spoken, spoken, 0)
	concepts := vocab.NewConcepts(vocabulary, lexicon)
	asked := make([]*corpus.Phrasing, len(questions))
	for i, question := range questions {
		asked[i] = &corpus.Phrasing{Text: readable(question)}
	}
	p, _ := newPhrasings(nil, asked, lexicon, concepts)
	p.addLLRs()
	overlap := make([]float32, len(asked))

	var groups [][]int
	var f features
	for i := range asked {
		f.set(lexicon.AddQuestion(asked[i].Text), lexicon, concepts)
		c := p.compare(ctx, &f, overlap)
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		best, nearest := alikeSimilarity, -1
		for g, group := range groups {
			if similarity := c.similarity(group[0]); similarity >= best {
				best, nearest = similarity, g
			}
		}
		if nearest < 0 {
			groups = append(groups, []int{i})
		} else {
			groups[nearest] = append(groups[nearest], i)
		}
	}
	return groups, nil
}
