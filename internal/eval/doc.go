// Package eval measures how good the answers of an index.Engine are: on
// labelled questions about one corpus (ReadQuestions, MeasureQuality), and on
// public test collections in the BEIR layout (ReadCollection,
// Collection.Measure). From the same questions Fit fits the models that the
// verdict is drawn from.
//
// The same corpus and questions give the same numbers, latencies apart,
// whatever the number of cores.
//
// The questions of testdata/dev.jsonl are for measuring alone. Those of
// testdata/fit were written for this project from the story, without sight of
// its phrasings; what came close to one all the same was left out. They fit the
// verdict, so its numbers on them are better than on questions it has not seen.
package eval
