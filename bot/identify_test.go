package bot

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"

	"github.com/bwmarrin/discordgo"
)

// sessionStarts is an answer of Discord with so many session starts left.
func sessionStarts(remaining, concurrency int) *discordgo.GatewayBotResponse {
	return &discordgo.GatewayBotResponse{Shards: 1, SessionStartLimit: discordgo.SessionInformation{
		Total: 1000, Remaining: remaining, ResetAfter: int(time.Hour.Milliseconds()), MaxConcurrency: concurrency,
	}}
}

// queueOf returns a queue with the pauses of production, that gets one answer
// again and again.
func queueOf(answer discordgo.GatewayBotResponse) *identifyQueue {
	first := answer
	ask := func(context.Context) (*discordgo.GatewayBotResponse, error) {
		again := answer
		return &again, nil
	}
	return newIdentifyQueue(&first, ask, productionTiming.pause, slog.New(slog.DiscardHandler))
}

func TestIdentifiesWaitForTheirBucket(t *testing.T) {
	tests := []struct {
		name        string
		concurrency int
		want        []time.Duration // when the shards 0, 1, 2 … have their turn
	}{
		{"one bucket", 1, []time.Duration{0, 5500 * time.Millisecond, 11 * time.Second}},
		{"two buckets", 2, []time.Duration{0, 0, 5500 * time.Millisecond, 5500 * time.Millisecond}},
		{"more buckets than shards", 16, []time.Duration{0, 0, 0}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				q := queueOf(*sessionStarts(1000, tt.concurrency))
				began := time.Now()
				for shard, want := range tt.want {
					leave, err := q.enter(t.Context(), shard)
					if got := time.Since(began); err != nil || got != want {
						t.Errorf("enter(%d) = %v after %s, want its turn after %s", shard, err, got, want)
					}
					leave()
				}
			})
		})
	}
}

// The pause begins when the IDENTIFY was answered, however long that took.
func TestIdentifyHasItsTurnAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := queueOf(*sessionStarts(1000, 1))
		leave, _ := q.enter(t.Context(), 0)
		began := time.Now()
		time.AfterFunc(time.Minute, leave)
		if _, err := q.enter(t.Context(), 1); err != nil {
			t.Fatal(err)
		}
		if got, want := time.Since(began), time.Minute+productionTiming.pause; got != want {
			t.Errorf("the second turn came after %s, want %s", got, want)
		}
	})
}

func TestIdentifyReserve(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := queueOf(*sessionStarts(identifyReserve+2, 1))
		q.pause = time.Hour / 2 // so that the answer is not asked for meanwhile
		for range 2 {
			if wait, err := q.take(t.Context()); wait != 0 || err != nil {
				t.Errorf("take = %s, %v, want it taken", wait, err)
			}
		}
		if wait, err := q.take(t.Context()); wait != time.Hour || err != nil {
			t.Errorf("take of the reserve = %s, %v, want a wait of an hour", wait, err)
		}
	})
}

// Even if Discord's count were wrong, its limit for a day is out of reach.
func TestIdentifiesOfADay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := queueOf(*sessionStarts(1000, 1))
		ctx, cancel := context.WithTimeout(t.Context(), 24*time.Hour-time.Second)
		defer cancel()
		started := 0
		for {
			leave, err := q.enter(ctx, 0)
			if err != nil {
				break
			}
			started++
			leave()
		}
		if want := 4 * 200; started != want {
			t.Errorf("%d IDENTIFYs in a day, want %d", started, want)
		}
	})
}

func TestIdentifyWithoutAnAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := queueOf(*sessionStarts(1000, 1))
		down := errors.New("down")
		good := q.ask
		q.ask = func(context.Context) (*discordgo.GatewayBotResponse, error) { return nil, down }
		time.Sleep(2 * q.pause)
		if _, err := q.enter(t.Context(), 0); !errors.Is(err, down) {
			t.Errorf("enter = %v, want %v", err, down)
		}
		q.ask = good
		if _, err := q.enter(t.Context(), 0); err != nil {
			t.Errorf("enter afterwards = %v, want its turn", err)
		}
	})
}
