package cli

import (
	"context"
	"log/slog"
	"slices"

	"alliancebot/internal/config"
	"alliancebot/internal/monitor"
)

// startMonitor returns a monitor that serves metrics and sends traces as configured
// until stop is called.
func startMonitor(ctx context.Context, c config.Config, log *slog.Logger) (m *monitor.Monitor, stop func(), err error) {
	m = monitor.New()
	var stops []func()
	stop = func() {
		for _, f := range slices.Backward(stops) {
			f()
		}
	}
	if c.TraceEndpoint != "" {
		f, err := m.StartTracing(ctx, c.TraceEndpoint, c.TraceHeaders.Reveal(), log)
		if err != nil {
			return nil, nil, err
		}
		stops = append(stops, f)
	}
	if c.MonitorAddr != "" {
		f, err := m.Start(ctx, c.MonitorAddr, log)
		if err != nil {
			stop()
			return nil, nil, err
		}
		stops = append(stops, f)
	}
	return m, stop, nil
}
