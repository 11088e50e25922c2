package gateway

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/bwmarrin/discordgo"

	"alliancebot/bot/discordtest"
)

// starts returns Discord's answer with that many session starts left.
func starts(remaining, concurrency int) *discordgo.GatewayBotResponse {
	return &discordgo.GatewayBotResponse{Shards: 1, SessionStartLimit: discordgo.SessionInformation{
		Total: 1000, Remaining: remaining, ResetAfter: int(time.Hour.Milliseconds()), MaxConcurrency: concurrency,
	}}
}

// newTestQueue returns a queue that always gets info from Discord.
func newTestQueue(t testing.TB, info *discordgo.GatewayBotResponse) *queue {
	t.Helper()
	ask := func(context.Context) (*discordgo.GatewayBotResponse, error) { return info, nil }
	q, err := newQueue(t.Context(), ask, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return q
}

// Shards identify in the order they ask, an interval apart in each bucket.
func TestIdentifyOrder(t *testing.T) {
	const next = identifyInterval
	tests := []struct {
		name        string
		concurrency int
		want        []time.Duration // when the shards 0, 1, 2 … have their turn
	}{
		{"one bucket", 1, []time.Duration{0, next, 2 * next}},
		{"two buckets", 2, []time.Duration{0, 0, next, next}},
		{"more buckets than shards", 16, []time.Duration{0, 0, 0}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				q := newTestQueue(t, starts(1000, tt.concurrency))
				began := time.Now()
				got := make([]time.Duration, len(tt.want))
				for shard := range tt.want {
					go func() {
						release, err := q.acquire(t.Context(), shard)
						if err != nil {
							t.Error(err)
							return
						}
						got[shard] = time.Since(began)
						release(true)
					}()
					synctest.Wait() // until it has or waits for its turn
				}
				time.Sleep(time.Minute)
				synctest.Wait()
				if !slices.Equal(got, tt.want) {
					t.Errorf("turns after %s, want %s", got, tt.want)
				}
			})
		})
	}
}

// A shard that gets no READY does not delay the others.
func TestIdentifyWithoutReady(t *testing.T) {
	onDiscord(t, func(t *testing.T, s *discordtest.Server) {
		s.SetSessionStarts(discordtest.SessionStarts{Shards: 3, Pause: 5 * time.Second})
		s.Misbehave(discordtest.Handshake{Silent: true})
		start(t, s)
		time.Sleep(2*identifyInterval + time.Millisecond)
		if c := s.Counts(); c.Identifies != 3 || c.Ready != 2 {
			t.Errorf("counts = %+v, want three IDENTIFYs and two READYs", c)
		}
	})
}

// A failed dial does not delay the bucket.
func TestUnusedTurnIsPassedOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := newTestQueue(t, starts(1000, 1))
		began := time.Now()
		for shard := range 3 {
			release, err := q.acquire(t.Context(), shard)
			if err != nil {
				t.Fatal(err)
			}
			release(false)
		}
		if took := time.Since(began); took > 0 {
			t.Errorf("three turns without an IDENTIFY took %s", took)
		}
	})
}

// While one bucket waits for Discord's answer, others continue.
func TestAskingBlocksNoOtherBucket(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := newTestQueue(t, starts(1000, 2))
		time.Sleep(time.Minute)
		answer := q.ask
		q.ask = func(ctx context.Context) (*discordgo.GatewayBotResponse, error) {
			<-ctx.Done()
			return nil, ctx.Err()
		}
		go q.acquire(t.Context(), 0)
		synctest.Wait()
		q.ask = answer
		began := time.Now()
		if _, err := q.acquire(t.Context(), 1); err != nil || time.Since(began) > 0 || q.url() != "" {
			t.Errorf("acquire = %v after %s, want it done at once", err, time.Since(began))
		}
		time.Sleep(connectTimeout) // the first gives up
	})
}

// The last session starts of the day are not used.
func TestIdentifyReserve(t *testing.T) {
	onDiscord(t, func(t *testing.T, s *discordtest.Server) {
		p := ready(t, s)
		const reset = 2 * time.Hour
		s.SetSessionStarts(discordtest.SessionStarts{Left: identifyReserve, Reset: reset})
		s.CloseGateway(4009)
		time.Sleep(reset - time.Minute)
		if c := s.Counts(); c.Identifies != 1 {
			t.Errorf("%d IDENTIFYs, want none before the reset", c.Identifies-1)
		}
		time.Sleep(2 * time.Minute)
		wantAnswered(t, use(s, alice))
		if !strings.Contains(p.text(), "too many gateway sessions were started") {
			t.Error("the log does not mention the wait")
		}
	})
}

// Buckets share the session starts.
func TestReserveIsSharedByBuckets(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := newTestQueue(t, starts(identifyReserve+2, 3))
		began := time.Now()
		for shard := range 3 {
			release, err := q.acquire(t.Context(), shard)
			if err != nil {
				t.Fatal(err)
			}
			release(true)
		}
		if took := time.Since(began); took != time.Hour {
			t.Errorf("three IDENTIFYs with two starts left took %s, want to wait an hour for the reset", took)
		}
	})
}

// The daily limit is not reached even if Discord's count is wrong.
func TestIdentifiesOfADay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := newTestQueue(t, starts(1000, 1))
		ctx, cancel := context.WithTimeout(t.Context(), 24*time.Hour)
		defer cancel()
		sent := 0
		for {
			release, err := q.acquire(ctx, 0)
			if err != nil {
				break
			}
			release(true)
			sent++
		}
		if sent < 790 || sent > 800 {
			t.Errorf("%d IDENTIFYs in a day, want four fifths of 1000", sent)
		}
	})
}

// Sessions that end as soon as they start are started at growing intervals.
func TestSessionsThatEndAtOnceAreStartedSlowly(t *testing.T) {
	for name, fault := range map[string]discordtest.Handshake{
		"READY, then close":           {After: 4009},
		"op 9 instead of READY":       {Op: 9},
		"reset instead of READY":      {Reset: true},
		"close 4000 instead of READY": {Close: 4000},
	} {
		t.Run(name, func(t *testing.T) {
			onDiscord(t, func(t *testing.T, s *discordtest.Server) {
				s.Misbehave(slices.Repeat([]discordtest.Handshake{fault}, 1000)...)
				start(t, s)
				time.Sleep(time.Minute)
				minute := s.Counts().Identifies
				time.Sleep(12 * time.Hour)
				day := s.Counts().Identifies
				if minute < 4 || minute > 7 || day > 500 {
					t.Errorf("%d IDENTIFYs in a minute and %d in half a day", minute, day)
				}
			})
		})
	}
}

func TestQueueErrors(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := newTestQueue(t, starts(1000, 1))
		good, down := q.ask, errors.New("down")
		q.ask = func(context.Context) (*discordgo.GatewayBotResponse, error) { return nil, down }
		time.Sleep(time.Minute)
		if _, err := q.acquire(t.Context(), 0); !errors.Is(err, down) {
			t.Errorf("acquire = %v, want %v", err, down)
		}
		q.ask = good
		if _, err := q.acquire(t.Context(), 0); err != nil {
			t.Errorf("acquire afterwards = %v, want the turn", err)
		}
	})
	for _, info := range []discordgo.GatewayBotResponse{{}, {Shards: 1}, {SessionStartLimit: starts(1, 1).SessionStartLimit}} {
		ask := func(context.Context) (*discordgo.GatewayBotResponse, error) { return &info, nil }
		if _, err := newQueue(t.Context(), ask, slog.New(slog.DiscardHandler)); err == nil || !strings.Contains(err.Error(), "lacks limits") {
			t.Errorf("newQueue with %s = %v, want an error", fmt.Sprint(info), err)
		}
	}
}
