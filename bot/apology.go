package bot

import (
	"context"
	"log/slog"
	"math/rand/v2"

	"alliancebot/commands"
	"alliancebot/internal/wording"
)

// A code finds the log line of what a member was told no more of than that it
// failed. It has neither vowels, so that it is no word, nor letters and digits
// that look alike. There are 3.2 million.
const (
	codeLetters = "CDFHJKLMNPRTVWXY3479"
	codeLength  = 5
)

func newCode() string {
	code := make([]byte, codeLength)
	for i := range code {
		code[i] = codeLetters[rand.IntN(len(codeLetters))]
	}
	return string(code)
}

// apologize logs that doing what failed, with its cause and what it was about,
// under a code, and returns what to say to the member: the code.
func (d *dispatcher) apologize(level slog.Level, what string, cause error, locale string, about ...any) commands.Reply {
	code := newCode()
	d.log.Log(context.Background(), level, what, append(about, "code", code, "error", cause)...)
	return d.sayPrivately(locale, wording.Failed, "Code", code)
}

// sayPrivately is a reply of the adapter's own, in the asker's language. The
// values are those of m's placeholders.
func (d *dispatcher) sayPrivately(locale string, m wording.Message, values ...any) commands.Reply {
	voice := wording.For(locale, d.language)
	return commands.Reply{Text: voice.T(m, values...), Localizer: voice, Private: true}
}
