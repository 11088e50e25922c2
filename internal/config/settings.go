package config

import (
	"crypto/ed25519"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"alliancebot/commands"
	"alliancebot/internal/monitor"
	"alliancebot/internal/wording"
	"alliancebot/journal"
)

// Setting is an environment variable.
type Setting struct {
	Name     string
	Required bool
	Fix      string // how to set a valid value
	// parse checks value, which is not empty, and stores it in the Config. Its error
	// must not contain the value, which may be a misplaced secret.
	parse func(c *Config, value string) error
}

const (
	portal        = "https://discord.com/developers/applications"
	tokenSource   = "Get it at " + portal + ": your application, Bot, Reset Token."
	developerMode = "In Discord turn on User Settings, Advanced, Developer Mode, then right-click "
)

// CorpusDir is the only setting that every command reads.
var CorpusDir = Setting{
	Name:  "CORPUS_DIR",
	Fix:   "Set it to the folder with your pages, or leave it out to use the built-in story.",
	parse: func(c *Config, v string) (err error) { c.CorpusDir, err = Folder(v); return err },
}

// BaseURL is read with CorpusDir.
var BaseURL = Setting{
	Name:  "BASE_URL",
	Fix:   "Set it to the address of the site that the pages in CORPUS_DIR are on, such as https://example.org/docs/, or leave it out.",
	parse: func(c *Config, v string) error { c.BaseURL = v; return CheckURL(v) },
}

// MonitorAddr is also read by healthcheck.
var MonitorAddr = Setting{
	Name:  "MONITOR_ADDR",
	Fix:   "Use an address such as 127.0.0.1:9090, or leave it out to serve no metrics and health checks.",
	parse: func(c *Config, v string) error { c.MonitorAddr = v; return checkAddress(v) },
}

// PublicKey is required by serve.
var PublicKey = Setting{
	Name:  "DISCORD_PUBLIC_KEY",
	Fix:   "Get it at " + portal + ": your application, General Information, Public Key.",
	parse: func(c *Config, v string) error { c.Discord.PublicKey = v; return checkPublicKey(v) },
}

// Settings are all settings, in the order of .env.example.
var Settings = []Setting{
	{
		Name: "DISCORD_TOKEN", Required: true, Fix: tokenSource,
		parse: func(c *Config, v string) error { c.Token = NewSecret(v); return checkToken(v) },
	},
	{
		Name: "DISCORD_HOME_GUILD_ID",
		Fix:  developerMode + "your server's icon, Copy Server ID.",
		parse: func(c *Config, v string) error {
			c.Discord.HomeGuildID, c.Commands.Access.HomeGuildID = v, v
			return checkID(v)
		},
	},
	{
		Name:  "ADMIN_USER_IDS",
		Fix:   developerMode + "a user, Copy User ID; separate several with commas.",
		parse: func(c *Config, v string) (err error) { c.Commands.Access.UserIDs, err = splitIDs(v); return err },
	},
	{
		Name:  "ADMIN_ROLE_IDS",
		Fix:   developerMode + "a role in Server Settings, Roles, Copy Role ID; separate several with commas.",
		parse: func(c *Config, v string) (err error) { c.Commands.Access.RoleIDs, err = splitIDs(v); return err },
	},
	{
		Name:  "TRUSTED_ROLE_IDS",
		Fix:   developerMode + "a role in Server Settings, Roles, Copy Role ID; separate several with commas.",
		parse: func(c *Config, v string) (err error) { c.Commands.TrustedRoleIDs, err = splitIDs(v); return err },
	},
	{
		Name:  "LOG_CHANNEL_ID",
		Fix:   developerMode + "a channel that the bot may write to, Copy Channel ID.",
		parse: func(c *Config, v string) error { c.Discord.LogChannelID = v; return checkID(v) },
	},
	CorpusDir,
	BaseURL,
	toggle("WATCH", "on", "off", func(c *Config, yes bool) { c.Watch = yes }),
	toggle("ANSWERS", "public", "private", func(c *Config, yes bool) { c.Commands.Private = !yes }),
	toggle("ANSWER_LENGTH", "short", "full", func(c *Config, yes bool) { c.Commands.Full = !yes }),
	toggle("ANSWER_MENTIONS", "on", "off", func(c *Config, yes bool) { c.Discord.AnswerMentions, c.Commands.Mentions = yes, yes }),
	toggle("MESSAGE_CONTENT", "on", "off", func(c *Config, yes bool) { c.Discord.MessageContent, c.Commands.Posts = yes, yes }),
	{
		Name:  "NO_ANSWER",
		Fix:   "Use line, reaction or silent.",
		parse: readNoAnswer,
	},
	{
		Name:  "DEFAULT_LANGUAGE",
		Fix:   "Use " + strings.Join(wording.Languages(), ", ") + ".",
		parse: readLanguage,
	},
	PublicKey,
	{
		Name:  "DISCORD_API_URL",
		Fix:   "Leave it out to use Discord itself, or use an address such as http://127.0.0.1:8080.",
		parse: func(c *Config, v string) error { c.Discord.APIURL = v; return CheckURL(v) },
	},
	MonitorAddr,
	{
		Name:  "OTEL_EXPORTER_OTLP_ENDPOINT",
		Fix:   "Leave it out to disable traces, or use an address such as http://127.0.0.1:4318.",
		parse: func(c *Config, v string) error { c.TraceEndpoint = v; return CheckURL(v) },
	},
	{
		Name: "OTEL_EXPORTER_OTLP_HEADERS",
		Fix:  "Use what your collector requires, such as api-key=…, with %20 for a space, or leave it out.",
		parse: func(c *Config, v string) error {
			c.TraceHeaders = NewSecret(v)
			_, err := monitor.ParseHeaders(v)
			return err
		},
	},
	{
		Name:  "SHARD_COUNT",
		Fix:   "Use auto, or the same number up to 10000 in every process.",
		parse: readShardCount,
	},
	{
		Name:  "SHARD_IDS",
		Fix:   "List this process's shards, such as 0-3 or 0,2,5-7, or leave it out for all of them.",
		parse: func(c *Config, v string) (err error) { c.Discord.ShardIDs, err = splitShards(v); return err },
	},
	{
		Name:  "LISTEN_ADDR",
		Fix:   "Use an address such as 127.0.0.1:8080, or :8080 to listen on all interfaces.",
		parse: func(c *Config, v string) error { c.Discord.ListenAddr = v; return checkAddress(v) },
	},
	toggle("JOURNAL", "on", "off", func(c *Config, yes bool) { c.Journal.On = yes }),
	{
		Name: "JOURNAL_DAYS",
		Fix:  "Use a number of days from 1 to 365.",
		parse: func(c *Config, v string) (err error) {
			c.Journal.Days, err = numberOf("days", v, maxJournalDays)
			return err
		},
	},
	{
		Name: "MISSED_MEMBERS",
		Fix:  "Use a number of members from 1 to 16.",
		parse: func(c *Config, v string) (err error) {
			c.Commands.MissedMembers, err = numberOf("members", v, maxMissedMembers)
			return err
		},
	},
	{
		Name:  "DATA_DIR",
		Fix:   "Set it to a folder that the bot may write to, or leave it out to use data in the working directory.",
		parse: func(c *Config, v string) error { c.Journal.Dir = expandHome(v); return nil },
	},
	{
		Name: "DATABASE_URL",
		Fix:  "Use the URL of a PostgreSQL database, such as postgres://user:password@host/database, or leave it out.",
		parse: func(c *Config, v string) error {
			c.Journal.DatabaseURL = NewSecret(v)
			return journal.CheckURL(v)
		},
	},
	toggle("FEEDBACK", "on", "off", func(c *Config, yes bool) { c.Commands.Feedback = yes }),
	{
		Name:  "LOG_LEVEL",
		Fix:   "Use debug, info, warn or error.",
		parse: readLogLevel,
	},
	{
		Name:  "LOG_FORMAT",
		Fix:   "Use text or json.",
		parse: readLogFormat,
	},
}

// toggle returns a setting that is yes or no.
func toggle(name, yes, no string, set func(c *Config, yes bool)) Setting {
	return Setting{Name: name, Fix: fmt.Sprintf("Use %s or %s.", yes, no), parse: func(c *Config, v string) error {
		v = strings.ToLower(v)
		if v != yes && v != no {
			return fmt.Errorf("is neither %s nor %s", yes, no)
		}
		set(c, v == yes)
		return nil
	}}
}

// Named returns the settings with these names.
func Named(names ...string) []Setting {
	return slices.DeleteFunc(slices.Clone(Settings), func(s Setting) bool { return !slices.Contains(names, s.Name) })
}

// Require returns all settings, with s required.
func Require(s Setting) []Setting {
	all := slices.Clone(Settings)
	i := slices.IndexFunc(all, func(other Setting) bool { return other.Name == s.Name })
	all[i].Required = true
	return all
}

// tokenForm is three parts of base64url separated by dots. Discord documents no
// lengths.
var tokenForm = regexp.MustCompile(`^[\w-]+\.[\w-]+\.[\w-]+$`)

// mistakes are what people put in DISCORD_TOKEN instead of the token.
var mistakes = []struct {
	form *regexp.Regexp
	name string
}{
	{regexp.MustCompile(`^(Bot|Bearer)\s`), `starts with "Bot" or "Bearer"; remove that word`},
	{regexp.MustCompile(`["'<>“”‘’„«»]`), "has quotes or brackets around it; remove them"},
	{regexp.MustCompile(`\s`), "contains a space or a line break"},
	{regexp.MustCompile(`^[0-9a-fA-F]{64}$`), "is the application's public key, not the bot's token"},
	{regexp.MustCompile(`^[0-9]+$`), "is an ID, not the bot's token"},
	{regexp.MustCompile(`^[\w-]{32}$`), "is the application's client secret, not the bot's token"},
}

func checkToken(value string) error {
	for _, m := range mistakes {
		if m.form.MatchString(value) {
			return errors.New(m.name)
		}
	}
	if !tokenForm.MatchString(value) {
		return errors.New("is not a bot token, which has three parts separated by dots")
	}
	return nil
}

// checkID checks a snowflake. Discord's IDs have at least 17 digits, since they count
// milliseconds from 2015, and fit in 64 bits.
func checkID(value string) error {
	if _, err := strconv.ParseUint(value, 10, 64); err != nil || len(value) < 17 {
		return errors.New("is not an ID, which has 17 to 20 digits")
	}
	return nil
}

func splitIDs(value string) ([]string, error) {
	var ids []string
	for part := range strings.SplitSeq(value, ",") {
		id := strings.TrimSpace(part)
		if err := checkID(id); err != nil {
			return nil, fmt.Errorf("entry %d %w", len(ids)+1, err)
		}
		ids = append(ids, id)
	}
	return ids, nil
}

// checkPublicKey checks the form of an Ed25519 key.
func checkPublicKey(value string) error {
	if key, err := hex.DecodeString(value); err != nil || len(key) != ed25519.PublicKeySize {
		return errors.New("is not a public key, which has 64 hexadecimal digits")
	}
	return nil
}

// Folder returns path, with ~ expanded, or an error if it is not a folder. The error
// contains the path: a folder's name is not a secret, and a relative path needs to be seen.
func Folder(path string) (string, error) {
	path = expandHome(path)
	info, err := os.Stat(path)
	if err != nil {
		return "", fmt.Errorf("cannot be opened (%w); check its path and permissions", err)
	}
	if !info.IsDir() {
		return "", fmt.Errorf("%q is not a folder; give the one that the pages are in", path)
	}
	return path, nil
}

// expandHome replaces ~ at the beginning of path by the home directory, as a shell does.
func expandHome(path string) string {
	rest, found := strings.CutPrefix(path, "~")
	home, err := os.UserHomeDir()
	if !found || err != nil || rest != "" && rest[0] != '/' {
		return path
	}
	return home + rest
}

// CheckURL returns an error unless value is an absolute http or https address.
func CheckURL(value string) error {
	address, err := url.Parse(value)
	if err != nil || address.Host == "" || address.Scheme != "http" && address.Scheme != "https" {
		return errors.New("is not an http or https URL")
	}
	return nil
}

// checkAddress checks an address to listen on. The host may be empty.
func checkAddress(value string) error {
	_, port, err := net.SplitHostPort(value)
	if err == nil {
		_, err = strconv.ParseUint(port, 10, 16)
	}
	if err != nil {
		return errors.New("is not host:port")
	}
	return nil
}

const (
	maxShards        = 10_000 // far more than any bot needs, so a larger number is a typo
	maxJournalDays   = 365    // how long questions are kept at most
	maxMissedMembers = 16     // how many members the journal can tell apart
)

func readShardCount(c *Config, value string) (err error) {
	if !strings.EqualFold(value, "auto") {
		c.Discord.ShardCount, err = numberOf("shards", value, maxShards)
	}
	return err
}

// numberOf reads a number from 1 to limit.
func numberOf(what, value string, limit int) (int, error) {
	n, err := strconv.Atoi(value)
	if err != nil || n < 1 || n > limit {
		return 0, errors.New("is not a number of " + what)
	}
	return n, nil
}

// splitShards parses numbers and ranges separated by commas.
func splitShards(value string) ([]int, error) {
	var ids []int
	entry := 0
	for part := range strings.SplitSeq(value, ",") {
		entry++
		from, to, ranged := strings.Cut(part, "-")
		if !ranged {
			to = from
		}
		first, err := strconv.Atoi(strings.TrimSpace(from))
		last, err2 := strconv.Atoi(strings.TrimSpace(to))
		if err != nil || err2 != nil || first > last || last >= maxShards {
			return nil, fmt.Errorf("entry %d is not a shard or a range of shards", entry)
		}
		for id := first; id <= last; id++ {
			ids = append(ids, id)
		}
	}
	return ids, nil
}

func readNoAnswer(c *Config, value string) error {
	c.Commands.NoAnswer = commands.NoAnswer(strings.ToLower(value))
	switch c.Commands.NoAnswer {
	case commands.NoAnswerLine, commands.NoAnswerReaction, commands.NoAnswerSilent:
		return nil
	}
	return errors.New("is none of line, reaction and silent")
}

func readLanguage(c *Config, value string) error {
	for _, language := range wording.Languages() {
		if strings.EqualFold(language, value) {
			c.Discord.Language, c.Commands.Language = language, language
			return nil
		}
	}
	return errors.New("is not a supported language")
}

func readLogLevel(c *Config, value string) error {
	levels := map[string]slog.Level{
		"debug": slog.LevelDebug, "info": slog.LevelInfo, "warn": slog.LevelWarn, "error": slog.LevelError,
	}
	level, known := levels[strings.ToLower(value)]
	if !known {
		return errors.New("is not a log level")
	}
	c.LogLevel = level
	return nil
}

func readLogFormat(c *Config, value string) error {
	c.LogFormat = strings.ToLower(value)
	if c.LogFormat != "text" && c.LogFormat != "json" {
		return errors.New("is not a log format")
	}
	return nil
}
