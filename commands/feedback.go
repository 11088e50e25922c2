package commands

import (
	"context"
	"time"

	"github.com/jellydator/ttlcache/v3"

	"alliancebot/index"
	"alliancebot/internal/wording"
	"alliancebot/journal"
)

// The questions whose replies have buttons that need them: those of the last hour, of which
// most are pressed within minutes. Answered ones can be reported, or the journal gets their
// text with a vote against the answer; unsure ones can be handed over. Each takes some 300
// bytes, and at most two kilobytes.
const (
	recentLife = time.Hour
	maxRecent  = 2000
)

// recent remembers questions by a random ID.
type recent[Q any] struct {
	cache *ttlcache.Cache[journal.ID, Q]
}

func newRecent[Q any]() recent[Q] {
	return recent[Q]{ttlcache.New(
		ttlcache.WithTTL[journal.ID, Q](recentLife), ttlcache.WithCapacity[journal.ID, Q](maxRecent),
		ttlcache.WithDisableTouchOnHit[journal.ID, Q](),
	)}
}

func (r recent[Q]) add(id journal.ID, question Q) {
	r.cache.DeleteExpired()
	r.cache.Set(id, question, ttlcache.DefaultTTL)
}

func (r recent[Q]) get(id journal.ID) (question Q, remembered bool) {
	if item := r.cache.Get(id); item != nil {
		return item.Value(), true
	}
	return question, false
}

// record records a question with what the reply to it shows, unless the asker's server
// does not want that. It returns the ID of the question if feedback is wanted and known to
// be recorded, otherwise "". It never waits.
func (r *Router) record(x call, answer index.Answer) journal.ID {
	j := r.settings.Journal
	if j == nil || x.Post && answer.Verdict != index.Answered {
		return ""
	}
	q := journal.Question{
		ID: journal.NewID(), GuildID: x.Asker.GuildID, UserID: x.Asker.UserID,
		Language: questionLanguage(answer, x.lookup.corpus), Verdict: answer.Verdict, Text: answer.Question,
	}
	if answer.Verdict != index.None {
		q.Unit = answer.Hits[0].Unit.ID
	}
	j.Asked(q)
	if !r.settings.Feedback || !j.Records(x.Asker.GuildID) {
		return ""
	}
	if answer.Verdict == index.Answered {
		q.UserID = ""
		r.answered.add(q.ID, q)
	}
	return q.ID
}

// This does not compile if a button's value is too short for a question and all hits of
// its answer but the first.
const _ uint = MaxValue - (journal.IDLength + (index.MaxHits-1)*referenceDigits)

// voteButtons asks whether an answer is helpful. If not, the next best hits are offered.
func (x call) voteButtons(next []index.Hit) []Button {
	if x.recorded == "" {
		return nil
	}
	others := ""
	for _, hit := range next {
		others += matchOf(hit).reference().String()
	}
	return []Button{
		{Label: x.loc.T(wording.HelpfulButton), Command: helpfulCommand, Value: string(x.recorded)},
		{Label: x.loc.T(wording.UnhelpfulButton), Command: unhelpfulCommand, Value: string(x.recorded) + others},
	}
}

// recordedIn returns the ID at the beginning of a button's value, and what follows it. It
// returns false if there is none, or no journal.
func (r *Router) recordedIn(value string) (id journal.ID, rest string, ok bool) {
	if r.settings.Journal == nil || len(value) < journal.IDLength {
		return "", "", false
	}
	return journal.ID(value[:journal.IDLength]), value[journal.IDLength:], true
}

// question returns an answered question. Of one that is not remembered, or not by this
// process, it has nothing but the ID.
func (r *Router) question(id journal.ID) (q journal.Question, remembered bool) {
	q, remembered = r.answered.get(id)
	q.ID = id
	return q, remembered
}

// vote records the asker's vote on the answer to q.
func (r *Router) vote(x call, q journal.Question, helpful bool) {
	r.settings.Journal.Vote(journal.Vote{
		Question: q.ID, GuildID: x.Asker.GuildID, UserID: x.Asker.UserID, Helpful: helpful, Text: q.Text,
	})
}

// voteHelpful records that the asker finds an answer helpful.
func (r *Router) voteHelpful(_ context.Context, x call) (Reply, error) {
	id, _, ok := r.recordedIn(x.Value)
	if !ok {
		return x.aside(x.loc.T(wording.Outdated)), nil
	}
	r.vote(x, journal.Question{ID: id}, true)
	return x.aside(x.loc.T(wording.VoteCounts)), nil
}

// voteUnhelpful records that the asker does not find an answer helpful. It offers the next
// best ones, and to report that none of them is.
func (r *Router) voteUnhelpful(_ context.Context, x call) (Reply, error) {
	id, others, ok := r.recordedIn(x.Value)
	if !ok {
		return x.aside(x.loc.T(wording.Outdated)), nil
	}
	q, remembered := r.question(id)
	r.vote(x, q, false)

	reply := x.aside(x.loc.T(wording.VoteCounts))
	refs, _ := parseReferences(others)
	var next []index.Hit
	for _, ref := range refs {
		if f, _, ok := x.find(ref); ok {
			next = append(next, index.Hit{Unit: f.unit, Highlight: f.part})
		}
	}
	if len(next) > 0 {
		reply.Text = x.join(reply.Text, x.loc.T(wording.NextBest))
		reply.Menus = []Menu{{Prompt: x.loc.T(wording.PickPrompt), Command: pickCommand, Choices: x.hitChoices(next)}}
	}
	if remembered {
		reply.Buttons = []Button{{Label: x.loc.T(wording.ReportButton), Command: reportCommand, Value: string(id)}}
	}
	return reply, nil
}

// report records that a question, which was answered, has no answer.
func (r *Router) report(_ context.Context, x call) (Reply, error) {
	id, _, ok := r.recordedIn(x.Value)
	q, remembered := r.question(id)
	if !ok || !remembered {
		return x.private(x.loc.T(wording.Outdated)), nil
	}
	// Any number of reports count once, under an ID that no NewID has.
	q.ID, q.UserID, q.Verdict, q.Unit = "1"+id[1:], x.Asker.UserID, index.None, ""
	r.settings.Journal.Asked(q)
	return x.private(x.loc.T(wording.Reported)), nil
}
