// Package httpretry retries HTTP requests.
package httpretry

import (
	"context"
	"log/slog"
	"math"
	"net/http"
	"strconv"
	"time"

	"github.com/hashicorp/go-retryablehttp"
)

// Policy limits the retries of a request.
type Policy struct {
	Retries int // after the first attempt
	// The wait before a retry doubles from MinWait to MaxWait, unless the response has
	// a Retry-After header.
	MinWait, MaxWait time.Duration
}

// NewTransport returns a RoundTripper that sends requests through next, and retries
// them after a network error or a status of 429 or 5xx. It returns the response or the
// error of the last attempt. Failed attempts are logged at debug level.
//
// It does not start a wait that would outlast the request's context; it returns the
// response with the Retry-After header instead.
func NewTransport(next http.RoundTripper, p Policy, log *slog.Logger) http.RoundTripper {
	return &retryablehttp.RoundTripper{Client: &retryablehttp.Client{
		HTTPClient:   &http.Client{Transport: next},
		Logger:       debugLog{log},
		RetryWaitMin: p.MinWait,
		RetryWaitMax: p.MaxWait,
		RetryMax:     p.Retries,
		CheckRetry:   checkRetry,
		Backoff:      backoff,
		ErrorHandler: lastAttempt,
	}}
}

func checkRetry(ctx context.Context, resp *http.Response, err error) (bool, error) {
	if deadline, ok := ctx.Deadline(); ok && RetryAfter(resp) > time.Until(deadline) {
		return false, nil
	}
	return retryablehttp.DefaultRetryPolicy(ctx, resp, err)
}

func backoff(minWait, maxWait time.Duration, attempt int, resp *http.Response) time.Duration {
	if wait := RetryAfter(resp); wait > 0 {
		return wait
	}
	return retryablehttp.DefaultBackoff(minWait, maxWait, attempt, resp)
}

// RetryAfter returns the wait in resp's Retry-After header, in seconds, with decimals
// as Discord sends them; 0 if there is none or resp is nil.
func RetryAfter(resp *http.Response) time.Duration {
	if resp == nil {
		return 0
	}
	seconds, err := strconv.ParseFloat(resp.Header.Get("Retry-After"), 64)
	if err != nil || !(seconds > 0) { // also NaN
		return 0
	}
	return time.Duration(min(seconds, math.MaxInt32) * float64(time.Second))
}

// lastAttempt returns the result of the last attempt. The default is an error without
// the response, which says what is wrong. A RoundTripper must not return both a
// response and an error.
func lastAttempt(resp *http.Response, err error, _ int) (*http.Response, error) {
	if err != nil && resp != nil {
		resp.Body.Close()
		return nil, err
	}
	return resp, err
}

// debugLog is a retryablehttp.LeveledLogger that logs every message at debug level,
// since a failed attempt does not matter if the next one succeeds.
type debugLog struct{ log *slog.Logger }

func (d debugLog) Error(msg string, args ...any) { d.log.Debug(msg, args...) }
func (d debugLog) Warn(msg string, args ...any)  { d.log.Debug(msg, args...) }
func (d debugLog) Info(msg string, args ...any)  { d.log.Debug(msg, args...) }
func (d debugLog) Debug(msg string, args ...any) { d.log.Debug(msg, args...) }
