package cli

import (
	"bytes"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"alliancebot/bot/discordtest"
)

// publisher is a web server with one page.
func publisher(t *testing.T) *httptest.Server {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/bridge" {
			w.WriteHeader(http.StatusNotFound)
		}
	}))
	t.Cleanup(s.Close)
	return s
}

// storyAt returns a new folder with a story whose address is url.
func storyAt(t *testing.T, url string) (folder string) {
	t.Helper()
	folder = t.TempDir()
	story := "---\ntitle: The bridge\nurl: " + url + "\n---\n\nIt is a bridge.\n"
	if err := os.WriteFile(filepath.Join(folder, "bridge.md"), []byte(story), 0o600); err != nil {
		t.Fatal(err)
	}
	return folder
}

func TestDoctor(t *testing.T) {
	page := publisher(t).URL
	tests := []struct {
		name      string
		prepare   func(*discordtest.Server)
		variables map[string]string
		code      int
		want      []string // lines, as regular expressions
	}{
		{"no problems", nil, administered(), ExitOK, []string{
			"ok   settings: .*", `ok   token: .*"test bot".*`, "ok   clock: .*", "ok   intents: .*", "ok   public key: .*",
			"ok   interactions: .*", "ok   gateway: .*", "ok   home server: .*", "ok   permissions: .*",
			"warn commands: Discord has none; this program has .*ask.* — start the bot, .*",
			"warn admin commands: .*reindex.* — .*",
			"ok   corpus: 1 page, 0 FAQ entries, 1 passage; languages: 1 en", "ok   links: .*",
		}},
		{"bad settings", nil, map[string]string{"DISCORD_TOKEN": "", "LOG_LEVEL": "loud"}, ExitUnworkable, []string{
			"FAIL settings: DISCORD_TOKEN is not set — Get it at .*", "FAIL settings: LOG_LEVEL .* — Use debug.*", "skip Discord: .*",
			"ok   corpus: .*", "ok   links: .*",
		}},
		{"doubtful settings", (*discordtest.Server).RevokeToken, map[string]string{"DISCROD_TOKEN": "x"}, ExitUnworkable, []string{
			`warn settings: DISCROD_TOKEN in the environment is not a setting — Did you mean DISCORD_TOKEN\?.*`, "FAIL token: .*", "skip Discord: .*", "ok   corpus: .*", "ok   links: .*",
		}},
		{"bad folder", nil, map[string]string{"CORPUS_DIR": "nowhere"}, ExitUnworkable, []string{
			"FAIL settings: CORPUS_DIR cannot be opened .* — .*", "skip Discord: .*", "skip corpus: .*",
		}},
		{"refused token", (*discordtest.Server).RevokeToken, nil, ExitUnworkable, []string{
			"ok   settings: .*", "FAIL token: Discord refuses it.* — .*Reset Token.*", "skip Discord: .*", "ok   corpus: .*", "ok   links: .*",
		}},
		{"Discord is down", func(s *discordtest.Server) { s.Fail(discordtest.Fault{Path: "/applications/@me$", Status: 404}) }, nil, ExitNo, []string{
			"ok   settings: .*", "skip Discord: cannot be reached, so these were not checked: token, clock, .*", "ok   corpus: .*", "ok   links: .*",
		}},
		{"another public key", nil, map[string]string{"DISCORD_PUBLIC_KEY": strings.Repeat("0a", 32)}, ExitUnworkable, []string{
			"ok   settings: .*", "ok   token: .*", "ok   clock: .*", "ok   intents: .*",
			"FAIL public key: .* — set DISCORD_PUBLIC_KEY=" + discordtest.PublicKey,
			"ok   interactions: .*", "ok   gateway: .*", "ok   home server: not set, .*", "warn commands: .*",
			"ok   corpus: .*", "ok   links: .*",
		}},
		{"a page that has moved", (*discordtest.Server).RevokeToken, map[string]string{"CORPUS_DIR": storyAt(t, page+"/gone")}, ExitUnworkable, []string{
			"ok   settings: .*", "FAIL token: .*", "skip Discord: .*", "ok   corpus: .*",
			`warn links: http://\S+/gone answers 404 Not Found — .*correct its address in bridge\.md or .*`,
		}},
		{"bad corpus", (*discordtest.Server).RevokeToken, map[string]string{"CORPUS_DIR": t.TempDir()}, ExitUnworkable, []string{
			"ok   settings: .*", "FAIL token: .*", "skip Discord: .*", `FAIL corpus: the folder has no page with text — .*`,
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := discordtest.New(t)
			if test.prepare != nil {
				test.prepare(s)
			}
			env := map[string]string{
				"DISCORD_TOKEN": discordtest.Token, "DISCORD_API_URL": s.URL(), "CORPUS_DIR": storyAt(t, page+"/bridge"),
			}
			maps.Copy(env, test.variables)
			t.Chdir(t.TempDir())
			var out, errOut bytes.Buffer
			code := Process{Env: fixed(env), Environ: slices.Collect(maps.Keys(env)), Out: &out, ErrOut: &errOut}.Run(t.Context(), []string{"doctor"})
			want := "^" + strings.Join(test.want, "\n") + "\n$"
			if code != test.code || !regexp.MustCompile(want).MatchString(out.String()) {
				t.Errorf("doctor = %d, %q and\n%swant %d and lines like\n%s", code, &errOut, &out, test.code, strings.Join(test.want, "\n"))
			}
			if strings.Contains(out.String()+errOut.String(), discordtest.Token) {
				t.Error("doctor shows the token")
			}
		})
	}
}

// After a run, doctor finds no problems.
func TestDoctorAfterRun(t *testing.T) {
	s := discordtest.New(t)
	variables := administered()
	variables["CORPUS_DIR"] = storyAt(t, publisher(t).URL+"/bridge")
	bot := runOn(t, s, variables)
	s.WaitReady(1)
	bot.stop()
	bot.wantStatus(ExitOK)
	maps.Copy(variables, map[string]string{"DISCORD_TOKEN": discordtest.Token, "DISCORD_API_URL": s.URL()})
	var out, errOut bytes.Buffer
	code := Process{Env: fixed(variables), Out: &out, ErrOut: &errOut}.Run(t.Context(), []string{"doctor"})
	if code != ExitOK || regexp.MustCompile(`(?m)^(warn|FAIL)`).Match(out.Bytes()) {
		t.Errorf("doctor after a run = %d, %q and\n%swant %d and only ok", code, &errOut, &out, ExitOK)
	}
}
