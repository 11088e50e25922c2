package layout

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"

	"go.yaml.in/yaml/v4"

	"alliancebot/internal/cli"
	"alliancebot/internal/config"
	"alliancebot/internal/monitor"
)

func readFile(t *testing.T, name string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(root, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// systemd restarts the bot unless somebody must correct something first, and reloads it
// with SIGHUP.
func TestSystemdUnit(t *testing.T) {
	unit := readFile(t, "deploy/alliancebot.service")
	for name, want := range map[string]string{
		"Restart":                  "on-failure",
		"RestartPreventExitStatus": fmt.Sprint(cli.ExitUnworkable),
		"SuccessExitStatus":        fmt.Sprint(128+int(syscall.SIGINT), " ", 128+int(syscall.SIGTERM)),
		"ExecReload":               "/bin/kill -HUP $MAINPID",
	} {
		if line := "\n" + name + "=" + want + "\n"; strings.Count(unit, "\n"+name+"=") != 1 || !strings.Contains(unit, line) {
			t.Errorf("the unit has no or another line than %q", line)
		}
	}
}

// docs/operations.md has every exit status.
func TestExitStatusesAreDocumented(t *testing.T) {
	page := readFile(t, "docs/operations.md")
	for _, status := range []int{cli.ExitOK, cli.ExitNo, cli.ExitFailed, cli.ExitUnworkable} {
		if row := fmt.Sprintf("\n| %d | ", status); strings.Count(page, row) != 1 {
			t.Errorf("docs/operations.md has %d rows for exit status %d, want one", strings.Count(page, row), status)
		}
	}
}

// A release archive has all files that its documents link to.
func TestArchiveLinks(t *testing.T) {
	var release struct{ Archives []struct{ Files []string } }
	if err := yaml.Unmarshal([]byte(readFile(t, ".goreleaser.yaml")), &release); err != nil {
		t.Fatal(err)
	}
	archived := map[string]bool{}
	for _, pattern := range release.Archives[0].Files {
		files, err := filepath.Glob(filepath.Join(root, pattern))
		if err != nil || files == nil {
			t.Errorf("no file is like %s: %v", pattern, err)
		}
		for _, file := range files {
			archived[strings.TrimPrefix(filepath.ToSlash(file), root+"/")] = true
		}
	}
	link := regexp.MustCompile(`(?:\]\(|src="|href=")([^)":#]+)[)"#]`)
	for document := range archived {
		if ext := path.Ext(document); ext != ".md" && ext != ".html" {
			continue
		}
		for _, match := range link.FindAllStringSubmatch(readFile(t, document), -1) {
			if target := path.Join(path.Dir(document), match[1]); !archived[target] {
				t.Errorf("%s links to %s, which is not in the archives", document, target)
			}
		}
	}
}

// deploy/systemd.sh copies the program, the settings, which only root may read, and the
// service.
func TestSystemdScript(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("systemd is for Linux")
	}
	folder, installed := t.TempDir(), t.TempDir()
	for name, content := range map[string]string{
		"deploy/systemd.sh": readFile(t, "deploy/systemd.sh"), "deploy/alliancebot.service": readFile(t, "deploy/alliancebot.service"), "alliancebot": "",
	} {
		file := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(content), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	install := func() (string, error) {
		cmd := exec.Command("sh", filepath.Join(folder, "deploy/systemd.sh"))
		cmd.Env = append(os.Environ(), "DESTDIR="+installed)
		output, err := cmd.CombinedOutput()
		return string(output), err
	}
	if output, err := install(); err == nil || !strings.Contains(output, "there is no file .env") {
		t.Errorf("without .env the script ends with %v and prints %s", err, output)
	}
	if err := os.WriteFile(filepath.Join(folder, ".env"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	for range 2 { // the second time is an update
		if output, err := install(); err != nil {
			t.Fatalf("the script failed: %v\n%s", err, output)
		}
	}
	for name, mode := range map[string]os.FileMode{
		"usr/local/bin/alliancebot": 0o755, "etc/alliancebot/env": 0o600, "etc/systemd/system/alliancebot.service": 0o644,
	} {
		if info, err := os.Stat(filepath.Join(installed, name)); err != nil || info.Mode() != mode {
			t.Errorf("the script installed %s as %v, %v, want the mode %s", name, info, err, mode)
		}
	}
}

// wantSettings checks that the program reads the variables.
func wantSettings(t *testing.T, file string, variables []string) {
	t.Helper()
	for _, name := range variables {
		if !slices.ContainsFunc(config.Settings, func(s config.Setting) bool { return s.Name == name }) {
			t.Errorf("%s sets %s, which the program does not read", file, name)
		}
	}
}

func TestCompose(t *testing.T) {
	const file = "compose.yaml"
	var compose struct {
		Services struct {
			Bot struct {
				Environment map[string]string
				Volumes     []struct {
					Source, Target string
					ReadOnly       bool `yaml:"read_only"`
				}
				Restart string
			}
		}
	}
	if err := yaml.Unmarshal([]byte(readFile(t, file)), &compose); err != nil {
		t.Fatal(err)
	}
	bot := compose.Services.Bot
	var names []string
	for name := range bot.Environment {
		names = append(names, name)
	}
	wantSettings(t, file, names)
	if m := bot.Volumes[0]; m.Source != "${CORPUS_DIR:-./corpus/default}" || m.Target != bot.Environment["CORPUS_DIR"] || !m.ReadOnly {
		t.Errorf("%s mounts %+v, want the folder in CORPUS_DIR where the bot reads it", file, m)
	}
	if bot.Environment["MONITOR_ADDR"] == "" || bot.Restart != "unless-stopped" {
		t.Errorf("%s: %+v, want a monitor for the health check, and restarts", file, bot)
	}
}

// probe is a Kubernetes probe.
type probe struct {
	HTTPGet struct{ Path, Port string } `yaml:"httpGet"`
}

// Each process on Kubernetes has one shard of as many as there are, starts after the one
// before, and is probed where the monitor listens.
func TestKubernetes(t *testing.T) {
	const file = "deploy/kubernetes.yaml"
	var set struct {
		Spec struct {
			Replicas            int
			MinReadySeconds     int    `yaml:"minReadySeconds"`
			PodManagementPolicy string `yaml:"podManagementPolicy"`
			Template            struct {
				Spec struct {
					TerminationGracePeriodSeconds int `yaml:"terminationGracePeriodSeconds"`
					Containers                    []struct {
						Env []struct {
							Name, Value string
							ValueFrom   struct {
								FieldRef struct {
									FieldPath string `yaml:"fieldPath"`
								} `yaml:"fieldRef"`
							} `yaml:"valueFrom"`
						}
						Ports []struct {
							Name          string
							ContainerPort int `yaml:"containerPort"`
						}
						Startup   probe `yaml:"startupProbe"`
						Liveness  probe `yaml:"livenessProbe"`
						Readiness probe `yaml:"readinessProbe"`
					}
				}
			}
		}
	}
	if err := yaml.Unmarshal([]byte(readFile(t, file)), &set); err != nil {
		t.Fatal(err)
	}
	pod := set.Spec.Template.Spec
	if len(pod.Containers) != 1 || len(pod.Containers[0].Ports) != 1 {
		t.Fatalf("%s has %+v, want one container with one port", file, pod.Containers)
	}
	bot, env := pod.Containers[0], map[string]string{}
	var names []string
	for _, v := range bot.Env {
		env[v.Name] = v.Value + v.ValueFrom.FieldRef.FieldPath
		names = append(names, v.Name)
	}
	wantSettings(t, file, names)
	for name, want := range map[string]string{
		"MONITOR_ADDR": fmt.Sprint(":", bot.Ports[0].ContainerPort),
		"SHARD_COUNT":  fmt.Sprint(set.Spec.Replicas),
		"SHARD_IDS":    "metadata.labels['apps.kubernetes.io/pod-index']",
	} {
		if env[name] != want {
			t.Errorf("%s sets %s=%q, want %q", file, name, env[name], want)
		}
	}
	if set.Spec.PodManagementPolicy != "OrderedReady" || set.Spec.MinReadySeconds <= 5 || pod.TerminationGracePeriodSeconds < 30 {
		t.Errorf("%s starts pods too close together, or stops them too soon: %+v", file, set.Spec)
	}

	m := monitor.New()
	for name, test := range map[string]struct {
		probe  probe
		status int // before the bot is ready
	}{
		"startup":   {bot.Startup, http.StatusOK},
		"liveness":  {bot.Liveness, http.StatusOK},
		"readiness": {bot.Readiness, http.StatusServiceUnavailable},
	} {
		w := httptest.NewRecorder()
		m.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, test.probe.HTTPGet.Path, nil))
		if w.Code != test.status || test.probe.HTTPGet.Port != bot.Ports[0].Name {
			t.Errorf("%s: the %s probe %+v gets %d before the bot is ready, want %d at the monitor", file, name, test.probe, w.Code, test.status)
		}
	}
}
