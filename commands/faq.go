package commands

import (
	"context"
	"encoding/base64"
	"slices"
	"strings"

	"alliancebot/corpus"
	"alliancebot/index"
	"alliancebot/internal/prose"
	"alliancebot/internal/wording"
)

// faq answers with one FAQ entry, or lists the entries.
func (r *Router) faq(ctx context.Context, x call) (Reply, error) {
	question := x.question()
	switch {
	case len(x.lookup.entries) == 0:
		return x.private(x.loc.T(wording.NoFAQ)), nil
	case question == "":
		return x.listEntries(ctx, listing{filter: strings.TrimSpace(x.Options[filterOption])})
	case strings.HasPrefix(question, unitPrefix):
		return r.askNamed(ctx, x, question)
	}
	answer, err := r.lookUp(ctx, x, question)
	if err != nil {
		return Reply{}, err
	}
	return r.faqReplyTo(x, answer), nil
}

// faqReplyTo turns the FAQ entries of an answer into a Reply.
func (r *Router) faqReplyTo(x call, answer index.Answer) Reply {
	note := x.repaired(answer.Repairs)
	found := answer
	found.Hits = slices.DeleteFunc(slices.Clone(answer.Hits), func(h index.Hit) bool { return h.Unit.Kind != corpus.FAQ })
	switch {
	case len(found.Hits) == 0:
		found.Verdict = index.None
	case answer.Verdict == index.Answered && found.Hits[0].Unit != answer.Hits[0].Unit:
		found.Verdict = index.Suggested
	}
	x.recorded = r.record(x, found)
	switch found.Verdict {
	case index.None:
		return x.listed(x.join(note, x.loc.T(wording.FAQUnlike)), x.lookup.entries, listing{})
	case index.Answered:
		return r.replyTo(x, answer)
	}
	reply := x.private(x.join(note, x.loc.T(wording.FAQClosest)))
	reply.Menus = []Menu{{Prompt: x.loc.T(wording.PickPrompt), Command: pickCommand, Choices: x.hitChoices(found.Hits)}}
	return reply
}

// listing is a page of the list of FAQ entries.
type listing struct {
	page   int    // from 0
	filter string // what the entries are about; "" for all entries
}

// Limits of a listing. The filter is part of a button's value.
const (
	maxFilter  = 58                        // bytes
	maxListed  = 1000                      // entries of a listing with a filter
	maxListing = len(digits) * len(digits) // pages
)

// This does not compile if a button's value is too short for a listing.
const _ = uint(MaxValue - (2 + (maxFilter*8+5)/6))

// String encodes l: two digits for the page, then the filter in base64.
func (l listing) String() string {
	return string([]byte{digits[l.page/len(digits)], digits[l.page%len(digits)]}) + base64.RawURLEncoding.EncodeToString([]byte(l.filter))
}

// parseListing decodes the result of listing.String.
func parseListing(text string) (l listing, ok bool) {
	if len(text) < 2 {
		return listing{}, false
	}
	high, low := strings.IndexByte(digits, text[0]), strings.IndexByte(digits, text[1])
	filter, err := base64.RawURLEncoding.DecodeString(text[2:])
	return listing{high*len(digits) + low, string(filter)}, high >= 0 && low >= 0 && err == nil
}

// list shows another page of the FAQ.
func (r *Router) list(ctx context.Context, x call) (Reply, error) {
	l, ok := parseListing(x.Value)
	if !ok {
		return x.private(x.loc.T(wording.Outdated)), nil
	}
	return x.listEntries(ctx, l)
}

// listEntries lists the FAQ entries of a listing, all of them if its filter has none.
func (x call) listEntries(ctx context.Context, l listing) (Reply, error) {
	if l.filter == "" {
		return x.listed(x.loc.T(wording.FAQQuestions), x.lookup.entries, l), nil
	}
	if len(l.filter) > maxFilter {
		l.filter = l.filter[:prose.CutBefore(l.filter, 0, maxFilter)]
	}
	found, err := x.snapshot.Complete(ctx, l.filter, index.Entries, maxListed)
	if err != nil {
		return Reply{}, err
	}
	if len(found) == 0 {
		return x.listed(x.loc.T(wording.FAQUnlike), x.lookup.entries, listing{}), nil
	}
	entries := make([]*corpus.Unit, len(found))
	for i, suggestion := range found {
		entries[i] = suggestion.Unit
	}
	words := x.loc.T(wording.Quoted, "Words", l.filter)
	return x.listed(x.loc.T(wording.FAQFiltered, "Words", words), entries, l), nil
}

// listed shows the page of entries that l names, or the last one.
func (x call) listed(text string, entries []*corpus.Unit, l listing) Reply {
	pages := min((len(entries)+MaxChoices-1)/MaxChoices, maxListing)
	l.page = min(l.page, pages-1)
	shown := entries[l.page*MaxChoices : min(len(entries), (l.page+1)*MaxChoices)]
	choices := make([]Choice, len(shown))
	for i, entry := range shown {
		choices[i] = Choice{Label: entry.Question, Detail: entry.Text, Value: unitPrefix + refer(entry, prose.Span{}).String()}
	}
	if pages > 1 {
		text += "\n" + x.loc.T(wording.FAQPage, "Number", l.page+1, "Count", pages)
	}
	reply := x.private(text)
	reply.Menus = []Menu{{Prompt: x.loc.T(wording.PickPrompt), Command: pickCommand, Choices: x.lookup.nameStories(choices, shown)}}
	if pages > 1 {
		previous, next := "", ""
		if l.page > 0 {
			previous = listing{l.page - 1, l.filter}.String()
		}
		if l.page+1 < pages {
			next = listing{l.page + 1, l.filter}.String()
		}
		reply.Buttons = []Button{
			x.turnButton(wording.PreviousButton, listCommand, previous), x.turnButton(wording.NextButton, listCommand, next),
		}
	}
	return reply
}
