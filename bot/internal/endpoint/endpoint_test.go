package endpoint

import (
	"bufio"
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/bwmarrin/discordgo"

	"alliancebot/bot/discordtest"
	"alliancebot/internal/memnet"
)

// publicKey returns the key of the Discord that signs.
func publicKey(t testing.TB) ed25519.PublicKey {
	t.Helper()
	key, err := hex.DecodeString(discordtest.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// process is an endpoint under test, on a network in memory.
type process struct {
	t       *testing.T
	net     *memnet.Network
	client  *http.Client // keeps connections alive
	stop    context.CancelFunc
	done    chan struct{}
	err     error        // of Serve, after done
	handled atomic.Int32 // interactions
}

// ok responds to every interaction at once.
func ok(_ *discordgo.Interaction, respond Respond) error {
	go respond(context.Background(), map[string]int{"type": 4})
	return nil
}

// start runs Serve until the test, which is in a bubble, ends.
func start(t *testing.T, handle func(*discordgo.Interaction, Respond) error) *process {
	t.Helper()
	p := &process{t: t, net: memnet.New(), done: make(chan struct{})}
	p.client = &http.Client{Transport: &http.Transport{DialContext: p.net.DialContext}}
	ctx, stop := context.WithCancel(t.Context())
	p.stop = stop
	c := Config{Key: publicKey(t), Log: slog.New(slog.DiscardHandler)}
	c.Handle = func(i *discordgo.Interaction, respond Respond) error {
		p.handled.Add(1)
		return handle(i, respond)
	}
	go func() {
		defer close(p.done)
		p.err = Serve(ctx, p.net, c)
	}()
	t.Cleanup(func() {
		stop()
		<-p.done
		p.client.CloseIdleConnections()
	})
	return p
}

// do sends a request and returns the status and the body of the response.
func (p *process) do(r *http.Request) (int, string, error) {
	response, err := p.client.Do(r)
	if err != nil {
		return 0, "", err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	return response.StatusCode, strings.TrimSpace(string(body)), err
}

// want checks the status of a response, and returns its body.
func (p *process) want(r *http.Request, status int) string {
	p.t.Helper()
	got, body, err := p.do(r)
	if err != nil || got != status {
		p.t.Errorf("response %d %q, %v, want status %d", got, body, err, status)
	}
	return body
}

// post returns a request as Discord makes it.
func post(body string) *http.Request { return postAt(body, time.Now()) }

func postAt(body string, at time.Time) *http.Request {
	r := httptest.NewRequest(http.MethodPost, "http://bot.test"+Path, strings.NewReader(body))
	r.RequestURI = "" // clients must not set it
	r.Header.Set("Content-Type", "application/json")
	discordtest.Sign(r.Header, []byte(body), at)
	return r
}

const ping = `{"id":"1","application_id":"1","type":1,"token":"t","version":1}`

// command is the body of an interaction of a type.
func command(id string, kind int) string {
	return fmt.Sprintf(`{"id":%q,"application_id":"1","type":%d,"token":"t","version":1,"channel_id":"2",`+
		`"user":{"id":"3"},"data":{"id":"4","type":1,"name":"help"}}`, id, kind)
}

func TestRequests(t *testing.T) {
	header := func(name, value string) func(*http.Request) {
		return func(r *http.Request) { r.Header.Set(name, value) }
	}
	signature := func(change func(string) string) func(*http.Request) {
		return func(r *http.Request) {
			r.Header.Set("X-Signature-Ed25519", change(r.Header.Get("X-Signature-Ed25519")))
		}
	}
	body := func(text string) func(*http.Request) {
		return func(r *http.Request) {
			r.Body, r.ContentLength = io.NopCloser(strings.NewReader(text)), int64(len(text))
		}
	}
	asked := command("10", 2)
	tests := []struct {
		name   string
		body   string
		age    time.Duration
		spoil  func(*http.Request)
		status int
	}{
		{"PING", ping, 0, nil, 200},
		{"slightly old", ping, 28 * time.Second, nil, 200},
		{"slightly ahead", ping, -28 * time.Second, nil, 200},
		{"command", asked, 0, nil, 200},
		{"content type with a charset", asked, 0, header("Content-Type", "application/json; charset=utf-8"), 200},
		{"signature in upper case", asked, 0, signature(strings.ToUpper), 200},
		{"data that cannot be decoded", `{"id":"1","token":"t","type":2,"data":[]}`, 0, nil, 200},

		{"no signature", asked, 0, signature(func(string) string { return "" }), 401},
		{"signature of another body", asked, 0, body(command("11", 2)), 401},
		{"signature of a part", asked, 0, body(asked + " "), 401},
		{"another signature", asked, 0, signature(func(string) string { return strings.Repeat("0f", 64) }), 401},
		{"signature of zeros", asked, 0, signature(func(string) string { return strings.Repeat("0", 128) }), 401},
		{"short signature", asked, 0, signature(func(s string) string { return s[:126] }), 401},
		{"long signature", asked, 0, signature(func(s string) string { return s + "00" }), 401},
		{"signature without digits", asked, 0, signature(func(string) string { return strings.Repeat("xy", 64) }), 401},
		{"no timestamp", asked, 0, header("X-Signature-Timestamp", ""), 401},
		{"another timestamp", asked, 0, func(r *http.Request) {
			signed, _ := strconv.ParseInt(r.Header.Get("X-Signature-Timestamp"), 10, 64)
			r.Header.Set("X-Signature-Timestamp", fmt.Sprint(signed+1))
		}, 401},
		{"stale", asked, 32 * time.Second, nil, 401},
		{"from the future", asked, -32 * time.Second, nil, 401},
		{"from long ago", asked, 50 * 365 * 24 * time.Hour, nil, 401},
		{"unsigned garbage", "{", 0, signature(func(string) string { return "" }), 401},
		{"unsigned, another content type", asked, 0, func(r *http.Request) { r.Header = http.Header{"Content-Type": {"text/html"}} }, 401},

		{"too long", strings.Repeat(" ", maxRequest) + ping, 0, nil, 413},
		{"another content type", asked, 0, header("Content-Type", "text/plain"), 415},
		{"no content type", asked, 0, header("Content-Type", ""), 415},
		{"GET", ping, 0, func(r *http.Request) { r.Method = http.MethodGet }, 405},
		{"another path", ping, 0, func(r *http.Request) { r.URL.Path = "/" }, 404},
		{"not JSON", "hello", 0, nil, 400},
		{"empty", "", 0, nil, 400},
		{"null", "null", 0, nil, 400},
		{"an array", "[]", 0, nil, 400},
		{"refused as invalid", command("", 2), 0, nil, 400},
		{"refused as a duplicate", command("duplicate", 2), 0, nil, 409},
		{"refused at the stop", command("stopping", 2), 0, nil, 503},
		{"refused as too many", command("busy", 2), 0, nil, 503},
	}
	handle := func(i *discordgo.Interaction, respond Respond) error {
		switch i.ID {
		case "":
			return errors.New("no ID")
		case "duplicate":
			return fmt.Errorf("%w: %s", ErrDuplicate, i.ID)
		case "busy":
			return ErrBusy
		case "stopping":
			return ErrStopping
		}
		return ok(i, respond)
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := start(t, handle)
				r := postAt(tt.body, time.Now().Add(-tt.age))
				if tt.spoil != nil {
					tt.spoil(r)
				}
				got := p.want(r, tt.status)
				switch {
				case tt.status == 200 && tt.body == ping:
					if got != `{"type":1}` || p.handled.Load() > 0 {
						t.Errorf("response to a PING = %s, handled %d times", got, p.handled.Load())
					}
				case tt.status == 200:
					if got != `{"type":4}` || p.handled.Load() != 1 {
						t.Errorf("response = %s, handled %d times", got, p.handled.Load())
					}
				case tt.status == 401 && p.handled.Load() > 0:
					t.Error("handled without a valid signature")
				}
			})
		})
	}
}

// A captured request is refused for as long as its timestamp is valid.
func TestReplay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := start(t, ok)
		ahead := time.Now().Add(maxAge) // the longest to stay fresh
		p.want(postAt(command("1", 2), ahead), 200)
		for age := time.Duration(0); age < 2*replayWindow; age += time.Second {
			p.want(postAt(command("1", 2), ahead), 401)
			time.Sleep(time.Second)
		}
		if n := p.handled.Load(); n != 1 {
			t.Errorf("handled %d times, want once", n)
		}
	})
}

// However many requests arrive, a captured one stays refused, and the memory of them ends
// with the time in which they could be sent again.
func TestReplayAmongMany(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHandler(Config{Key: publicKey(t), Handle: ok, Log: slog.New(slog.DiscardHandler)})
		status := func(r *http.Request) int {
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			return w.Code
		}
		ahead := time.Now().Add(maxAge)
		if got := status(postAt(command("1", 2), ahead)); got != 200 {
			t.Fatalf("the request gets status %d", got)
		}
		const others, seconds = 500, 2 * replayWindow / time.Second
		for second := range seconds {
			for i := range others {
				if !h.first(fmt.Sprint(second, ".", i)) {
					t.Fatal("a new signature counts as known")
				}
			}
			if second%50 == 49 { // not more often, since a cache could drop what is not used
				if got := status(postAt(command("1", 2), ahead)); got != 401 {
					t.Fatalf("the request again, after %d others, gets status %d, want 401", others*(second+1), got)
				}
			}
			if m := h.received.Metrics(); m.Insertions-m.Evictions > uint64(others*(replayWindow/time.Second+1)+1) {
				t.Fatalf("%d signatures are remembered after %d s, want those of %s", m.Insertions-m.Evictions, second, replayWindow)
			}
			time.Sleep(time.Second)
		}
	})
}

// Connections of clients that send too slowly are closed.
func TestSlowRequests(t *testing.T) {
	for name, request := range map[string]string{
		"body":   "POST " + Path + " HTTP/1.1\r\nHost: bot\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{",
		"header": "POST " + Path + " HTTP/1.1\r\nHost: b",
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := start(t, ok)
				conn := dial(t, p.net)
				fmt.Fprint(conn, request)
				began := time.Now()
				got, err := io.ReadAll(conn) // ends when the server closes the connection
				if err != nil || name == "body" && !strings.Contains(string(got), " 408 ") {
					t.Errorf("read %q, %v; want the connection closed, with 408 if only the body is missing", got, err)
				}
				if took := time.Since(began); took > 2*discordTimeout {
					t.Errorf("closed after %s", took)
				}
			})
		})
	}
}

// dial returns a raw connection that ends with the test.
func dial(t *testing.T, n *memnet.Network) net.Conn {
	t.Helper()
	conn, err := n.DialContext(t.Context(), "tcp", "bot.test:80")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return conn
}

// A stop breaks no request on kept-alive connections, whenever the requests arrive: each
// is answered, and each connection is closed after a response. The stop ends soon after
// the last connection, however long one stays idle.
func TestStopBreaksNoRequest(t *testing.T) {
	const connections, stop = 50, 3 * time.Second
	for name, test := range map[string]struct {
		longest time.Duration // between two requests on a connection
		idle    bool          // one more connection has only one request
		within  time.Duration // the stop ends
	}{
		"busy":     {lameDuck, false, lameDuck},
		"calm":     {lameDuckMax - time.Second, false, lameDuckMax - time.Second},
		"one idle": {lameDuck, true, lameDuckMax},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := start(t, ok)
				random := rand.New(rand.NewPCG(1, 2))
				var clients sync.WaitGroup
				var answered atomic.Int32
				for i := range connections {
					gaps := rand.New(rand.NewPCG(random.Uint64(), 0))
					clients.Go(func() {
						conn := dial(t, p.net)
						reader := bufio.NewReader(conn)
						for n := 0; ; n++ {
							last, err := exchange(conn, reader, fmt.Sprint(i, ".", n))
							if err != nil {
								t.Errorf("request %d of connection %d: %v", n, i, err)
								return
							}
							if answered.Add(1); last {
								return
							}
							time.Sleep(time.Duration(gaps.Int64N(int64(test.longest))))
						}
					})
				}
				if test.idle {
					conn := dial(t, p.net)
					if _, err := exchange(conn, bufio.NewReader(conn), "idle"); err != nil {
						t.Fatal(err)
					}
				}
				time.Sleep(stop)
				before := answered.Load()
				stopped := time.Now()
				p.stop()
				<-p.done
				took := time.Since(stopped)
				clients.Wait()
				if p.err != nil || took > test.within+lameDuck {
					t.Errorf("Serve = %v after %s, want nil within %s", p.err, took, test.within)
				}
				if after := answered.Load() - before; before < connections || after < connections {
					t.Errorf("%d requests answered before the stop and %d after it, want some of each of the %d connections", before, after, connections)
				}
				if _, err := p.net.DialContext(t.Context(), "tcp", ""); err == nil {
					t.Error("the endpoint accepts connections after its end")
				}
			})
		})
	}
}

// exchange sends a command with an ID on conn and reads the response. last reports whether
// the server says that it closes the connection.
func exchange(conn net.Conn, reader *bufio.Reader, id string) (last bool, err error) {
	if err := post(command(id, 2)).Write(conn); err != nil {
		return false, err
	}
	response, err := http.ReadResponse(reader, nil)
	if err != nil {
		return false, err
	}
	if _, err := io.Copy(io.Discard, response.Body); err != nil || response.StatusCode != http.StatusOK {
		return false, fmt.Errorf("%s, %w", response.Status, err)
	}
	return response.Close, nil
}

// Requests in flight are finished after the stop.
func TestStopWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := start(t, func(_ *discordgo.Interaction, respond Respond) error {
			time.AfterFunc(2*time.Second, func() { respond(context.Background(), map[string]int{"type": 5}) })
			return nil
		})
		go func() {
			time.Sleep(time.Second)
			p.stop()
		}()
		p.want(post(command("1", 2)), 200)
		<-p.done
		if p.err != nil {
			t.Errorf("Serve = %v, want nil", p.err)
		}
	})
}

// A request without a response delays the stop only briefly.
func TestStopAbandonsRequests(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := start(t, func(*discordgo.Interaction, Respond) error { return nil })
		go p.do(post(command("1", 2)))
		synctest.Wait()
		began := time.Now()
		p.stop()
		<-p.done
		if took := time.Since(began); p.err != nil || took > 3*discordTimeout {
			t.Errorf("Serve = %v after %s", p.err, took)
		}
	})
}

// If a client disconnects, responding returns an error.
func TestClientDisconnects(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		failure := make(chan error, 1)
		p := start(t, func(i *discordgo.Interaction, respond Respond) error {
			if i.ID != "1" {
				return ok(i, respond)
			}
			time.AfterFunc(2*time.Second, func() { failure <- respond(context.Background(), map[string]int{"type": 4}) })
			return nil
		})
		ctx, leave := context.WithTimeout(t.Context(), time.Second)
		defer leave()
		if status, _, err := p.do(post(command("1", 2)).WithContext(ctx)); err == nil {
			t.Errorf("status = %d, want none", status)
		}
		if err := <-failure; err == nil {
			t.Error("respond = nil, but the client had disconnected")
		}
		p.want(post(command("2", 2)), 200)
	})
}

func TestListenerFails(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	listener.Close()
	c := Config{Key: publicKey(t), Handle: ok, Log: slog.New(slog.DiscardHandler)}
	if err := Serve(t.Context(), listener, c); err == nil {
		t.Error("Serve = nil on a closed listener, want an error")
	}
}

// FuzzVerify changes requests that Discord signed; all of them must be refused.
func FuzzVerify(f *testing.F) {
	key, at := publicKey(f), time.Unix(1_700_000_000, 0)
	f.Add([]byte(ping), "1700000000", "", []byte(ping))
	f.Add([]byte(ping), "+1700000000", "00", []byte("{}"))
	f.Add([]byte("0"+ping), "17000000000", "ff", []byte(ping))
	f.Fuzz(func(t *testing.T, signed []byte, timestamp, signature string, body []byte) {
		genuine := http.Header{}
		discordtest.Sign(genuine, signed, at)
		if _, err := verify(key, genuine, signed, at.Add(maxAge)); err != nil {
			t.Errorf("verify of a genuine request with body %q = %v", signed, err)
		}
		if bytes.Equal(signed, body) && timestamp == genuine.Get("X-Signature-Timestamp") {
			return
		}
		for _, tried := range []string{signature, genuine.Get("X-Signature-Ed25519")} {
			forged := http.Header{}
			forged.Set("X-Signature-Timestamp", timestamp)
			forged.Set("X-Signature-Ed25519", tried)
			if _, err := verify(key, forged, body, at); err == nil {
				t.Errorf("verify accepts signature %q and timestamp %q for %q, want it refused", tried, timestamp, body)
			}
		}
	})
}

// FuzzBody posts arbitrary signed bodies. Each gets a response or an error status.
func FuzzBody(f *testing.F) {
	for _, seed := range []string{
		ping, command("1", 2), command("2", 3), command("3", 4), command("4", 5), "null", "[]", "{",
		`{"id":"5","token":"t","type":3,"data":{"custom_id":"a","component_type":2},"message":{"id":"1","components":[{"type":99}]}}`,
		`{"id":"6","token":"t","type":2,"data":{"name":"x","type":3,"target_id":"1","resolved":{"messages":{"1":null}}}}`,
	} {
		f.Add([]byte(seed))
	}
	c := Config{Key: publicKey(f), Log: slog.New(slog.DiscardHandler), Handle: func(i *discordgo.Interaction, respond Respond) error {
		if i.ID == "" {
			return errors.New("no ID")
		}
		return ok(i, respond)
	}}
	f.Fuzz(func(t *testing.T, body []byte) {
		w := httptest.NewRecorder()
		newHandler(c).ServeHTTP(w, postAt(string(body), time.Now()))
		if w.Code == http.StatusOK && !json.Valid(w.Body.Bytes()) {
			t.Errorf("response to %q = %q, want JSON", body, w.Body)
		}
		if !slices.Contains([]int{http.StatusOK, http.StatusBadRequest, http.StatusRequestEntityTooLarge}, w.Code) {
			t.Errorf("status of %q = %d", body, w.Code)
		}
	})
}
