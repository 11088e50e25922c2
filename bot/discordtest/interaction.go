package discordtest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

// The types of interaction.
const (
	ping         = 1
	command      = 2
	component    = 3
	autocomplete = 4
	modalSubmit  = 5
)

func known(kind int) bool { return kind >= command && kind <= autocomplete }

// The types of first response.
const (
	pong           = 1
	sendMessage    = 4
	deferMessage   = 5
	deferUpdate    = 6
	updateMessage  = 7
	sendChoices    = 8
	sendModal      = 9
	launchActivity = 12
)

// allowed lists which first responses an interaction of each type takes.
// https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-response-object-interaction-callback-type
var allowed = map[int][]int{
	ping:         {pong},
	command:      {sendMessage, deferMessage, sendModal, launchActivity},
	component:    {sendMessage, deferMessage, deferUpdate, updateMessage, sendModal, launchActivity},
	autocomplete: {sendChoices},
	modalSubmit:  {sendMessage, deferMessage, deferUpdate, updateMessage, launchActivity},
}

// How long an interaction lives.
const (
	firstResponse = 3 * time.Second
	tokenLife     = 15 * time.Minute
)

// Interaction is one use of the bot, with all the bot said to it.
type Interaction struct {
	ID      string
	Token   string // the secret in its callback and webhook addresses
	s       *Server
	kind    int
	user    User
	message *Message // the one whose component was used
	created time.Time

	// Under Server.mu:
	response int             // type of the first response; 0 before it
	choices  json.RawMessage // of an autocomplete response
	original *Message        // the response, once there is something to see
	flags    int             // of a deferred response
	followed []*Message
}

// Choice is a proposal for an option.
type Choice struct{ Name, Value string }

// Reply waits for what the user gets to see, and returns it.
func (i *Interaction) Reply() *Message {
	i.s.t.Helper()
	i.s.waitFor("a reply to interaction "+i.ID, func() bool { return i.original != nil })
	i.s.mu.Lock()
	defer i.s.mu.Unlock()
	return i.original.snapshot()
}

// Choices waits for the proposals to an Autocomplete, and returns them.
func (i *Interaction) Choices() []Choice {
	i.s.t.Helper()
	i.WaitResponse()
	i.s.mu.Lock()
	defer i.s.mu.Unlock()
	var list []Choice
	if err := json.Unmarshal(i.choices, &list); err != nil {
		i.s.problem("choices %s: %v", i.choices, err)
	}
	return list
}

// WaitResponse waits for the first response and returns its type.
func (i *Interaction) WaitResponse() int {
	i.s.t.Helper()
	i.s.waitFor("a response to interaction "+i.ID, func() bool { return i.response != 0 })
	return i.Response()
}

// Response returns the type of the first response so far, 0 for none.
func (i *Interaction) Response() int {
	i.s.mu.Lock()
	defer i.s.mu.Unlock()
	return i.response
}

// callback takes a first response.
func (s *Server) callback(r *http.Request, body []byte) (any, *apiError) {
	i := s.interactions[r.PathValue("id")]
	if i == nil || i.Token != r.PathValue("token") {
		return nil, errUnknown
	}
	if i.response != 0 {
		return nil, errAcknowledged
	}
	if s.now().Sub(i.created) > firstResponse {
		return nil, errUnknown
	}
	response, problems := decode[struct {
		Type int
		Data map[string]json.RawMessage
	}](body)
	problems = append(problems, checkCallback(i.kind, body)...)
	problems = append(problems, s.spec.checkCallback(body)...)
	if err := s.refuse(r, body, problems); err != nil {
		return nil, err
	}
	i.response = response.Type
	switch response.Type {
	case sendMessage:
		i.original = s.newMessage(i, response.Data)
	case updateMessage:
		i.message.become(response.Data)
		i.original = i.message
	case deferMessage:
		json.Unmarshal(response.Data["flags"], &i.flags)
	case sendChoices:
		i.choices = response.Data["choices"]
	}
	return nil, nil
}

// byToken finds the interaction a webhook path belongs to.
func (s *Server) byToken(r *http.Request) (*Interaction, *apiError) {
	for _, i := range s.interactions {
		if i.Token != r.PathValue("token") || r.PathValue("app") != AppID {
			continue
		}
		if s.now().Sub(i.created) > tokenLife {
			return nil, errTokenExpired
		}
		if i.response == 0 || i.response == sendChoices {
			break
		}
		return i, nil
	}
	return nil, errUnknownWebhook
}

func (s *Server) getMessage(r *http.Request, _ []byte) (any, *apiError) {
	i, err := s.byToken(r)
	if err != nil {
		return nil, err
	}
	if i.original == nil {
		return nil, errUnknownWebhook
	}
	return i.original.object(), nil
}

// editMessage takes an edit of the first response. The first edit of a deferred
// one makes it visible, to those whom the deferral named.
func (s *Server) editMessage(r *http.Request, body []byte) (any, *apiError) {
	i, failure := s.byToken(r)
	if failure != nil {
		return nil, failure
	}
	if id := r.PathValue("message"); id != "@original" {
		return nil, &apiError{Status: 404, Code: 10008, Message: fmt.Sprintf("Unknown Message %s", id)}
	}
	parts, problems := decode[map[string]json.RawMessage](body)
	problems = append(problems, checkMessage(body, i.original == nil)...)
	problems = append(problems, s.spec.checkEdit(body)...)
	if err := s.refuse(r, body, problems); err != nil {
		return nil, err
	}
	s.reveal(i, parts)
	return i.original.object(), nil
}

func (s *Server) reveal(i *Interaction, parts map[string]json.RawMessage) {
	if i.original == nil {
		i.original = s.newMessage(i, parts)
		i.original.Flags = i.flags
		return
	}
	i.original.become(parts)
}

// followUp takes another message to an interaction; right after a deferral it
// is the message deferred.
func (s *Server) followUp(r *http.Request, body []byte) (any, *apiError) {
	i, failure := s.byToken(r)
	if failure != nil {
		return nil, failure
	}
	parts, problems := decode[map[string]json.RawMessage](body)
	problems = append(problems, checkMessage(body, true)...)
	if err := s.refuse(r, body, problems); err != nil {
		return nil, err
	}
	if i.response == deferMessage && i.original == nil {
		s.reveal(i, parts)
		return i.original.object(), nil
	}
	m := s.newMessage(i, parts)
	i.followed = append(i.followed, m)
	return m.object(), nil
}
