package discordtest

import (
	"encoding/json"
	"net/http"
	"slices"
)

// callback takes a first response.
func (s *Server) callback(r *http.Request, body []byte) (any, *apiError) {
	i := s.interactions[r.PathValue("id")]
	if i == nil || i.Token != r.PathValue("token") {
		return nil, errUnknown
	}
	if i.response != 0 {
		i.refused++
		return nil, errAcknowledged
	}
	if s.now().Sub(i.created) > firstResponse {
		return nil, errUnknown
	}
	response, problems := s.readResponse(i, body)
	if err := s.refuse(r, body, problems); err != nil {
		return nil, err
	}
	if response.Type == updateMessage && i.message.Deleted {
		return nil, errUnknownMessage
	}
	i.respond(response.Type, response.Data)
	if r.URL.Query().Get("with_response") != "true" {
		return nil, nil
	}
	outcome := i.outcome()
	for _, p := range s.schemas().checkOutcome(outcome) {
		s.problem("the double's own answer is wrong: %s", p)
	}
	return outcome, nil
}

// response is a first response.
type response struct {
	Type int
	Data map[string]json.RawMessage
}

// readResponse reads a first response to i, with the problems it has.
func (s *Server) readResponse(i *Interaction, body []byte) (response, []string) {
	r, problems := decode[response](body)
	problems = append(problems, checkCallback(i.kind, body, i.message)...)
	return r, append(problems, s.schemas().checkCallback(body)...)
}

// respond takes the effect of a first response.
func (i *Interaction) respond(kind int, data map[string]json.RawMessage) {
	i.response, i.answered = kind, i.s.arrived
	switch kind {
	case sendMessage:
		i.original, i.shown = i.answer(data), true
	case updateMessage:
		i.message.become(data)
		i.original, i.shown = i.message, true
	case deferMessage:
		i.original = i.answer(data)
		i.original.Flags |= flagLoading
	case deferUpdate:
		i.original = i.message
	case sendChoices:
		i.choices = data["choices"]
	}
}

// outcome is what a first response tells when it is asked to.
// https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-callback-interaction-callback-response-object
func (i *Interaction) outcome() any {
	about := map[string]any{"id": i.ID, "type": i.kind}
	all := map[string]any{"interaction": about}
	if i.original == nil {
		return all
	}
	about["response_message_id"] = i.original.ID
	about["response_message_loading"] = i.original.loading()
	about["response_message_ephemeral"] = i.original.Ephemeral()
	if i.shown {
		all["resource"] = map[string]any{"type": i.response, "message": i.original.object()}
	}
	return all
}

// answer makes the message that parts describe, in answer to i.
func (i *Interaction) answer(parts map[string]json.RawMessage) *Message {
	m := Message{place: i.place, kind: slashMessage, Interaction: i}
	switch {
	case i.message != nil:
		m.kind, m.ReplyTo, m.answered = replyMessage, i.message.ID, i.message
	case i.target != nil:
		m.kind = contextMessage
	}
	return i.s.say(m, parts)
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

// said finds the message that a webhook path names, and its interaction.
func (s *Server) said(r *http.Request) (*Interaction, *Message, *apiError) {
	i, failure := s.byToken(r)
	if failure != nil {
		return nil, nil, failure
	}
	m := i.original
	if id := r.PathValue("message"); id != "@original" {
		m = nil
		if n := slices.IndexFunc(i.followed, func(f *Message) bool { return f.ID == id }); n >= 0 {
			m = i.followed[n]
		}
	}
	if m == nil || m.Deleted {
		return nil, nil, errUnknownMessage
	}
	return i, m, nil
}

func (s *Server) getResponse(r *http.Request, _ []byte) (any, *apiError) {
	_, m, failure := s.said(r)
	if failure != nil {
		return nil, failure
	}
	return m.object(), nil
}

// editResponse takes an edit of what was said to an interaction. The first edit
// of a deferred response makes it visible, to those whom the deferral named.
func (s *Server) editResponse(r *http.Request, body []byte) (any, *apiError) {
	i, m, failure := s.said(r)
	if failure != nil {
		return nil, failure
	}
	parts, problems := decode[map[string]json.RawMessage](body)
	problems = append(problems, checkMessage(body, onEdit(m))...)
	problems = append(problems, s.schemas().checkEdit(body)...)
	if err := s.refuse(r, body, problems); err != nil {
		return nil, err
	}
	i.edit(m, parts)
	return m.object(), nil
}

func (i *Interaction) edit(m *Message, parts map[string]json.RawMessage) {
	announced := m.loading()
	m.become(parts)
	if announced {
		m.ping()
		m.Updated = false
	}
	i.shown = i.shown || m == i.original
}

// deleteResponse deletes what was said to an interaction, or the message whose
// component was used if nothing else was.
func (s *Server) deleteResponse(r *http.Request, _ []byte) (any, *apiError) {
	_, m, failure := s.said(r)
	if failure != nil {
		return nil, failure
	}
	m.Deleted = true
	return nil, nil
}

// maxFollowUps is how many follow-ups an interaction takes from an app that its
// user alone has installed.
// https://discord.com/developers/docs/interactions/receiving-and-responding#followup-messages
const maxFollowUps = 5

// followUp takes another message to an interaction; right after a deferral it
// is the message deferred.
func (s *Server) followUp(r *http.Request, body []byte) (any, *apiError) {
	i, failure := s.byToken(r)
	if failure != nil {
		return nil, failure
	}
	parts, problems := decode[map[string]json.RawMessage](body)
	problems = append(problems, checkMessage(body, onResponse)...)
	if err := s.refuse(r, body, problems); err != nil {
		return nil, err
	}
	if i.original != nil && i.original.loading() {
		i.edit(i.original, parts)
		return i.original.object(), nil
	}
	if _, installed := i.owners()["0"]; !installed && len(i.followed) == maxFollowUps {
		s.problem("more than %d follow-ups to an app that the user alone has installed", maxFollowUps)
		return nil, errTooManyFollowUps
	}
	m := i.answer(parts)
	i.followed = append(i.followed, m)
	return m.object(), nil
}
