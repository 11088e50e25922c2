package index

import (
	"cmp"
	"context"
	"math"
	"slices"

	"alliancebot/corpus"
	"alliancebot/index/internal/vocab"
)

// Reasons are why a question gets its answer.
type Reasons struct {
	Answer
	Words      []WordMatch // the words that are not stop words, in order, each once
	First      *corpus.Unit
	Similar    string       // the known question for First that is most similar; "" for none
	Similarity float64      // of Similar, 0 to 1
	RunnerUp   *corpus.Unit // nil if only one unit was found
	Lead       float64      // how many times as probable First is as RunnerUp
	Cause      Cause
	// Listed is the question listed as unanswered that is most similar, "" for none, and
	// ListedSimilarity how similar it is, 0 to 1.
	Listed           string
	ListedSimilarity float64
	// Evidence is what speaks for the answer (positive) and against it (negative), the
	// weightiest first, in log odds: 0.7 more make it twice as probable.
	Evidence []Evidence
	// AnswerFrom and SuggestFrom are the confidence from which a unit is shown as the
	// answer, and from which it is suggested.
	AnswerFrom, SuggestFrom float64
}

// WordMatch is where a word of a question was found.
type WordMatch struct {
	Word  string
	Place Place
	For   []string // words of the unit that it was taken for, if Place is BySynonym
}

// Place is where a word was found.
type Place int

// The places, best first.
const (
	InHeading   Place = iota // of the first unit; a FAQ entry's question counts as one
	InText                   // of the first unit
	BySynonym                // the first unit has a word with the same meaning
	InQuestions              // only a known question for the first unit has it
	Elsewhere                // only other units have it
	Nowhere
)

// Cause is what decided a verdict.
type Cause int

// The causes.
const (
	ByConfidence      Cause = iota // the evidence, as a probability
	NothingFound                   // no unit has a word of the question
	UnknownWords                   // neither the corpus nor general English has most of its words
	SmallTalk                      // it is closest to built-in small talk
	KnownQuestion                  // it is a known question for the unit
	SeveralAsked                   // it is a known question for several units
	ListedUnanswered               // it resembles a question that is listed as unanswered
	OtherObject                    // the unit is about another thing, name or year
	NotNegated                     // it asks for what is not so, and the unit says nothing of that kind
	OffTopic                       // it is probably about something else than the corpus
	OnTopic                        // it is probably about the corpus, and the unit is the closest
	Topic                          // it only names a topic that the unit has
	TooLittleInCommon              // it has too few words in common with the unit to suggest that
)

// Evidence is how much a kind of evidence weighs.
type Evidence struct {
	Kind   EvidenceKind
	Weight float64
}

// EvidenceKind is a kind of evidence, which several features measure.
type EvidenceKind int

// The kinds of evidence. The last of them is not for people: how long the question is, what
// it asks for, and what any question has.
const (
	SharedWords      EvidenceKind = iota // how many of the question's words the unit has
	MissingWords                         // words that weigh and that the unit lacks
	SimilarQuestions                     // the known questions for the unit
	Rivals                               // how many other units are nearly as good
	AmountOrTime                         // the question asks for one, and the unit has none
	PersonOrPlace                        // the question asks for one, and the unit has none
	Reason                               // the question asks for one, and the unit has none
	LikeUnanswered                       // the questions that are listed as unanswered
	otherEvidence
)

// kindOf is the kind of evidence that each feature is.
var kindOf = [NumFeatures]EvidenceKind{
	SentenceCoverage: SharedWords, ClosestCoverage: SharedWords, PhrasingCoverage: SharedWords, CorpusCoverage: SharedWords, TextEvidence: SharedWords,
	SupportedCoverage: SharedWords, HighestAffinity: SharedWords, MeanAffinity: SharedWords,
	OutOfVocabulary: MissingWords, HeaviestMissing: MissingWords, LastMissing: MissingWords,
	FirstMissing: MissingWords, AskedMissing: MissingWords, HeaviestMissingClosest: MissingWords, ObjectMissing: MissingWords, MissingRuns: MissingWords, SubjectMissing: MissingWords, NameReplaced: MissingWords,
	ClosestPhrasing: SimilarQuestions, RegressionFirst: SimilarQuestions, OtherAsked: SimilarQuestions,
	RankProbability: Rivals,
	AmountMismatch:  AmountOrTime, SentenceMismatch: AmountOrTime, NameMismatch: PersonOrPlace, ReasonMismatch: Reason,
	UnanswerableSimilarity: LikeUnanswered, UnanswerableNext: LikeUnanswered, UnanswerableLead: LikeUnanswered, RegressionUnanswerable: LikeUnanswered,
	QuestionLength: otherEvidence, Density: otherEvidence, FirstIsFAQ: otherEvidence,
	AsksAmount: otherEvidence, AsksDate: otherEvidence, AsksDetail: otherEvidence, AsksPerson: otherEvidence, AsksReason: otherEvidence, AsksWhich: otherEvidence,
}

// Why returns why question gets its answer. Of a message with several questions, it is
// about the one that is answered first. Its errors are those of Ask.
func (s *Snapshot) Why(ctx context.Context, question string) (Reasons, error) {
	sub, answer, err := s.ask(ctx, question, nil)
	if err != nil {
		return Reasons{}, err
	}
	answer.Question = question
	sc := sub.scratches.Get().(*scratch)
	defer sub.scratches.Put(sc)
	q, err := sub.parseQuestion(ctx, answer.Read)
	if err != nil {
		return Reasons{}, err
	}
	r, err := sub.rank(ctx, sc, q)
	if err != nil {
		return Reasons{}, err
	}
	return sub.reasons(answer, q, &r), nil
}

// reasons returns why q is answered as it is.
func (s *subindex) reasons(answer Answer, q *question, r *ranking) Reasons {
	reasons := Reasons{Answer: answer, Cause: s.judge(q, r).cause, SuggestFrom: suggestThreshold}
	if at := r.unanswerable.closest; at != noPhrasing {
		reasons.Listed, reasons.ListedSimilarity = s.phrasings.all[at].Text, r.unanswerable.maxSimilarity
	}
	if len(r.units) == 0 {
		reasons.Words = s.wordMatches(q, nil)
		return reasons
	}
	first := &r.units[0]
	reasons.AnswerFrom = s.answerFrom(first.unit)
	reasons.Words, reasons.First = s.wordMatches(q, first), s.units[first.unit]
	if at := first.phrasing.closest; at != noPhrasing {
		reasons.Similar, reasons.Similarity = s.phrasings.all[at].Text, first.phrasing.maxSimilarity
	}
	if len(r.units) > 1 {
		reasons.RunnerUp, reasons.Lead = s.units[r.units[1].unit], math.Exp(first.score-r.units[1].score)
	}
	var weights [otherEvidence + 1]float64
	for i, c := range verdictModel.contributions(s.verdictFeatures(q, r))[1:] { // without the bias
		weights[kindOf[i]] += c.effect
	}
	for kind, weight := range weights[:otherEvidence] {
		if weight != 0 {
			reasons.Evidence = append(reasons.Evidence, Evidence{EvidenceKind(kind), weight})
		}
	}
	slices.SortStableFunc(reasons.Evidence, func(a, b Evidence) int { return cmp.Compare(math.Abs(b.Weight), math.Abs(a.Weight)) })
	return reasons
}

// wordMatches returns where q's words are found; e is the evidence for the first unit, nil
// if there is none.
func (s *subindex) wordMatches(q *question, e *evidence) []WordMatch {
	var matches []WordMatch
	seen := make([]bool, len(q.terms))
	for i, at := range q.tokens {
		t := &q.terms[at]
		if t.stop || seen[at] {
			continue
		}
		seen[at] = true
		m := WordMatch{Word: cmp.Or(q.surface[i], t.word), Place: Nowhere}
		if s.corpusCoverage(q, t) > 0 {
			m.Place = Elsewhere
		}
		if e != nil {
			m.Place, m.For = s.placeOf(q, t, e, m.Place)
		}
		matches = append(matches, m)
	}
	return matches
}

// placeOf returns where e's unit has a term of q, or otherwise if it has not, and for a
// synonym the words of the unit that it stands for.
func (s *subindex) placeOf(q *question, t *term, e *evidence, otherwise Place) (Place, []string) {
	p := s.texts.of(e.unit)
	whole := s.lexicon.StemsOf(p.body())
	head := s.lexicon.StemsOf(p.wordsOf(0))
	switch {
	case t.id == vocab.UnknownStem:
	case slices.Contains(head, t.id):
		return InHeading, nil
	case slices.Contains(whole, t.id):
		return InText, nil
	}
	whole = append(whole, head...)
	for _, at := range t.concepts {
		concept := q.features.concepts[at].id
		named := false
		for i := range p.all() {
			named = named || slices.Contains(p.conceptsOf(i), concept)
		}
		if !named {
			continue
		}
		return BySynonym, slices.DeleteFunc(slices.Clone(s.vocabulary[concept].Mean), func(phrase string) bool {
			return slices.ContainsFunc(s.original.language.Words(phrase), func(word string) bool {
				stem, known := s.lexicon.Stems[s.original.language.Stem(word)]
				return !known || !slices.Contains(whole, stem)
			})
		})
	}
	if s.phrasings.countWith(e.unit, t.id) > 0 {
		return InQuestions, nil
	}
	return otherwise, nil
}
