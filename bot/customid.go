package bot

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

// A custom_id holds all that a button or a menu needs, so that it works after a
// restart and on any replica: idVersion, the command, ".", the value, and a seal
// over all before it. With the longest command and value it has 96 of the 100
// characters that Discord keeps.
const (
	idVersion  = "1"
	sealLength = 8 // of base64url, 48 bits: who guesses needs Discord for each try
)

var idForm = regexp.MustCompile(fmt.Sprintf(`^%s[a-z]{1,%d}\.[A-Za-z0-9_-]{0,%d}$`,
	idVersion, commands.MaxCommand, commands.MaxValue))

// Why a custom_id is not obeyed.
var (
	errOutdated = errors.New("a custom_id of another release")
	errForged   = errors.New("a custom_id with a wrong seal")
)

// sealer makes custom_ids and reads those it made.
type sealer struct{ key [sha256.Size]byte }

// newSealer derives the key from the bot token, so that every replica and every
// restart has the same. With a new token, custom_ids of before are forged.
func newSealer(token string) sealer {
	return sealer{key: sum([]byte(token), "alliancebot custom_id")}
}

// customID holds command and value; it is "" when they do not have the form
// that commands.Button demands.
func (s sealer) customID(command, value string) string {
	id := idVersion + command + "." + value
	if !idForm.MatchString(id) {
		return ""
	}
	return id + s.seal(id)
}

// open returns what customID put in. Its error is errOutdated for an id of
// another version or form, and errForged for one whose seal is wrong.
func (s sealer) open(id string) (command, value string, err error) {
	end := max(0, len(id)-sealLength)
	id, seal := id[:end], id[end:]
	if !idForm.MatchString(id) {
		return "", "", errOutdated
	}
	if !hmac.Equal([]byte(seal), []byte(s.seal(id))) {
		return "", "", errForged
	}
	command, value, _ = strings.Cut(strings.TrimPrefix(id, idVersion), ".")
	return command, value, nil
}

func (s sealer) seal(id string) string {
	code := sum(s.key[:], id)
	return base64.RawURLEncoding.EncodeToString(code[:])[:sealLength]
}

// sum is the HMAC-SHA256 of text.
func sum(key []byte, text string) [sha256.Size]byte {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(text))
	return [sha256.Size]byte(mac.Sum(nil))
}
