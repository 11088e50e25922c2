package gateway

import (
	"errors"
	"fmt"
	"slices"

	"github.com/gorilla/websocket"
)

// TokenAdvice says where to get a token.
const TokenAdvice = "copy the bot's token from https://discord.com/developers/applications (your application, Bot, Reset Token) into DISCORD_TOKEN"

// Close codes of Discord's gateway.
// https://discord.com/developers/docs/topics/opcodes-and-status-codes#gateway-gateway-close-event-codes
const shardingRequired = 4011

// advice says what to do about the close codes after which reconnecting would fail
// again.
var advice = map[int]string{
	4004:             "invalid token: " + TokenAdvice,
	4010:             "no such shard: give every process the same SHARD_COUNT, and SHARD_IDS from 0 to below it",
	shardingRequired: "too many servers for this number of shards: set SHARD_COUNT=auto, or the same larger number in every process",
	4012:             "this API version is no longer supported: update the program",
	4013:             "invalid intents, which is a bug in this program: update it",
	4014:             "disallowed intents: set MESSAGE_CONTENT=off, or turn on Message Content Intent at https://discord.com/developers/applications (your application, Bot)",
}

// lostSessions are the close codes after which a session cannot be resumed: it
// was not authenticated (4003), identified twice (4005), sent a wrong sequence
// number (4007) or timed out (4009).
var lostSessions = []int{4003, 4005, 4007, 4009}

// closeCode returns the code that Discord closed the connection with, or 0.
func closeCode(err error) int {
	if closed, ok := errors.AsType[*websocket.CloseError](err); ok {
		return closed.Code
	}
	return 0
}

// fatal returns the error that ends Run after a connection failed with err, or nil if
// reconnecting may help.
func (s *shard) fatal(err error) error {
	code := closeCode(err)
	switch {
	case errors.Is(err, ErrRefused):
		return err
	case code == shardingRequired && s.Shards.Count == 0:
		return errMoreShards
	case advice[code] != "":
		return fmt.Errorf("%w: %s (gateway close code %d)", ErrRefused, advice[code], code)
	}
	return nil
}

// endsSession reports whether a connection that failed with err ended its session.
func endsSession(err error) bool {
	return errors.Is(err, errInvalidated) || slices.Contains(lostSessions, closeCode(err))
}
