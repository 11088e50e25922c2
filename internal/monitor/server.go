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

// Limits of the server, which gets few and small requests.
const (
	readTimeout     = 5 * time.Second
	writeTimeout    = 10 * time.Second
	idleTimeout     = 2 * time.Minute // Prometheus scrapes at least once a minute
	maxHeaderBytes  = 8 << 10
	maxScrapes      = 4               // at once
	shutdownTimeout = 3 * time.Second // for requests in flight
)

// Handler serves /healthz, which says that the process is alive; /readyz, which returns
// 503 and the reason while the bot cannot answer; and /metrics.
func (m *Monitor) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { writeText(w, http.StatusOK, "ok\n") })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, _ *http.Request) {
		if obstacle := m.readiness.obstacle(); obstacle != "" {
			writeText(w, http.StatusServiceUnavailable, "not ready: "+obstacle+"\n")
			return
		}
		writeText(w, http.StatusOK, "ok\n")
	})
	mux.Handle("GET /metrics", promhttp.HandlerFor(m.metrics.registry, promhttp.HandlerOpts{
		MaxRequestsInFlight: maxScrapes,
		Timeout:             writeTimeout / 2,
	}))
	return mux
}

func writeText(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	io.WriteString(w, text)
}

// Start serves Handler on address, such as "127.0.0.1:9090", until stop is called,
// which waits for requests in flight. Once ctx ends, /readyz says that the bot is
// stopping. Start returns an error if it cannot listen on address.
func (m *Monitor) Start(ctx context.Context, address string, log *slog.Logger) (stop func(), err error) {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return nil, fmt.Errorf("serve the monitor at MONITOR_ADDR: %w", err)
	}
	server := newServer(m.Handler(), log)
	setStopping := func() { m.readiness.update(func() { m.readiness.stopping = true }) }
	unwatch := context.AfterFunc(ctx, setStopping)
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
		setStopping()
		ctx, cancel := context.WithTimeout(context.Background(), shutdownTimeout)
		defer cancel()
		if err := server.Shutdown(ctx); err != nil {
			log.Warn("shut down the monitor", "error", err)
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
		MaxHeaderBytes:    maxHeaderBytes,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
}
