package bot

import (
	"log/slog"
	"net/http"
	"strconv"
	"sync/atomic"
	"time"
)

// discordEpoch is the time of snowflake 0, in milliseconds of Unix time. A snowflake is
// an ID that has the milliseconds since then above its lowest 22 bits.
// https://discord.com/developers/docs/reference#snowflakes
const discordEpoch = 1420070400000

// clock tells Discord's time. If this machine's clock is clearly wrong, it is corrected
// by the Date headers of Discord's responses.
type clock struct {
	ahead atomic.Int64 // how far this machine's clock is ahead, in nanoseconds
	log   *slog.Logger
}

// maxDrift is a difference between two clocks that need not be corrected. A Date header
// has whole seconds, so smaller ones cannot be measured well.
const maxDrift = 1500 * time.Millisecond

// observe compares the clocks by a response to a request that was sent at a time. A call
// that took longer, such as one with retries, does not tell when Discord looked at its clock.
func (c *clock) observe(resp *http.Response, sent time.Time) {
	took := time.Since(sent)
	date, err := http.ParseTime(resp.Header.Get("Date"))
	if err != nil || took > time.Second {
		return
	}
	halfway := sent.Add(took / 2)
	ahead := halfway.Sub(date.Add(500 * time.Millisecond)) // Date is cut to seconds
	if ahead.Abs() <= maxDrift {
		ahead = 0
	}
	if before := c.ahead.Swap(int64(ahead)); before == 0 && ahead != 0 {
		c.log.Warn("this machine's clock differs from Discord's: synchronize it", "ahead", ahead.Round(time.Second))
	}
}

// age returns how long ago Discord made a snowflake. It returns 0 if the answer is
// implausible: an interaction is never older than interactionLife.
func (c *clock) age(snowflake string) time.Duration {
	age := c.since(snowflake)
	if age > interactionLife {
		return 0
	}
	return max(age, 0)
}

// since returns how long ago Discord made a snowflake, 0 if it is none.
func (c *clock) since(snowflake string) time.Duration {
	id, err := strconv.ParseInt(snowflake, 10, 64)
	if err != nil {
		return 0
	}
	return time.Since(time.UnixMilli(id>>22+discordEpoch)) - time.Duration(c.ahead.Load())
}
