package gateway

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/bwmarrin/discordgo"

	"alliancebot/bot/discordtest"
	"alliancebot/bot/internal/inbound"
	"alliancebot/internal/observe"
)

// The tests run in virtual time, on a Discord in memory: hours pass at once, and every run
// takes the same steps.

var alice = discordtest.User{ID: "501", Guild: discordtest.Elsewhere}

// onDiscord runs test with a Discord that requires 5 s between IDENTIFYs.
func onDiscord(t *testing.T, test func(t *testing.T, s *discordtest.Server)) {
	synctest.Test(t, func(t *testing.T) {
		s := discordtest.NewInMemory(t)
		s.SetSessionStarts(discordtest.SessionStarts{Pause: 5 * time.Second})
		test(t, s)
	})
}

// network is how a process reaches Discord.
type network struct {
	discord *discordtest.Server

	mu    sync.Mutex
	fault func(ctx context.Context, address string) (net.Conn, error) // of dialing; nil is none
	dials []dialed
}

type dialed struct {
	address string
	at      time.Time
}

func (n *network) dial(ctx context.Context, network, address string) (net.Conn, error) {
	n.mu.Lock()
	n.dials = append(n.dials, dialed{address, time.Now()})
	fault := n.fault
	n.mu.Unlock()
	if fault != nil {
		if conn, err := fault(ctx, address); conn != nil || err != nil {
			return conn, err
		}
	}
	return n.discord.DialContext(ctx, network, address)
}

func (n *network) setFault(f func(context.Context, string) (net.Conn, error)) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.fault = f
}

// Faults of dialing.
func refused(context.Context, string) (net.Conn, error) { return nil, errors.New("connection refused") }
func silent(ctx context.Context, _ string) (net.Conn, error) {
	<-ctx.Done()
	return nil, ctx.Err()
}

// mute connects to a peer that reads but sends nothing.
func mute(context.Context, string) (net.Conn, error) {
	conn, far := net.Pipe()
	go func() {
		io.Copy(io.Discard, far) // until the other end is closed
		far.Close()
	}()
	return conn, nil
}

// process is a bot's process under test. It answers every interaction at once.
type process struct {
	t    *testing.T
	net  *network
	rest *http.Client
	stop context.CancelFunc
	done chan struct{}
	err  error // of Run, after done

	mu       sync.Mutex
	log      bytes.Buffer
	answered []string // IDs of interactions
	messages []string // texts
	edited   []string // texts
	deleted  []string // channels and IDs of messages
	lost     []string // sessions
	reasons  []observe.Reason
	up       map[int]bool // shards
}

// start runs Run until the test ends.
func start(t *testing.T, s *discordtest.Server, adjust ...func(*Config)) *process {
	t.Helper()
	p := &process{t: t, net: &network{discord: s}, done: make(chan struct{}), up: map[int]bool{}}
	p.rest = &http.Client{Transport: &http.Transport{DialContext: s.DialContext}}
	c := Config{
		Token:          discordtest.Token,
		GatewayBot:     p.gatewayBot,
		Dial:           p.net.dial,
		Interaction:    p.answer,
		Message:        func(m *inbound.Message, self string) { p.note(&p.messages, self+": "+m.Content) },
		MessageEdited:  func(m *inbound.Message, self string) { p.note(&p.edited, self+": "+m.Content) },
		MessageDeleted: func(channel, id string) { p.note(&p.deleted, channel+"/"+id) },
		SessionLost:    func() { p.note(&p.lost, "session") },
		Observer:       p,
		Log:            slog.New(slog.NewJSONHandler(p, &slog.HandlerOptions{Level: slog.LevelDebug})),
	}
	for _, f := range adjust {
		f(&c)
	}
	ctx, stop := context.WithCancel(t.Context())
	p.stop = stop
	go func() {
		defer close(p.done)
		p.err = Run(ctx, c)
	}()
	t.Cleanup(func() {
		stop()
		<-p.done
		p.rest.CloseIdleConnections()
		if log := p.text(); strings.Contains(log, discordtest.Token) {
			t.Error("the log contains the token")
		} else if t.Failed() {
			t.Logf("Run = %v, end of the log:\n%s", p.err, log[max(0, len(log)-5000):])
		}
	})
	return p
}

// ready is start that returns when the bot is connected.
func ready(t *testing.T, s *discordtest.Server, adjust ...func(*Config)) *process {
	t.Helper()
	p := start(t, s, adjust...)
	s.WaitReady(1)
	synctest.Wait()
	return p
}

func (p *process) call(ctx context.Context, method, path string, body any) (*http.Response, error) {
	encoded, err := json.Marshal(body)
	if err != nil {
		return nil, err
	}
	request, err := http.NewRequestWithContext(ctx, method, p.net.discord.URL()+"/api/v9"+path, bytes.NewReader(encoded))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Authorization", "Bot "+discordtest.Token)
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("User-Agent", "DiscordBot (https://example.com, 1)")
	return p.rest.Do(request)
}

func (p *process) gatewayBot(ctx context.Context) (*discordgo.GatewayBotResponse, error) {
	response, err := p.call(ctx, http.MethodGet, "/gateway/bot", nil)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	switch response.StatusCode {
	case http.StatusOK:
	case http.StatusUnauthorized:
		return nil, ErrRefused
	default:
		return nil, errors.New(response.Status)
	}
	info := new(discordgo.GatewayBotResponse)
	return info, json.NewDecoder(response.Body).Decode(info)
}

func (p *process) answer(i *discordgo.Interaction) {
	p.note(&p.answered, i.ID)
	go func() {
		response, err := p.call(context.Background(), http.MethodPost, "/interactions/"+i.ID+"/"+i.Token+"/callback",
			map[string]any{"type": 4, "data": map[string]any{
				"flags": 1 << 15, "components": []any{map[string]any{"type": 10, "content": "ok"}}, "allowed_mentions": map[string]any{"parse": []any{}},
			}})
		if err == nil {
			response.Body.Close()
		}
	}()
}

func (p *process) note(list *[]string, text string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	*list = append(*list, text)
}

func (p *process) Write(line []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.log.Write(line)
}

func (p *process) text() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.log.String()
}

// records returns the log's records that have an attribute with a value.
func (p *process) records(key, value string) (list []map[string]any) {
	p.t.Helper()
	for line := range strings.Lines(p.text()) {
		var record map[string]any
		if err := json.Unmarshal([]byte(line), &record); err != nil {
			p.t.Fatal(err)
		}
		if record[key] == value {
			list = append(list, record)
		}
	}
	return list
}

func (p *process) ExpectShards(ids ...int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, id := range ids {
		p.up[id] = false
	}
}

func (p *process) Connected(shard int, connected bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.up[shard] = connected
}

func (p *process) Reconnect(r observe.Reason) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.reasons = append(p.reasons, r)
}

// isUp reports whether all shards are connected.
func (p *process) isUp() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, up := range p.up {
		if !up {
			return false
		}
	}
	return true
}

// end stops the process and checks that Run returns nil.
func (p *process) end() {
	p.t.Helper()
	p.stop()
	if err := p.wait(); err != nil {
		p.t.Errorf("Run = %v, want nil", err)
	}
}

func (p *process) wait() error {
	<-p.done
	return p.err
}

// use has u use the bot.
func use(s *discordtest.Server, u discordtest.User) *discordtest.Interaction {
	return s.Send(u, int(discordgo.InteractionApplicationCommand), map[string]any{"id": "1", "name": "help", "type": 1})
}

// wantAnswered checks that each interaction was answered in time.
func wantAnswered(t *testing.T, list ...*discordtest.Interaction) {
	t.Helper()
	unanswered := slices.DeleteFunc(slices.Clone(list), func(i *discordtest.Interaction) bool {
		return i.Outcome() == discordtest.Answered
	})
	if len(unanswered) > 0 {
		t.Errorf("%d of %d interactions got no answer", len(unanswered), len(list))
	}
}

// longestDelay returns how long the slowest of the interactions took to reach
// the bot.
func longestDelay(list []*discordtest.Interaction) (longest time.Duration) {
	for _, i := range list {
		times := i.Times()
		longest = max(longest, times.Sent.Sub(times.Made))
	}
	return longest
}
