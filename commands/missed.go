package commands

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"alliancebot/index"
	"alliancebot/internal/prose"
	"alliancebot/internal/wording"
	"alliancebot/journal"
)

// maxMissed is how many of the latest missed questions are grouped. Grouping 2,000 takes a
// tenth of a second (BenchmarkAlike). maxPairs is how many of the latest pairs are.
const (
	maxMissed = 2000
	maxPairs  = 100
)

// topic is missed questions that ask alike.
type topic struct {
	text  string           // the wording that is asked most, of several the latest
	asked []journal.Missed // the latest first
	pairs []journal.Pair   // replies that may answer it, the latest first
	// members is how many members asked at least, or voted one answer down.
	members                    int
	none, suggested, unhelpful int // questions
}

// missed lists the questions without a good answer, or shows the one that was picked.
func (r *Router) missed(ctx context.Context, x call) (Reply, error) {
	topics, err := r.topics(ctx, x)
	if err != nil {
		return Reply{}, err
	}
	if x.Value != "" {
		return r.missedTopic(ctx, x, topics)
	}
	if len(topics) == 0 {
		return x.private(x.loc.Plural(wording.MissedNothing, r.minMembers())), nil
	}
	reply := x.private(x.loc.T(wording.MissedIntro))
	menu := Menu{Prompt: x.loc.T(wording.MissedPrompt), Command: missedCommand}
	for _, t := range topics[:min(len(topics), MaxChoices)] {
		menu.Choices = append(menu.Choices, Choice{Label: t.text, Detail: x.detail(t), Value: string(t.ids()[0])})
	}
	if more := len(topics) - MaxChoices; more > 0 {
		reply.Text = x.join(reply.Text, "("+x.loc.Plural(wording.AndMore, more)+")")
	}
	reply.Menus = []Menu{menu}
	return reply, nil
}

// missedTopic shows one of topics, with the ways to teach what it should get.
func (r *Router) missedTopic(ctx context.Context, x call, topics []topic) (Reply, error) {
	i := slices.IndexFunc(topics, func(t topic) bool { return slices.Contains(t.ids(), journal.ID(x.Value)) })
	list := Button{Label: x.loc.T(wording.ListButton), Command: missedCommand}
	if i < 0 { // it was taught, or is too old
		reply := x.private(x.loc.T(wording.MissedGone))
		reply.Buttons = []Button{list}
		return reply, nil
	}
	t := topics[i]
	buttons, menus, err := r.teaching(ctx, x, t.text)
	if err != nil {
		return Reply{}, err
	}
	reply := x.private(strings.TrimSpace(x.loc.T(wording.Quoted, "Words", t.text) + "\n" + x.counts(t)))
	if also := t.otherWordings(); len(also) > 0 {
		const shown = 5
		for i := range also {
			also[i] = x.loc.T(wording.Quoted, "Words", prose.Truncate(also[i], maxTitle))
		}
		reply.Text += "\n" + x.loc.T(wording.MissedAlso, "Wordings", enumerate(x.loc, also, shown, wording.OneMore))
	}
	dismiss := Button{Label: x.loc.T(wording.DismissButton), Command: dismissCommand, Value: buttons[0].Value}
	reply.Buttons, reply.Menus = append(buttons, dismiss, list), menus
	if len(t.pairs) > 0 {
		answer := t.pairs[0].Answer
		proposal, err := r.settings.Journal.Propose(ctx, journal.Lesson{Question: t.text, Answer: prose.Truncate(answer, maxAnswer)})
		if err != nil {
			return Reply{}, err
		}
		reply.Text += "\n" + x.loc.T(wording.TrustedReply, "Reply", prose.Truncate(prose.Line(answer), shownReply))
		use := Button{Label: x.loc.T(wording.UseReplyButton), Command: formCommand, Value: string(proposal)}
		reply.Buttons = slices.Insert(reply.Buttons, 0, use)
	}
	return reply, nil
}

// shownReply is how many characters of a reply are shown; the form has the rest.
const shownReply = 500

// ids returns the IDs of t's questions and pairs. t is shown under the first.
func (t topic) ids() []journal.ID {
	var ids []journal.ID
	for _, m := range t.asked {
		ids = append(ids, m.ID)
	}
	for _, p := range t.pairs {
		ids = append(ids, p.ID)
	}
	return ids
}

// counts says how often a topic was asked, and what became of it.
func (x call) counts(t topic) string {
	if len(t.asked) == 0 {
		return ""
	}
	return x.join(
		x.loc.Plural(wording.MissedAsked, len(t.asked), "Members", t.members),
		x.loc.T(wording.MissedOutcomes, "None", t.none, "Suggested", t.suggested, "Unhelpful", t.unhelpful),
	)
}

// detail is the line below t in the list.
func (x call) detail(t topic) string {
	if len(t.pairs) == 0 {
		return x.counts(t)
	}
	return x.join(x.loc.T(wording.HasTrustedReply), x.counts(t))
}

// minMembers is how many members must have asked alike for their question to be shown.
func (r *Router) minMembers() int { return cmp.Or(r.settings.MissedMembers, DefaultMissedMembers) }

// topics returns the topics that enough members asked for, or that a trusted member has
// replied to, and that are still without a good answer: those with a reply first, then those
// that were asked most.
func (r *Router) topics(ctx context.Context, x call) ([]topic, error) {
	missed, err := r.settings.Journal.Missed(ctx, time.Time{}, maxMissed)
	if err != nil {
		return nil, err
	}
	lessons, err := r.settings.Library.Lessons(ctx)
	if err != nil {
		return nil, err
	}
	pairs, err := r.settings.Journal.Pairs(ctx, maxPairs)
	if err != nil {
		return nil, err
	}
	byLanguage := map[string]*topic{} // all of a language
	var languages []string
	in := func(language string) *topic {
		if byLanguage[language] == nil {
			languages, byLanguage[language] = append(languages, language), &topic{}
		}
		return byLanguage[language]
	}
	for _, m := range missed {
		in(m.Language).asked = append(in(m.Language).asked, m)
	}
	for _, p := range pairs {
		in(p.Language).pairs = append(in(p.Language).pairs, p)
	}
	var topics []topic
	for _, language := range languages {
		grouped, err := alike(ctx, x.snapshot, language, *byLanguage[language], lessons)
		if err != nil {
			return nil, err
		}
		for _, t := range grouped {
			if t.members < r.minMembers() { // what they asked is nobody's business
				if t.asked = nil; len(t.pairs) == 0 {
					continue
				}
				t.summarize()
			}
			answer, err := x.snapshot.Ask(ctx, t.text, nil)
			if err != nil {
				return nil, err
			}
			votedDown := func(m journal.Missed) bool { return m.Unhelpful > 0 && m.Unit == answer.Hits[0].Unit.ID }
			if answer.Verdict != index.Answered || slices.ContainsFunc(t.asked, votedDown) {
				topics = append(topics, t)
			}
		}
	}
	slices.SortStableFunc(topics, func(a, b topic) int {
		return cmp.Or(cmp.Compare(min(len(b.pairs), 1), min(len(a.pairs), 1)), cmp.Compare(len(b.asked), len(a.asked)), cmp.Compare(b.members, a.members), b.latest().Compare(a.latest()))
	})
	return topics, nil
}

// latest returns when t was last asked or replied to.
func (t topic) latest() time.Time {
	if len(t.asked) == 0 {
		return t.pairs[0].Hour
	}
	return t.asked[0].Hour
}

// alike groups the questions and pairs of a language, without those that lessons are about: those
// that were dismissed or are unanswered for good, and those that were asked before they
// were taught.
func alike(ctx context.Context, s *index.Snapshot, language string, all topic, lessons []Lesson) ([]topic, error) {
	var taught []Lesson
	var texts []string
	for _, l := range lessons {
		if l.Language == language && l.Question != "" {
			taught, texts = append(taught, l), append(texts, l.Question)
		}
	}
	for _, m := range all.asked {
		texts = append(texts, m.Text)
	}
	for _, p := range all.pairs {
		texts = append(texts, p.Question)
	}
	var topics []topic
	groups, err := s.Alike(ctx, language, texts)
	if err != nil {
		return nil, err
	}
	for _, group := range groups {
		var t topic
		settled := time.Time{}
		for _, at := range group {
			if at < len(taught) {
				if until := taught[at].settles(); until.After(settled) {
					settled = until
				}
			} else if at -= len(taught); at < len(all.asked) {
				if m := all.asked[at]; !m.Hour.Before(settled) {
					t.asked = append(t.asked, m)
				}
			} else if p := all.pairs[at-len(all.asked)]; !p.Hour.Before(settled) {
				t.pairs = append(t.pairs, p)
			}
		}
		if len(t.asked)+len(t.pairs) > 0 {
			t.summarize()
			topics = append(topics, t)
		}
	}
	return topics, nil
}

// settles returns until when the lesson settles questions like its own.
func (l Lesson) settles() time.Time {
	if l.Kind == journal.Unanswered || l.Kind == journal.Dismissed {
		return time.Unix(1<<40, 0) // for good
	}
	return l.At
}

// summarize sets t's text and its counts.
func (t *topic) summarize() {
	*t = topic{asked: t.asked, pairs: t.pairs}
	askers, wordings := map[int]bool{}, map[string]int{}
	for _, m := range t.asked {
		askers[m.Asker] = true
		t.members = max(t.members, len(askers), m.Unhelpful)
		wordings[prose.Key(m.Text)]++
		switch {
		case m.Unhelpful > 0:
			t.unhelpful++
		case m.Verdict == index.Suggested:
			t.suggested++
		default:
			t.none++
		}
	}
	if len(t.pairs) > 0 {
		t.text = prose.Line(t.pairs[0].Question)
	}
	most := 0
	for _, m := range t.asked {
		if n := wordings[prose.Key(m.Text)]; n > most {
			t.text, most = prose.Line(m.Text), n
		}
	}
}

// otherWordings returns the wordings of t besides its text, the latest first.
func (t topic) otherWordings() []string {
	var others []string
	seen := map[string]bool{prose.Key(t.text): true}
	for _, m := range t.asked {
		if key := prose.Key(m.Text); !seen[key] {
			seen[key] = true
			others = append(others, prose.Line(m.Text))
		}
	}
	return others
}
