package commands

import (
	"bytes"
	"context"
	"image/png"
	"log/slog"
	"strings"
	"testing"
	"time"

	"alliancebot/index"
	"alliancebot/internal/chart"
	"alliancebot/journal"
)

func TestStats(t *testing.T) {
	dir := t.TempDir()
	open := func(ago time.Duration) *journal.Journal {
		return journal.Open(t.Context(), journal.Config{
			Dir: dir, Days: 30, HomeGuildID: home, Log: slog.New(slog.DiscardHandler), Now: func() time.Time { return time.Now().Add(-ago) },
		})
	}
	stats := func() string {
		t.Helper()
		j := open(0)
		defer j.Close(context.Background())
		r := newTestRouter(t, garden(), Settings{Access: Access{HomeGuildID: home}, Journal: j, Library: &fakeLibrary{}})
		got := byAda(t, r, "knowledge stats", "")
		if !got.Private {
			t.Errorf("/knowledge stats is public")
		}
		if got.Picture != nil {
			if img, err := png.Decode(bytes.NewReader(got.Picture.PNG)); err != nil || img.Bounds().Dx() != chart.Width || !strings.HasSuffix(got.Text, "\n\n"+got.Picture.Description) {
				t.Errorf("the picture: %v; its description %q does not end the text", err, got.Picture.Description)
			}
		}
		return got.Text
	}
	if got := stats(); got != "Nothing is recorded yet." {
		t.Errorf("/knowledge stats = %q", got)
	}
	ask := func(j *journal.Journal, n int, verdict index.Verdict, text, unit string, votes ...bool) {
		for i := range n {
			q := journal.Question{ID: journal.NewID(), GuildID: home, UserID: many[i%len(many)], Language: "en", Verdict: verdict, Text: text, Unit: unit}
			j.Asked(q)
			if i < len(votes) {
				j.Vote(journal.Vote{Question: q.ID, GuildID: home, UserID: ann.UserID, Helpful: votes[i]})
			}
		}
	}
	earlier := open(10 * 24 * time.Hour)
	ask(earlier, 8, index.Answered, "", "garden/faq/what-do-hedgehogs-eat", false)
	earlier.Close(t.Context())
	now := open(0)
	ask(now, 9, index.None, "who sells compost", "")
	ask(now, 3, index.Answered, "", "garden/trees/2", true, true)
	now.Close(t.Context())
	want := `Last 7 days: 12 questions. Answered: 25%. Helpful: 100% of 2 votes.

Last 30 days: 20 questions. Answered: 55%. Helpful: 67% of 3 votes.

Shown most:
“What do hedgehogs eat?” (8 times)
“Trees – Plant a pear tree in autumn. Dig the…” (3 times)

Missed most:
“who sells compost” (9 times)

The chart has the questions of the last 30 days, at most 12 on a day: blue with an answer, yellow uncertain, red without.`
	if got := stats(); got != want {
		t.Errorf("/knowledge stats =\n%s\nwant\n%s", got, want)
	}
}

func TestCheck(t *testing.T) {
	r, _ := teachable(t,
		asked{text: "who sells compost", askers: many},
		asked{text: "is compost useful for pear trees", askers: many[:1]},
		asked{text: "do badgers eat pears", askers: many[:1]},
	)
	got := byAda(t, r, "knowledge check", "")
	first, report, _ := strings.Cut(got.Text, "\n\n")
	if first != "Words that members keep asking for and that nothing has: “compost” (9 times), “sells” (8 times)." {
		t.Errorf("/knowledge check begins with %q", first)
	}
	if !strings.HasPrefix(report, "1 page, 2 FAQ entries, 3 passages") || !got.Private {
		t.Errorf("/knowledge check = %q", got.Text)
	}
}
