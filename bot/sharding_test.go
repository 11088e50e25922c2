package bot

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"alliancebot/bot/discordtest"
)

func TestSharding(t *testing.T) {
	tests := []struct {
		name   string
		config Config
		want   sharding
	}{
		{"as Discord recommends", Config{}, sharding{count: 3, auto: true, ids: []int{0, 1, 2}}},
		{"a number", Config{ShardCount: 2}, sharding{count: 2, ids: []int{0, 1}}},
		{"some", Config{ShardCount: 4, ShardIDs: []int{3, 1, 3}}, sharding{count: 4, ids: []int{1, 3}}},
	}
	for _, tt := range tests {
		if got := tt.config.sharding(3); !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%s: sharding(3) of %+v = %+v, want %+v", tt.name, tt.config, got, tt.want)
		}
	}
}

func TestCheckShards(t *testing.T) {
	tests := []struct {
		name   string
		config Config
		want   string // in the error; "" is none
	}{
		{"none", Config{}, ""},
		{"all", Config{ShardCount: 2, ShardIDs: []int{0, 1}}, ""},
		{"beyond", Config{ShardCount: 2, ShardIDs: []int{2}}, "SHARD_IDS has 2"},
		{"below", Config{ShardCount: 2, ShardIDs: []int{-1}}, "SHARD_IDS has -1"},
		{"of unknown many", Config{ShardIDs: []int{0}}, "SHARD_IDS needs a number in SHARD_COUNT"},
	}
	for _, tt := range tests {
		err := tt.config.checkShards()
		if (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: checkShards of %+v = %v, want %q", tt.name, tt.config, err, tt.want)
		}
	}
}

// servesShards checks that members of all servers get an answer.
func servesShards(s *discordtest.Server, count int) {
	for shard := range count {
		member := discordtest.User{ID: "510", Guild: discordtest.GuildOf(shard, count), Channel: fmt.Sprint("141000000000000000", shard)}
		s.Command(member, "ask", question("Why?")).Reply()
	}
	s.Command(carol, "ask", question("Why?")).Reply() // direct messages are shard 0's
}

// inOneBucket are the double's limits for shards that must wait for each other.
func inOneBucket(shards int) discordtest.SessionStarts {
	return discordtest.SessionStarts{Shards: shards, Concurrency: 1, Pause: 50 * time.Millisecond}
}

// apart makes the bot wait between IDENTIFYs somewhat longer than inOneBucket asks.
func apart(_ *Config, limits *timing) { limits.pause = 100 * time.Millisecond }

func TestShardsOfOneProcess(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	s.SetSessionStarts(inOneBucket(3))
	r := start(t, s, fakeHandler{}, apart)
	s.WaitReady(3)
	servesShards(s, 3)
	got := s.Counts().Shards
	slices.SortFunc(got, func(a, b discordtest.Shard) int { return a.ID - b.ID })
	if want := []discordtest.Shard{{ID: 0, Count: 3}, {ID: 1, Count: 3}, {ID: 2, Count: 3}}; !slices.Equal(got, want) {
		t.Errorf("IDENTIFYs of %v, want %v", got, want)
	}
	r.stop()
	if err := r.wait(); err != nil {
		t.Errorf("Run = %v, want nil", err)
	}
	s.WaitGateway("close frames", func(c discordtest.GatewayCounts) bool { return len(c.Closes) == 3 })
	if got := s.Counts().Closes; !slices.Equal(got, []int{1000, 1000, 1000}) {
		t.Errorf("close codes %v, want 1000 of each shard", got)
	}
}

// Of several processes the one with shard 0 registers the commands.
func TestShardsOfTwoProcesses(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	process := func(ids ...int) {
		start(t, s, fakeHandler{}, func(c *Config, _ *timing) { c.ShardCount, c.ShardIDs = 4, ids })
	}
	process(2, 3)
	s.WaitReady(2)
	if got := s.Commands(""); got != nil {
		t.Errorf("the process without shard 0 registered %v", namesOf(got))
	}
	process(0, 1)
	s.WaitReady(4)
	servesShards(s, 4)
}

// A shard that loses its connection resumes its own session.
func TestShardsResume(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	s.SetSessionStarts(inOneBucket(2))
	start(t, s, fakeHandler{}, apart)
	s.WaitReady(2)
	s.ResetGateway()
	servesShards(s, 2)
	if c := s.Counts(); c.Resumed != 2 || c.Identifies != 2 {
		t.Errorf("counts = %+v, want both resumed", c)
	}
}

func TestOneShardRefusedEndsAll(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	s.Misbehave(discordtest.Handshake{}, discordtest.Handshake{Close: 4014})
	r := start(t, s, fakeHandler{}, apart, func(c *Config, _ *timing) { c.ShardCount = 2 })
	if err := r.wait(); !errors.Is(err, ErrRefused) {
		t.Errorf("Run = %v, want an ErrRefused", err)
	}
	s.WaitGateway("a close with 1000 of the other shard", func(c discordtest.GatewayCounts) bool { return slices.Contains(c.Closes, 1000) })
}

func TestShardingRequired(t *testing.T) {
	tests := []struct {
		name    string
		count   int
		refused bool // or it helps to start again
		want    string
	}{
		{"with a number", 1, true, "SHARD_COUNT=auto"},
		{"with auto", 0, false, "start it again"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := discordtest.New(t)
			s.SetSessionStarts(discordtest.SessionStarts{Shards: 1, Required: 2})
			err := start(t, s, fakeHandler{}, func(c *Config, _ *timing) { c.ShardCount = tt.count }).wait()
			if err == nil || errors.Is(err, ErrRefused) != tt.refused || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("Run = %v, want ErrRefused %v and %q", err, tt.refused, tt.want)
			}
		})
	}
}
