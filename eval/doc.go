// Package eval measures how good the answers of an index.Engine are: on
// labelled questions about one corpus (ReadQuestions, MeasureQuality), and on
// public test collections in the BEIR layout (ReadCollection,
// Collection.Measure).
//
// The same corpus and questions give the same numbers, latencies apart,
// whatever the number of cores.
package eval
