package bot

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"alliancebot/bot/discordtest"
	"alliancebot/internal/monitor"
)

// attempts is a monitor that notes when REST calls to path are made.
type attempts struct {
	*monitor.Monitor
	path *regexp.Regexp

	mu       sync.Mutex
	times    []time.Time
	listened bool // for interactions
}

func newAttempts(path string) *attempts {
	m := monitor.New()
	m.Indexed(1)
	return &attempts{Monitor: m, path: regexp.MustCompile(path)}
}

func (a *attempts) Transport(next http.RoundTripper) http.RoundTripper {
	return roundTripper(func(r *http.Request) (*http.Response, error) {
		if a.path.MatchString(r.URL.Path) {
			a.mu.Lock()
			a.times = append(a.times, time.Now())
			a.mu.Unlock()
		}
		return next.RoundTrip(r)
	})
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// readiness returns the response of /readyz.
func (a *attempts) readiness() string {
	w := httptest.NewRecorder()
	a.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/readyz", nil))
	return fmt.Sprintf("%d %s", w.Code, w.Body)
}

// outages are ways in which Discord cannot be reached: faults of a path, or of dialing.
var outages = map[string]struct {
	fault func(path string) discordtest.Fault
	dial  Dial
}{
	"refused": {dial: func(context.Context, string, string) (net.Conn, error) { return nil, errors.New("connection refused") }},
	"no DNS": {dial: func(_ context.Context, _, address string) (net.Conn, error) {
		return nil, &net.DNSError{Err: "no such host", Name: address, IsNotFound: true}
	}},
	"silent network": {dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		ctx, cancel := context.WithTimeout(ctx, 30*time.Second) // as http.DefaultTransport's dialer
		defer cancel()
		<-ctx.Done()
		return nil, ctx.Err()
	}},
	"silent": {fault: func(path string) discordtest.Fault {
		return discordtest.Fault{Path: path, Delay: time.Hour, Status: 200}
	}},
	"resets":         {fault: func(path string) discordtest.Fault { return discordtest.Fault{Path: path, Reset: true} }},
	"500":            {fault: func(path string) discordtest.Fault { return discordtest.Refused(path, 500, 0, 0) }},
	"503 overloaded": {fault: func(path string) discordtest.Fault { return discordtest.Refused(path, 503, 130000, 0) }},
	"429":            {fault: func(path string) discordtest.Fault { return discordtest.RateLimited(path, 20, 0) }},
	"429, no pause":  {fault: func(path string) discordtest.Fault { return discordtest.Refused(path, 429, 0, 0) }},
	"403 of a proxy": {fault: func(path string) discordtest.Fault { return discordtest.Fault{Path: path, Status: 403, Body: "<html>"} }},
	"a login page":   {fault: func(path string) discordtest.Fault { return discordtest.Fault{Path: path, Status: 200, Body: "<html>"} }},
}

// eachOutage runs test as a subtest for each way to start, step of the start and outage
// at that step. waits is in /readyz at the step, and begin starts the bot.
func eachOutage(t *testing.T, test func(t *testing.T, s *discordtest.Server, a *attempts, waits string, begin func() *running)) {
	type step struct{ path, waits string }
	signIn := step{"/applications/@me$", "the bot has yet to sign in to Discord"}
	register := step{"/commands$", "the bot has yet to register the commands"}
	gateway := step{"/gateway/bot$", "the bot has yet to connect to the gateway"}
	ways := []struct {
		name  string
		run   func(context.Context, Config, Handler) error
		steps []step
	}{{"run", Run, []step{signIn, register, gateway}}, {"serve", nil, []step{signIn, register}}}
	for _, way := range ways {
		for _, step := range way.steps {
			for name, outage := range outages {
				if outage.dial != nil && step != signIn || name == "a login page" && step == register { // which replaces them
					continue
				}
				t.Run(way.name+step.path+"/"+name, func(t *testing.T) {
					onDiscord(t, func(t *testing.T, s *discordtest.Server) {
						if outage.fault != nil {
							s.Fail(outage.fault(step.path))
						}
						a, run := newAttempts(step.path), way.run
						if run == nil {
							run = func(ctx context.Context, c Config, h Handler) error {
								return serve(ctx, c, h, func() (net.Listener, error) { a.listened = true; return s.BotListener(), nil })
							}
						}
						began := time.Now()
						test(t, s, a, step.waits, func() *running {
							return launch(t, s, fakeHandler{}, run, func(c *Config) {
								c.Observer = a
								dial := c.Dial
								c.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
									if outage.dial != nil && time.Since(began) < outageTime {
										return outage.dial(ctx, network, address)
									}
									return dial(ctx, network, address)
								}
							})
						})
					})
				})
			}
		}
	}
}

// outageTime is how long outages of dialing last.
const outageTime = 10 * time.Minute

// The bot waits for Discord as long as it takes, is not ready before it can answer, and
// then answers within seconds. It logs each failed try with the pause before the next.
func TestStartSurvivesOutages(t *testing.T) {
	eachOutage(t, func(t *testing.T, s *discordtest.Server, a *attempts, waits string, begin func() *running) {
		r := begin()
		for range 20 {
			time.Sleep(outageTime / 20)
			if got, want := a.readiness(), "503 not ready: "+waits+"\n"; got != want {
				t.Fatalf("/readyz = %q during the outage, want %q", got, want)
			}
		}
		if a.listened {
			t.Error("listening before the bot can answer")
		}
		synctest.Wait()
		a.mu.Lock()
		checkTries(t, r.log.String(), a.times)
		a.mu.Unlock()
		s.Heal()
		time.Sleep(22*time.Second + attemptTimeout) // a try may have just begun, or been rate limited
		if got := a.readiness(); got != "200 ok\n" {
			t.Fatalf("/readyz = %q after the outage", got)
		}
		if strings.HasPrefix(t.Name(), "TestStartSurvivesOutages/serve") {
			s.PostTo("http://bot.test" + InteractionsPath)
		}
		if got := s.Command(alice, "ask", question("Why?")).Reply(); got.Text() != "You asked: Why?" {
			t.Errorf("reply after the outage = %q", got.Text())
		}
		r.endClean()
	})
}

// checkTries checks that each failed try is logged once, and that the next one is made
// after the pause in the log.
func checkTries(t *testing.T, log string, tries []time.Time) {
	t.Helper()
	failures := regexp.MustCompile(`(?m)^time=(\S+) level=WARN msg="cannot .* error=.* retry_in=(\S+)$`).FindAllStringSubmatch(log, -1)
	if warnings := strings.Count(log, "level=WARN"); len(failures) != warnings || len(failures) < 25 {
		t.Fatalf("%d failures are logged in %d warnings, want only these, every few seconds", len(failures), warnings)
	}
	if len(tries) < len(failures) || len(tries) > len(failures)+1 {
		t.Fatalf("%d failures of %d tries are logged", len(failures), len(tries))
	}
	for i, next := range tries[1:] {
		failed, err := time.Parse(time.RFC3339, failures[i][1])
		pause, err2 := time.ParseDuration(failures[i][2])
		if err != nil || err2 != nil || !failed.Add(pause).Equal(next) || pause > 22*time.Second {
			t.Fatalf("the log has %q, but the next try was at %s", failures[i][0], next)
		}
	}
}

// A stop while Discord cannot be reached ends the start at once.
func TestStopDuringOutage(t *testing.T) {
	eachOutage(t, func(t *testing.T, _ *discordtest.Server, _ *attempts, _ string, begin func() *running) {
		r := begin()
		time.Sleep(time.Minute + 300*time.Millisecond)
		stopped := time.Now()
		r.end()
		if took := time.Since(stopped); took > 0 {
			t.Errorf("stopping took %s", took)
		}
	})
}
