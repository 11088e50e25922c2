package bot

import (
	"context"
	"fmt"
	"log/slog"
	"regexp"
	"strings"
)

const redacted = "[secret]"

// interactionToken matches the token in the URL of an interaction's callback or
// webhook. Anyone who has it can respond in the bot's name for 15 minutes.
var interactionToken = regexp.MustCompile(`((?:interactions|webhooks)/\d+/)[^/\s"?]+`)

// redactor redacts the bot token and interaction tokens.
type redactor struct{ token string }

func (r redactor) text(s string) string {
	s = strings.ReplaceAll(s, r.token, redacted)
	return interactionToken.ReplaceAllString(s, "${1}"+redacted)
}

// error returns err with a redacted message.
func (r redactor) error(err error) error {
	if err == nil || r.text(err.Error()) == err.Error() {
		return err
	}
	return redactedError{r.text(err.Error()), err}
}

type redactedError struct {
	text  string
	cause error
}

func (e redactedError) Error() string { return e.text }
func (e redactedError) Unwrap() error { return e.cause }

// logger returns log with redacted messages and attributes.
func (r redactor) logger(log *slog.Logger) *slog.Logger {
	return slog.New(redactingHandler{log.Handler(), r})
}

type redactingHandler struct {
	slog.Handler
	redactor
}

func (h redactingHandler) Handle(ctx context.Context, rec slog.Record) error {
	clean := slog.NewRecord(rec.Time, rec.Level, h.text(rec.Message), rec.PC)
	rec.Attrs(func(a slog.Attr) bool {
		clean.AddAttrs(h.attr(a))
		return true
	})
	return h.Handler.Handle(ctx, clean)
}

func (h redactingHandler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return redactingHandler{h.Handler.WithAttrs(h.attrs(attrs)), h.redactor}
}

func (h redactingHandler) WithGroup(name string) slog.Handler {
	return redactingHandler{h.Handler.WithGroup(name), h.redactor}
}

func (r redactor) attrs(attrs []slog.Attr) []slog.Attr {
	clean := make([]slog.Attr, len(attrs))
	for i, a := range attrs {
		clean[i] = r.attr(a)
	}
	return clean
}

// attr redacts a. A value that contains a secret becomes text.
func (r redactor) attr(a slog.Attr) slog.Attr {
	v := a.Value.Resolve()
	switch v.Kind() {
	case slog.KindGroup:
		return slog.Attr{Key: a.Key, Value: slog.GroupValue(r.attrs(v.Group())...)}
	case slog.KindString, slog.KindAny:
		text := fmt.Sprintf("%+v", v.Any())
		if clean := r.text(text); clean != text {
			return slog.String(a.Key, clean)
		}
	}
	return slog.Attr{Key: a.Key, Value: v}
}
