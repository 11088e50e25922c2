package endpoint

import (
	"crypto/ed25519"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"
)

const (
	// maxAge is how old a request may be, and how far ahead of this machine's
	// clock. Discord sets no limit; it waits 3 s for a response, and the rest
	// allows for clocks that are not quite right.
	maxAge = 30 * time.Second
	// replayWindow is how long a request may pass as fresh: one from a clock
	// ahead by maxAge does so for twice that.
	replayWindow = 2 * maxAge
)

var (
	errForged   = errors.New("invalid signature")
	errReplayed = errors.New("the same request was received before")
	errStale    = fmt.Errorf("signed by Discord, but not within the last %s: "+
		"if this happens again, this machine's clock is wrong", maxAge)
)

// verify returns Discord's signature of body in h, or errForged or errStale if
// there is none that was made about now.
func verify(key ed25519.PublicKey, h http.Header, body []byte, now time.Time) (signature string, err error) {
	timestamp := h.Get("X-Signature-Timestamp")
	decoded, err := hex.DecodeString(h.Get("X-Signature-Ed25519"))
	if err != nil || !ed25519.Verify(key, append([]byte(timestamp), body...), decoded) {
		return "", errForged
	}
	seconds, err := strconv.ParseInt(timestamp, 10, 64)
	if err != nil || now.Sub(time.Unix(seconds, 0)).Abs() > maxAge {
		return "", errStale
	}
	return string(decoded), nil
}
