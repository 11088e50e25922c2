package corpus

import (
	"slices"
	"sync"

	"go.yaml.in/yaml/v4"
)

// The built-in files: the general English of questions about any story.
const (
	englishVocabulary = "english.vocabulary.yaml"
	englishUnanswered = "english.unanswered.yaml"
)

// General returns the beginning of every corpus: the vocabulary of general English, and
// small talk that no story answers.
func General() Corpus {
	general, _ := readGeneral()
	return general
}

// readGeneral also returns the problems of the built-in files; a test checks that there
// are none. The files are read once. Appending to the lists copies them.
var readGeneral = sync.OnceValues(func() (Corpus, Problems) {
	l := &loader{fsys: embedded}
	var general Corpus
	for _, group := range l.readVocabulary(englishVocabulary, defaultLanguage) {
		group.File = ""
		general.Vocabulary = append(general.Vocabulary, group)
	}
	if s := l.read(englishUnanswered); s != nil {
		if root := s.yamlRoot(yaml.SequenceNode, "a list", `write each question on a line "- …"`); root != nil {
			for _, n := range root.Content {
				if text, ok := s.phrase(n, "question", maxPhrasing); ok {
					general.Unanswered = append(general.Unanswered, Unanswered{text, defaultLanguage})
				}
			}
		}
	}
	general.SmallTalk = len(general.Unanswered)
	general.Vocabulary, general.Unanswered = slices.Clip(general.Vocabulary), slices.Clip(general.Unanswered)
	return general, append(sortedProblems(l.log.refusals), l.log.Warnings()...)
})
