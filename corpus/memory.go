package corpus

import (
	"fmt"
	"io/fs"
)

// What a corpus and its index take in memory, in bytes, from heap profiles of corpora of
// 1,000 to 100,000 passages of 80 words, of which 30,000 take 78 MiB and 100,000 take 209;
// see docs/performance.md.
const (
	baseMemory     = 8 << 20 // without any text
	memoryPerByte  = 4.5     // of text
	memoryOfWords  = 3.5     // more for each byte of the first, which have the most new words
	wordyText      = 4 << 20 // bytes
	phrasingMemory = 650
	// processMemory is what the program takes otherwise, and buildFactor how much more is
	// in use while a corpus is read and indexed.
	processMemory = 30 << 20
	buildFactor   = 1.25
)

// memoryOf estimates how many bytes a corpus and its index take.
func memoryOf(text, phrasings int) int64 {
	return baseMemory + int64(memoryPerByte*float64(text)+memoryOfWords*float64(min(text, wordyText))) + int64(phrasings)*phrasingMemory
}

// Memory estimates how many bytes c and its index take.
func (c *Corpus) Memory() int64 {
	text, phrasings := 0, 0
	for _, u := range c.Units {
		text += len(u.Text)
		phrasings += len(u.Phrasings)
	}
	return memoryOf(text, phrasings)
}

// minTextShare is the least share of a Markdown or plain text file that is text; of HTML
// it may be any.
const minTextShare = 0.5

// fits reports whether a corpus that takes so many bytes fits into the memory that may be
// used, with the bytes of files that are kept besides, and otherwise logs why not.
func (l *loader) fits(corpus, files int64, about string) bool {
	need := processMemory + int64(buildFactor*float64(corpus))
	if l.contents != nil {
		need += files
	}
	if l.memory <= 0 || need <= l.memory {
		return true
	}
	l.log.refuse(".", 1, fmt.Sprintf("the corpus needs %s %d MiB of memory, and %d MiB may be used", about, (need+1<<20-1)>>20, l.memory>>20),
		"give the program more memory, or use a smaller folder")
	return false
}

// leastMemory returns what a corpus of the files found takes at least, and the size of those
// that have as much text at least.
func (l *loader) leastMemory(found files) (corpus, size int64) {
	for _, kind := range []fileKind{markdownFile, textFile, faqFile} {
		for _, name := range found[kind] {
			if info, err := fs.Stat(l.fsys, name); err == nil { // else reading it says why not
				size += min(info.Size(), maxFileSize)
			}
		}
	}
	return memoryOf(int(minTextShare*float64(size)), 0), size
}
