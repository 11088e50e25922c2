package index

// A wordID numbers the distinct words of a corpus, a stemID their stems and a
// gramID their character 4-grams, each from 0.
type (
	wordID int32
	stemID int32
	gramID int32
)

// unknown is the id of a stem that the corpus does not hold.
const unknown stemID = -1

// lexicon numbers all words of a corpus: of its units, phrasings and vocabulary.
type lexicon struct {
	words map[string]wordID
	stems map[string]stemID
	grams map[string]gramID

	// By wordID.
	texts   []string
	counts  []int // occurrences
	stemOf  []stemID
	gramsOf [][]gramID

	// By stemID.
	common []float64 // share of all words of general English
	stop   []bool
}

func newLexicon() *lexicon {
	return &lexicon{words: make(map[string]wordID), stems: make(map[string]stemID), grams: make(map[string]gramID)}
}

// read returns the words of text, numbering those that are new.
func (l *lexicon) read(text string) []wordID { return l.number(split(text)) }

// number returns the ids of words, new ones for those that are new.
func (l *lexicon) number(words []string) []wordID {
	ids := make([]wordID, len(words))
	for i, word := range words {
		ids[i] = l.add(word)
		l.counts[ids[i]]++
	}
	return ids
}

func (l *lexicon) add(word string) wordID {
	if id, ok := l.words[word]; ok {
		return id
	}
	id := wordID(len(l.texts))
	l.words[word] = id
	l.texts = append(l.texts, word)
	l.counts = append(l.counts, 0)
	stemmed := l.addStem(stem(word))
	l.stemOf = append(l.stemOf, stemmed)
	l.common[stemmed] += commonness(word)
	var grams []gramID
	for gram := range fourGrams(word) {
		grams = append(grams, l.addGram(gram))
	}
	l.gramsOf = append(l.gramsOf, grams)
	return id
}

func (l *lexicon) addStem(stem string) stemID {
	id, ok := l.stems[stem]
	if !ok {
		id = stemID(len(l.common))
		l.stems[stem] = id
		l.common = append(l.common, 0)
		l.stop = append(l.stop, stopStems[stem])
	}
	return id
}

func (l *lexicon) addGram(gram string) gramID {
	id, ok := l.grams[gram]
	if !ok {
		id = gramID(len(l.grams))
		l.grams[gram] = id
	}
	return id
}

// stemsOf returns the stem of each of words.
func (l *lexicon) stemsOf(words []wordID) []stemID {
	stems := make([]stemID, len(words))
	for i, word := range words {
		stems[i] = l.stemOf[word]
	}
	return stems
}

// fourGrams yields the character 4-grams inside word; a word of four letters
// or fewer is its own. Letters beyond maxWordRunes count for nothing.
func fourGrams(word string) func(yield func(string) bool) {
	const size = 4
	return func(yield func(string) bool) {
		var starts [maxWordRunes + 1]int
		letters := 0
		for i := range word {
			if letters == maxWordRunes {
				break
			}
			starts[letters] = i
			letters++
		}
		if letters <= size {
			yield(word)
			return
		}
		starts[letters] = len(word)
		for i := 0; i+size <= letters; i++ {
			if !yield(word[starts[i]:starts[i+size]]) {
				return
			}
		}
	}
}
