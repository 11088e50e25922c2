package importer

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"syscall"
	"time"
	"unicode"

	"code.dny.dev/ssrf"
	"github.com/hashicorp/go-retryablehttp"
	"github.com/temoto/robotstxt"
	"golang.org/x/net/idna"
)

// Limits. Sizes are in bytes after decompression.
const (
	maxPage       = 5 << 20
	maxList       = 50 << 20  // the maximum in the sitemap protocol
	maxRobots     = 500 << 10 // the minimum in RFC 9309
	maxTotal      = 400 << 20 // corpus.Load reads at most 512 MiB
	maxRedirects  = 10
	maxHeader     = 256 << 10
	maxTries      = 3
	maxCrawlDelay = 30 * time.Second
	minRetryAfter = 5 * time.Second // without a Retry-After header
	maxRetryAfter = 2 * time.Minute
	fetchTimeout  = 30 * time.Second
)

// agent is the product token in robots.txt.
const agent = "alliancebot"

// leftError is the reason why a page was not imported. It contains no address, since
// pages are counted by reason.
type leftError struct {
	reason  string
	status  int  // of the response; 0 without one
	trouble bool // a failure of the server or the network, which may also affect the next page
}

func (e leftError) Error() string { return e.reason }

var (
	errPrivate  = leftError{reason: "at a private or reserved address; use --allow-private for a site on your own network"}
	errRobots   = leftError{reason: "not allowed by robots.txt"}
	errTooLarge = leftError{reason: fmt.Sprintf("larger than %d MiB", maxPage>>20)}
	errTotal    = fmt.Errorf("more than %d MiB were fetched; import parts of the site into several folders", maxTotal>>20)
)

// fetcher makes one request at a time.
type fetcher struct {
	client    *retryablehttp.Client
	userAgent string
	pause     time.Duration
	next      map[string]time.Time             // time of the next request, by host
	robots    map[string]*robotstxt.RobotsData // by host
	fetched   int                              // bytes
}

func newFetcher(o Options) *fetcher {
	transport := &http.Transport{
		DialContext:            (&net.Dialer{Control: publicOnly}).DialContext,
		ForceAttemptHTTP2:      true,
		MaxConnsPerHost:        1,
		MaxResponseHeaderBytes: maxHeader,
	}
	if o.AllowPrivate { // a proxy resolves names itself, so its connections cannot be checked
		transport.DialContext, transport.Proxy = nil, http.ProxyFromEnvironment
	}
	if o.transport != nil {
		o.transport(transport)
	}
	client := &retryablehttp.Client{
		HTTPClient: &http.Client{
			Transport:     transport,
			Timeout:       fetchTimeout,
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
		RetryMax:     maxTries - 1,
		RetryWaitMin: minRetryAfter,
		RetryWaitMax: maxRetryAfter,
		CheckRetry:   mayRetry,
		Backoff:      retryablehttp.DefaultBackoff,
		ErrorHandler: retryablehttp.PassthroughErrorHandler,
	}
	return &fetcher{
		client: client, userAgent: o.UserAgent, pause: o.Pause,
		next: make(map[string]time.Time), robots: make(map[string]*robotstxt.RobotsData),
	}
}

var public = ssrf.New(ssrf.WithAnyPort())

// publicOnly is a net.Dialer.Control function that refuses private and reserved addresses.
// It runs after name resolution, which defeats DNS rebinding.
func publicOnly(network, address string, c syscall.RawConn) error {
	if to, err := netip.ParseAddrPort(address); err == nil && ssrf.IPv6NAT64Prefix.Contains(to.Addr()) {
		bytes := to.Addr().As16() // the last four are the IPv4 address behind the gateway
		return public.SafeAddr(netip.AddrFrom4([4]byte(bytes[12:])))
	}
	return public.Safe(network, address, c)
}

// mayRetry is a retryablehttp.CheckRetry. It does not retry if Retry-After is longer than
// maxRetryAfter.
func mayRetry(ctx context.Context, r *http.Response, err error) (bool, error) {
	if err != nil || ctx.Err() != nil {
		return false, cmp.Or(ctx.Err(), err)
	}
	busy := r.StatusCode == http.StatusTooManyRequests || r.StatusCode >= 502 && r.StatusCode <= 504
	return busy && retryablehttp.DefaultBackoff(0, 0, 0, r) <= maxRetryAfter, nil
}

type response struct {
	url    *url.URL // after redirects
	status int
	header http.Header
	body   []byte // with status 200 only; limit+1 bytes if it was cut
}

// get fetches an address, following redirects, until a response has status 200 or 304.
// If check is not nil, it is called before each request. Any error but a leftError ends
// the import.
func (f *fetcher) get(ctx context.Context, at *url.URL, limit int, header http.Header, check func(context.Context, *url.URL) error) (*response, error) {
	for range maxRedirects + 1 {
		if check != nil {
			if err := check(ctx, at); err != nil {
				return nil, err
			}
		}
		r, err := f.once(ctx, at, limit, header)
		if err != nil {
			return nil, err
		}
		location := r.header.Get("Location")
		switch {
		case r.status == http.StatusOK, r.status == http.StatusNotModified:
			return r, nil
		case r.status < 300 || r.status >= 400 || location == "":
			return nil, leftError{
				reason: strings.TrimSpace(fmt.Sprintf("answered with %d %s", r.status, http.StatusText(r.status))),
				status: r.status, trouble: r.status == http.StatusTooManyRequests || r.status >= 500,
			}
		}
		to, err := at.Parse(location)
		if err == nil {
			to, err = normalize(to)
		}
		if err != nil || at.Scheme == "https" && to.Scheme == "http" {
			return nil, leftError{reason: "redirected to an address that is not https"}
		}
		at = to
	}
	return nil, leftError{reason: fmt.Sprintf("redirected more than %d times", maxRedirects)}
}

// once makes one request, after the pause for its host.
func (f *fetcher) once(ctx context.Context, at *url.URL, limit int, header http.Header) (*response, error) {
	select {
	case <-time.After(time.Until(f.next[at.Host])):
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
	defer func() {
		pause := f.pause
		if robots := f.robots[at.Host]; robots != nil {
			pause = max(pause, min(robots.FindGroup(agent).CrawlDelay, maxCrawlDelay))
		}
		f.next[at.Host] = time.Now().Add(pause)
	}()
	request, err := retryablehttp.NewRequestWithContext(ctx, http.MethodGet, at.String(), nil)
	if err != nil {
		return nil, leftError{reason: "not a web address"}
	}
	if header != nil {
		request.Header = header.Clone()
	}
	request.Header.Set("User-Agent", f.userAgent)
	request.Header.Set("Accept", "text/html, application/xhtml+xml, text/markdown, text/plain;q=0.9, */*;q=0.5")
	answer, err := f.client.Do(request)
	if err != nil {
		return nil, networkError(ctx, err)
	}
	defer answer.Body.Close()
	r := &response{url: at, status: answer.StatusCode, header: answer.Header}
	if r.status != http.StatusOK {
		return r, nil
	}
	r.body, err = io.ReadAll(io.LimitReader(answer.Body, int64(limit)+1))
	f.fetched += len(r.body)
	switch {
	case err != nil:
		return nil, networkError(ctx, err)
	case f.fetched > maxTotal:
		return nil, errTotal
	}
	return r, nil
}

// networkError returns why there was no response.
func networkError(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if errors.Is(err, ssrf.ErrProhibitedIP) {
		return errPrivate
	}
	if timeout, ok := errors.AsType[net.Error](err); ok && timeout.Timeout() {
		return leftError{reason: fmt.Sprintf("not answered within %v", fetchTimeout), trouble: true}
	}
	if inner, ok := errors.AsType[*url.Error](err); ok {
		err = inner.Err
	}
	return leftError{reason: "not reached: " + err.Error(), trouble: true}
}

// allowed returns an error unless the host's robots.txt allows the address.
func (f *fetcher) allowed(ctx context.Context, at *url.URL) error {
	robots, err := f.robotsOf(ctx, at)
	if err == nil && !robots.TestAgent(at.RequestURI(), agent) {
		err = errRobots
	}
	return err
}

// robotsOf returns the host's robots.txt. By RFC 9309, a host without one allows everything,
// and a host that fails to answer allows nothing.
func (f *fetcher) robotsOf(ctx context.Context, at *url.URL) (*robotstxt.RobotsData, error) {
	if f.robots[at.Host] != nil {
		return f.robots[at.Host], nil
	}
	r, err := f.get(ctx, at.ResolveReference(&url.URL{Path: "/robots.txt"}), maxRobots, nil, nil)
	if left, isLeft := errors.AsType[leftError](err); isLeft && left.status != 0 && !left.trouble {
		r, err = &response{}, nil
	}
	if err != nil {
		return nil, err
	}
	// The parser fails on any invalid line, and on a rule before the first User-agent. Skip
	// the former and apply the latter to everyone.
	text := "User-agent: *\nAllow: /robots.txt\n"
	for line := range strings.Lines(string(r.body)) {
		if _, err := robotstxt.FromString("User-agent: *\n" + line); err == nil {
			text += line
		}
	}
	f.robots[at.Host], err = robotstxt.FromString(text)
	return f.robots[at.Host], err
}

// normalize returns an address without its fragment and default port, with a path and an
// ASCII host in lower case.
func normalize(at *url.URL) (*url.URL, error) {
	host, err := strings.ToLower(at.Hostname()), error(nil)
	if strings.ContainsFunc(host, func(r rune) bool { return r > unicode.MaxASCII }) {
		host, err = idna.Lookup.ToASCII(host)
	}
	switch {
	case at.Scheme != "http" && at.Scheme != "https" || host == "" || err != nil:
		return nil, fmt.Errorf("%q is not an address such as https://example.org/page", at)
	case at.User != nil:
		return nil, errors.New("an address with a user name or password cannot be imported, since answers link to it")
	}
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	if port := at.Port(); port != "" && at.Scheme+port != "http80" && at.Scheme+port != "https443" {
		host += ":" + port
	}
	clean := *at
	clean.Host, clean.Fragment, clean.RawFragment, clean.Path = host, "", "", cmp.Or(at.Path, "/")
	return &clean, nil
}
