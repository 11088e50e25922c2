package index

import (
	"slices"

	"alliancebot/corpus"
	"alliancebot/internal/prose"
)

// ProposalKind tells what a Proposal is.
type ProposalKind int

// The kinds of proposal.
const (
	Question ProposalKind = iota // a question that its unit is known to answer
	Heading                      // the heading of a section, which its unit begins
)

// Proposal is what a member may ask or read next.
type Proposal struct {
	Text string
	Unit *corpus.Unit
	Says prose.Span // what answers the question; zero for the whole unit and for a heading
	Kind ProposalKind
}

// offers is all that a corpus can propose.
type offers struct {
	// all holds the questions of FAQ entries, from known on the other known
	// questions, and from headings on each heading of each story once; all in
	// reading order.
	all             []offer
	known, headings int

	// By unit, positions in all.
	questionsOf [][]int // a FAQ entry's own is its first
	headingOf   []int   // of the section that a passage stands in; meaningless for FAQ entries
}

// offer is a Proposal as it is looked up.
type offer struct {
	Proposal
	words    string // of its Text, as typed gives them
	phrasing int    // position of a question in phrasings.all; noPhrasing if it is not there
}

// newOffers gathers what c, with its phrasings p, can propose.
func newOffers(c *corpus.Corpus, p *phrasings) *offers {
	o := &offers{questionsOf: make([][]int, len(c.Units)), headingOf: make([]int, len(c.Units))}
	for i, u := range c.Units {
		if u.Kind == corpus.FAQ {
			o.addQuestions(i, u, u.Questions()[:1], p)
		}
	}
	o.known = len(o.all)
	for i, u := range c.Units {
		o.addQuestions(i, u, u.Questions()[len(o.questionsOf[i]):], p)
	}
	o.headings = len(o.all)
	o.addHeadings(c)
	return o
}

func (o *offers) addQuestions(unit int, u *corpus.Unit, questions []corpus.Phrasing, p *phrasings) {
	for _, q := range questions {
		o.questionsOf[unit] = append(o.questionsOf[unit], len(o.all))
		o.all = append(o.all, offer{
			Proposal: Proposal{Text: q.Text, Unit: u, Says: q.Says, Kind: Question},
			words:    typedWords(q.Text),
			phrasing: p.find(unit, q),
		})
	}
}

func (o *offers) addHeadings(c *corpus.Corpus) {
	type section struct {
		story   *corpus.Story
		heading string
	}
	places := make(map[section]int)
	for i, u := range c.Units {
		if u.Kind == corpus.FAQ {
			continue
		}
		key := section{u.Story, u.Heading}
		place, seen := places[key]
		if !seen {
			place = len(o.all)
			places[key] = place
			o.all = append(o.all, offer{
				Proposal: Proposal{Text: u.Heading, Unit: u, Kind: Heading},
				words:    typedWords(u.Heading),
				phrasing: noPhrasing,
			})
		}
		o.headingOf[i] = place
	}
}

// find returns the position of a unit's phrasing in p.all, noPhrasing if it is
// not there.
func (p *phrasings) find(unit int, way corpus.Phrasing) int {
	if p.groupOf[unit] == noGroup {
		return noPhrasing
	}
	group := p.groups[p.groupOf[unit]]
	place := slices.IndexFunc(p.all[group.first:group.end], func(known phrasing) bool { return known.Phrasing == way })
	if place < 0 {
		return noPhrasing
	}
	return group.first + place
}
