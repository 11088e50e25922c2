package discordtest

import (
	"net"
	"net/http"
)

// Delete has a moderator delete messages of a channel, all at once.
func (s *Server) Delete(messages ...*Message) {
	s.change(func() {
		p := s.messages[messages[0].ID].place
		name, event := "MESSAGE_DELETE", map[string]any{"channel_id": p.channel, "id": messages[0].ID}
		var ids []string
		for _, m := range messages {
			s.messages[m.ID].Deleted = true
			ids = append(ids, m.ID)
		}
		if len(ids) > 1 {
			name, event = "MESSAGE_DELETE_BULK", map[string]any{"channel_id": p.channel, "ids": ids}
		}
		intent := intentGuildMessages
		if p.kind == directMessage {
			intent = intentDirectMessages
		} else {
			event["guild_id"] = p.guild
		}
		session := s.gateway.byShard[s.gateway.shardOf(event)]
		if p.botIsThere() && session != nil && session.intents&intent != 0 {
			s.tell(session, name, event, nil)
		}
	})
}

// BotListener returns a listener for the HTTP endpoint of a bot in memory. A Server
// made by NewInMemory reaches it at any address.
func (s *Server) BotListener() net.Listener {
	n := NewNetwork()
	s.client.CloseIdleConnections()
	s.client = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 16, DialContext: n.DialContext}}
	return n
}
