package bot

import (
	"errors"
	"fmt"
	"slices"
)

// sharding is how the bot's servers are shared out.
type sharding struct {
	count int   // of shards in all processes
	auto  bool  // Discord named the count
	ids   []int // of this process's shards, each once
}

// checkShards finds what is wrong with the shards of c whatever Discord says.
func (c Config) checkShards() error {
	if c.ShardCount == 0 && len(c.ShardIDs) > 0 {
		return errors.New("SHARD_IDS needs a number in SHARD_COUNT, the same in every process: " +
			"what Discord recommends may differ from one start to the next")
	}
	for _, id := range c.ShardIDs {
		if id < 0 || id >= c.ShardCount {
			return fmt.Errorf("SHARD_IDS has %d, but with a SHARD_COUNT of %d the shards are 0 to %d", id, c.ShardCount, c.ShardCount-1)
		}
	}
	return nil
}

// sharding returns c's, with the count that Discord recommends unless c has one.
func (c Config) sharding(recommended int) sharding {
	s := sharding{count: c.ShardCount, auto: c.ShardCount == 0, ids: slices.Compact(slices.Sorted(slices.Values(c.ShardIDs)))}
	if s.auto {
		s.count = recommended
	}
	if len(s.ids) == 0 {
		for id := range s.count {
			s.ids = append(s.ids, id)
		}
	}
	return s
}

// final returns what to end the program with when err makes connecting again
// useless, and nil otherwise.
func (s sharding) final(err error) error {
	if s.auto && closeCode(err) == shardingRequired {
		return errors.New("the bot needs more shards than Discord recommended at the start: start it again")
	}
	return refusal(err)
}

// registers tells whether this process registers the commands: of several, one does.
func (s sharding) registers() bool { return slices.Contains(s.ids, 0) }
