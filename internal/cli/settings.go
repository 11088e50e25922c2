package cli

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

	"alliancebot/internal/monitor"
	"alliancebot/internal/wording"
)

// setting is one variable of the environment.
type setting struct {
	name   string
	needed bool
	where  string // where a good value comes from
	// read checks value, which is not empty, and keeps it in the Config. Its
	// error must not repeat the value: it may be a secret in the wrong place.
	read func(c *Config, value string) error
}

const (
	portal        = "https://discord.com/developers/applications"
	tokenSource   = "Get it at " + portal + ": your application, Bot, Reset Token."
	developerMode = "In Discord turn on User Settings, Advanced, Developer Mode, then right-click "
)

// corpusDir is the one setting that every command reads.
var corpusDir = setting{
	name:  "CORPUS_DIR",
	where: "Give the folder of your story's Markdown files, or leave it out for the story that comes with the program.",
	read:  func(c *Config, v string) error { c.CorpusDir = v; return checkFolder(v) },
}

// monitorAddr is what run and healthcheck both read.
var monitorAddr = setting{
	name:  "MONITOR_ADDR",
	where: "Give a host and a port such as 127.0.0.1:9090, or leave it out to serve neither metrics nor health.",
	read:  func(c *Config, v string) error { c.MonitorAddr = v; return checkAddress(v) },
}

// publicKey is what serve needs beside what is always needed.
var publicKey = setting{
	name:  "DISCORD_PUBLIC_KEY",
	where: "Get it at " + portal + ": your application, General Information, Public Key.",
	read:  func(c *Config, v string) error { c.DiscordPublicKey = v; return checkPublicKey(v) },
}

// settings is every variable there is, in the order of .env.example.
var settings = []setting{
	{
		name: "DISCORD_TOKEN", needed: true, where: tokenSource,
		read: func(c *Config, v string) error { c.DiscordToken = NewSecret(v); return checkToken(v) },
	},
	{
		name:  "DISCORD_HOME_GUILD_ID",
		where: developerMode + "your server's icon, Copy Server ID.",
		read:  func(c *Config, v string) error { c.DiscordHomeGuildID = v; return checkID(v) },
	},
	{
		name:  "ADMIN_USER_IDS",
		where: developerMode + "a person, Copy User ID; put commas between several.",
		read:  func(c *Config, v string) (err error) { c.AdminUserIDs, err = splitIDs(v); return err },
	},
	{
		name:  "ADMIN_ROLE_IDS",
		where: developerMode + "a role in Server Settings, Roles, Copy Role ID; put commas between several.",
		read:  func(c *Config, v string) (err error) { c.AdminRoleIDs, err = splitIDs(v); return err },
	},
	corpusDir,
	{
		name:  "ANSWERS",
		where: "Use public or private.",
		read: func(c *Config, v string) (err error) {
			c.AnswersPrivate, err = eitherOf(v, "private", "public")
			return err
		},
	},
	{
		name:  "ANSWER_MENTIONS",
		where: "Use on or off.",
		read:  func(c *Config, v string) (err error) { c.AnswerMentions, err = eitherOf(v, "on", "off"); return err },
	},
	{
		name:  "DEFAULT_LANGUAGE",
		where: "Use " + strings.Join(wording.Languages(), ", ") + ".",
		read:  readLanguage,
	},
	publicKey,
	{
		name:  "DISCORD_API_URL",
		where: "Leave it out to talk to Discord itself; otherwise give an address such as http://127.0.0.1:8080.",
		read:  func(c *Config, v string) error { c.DiscordAPIURL = v; return checkURL(v) },
	},
	monitorAddr,
	{
		name:  "OTEL_EXPORTER_OTLP_ENDPOINT",
		where: "Leave it out to trace nothing; otherwise give an address such as http://127.0.0.1:4318.",
		read:  func(c *Config, v string) error { c.TraceEndpoint = v; return checkURL(v) },
	},
	{
		name:  "OTEL_EXPORTER_OTLP_HEADERS",
		where: "Leave it out if your collector takes traces from everybody; otherwise give what it wants, such as api-key=…, with %20 for a space.",
		read:  readTraceHeaders,
	},
	{
		name:  "SHARD_COUNT",
		where: "Use auto, or a number up to 10000 that is the same in every process.",
		read:  readShardCount,
	},
	{
		name:  "SHARD_IDS",
		where: "Give this process's shards, such as 0-3 or 0,2,5-7; or leave it out for all of them.",
		read:  func(c *Config, v string) (err error) { c.ShardIDs, err = splitShards(v); return err },
	},
	{
		name:  "LISTEN_ADDR",
		where: "Use an address and a port, such as 127.0.0.1:8080, or :8080 for all addresses of the machine.",
		read:  func(c *Config, v string) error { c.ListenAddr = v; return checkAddress(v) },
	},
	{
		name:  "LOG_LEVEL",
		where: "Use debug, info, warn or error.",
		read:  readLogLevel,
	},
	{
		name:  "LOG_FORMAT",
		where: "Use text or json.",
		read:  readLogFormat,
	},
}

// requiring returns all settings, s as one that is needed.
func requiring(s setting) []setting {
	all := slices.Clone(settings)
	i := slices.IndexFunc(all, func(other setting) bool { return other.name == s.name })
	all[i].needed = true
	return all
}

func (s setting) keep(c *Config, value string) error {
	if value != "" {
		return s.read(c, value)
	}
	if s.needed {
		return errors.New("is not set")
	}
	return nil
}

// tokenForm is three parts of base64url with dots between. Discord promises no
// lengths, so none are asked for.
var tokenForm = regexp.MustCompile(`^[\w-]+\.[\w-]+\.[\w-]+$`)

// mistakes are what people put in DISCORD_TOKEN in place of the token.
var mistakes = []struct {
	form *regexp.Regexp
	name string
}{
	{regexp.MustCompile(`^(Bot|Bearer)\s`), `starts with "Bot" or "Bearer"; leave that word out`},
	{regexp.MustCompile(`["'<>]`), "has quotes or brackets around it; leave them out"},
	{regexp.MustCompile(`\s`), "has a space or a line break in it"},
	{regexp.MustCompile(`^[0-9a-fA-F]{64}$`), "is the application's public key, not the bot's token"},
	{regexp.MustCompile(`^[0-9]+$`), "is an id, not the bot's token"},
	{regexp.MustCompile(`^[\w-]{32}$`), "is the application's client secret, not the bot's token"},
}

func checkToken(value string) error {
	for _, m := range mistakes {
		if m.form.MatchString(value) {
			return errors.New(m.name)
		}
	}
	if !tokenForm.MatchString(value) {
		return errors.New("is not a bot's token, which has three parts with dots between")
	}
	return nil
}

// checkID checks a snowflake: Discord's ids have had 17 digits and more since
// its first weeks, and fit 64 bits.
func checkID(value string) error {
	if _, err := strconv.ParseUint(value, 10, 64); err != nil || len(value) < 17 {
		return errors.New("is not an id, which has 17 to 20 digits")
	}
	return nil
}

func splitIDs(value string) ([]string, error) {
	var ids []string
	for part := range strings.SplitSeq(value, ",") {
		id := strings.TrimSpace(part)
		if err := checkID(id); err != nil {
			return nil, fmt.Errorf("has an entry, number %d, that %w", len(ids)+1, err)
		}
		ids = append(ids, id)
	}
	return ids, nil
}

// checkPublicKey checks the form of an Ed25519 key.
func checkPublicKey(value string) error {
	if key, err := hex.DecodeString(value); err != nil || len(key) != ed25519.PublicKeySize {
		return errors.New("is not a public key, which has 64 digits of 0-9 and a-f")
	}
	return nil
}

// checkFolder repeats the path: a folder's name is no secret, and a relative
// one is not understood without it.
func checkFolder(path string) error {
	info, err := os.Stat(path)
	if err != nil {
		return fmt.Errorf("names a folder that cannot be opened (%w)", err)
	}
	if !info.IsDir() {
		return fmt.Errorf("names %q, which is not a folder", path)
	}
	return nil
}

func checkURL(value string) error {
	address, err := url.Parse(value)
	if err != nil || address.Host == "" || address.Scheme != "http" && address.Scheme != "https" {
		return errors.New("is not an http or https address")
	}
	return nil
}

// checkAddress checks what can be listened on. The host may be left out.
func checkAddress(value string) error {
	_, port, err := net.SplitHostPort(value)
	if err == nil {
		_, err = strconv.ParseUint(port, 10, 16)
	}
	if err != nil {
		return errors.New("is not a host and a port")
	}
	return nil
}

// maxShards is far beyond what one bot has, and keeps slips of the keyboard out.
const maxShards = 10_000

func readShardCount(c *Config, value string) error {
	if strings.EqualFold(value, "auto") {
		c.ShardCount = 0
		return nil
	}
	count, err := strconv.Atoi(value)
	if err != nil || count < 1 || count > maxShards {
		return errors.New("is not a number of shards")
	}
	c.ShardCount = count
	return nil
}

// splitShards reads numbers and ranges of numbers with commas between.
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
			return nil, fmt.Errorf("has an entry, number %d, that is not a shard or a range of shards", entry)
		}
		for id := first; id <= last; id++ {
			ids = append(ids, id)
		}
	}
	return ids, nil
}

// eitherOf tells whether value is yes; it must be that or no.
func eitherOf(value, yes, no string) (bool, error) {
	switch strings.ToLower(value) {
	case yes:
		return true, nil
	case no:
		return false, nil
	}
	return false, fmt.Errorf("is neither %s nor %s", yes, no)
}

func readLanguage(c *Config, value string) error {
	for _, language := range wording.Languages() {
		if strings.EqualFold(language, value) {
			c.DefaultLanguage = language
			return nil
		}
	}
	return errors.New("is no language that the bot speaks")
}

func readTraceHeaders(c *Config, value string) error {
	c.TraceHeaders = NewSecret(value)
	_, err := monitor.ParseHeaders(value)
	return err
}

func readLogLevel(c *Config, value string) error {
	levels := map[string]slog.Level{
		"debug": slog.LevelDebug, "info": slog.LevelInfo, "warn": slog.LevelWarn, "error": slog.LevelError,
	}
	level, known := levels[strings.ToLower(value)]
	if !known {
		return errors.New("is not a level")
	}
	c.LogLevel = level
	return nil
}

func readLogFormat(c *Config, value string) error {
	c.LogFormat = strings.ToLower(value)
	if c.LogFormat != "text" && c.LogFormat != "json" {
		return errors.New("is not a format")
	}
	return nil
}
