package vocab

// A WordID numbers the distinct words of a corpus, a StemID their stems and a
// GramID their character 4-grams, each from 0.
type (
	WordID int32
	StemID int32
	GramID int32
)

// UnknownStem is the ID of every stem that the corpus lacks.
const UnknownStem StemID = -1

// MaxWordRunes limits what is read of a word: 4-grams stop there, and longer words
// are not repaired.
const MaxWordRunes = 40

// Lexicon numbers the words of a corpus: of its units, phrasings and synonyms.
type Lexicon struct {
	Words map[string]WordID
	Stems map[string]StemID
	Grams map[string]GramID

	// By WordID.
	Text    []string
	Count   []int // occurrences
	StemOf  []StemID
	GramsOf [][]GramID

	// By StemID.
	Frequency []float64 // of all words with the stem in general English, as RelativeFrequency
	Stop      []bool
}

// NewLexicon returns an empty lexicon.
func NewLexicon() *Lexicon {
	return &Lexicon{Words: make(map[string]WordID), Stems: make(map[string]StemID), Grams: make(map[string]GramID)}
}

// Add counts words and returns their IDs, with new IDs for new words.
func (l *Lexicon) Add(words []string) []WordID {
	ids := make([]WordID, len(words))
	for i, word := range words {
		id, ok := l.Words[word]
		if !ok {
			id = l.addWord(word)
		}
		l.Count[id]++
		ids[i] = id
	}
	return ids
}

func (l *Lexicon) addWord(word string) WordID {
	id := WordID(len(l.Text))
	l.Words[word] = id
	l.Text = append(l.Text, word)
	l.Count = append(l.Count, 0)

	stem := Stem(word)
	stemID, ok := l.Stems[stem]
	if !ok {
		stemID = StemID(len(l.Frequency))
		l.Stems[stem] = stemID
		l.Frequency = append(l.Frequency, 0)
		l.Stop = append(l.Stop, IsStop(stem))
	}
	l.StemOf = append(l.StemOf, stemID)
	l.Frequency[stemID] += RelativeFrequency(word)

	var grams []GramID
	for gram := range FourGrams(word) {
		gramID, ok := l.Grams[gram]
		if !ok {
			gramID = GramID(len(l.Grams))
			l.Grams[gram] = gramID
		}
		grams = append(grams, gramID)
	}
	l.GramsOf = append(l.GramsOf, grams)
	return id
}

// StemsOf returns the stem of each word.
func (l *Lexicon) StemsOf(words []WordID) []StemID {
	stems := make([]StemID, len(words))
	for i, word := range words {
		stems[i] = l.StemOf[word]
	}
	return stems
}

// FourGrams yields the character 4-grams inside word, or word itself if it has four
// letters or fewer. It ignores letters after MaxWordRunes.
func FourGrams(word string) func(yield func(string) bool) {
	const size = 4
	return func(yield func(string) bool) {
		var starts [MaxWordRunes + 1]int
		letters := 0
		for i := range word {
			if letters == MaxWordRunes {
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
