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
	// maxAge is how far a request's time may differ from this machine's. Discord sets
	// no limit; it waits 3 s for a response, and the rest allows for inaccurate clocks.
	maxAge = 30 * time.Second
	// replayWindow is how long the same request may be accepted: twice maxAge, if
	// Discord's clock is ahead by maxAge.
	replayWindow = 2 * maxAge
)

var (
	errForged   = errors.New("invalid signature")
	errReplayed = errors.New("the same request was received before")
	errStale    = fmt.Errorf("signed by Discord, but not within the last %s: "+
		"if this happens again, this machine's clock is wrong", maxAge)
)

// verify returns the signature in h if it is Discord's signature of body and recent.
// Otherwise the error is errForged or errStale.
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
