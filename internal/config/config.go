// Package config reads the settings from environment variables and a file .env.
package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"strings"

	"github.com/joho/godotenv"

	"alliancebot/bot"
	"alliancebot/commands"
	"alliancebot/internal/prose"
	"alliancebot/internal/wording"
)

// Config contains all settings, grouped by the packages that use them.
type Config struct {
	Token    Secret            // of the bot
	Discord  bot.Config        // without the token, which must not be printed
	Commands commands.Settings // of the commands

	CorpusDir     string // "" for the built-in story
	BaseURL       string // address of the site that the pages are on; may be empty
	Watch         bool   // reindex when files change
	MonitorAddr   string // host:port of metrics and health checks; "" for none
	TraceEndpoint string // an OpenTelemetry collector; "" for no traces
	TraceHeaders  Secret // headers for it, as monitor.ParseHeaders reads them
	Journal       Journal
	LogLevel      slog.Level
	LogFormat     string // "text" or "json"
}

// Journal has the settings of the journal.
type Journal struct {
	On          bool
	Dir         string // for its SQLite database
	DatabaseURL Secret // of a PostgreSQL database instead; "" for SQLite
	Days        int    // how long questions are kept
}

// Env looks up an environment variable. A variable may be set and empty.
type Env func(name string) (value string, set bool)

// Load reads the wanted settings from env and, for variables that env does not set,
// from the file .env in the working directory, if there is one. If settings are
// missing or invalid, the error is of type Problems, and of type SyntaxError if .env
// cannot be parsed.
func Load(env Env, wanted ...Setting) (Config, error) {
	_, file, err := readDotEnv()
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

// readDotEnv returns the file .env and its variables, if there is one.
func readDotEnv() (content string, variables map[string]string, err error) {
	raw, err := os.ReadFile(".env")
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil, nil
	}
	if err != nil {
		return "", nil, fmt.Errorf("read the settings: %w", err)
	}
	text, err := io.ReadAll(prose.Decode(bytes.NewReader(raw)))
	if err != nil {
		return "", nil, SyntaxError{Line: 1}
	}
	variables, err = parseDotEnv(string(text))
	return string(text), variables, err
}

// parseDotEnv parses the contents of a .env file. It does not return the parser's own
// error, which quotes the file and so its secrets.
func parseDotEnv(content string) (map[string]string, error) {
	lines := strings.SplitAfter(content+"\n", "\n")
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
	return nil, SyntaxError{Line: good + 1}
}

// SyntaxError is a line of .env that cannot be parsed.
type SyntaxError struct{ Line int } // from 1

// Error says where the line is and how to fix it.
func (e SyntaxError) Error() string {
	return fmt.Sprintf(".env:%d: not NAME=value; correct the line or comment it out with # "+
		"(quotes must be closed, and the file must be saved as UTF-8; see .env.example)", e.Line)
}

// Problem is a setting that is missing, invalid or doubtful.
type Problem struct{ Name, What, Fix string }

// String says what is wrong and how to fix it.
func (p Problem) String() string { return p.Name + " " + p.What + ". " + p.Fix }

// Problems are all settings that are missing or invalid.
type Problems []Problem

// Error says what is wrong with each setting and how to fix it.
func (ps Problems) Error() string {
	text := "settings are missing or invalid; set them in .env or in the environment:"
	for _, p := range ps {
		text += "\n  " + p.String()
	}
	return text
}

func parse(env Env, wanted []Setting) (Config, error) {
	config := Config{
		Discord:  bot.Config{AnswerMentions: true, Language: wording.Default, ListenAddr: "127.0.0.1:8080"},
		Commands: commands.Settings{Mentions: true, Feedback: true, Language: wording.Default, RateLimits: commands.DefaultRateLimits},
		Journal:  Journal{On: true, Dir: "data", Days: 30},
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
