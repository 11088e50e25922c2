package monitor

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Limits of the server, which is asked a little by few.
const (
	readTimeout  = 5 * time.Second
	writeTimeout = 10 * time.Second
	idleTimeout  = 2 * time.Minute // Prometheus asks once a minute or more often
	headerLimit  = 8 << 10         // bytes
	scrapeLimit  = 4               // scrapes at a time
	stopTimeout  = 3 * time.Second // for requests in flight at the stop
)

// Handler answers /healthz, which tells that the process lives; /readyz, which
// answers 503 and why as long as the bot cannot answer; and /metrics.
func (m *Monitor) Handler() http.Handler {
	if m.off() {
		return http.NotFoundHandler()
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { answer(w, http.StatusOK, "ok\n") })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, _ *http.Request) {
		if obstacle := m.readiness.obstacle(); obstacle != "" {
			answer(w, http.StatusServiceUnavailable, "not ready: "+obstacle+"\n")
			return
		}
		answer(w, http.StatusOK, "ok\n")
	})
	mux.Handle("GET /metrics", promhttp.HandlerFor(m.metrics.registry, promhttp.HandlerOpts{
		MaxRequestsInFlight: scrapeLimit,
		Timeout:             writeTimeout / 2,
	}))
	return mux
}

func answer(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	io.WriteString(w, text)
}

// Start serves Handler on address, e.g. "127.0.0.1:9090", until stop is called,
// which lets the requests in flight finish. From the end of ctx on the bot is
// told to be stopping. The error is that of listening on address.
func (m *Monitor) Start(ctx context.Context, address string, log *slog.Logger) (stop func(), err error) {
	if m.off() {
		return func() {}, nil
	}
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return nil, fmt.Errorf("serve the monitor: %w", err)
	}
	server := newServer(m.Handler(), log)
	unwatch := context.AfterFunc(ctx, m.readiness.setStopping)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			log.Error("the monitor stopped serving", "error", err)
		}
	}()
	log.Info("serving the monitor", "address", listener.Addr().String())
	return func() {
		unwatch()
		m.readiness.setStopping()
		last, cancel := context.WithTimeout(context.Background(), stopTimeout)
		defer cancel()
		if err := server.Shutdown(last); err != nil {
			log.Warn("stop the monitor", "error", err)
			server.Close()
		}
		<-ended
	}, nil
}

func newServer(h http.Handler, log *slog.Logger) *http.Server {
	return &http.Server{
		Handler:           h,
		ReadHeaderTimeout: readTimeout,
		ReadTimeout:       readTimeout,
		WriteTimeout:      writeTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    headerLimit,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
}
