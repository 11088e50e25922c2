// Package eval measures how good the answers of an index.Engine are: on labeled
// questions about one corpus (ReadQuestions, MeasureQuality), and on public test
// collections in the BEIR layout (ReadCollection, Collection.Measure). Fit fits the
// verdict's models to such questions.
//
// The same corpus and questions give the same numbers on any number of cores, except
// for latencies.
//
// The questions of testdata/dev.jsonl are for measuring only. Those of testdata/fit
// were written for this project from the story, without its phrasings in view, and the
// few that resembled one were removed. The verdict is fitted to them, so its numbers on
// them are better than on unseen questions.
package eval
