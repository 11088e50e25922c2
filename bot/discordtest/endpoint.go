package discordtest

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"time"

	"alliancebot/bot/discordtest/schema"
)

// signingKey is Discord's key for this bot. It is constant, and so are signatures.
var signingKey = func() ed25519.PrivateKey {
	seed := sha256.Sum256([]byte("a Discord for tests"))
	return ed25519.NewKeyFromSeed(seed[:])
}()

// PublicKey is the key to verify signatures with, in hex.
var PublicKey = hex.EncodeToString(signingKey.Public().(ed25519.PublicKey))

// Sign adds to h the signature that Discord makes of a request with that body at a
// time.
func Sign(h http.Header, body []byte, at time.Time) {
	timestamp := strconv.FormatInt(at.Unix(), 10)
	signature := ed25519.Sign(signingKey, append([]byte(timestamp), body...))
	h.Set("X-Signature-Timestamp", timestamp)
	h.Set("X-Signature-Ed25519", hex.EncodeToString(signature))
}

// PostTo makes the server post interactions to the bot's endpoint at address instead of
// sending them over the gateway. As Discord does, it first checks that the endpoint
// answers a PING and refuses one with a bad signature.
func (s *Server) PostTo(address string) {
	s.t.Helper()
	body := s.pingBody()
	status, answer, err := s.exchange(address, body, string(body))
	_, problems := decodeCallback(ping, answer, checkBody(schema.Callback, answer))
	if err != nil || status != http.StatusOK || len(problems) > 0 {
		s.t.Fatalf("discordtest: the endpoint answers a PING with %d %s, %v; want 200 and a PONG: %q", status, answer, err, problems)
	}
	status, answer, err = s.exchange(address, body, string(body)+" ")
	if err != nil || status != http.StatusUnauthorized {
		s.t.Fatalf("discordtest: the endpoint answers a bad signature with %d %s, %v; want 401", status, answer, err)
	}
	s.change(func() { s.endpoint = address })
}

func (s *Server) pingBody() []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	event := object{
		"id": s.id(), "application_id": AppID, "type": ping, "token": "cGluZw." + s.id(), "version": 1,
		"user": User{ID: "1"}.object(), "entitlements": []any{}, "authorizing_integration_owners": object{},
		"app_permissions": "0", "attachment_size_limit": 10485760,
	}
	s.selfCheck(schema.Interaction, event)
	body, _ := json.Marshal(event)
	return body
}

// exchange posts body with the signature of signed, and waits for the response as long
// as Discord does.
func (s *Server) exchange(address string, body []byte, signed string) (status int, answer []byte, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), firstResponse)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return 0, nil, err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", "Discord-Interactions/1.0 (+https://discord.com)")
	Sign(req.Header, []byte(signed), time.Now())
	resp, err := s.client.Do(req)
	if err != nil {
		return 0, nil, err
	}
	defer resp.Body.Close()
	if media, _, _ := mime.ParseMediaType(resp.Header.Get("Content-Type")); resp.StatusCode == http.StatusOK && media != "application/json" {
		return 0, nil, fmt.Errorf("the response has type %q, not application/json", media)
	}
	answer, err = io.ReadAll(resp.Body)
	return resp.StatusCode, answer, err
}

// post posts i to the bot and handles the response.
func (s *Server) post(i *Interaction, address string, event []byte) {
	status, body, err := s.exchange(address, event, string(event))
	if err != nil || status != http.StatusOK {
		return
	}
	arrived, problems := time.Now(), checkBody(schema.Callback, body)
	s.change(func() {
		response, problems := decodeCallback(i.kind, body, problems)
		switch {
		case i.response != 0:
			s.problem("a response over HTTP after one by a REST call: %s", body)
		case len(problems) > 0:
			s.problem("response to interaction %s: %s\nbody: %.2000s", i.ID, strings.Join(problems, "; "), body)
		default:
			i.respond(response, arrived)
		}
	})
}
