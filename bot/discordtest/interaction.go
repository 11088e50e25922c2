package discordtest

import (
	"encoding/json"
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
	place   place
	message *Message // the one whose component was used
	target  *Message // the one whose menu's command was used
	created time.Time
	told    map[string]any // to the bot

	// Under Server.mu:
	response int             // type of the first response; 0 before it
	failure  error           // why there is none to what was posted
	choices  json.RawMessage // of an autocomplete response
	original *Message        // what webhook addresses call @original
	shown    bool            // original shows what the bot said to this interaction
	followed []*Message

	sent     time.Time // to the bot, for the last time before a response
	answered time.Time // when the first response arrived
	refused  int       // further responses
}

// Choice is a proposal for an option.
type Choice struct{ Name, Value string }

// Reply waits for what the user gets to see, and returns it.
func (i *Interaction) Reply() *Message {
	i.s.t.Helper()
	i.s.waitFor("a reply to interaction "+i.ID, func() bool { return i.shown })
	i.s.mu.Lock()
	defer i.s.mu.Unlock()
	return i.original.snapshot()
}

// FollowUps waits for n messages after the reply, and returns them.
func (i *Interaction) FollowUps(n int) []*Message {
	i.s.t.Helper()
	i.s.waitFor("follow-ups to interaction "+i.ID, func() bool { return len(i.followed) >= n })
	i.s.mu.Lock()
	defer i.s.mu.Unlock()
	var list []*Message
	for _, m := range i.followed {
		list = append(list, m.snapshot())
	}
	return list
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
