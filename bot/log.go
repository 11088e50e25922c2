package bot

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync/atomic"

	"github.com/bwmarrin/discordgo"
)

// libraryLog is where discordgo's log lines go. discordgo knows one logger for
// the whole process and reads it without a lock, so it is set once; the latest
// Run decides where it leads.
var libraryLog atomic.Pointer[slog.Logger]

func init() {
	discordgo.Logger = func(level, _ int, format string, args ...any) {
		if log := libraryLog.Load(); log != nil {
			text := strings.TrimSpace(fmt.Sprintf(format, args...))
			log.Log(context.Background(), libraryLevel(level), "discordgo: "+text)
		}
	}
}

func routeLibraryLog(log *slog.Logger) { libraryLog.Store(log) }

// libraryLevel ranks discordgo's lines below ours: what matters of its errors
// is logged again where it is handled.
func libraryLevel(level int) slog.Level {
	if level == discordgo.LogError {
		return slog.LevelWarn
	}
	return slog.LevelDebug
}

// debugLog is a retryablehttp.LeveledLogger that keeps to the debug level: a
// failed try is no news when the next one succeeds.
type debugLog struct{ log *slog.Logger }

func (d debugLog) Error(msg string, args ...any) { d.log.Debug(msg, args...) }
func (d debugLog) Warn(msg string, args ...any)  { d.log.Debug(msg, args...) }
func (d debugLog) Info(msg string, args ...any)  { d.log.Debug(msg, args...) }
func (d debugLog) Debug(msg string, args ...any) { d.log.Debug(msg, args...) }
