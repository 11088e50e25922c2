package config

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/agnivade/levenshtein"
)

// Doubts returns what is probably a mistake about the wanted settings: variables in
// environ, which has the form of os.Environ, and in .env that are no settings but look
// like a wanted one; and values that lost a part because .env has a $ in them. It returns
// nothing about a .env that Load refuses.
func Doubts(environ []string, wanted ...Setting) Problems {
	var doubts Problems
	for _, variable := range environ {
		name, _, _ := strings.Cut(variable, "=")
		// Other words that settings begin with are common: systemd sets JOURNAL_STREAM.
		if meant, looks := resembles(name, wanted, func(word string) bool { return word == "DISCORD" }); looks {
			doubts = append(doubts, unknown(name, "the environment", meant))
		}
	}
	content, file, err := readDotEnv()
	if err != nil {
		return doubts
	}
	for _, name := range slices.Sorted(maps.Keys(file)) {
		// OpenTelemetry has many more variables.
		if meant, looks := resembles(name, wanted, func(word string) bool { return word != "OTEL" }); looks {
			doubts = append(doubts, unknown(name, ".env", meant))
		}
	}
	return append(doubts, cutValues(content, file, wanted)...)
}

// resembles reports whether name, which is no setting, looks like one of wanted: it is
// almost the same, or begins with the same word, if that is telling. It returns the most
// similar one.
func resembles(name string, wanted []Setting, telling func(word string) bool) (meant string, looks bool) {
	if slices.ContainsFunc(Settings, func(s Setting) bool { return s.Name == name }) {
		return "", false
	}
	word, _, _ := strings.Cut(name, "_")
	least := len(name)
	for _, s := range wanted {
		edits := levenshtein.ComputeDistance(strings.ToUpper(name), s.Name)
		tolerated := 2 // such as swapped letters
		if len(s.Name) < len("LOG_LEVEL") {
			tolerated = 1
		}
		looks = looks || edits <= tolerated || strings.HasPrefix(s.Name, word+"_") && telling(word)
		if edits < least {
			least, meant = edits, s.Name
		}
	}
	return meant, looks
}

func unknown(name, place, meant string) Problem {
	return Problem{name, "in " + place + " is not a setting", "Did you mean " + meant + "? The file .env.example has all settings."}
}

// reference is what godotenv replaces by the value of a variable on an earlier line,
// except in single quotes.
var reference = regexp.MustCompile(`\$\{?([A-Z0-9_]+)`)

// cutValues returns a problem for each wanted setting whose value in .env refers to a
// variable that .env does not have.
func cutValues(content string, file map[string]string, wanted []Setting) (cut Problems) {
	const dollar = "\uE000" // a character that godotenv does not expand
	literal, err := parseDotEnv(strings.ReplaceAll(content, "$", dollar))
	if err != nil {
		return nil
	}
	for _, s := range wanted {
		written := strings.ReplaceAll(literal[s.Name], dollar, "$")
		if written == file[s.Name] {
			continue
		}
		for _, match := range reference.FindAllStringSubmatch(strings.ReplaceAll(written, `\$`, ""), -1) {
			if file[match[1]] == "" {
				cut = append(cut, Problem{s.Name, "was cut: in .env, a $ stands for another variable, which .env does not have",
					"Put the value in single quotes."})
				break
			}
		}
	}
	return cut
}
