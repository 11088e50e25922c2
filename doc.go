// Alliancebot answers questions about a published story, on Discord and in a
// terminal, in the story's own words and with a link to the place.
//
// A tour of the program, from the bottom up:
//
//   - corpus reads what can be answered: a folder of Markdown stories and FAQs,
//     with phrasings and vocabularies, becomes a Corpus of Units, or a list of
//     all that is wrong with the files. It carries the default story and the
//     general English of questions.
//   - index finds the unit that answers a question: an Engine reads the question,
//     recalls candidates from a bleve index and from phrasings, ranks them by
//     the evidence for each, decides how far the best can be trusted and picks
//     the sentence to highlight. It can explain each step.
//   - wording is what the bot says in its own words, in the languages it speaks.
//   - commands is what members can ask of the bot, as plain Go: a Router turns
//     a Request, the use of a command, a button or a menu, into a Reply.
//   - bot is Discord: it registers the Router's commands, turns interactions and
//     mentions into Requests and renders Replies within Discord's limits. It is
//     told of them through Discord's gateway or at an HTTP endpoint. Its package
//     discordtest is a fake Discord for tests.
//   - monitor shows an operator how the bot is doing: metrics, health and traces.
//   - eval measures how good an Engine's answers are, and fits the models that
//     its verdict is drawn from.
//   - This package is the command line. It reads the settings, puts the others
//     together, and renders Replies for a terminal: ask answers once, chat keeps
//     on, run connects to Discord, serve waits for it and doctor looks whether
//     they could; eval and fit are for those who better the answers.
//
// A question takes this way: files → corpus.Load → index.New → Engine.Ask →
// Router.Run → a Reply, which the terminal and Discord each show in their way.
// Imports point the same way; imports_test.go holds them to it.
package main
