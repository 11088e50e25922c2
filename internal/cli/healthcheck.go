package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"alliancebot/internal/config"
)

// healthcheckCommand asks a running bot whether it is ready, for images without a shell
// and curl.
type healthcheckCommand struct{}

// healthcheckTimeout is below Docker's default of 30 s for a check.
const healthcheckTimeout = 5 * time.Second

// errNotReady is wrapped by the error of healthcheck if the bot is not ready or gives no
// answer. Docker wants status 1 for it.
var errNotReady = errors.New("not ready")

// Run returns an error with the reason if the bot at MONITOR_ADDR is not ready.
func (healthcheckCommand) Run(ctx context.Context, p Process) error {
	settings, err := config.Load(p.Env, config.MonitorAddr)
	if err != nil {
		return err
	}
	if settings.MonitorAddr == "" {
		return errors.New("MONITOR_ADDR is not set, so no bot can be asked; set it as for the bot, for example to 127.0.0.1:9090")
	}
	ctx, cancel := context.WithTimeout(ctx, healthcheckTimeout)
	defer cancel()
	status, text, err := fetchText(ctx, "http://"+reachable(settings.MonitorAddr)+"/readyz")
	if err != nil {
		return fmt.Errorf("%w: no bot answers: %w", errNotReady, err)
	}
	if status != http.StatusOK {
		return fmt.Errorf("%w: %s", errNotReady, strings.TrimPrefix(text, "not ready: "))
	}
	_, err = fmt.Fprintln(p.Out, text)
	return err
}

// reachable returns an address to connect to from one to listen on, which may mean all
// interfaces.
func reachable(address string) string {
	host, port, _ := net.SplitHostPort(address)
	if ip, err := netip.ParseAddr(host); host == "" || err == nil && ip.IsUnspecified() {
		host = "localhost"
	}
	return net.JoinHostPort(host, port)
}

// fetchText returns the status of url and the beginning of the response.
func fetchText(ctx context.Context, url string) (status int, text string, err error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return 0, "", err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return 0, "", err
	}
	defer response.Body.Close()
	const enough = 1 << 10
	body, err := io.ReadAll(io.LimitReader(response.Body, enough))
	return response.StatusCode, strings.TrimSpace(string(body)), err
}
