package discordtest

// Intents, which say what a client wants to hear of.
// https://discord.com/developers/docs/events/gateway#gateway-intents
const (
	intentGuildMessages  = 1 << 9
	intentDirectMessages = 1 << 12

	// privilegedIntents are those of members, of presences and of what messages
	// hold. Discord has granted none of them to the bot.
	privilegedIntents = 1<<1 | 1<<8 | 1<<15
	neededIntents     = intentGuildMessages | intentDirectMessages
)

// listen notes what c wants to hear of, and tells whether it may.
func (s *Server) listen(c *conn, intents int) bool {
	if intents&^neededIntents != 0 {
		s.problem("IDENTIFY with intents %d; a bot that answers commands and messages to it needs at most %d", intents, neededIntents)
	}
	c.intents = intents
	return intents&privilegedIntents == 0
}
