// Package eval measures how good the answers of an index.Engine are: on labeled
// questions about one corpus (ReadQuestions, MeasureQuality), and on public test
// collections in the BEIR layout (ReadCollection, Collection.Measure). Fit fits the
// models of ranking, verdict, domain and follow-ups to such questions.
//
// The same corpus and questions give the same numbers on any number of cores, except
// for latencies.
//
// The questions of testdata/dev.jsonl are for measuring only. Those of testdata/fit
// were written for this project from the story, without its phrasings in view; f.jsonl
// and h.jsonl are of padded, misspelled and chatty messages, g.jsonl of far paraphrases, j.jsonl
// to m.jsonl of all kinds, and all of them of near misses. The few that resembled a phrasing were
// removed. Those of testdata/followups.jsonl and of the stories' followups.jsonl are replies to
// answers, by six writers; Fit makes more of questions that stand on their own. The models are
// fitted to all of them, so the numbers on them are better than on unseen questions. Those of
// testdata/community.jsonl are what members ask in a replay of how the bot learns (TestReplay).
package eval
