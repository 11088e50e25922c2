package bot

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
)

func TestRedactor(t *testing.T) {
	const token, interaction = "bot.token", "aW50ZXJhY3Rpb24"
	r := redactor{token: token}
	path := "https://discord.com/api/v9/interactions/123/" + interaction + "/callback"
	hook := "/webhooks/9/" + interaction + "/messages/@original"
	cause := errors.New("Post " + path + ": Bot " + token)

	err := r.error(fmt.Errorf("send: %w", cause))
	var b bytes.Buffer
	log := r.logger(slog.New(slog.NewTextHandler(&b, nil)))
	log.With("with", path).WithGroup("g").Info("message "+token, "s", hook, "err", cause,
		slog.Group("group", "deep", token), "struct", struct{ A string }{token}, "n", 7)

	for what, got := range map[string]string{"error": err.Error(), "log": b.String()} {
		if strings.Contains(got, token) || strings.Contains(got, interaction) {
			t.Errorf("%s = %q contains a secret", what, got)
		}
	}
	if !errors.Is(err, cause) {
		t.Error("the redacted error lost its cause")
	}
	if !strings.Contains(b.String(), "g.n=7") || !strings.Contains(err.Error(), "/interactions/123/") {
		t.Errorf("other parts are lost: %q, %q", b.String(), err)
	}
	if plain := errors.New("plain"); r.error(plain) != plain || r.error(nil) != nil {
		t.Error("errors without secrets are changed")
	}
}
