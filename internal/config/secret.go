package config

import "log/slog"

// hidden is shown instead of a secret.
const hidden = "[hidden]"

// Secret is a text that is hidden when it is printed, logged or encoded. Only Reveal
// returns it.
//
// It contains a pointer because fmt prints the fields of a value in an unexported field
// without calling its methods; for a pointer it prints the address.
type Secret struct{ text *string }

// NewSecret returns a Secret with that text.
func NewSecret(text string) Secret { return Secret{&text} }

// Reveal returns the text, or "" if there is none.
func (s Secret) Reveal() string {
	if s.text == nil {
		return ""
	}
	return *s.text
}

// String hides the secret from fmt.
func (s Secret) String() string { return hidden }

// GoString hides the secret from fmt's %#v.
func (s Secret) GoString() string { return hidden }

// LogValue hides the secret from slog.
func (s Secret) LogValue() slog.Value { return slog.StringValue(hidden) }

// MarshalText hides the secret from encoding/json and the like.
func (s Secret) MarshalText() ([]byte, error) { return []byte(hidden), nil }
