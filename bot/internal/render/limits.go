package render

import "alliancebot/commands"

// Discord's limits for messages of components, in characters unless noted. Those that a
// Reply already respects are defined in commands.
// https://discord.com/developers/docs/components/reference
const (
	maxComponents  = 40   // in a message, nested ones included
	maxText        = 4000 // in all text displays of a message together
	maxButtons     = 5    // in a row
	maxButtonLabel = 80
	maxButtonURL   = commands.MaxURL
	maxCustomID    = 100
	maxPlaceholder = 150  // of a menu
	maxDescription = 1024 // of a picture
	maxOptions     = commands.MaxChoices
	maxOptionText  = commands.MaxChoice // label, description and value of an option or a choice
)

// Our own limits, so that everything fits. If all texts of a message have their maximum
// length, a quote's share of maxText is 571, and these leave about 80 of it for the
// quoted words.
const (
	maxQuotes   = commands.MaxQuotes // five components each leave 13 for buttons and menus
	maxTitle    = 150                // of a quote
	maxName     = 80                 // of a story, a publisher or a language
	maxLinkText = 100                // so that a link is kept whole
)
