package discordtest

import (
	"encoding/json"
	"fmt"
	"testing"
)

// CheckMessage returns why Discord would refuse body as the message of a first
// response; nothing when it would take it.
func CheckMessage(t testing.TB, body []byte) []string {
	t.Helper()
	callback, err := json.Marshal(map[string]any{"type": sendMessage, "data": json.RawMessage(body)})
	if err != nil {
		return []string{fmt.Sprintf("not JSON: %v", err)}
	}
	return append(checkCallback(command, callback, nil), loadSpec(t).checkCallback(callback)...)
}
