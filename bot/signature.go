package bot

import (
	"crypto/ed25519"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"
)

// maxAge is how old a request may be, and how far ahead of this machine's clock.
// Discord sets no limit; it waits three seconds for a response, and the rest is
// for clocks that are not quite right. Whoever got hold of a request cannot use
// it again later.
const maxAge = 30 * time.Second

var (
	errForgedRequest = errors.New("the signature is wrong")
	errStaleRequest  = fmt.Errorf("signed by Discord, but not within the last %s: "+
		"if that happens again, this machine's clock is wrong", maxAge)
)

// readPublicKey reads an application's public key.
func readPublicKey(digits string) (ed25519.PublicKey, error) {
	key, err := hex.DecodeString(digits)
	if err != nil || len(key) != ed25519.PublicKeySize {
		return nil, errors.New("DISCORD_PUBLIC_KEY is not a public key, which has 64 hexadecimal digits: " + keyAdvice)
	}
	return key, nil
}

// verify returns nil if h has Discord's signature of body, made about now, and
// else errForgedRequest or errStaleRequest. Whatever is wrong, it does the same
// work, so that the time it takes tells nothing.
func verify(key ed25519.PublicKey, h http.Header, body []byte, now time.Time) error {
	timestamp := h.Get("X-Signature-Timestamp")
	signature, err := hex.DecodeString(h.Get("X-Signature-Ed25519"))
	wellFormed := err == nil && len(signature) == ed25519.SignatureSize
	if !wellFormed {
		signature = make([]byte, ed25519.SignatureSize)
	}
	seconds, err := strconv.ParseInt(timestamp, 10, 64)
	fresh := err == nil && now.Sub(time.Unix(seconds, 0)).Abs() <= maxAge
	genuine := ed25519.Verify(key, append([]byte(timestamp), body...), signature)
	switch {
	case !genuine || !wellFormed:
		return errForgedRequest
	case !fresh:
		return errStaleRequest
	}
	return nil
}
