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
)

// healthcheckCommand asks a running bot whether it is ready, for an image that
// has neither a shell nor curl.
type healthcheckCommand struct{}

// healthcheckTimeout is less than the 30 s that Docker gives to a check.
const healthcheckTimeout = 5 * time.Second

// Run fails with the reason when the bot at MONITOR_ADDR is not ready.
func (healthcheckCommand) Run(ctx context.Context, p Process) error {
	config, err := p.Env.configure(monitorAddr)
	if err != nil {
		return err
	}
	if config.MonitorAddr == "" {
		return errors.New("MONITOR_ADDR is not set, so there is nothing to ask. " + monitorAddr.where)
	}
	ctx, cancel := context.WithTimeout(ctx, healthcheckTimeout)
	defer cancel()
	status, text, err := fetchText(ctx, "http://"+reachable(config.MonitorAddr)+"/readyz")
	if err != nil {
		return fmt.Errorf("ask whether the bot is ready: %w", err)
	}
	if status != http.StatusOK {
		return errors.New(text)
	}
	_, err = fmt.Fprintln(p.Out, text)
	return err
}

// reachable returns an address to connect to for one that is listened on, which
// may mean every interface.
func reachable(address string) string {
	host, port, _ := net.SplitHostPort(address)
	if ip, err := netip.ParseAddr(host); host == "" || err == nil && ip.IsUnspecified() {
		host = "localhost"
	}
	return net.JoinHostPort(host, port)
}

// fetchText returns the status and the short text that url answers with.
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
