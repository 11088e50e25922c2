// Package config reads the settings from environment variables and a file .env.
package config

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"strings"

	"github.com/joho/godotenv"

	"alliancebot/bot"
	"alliancebot/commands"
	"alliancebot/internal/wording"
)

// Config contains all settings, grouped by the packages that use them.
type Config struct {
	Token    Secret            // of the bot
	Discord  bot.Config        // without the token, which must not be printed
	Commands commands.Settings // of the commands

	CorpusDir     string // "" for the built-in story
	BaseURL       string // address of the site that the pages are on; may be empty
	MonitorAddr   string // host:port of metrics and health checks; "" for none
	TraceEndpoint string // an OpenTelemetry collector; "" for no traces
	TraceHeaders  Secret // headers for it, as monitor.ParseHeaders reads them
	LogLevel      slog.Level
	LogFormat     string // "text" or "json"
}

// Env looks up an environment variable. A variable may be set and empty.
type Env func(name string) (value string, set bool)

// Load reads the wanted settings from env and, for variables that env does not set,
// from the file .env in the working directory, if there is one. If settings are
// missing or invalid, the error is of type Problems.
func Load(env Env, wanted ...Setting) (Config, error) {
	content, err := os.ReadFile(".env")
	if errors.Is(err, fs.ErrNotExist) {
		return parse(env, wanted)
	}
	if err != nil {
		return Config{}, fmt.Errorf("read the settings: %w", err)
	}
	file, err := parseDotEnv(content)
	if err != nil {
		return Config{}, err
	}
	return parse(func(name string) (string, bool) {
		if value, set := env(name); set {
			return value, true
		}
		value, set := file[name]
		return value, set
	}, wanted)
}

// parseDotEnv parses the contents of a .env file. It does not return the parser's own
// error, which quotes the file and so its secrets.
func parseDotEnv(content []byte) (map[string]string, error) {
	content = bytes.TrimPrefix(content, []byte("\ufeff"))
	lines := strings.SplitAfter(string(content)+"\n", "\n")
	variables, err := godotenv.Unmarshal(strings.Join(lines, ""))
	if err == nil {
		return variables, nil
	}
	// The bad line follows the longest prefix that parses.
	good := len(lines)
	for err != nil && good > 0 {
		good--
		_, err = godotenv.Unmarshal(strings.Join(lines[:good], ""))
	}
	return nil, fmt.Errorf(".env:%d: not NAME=value; correct the line or comment it out with # "+
		"(quotes must be closed; see .env.example)", good+1)
}

// Problem is a setting that is missing or invalid.
type Problem struct{ Name, What, Fix string }

// Problems are all settings that are missing or invalid.
type Problems []Problem

// Error says what is wrong with each setting and how to fix it.
func (ps Problems) Error() string {
	text := "settings are missing or invalid; set them in .env or in the environment:"
	for _, p := range ps {
		text += fmt.Sprintf("\n  %s %s. %s", p.Name, p.What, p.Fix)
	}
	return text
}

func parse(env Env, wanted []Setting) (Config, error) {
	config := Config{
		Discord:  bot.Config{AnswerMentions: true, Language: wording.Default, ListenAddr: "127.0.0.1:8080"},
		Commands: commands.Settings{Mentions: true, Language: wording.Default, RateLimits: commands.DefaultRateLimits},
		LogLevel: slog.LevelInfo, LogFormat: "text",
	}
	var problems Problems
	for _, s := range wanted {
		value, _ := env(s.Name)
		var err error
		if value != "" {
			err = s.parse(&config, value)
		} else if s.Required {
			err = errors.New("is not set")
		}
		if err != nil {
			problems = append(problems, Problem{s.Name, err.Error(), s.Fix})
		}
	}
	if problems != nil {
		return Config{}, problems
	}
	return config, nil
}
