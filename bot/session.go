package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"
	"github.com/hashicorp/go-retryablehttp"
)

// tokenAdvice tells the operator how to come by a token.
const tokenAdvice = "copy the bot's token from https://discord.com/developers/applications (your application, Bot, Reset Token) into DISCORD_TOKEN"

var errTokenRefused = fmt.Errorf("%w: the token is wrong: %s", ErrRefused, tokenAdvice)

// Limits of one REST call. Its context may end it earlier.
const (
	callTimeout  = 30 * time.Second       // all tries together
	callRetries  = 4                      // after the first try
	retryWaitMin = 100 * time.Millisecond // doubled each time: all retries fit in three seconds
	retryWaitMax = 5 * time.Second        // unless Discord names a time to wait
)

// newSession returns a session that sends its REST calls through client and
// leaves retrying to it.
func newSession(token string, client *http.Client) *discordgo.Session {
	s, _ := discordgo.New("Bot " + token) // its error is always nil
	s.Client = client
	s.ShouldRetryOnRateLimit = false
	s.MaxRestRetries = 0
	s.LogLevel = discordgo.LogWarning
	return s
}

// newHTTPClient returns a client that repeats calls which failed with 429 (when
// Discord says), 5xx or a network error, and sends them to c.APIURL if there is one.
// The observer sees each try.
func newHTTPClient(c Config, log *slog.Logger) (*http.Client, error) {
	direct := http.DefaultTransport.(*http.Transport).Clone()
	direct.MaxIdleConnsPerHost = 16 // replies go out in parallel, all to one host
	if c.Dial != nil {
		direct.DialContext = c.Dial
	}
	var transport http.RoundTripper = direct
	if c.APIURL != "" {
		base, err := apiBase(c.APIURL)
		if err != nil {
			return nil, err
		}
		transport = relocated{to: base, next: direct}
	}
	retrying := &retryablehttp.Client{
		HTTPClient:   &http.Client{Transport: c.observer().Transport(transport)},
		Logger:       debugLog{log},
		RetryWaitMin: retryWaitMin,
		RetryWaitMax: retryWaitMax,
		RetryMax:     callRetries,
		CheckRetry:   retryInTime,
		Backoff:      retryPause,
		ErrorHandler: lastOutcome,
	}
	return &http.Client{Transport: retryTransport{&retryablehttp.RoundTripper{Client: retrying}}, Timeout: callTimeout}, nil
}

// retryTransport is a RoundTripper that tries again.
type retryTransport struct{ *retryablehttp.RoundTripper }

// RoundTrip returns an error for a rate limit that is not in JSON, as discordgo
// would only tell that it is none. It comes from the network before Discord.
func (t retryTransport) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := t.RoundTripper.RoundTrip(req)
	if err != nil || resp.StatusCode != http.StatusTooManyRequests || strings.HasPrefix(resp.Header.Get("Content-Type"), "application/json") {
		return resp, err
	}
	resp.Body.Close()
	return nil, fmt.Errorf("rate limited by the network in front of Discord (HTTP status %s)", resp.Status)
}

func (t retryTransport) CloseIdleConnections() { t.Client.HTTPClient.CloseIdleConnections() }

// retryInTime is the default policy, except that it does not begin a wait that
// would outlast ctx: so the caller learns of the rate limit instead.
func retryInTime(ctx context.Context, resp *http.Response, err error) (bool, error) {
	if deadline, limited := ctx.Deadline(); limited && retryAfter(resp) > time.Until(deadline) {
		return false, nil
	}
	return retryablehttp.DefaultRetryPolicy(ctx, resp, err)
}

// retryPause is the default pause, unless the answer names another.
func retryPause(least, most time.Duration, try int, resp *http.Response) time.Duration {
	if named := retryAfter(resp); named > 0 {
		return named
	}
	return retryablehttp.DefaultBackoff(least, most, try, resp)
}

// retryAfter returns the pause that resp asks for, in seconds that may have
// decimals; 0 if there is none.
func retryAfter(resp *http.Response) time.Duration {
	if resp == nil {
		return 0
	}
	seconds, err := strconv.ParseFloat(resp.Header.Get("Retry-After"), 64)
	if err != nil || !(seconds > 0) {
		return 0
	}
	return time.Duration(min(seconds, math.MaxInt32) * float64(time.Second))
}

// lastOutcome hands on what the last try brought, so that Discord's own error
// message is not lost. A RoundTripper must not return a response beside an error.
func lastOutcome(resp *http.Response, err error, _ int) (*http.Response, error) {
	if err != nil && resp != nil {
		resp.Body.Close()
		return nil, err
	}
	return resp, err
}

// relocated sends every request to another host, below to's path. discordgo
// computes its addresses once, at start-up, so they cannot be changed there.
type relocated struct {
	to   *url.URL
	next *http.Transport
}

func (r relocated) RoundTrip(req *http.Request) (*http.Response, error) {
	moved := req.Clone(req.Context())
	moved.URL = r.to.JoinPath(req.URL.EscapedPath())
	moved.URL.RawQuery = req.URL.RawQuery
	moved.Host = r.to.Host
	return r.next.RoundTrip(moved)
}

func (r relocated) CloseIdleConnections() { r.next.CloseIdleConnections() }

// ownApplication asks Discord which application the token belongs to. It is the
// first call of a run, so its errors tell about the token and the network.
func ownApplication(ctx context.Context, api *discordgo.Session) (application, error) {
	body, err := api.Request(http.MethodGet, discordgo.EndpointOAuth2Application("@me"), nil, discordgo.WithContext(ctx))
	if restStatus(err) == http.StatusUnauthorized {
		return application{}, errTokenRefused
	}
	if err != nil {
		return application{}, fmt.Errorf("reach Discord (check the network, and DISCORD_API_URL if it is set): %w", err)
	}
	var app application
	if err := json.Unmarshal(body, &app); err != nil {
		return application{}, fmt.Errorf("read the application id from Discord's answer: %w", err)
	}
	if app.ID == "" {
		return application{}, errors.New("no application id in Discord's answer (is DISCORD_API_URL right?)")
	}
	return app, nil
}

// restStatus returns the HTTP status of an error answer, 0 for other errors.
func restStatus(err error) int {
	if e, ok := errors.AsType[*discordgo.RESTError](err); ok {
		return e.Response.StatusCode
	}
	return 0
}

// restCode returns Discord's error code in an error answer, 0 if there is none.
// Codes: https://discord.com/developers/docs/topics/opcodes-and-status-codes#json
func restCode(err error) int {
	if e, ok := errors.AsType[*discordgo.RESTError](err); ok && e.Message != nil {
		return e.Message.Code
	}
	return 0
}
