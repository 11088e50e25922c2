// Alliancebot answers questions about published pages, on Discord and in a terminal, in
// the publisher's own words and with a link to them.
//
// From the bottom up:
//
//   - [alliancebot/corpus] reads a folder of pages into a Corpus: stories, their
//     sections, and units, the smallest things that can be an answer. It holds the
//     built-in story and the general English of questions.
//   - [alliancebot/index] finds the unit that answers. A Snapshot of an Engine parses
//     the question, retrieves candidates from a bleve index and by their phrasings,
//     ranks them by the evidence for each, decides how far to trust the first (the
//     verdict), and picks the sentence to highlight. [alliancebot/index/internal/vocab]
//     splits and stems words by their language.
//   - [alliancebot/commands] is what members can ask for, as plain Go: a Router turns a
//     Request (a command, a button, a menu) into a Reply. [alliancebot/internal/wording]
//     has the bot's own words in each language.
//   - [alliancebot/bot] connects a Router to Discord. Interactions and messages arrive
//     from [alliancebot/bot/internal/gateway] or [alliancebot/bot/internal/endpoint];
//     [alliancebot/bot/internal/inbound] reads what members write, and
//     [alliancebot/bot/internal/render] turns a Reply into a message within Discord's
//     limits. [alliancebot/bot/discordtest] is a Discord for tests.
//   - [alliancebot/journal] is what the bot remembers, in SQLite or PostgreSQL: questions
//     without an answer, votes, what admins taught, and the corpora that were live.
//   - [alliancebot/internal/library] keeps an Engine answering from the right corpus: it
//     previews, applies and returns to generations, teaches, watches the folder, and follows
//     other processes.
//   - [alliancebot/internal/cli] is the command line: it reads the settings
//     ([alliancebot/internal/config]), connects the packages, and shows replies in a
//     terminal ([alliancebot/internal/terminal]).
//   - [alliancebot/internal/lint] reports on a corpus, [alliancebot/internal/importer]
//     copies one from the web, [alliancebot/internal/monitor] serves metrics and health
//     checks, and [alliancebot/internal/eval] measures answers and fits the models.
//
// # One question, from the gateway to the reply
//
// The gateway connection receives an INTERACTION_CREATE event and hands it to
// dispatcher.handle in package bot, which decodes it into a commands.Request, gives
// Router.Run the time that Discord allows, renders the Reply and sends it. Router.Run
// acquires one index.Snapshot for the whole request and runs the command; Router.ask
// calls Snapshot.Ask:
//
//	understanding → segments → parseQuestion → retrieve → gatherEvidence → rank → judge → highlight
//
// Snapshot.understanding picks the indexes for the language of the question; segments
// finds the questions within a long message.
//
// Imports point one way, from cli down to corpus and prose; the tests of
// internal/layout check it.
package main
