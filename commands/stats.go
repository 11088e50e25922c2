package commands

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"alliancebot/internal/chart"
	"alliancebot/internal/lint"
	"alliancebot/internal/prose"
	"alliancebot/internal/wording"
	"alliancebot/journal"
)

// The periods of the statistics, in days, and how long the lists in them are.
const (
	week, month = 7, 30
	shownStats  = 5
)

// stats counts what was asked, answered and helpful.
func (r *Router) stats(ctx context.Context, x call) (Reply, error) {
	today := time.Now().UTC().Truncate(24 * time.Hour)
	counted, err := r.settings.Journal.Stats(ctx, today.AddDate(0, 0, 1-month))
	if err != nil {
		return Reply{}, err
	}
	if len(counted.Days) == 0 {
		return x.private(x.loc.T(wording.StatsNothing)), nil
	}
	topics, err := r.topics(ctx, x)
	if err != nil {
		return Reply{}, err
	}
	topics = slices.DeleteFunc(topics, func(t topic) bool { return len(t.asked) == 0 })
	text := []string{
		x.period(counted.Days, week, today), x.period(counted.Days, month, today),
	}
	if len(counted.Units) > 0 {
		var shown []string
		for _, u := range counted.Units[:min(len(counted.Units), shownStats)] {
			shown = append(shown, x.loc.T(wording.Quoted, "Words", x.titleOf(u.Unit))+" "+x.loc.Plural(wording.StatsTimes, u.Shown))
		}
		text = append(text, x.loc.T(wording.StatsUnits)+"\n"+strings.Join(shown, "\n"))
	}
	if len(topics) > 0 {
		var missed []string
		for _, t := range topics[:min(len(topics), shownStats)] {
			missed = append(missed, x.loc.T(wording.Quoted, "Words", prose.Truncate(t.text, maxTitle))+" "+x.loc.Plural(wording.StatsTimes, len(t.asked)))
		}
		text = append(text, x.loc.T(wording.StatsMissed)+"\n"+strings.Join(missed, "\n"))
	}
	picture, description, err := x.chart(counted.Days, today)
	if err != nil {
		return Reply{}, err
	}
	reply := x.private(strings.Join(append(text, description), "\n\n"))
	reply.Picture = &Picture{PNG: picture, Description: description}
	return reply, nil
}

// chart draws the questions of a month up to today, by verdict, and describes that.
func (x call) chart(counted []journal.DayStats, today time.Time) (picture []byte, description string, err error) {
	bars, most := make([]chart.Day, month), 0
	for i := range bars {
		bars[i].Day = today.AddDate(0, 0, i+1-month)
		for _, d := range counted {
			if d.Day.Equal(bars[i].Day) {
				bars[i].Parts = [chart.Parts]int{d.Answered, d.Suggested, d.None}
				most = max(most, d.Answered+d.Suggested+d.None)
			}
		}
	}
	picture, err = chart.Bars(bars)
	return picture, x.loc.T(wording.StatsChart, "Days", month, "Most", most), err
}

// period sums up the last days up to today.
func (x call) period(all []journal.DayStats, days int, today time.Time) string {
	var answered, questions, helpful, votes int
	for _, d := range all {
		if d.Day.Before(today.AddDate(0, 0, 1-days)) {
			continue
		}
		answered += d.Answered
		questions += d.Answered + d.Suggested + d.None
		helpful += d.Helpful
		votes += d.Helpful + d.Unhelpful
	}
	sentences := []string{x.loc.Plural(wording.StatsQuestions, questions, "Days", days)}
	if questions > 0 {
		sentences = append(sentences, x.loc.T(wording.StatsAnswered, "Percent", percent(float64(answered)/float64(questions))))
	}
	if votes > 0 {
		sentences = append(sentences, x.loc.Plural(wording.StatsHelpful, votes, "Percent", percent(float64(helpful)/float64(votes))))
	}
	return x.join(sentences...)
}

// check reports what would make answers better, with the words that members keep asking for
// and no unit knows.
func (r *Router) check(ctx context.Context, x call) (Reply, error) {
	report, err := lint.New(ctx, x.snapshot)
	if err != nil {
		return Reply{}, err
	}
	words, err := r.unknownWords(ctx, x)
	if err != nil {
		return Reply{}, err
	}
	text := report.Text(shownLines)
	if len(words) > 0 {
		const shown = 20
		text = x.loc.T(wording.CheckWords, "Words", enumerate(x.loc, words, shown, wording.OneMore)) + "\n\n" + text
	}
	return x.private(text), nil
}

// unknownWords returns the words of missed questions that the corpus lacks and that enough
// members used, those that were used most first.
func (r *Router) unknownWords(ctx context.Context, x call) ([]string, error) {
	const most = 500 // questions, to be done in seconds
	missed, err := r.settings.Journal.Missed(ctx, time.Time{}, most)
	if err != nil {
		return nil, err
	}
	type usage struct {
		word   string
		times  int
		askers map[int]bool
	}
	byKey := map[string]*usage{}
	for _, m := range missed {
		answer, err := x.snapshot.Ask(ctx, m.Text, nil)
		if err != nil {
			return nil, err
		}
		for _, word := range answer.Missing {
			key := prose.Key(word)
			if byKey[key] == nil {
				byKey[key] = &usage{word: word, askers: map[int]bool{}}
			}
			byKey[key].times++
			byKey[key].askers[m.Asker] = true
		}
	}
	var used []*usage
	for _, u := range byKey {
		if len(u.askers) >= r.minMembers() {
			used = append(used, u)
		}
	}
	slices.SortFunc(used, func(a, b *usage) int { return cmp.Or(cmp.Compare(b.times, a.times), cmp.Compare(a.word, b.word)) })
	words := make([]string, len(used))
	for i, u := range used {
		words[i] = x.loc.T(wording.Quoted, "Words", u.word) + " " + x.loc.Plural(wording.StatsTimes, u.times)
	}
	return words, nil
}
