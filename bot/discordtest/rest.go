package discordtest

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"alliancebot/bot/discordtest/schema"
)

// Call is a REST call by the bot.
type Call struct {
	Method, Path string
	Body         []byte
	Status       int // of the answer; 0 if there was none
}

// Calls returns the REST calls so far, in the order of their answers.
func (s *Server) Calls() []Call { return locked(s, func() []Call { return slices.Clone(s.calls) }) }

// WaitCalls waits until there have been n calls, answered or aborted, to paths that
// match a regular expression.
func (s *Server) WaitCalls(path string, n int) {
	s.t.Helper()
	others := func(c Call) bool { return !regexp.MustCompile(path).MatchString(c.Path) }
	s.waitFor(fmt.Sprintf("%d calls to %s", n, path), func() bool {
		return len(slices.DeleteFunc(slices.Clone(s.calls), others)) >= n
	})
}

// apiError is an error of Discord's API.
// https://discord.com/developers/docs/topics/opcodes-and-status-codes#json
type apiError struct {
	Status  int      `json:"-"`
	Code    int      `json:"code"`
	Message string   `json:"message"`
	Errors  []string `json:"errors,omitempty"`
}

var (
	errUnauthorized       = &apiError{Status: 401, Message: "401: Unauthorized"}
	errMissingAccess      = &apiError{Status: 403, Code: 50001, Message: "Missing Access"}
	errMissingPermissions = &apiError{Status: 403, Code: 50013, Message: "Missing Permissions"}
	errUnknownChannel     = &apiError{Status: 404, Code: 10003, Message: "Unknown Channel"}
	errChannelType        = &apiError{Status: 400, Code: 50024, Message: "Cannot execute action on this channel type"}
	errUnknownMessage     = &apiError{Status: 404, Code: 10008, Message: "Unknown Message"}
	errUnknownWebhook     = &apiError{Status: 404, Code: 10015, Message: "Unknown Webhook"}
	errUnknownInteraction = &apiError{Status: 404, Code: 10062, Message: "Unknown interaction"}
	errAcknowledged       = &apiError{Status: 400, Code: 40060, Message: "Interaction has already been acknowledged."}
	errCannotMessage      = &apiError{Status: 403, Code: 50007, Message: "Cannot send messages to this user"}
	errTokenExpired       = &apiError{Status: 401, Code: 50027, Message: "Invalid Webhook Token"}
)

func errInvalidForm(problems ...string) *apiError {
	return &apiError{400, 50035, "Invalid Form Body", problems}
}

// request is a REST call that is being answered.
type request struct {
	*http.Request
	body     []byte
	files    map[string][]byte // by name, if the body is a form with files
	arrived  time.Time
	problems []string // of body, by its schema
}

// A handler answers a call with a JSON value, nil for none, or an error. It is called
// with s.mu held.
type handler func(r *request) (any, *apiError)

func (s *Server) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/gateway/", s.serveGateway)
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		s.change(func() { s.problem("no such endpoint: %s %s", r.Method, r.URL.Path) })
		http.NotFound(w, r)
	})
	constant := func(v any) handler { return func(*request) (any, *apiError) { return v, nil } }
	application := func(*request) (any, *apiError) {
		return object{
			"id": AppID, "name": "test bot", "icon": nil, "description": "", "bot": bot.object(), "flags": s.applicationFlags(),
			"verify_key": PublicKey, "interactions_endpoint_url": nil,
		}, nil
	}
	const globalCommands, guildCommands = "/applications/{app}/commands", "/applications/{app}/guilds/{guild}/commands"
	const response, message = "/webhooks/{app}/{token}/messages/{message}", "/channels/{channel}/messages/{message}"
	const reaction = message + "/reactions/{emoji}/@me"
	for _, route := range []struct {
		method, path string
		token        bool   // is required
		schema       string // of the body
		handler      handler
	}{
		{"GET", "/gateway", false, "", constant(object{"url": s.gatewayURL()})},
		{"GET", "/gateway/bot", true, "", s.gatewayBot},
		{"GET", "/users/@me", true, "", constant(bot.object())},
		{"GET", "/users/@me/guilds", true, "", listGuilds},
		{"GET", "/guilds/{guild}", true, "", guild},
		{"GET", "/guilds/{guild}/members/" + AppID, true, "", constant(botMember())},
		{"GET", "/applications/@me", true, "", application},
		{"GET", "/oauth2/applications/@me", true, "", application},
		{"GET", globalCommands, true, "", s.listCommands},
		{"PUT", globalCommands, true, schema.Commands, s.setCommands},
		{"GET", guildCommands, true, "", s.listCommands},
		{"PUT", guildCommands, true, schema.Commands, s.setCommands},
		{"POST", "/interactions/{id}/{token}/callback", false, schema.Callback, s.callback},
		{"GET", response, false, "", s.response},
		{"PATCH", response, false, schema.Edit, s.response},
		{"DELETE", response, false, "", s.response},
		{"POST", "/users/@me/channels", true, schema.Channel, s.openDirect},
		{"POST", "/channels/{channel}/messages", true, schema.Post, s.inChannel(s.createMessage)},
		{"GET", "/channels/{channel}/messages", true, "", s.inChannel(s.firstMessage)},
		{"GET", message, true, "", s.onMessage(s.channelMessage)},
		{"PATCH", message, true, schema.Patch, s.onMessage(s.channelMessage)},
		{"DELETE", message, true, "", s.onMessage(s.channelMessage)},
		{"POST", message + "/threads", true, schema.Thread, s.onMessage(s.startThread)},
		{"GET", "/channels/{channel}", true, "", s.inChannel(s.getChannel)},
		{"PUT", "/channels/{channel}/thread-members/{user}", true, "", s.addToThread},
		{"PUT", reaction, true, "", s.onMessage(s.reaction)},
		{"DELETE", reaction, true, "", s.onMessage(s.reaction)},
	} {
		mux.HandleFunc(route.method+" /api/v9"+route.path, func(w http.ResponseWriter, hr *http.Request) {
			body, files, err := readBody(hr)
			if err != nil {
				return
			}
			s.mu.Lock()
			r, h := &request{Request: hr, body: body, files: files, arrived: time.Now()}, route.handler
			fault := s.fault(r.Method, r.URL.Path)
			if route.token && r.Header.Get("Authorization") != "Bot "+s.token {
				h = func(*request) (any, *apiError) { return nil, errUnauthorized }
			}
			allowed := s.limit(w, r)
			s.mu.Unlock()
			if !allowed {
				return
			}
			if route.schema != "" {
				r.problems = checkBody(route.schema, body)
			}
			if files != nil && route.schema != schema.Edit {
				r.problems = append(r.problems, "files, which the server knows only in edits of responses")
			}
			if fault.Deliver {
				s.answer(httptest.NewRecorder(), r, h)
			}
			if fault.strike(w, hr) {
				s.change(func() { s.calls = append(s.calls, Call{r.Method, r.URL.Path, body, fault.Status}) })
				return
			}
			r.arrived = r.arrived.Add(fault.Delay)
			s.answer(w, r, h)
		})
	}
	return mux
}

// readBody returns the body of a call. If that is a form with files, it is the part
// payload_json and the files.
// https://discord.com/developers/docs/reference#uploading-files
func readBody(r *http.Request) (body []byte, files map[string][]byte, err error) {
	form, err := r.MultipartReader()
	if err != nil { // it is no form
		body, err = io.ReadAll(r.Body)
		return body, nil, err
	}
	files = map[string][]byte{}
	for {
		part, err := form.NextPart()
		if err == io.EOF {
			return body, files, nil
		}
		if err != nil {
			return nil, nil, err
		}
		content, err := io.ReadAll(part)
		if err != nil {
			return nil, nil, err
		}
		if part.FormName() == "payload_json" {
			body = content
		} else if part.FormName() == fmt.Sprintf("files[%d]", len(files)) {
			files[part.FileName()] = content
		}
	}
}

func (s *Server) answer(w http.ResponseWriter, r *request, h handler) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if media := r.Header.Get("Content-Type"); !strings.HasPrefix(r.UserAgent(), "DiscordBot (") || len(r.body) > 0 && media != "application/json" && r.files == nil {
		s.problem("%s %s: User-Agent %q, Content-Type %q; want DiscordBot (…, application/json", r.Method, r.URL.Path, r.UserAgent(), media)
	}
	result, failure := h(r)
	status := http.StatusOK
	switch {
	case failure != nil:
		status, result = failure.Status, failure
	case result == nil:
		status = http.StatusNoContent
	}
	s.calls = append(s.calls, Call{r.Method, r.URL.Path, r.body, status})
	s.wake()
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	if result != nil {
		json.NewEncoder(w).Encode(result)
	}
}

// refuse reports the problems of a call's body and returns Discord's error for them,
// or nil if there are none.
func (s *Server) refuse(r *request, problems []string) *apiError {
	if len(problems) == 0 {
		return nil
	}
	s.problem("%s %s: %s\nbody: %.2000s", r.Method, r.URL.Path, strings.Join(problems, "; "), r.body)
	return errInvalidForm(problems...)
}

// Permissions are the bot's permissions on every server: View Channels, Send Messages,
// Add Reactions, Read Message History, Create Public Threads and Send Messages in Threads.
const Permissions = 1<<6 | 1<<10 | 1<<11 | 1<<16 | 1<<35 | 1<<38

func listGuilds(r *request) (any, *apiError) {
	list := []any{}
	for _, id := range []string{HomeGuild, Elsewhere} {
		if id > r.URL.Query().Get("after") { // all IDs have the same length
			list = append(list, object{
				"id": id, "name": "server " + id, "icon": nil, "owner": false, "features": []any{},
				"permissions": strconv.Itoa(Permissions),
			})
		}
	}
	return list, nil
}

// guild returns a server, whose only role, of everyone, has Permissions.
func guild(r *request) (any, *apiError) {
	id := r.PathValue("guild")
	if !botIsOn(id) {
		return nil, errMissingAccess
	}
	everyone := object{"id": id, "name": "@everyone", "permissions": strconv.Itoa(Permissions)}
	return object{"id": id, "name": "server " + id, "owner_id": Owner, "roles": []any{everyone}}, nil
}

// botMember returns the bot as a member of a server.
func botMember() object {
	o := bot.member()
	o["user"] = bot.object()
	return o
}

// progressMark begins what the bot shows of a reply's progress. Reply waits for what follows.
const progressMark = "⏳"

// callback handles the first response to an interaction.
func (s *Server) callback(r *request) (any, *apiError) {
	i := s.interactions[r.PathValue("id")]
	switch {
	case i == nil || i.Token != r.PathValue("token"):
		return nil, errUnknownInteraction
	case i.response != 0:
		i.refused++
		return nil, errAcknowledged
	case time.Since(i.created) > firstResponse:
		return nil, errUnknownInteraction
	}
	response, problems := decodeCallback(i.kind, r.body, r.problems)
	if i.message == nil && (response.Type == updateMessage || response.Type == deferUpdate) { // to a form that a command opened
		problems = append(problems, "an update without a message")
	}
	if err := s.refuse(r, problems); err != nil {
		return nil, err
	}
	if err := i.respond(response, r.arrived); err != nil {
		return nil, err
	}
	if r.URL.Query().Get("with_response") != "true" {
		return nil, nil
	}
	result := i.callbackResponse()
	s.selfCheck(schema.CallbackResponse, result)
	return result, nil
}

// response gets, edits or deletes the response to an interaction. After a deferred
// update that is the message with the component.
func (s *Server) response(r *request) (any, *apiError) {
	var i *Interaction
	for _, other := range s.interactions {
		if other.Token == r.PathValue("token") {
			i = other
		}
	}
	if i == nil && s.forgot {
		return nil, errUnknownMessage // as if it had been deleted
	}
	if i == nil || i.original == nil {
		return nil, errUnknownWebhook
	}
	m, id := i.original, r.PathValue("message")
	switch {
	case time.Since(i.created) > tokenLife:
		return nil, errTokenExpired
	case m.Deleted || id != "@original" && id != m.ID:
		return nil, errUnknownMessage
	case r.Method == http.MethodDelete:
		s.delete(m)
		return nil, nil
	case r.Method == http.MethodPatch:
		parts, problems := decodeMessage(r.body, r.problems, messageFlags)
		problems = checkFiles(r.body, r.files, problems)
		if err := s.refuse(r, problems); err != nil {
			return nil, err
		}
		announced := m.loading()
		m.update(parts)
		m.Files = r.files
		if announced { // it becomes visible now
			m.ping()
			m.Updated = false
		}
		i.shown = !strings.HasPrefix(m.Text(), progressMark)
	}
	return m.object(), nil
}

// inChannel returns a handler for calls about a channel that the bot has access to.
func (s *Server) inChannel(h func(channel, *request) (any, *apiError)) handler {
	return func(r *request) (any, *apiError) {
		c, ok := s.channels[r.PathValue("channel")]
		switch {
		case !ok:
			return nil, errUnknownChannel
		case !c.hasBot():
			return nil, errMissingAccess
		}
		return h(c, r)
	}
}

// onMessage returns a handler for calls about a message in such a channel.
func (s *Server) onMessage(h func(*Message, *request) (any, *apiError)) handler {
	return s.inChannel(func(c channel, r *request) (any, *apiError) {
		m := s.messages[r.PathValue("message")]
		if m == nil || m.channel != c || m.Deleted || m.Ephemeral() {
			return nil, errUnknownMessage
		}
		return h(m, r)
	})
}

// nonceLife is how long a nonce is remembered; Discord says "a few minutes".
const nonceLife = 5 * time.Minute

// openDirect opens the direct messages with a user, which succeeds even if they accept
// none.
func (s *Server) openDirect(r *request) (any, *apiError) {
	body := decode[struct {
		ID string `json:"recipient_id"`
	}](r.body)
	if body.ID == "" {
		r.problems = append(r.problems, "recipient_id is missing")
	}
	if err := s.refuse(r, r.problems); err != nil {
		return nil, err
	}
	u := User{ID: body.ID}
	s.channels[u.ChannelID()] = u.channel()
	return object{"id": u.ChannelID(), "type": directMessage, "recipients": []any{u.object()}}, nil
}

func (s *Server) createMessage(c channel, r *request) (any, *apiError) {
	parts, problems := decodeMessage(r.body, r.problems, messageFlags)
	if err := s.refuse(r, problems); err != nil {
		return nil, err
	}
	if string(parts["enforce_nonce"]) == "true" {
		for _, m := range s.messages {
			if m.Author.ID == AppID && string(m.nonce) == string(parts["nonce"]) && time.Since(m.created) <= nonceLife {
				return m.object(), nil
			}
		}
	}
	if s.unwelcome[c.id] {
		return nil, errCannotMessage
	}
	m := Message{channel: c, kind: defaultMessage}
	reference := decode[struct {
		MessageID       string `json:"message_id"`
		FailIfNotExists *bool  `json:"fail_if_not_exists"`
	}](parts["message_reference"])
	to := s.messages[reference.MessageID]
	switch {
	case to != nil && to.channel == c && !to.Deleted && !to.Ephemeral():
		m.kind, m.ReplyTo, m.repliesTo = replyMessage, to.ID, to
	case reference.MessageID != "" && (reference.FailIfNotExists == nil || *reference.FailIfNotExists):
		return nil, errInvalidForm("message_reference: Unknown message")
	}
	return s.create(m, parts).object(), nil
}

// channelMessage gets a message, or edits or deletes it if the bot wrote it.
func (s *Server) channelMessage(m *Message, r *request) (any, *apiError) {
	switch {
	case r.Method == http.MethodGet:
		return m.shown(), nil
	case m.Author.ID != AppID:
		return nil, errMissingPermissions
	case r.Method == http.MethodPatch:
		parts, problems := decodeMessage(r.body, r.problems, messageFlags)
		if err := s.refuse(r, problems); err != nil {
			return nil, err
		}
		m.update(parts)
		return m.object(), nil
	}
	s.delete(m)
	return nil, nil
}
