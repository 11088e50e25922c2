package config

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"alliancebot/bot"
	"alliancebot/commands"

	"github.com/joho/godotenv"
)

// fixed returns an Env with only these variables.
func fixed(variables map[string]string) Env {
	return func(name string) (string, bool) {
		value, set := variables[name]
		return value, set
	}
}

func TestLoad(t *testing.T) {
	folder := t.TempDir()
	got, err := parse(fixed(map[string]string{
		"DISCORD_TOKEN":               "MTE.a-b.c_d",
		"DISCORD_HOME_GUILD_ID":       "123456789012345678",
		"ADMIN_USER_IDS":              "223456789012345678, 323456789012345678",
		"ADMIN_ROLE_IDS":              "423456789012345678",
		"TRUSTED_ROLE_IDS":            "623456789012345678",
		"LOG_CHANNEL_ID":              "523456789012345678",
		"MISSED_MEMBERS":              "3",
		"CORPUS_DIR":                  folder,
		"WATCH":                       "on",
		"DISCORD_PUBLIC_KEY":          strings.Repeat("0a", 32),
		"DISCORD_API_URL":             "http://127.0.0.1:8080",
		"LISTEN_ADDR":                 ":80",
		"MONITOR_ADDR":                ":9090",
		"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318",
		"OTEL_EXPORTER_OTLP_HEADERS":  "api-key=abc",
		"SHARD_COUNT":                 "8",
		"BASE_URL":                    "https://example.org/docs/",
		"SHARD_IDS":                   "0, 2,5-7",
		"ANSWERS":                     "Private",
		"ANSWER_LENGTH":               "full",
		"ANSWER_MENTIONS":             "off",
		"MESSAGE_CONTENT":             "on",
		"NO_ANSWER":                   "Reaction",
		"DEFAULT_LANGUAGE":            "pt-br",
		"JOURNAL":                     "OFF",
		"JOURNAL_DAYS":                "7",
		"DATA_DIR":                    "/var/lib/alliancebot",
		"DATABASE_URL":                "postgres://bot:secret@db.example.org/journal",
		"FEEDBACK":                    "off",
		"LOG_LEVEL":                   "WARN",
		"LOG_FORMAT":                  "json",
	}), Settings)
	if err != nil {
		t.Fatalf("parse: %v", err)
	}
	const home = "123456789012345678"
	want := Config{
		Token: NewSecret("MTE.a-b.c_d"),
		Discord: bot.Config{
			HomeGuildID: home, MessageContent: true, Language: "pt-BR", PublicKey: strings.Repeat("0a", 32), APIURL: "http://127.0.0.1:8080",
			ShardCount: 8, ShardIDs: []int{0, 2, 5, 6, 7}, ListenAddr: ":80", LogChannelID: "523456789012345678",
		},
		Commands: commands.Settings{
			Access: commands.Access{
				HomeGuildID: home, UserIDs: []string{"223456789012345678", "323456789012345678"}, RoleIDs: []string{"423456789012345678"},
			},
			TrustedRoleIDs: []string{"623456789012345678"},
			Private:        true, Full: true, Posts: true, NoAnswer: commands.NoAnswerReaction, Language: "pt-BR", RateLimits: commands.DefaultRateLimits, MissedMembers: 3,
		},
		CorpusDir: folder, BaseURL: "https://example.org/docs/", Watch: true, MonitorAddr: ":9090",
		TraceEndpoint: "http://127.0.0.1:4318", TraceHeaders: NewSecret("api-key=abc"),
		Journal:  Journal{Dir: "/var/lib/alliancebot", DatabaseURL: NewSecret("postgres://bot:secret@db.example.org/journal"), Days: 7},
		LogLevel: slog.LevelWarn, LogFormat: "json",
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("parse = %+v, want %+v", got, want)
	}
}

func TestLoadDefaults(t *testing.T) {
	got, err := parse(fixed(map[string]string{"DISCORD_TOKEN": "MTE.a.b"}), Settings)
	if err != nil {
		t.Fatalf("parse: %v", err)
	}
	want := Config{
		Token:    NewSecret("MTE.a.b"),
		Discord:  bot.Config{AnswerMentions: true, Language: "en", ListenAddr: "127.0.0.1:8080"},
		Commands: commands.Settings{Mentions: true, Feedback: true, Language: "en", RateLimits: commands.DefaultRateLimits},
		Journal:  Journal{On: true, Dir: "data", Days: 30},
		LogLevel: slog.LevelInfo, LogFormat: "text",
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("parse = %+v, want %+v", got, want)
	}
}

func TestShardCountOfDiscord(t *testing.T) {
	for _, value := range []string{"", "auto", "AUTO"} {
		got, err := parse(fixed(map[string]string{"DISCORD_TOKEN": "MTE.a.b", "SHARD_COUNT": value}), Settings)
		if err != nil || got.Discord.ShardCount != 0 {
			t.Errorf("parse with SHARD_COUNT=%q = %+v, %v, want the count 0", value, got, err)
		}
	}
}

func TestLoadProblems(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name, variable, value, want string
	}{
		{"no token", "DISCORD_TOKEN", "", "is not set. Get it at https://discord.com/developers/applications"},
		{"word before token", "DISCORD_TOKEN", "Bot MTE.a.b", `starts with "Bot"`},
		{"quoted token", "DISCORD_TOKEN", `"MTE.a.b"`, "quotes"},
		{"token in brackets", "DISCORD_TOKEN", "<MTE.a.b>", "brackets"},
		{"token with line break", "DISCORD_TOKEN", "MTE.a.b\n", "line break"},
		{"typographic quotes", "DISCORD_TOKEN", "“MTE.a.b”", "has quotes"},
		{"public key", "DISCORD_TOKEN", strings.Repeat("0a", 32), "public key"},
		{"client secret", "DISCORD_TOKEN", strings.Repeat("aZ-_", 8), "client secret"},
		{"application ID", "DISCORD_TOKEN", "123456789012345678", "is an ID"},
		{"anything else", "DISCORD_TOKEN", "hello", "three parts"},
		{"guild's name", "DISCORD_HOME_GUILD_ID", "my server", "is not an ID"},
		{"short ID", "DISCORD_HOME_GUILD_ID", "1234", "is not an ID"},
		{"ID over 64 bits", "DISCORD_HOME_GUILD_ID", "99999999999999999999", "is not an ID"},
		{"user's name", "ADMIN_USER_IDS", "123456789012345678,ada", "entry 2"},
		{"empty entry", "ADMIN_ROLE_IDS", "123456789012345678,,123456789012345678", "entry 2"},
		{"no such folder", "CORPUS_DIR", filepath.Join(file, "x"), "cannot be opened"},
		{"no such folder at home", "CORPUS_DIR", "~/no such folder", "/no such folder"},
		{"a file", "CORPUS_DIR", file, "is not a folder"},
		{"answers", "ANSWERS", "loud", "public or private"},
		{"mentions", "ANSWER_MENTIONS", "yes", "on or off"},
		{"no answer", "NO_ANSWER", "shout", "line, reaction or silent"},
		{"language", "DEFAULT_LANGUAGE", "tlh", "en, de, es, fr, ja, pt-BR"},
		{"short public key", "DISCORD_PUBLIC_KEY", strings.Repeat("0a", 31), "64 hexadecimal digits"},
		{"not a public key", "DISCORD_PUBLIC_KEY", strings.Repeat("xy", 32), "64 hexadecimal digits"},
		{"no scheme", "DISCORD_API_URL", "127.0.0.1:8080", "http or https"},
		{"other scheme", "DISCORD_API_URL", "ftp://example.org", "http or https"},
		{"no port", "MONITOR_ADDR", "127.0.0.1", "is not host:port"},
		{"name of a port", "MONITOR_ADDR", ":http", "is not host:port"},
		{"port out of range", "MONITOR_ADDR", ":65536", "is not host:port"},
		{"collector without a scheme", "OTEL_EXPORTER_OTLP_ENDPOINT", "127.0.0.1:4318", "http or https"},
		{"header without a value", "OTEL_EXPORTER_OTLP_HEADERS", "api-key", "name=value"},
		{"no shards", "SHARD_COUNT", "0", "is not a number of shards"},
		{"shards in words", "SHARD_COUNT", "two", "is not a number of shards"},
		{"a million shards", "SHARD_COUNT", "1000000", "is not a number of shards"},
		{"shard in words", "SHARD_IDS", "0,one", "entry 2"},
		{"reversed range", "SHARD_IDS", "3-1", "entry 1"},
		{"negative shard", "SHARD_IDS", "-1", "entry 1"},
		{"endless range", "SHARD_IDS", "0-99999999999", "entry 1"},
		{"no shard after the comma", "SHARD_IDS", "0,", "entry 2"},
		{"no port", "LISTEN_ADDR", "127.0.0.1", "is not host:port"},
		{"name of a port", "LISTEN_ADDR", "127.0.0.1:http", "is not host:port"},
		{"port too high", "LISTEN_ADDR", ":65536", "is not host:port"},
		{"journal", "JOURNAL", "yes", "on or off"},
		{"feedback", "FEEDBACK", "yes", "on or off"},
		{"days in words", "JOURNAL_DAYS", "ten", "not a number of days"},
		{"no days", "JOURNAL_DAYS", "0", "not a number of days"},
		{"too many days", "JOURNAL_DAYS", "366", "not a number of days"},
		{"another database", "DATABASE_URL", "mysql://bot:hunter2@host/journal", "is not a PostgreSQL URL"},
		{"no URL", "DATABASE_URL", "host=db password=hunter2", "is not a PostgreSQL URL"},
		{"port of the database", "DATABASE_URL", "postgres://bot:hunter2@host:port/journal", "is not a PostgreSQL URL"},
		{"no members", "MISSED_MEMBERS", "0", "not a number of members"},
		{"too many members", "MISSED_MEMBERS", "17", "not a number of members"},
		{"a channel's name", "LOG_CHANNEL_ID", "#log", "is not an ID"},
		{"level", "LOG_LEVEL", "loud", "debug, info, warn or error"},
		{"format", "LOG_FORMAT", "xml", "text or json"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			variables := map[string]string{"DISCORD_TOKEN": "MTE.a.b"}
			variables[test.variable] = test.value
			config, err := parse(fixed(variables), Settings)
			if err == nil || !strings.Contains(err.Error(), test.variable+" ") || !strings.Contains(err.Error(), test.want) {
				t.Fatalf("parse with %s=%q: error %v, want one with %q", test.variable, test.value, err, test.want)
			}
			if !reflect.DeepEqual(config, Config{}) {
				t.Errorf("parse with %s=%q = %+v, want nothing", test.variable, test.value, config)
			}
		})
	}
}

// .env.example has the same variables as the program, in the same order, without values.
func TestExampleIsComplete(t *testing.T) {
	content, err := os.ReadFile("../../.env.example")
	if err != nil {
		t.Fatal(err)
	}
	var got, want []string
	for line := range strings.Lines(string(content)) {
		if name, value, found := strings.Cut(strings.TrimSpace(line), "="); found && !strings.HasPrefix(line, "#") {
			got = append(got, name+value)
		}
	}
	for _, s := range Settings {
		want = append(want, s.Name)
	}
	if !slices.Equal(got, want) {
		t.Errorf(".env.example has %q, want %q", got, want)
	}
}

func TestDotEnv(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.Mkdir("a b", 0o700); err != nil {
		t.Fatal(err)
	}
	check := func(want Config) {
		t.Helper()
		env := fixed(map[string]string{"LOG_LEVEL": "debug", "ANSWERS": "", "DISCORD_TOKEN": "MTE.a.b"})
		got, err := Load(env, Settings...)
		if err != nil {
			t.Fatal(err)
		}
		if got.LogLevel != want.LogLevel || got.Commands.Private != want.Commands.Private || got.CorpusDir != want.CorpusDir {
			t.Errorf("Load = %+v, want %+v", got, want)
		}
	}
	check(Config{LogLevel: slog.LevelDebug})
	// A variable in the environment takes precedence, even if it is empty.
	file := "\ufeffLOG_LEVEL=warn\r\nANSWERS=private\r\nCORPUS_DIR='a b' # mine\r\n"
	if err := os.WriteFile(".env", []byte(file), 0o600); err != nil {
		t.Fatal(err)
	}
	check(Config{LogLevel: slog.LevelDebug, CorpusDir: "a b"})
}

// .env is decoded by its byte order mark.
func TestDotEnvInUTF16(t *testing.T) {
	t.Chdir(t.TempDir())
	raw := []byte{0xff, 0xfe}
	for _, unit := range utf16.Encode([]rune("LOG_LEVEL=warn\r\n")) {
		raw = binary.LittleEndian.AppendUint16(raw, unit)
	}
	if err := os.WriteFile(".env", raw, 0o600); err != nil {
		t.Fatal(err)
	}
	got, err := Load(fixed(nil), Named("LOG_LEVEL")...)
	if err != nil || got.LogLevel != slog.LevelWarn {
		t.Errorf("Load = %+v, %v, want the log level warn", got, err)
	}
}

func TestDoubts(t *testing.T) {
	tests := []struct {
		name, variable, file, want string
	}{
		{"swapped letters", "DISCROD_TOKEN", "", "in the environment is not a setting. Did you mean DISCORD_TOKEN?"},
		{"a missing letter", "ANSWER_MENTION", "", "Did you mean ANSWER_MENTIONS?"},
		{"small letters", "corpus_dir", "", "Did you mean CORPUS_DIR?"},
		{"the name that other bots use", "DISCORD_BOT_TOKEN", "", "Did you mean DISCORD_TOKEN?"},
		{"the same word in .env", "", "ADMINS=1\nADMIN_ROLES=1\n", "ADMIN_ROLES in .env is not a setting. Did you mean ADMIN_ROLE_IDS?"},
		{"a setting", "DISCORD_TOKEN", "DISCORD_TOKEN=1\nJOURNAL=off\n", ""},
		{"others in .env", "", "COMPOSE_PROJECT_NAME=bot\nOTEL_SERVICE_NAME=bot\nGOMEMLIMIT=1GiB\nTZ=UTC\nPOSTGRES_PASSWORD=p\n", ""},
		{"a broken .env", "", "DISCROD_TOKEN", ""},
		{"$", "", "OTEL_EXPORTER_OTLP_HEADERS=api-key=secret$7KJ9xQ\n", "OTEL_EXPORTER_OTLP_HEADERS was cut: in .env, a $ stands for"},
		{"$ in double quotes", "", "A=secret\nDISCORD_TOKEN=\"MTE.$A.${NONE}\"\n", "DISCORD_TOKEN was cut"},
		{"$ that is kept", "", "A=secret\nDISCORD_TOKEN='MTE.$B'\nDATA_DIR=$A\nBASE_URL=\\$B\nANSWERS=$b\n", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Chdir(t.TempDir())
			if err := os.WriteFile(".env", []byte(test.file), 0o600); err != nil {
				t.Fatal(err)
			}
			got := Doubts([]string{test.variable + "=secret"}, Settings...)
			if text := got.Error(); len(got) > 1 || (test.want == "") != (got == nil) || !strings.Contains(text, test.want) || strings.Contains(text, "secret") {
				t.Errorf("Doubts = %s, want %q and no secret", text, test.want)
			}
		})
	}
}

// What systems set looks like no setting.
func TestNoDoubtsAboutSystems(t *testing.T) {
	t.Chdir(t.TempDir())
	const ordinary = `PATH HOME USER LOGNAME SHELL LANG LANGUAGE LC_ALL TERM PWD OLDPWD SHLVL HOSTNAME MAIL EDITOR TZ DISPLAY
		XDG_DATA_DIRS XDG_DATA_HOME XDG_RUNTIME_DIR DBUS_SESSION_BUS_ADDRESS SSH_AUTH_SOCK BASH_ENV BASH_VERSION LESSOPEN LS_COLORS
		JOURNAL_STREAM LISTEN_FDS LISTEN_PID LISTEN_FDNAMES INVOCATION_ID STATE_DIRECTORY LOGS_DIRECTORY MEMORY_PRESSURE_WATCH
		ALLIANCEBOT_SERVICE_HOST ALLIANCEBOT_PORT KUBERNETES_PORT DATABASE_HOST DATABASE_NAME DATABASE_PASSWORD PGDATA REDIS_URL
		LOG_DIR LOG_FILE LOGS DATA_ROOT BASE_DIR DEFAULT_USER MONITOR OTEL_SERVICE_NAME OTEL_EXPORTER_OTLP_PROTOCOL OTEL_TRACES_SAMPLER
		GOPATH GOMEMLIMIT GOGC GODEBUG NO_COLOR HTTP_PROXY NO_PROXY SSL_CERT_FILE PORT HOST CI DEBUG`
	if got := Doubts(append(strings.Fields(ordinary), os.Environ()...), Settings...); got != nil {
		t.Errorf("Doubts = %s, want none", got)
	}
}

func TestParseDotEnvNamesTheLine(t *testing.T) {
	tests := []struct {
		name, content string
		line          int
	}{
		{"no equals sign", "A=1\nsecret\nB=2\n", 2},
		{"no equals sign at the end", "A=1\n\nsecret", 3},
		{"open quote", "A='1\n2'\n\nB=\"secret\nC=3\n", 4},
		{"bad name", "secret-A=1\n", 1},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := parseDotEnv(test.content)
			prefix := fmt.Sprintf(".env:%d: ", test.line)
			if err == nil || !strings.HasPrefix(err.Error(), prefix) || strings.Contains(err.Error(), "secret") {
				t.Errorf("parseDotEnv(%q) = %q, %v, want an error that starts with %q and contains no secret",
					test.content, got, err, prefix)
			}
		})
	}
}

func FuzzParseDotEnv(f *testing.F) {
	for _, seed := range []string{"", "A=1", "A='x\ny'", "A=\"$B\"\nexport B: 2", "\ufeffA\r\n", "=\x00", "A=${", "#"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, content string) {
		variables, err := parseDotEnv(content)
		if (err == nil) == (variables == nil) {
			t.Errorf("parseDotEnv(%q) = %q, %v, want either variables or an error", content, variables, err)
		}
		want, wantErr := godotenv.Unmarshal(content + "\n")
		if wantErr == nil && !reflect.DeepEqual(variables, want) {
			t.Errorf("parseDotEnv(%q) = %q, want %q", content, variables, want)
		}
	})
}

func TestSecretIsNeverShown(t *testing.T) {
	const text = "MTE.secret.part"
	type holder struct{ inner Secret }
	shown := map[string]string{}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%t", "%p"} {
		for _, value := range []any{
			NewSecret(text), &[]Secret{NewSecret(text)}, holder{NewSecret(text)}, &holder{NewSecret(text)},
			Config{Token: NewSecret(text)},
		} {
			shown[fmt.Sprintf("%s of %T", verb, value)] = fmt.Sprintf(verb, value)
		}
	}
	var log bytes.Buffer
	slog.New(slog.NewTextHandler(&log, nil)).Info("m", "secret", NewSecret(text), "config", Config{Token: NewSecret(text)})
	slog.New(slog.NewJSONHandler(&log, nil)).Info("m", "secret", NewSecret(text))
	shown["slog"] = log.String()
	encoded, err := json.Marshal(map[string]Secret{"token": NewSecret(text)})
	if err != nil {
		t.Fatal(err)
	}
	shown["json"] = string(encoded)
	for how, got := range shown {
		if strings.Contains(got, text) || strings.Contains(got, fmt.Sprintf("%x", text)) {
			t.Errorf("%s shows the secret: %s", how, got)
		}
	}
	if got := NewSecret(text).Reveal(); got != text {
		t.Errorf("Reveal() = %q, want %q", got, text)
	}
	if got := (Secret{}).Reveal(); got != "" {
		t.Errorf("Reveal() of the zero Secret = %q, want nothing", got)
	}
}
