package discordtest

import (
	"net/http"
	"strconv"
)

// Permissions are the bot's on every server it is on: View Channels, Send
// Messages, Read Message History and Send Messages in Threads.
const Permissions = 1<<10 | 1<<11 | 1<<16 | 1<<38

// doctorRoutes registers what only somebody who looks for faults asks for.
func (s *Server) doctorRoutes(authorized func(pattern string, e endpoint)) {
	authorized("GET /api/v9/applications/@me", func(*http.Request, []byte) (any, *apiError) {
		return map[string]any{
			"id": AppID, "name": "test bot", "icon": nil, "description": "", "bot": theBot.object(), "flags": 0,
			"verify_key": PublicKey, "interactions_endpoint_url": nil,
		}, nil
	})
	authorized("GET /api/v9/users/@me/guilds", s.listGuilds)
}

// listGuilds lists the servers the bot is on, in the order of their ids, after
// the one a client names.
func (s *Server) listGuilds(r *http.Request, _ []byte) (any, *apiError) {
	list := []map[string]any{}
	for _, id := range []string{HomeGuild, Elsewhere} {
		if id > r.URL.Query().Get("after") { // all ids are of one length
			list = append(list, map[string]any{
				"id": id, "name": "server " + id, "icon": nil, "owner": false, "features": []any{},
				"permissions": strconv.Itoa(Permissions),
			})
		}
	}
	return list, nil
}
