package discordtest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"time"
)

// Call is one REST call the client made.
type Call struct {
	Method, Path string
	Body         []byte
	Status       int // of the answer; 0 when there was none
}

// Calls returns the REST calls so far, in the order of their answers.
func (s *Server) Calls() []Call {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Call(nil), s.calls...)
}

// apiError is an error as Discord tells it.
type apiError struct {
	Status  int            `json:"-"`
	Code    int            `json:"code"`
	Message string         `json:"message"`
	Errors  map[string]any `json:"errors,omitempty"`
}

// The errors of Discord that a bot meets.
// https://discord.com/developers/docs/topics/opcodes-and-status-codes#json
var (
	errUnauthorized       = &apiError{Status: 401, Message: "401: Unauthorized"}
	errMissingAccess      = &apiError{Status: 403, Code: 50001, Message: "Missing Access"}
	errMissingPermissions = &apiError{Status: 403, Code: 50013, Message: "Missing Permissions"}
	errUnknownChannel     = &apiError{Status: 404, Code: 10003, Message: "Unknown Channel"}
	errUnknownMessage     = &apiError{Status: 404, Code: 10008, Message: "Unknown Message"}
	errUnknownWebhook     = &apiError{Status: 404, Code: 10015, Message: "Unknown Webhook"}
	errUnknown            = &apiError{Status: 404, Code: 10062, Message: "Unknown interaction"}
	errTooManyFollowUps   = &apiError{Status: 400, Code: 40094, Message: "This interaction has reached the maximum number of follow-up messages"}
	errAcknowledged       = &apiError{Status: 400, Code: 40060, Message: "Interaction has already been acknowledged."}
	errTokenExpired       = &apiError{Status: 401, Code: 50027, Message: "Invalid Webhook Token"}
)

// invalidForm is the error for a body against the rules.
func invalidForm(problems []string) *apiError {
	return &apiError{Status: 400, Code: 50035, Message: "Invalid Form Body",
		Errors: map[string]any{"_errors": problems}}
}

// endpoint answers a call with a JSON body, nil for 204, or an error. s.mu is held.
type endpoint func(r *http.Request, body []byte) (any, *apiError)

func (s *Server) routes() http.Handler {
	mux := http.NewServeMux()
	authorized := func(pattern string, e endpoint) { s.route(mux, pattern, true, e) }
	open := func(pattern string, e endpoint) { s.route(mux, pattern, false, e) }

	open("GET /api/v9/gateway", func(*http.Request, []byte) (any, *apiError) {
		return map[string]any{"url": s.gatewayURL()}, nil
	})
	authorized("GET /api/v9/gateway/bot", s.gatewayBot)
	authorized("GET /api/v9/users/@me", func(*http.Request, []byte) (any, *apiError) { return theBot.object(), nil })
	authorized("GET /api/v9/oauth2/applications/@me", func(*http.Request, []byte) (any, *apiError) {
		return map[string]any{"id": AppID, "name": "test bot", "description": "", "bot": theBot.object(), "verify_key": PublicKey}, nil
	})
	authorized("GET /api/v9/applications/{app}/commands", s.listCommands)
	authorized("PUT /api/v9/applications/{app}/commands", s.setCommands)
	authorized("GET /api/v9/applications/{app}/guilds/{guild}/commands", s.listCommands)
	authorized("PUT /api/v9/applications/{app}/guilds/{guild}/commands", s.setCommands)
	open("POST /api/v9/interactions/{id}/{token}/callback", s.callback)
	authorized("POST /api/v9/channels/{channel}/messages", s.createMessage)
	authorized("DELETE /api/v9/channels/{channel}/messages/{message}", s.deleteMessage)
	open("GET /api/v9/webhooks/{app}/{token}/messages/{message}", s.getResponse)
	open("PATCH /api/v9/webhooks/{app}/{token}/messages/{message}", s.editResponse)
	open("DELETE /api/v9/webhooks/{app}/{token}/messages/{message}", s.deleteResponse)
	open("POST /api/v9/webhooks/{app}/{token}", s.followUp)
	s.doctorRoutes(authorized)
	mux.HandleFunc("/gateway/", s.serveGateway)
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.problem("no such endpoint: %s %s", r.Method, r.URL.Path)
		http.NotFound(w, r)
	})
	return mux
}

// route serves e at pattern, with the faults asked for and the rules that hold
// for every call.
func (s *Server) route(mux *http.ServeMux, pattern string, authorize bool, e endpoint) {
	mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return
		}
		arrived := time.Now()
		s.mu.Lock()
		fault := s.fault(r.Method, r.URL.Path)
		s.mu.Unlock()
		if fault == nil {
			s.answer(w, r, body, arrived, authorize, e)
			return
		}
		if fault.Deliver {
			s.answer(httptest.NewRecorder(), r, body, arrived, authorize, e)
		}
		if fault.strike(w, r) {
			s.change(func() { s.calls = append(s.calls, Call{r.Method, r.URL.Path, body, fault.Status}) })
			return
		}
		s.answer(w, r, body, arrived.Add(fault.Delay), authorize, e)
	})
}

func (s *Server) answer(w http.ResponseWriter, r *http.Request, body []byte, arrived time.Time, authorize bool, e endpoint) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.arrived = arrived.Add(s.skew)
	s.checkHeaders(r, body)
	var result any
	failure := errUnauthorized
	if !authorize || r.Header.Get("Authorization") == "Bot "+s.token {
		result, failure = e(r, body)
	}
	status := http.StatusOK
	switch {
	case failure != nil:
		status, result = failure.Status, failure
	case result == nil:
		status = http.StatusNoContent
	}
	s.calls = append(s.calls, Call{r.Method, r.URL.Path, body, status})
	s.wake()
	writeJSON(w, status, result)
}

func writeJSON(w http.ResponseWriter, status int, body any) {
	if body == nil {
		w.WriteHeader(status)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(body)
}

func (s *Server) checkHeaders(r *http.Request, body []byte) {
	if !strings.HasPrefix(r.UserAgent(), "DiscordBot (") {
		s.problem("%s %s: User-Agent %q does not begin with \"DiscordBot (\"", r.Method, r.URL.Path, r.UserAgent())
	}
	if len(body) > 0 && r.Header.Get("Content-Type") != "application/json" {
		s.problem("%s %s: Content-Type %q for JSON", r.Method, r.URL.Path, r.Header.Get("Content-Type"))
	}
}

// decode reads a body, as the problems it has or as a value.
func decode[T any](body []byte) (T, []string) {
	var v T
	d := json.NewDecoder(bytes.NewReader(body))
	if err := d.Decode(&v); err != nil {
		return v, []string{fmt.Sprintf("body is not what it should be: %v", err)}
	}
	return v, nil
}

// refuse reports the problems of a call's body and returns Discord's error for
// them, or nil when there are none.
func (s *Server) refuse(r *http.Request, body []byte, problems []string) *apiError {
	if len(problems) == 0 {
		return nil
	}
	s.problem("%s %s: %s\nbody: %s", r.Method, r.URL.Path, strings.Join(problems, "; "), body)
	return invalidForm(problems)
}

func (s *Server) listCommands(r *http.Request, _ []byte) (any, *apiError) {
	if err := s.checkAccess(r); err != nil {
		return nil, err
	}
	list := listed(s.commands[r.PathValue("guild")], r.URL.Query().Get("with_localizations") == "true")
	for _, p := range s.schemas().checkListing(list) {
		s.problem("the double's own list of commands is wrong: %s", p)
	}
	return list, nil
}

func (s *Server) setCommands(r *http.Request, body []byte) (any, *apiError) {
	if err := s.checkAccess(r); err != nil {
		return nil, err
	}
	guild := r.PathValue("guild")
	list, problems := decode[[]map[string]any](body)
	problems = append(problems, checkCommands(list, guild != "")...)
	problems = append(problems, s.schemas().checkCommands(body)...)
	if err := s.refuse(r, body, problems); err != nil {
		return nil, err
	}
	for _, c := range list {
		c["id"] = s.id()
		c["application_id"] = AppID
		c["version"] = s.id()
		if guild != "" {
			c["guild_id"] = guild
		}
	}
	s.commands[guild] = list
	return list, nil
}

// checkAccess refuses another application and a server the bot is not on.
func (s *Server) checkAccess(r *http.Request) *apiError {
	guild := r.PathValue("guild")
	if r.PathValue("app") != AppID || (guild != "" && guild != HomeGuild && guild != Elsewhere) {
		return errMissingAccess
	}
	return nil
}

// WaitCalls waits until n calls to paths that match a regular expression were
// answered or broken off.
func (s *Server) WaitCalls(path string, n int) {
	s.t.Helper()
	pattern := regexp.MustCompile(path)
	s.waitFor(fmt.Sprintf("%d calls to %s", n, path), func() bool {
		count := 0
		for _, c := range s.calls {
			if pattern.MatchString(c.Path) {
				count++
			}
		}
		return count >= n
	})
}
