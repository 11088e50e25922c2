package bot

import (
	"context"
	"fmt"
	"log/slog"
	"regexp"
	"strings"
)

const redacted = "[secret]"

// interactionToken finds the token in the path of an interaction's callback or
// webhook: who has it can answer in the bot's name for 15 minutes.
var interactionToken = regexp.MustCompile(`((?:interactions|webhooks)/\d+/)[^/\s"?]+`)

// redactor keeps the bot token and interaction tokens out of logs and errors.
type redactor struct{ token string }

// text returns s without secrets.
func (r redactor) text(s string) string {
	s = strings.ReplaceAll(s, r.token, redacted)
	return interactionToken.ReplaceAllString(s, "${1}"+redacted)
}

// error returns err with a message without secrets.
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

// handler returns next with all secrets taken out of what reaches it.
func (r redactor) handler(next slog.Handler) slog.Handler { return redactingHandler{next, r} }

type redactingHandler struct {
	next slog.Handler
	redactor
}

func (h redactingHandler) Enabled(ctx context.Context, level slog.Level) bool {
	return h.next.Enabled(ctx, level)
}

func (h redactingHandler) Handle(ctx context.Context, rec slog.Record) error {
	clean := slog.NewRecord(rec.Time, rec.Level, h.text(rec.Message), rec.PC)
	rec.Attrs(func(a slog.Attr) bool {
		clean.AddAttrs(h.attr(a))
		return true
	})
	return h.next.Handle(ctx, clean)
}

func (h redactingHandler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return redactingHandler{h.next.WithAttrs(h.attrs(attrs)), h.redactor}
}

func (h redactingHandler) WithGroup(name string) slog.Handler {
	return redactingHandler{h.next.WithGroup(name), h.redactor}
}

func (r redactor) attrs(attrs []slog.Attr) []slog.Attr {
	clean := make([]slog.Attr, len(attrs))
	for i, a := range attrs {
		clean[i] = r.attr(a)
	}
	return clean
}

// attr returns a without secrets. A value that holds one becomes text.
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
