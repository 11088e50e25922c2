package bot

import (
	"errors"
	"fmt"
	"slices"

	"github.com/gorilla/websocket"
)

// Close codes of Discord's gateway.
// https://discord.com/developers/docs/topics/opcodes-and-status-codes#gateway-gateway-close-event-codes
const shardingRequired = 4011

// fatalCloses are the codes after which connecting again is useless, with what
// to do about them.
var fatalCloses = map[int]string{
	4004:             "the token is wrong: " + tokenAdvice,
	4010:             "there is no such shard: give every process the same SHARD_COUNT, and in SHARD_IDS numbers from 0 to below it",
	shardingRequired: "the bot is on too many servers for so few shards: set SHARD_COUNT=auto, or in every process the same larger number",
	4012:             "this API version is no longer spoken: update the program",
	4013:             "the intents are wrong, which is a defect of this program: update it",
	4014:             "the intents are not allowed; this program asks for no privileged ones, so this is a defect: update it",
}

// lostSessions are the codes after which the session cannot be resumed: it
// never was one or is no more (4003, 4005), its sequence number is wrong (4007),
// it timed out (4009).
var lostSessions = []int{4003, 4005, 4007, 4009}

// closeCode returns the code that Discord closed a connection with, 0 if err
// does not come of that.
func closeCode(err error) int {
	if closed, ok := errors.AsType[*websocket.CloseError](err); ok {
		return closed.Code
	}
	return 0
}

// refusal returns what to tell the operator when err makes connecting again
// useless, and nil otherwise.
func refusal(err error) error {
	if errors.Is(err, ErrRefused) {
		return err
	}
	code := closeCode(err)
	if advice, fatal := fatalCloses[code]; fatal {
		return fmt.Errorf("%w: %s (gateway close code %d)", ErrRefused, advice, code)
	}
	return nil
}

// losesSession tells whether a connection's end ended its session too.
func losesSession(err error) bool {
	return errors.Is(err, errInvalidSession) || slices.Contains(lostSessions, closeCode(err))
}
