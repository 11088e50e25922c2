//go:build unix

package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"alliancebot/bot/discordtest"
	"alliancebot/journal"
	"alliancebot/journal/postgrestest"
)

// The fleet of TestScale.
const (
	allShards = 16
	runs      = 4 // processes, with as many shards each
	serves    = 3
)

// TestScale tries on one machine what docs/scale.md says: four processes of run, with 16
// shards, and three of serve, behind a load balancer, share a journal in PostgreSQL. While
// members ask, one of the processes and the database are killed, each at a random moment, and
// come back. As soon as the database is back, an admin teaches something or applies other
// pages, which all must follow. Those of run are on one fake Discord and those of serve on
// another, since Discord sends an application's interactions only one way.
func TestScale(t *testing.T) {
	if testing.Short() {
		t.Skip("SKIPPED with -short: seven processes")
	}
	t.Parallel()
	rounds, pause, starts := 1, time.Duration(0), discordtest.SessionStarts{Concurrency: allShards}
	if *full { // as slowly as Discord lets shards start
		rounds, pause, starts = 12, 6*time.Second, discordtest.SessionStarts{Pause: 5 * time.Second}
	}
	f := newFleet(t, pause, starts)
	for round := range rounds {
		f.round(round)
	}
	for _, r := range f.replicas {
		r.send(syscall.SIGTERM)
	}
	for _, r := range f.replicas {
		r.wantStatus(ExitOK)
	}
	f.report(rounds)
}

type fleet struct {
	t               *testing.T
	began           time.Time
	pause           time.Duration // after the start of a process until that of the next
	folder          string        // the corpus
	database        *postgrestest.Server
	journal         *journal.Journal    // for the test itself
	gateway, posted *discordtest.Server // where run and serve are
	replicas        []*replica          // those of run, then those of serve
	balancer        balancer

	questions []asking
	outages   []span          // of the database
	follows   []time.Duration // from the return of the database until all had followed
}

// replica is one of the processes, which is started again after it was killed.
type replica struct {
	*process
	command   string
	variables map[string]string
	ready     bool
	away      []span // from a kill until it was ready again
}

type span struct{ from, to time.Time }

func (s span) has(at time.Time) bool { return !at.Before(s.from) && at.Before(s.to) }

// asking is a question by a member.
type asking struct {
	*discordtest.Interaction
	by *replica // whose shard it belongs to; nil if the balancer chooses
}

func newFleet(t *testing.T, pause time.Duration, starts discordtest.SessionStarts) *fleet {
	f := &fleet{
		t: t, began: time.Now(), pause: pause, folder: t.TempDir(), database: postgrestest.New(t),
		gateway: discordtest.New(t), posted: discordtest.New(t), balancer: balancer{served: map[string]int{}},
	}
	f.gateway.SetSessionStarts(starts)
	f.write("bridge.md", "# The bridge\n\n## What is the bridge made of?\n\nStone from the next valley.\n")
	url := f.database.Database(t)
	f.journal = journal.Open(t.Context(), journal.Config{DatabaseURL: url, Days: 30, Log: slog.New(slog.DiscardHandler)})
	t.Cleanup(func() { f.journal.Close(context.Background()) })
	servers := []string{discordtest.Elsewhere}
	for shard := range allShards {
		servers = append(servers, discordtest.GuildOf(shard, allShards))
	}
	for _, server := range servers {
		on := true
		_, err := f.journal.ChangeGuild(t.Context(), "test", server, func(s *journal.GuildSettings) { s.Journal = &on })
		f.must(err)
	}
	for i := range runs + serves {
		r := &replica{command: "run", variables: administered()}
		const each = allShards / runs
		r.variables["CORPUS_DIR"], r.variables["DATABASE_URL"], r.variables["LOG_LEVEL"] = f.folder, url, "info"
		r.variables["SHARD_COUNT"], r.variables["SHARD_IDS"] = fmt.Sprint(allShards), fmt.Sprintf("%d-%d", each*i, each*(i+1)-1)
		if i >= runs {
			r.command, r.variables["SHARD_COUNT"], r.variables["SHARD_IDS"] = "serve", "", ""
			r.variables["DISCORD_PUBLIC_KEY"], r.variables["LISTEN_ADDR"] = discordtest.PublicKey, "127.0.0.1:0"
		}
		f.replicas = append(f.replicas, r)
		f.start(r)
		for !f.isReady(r) { // one after another, as docs/operations.md says
			time.Sleep(10 * time.Millisecond)
		}
		if r.command == "run" {
			time.Sleep(pause)
		}
	}
	server := httptest.NewServer(&f.balancer)
	t.Cleanup(server.Close)
	f.posted.PostTo(server.URL)
	return f
}

func (f *fleet) must(err error) {
	f.t.Helper()
	if err != nil {
		f.t.Fatal(err)
	}
}

func (f *fleet) write(name, content string) {
	f.t.Helper()
	f.must(os.WriteFile(filepath.Join(f.folder, name), []byte(content), 0o600))
}

func (f *fleet) start(r *replica) {
	f.t.Helper()
	on := f.gateway
	if r.command == "serve" {
		on = f.posted
	}
	r.process = spawn(f.t, on, r.command, r.variables)
}

var listens, allReady = regexp.MustCompile(listening), regexp.MustCompile(`msg="connected to Discord"`)

// isReady reports whether r answers.
func (f *fleet) isReady(r *replica) bool {
	f.t.Helper()
	select {
	case <-r.ended:
		f.t.Fatalf("alliancebot %s ended", r.command)
	default:
	}
	if r.ready {
		return true
	}
	log := r.output.String()
	if r.command == "serve" {
		if match := listens.FindStringSubmatch(log); match != nil {
			f.balancer.set(slices.Index(f.replicas, r)-runs, match[1])
			r.ready = true
		}
	} else {
		r.ready = len(allReady.FindAllString(log, -1)) >= allShards/runs
	}
	if r.ready && len(r.away) > 0 {
		r.away[len(r.away)-1].to = time.Now()
	}
	return r.ready
}

// round kills a process and the database, and starts them again.
func (f *fleet) round(round int) {
	f.t.Helper()
	victim := f.replicas[rand.IntN(len(f.replicas))]
	kill, gone := rand.N(4*time.Second), rand.N(4*time.Second)
	type event struct {
		at time.Duration
		do func()
	}
	events := []event{
		{kill, func() {
			f.must(victim.cmd.Process.Kill())
			victim.ready, victim.away = false, append(victim.away, span{time.Now(), time.Now().Add(time.Hour)})
			<-victim.ended
		}},
		{kill + time.Second + rand.N(2*time.Second), func() { f.start(victim) }},
		{gone, func() {
			f.outages = append(f.outages, span{time.Now(), time.Now().Add(time.Hour)})
			f.database.Kill()
		}},
		{gone + time.Second + rand.N(4*time.Second), func() { f.back(round) }},
	}
	slices.SortFunc(events, func(a, b event) int { return int(a.at - b.at) })
	began := time.Now()
	for _, e := range events {
		f.ask(func() bool { return time.Since(began) >= e.at })
		e.do()
	}
	f.ask(func() bool { return f.isReady(victim) })
	f.check(round)
	began = time.Now()
	f.ask(func() bool { return time.Since(began) >= f.pause })
}

// ask has members ask, forty times a second and on all servers in turn, until done.
func (f *fleet) ask(done func() bool) {
	f.t.Helper()
	for n := len(f.questions); !done(); n++ {
		if n%2 == 0 {
			f.askOn(-1, "What is the bridge made of?")
		} else {
			f.askOn(n/2%allShards, "what is the bridge made of pls")
		}
		time.Sleep(25 * time.Millisecond)
	}
}

// askOn has a member ask on a server of a shard, or through the balancer if that is -1.
func (f *fleet) askOn(shard int, question string) *discordtest.Interaction {
	f.t.Helper()
	a := asking{}
	if shard < 0 {
		a.Interaction = f.posted.Command(another(discordtest.User{Guild: discordtest.Elsewhere}), "ask", asked(question))
	} else {
		a.by = f.replicas[shard*runs/allShards]
		a.Interaction = f.gateway.Command(another(discordtest.User{Guild: discordtest.GuildOf(shard, allShards)}), "ask", asked(question))
	}
	f.questions = append(f.questions, a)
	return a.Interaction
}

// animal returns what a round is about.
func animal(round int) string {
	return []string{"badger", "fox", "goose", "horse", "sheep", "rabbit", "duck", "dog", "bear", "wolf", "pig", "cat"}[round%12]
}

func questionOf(round int) string { return "Where does the " + animal(round) + " sleep?" }
func answerOf(round int) string   { return "The " + animal(round) + " sleeps below the old mill." }

// back starts the database. In turn, an admin teaches an answer or adds a page, and all
// processes follow.
func (f *fleet) back(round int) {
	f.t.Helper()
	f.must(f.database.Start())
	back := time.Now()
	f.outages[len(f.outages)-1].to = back
	change, maker := f.teach, -1
	if round%2 > 0 {
		f.write(animal(round)+".md", "# The "+animal(round)+"\n\n## "+questionOf(round)+"\n\n"+answerOf(round)+"\n")
		change = f.reindex
	}
	for maker < 0 { // the first use of a connection that was lost fails
		if time.Since(back) > time.Minute {
			f.t.Fatal("nothing can be changed for a minute after the return of the database")
		}
		maker = change(round)
	}
	pattern := f.followed()
	for i, r := range f.replicas {
		if r.ready && i != maker {
			r.wait(pattern)
		}
	}
	f.follows = append(f.follows, time.Since(back))
}

// followed returns what a process logs when it has followed the latest change.
func (f *fleet) followed() string {
	for {
		generations, err := f.journal.Generations(f.t.Context())
		lessons, alsoErr := f.journal.Lessons(f.t.Context())
		if err == nil && alsoErr == nil {
			return fmt.Sprintf(`followed the journal" generation=%s lessons=%d `, generations[0].ID[:20], len(lessons))
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// teach has an admin teach an answer. It returns the number of the process that did it, -1 if
// it failed.
func (f *fleet) teach(round int) int {
	f.t.Helper()
	admin := another(homeManager)
	why := f.posted.Command(admin, "knowledge why", asked(questionOf(round))).Reply()
	if why.ButtonNamed("New answer") == nil {
		return -1
	}
	form := f.posted.Press(admin, why, "New answer")
	const opensForm = 9 // Discord's type of such a response
	if form.WaitResponse() != opensForm {
		return -1
	}
	taught := f.posted.Submit(form, map[string]string{"Answer, in this server’s own words": answerOf(round)})
	return f.made(taught, "Taught, and live at once: ")
}

// reindex has an admin apply the pages in the folder. It returns the same as teach, and a
// number that no process has if there is nothing to apply.
func (f *fleet) reindex(int) int {
	f.t.Helper()
	admin := another(homeManager)
	preview := f.posted.Command(admin, "reindex", nil).Reply()
	if strings.HasPrefix(preview.Text(), "There is nothing to apply") {
		return len(f.replicas) // the process that was killed has started in the meantime, and done it
	}
	if preview.ButtonNamed("Apply") == nil {
		return -1
	}
	return f.made(f.posted.Press(admin, preview, "Apply"), "The corpus is live: ")
}

func (f *fleet) made(i *discordtest.Interaction, want string) int {
	f.t.Helper()
	if text := i.Reply().Text(); !strings.HasPrefix(text, want) {
		f.t.Logf("not yet: %s", text)
		return -1
	}
	return runs + f.balancer.replica(i.ID)
}

// check checks that all processes answer from what the round has changed.
func (f *fleet) check(round int) {
	f.t.Helper()
	for i := range f.replicas {
		shard := i * allShards / runs
		if i >= runs {
			shard = -1 // the balancer takes one after the other
		}
		for deadline := time.Now().Add(time.Minute); ; time.Sleep(50 * time.Millisecond) {
			text := f.askOn(shard, questionOf(round)).Reply().Text()
			if strings.Contains(text, answerOf(round)) {
				break
			}
			if time.Now().After(deadline) {
				f.t.Fatalf("process %d answers %q with %q, want %q", i, questionOf(round), text, answerOf(round))
			}
		}
	}
}

// A process that is killed takes with it what it was doing, for at most Discord's three
// seconds, and what it had not written: the questions of that time, or since the database is
// gone, unless that came back five seconds before.
const (
	atWork  = 3 * time.Second
	atWrite = 5 * time.Second
)

// unwritten returns from when on a process may not have written what it was asked when it was
// killed.
func (f *fleet) unwritten(kill time.Time) time.Time {
	for _, o := range f.outages {
		if (span{o.from, o.to.Add(atWrite)}).has(kill) {
			return o.from.Add(-atWork)
		}
	}
	return kill.Add(-atWork)
}

// report compares what was asked with what was answered and recorded.
func (f *fleet) report(rounds int) {
	f.t.Helper()
	var answered, away, lost, withoutDatabase, withoutAnswer, unwritten int
	for _, q := range f.questions {
		outcome, times, by := q.Outcome(), q.Times(), q.by
		isIn := func(s span) bool { return s.has(times.Made) }
		if by == nil {
			by = f.replicas[runs+f.balancer.replica(q.ID)]
		}
		switch {
		case outcome == discordtest.Answered:
			answered++
			if slices.ContainsFunc(by.away, func(s span) bool { return !times.Answered.After(s.from) && times.Answered.After(f.unwritten(s.from)) }) {
				unwritten++
			}
		case q.by != nil && slices.ContainsFunc(by.away, func(s span) bool { return span{s.from.Add(-atWork), s.to}.has(times.Made) }):
			away++
			continue
		default:
			lost++
		}
		if slices.ContainsFunc(f.outages, isIn) {
			withoutDatabase++
			if outcome != discordtest.Answered {
				withoutAnswer++
			}
		}
	}
	stats, err := f.journal.Stats(f.t.Context(), f.began)
	f.must(err)
	kept := 0
	for _, day := range stats.Days {
		kept += day.Answered + day.Suggested + day.None
	}
	slices.Sort(f.follows)
	f.t.Logf("scale kills: processes=%d databases=%d", rounds, rounds)
	f.t.Logf("scale questions: made=%d answered=%d away=%d lost=%d", len(f.questions), answered, away, lost)
	f.t.Logf("scale questions without the database: made=%d answered=%d", withoutDatabase, withoutDatabase-withoutAnswer)
	f.t.Logf("scale records: answered=%d kept=%d unwritten=%d", answered, kept, unwritten)
	f.t.Logf("scale changes: made=%d p50=%s max=%s goal=1s", len(f.follows), f.follows[len(f.follows)/2].Round(time.Millisecond), f.follows[len(f.follows)-1].Round(time.Millisecond))
	if lost > 0 || kept < answered-unwritten {
		f.t.Errorf("%d questions got no answer from a process that could have given one, and %d of %d are recorded; want none, and all but %d", lost, kept, answered, unwritten)
	}
}

// balancer is a load balancer. It passes a request on to the next replica of serve, or to
// another if that cannot be reached.
type balancer struct {
	mu        sync.Mutex
	addresses [serves]string
	turn      int
	served    map[string]int // the replica that answered, by the interaction's ID
}

func (b *balancer) set(replica int, address string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.addresses[replica] = address
}

func (b *balancer) replica(interaction string) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.served[interaction]
}

func (b *balancer) remember(interaction string, replica int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.served[interaction] = replica
}

func (b *balancer) next() (replica int, address string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.turn = (b.turn + 1) % serves
	return b.turn, b.addresses[b.turn]
}

func (b *balancer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return // Discord has given up
	}
	for range serves {
		replica, address := b.next()
		answer, status, err := pass(r, address, body)
		if err != nil {
			continue
		}
		var interaction struct{ ID string }
		if json.Unmarshal(body, &interaction) == nil {
			b.remember(interaction.ID, replica)
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		w.Write(answer)
		return
	}
	w.WriteHeader(http.StatusBadGateway)
}

// pass passes a request on and returns the answer.
func pass(r *http.Request, address string, body []byte) ([]byte, int, error) {
	request, err := http.NewRequestWithContext(r.Context(), r.Method, address, bytes.NewReader(body))
	if err != nil {
		return nil, 0, err
	}
	request.Header = r.Header.Clone()
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, 0, err
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	return answer, response.StatusCode, err
}
