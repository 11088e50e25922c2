package render

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"alliancebot/commands"
)

// A custom_id holds everything that a button or a menu needs, so that it works after a
// restart and in any process: idVersion, the command, ".", the value, and a MAC of all
// that.
const (
	idVersion = "1"
	macLength = 8 // base64url characters, 48 bits: each guess takes a request to Discord

	// This does not compile if longestID is longer than Discord allows.
	longestID = len(idVersion) + commands.MaxCommand + len(".") + commands.MaxValue + macLength
	_         = uint(maxCustomID - longestID)
)

var idPattern = regexp.MustCompile(fmt.Sprintf(`^%s[a-z]{1,%d}\.[A-Za-z0-9_-]{0,%d}$`,
	idVersion, commands.MaxCommand, commands.MaxValue))

// Errors of ParseCustomID.
var (
	ErrOutdated = errors.New("a custom_id of another release")
	ErrForged   = errors.New("a custom_id with a wrong signature")
)

// ParseCustomID returns the command and the value in a custom_id that a Renderer with
// the same token has rendered. The error is ErrOutdated for an ID of another version or
// form, and ErrForged for one with a wrong signature.
func (r Renderer) ParseCustomID(id string) (command, value string, err error) {
	end := max(0, len(id)-macLength)
	id, mac := id[:end], id[end:]
	if !idPattern.MatchString(id) {
		return "", "", ErrOutdated
	}
	if !hmac.Equal([]byte(mac), []byte(r.signer.mac(id))) {
		return "", "", ErrForged
	}
	command, value, _ = strings.Cut(strings.TrimPrefix(id, idVersion), ".")
	return command, value, nil
}

// signer signs custom_ids.
type signer struct{ key [sha256.Size]byte }

// newSigner derives the key from the bot token, so that it is the same in every process
// and after restarts. A new token invalidates all custom_ids.
func newSigner(token string) signer {
	return signer{key: hmacSHA256([]byte(token), "alliancebot custom_id")}
}

// customID returns the ID for a command and a value; "" if they exceed the limits of
// commands.Button.
func (s signer) customID(command, value string) string {
	id := idVersion + command + "." + value
	if !idPattern.MatchString(id) {
		return ""
	}
	return id + s.mac(id)
}

func (s signer) mac(id string) string {
	sum := hmacSHA256(s.key[:], id)
	return base64.RawURLEncoding.EncodeToString(sum[:])[:macLength]
}

func hmacSHA256(key []byte, text string) [sha256.Size]byte {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(text))
	return [sha256.Size]byte(mac.Sum(nil))
}
