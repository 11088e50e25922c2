package cli

import (
	"cmp"
	"context"
	"log/slog"
	"slices"

	"alliancebot/bot"
	"alliancebot/commands"
	"alliancebot/corpus"
	"alliancebot/index"
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

// watchedEngine reports each question and each new corpus to a monitor.
type watchedEngine struct {
	commands.Engine
	monitor *monitor.Monitor
}

func (e watchedEngine) Ask(ctx context.Context, question string) (index.Answer, error) {
	ctx, done := e.monitor.Question(ctx)
	answer, err := e.Engine.Ask(ctx, question)
	if err != nil {
		done("error")
	} else {
		done(string(answer.Verdict))
	}
	return answer, err
}

func (e watchedEngine) Reload(ctx context.Context, c *corpus.Corpus) error {
	err := e.Engine.Reload(ctx, c)
	if err == nil {
		e.monitor.Indexed(len(c.Units))
	}
	return err
}

// watchedHandler reports each command to a monitor.
type watchedHandler struct {
	bot.Handler
	monitor *monitor.Monitor
	names   map[string]string // of the commands that members can see
}

func newWatchedHandler(h bot.Handler, m *monitor.Monitor) watchedHandler {
	names := map[string]string{}
	for _, d := range h.Definitions() {
		names[d.Name] = d.Name
	}
	return watchedHandler{h, m, names}
}

func (h watchedHandler) Run(ctx context.Context, r commands.Request) (commands.Reply, error) {
	ctx, done := h.monitor.Command(ctx, cmp.Or(h.names[r.Command], "of a button or a menu"))
	reply, err := h.Handler.Run(ctx, r)
	done(err)
	return reply, err
}
