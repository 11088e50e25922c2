package commands

import (
	"context"
	"regexp"
	"slices"
	"strings"

	"alliancebot/index"
	"alliancebot/internal/prose"
	"alliancebot/journal"
)

// Exchange is a member's message to the bot, which asks something, and another member's reply
// to it.
type Exchange struct {
	Question string
	Reply    string
	Author   Asker // of the reply
}

// asksBack matches a reply that asks something, but not the "?" within an address.
var asksBack = regexp.MustCompile(`\?(?:\s|$)|？`)

// Trusts reports whether what author replies to a question may answer it.
func (r *Router) Trusts(author Asker) bool {
	return r.settings.Access.admits(author) ||
		slices.ContainsFunc(author.RoleIDs, func(id string) bool { return slices.Contains(r.settings.TrustedRoleIDs, id) })
}

// Learn offers the reply to admins as an answer, and reports whether it did: if the author is
// trusted, nothing else answers the question, and the reply is neither a question
// itself nor small talk.
func (r *Router) Learn(ctx context.Context, e Exchange) (bool, error) {
	question, reply := prose.Line(e.Question), strings.TrimSpace(prose.Clean(e.Reply))
	j := r.settings.Journal
	switch {
	case j == nil || !j.Records(e.Author.GuildID) || !r.Trusts(e.Author):
		return false, nil
	case prose.Key(question) == "" || prose.Key(reply) == "" || asksBack.MatchString(reply):
		return false, nil
	}
	if _, ok := cannedReplyTo(reply); ok {
		return false, nil
	}
	answer, err := r.engine.Ask(ctx, question, nil)
	if err != nil || answer.Verdict == index.Answered {
		return false, err
	}
	if asked, err := r.engine.Ask(ctx, reply, nil); err != nil || asked.Verdict == index.Answered {
		return false, err
	}
	j.Pair(journal.Pair{
		ID: journal.NewID(), GuildID: e.Author.GuildID, Language: questionLanguage(answer, r.engine.Corpus()), Question: question, Answer: reply,
	})
	return true, nil
}
