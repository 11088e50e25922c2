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

// Lexicon numbers the words of a corpus: of its units, phrasings and synonyms. The units
// may be in another language than the questions; words of both languages with the same
// stem, such as names, are then the same.
type Lexicon struct {
	Language     *Language // of questions
	TextLanguage *Language // of units

	Words     map[string]WordID // of questions
	textWords map[string]WordID // the same map if the language is the same
	quiet     bool              // added words are not counted
	isPair    map[string]bool   // has the Pairs of units
	Stems     map[string]StemID
	Grams     map[string]GramID

	// By WordID.
	Text       []string
	Count      []int32 // occurrences
	written    []bool  // in a unit or a vocabulary, not only in phrasings, which may be misspelled
	StemOf     []StemID
	firstGrams []uint32 // where each word's begin in grams; one more for where the last word's end
	grams      []GramID // of all words

	// By StemID.
	Frequency []float64 // of all words with the stem in general, as Language.RelativeFrequency
	Stop      []bool
}

// NewLexicon returns an empty lexicon of questions in one language to units in another. It has
// room for a number of words.
func NewLexicon(language, text *Language, room int) *Lexicon {
	const gramsEach = 5
	l := &Lexicon{
		Language: language, TextLanguage: text,
		Words: make(map[string]WordID, room), Stems: make(map[string]StemID, room), Grams: make(map[string]GramID, room),
		Text: make([]string, 0, room), Count: make([]int32, 0, room), written: make([]bool, 0, room), StemOf: make([]StemID, 0, room),
		firstGrams: make([]uint32, 1, room+1), grams: make([]GramID, 0, gramsEach*room),
		Frequency: make([]float64, 0, room), Stop: make([]bool, 0, room),
	}
	l.textWords, l.isPair = l.Words, make(map[string]bool)
	if text != language {
		l.textWords = make(map[string]WordID)
	}
	return l
}

// Add counts the words of a question and returns their IDs, with new IDs for new words.
func (l *Lexicon) Add(words []string) []WordID { return l.add(words, l.Words, l.Language) }

// AddText is Add for the words of a unit's text.
func (l *Lexicon) AddText(text string) []WordID {
	words, pairs := l.TextLanguage.TextWords(text)
	for _, pair := range pairs {
		l.isPair[pair] = true
	}
	return l.add(words, l.textWords, l.TextLanguage)
}

// AddQuestion is Add for the words of a question with compounds joined.
func (l *Lexicon) AddQuestion(text string) []WordID {
	return l.AddTokens(l.Language.AppendTokens(nil, text))
}

// AddTokens is AddQuestion for a question's tokens, which it changes.
func (l *Lexicon) AddTokens(tokens []Token) []WordID {
	tokens = l.JoinCompounds(tokens)
	ids := make([]WordID, len(tokens))
	for i, token := range tokens {
		ids[i] = l.count(token.Word, l.Words, l.Language)
	}
	return ids
}

func (l *Lexicon) add(words []string, known map[string]WordID, language *Language) []WordID {
	ids := make([]WordID, len(words))
	for i, word := range words {
		ids[i] = l.count(word, known, language)
		l.written[ids[i]] = true
	}
	return ids
}

// count counts a word and returns its ID, a new one if it is not known.
func (l *Lexicon) count(word string, known map[string]WordID, language *Language) WordID {
	id, ok := known[word]
	if !ok {
		id = l.addWord(word, language)
		known[word] = id
	}
	if !l.quiet {
		l.Count[id]++
	}
	return id
}

func (l *Lexicon) addWord(word string, language *Language) WordID {
	id := WordID(len(l.Text))
	l.Text = append(l.Text, word)
	l.Count = append(l.Count, 0)
	l.written = append(l.written, false)

	stem := language.Stem(word)
	stemID, ok := l.Stems[stem]
	if !ok {
		stemID = StemID(len(l.Frequency))
		l.Stems[stem] = stemID
		l.Frequency = append(l.Frequency, 0)
		l.Stop = append(l.Stop, language.IsStop(stem))
	}
	l.StemOf = append(l.StemOf, stemID)
	l.Frequency[stemID] += l.Language.RelativeFrequency(word)

	for gram := range FourGrams(word) {
		gramID, ok := l.Grams[gram]
		if !ok {
			gramID = GramID(len(l.Grams))
			l.Grams[gram] = gramID
		}
		l.grams = append(l.grams, gramID)
	}
	l.firstGrams = append(l.firstGrams, uint32(len(l.grams)))
	return id
}

// GramsOf returns the 4-grams of a word.
func (l *Lexicon) GramsOf(word WordID) []GramID {
	return l.grams[l.firstGrams[word]:l.firstGrams[word+1]]
}

// StemTexts returns the stems by StemID.
func (l *Lexicon) StemTexts() []string {
	texts := make([]string, len(l.Stems))
	for text, id := range l.Stems {
		texts[id] = text
	}
	return texts
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
// letters or fewer, without accents. It ignores letters after MaxWordRunes.
func FourGrams(word string) func(yield func(string) bool) {
	const size = 4
	word = fold(word)
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
