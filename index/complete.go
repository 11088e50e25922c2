package index

import (
	"context"
	"strings"

	"github.com/blevesearch/bleve/v2/analysis"

	"alliancebot/corpus"
)

// Scope is what Complete proposes from.
type Scope int

// The scopes.
const (
	Everything Scope = iota // FAQ questions, other known questions and headings
	Entries                 // FAQ questions
	Sections                // headings
)

// Complete returns up to limit proposals for what a member has typed so far,
// best first: those of the same words, those that begin with what is typed,
// those in which each typed word begins some word, then those of the units that
// the engine finds for it, which repairs typos and knows synonyms. Case, accents,
// punctuation and apostrophes do not matter. Among proposals as good as each
// other FAQ questions come first, then other known questions, then headings, in
// reading order. None comes twice. If no word is typed, it returns the FAQ
// questions, the first known question of each passage, and the headings. It errs
// as Ask does.
func (e *Engine) Complete(ctx context.Context, typed string, among Scope, limit int) ([]Proposal, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	e.mu.RLock()
	defer e.mu.RUnlock()
	list := &shortlist{limit: limit}
	words := typedWords(typed)
	if words == "" {
		e.live.offers.addUseful(list, among)
		return list.proposals, nil
	}
	e.live.offers.addMatching(list, among, words)
	if list.isFull() {
		return list.proposals, nil
	}
	err := e.live.addFound(ctx, list, among, typed)
	return list.proposals, err
}

// typingAnalyzer reads words as wordAnalyzer does, but leaves them the s of a
// possessive: "microsofts" is typed for "Microsoft’s".
var typingAnalyzer = &analysis.DefaultAnalyzer{
	Tokenizer:    wordAnalyzer.Tokenizer,
	TokenFilters: wordAnalyzer.TokenFilters[1:],
}

// typedWords returns what is compared of text while somebody types: its words
// within the cap of a question, each after a space.
func typedWords(text string) string {
	text = readable(text[:min(len(text), maxQuestionBytes)])
	var words strings.Builder
	for _, token := range typingAnalyzer.Analyze([]byte(text)) {
		words.WriteByte(' ')
		words.Write(token.Term)
	}
	return words.String()
}

// addUseful adds what is best proposed when nothing is typed.
func (o *offers) addUseful(list *shortlist, among Scope) {
	if among != Sections {
		list.addAll(o.within(Entries))
	}
	if among == Everything {
		for _, questions := range o.questionsOf {
			if len(questions) > 0 && questions[0] >= o.known {
				list.add(&o.all[questions[0]])
			}
		}
	}
	if among != Entries {
		list.addAll(o.within(Sections))
	}
}

// within returns the offers of a scope.
func (o *offers) within(among Scope) []offer {
	switch among {
	case Entries:
		return o.all[:o.known]
	case Sections:
		return o.all[o.headings:]
	}
	return o.all
}

// addMatching adds the offers that hold what is typed, best first. To look at
// each of 7,000 headings takes a fifth of a millisecond.
func (o *offers) addMatching(list *shortlist, among Scope, typed string) {
	starts := wordStarts(typed)
	var begin, hold []*offer
	all := o.within(among)
	for i := range all {
		switch offer := &all[i]; {
		case offer.words == typed:
			list.add(offer)
		case strings.HasPrefix(offer.words, typed):
			begin = append(begin, offer)
		case beginWords(starts, offer.words):
			hold = append(hold, offer)
		}
	}
	for _, offer := range append(begin, hold...) {
		list.add(offer)
	}
}

// wordStarts returns the words typed within the cap of a question, each after
// its space, so that it is found only where a word begins.
func wordStarts(typed string) []string {
	var starts []string
	for word := range strings.FieldsSeq(typed) {
		if starts = append(starts, " "+word); len(starts) == maxQuestionWords {
			break
		}
	}
	return starts
}

// beginWords tells whether each of starts begins some of words.
func beginWords(starts []string, words string) bool {
	for _, start := range starts {
		if !strings.Contains(words, start) {
			return false
		}
	}
	return true
}

// addFound adds what the engine finds for the text typed, best first. Stop words
// alone find nothing: what is asked is yet to come.
func (s *snapshot) addFound(ctx context.Context, list *shortlist, among Scope, typed string) error {
	q := s.readQuestion(typed)
	if q.isStopWords() {
		return nil
	}
	d := s.desks.Get().(*desk)
	defer s.desks.Put(d)
	ranked, err := s.rankAt(ctx, d, q)
	if err != nil {
		return err
	}
	alike := s.compared(d, q)
	for _, e := range s.near(q, ranked.units) {
		if offer := s.offerFor(e, among, alike); offer != nil {
			list.add(offer)
		}
	}
	return nil
}

// offerFor returns what to propose for e's unit: a FAQ entry's question; of a
// passage its known question that is nearest to the one asked, or else its
// heading; nil if that is not of the scope.
func (s *snapshot) offerFor(e *evidence, among Scope, asked compared) *offer {
	o := s.offers
	switch isEntry := s.corpus.Units[e.unit].Kind == corpus.FAQ; {
	case isEntry && among == Sections, !isEntry && among == Entries:
		return nil
	case isEntry:
		return &o.all[o.questionsOf[e.unit][0]]
	case among == Everything && len(o.questionsOf[e.unit]) > 0:
		return s.nearestQuestion(e, asked)
	}
	return &o.all[o.headingOf[e.unit]]
}

// shortlist gathers proposals up to a limit, each once.
type shortlist struct {
	limit     int
	proposals []Proposal
	held      map[listed]bool
}

// listed is what no two proposals of a shortlist have in common.
type listed struct {
	unit *corpus.Unit
	text string
}

func (l *shortlist) isFull() bool { return len(l.proposals) >= l.limit }

func (l *shortlist) add(o *offer) {
	key := listed{o.Unit, o.Text}
	if l.isFull() || l.held[key] {
		return
	}
	if l.held == nil {
		l.held = make(map[listed]bool)
	}
	l.held[key] = true
	l.proposals = append(l.proposals, o.Proposal)
}

func (l *shortlist) addAll(offers []offer) {
	for i := range offers {
		l.add(&offers[i])
	}
}
