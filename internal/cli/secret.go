package cli

import "log/slog"

// hidden stands for a secret wherever it would be shown.
const hidden = "[hidden]"

// Secret is a text that no print, log or encoding shows. Only Reveal does.
//
// It holds a pointer because fmt prints the fields of a value it finds inside
// an unexported field without asking its methods; of a pointer it prints the
// address.
type Secret struct{ text *string }

// NewSecret returns a Secret that holds text.
func NewSecret(text string) Secret { return Secret{&text} }

// Reveal returns the text itself, "" when there is none.
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

// MarshalText hides the secret from encoding/json and its like.
func (s Secret) MarshalText() ([]byte, error) { return []byte(hidden), nil }
