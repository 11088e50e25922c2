package bot

import (
	"context"
	"io"
	"log/slog"
	"net"
	"slices"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"

	"alliancebot/bot/discordtest"
)

// newTestLink returns a link to s that ends with the test. Each of its discordgo
// sessions is given to prepare first.
func newTestLink(t *testing.T, s *discordtest.Server, prepare func(*discordgo.Session)) *link {
	t.Helper()
	log := slog.New(slog.DiscardHandler)
	client, err := newHTTPClient(Config{APIURL: s.URL()}, log)
	if err != nil {
		t.Fatal(err)
	}
	defer client.CloseIdleConnections()
	answer, err := askGateway(t.Context(), newSession(discordtest.Token, client))
	if err != nil {
		t.Fatal(err)
	}
	l := newLink(func() *discordgo.Session {
		session := newSession(discordtest.Token, nil)
		session.Identify.Intents = discordgo.IntentsNone
		prepare(session)
		return session
	}, answer.URL, nil, testTiming, log)
	t.Cleanup(l.close)
	return l
}

// A link can be opened again at once, whoever ended its connection: discordgo
// by itself, which closes with a code that would end the session, or the relay.
func TestOpenAgain(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	var latest *discordgo.Session
	l := newTestLink(t, s, func(session *discordgo.Session) { latest = session })
	open := func(want bool) {
		t.Helper()
		if resumed, err := l.open(t.Context()); resumed != want || err != nil {
			t.Fatalf("open = %v, %v, want %v", resumed, err, want)
		}
	}
	open(false)
	latest.Close()
	open(true)
	l.relay.drop(errReconnect)
	open(true)
	if got, want := s.Counts().Closes, []int{closeToResume, closeToResume}; !slices.Equal(got, want) {
		t.Errorf("close codes %v, want %v", got, want)
	}
}

// A session is taken up where it was heard last: after all that the connection
// before brought is handled, and whatever had no sequence number.
func TestOpenAgainAfterAllIsHandled(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	began, handling, handled := 0, make(chan struct{}), make(chan struct{})
	sessions := 0
	l := newTestLink(t, s, func(session *discordgo.Session) {
		if sessions++; sessions == 2 {
			select {
			case <-handled:
			default:
				t.Error("the session is taken up while an event is being handled")
			}
		}
		session.AddHandler(func(*discordgo.Session, *discordgo.Ready) { began++ })
		session.AddHandler(func(*discordgo.Session, *discordgo.MessageDelete) {
			close(handling)
			<-handled
		})
	})
	if _, err := l.open(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.SendRaw(`{"op":0,"s":null,"t":"MESSAGE_DELETE","d":{"id":"1","channel_id":"2"}}`)
	<-handling
	l.relay.drop(errReconnect)
	time.AfterFunc(100*time.Millisecond, func() { close(handled) }) // sooner or later: open waits for it
	if resumed, err := l.open(t.Context()); !resumed || err != nil {
		t.Fatalf("open = %v, %v, want it resumed", resumed, err)
	}
	if began != 1 {
		t.Errorf("READY was heard %d times, want it once: Discord sent all events again", began)
	}
}

// What Discord sent before it knew of a stop is heard, even if the stop comes
// while the session begins.
func TestStopWhileTheSessionBegins(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	const sent = 100
	heard := 0
	ctx, stop := context.WithCancel(t.Context())
	l := newTestLink(t, s, func(session *discordgo.Session) {
		session.AddHandler(func(*discordgo.Session, *discordgo.Ready) {
			for range sent {
				s.SendRaw(`{"op":0,"s":2,"t":"MESSAGE_DELETE","d":{"id":"1","channel_id":"2"}}`)
			}
			stop()
		})
		session.AddHandler(func(*discordgo.Session, *discordgo.MessageDelete) { heard++ })
	})
	l.open(ctx) // that ctx has ended may be an error or not
	l.close()
	if heard != sent {
		t.Errorf("heard of %d events, want %d", heard, sent)
	}
}

// A stop ends the wait for a gateway that takes the connection and is silent.
func TestDialSilentGateway(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	ctx, stop := context.WithCancel(t.Context())
	go func() {
		if conn, err := listener.Accept(); err == nil {
			conn.Read(make([]byte, 1)) // the request has come
			stop()
			io.Copy(io.Discard, conn) // until the other side is gone
			conn.Close()
		}
	}()
	ended := make(chan error, 1)
	go func() {
		_, err := dialGateway(ctx, nil, "ws://"+listener.Addr().String())
		ended <- err
	}()
	select {
	case err := <-ended:
		if err == nil {
			t.Error("dialGateway = nil, want an error")
		}
	case <-time.After(10 * time.Second):
		t.Error("dialGateway does not end with its context")
	}
}

func TestDialBadAddress(t *testing.T) {
	for _, address := range []string{"", "::", "gateway.example", "https://gateway.example", "wss://user@gateway.example", "ws://"} {
		if conn, err := dialGateway(t.Context(), nil, address); err == nil {
			conn.Close()
			t.Errorf("dialGateway(%q) = nil, want an error", address)
		}
	}
}
