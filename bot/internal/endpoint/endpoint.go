// Package endpoint receives the interactions that Discord posts over HTTP. It verifies
// each request and passes the interaction on; it does not depend on commands.
package endpoint

import (
	"context"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime"
	"net"
	"net/http"
	"os"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/bwmarrin/discordgo"
	"github.com/jellydator/ttlcache/v3"

	"alliancebot/bot/internal/inbound"
)

// Path is where interactions are received.
const Path = "/interactions"

// Limits on requests from anyone.
const (
	// maxRequest is the longest body, in bytes. The longest that Discord has reason to
	// send contains a message with all its embeds, about 100 kB.
	maxRequest = 1 << 20
	// maxHeader is the longest header, in bytes. Discord and a load balancer
	// need 1 or 2 kB.
	maxHeader = 16 << 10
	// discordTimeout is how long Discord waits for a response.
	discordTimeout = 3 * time.Second
	// idleTimeout is how long a connection may wait for its next request. Load
	// balancers keep theirs for a minute and expect to close them first.
	idleTimeout = 2 * time.Minute
	// After the stop, requests are still answered, each with "Connection: close", so that
	// connections in use end between two requests and none is closed just as a request
	// arrives: for at least lameDuck, during which new connections may arrive, and until
	// none is open, up to lameDuckMax. A connection that got no request by then is idle,
	// and closed.
	lameDuck    = 500 * time.Millisecond
	lameDuckMax = 5 * time.Second
)

// Errors that Handle may return. Any other means that the interaction is invalid.
var (
	ErrDuplicate = errors.New("the interaction was received before")
	ErrStopping  = errors.New("the bot is stopping")
	ErrBusy      = errors.New("the bot has no time for the interaction") // not logged
)

// Config configures Serve.
type Config struct {
	Key ed25519.PublicKey // of the application
	// Handle starts to answer an interaction and returns at once. Unless it returns an
	// error, respond must soon be called once. An interaction may lack its Data if that
	// could not be decoded.
	Handle func(i *discordgo.Interaction, respond Respond) error
	Log    *slog.Logger
}

// Respond sends the first response to an interaction, as JSON, and returns once it is
// written. It does not know whether Discord has read it.
type Respond func(ctx context.Context, response any) error

// Serve receives interactions on listener until ctx ends, then finishes the requests in
// flight and returns nil. It closes listener. It returns an error if it can no longer
// accept connections.
func Serve(ctx context.Context, listener net.Listener, c Config) error {
	h := newHandler(c)
	mux := http.NewServeMux()
	mux.Handle("POST "+Path, h)
	var open atomic.Int64 // connections
	server := &http.Server{
		Handler: mux,
		ConnState: func(_ net.Conn, state http.ConnState) {
			switch state {
			case http.StateNew:
				open.Add(1)
			case http.StateClosed:
				open.Add(-1)
			}
		},
		ReadTimeout:    discordTimeout,
		WriteTimeout:   3 * discordTimeout, // reading, answering and writing
		IdleTimeout:    idleTimeout,
		MaxHeaderBytes: maxHeader,
		ErrorLog:       slog.NewLogLogger(c.Log.Handler(), slog.LevelDebug), // mistakes of clients
	}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	c.Log.Info("listening for interactions", "address", "http://"+listener.Addr().String()+Path)
	select {
	case err := <-ended:
		return fmt.Errorf("listen for interactions: %w", err)
	case <-ctx.Done():
	}

	h.stopping.Store(true)
	time.Sleep(lameDuck)
	for end := time.Now().Add(lameDuckMax - lameDuck); open.Load() > 0 && time.Now().Before(end); {
		time.Sleep(lameDuck / 10)
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), discordTimeout)
	defer cancel()
	if err := server.Shutdown(ctx); err != nil {
		c.Log.Warn("abandoning requests still in flight", "error", err)
		server.Close()
	}
	c.Log.Info("stopped listening")
	return nil
}

// handler is the HTTP handler at Path.
type handler struct {
	Config
	stopping atomic.Bool
	received *ttlcache.Cache[string, struct{}] // signatures of requests that could be sent again
}

func newHandler(c Config) *handler {
	return &handler{Config: c, received: ttlcache.New(
		ttlcache.WithTTL[string, struct{}](replayWindow), ttlcache.WithDisableTouchOnHit[string, struct{}]())}
}

// ServeHTTP answers one request, from anyone. The body is not parsed before its
// signature is verified: Discord regularly tests that invalid signatures are refused.
func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxRequest))
	if err != nil {
		status := http.StatusBadRequest
		if _, tooLong := errors.AsType[*http.MaxBytesError](err); tooLong {
			status = http.StatusRequestEntityTooLarge
		} else if errors.Is(err, os.ErrDeadlineExceeded) {
			status = http.StatusRequestTimeout
		}
		h.refuse(w, status)
		return
	}
	signature, err := verify(h.Key, r.Header, body, time.Now())
	if err == nil && !h.first(signature) {
		err = errReplayed
	}
	if err != nil {
		level := slog.LevelDebug
		if !errors.Is(err, errForged) {
			level = slog.LevelWarn // it does come from Discord
		}
		h.Log.Log(r.Context(), level, "refused a request", "cause", err)
		h.refuse(w, http.StatusUnauthorized)
		return
	}
	if media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || media != "application/json" {
		h.refuse(w, http.StatusUnsupportedMediaType)
		return
	}
	var i inbound.Interaction
	if err := json.Unmarshal(body, &i); err != nil {
		h.Log.Warn("an interaction cannot be decoded in full", "error", err)
	}
	if i.Type == discordgo.InteractionPing {
		if err := h.write(w, discordgo.InteractionResponse{Type: discordgo.InteractionResponsePong}); err != nil {
			h.Log.Debug("cannot answer a PING", "error", err)
		}
		return
	}
	h.answer(w, r, &i.Interaction)
}

// first reports whether a signature is new, and remembers it for as long as verify
// would accept it.
func (h *handler) first(signature string) bool {
	h.received.DeleteExpired()
	_, found := h.received.GetOrSet(signature, struct{}{})
	return !found
}

// answer passes i to Handle and returns once the first response is written. Handle may
// continue after that.
func (h *handler) answer(w http.ResponseWriter, r *http.Request, i *discordgo.Interaction) {
	type pending struct {
		response any
		written  chan error
	}
	responses := make(chan pending)
	gone := r.Context().Done() // the client left, or ServeHTTP returned
	err := h.Handle(i, func(ctx context.Context, response any) error {
		p := pending{response, make(chan error, 1)}
		select {
		case responses <- p:
			return <-p.written
		case <-gone:
			return errors.New("the request ended before its response")
		case <-ctx.Done():
			return ctx.Err()
		}
	})
	if err != nil {
		status := http.StatusBadRequest
		switch {
		case errors.Is(err, ErrDuplicate):
			status = http.StatusConflict
		case errors.Is(err, ErrStopping), errors.Is(err, ErrBusy):
			status = http.StatusServiceUnavailable
		}
		if !errors.Is(err, ErrBusy) {
			h.Log.Warn("did not answer an interaction", "cause", err)
		}
		h.refuse(w, status)
		return
	}
	select {
	case p := <-responses:
		p.written <- h.write(w, p.response)
	case <-gone:
	}
}

// write writes all of response and flushes it.
func (h *handler) write(w http.ResponseWriter, response any) error {
	body, err := json.Marshal(response)
	if err != nil {
		h.refuse(w, http.StatusInternalServerError)
		return err
	}
	h.closeIfStopping(w)
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	if _, err := w.Write(body); err != nil {
		return err
	}
	return http.NewResponseController(w).Flush()
}

// refuse answers with a status and its name.
func (h *handler) refuse(w http.ResponseWriter, status int) {
	h.closeIfStopping(w)
	http.Error(w, http.StatusText(status), status)
}

// closeIfStopping makes this the last response on its connection if the server is
// stopping.
func (h *handler) closeIfStopping(w http.ResponseWriter) {
	if h.stopping.Load() {
		w.Header().Set("Connection", "close")
	}
}
