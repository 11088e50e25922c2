package discordtest

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strconv"
	"time"
)

// signingKey is Discord's for the bot. It is always the same, and so are the
// signatures.
var signingKey = func() ed25519.PrivateKey {
	seed := sha256.Sum256([]byte("a Discord for tests"))
	return ed25519.NewKeyFromSeed(seed[:])
}()

// PublicKey is what the bot verifies signatures with, in hexadecimal digits.
var PublicKey = hex.EncodeToString(signingKey.Public().(ed25519.PublicKey))

// Sign gives the headers of a request the signature of its body, as if Discord
// had made it at a time.
func Sign(h http.Header, body []byte, at time.Time) {
	timestamp := strconv.FormatInt(at.Unix(), 10)
	signature := ed25519.Sign(signingKey, append([]byte(timestamp), body...))
	h.Set("X-Signature-Timestamp", timestamp)
	h.Set("X-Signature-Ed25519", hex.EncodeToString(signature))
}

// PostTo makes address the one that the bot answers interactions at: they are
// posted there from now on, and no longer told through the gateway. As Discord
// does, it first asks there whether it is the right one.
func (s *Server) PostTo(address string) {
	s.t.Helper()
	body := s.pingBody()
	for _, try := range []struct {
		signedAs string // what the signature is of
		status   int
	}{{string(body), http.StatusOK}, {string(body) + " ", http.StatusUnauthorized}} {
		req := s.posting(address, body)
		Sign(req.Header, []byte(try.signedAs), time.Now())
		status, answer, err := s.exchange(req)
		if err != nil || status != try.status {
			s.t.Fatalf("discordtest: the endpoint says %d %s, %v to a PING; want %d", status, answer, err, try.status)
		}
		if status == http.StatusOK {
			for _, p := range checkCallback(ping, answer, nil) {
				s.t.Fatalf("discordtest: response to a PING: %s", p)
			}
		}
	}
	s.change(func() { s.endpoint = address })
}

// pingBody is what Discord posts to an endpoint to see whether it is one.
func (s *Server) pingBody() []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	event := map[string]any{
		"id": s.id(), "application_id": AppID, "type": ping, "token": "cGluZw." + s.id(), "version": 1,
		"user": User{ID: "1"}.object(), "entitlements": []any{}, "authorizing_integration_owners": map[string]any{},
		"app_permissions": "0", "attachment_size_limit": 10485760,
	}
	for _, p := range s.schemas().checkIncoming(event) {
		s.problem("the double's own PING is wrong: %s", p)
	}
	body, err := json.Marshal(event)
	if err != nil {
		s.problem("encode a PING: %v", err)
	}
	return body
}

// posting is a request of Discord's, without a signature.
func (s *Server) posting(address string, body []byte) *http.Request {
	req, err := http.NewRequest(http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		s.t.Fatalf("discordtest: %v", err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", "Discord-Interactions/1.0 (+https://discord.com)")
	return req
}

// exchange sends req and waits for the response no longer than Discord does.
func (s *Server) exchange(req *http.Request) (status int, body []byte, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), firstResponse)
	defer cancel()
	resp, err := s.client.Do(req.WithContext(ctx))
	if err != nil {
		return 0, nil, err
	}
	defer resp.Body.Close()
	body, err = io.ReadAll(resp.Body)
	if err != nil {
		return 0, nil, err
	}
	if media, _, err := mime.ParseMediaType(resp.Header.Get("Content-Type")); resp.StatusCode == http.StatusOK && media != "application/json" {
		return 0, nil, fmt.Errorf("response of type %q (%v), not application/json", media, err)
	}
	return resp.StatusCode, body, nil
}

// post tells the endpoint of i, and takes its response.
func (s *Server) post(i *Interaction, address string, event []byte) {
	req := s.posting(address, event)
	Sign(req.Header, event, time.Now())
	status, body, err := s.exchange(req)
	arrived := time.Now()
	s.change(func() {
		s.arrived = arrived.Add(s.skew)
		switch {
		case err != nil:
			i.failure = err
		case status != http.StatusOK:
			i.failure = fmt.Errorf("HTTP status %d: %s", status, bytes.TrimSpace(body))
		case i.response != 0:
			s.problem("a response by HTTP after one by a call: %s", body)
		default:
			i.failure = s.takeBody(i, body)
		}
	})
}

// takeBody takes the first response that the body of an HTTP response holds.
func (s *Server) takeBody(i *Interaction, body []byte) error {
	response, problems := s.readResponse(i, body)
	if len(problems) > 0 {
		s.problem("response to interaction %s: %q\nbody: %s", i.ID, problems, body)
		return errors.New("an invalid response")
	}
	if response.Type == updateMessage && i.message.Deleted {
		return errors.New("the message to update is gone")
	}
	i.respond(response.Type, response.Data)
	return nil
}

// Failure waits until Discord has told the user that the bot did not respond,
// and returns why. It knows that of what it posted alone.
func (i *Interaction) Failure() error {
	i.s.t.Helper()
	i.s.waitFor("interaction "+i.ID+" to fail", func() bool { return i.failure != nil })
	i.s.mu.Lock()
	defer i.s.mu.Unlock()
	return i.failure
}
