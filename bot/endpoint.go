package bot

import (
	"context"
	"crypto/ed25519"
	"encoding/hex"
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
	"time"

	"github.com/bwmarrin/discordgo"
)

// keyAdvice tells the operator how to come by the public key.
const keyAdvice = "copy the Public Key from https://discord.com/developers/applications (your application, General Information) into DISCORD_PUBLIC_KEY"

// InteractionsPath is where Serve answers interactions.
const InteractionsPath = "/interactions"

// Limits of what is asked of the endpoint, by whomever.
const (
	// maxRequest is the longest body, in bytes. The longest that Discord has
	// reason to send tells of a message with all its embeds, some 100 kB.
	maxRequest = 1 << 20
	// maxHeader is the longest header, in bytes. Discord and a load balancer
	// need 1 or 2 kB.
	maxHeader = 16 << 10
	// idle is how long a connection may wait for its next request. Load balancers
	// keep theirs for a minute, and want to be the ones that close them.
	idle = 2 * time.Minute
)

// Serve answers interactions that Discord posts to InteractionsPath at
// c.ListenAddr, over HTTP: before it must stand something that speaks HTTPS. It
// opens no gateway connection, so that messages are not answered. Any number of
// processes may serve one application, as each interaction has all that is needed
// to answer it; only what was asked and told lately is known to each process
// alone.
//
// When ctx ends it lets the answers in flight finish (for some ten seconds) and
// returns nil. It returns an error at once when a setting is wrong, the token is
// refused, the API cannot be reached or the commands cannot be registered, and
// later when it can listen no more.
func Serve(ctx context.Context, c Config, h Handler) error {
	listener, err := net.Listen("tcp", c.ListenAddr)
	if err != nil {
		return fmt.Errorf("listen at LISTEN_ADDR: %w", err)
	}
	return listen(ctx, c, h, productionTiming, listener)
}

// listen is Serve on a listener, which it closes.
func listen(ctx context.Context, c Config, h Handler, limits timing, listener net.Listener) error {
	defer listener.Close()
	return discreetly(c, func(log *slog.Logger) error {
		key, err := readPublicKey(c.PublicKey)
		if err != nil {
			return err
		}
		api, app, err := signIn(ctx, c, log)
		if err != nil {
			return unlessStopped(ctx, err)
		}
		if app.VerifyKey != hex.EncodeToString(key) {
			return errors.New("DISCORD_PUBLIC_KEY is another application's than DISCORD_TOKEN: " + keyAdvice)
		}
		if err := register(ctx, api, app.ID, c.HomeGuildID, h.Definitions(), log); err != nil {
			return unlessStopped(ctx, err)
		}
		e := &endpoint{key: key, dispatcher: newDispatcher(api, h, c, limits, log), log: log}
		return e.serve(ctx, listener, limits)
	})
}

// endpoint is where Discord posts interactions to.
type endpoint struct {
	key        ed25519.PublicKey
	dispatcher *dispatcher
	log        *slog.Logger
}

// serve serves e on listener until ctx ends and the answers in flight are done.
func (e *endpoint) serve(ctx context.Context, listener net.Listener, limits timing) error {
	mux := http.NewServeMux()
	mux.Handle("POST "+InteractionsPath, e)
	server := &http.Server{
		Handler:        mux,
		ReadTimeout:    limits.respond,     // Discord waits no longer for the response
		WriteTimeout:   3 * limits.respond, // reading, answering and writing
		IdleTimeout:    idle,
		MaxHeaderBytes: maxHeader,
		ErrorLog:       slog.NewLogLogger(e.log.Handler(), slog.LevelDebug), // of what others do wrong
	}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	e.log.Info("listening for interactions", "address", "http://"+listener.Addr().String()+InteractionsPath)
	var err error
	select {
	case err = <-ended:
		err = fmt.Errorf("listen for interactions: %w", err)
	case <-ctx.Done():
		e.stop(server, limits)
	}
	e.dispatcher.drain()
	e.log.Info("stopped listening")
	return err
}

// stop ends server once the requests in flight are read and have their responses.
func (e *endpoint) stop(server *http.Server, limits timing) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*limits.respond)
	defer cancel()
	if err := server.Shutdown(ctx); err != nil {
		e.log.Warn("requests still in flight at the stop; giving them up", "error", err)
		server.Close()
	}
}

// ServeHTTP answers one request, which may be anybody's: until it is verified
// nothing is made of it. Discord tries now and then whether a wrong signature is
// refused.
func (e *endpoint) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxRequest))
	if err != nil {
		refuse(w, unread(err))
		return
	}
	if err := verify(e.key, r.Header, body, time.Now()); err != nil {
		level := slog.LevelDebug
		if errors.Is(err, errStaleRequest) {
			level = slog.LevelWarn
		}
		e.log.Log(r.Context(), level, "a request refused", "cause", err)
		refuse(w, http.StatusUnauthorized)
		return
	}
	if media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || media != "application/json" {
		refuse(w, http.StatusUnsupportedMediaType)
		return
	}
	var i discordgo.Interaction
	if err := json.Unmarshal(body, &i); err != nil {
		e.log.Warn("a request that cannot be read", "error", err) // some of it may have been
	}
	if i.Type == discordgo.InteractionPing {
		if err := write(w, response{Type: discordgo.InteractionResponsePong}); err != nil {
			e.log.Debug("answer a PING", "error", err)
		}
		return
	}
	e.answer(w, r, &i)
}

// answer answers i, and returns once the first response is written. What is to
// be done after it goes on.
func (e *endpoint) answer(w http.ResponseWriter, r *http.Request, i *discordgo.Interaction) {
	to := waiting{responses: make(chan pending), gone: r.Context().Done()}
	if err := e.dispatcher.accept(i, to); err != nil {
		e.log.Warn("not answered", "cause", err)
		refuse(w, unaccepted(err))
		return
	}
	select {
	case p := <-to.responses:
		p.written <- write(w, p.response)
	case <-to.gone:
	}
}

// waiting is a responder for an HTTP request that waits for its response.
type waiting struct {
	responses chan pending
	gone      <-chan struct{} // closed when it waits no longer
}

// pending is a response that is to be written.
type pending struct {
	response
	written chan error
}

// respond returns once r is written. Whether Discord has read it by then, and
// what it made of it, is not known.
func (t waiting) respond(ctx context.Context, _ *discordgo.Interaction, r response) (messageID string, err error) {
	p := pending{r, make(chan error, 1)}
	select {
	case t.responses <- p:
		return "", <-p.written
	case <-t.gone:
		return "", errors.New("the request was given up before its response")
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

// write writes all of r and sends it off.
func write(w http.ResponseWriter, r response) error {
	body, err := json.Marshal(r)
	if err != nil {
		refuse(w, http.StatusInternalServerError)
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	if _, err := w.Write(body); err != nil {
		return err
	}
	return http.NewResponseController(w).Flush()
}

// refuse answers with a status and what it is called.
func refuse(w http.ResponseWriter, status int) { http.Error(w, http.StatusText(status), status) }

// unread is the status of a request whose body cannot be read.
func unread(err error) int {
	if _, tooLong := errors.AsType[*http.MaxBytesError](err); tooLong {
		return http.StatusRequestEntityTooLarge
	}
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return http.StatusRequestTimeout
	}
	return http.StatusBadRequest
}

// unaccepted is the status of an interaction that the dispatcher does not answer.
func unaccepted(err error) int {
	switch {
	case errors.Is(err, errRepeated):
		return http.StatusConflict
	case errors.Is(err, errStopped):
		return http.StatusServiceUnavailable
	}
	return http.StatusBadRequest
}
