package bot

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"net/url"
	"time"

	"github.com/bwmarrin/discordgo"

	"alliancebot/bot/internal/gateway"
	"alliancebot/bot/internal/render"
	"alliancebot/internal/httpretry"
)

// tokenAdvice says where to get a token.
const tokenAdvice = gateway.TokenAdvice

var errTokenRefused = fmt.Errorf("%w: invalid token: %s", ErrRefused, tokenAdvice)

// callTimeout is the limit for a REST call with all retries.
const callTimeout = 30 * time.Second

// callPolicy makes all retries fit in the time for a first response.
var callPolicy = httpretry.Policy{Retries: 4, MinWait: 100 * time.Millisecond, MaxWait: 5 * time.Second}

// Discord's error codes that the bot handles.
// https://discord.com/developers/docs/topics/opcodes-and-status-codes#json
const (
	codeUnknownMessage      = 10008
	codeUnknownWebhook      = 10015
	codeAlreadyAcknowledged = 40060
	codeCannotMessage       = 50007  // the user accepts no direct messages from the bot
	codeNoMutualServer      = 50278  // the same, because they are on no server together
	codeCannotReply         = 160002 // the bot may not read the channel's history
)

// restClient calls Discord's REST API, within its rate limits.
type restClient struct {
	base   string // ends in "/api/v9/"
	token  string
	http   *http.Client
	limits *limiter // below http
	clock  *clock
	// connections is the transport below http. Its idle connections should be closed.
	connections *http.Transport
}

// newRESTClient returns a client for the API at c.APIURL, or Discord's own. Failed
// calls are retried, and c's observer sees each attempt.
func newRESTClient(c Config, log *slog.Logger) (*restClient, error) {
	base, err := url.Parse(cmp.Or(c.APIURL, "https://discord.com"))
	if err != nil {
		return nil, fmt.Errorf("DISCORD_API_URL: %w", err)
	}
	if (base.Scheme != "http" && base.Scheme != "https") || base.Host == "" {
		return nil, fmt.Errorf("DISCORD_API_URL %q is not an http or https URL, e.g. http://127.0.0.1:8080", base.Redacted())
	}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConnsPerHost = maxOpen + maxRefused // responses are sent in parallel, all to one host
	transport.MaxIdleConns = 0                           // no limit
	if c.Dial != nil {
		transport.DialContext = c.Dial
	}
	limits := newLimiter(c.observer().Transport(transport))
	return &restClient{
		base:   base.JoinPath("api", "v"+discordgo.APIVersion).String() + "/",
		token:  c.Token,
		limits: limits,
		clock:  &clock{log: log},
		http: &http.Client{
			Transport: httpretry.NewTransport(limits, callPolicy, log),
			Timeout:   callTimeout,
		},
		connections: transport,
	}, nil
}

// once returns c without retries, for callers that log each failure and try again
// themselves.
func (c *restClient) once() *restClient {
	single := *c
	single.http = &http.Client{Transport: c.limits, Timeout: attemptTimeout}
	return &single
}

// userAgent has the form that Discord requires, and names the library whose types and
// API version the bot uses.
const userAgent = "DiscordBot (https://github.com/bwmarrin/discordgo, v" + discordgo.VERSION + ")"

// errUnexpectedResponse is wrapped by the error of a call whose response cannot be
// decoded.
var errUnexpectedResponse = errors.New("unexpected response")

// call sends body, nil for none, to path, e.g. "channels/1/messages", and decodes
// the response into result unless it is nil. An error response is a *restError. It
// waits until Discord's rate limits allow the call.
func (c *restClient) call(ctx context.Context, method, path string, body, result any) error {
	return c.callInTurn(ctx, c.limits.turn(method, path, 0), method, path, body, result)
}

// callInTurn is call with a turn that may have been waited for.
func (c *restClient) callInTurn(ctx context.Context, t *turn, method, path string, body, result any) error {
	var encoded []byte
	var media string
	if body != nil {
		var err error
		if encoded, media, err = encode(body); err != nil {
			return err
		}
	}
	ctx = context.WithValue(ctx, turnKey{}, t)
	req, err := http.NewRequestWithContext(ctx, method, c.base+path, bytes.NewReader(encoded))
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bot "+c.token)
	req.Header.Set("User-Agent", userAgent)
	if body != nil {
		req.Header.Set("Content-Type", media)
	}
	sent := time.Now()
	resp, err := c.http.Do(req)
	if err != nil {
		return err
	}
	c.clock.observe(resp, sent)
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	switch {
	case err != nil:
		return fmt.Errorf("read the response to %s %s: %w", method, path, err)
	case resp.StatusCode/100 != 2:
		return newRESTError(resp, text)
	case result == nil:
		return nil
	}
	if err := json.Unmarshal(text, result); err != nil {
		return fmt.Errorf("%w to %s %s: %w", errUnexpectedResponse, method, path, err)
	}
	return nil
}

// encode returns a body and its media type. A message with a file is a form.
// https://discord.com/developers/docs/reference#uploading-files
func encode(body any) (encoded []byte, media string, err error) {
	payload, err := json.Marshal(body)
	m, ok := body.(render.Message)
	if err != nil || !ok || m.File == nil {
		return payload, "application/json", err
	}
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	for _, part := range []struct {
		disposition, media string
		content            []byte
	}{
		{`form-data; name="payload_json"`, "application/json", payload},
		{`form-data; name="files[0]"; filename="` + m.File.Name + `"`, m.File.MediaType, m.File.Content},
	} {
		p, err := w.CreatePart(textproto.MIMEHeader{"Content-Disposition": {part.disposition}, "Content-Type": {part.media}})
		if err != nil {
			return nil, "", err
		}
		if _, err := p.Write(part.content); err != nil {
			return nil, "", err
		}
	}
	err = w.Close()
	return form.Bytes(), w.FormDataContentType(), err
}

// restError is an error response of the REST API.
type restError struct {
	status     int // of HTTP
	code       int // Discord's, 0 if there is none
	retryAfter time.Duration
	body       string // the beginning, for the log
}

func newRESTError(resp *http.Response, body []byte) *restError {
	var parsed struct{ Code int }
	json.Unmarshal(body, &parsed) // proxies in front of Discord send HTML
	const shown = 1000
	return &restError{
		status:     resp.StatusCode,
		code:       parsed.Code,
		retryAfter: httpretry.RetryAfter(resp),
		body:       string(body[:min(len(body), shown)]),
	}
}

func (e *restError) Error() string {
	text := fmt.Sprintf("HTTP status %d %s", e.status, http.StatusText(e.status))
	if e.status == http.StatusTooManyRequests {
		text += fmt.Sprintf(", rate limited for %s", e.retryAfter)
	}
	return text + ": " + e.body
}

// statusOf returns the HTTP status of an error response, 0 for other errors.
func statusOf(err error) int {
	if e, ok := errors.AsType[*restError](err); ok {
		return e.status
	}
	return 0
}

// codeOf returns Discord's code in an error response, 0 if there is none.
func codeOf(err error) int {
	if e, ok := errors.AsType[*restError](err); ok {
		return e.code
	}
	return 0
}

// application is a Discord application.
// https://discord.com/developers/docs/resources/application#application-object
type application struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	Flags     int    `json:"flags"`
	VerifyKey string `json:"verify_key"`
	Endpoint  string `json:"interactions_endpoint_url"`
	Bot       struct {
		ID string `json:"id"`
	} `json:"bot"`
}

// application returns the application that the token belongs to.
func (c *restClient) application(ctx context.Context) (app application, err error) {
	err = c.call(ctx, http.MethodGet, "applications/@me", nil, &app)
	switch {
	case errors.Is(err, errUnexpectedResponse) || err == nil && app.ID == "":
		err = errors.Join(errors.New("no application ID in Discord's response (is DISCORD_API_URL right?)"), err)
	case err != nil:
		err = fmt.Errorf("reach Discord (check the network, and DISCORD_API_URL if it is set): %w", err)
	}
	return app, err
}

// gatewayBot asks for the gateway's address and its limits.
func (c *restClient) gatewayBot(ctx context.Context) (*discordgo.GatewayBotResponse, error) {
	info := new(discordgo.GatewayBotResponse)
	err := c.call(ctx, http.MethodGet, "gateway/bot", nil, info)
	if statusOf(err) == http.StatusUnauthorized {
		err = errTokenRefused
	}
	return info, err
}
