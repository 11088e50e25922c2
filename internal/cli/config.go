package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"strings"

	"github.com/joho/godotenv"

	"alliancebot/internal/wording"
)

// Config is every setting of the program.
type Config struct {
	DiscordToken       Secret
	DiscordHomeGuildID string   // the operator's own server; may be empty
	DiscordPublicKey   string   // verifies what Discord sends by HTTP, in hex; may be empty
	DiscordAPIURL      string   // stands in for Discord's own address; may be empty
	ShardCount         int      // 0: as many as Discord recommends
	ShardIDs           []int    // this process's shards; empty: all
	ListenAddr         string   // where serve listens
	AdminUserIDs       []string // who may use the admin commands
	AdminRoleIDs       []string // roles whose members may
	CorpusDir          string   // empty: the story the program carries
	AnswersPrivate     bool     // answers are for the asker alone, unless they ask otherwise
	AnswerMentions     bool     // messages that mention the bot are answered
	DefaultLanguage    string   // a BCP 47 tag, for those whose own is not spoken
	MonitorAddr        string   // host:port to serve metrics and health on; empty: not served
	TraceEndpoint      string   // an OpenTelemetry collector; empty: nothing is traced
	TraceHeaders       Secret   // that it wants, as monitor.ParseHeaders reads them
	LogLevel           slog.Level
	LogFormat          string // "text" or "json"
}

// environment looks a variable up. A variable may be set and empty.
type environment func(name string) (value string, set bool)

// configure reads the wanted settings from e and, behind it, from .env.
func (e environment) configure(wanted ...setting) (Config, error) {
	env, err := e.withDotEnv()
	if err != nil {
		return Config{}, err
	}
	return readConfig(env, wanted...)
}

// withDotEnv returns e with the variables of the file .env in the working
// directory behind it: what e has set wins, even when it is empty. There need
// not be such a file.
func (e environment) withDotEnv() (environment, error) {
	content, err := os.ReadFile(".env")
	if errors.Is(err, fs.ErrNotExist) {
		return e, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read the settings: %w", err)
	}
	file, err := parseDotEnv(content)
	if err != nil {
		return nil, err
	}
	return func(name string) (string, bool) {
		if value, set := e(name); set {
			return value, true
		}
		value, set := file[name]
		return value, set
	}, nil
}

// parseDotEnv reads the content of a .env file. The parser's own error is left
// out, as it quotes the file and so the secrets in it.
func parseDotEnv(content []byte) (map[string]string, error) {
	content = bytes.TrimPrefix(content, []byte("\ufeff"))
	lines := strings.SplitAfter(string(content)+"\n", "\n")
	variables, err := godotenv.Unmarshal(strings.Join(lines, ""))
	if err == nil {
		return variables, nil
	}
	// The trouble is in the line after the longest part that can be read.
	good := len(lines)
	for err != nil && good > 0 {
		good--
		_, err = godotenv.Unmarshal(strings.Join(lines[:good], ""))
	}
	return nil, fmt.Errorf(".env:%d: this is not NAME=value; correct the line or put # before it "+
		"(a quote must be closed; .env.example shows each setting)", good+1)
}

// settingProblem is one thing wrong with a setting.
type settingProblem struct{ name, what, where string }

// settingProblems is all that is wrong with the settings.
type settingProblems []settingProblem

// Error tells what is wrong and where to get what is right.
func (ps settingProblems) Error() string {
	text := "settings are missing or wrong; set them in .env or in the environment:"
	for _, p := range ps {
		text += fmt.Sprintf("\n  %s %s. %s", p.name, p.what, p.where)
	}
	return text
}

// readConfig reads the wanted settings from env. An error is of the type
// settingProblems.
func readConfig(env environment, wanted ...setting) (Config, error) {
	config := Config{
		AnswerMentions: true, DefaultLanguage: wording.Default, ListenAddr: "127.0.0.1:8080",
		LogLevel: slog.LevelInfo, LogFormat: "text",
	}
	var problems settingProblems
	for _, s := range wanted {
		value, _ := env(s.name)
		if err := s.keep(&config, value); err != nil {
			problems = append(problems, settingProblem{s.name, err.Error(), s.where})
		}
	}
	if problems != nil {
		return Config{}, problems
	}
	return config, nil
}
