package corpus

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"

	"go.yaml.in/yaml/v4"

	"alliancebot/internal/prose"
)

// maxUnits bounds the number of units in a corpus.
const maxUnits = 200_000

// Options say how to read a folder.
type Options struct {
	// BaseURL is the address of the site that the folder's pages are on. A page without
	// an absolute address of its own gets this and its path. If it is "", the folder's
	// alliancebot.yaml or CNAME is used; without either, answers have no link.
	BaseURL string
	// Memory is how many bytes may be used to read and index the folder, with what the
	// program uses otherwise. 0 is no limit.
	Memory int64
	// Lessons are taught, with those in the folder's taught.yaml that differ from them.
	Lessons []Lesson
	// OwnLanguage leaves out the phrasings and vocabulary in other languages than their page's.
	OwnLanguage bool
	// Files, if not nil, gets the contents of the files that the units depend on, by their
	// paths, so that Load makes the same units of them.
	Files map[string][]byte
	// Progress, if not nil, is called before each page is read.
	Progress func(done, total int)
}

// Load reads the pages in fsys, in the forms that site generators and authors use:
// Markdown (.md, .markdown, .mdx), HTML (.html, .htm), plain text (.txt), and lists of
// questions and answers in YAML or JSON, in any folder. Names that start with "." are
// left out, and so are menus such as _Sidebar.md and SUMMARY.md.
//
// Each page is a story. Its title, address, language, date, author, description and
// publisher come from YAML, TOML or JSON front matter, or from an HTML page's head; its
// title may also be its first heading or its file's name. A page whose title or name
// says FAQ, or whose headings are mostly questions, is a FAQ: each question and its
// answer become a unit. Other questions, in bold, after "Q:", in a summary or a
// component, become FAQ entries, too. The rest becomes passages: paragraphs, and lists,
// tables and code with their introductions. Generators' markup is removed; its contents
// stay.
//
// A page NAME.md may have companion files next to it: NAME.faq.md, its FAQ;
// NAME.phrasings.yaml, other ways to ask for what its units say; and
// NAME.vocabulary.yaml, words that mean the same. A file vocabulary.yaml in the top
// folder is for all pages. With a language before the extension, as in
// NAME.phrasings.de.yaml and vocabulary.de.yaml, the questions are in that language, and
// what a vocabulary's words mean is in the page's. The extension .yml is accepted, too.
// The file alliancebot.yaml in the top folder may set base_url, generator (docusaurus, hugo,
// jekyll, mdbook, mkdocs, obsidian, vitepress or wiki) and publisher. The file taught.yaml
// there has what admins have taught, as FormatLessons writes it.
//
// Phrasings are a YAML mapping from unit IDs, without the story's part, to lists of
// questions that the unit answers, of at most 300 characters each. The key
// "unanswered", instead of an ID, lists questions that no unit answers. Instead of a
// question there may be a mapping of "says", words of the unit, and "ask", a list of
// questions that those words answer. For a longer part, "says" is its first and last
// words with " … " between them. Instead of a list there may be a block of text ("|") with
// a question on each line, which needs no quotes; its lines that begin with "# " are
// comments. A vocabulary is a YAML sequence of groups: lists of words and phrases that
// mean the same, or mappings of "say", what people say, "mean", what the pages say
// instead, and optionally "weight", above 0 and at most 1. A list of words may be text
// with commas between them.
//
// Problems that do no harm become Corpus.Warnings. An error is of type Problems and has
// what makes the folder unusable: no page with text, files that cannot be read, phrasings
// or vocabularies that are not YAML of the right form, and more text than fits into
// memory, which is noticed before it is read as far as the sizes of files tell.
func Load(fsys fs.FS, o Options) (*Corpus, error) {
	l := newLoader(fsys)
	l.memory = o.Memory
	l.contents, l.ownLanguage = o.Files, o.OwnLanguage
	corpus := l.load(o)
	if refusals := sortedProblems(l.log.refusals); len(refusals) > 0 {
		return nil, refusals
	}
	return corpus, nil
}

func newLoader(fsys fs.FS) *loader {
	return &loader{
		fsys: fsys, leftOut: make(map[string]int), bodies: make(map[[sha256.Size]byte]string),
		ahead: make(map[string]*source), byID: make(map[string]*Story), ids: make(slugs), entrySlugs: make(map[*Story]slugs), prose: make(map[*Story]*strings.Builder),
	}
}

// loader reads one corpus.
type loader struct {
	fsys        fs.FS
	contents    map[string][]byte // of the files read so far; nil if nobody wants them
	log         Log
	memory      int64 // see Options.Memory
	site        site
	publisher   string // of pages that name none
	size        int    // bytes read so far
	files       int    // found so far
	units       int    // made so far
	leftOut     map[string]int
	bodies      map[[sha256.Size]byte]string // names of files, by their contents
	ahead       map[string]*source           // files that are read already, by their paths; nil if they cannot be
	byID        map[string]*Story
	ids         slugs                       // unit IDs in use
	ownLanguage bool                        // see Options.OwnLanguage
	inspect     func(page *html.Node)       // for tests: called with each page before it is read
	entrySlugs  map[*Story]slugs            // in use among a story's questions
	prose       map[*Story]*strings.Builder // the beginning of a story without its code
}

// files are the paths in a folder by kind, each list sorted.
type files map[fileKind][]string

func (l *loader) load(o Options) *Corpus {
	found := l.find()
	if least, size := l.leastMemory(found); !l.fits(least, size, "at least") {
		return nil
	}
	l.readSite(found, o)
	l.readAhead(slices.Concat(found[phrasingsFile], found[vocabularyFile]))
	general, problems := readGeneral()
	for _, p := range problems {
		l.log.refuse(p.File, p.Line, p.What, p.Fix)
	}
	corpus := &Corpus{Vocabulary: general.Vocabulary, Unanswered: general.Unanswered, SmallTalk: general.SmallTalk}
	for _, name := range found[vocabularyFile] {
		if page, tag := companionOf(name); page == "" {
			corpus.Vocabulary = append(corpus.Vocabulary, l.readVocabulary(name, tag)...)
		}
	}
	pages := slices.Concat(found[markdownFile], found[htmlFile], found[textFile], found[dataFile])
	slices.SortFunc(pages, func(a, b string) int { return cmp.Or(cmp.Compare(idOf(a), idOf(b)), cmp.Compare(a, b)) })
	for i, name := range pages {
		if o.Progress != nil {
			o.Progress(i, len(pages))
		}
		if story := l.readFile(name); story != nil {
			corpus.Stories = append(corpus.Stories, story)
		}
	}
	for _, name := range found[faqFile] {
		l.readFAQ(corpus, name)
	}
	withText := slices.DeleteFunc(slices.Clone(corpus.Stories), func(s *Story) bool { return len(s.Units) == 0 })
	if empty := len(corpus.Stories) - len(withText); empty > 0 {
		l.leftOut["without text"] = empty
	}
	corpus.Stories = withText
	slices.SortFunc(corpus.Stories, func(a, b *Story) int { return cmp.Compare(a.ID, b.ID) })
	l.setLanguages(corpus.Stories)
	l.readCompanions(corpus, found)
	l.teach(corpus, o.Lessons, l.readLessons(found[taughtFile]))
	for _, story := range slices.Concat(corpus.Stories, corpus.Own) {
		corpus.Units = append(corpus.Units, story.Units...)
	}
	if len(corpus.Units) == 0 && l.log.refusals == nil {
		l.log.refuse(".", 1, "the folder has no page with text", "add one, such as a file that ends in .md")
	}
	l.fits(corpus.Memory(), int64(l.size), "about")
	corpus.LeftOut, corpus.Warnings = l.leftOut, l.log.Warnings()
	return corpus
}

// find returns the files in the folder by kind.
func (l *loader) find() files {
	found := files{}
	walk := func(name string, entry fs.DirEntry, err error) error {
		base := path.Base(name)
		switch {
		case err != nil:
			l.log.refuse(name, 1, "cannot be read: "+withoutPath(err).Error(), "check its permissions, or remove it")
			return nil
		case generatorFiles[strings.ToLower(base)] != unknownGenerator && l.site.generator == unknownGenerator:
			l.site.generator = generatorFiles[strings.ToLower(base)]
			l.keep(name, nil) // its name is enough
		}
		switch {
		case name != "." && Hidden(base):
			if entry.IsDir() {
				return fs.SkipDir
			}
		case entry.IsDir():
			if strings.Count(name, "/") >= maxDepth {
				l.log.Warn(name, 1, fmt.Sprintf("folders are nested more than %d deep", maxDepth), "the rest was left out")
				return fs.SkipDir
			}
		default:
			if l.files++; l.files > maxFiles {
				l.log.refuse(name, 1, fmt.Sprintf("the folder has more than %d files", maxFiles), "use a smaller folder")
				return fs.SkipAll
			}
			switch kind := kindOf(name); {
			case name == GoldenName:
			case kind == otherFile:
				l.leftOut[cmp.Or(path.Ext(strings.ToLower(base)), "without an extension")]++
			case kind == navigationFile:
				l.leftOut["menus"]++
			case kind == misspelledFile:
				l.log.Warn(name, 1, "the name is misspelled", fmt.Sprintf("rename it to %q; it was ignored", correctName(base)))
			default:
				found[kind] = append(found[kind], name)
			}
		}
		return nil
	}
	_ = fs.WalkDir(l.fsys, ".", walk) // walk returns no errors of its own
	for _, names := range found {
		slices.Sort(names)
	}
	return found
}

// notPages lists folders of site generators that contain no pages.
var notPages = []string{"node_modules", "_includes", "_layouts", "_sass", "__pycache__"}

// Hidden reports whether Load leaves out files and folders with a name, wherever they are.
func Hidden(base string) bool {
	return strings.HasPrefix(base, ".") || slices.Contains(notPages, base)
}

// Reads reports whether a file with a name may matter to the corpus.
func Reads(base string) bool {
	return !Hidden(base) && (kindOf(base) != otherFile || base == GoldenName || generatorFiles[strings.ToLower(base)] != unknownGenerator)
}

// idOf returns the ID of the story in a file: its path without the extension.
func idOf(name string) string { return strings.TrimSuffix(name, path.Ext(name)) }

// readSite reads the settings of the folder's site.
func (l *loader) readSite(found files, o Options) {
	base := o.BaseURL
	for _, name := range found[baseURLFile] {
		s := l.read(name)
		if s == nil {
			continue
		}
		if strings.EqualFold(path.Base(name), "CNAME") {
			if domain := strings.TrimSpace(string(s.text)); base == "" && domain != "" && name == path.Base(name) {
				base = "https://" + domain + "/"
			}
			continue
		}
		if name != settingsName {
			s.warn(1, settingsName+" is not in the top folder", "move it there; it was ignored")
			continue
		}
		settings := make(map[string]any)
		if err := yaml.Unmarshal(s.text, &settings); err != nil {
			s.warn(1, "not valid YAML", "correct it; it was ignored")
			continue
		}
		for key, value := range settings {
			text := scalar(value)
			switch key {
			case "base_url":
				base = cmp.Or(o.BaseURL, text, base)
			case "publisher":
				l.publisher = text
			case "generator":
				if g, known := generatorNames[strings.ToLower(text)]; known {
					l.site.generator = g
				} else if text != "" {
					s.warn(1, fmt.Sprintf("unknown generator %q", text), "use one of "+strings.Join(slices.Sorted(maps.Keys(generatorNames)), ", "))
				}
			default:
				s.warn(1, fmt.Sprintf("unknown key %q", key), "use only base_url, generator and publisher")
			}
		}
	}
	if base == "" {
		return
	}
	parsed, ok := parseBase(base)
	if !ok {
		l.log.refuse(settingsName, 1, fmt.Sprintf("base address %q is not an absolute http or https address", base), "write one such as https://example.org/docs/")
		return
	}
	l.site.base = parsed
}

// faqName matches file names and titles that say FAQ.
var faqName = regexp.MustCompile(`(?i)(?:^|[^a-z])faqs?(?:[^a-z]|$)|frequently[ _-]asked|common[ _-]questions|questions[ _-](?:and|&)[ _-]answers|^q\s?&\s?a$|^(?:questions|fragen|preguntas|perguntas|domande|vragen|質問|问题)$|häufig(?:e|\sgestellte)\sfragen|foire\saux\squestions|questions\sfréquentes|preguntas\s(?:más\s)?frecuentes|perguntas\sfrequentes|domande\sfrequenti|veelgestelde\svragen|часто\sзадаваемые|よくある(?:ご)?質問|常见问题|常見問題|자주\s묻는`)

// readFile returns the story in a file, or nil.
func (l *loader) readFile(name string) *Story {
	kind := kindOf(name)
	if kind == dataFile {
		return l.readData(name)
	}
	s := l.read(name)
	if s == nil {
		return nil
	}
	if len(strings.TrimSpace(string(s.text))) == 0 {
		s.warn(1, "the file is empty", "write its text or remove it")
		return nil
	}
	m := s.frontMatter()
	if m.draft {
		l.leftOut["drafts"]++
		return nil
	}
	sum := sha256.Sum256(s.text[s.body:])
	if other, twice := l.bodies[sum]; twice && len(s.text)-s.body > 40 {
		s.warn(1, fmt.Sprintf("has the same text as %q", other), "keep only one; this one was left out")
		return nil
	}
	l.bodies[sum] = name

	r := &reader{line: 1, permalinks: kind == markdownFile && l.site.generator.addsPermalinks()}
	var linked []questionAnswer
	switch kind {
	case htmlFile:
		document := s.parseHTMLFile()
		m = pageMetadata(document, m)
		linked = s.linkedData(document)
		if l.inspect != nil {
			l.inspect(document)
		}
		main := mainContent(document)
		r.readBefore(document, main)
		r.read(main)
	case textFile:
		r.readPlain(s)
	default:
		document := s.renderMarkdown(l.dialect(name))
		if document == nil {
			return nil
		}
		if l.inspect != nil {
			l.inspect(document)
		}
		r.read(document)
	}
	blocks := r.blocks
	story := l.newStory(name, idOf(name), m)
	story.page = strings.Clone(r.page.String()) // without the room to grow
	if title, rest := takeTitle(blocks, m.title); title != "" {
		story.Title, blocks = title, rest
	}
	l.readPage(s, story, blocks, isFAQ(name, story.Title, blocks))
	l.addLinked(s, story, linked)
	story.shareText()
	return story
}

// dialect returns the dialect of Markdown that a file is written in.
func (l *loader) dialect(name string) dialect {
	g := l.site.generator
	return dialect{mdx: path.Ext(name) == ".mdx" || g == docusaurus, wiki: g == wiki, braces: g == mdbook || g == obsidian}
}

// newStory returns a story without units. If another story already has the ID, as for
// a.md and a.html, its ID is the name of its file.
func (l *loader) newStory(name, id string, m metadata) *Story {
	if l.byID[id] != nil {
		id = name
	}
	story := &Story{
		ID:          id,
		File:        name,
		Title:       cmp.Or(prose.Truncate(m.title, maxHeading), humanized(name)),
		URL:         l.site.address(name, m),
		Language:    m.language,
		Publisher:   cmp.Or(m.publisher, l.publisher),
		Author:      m.author,
		Description: m.description,
		Date:        m.date,
	}
	l.byID[id] = story
	return story
}

// humanized turns a file's name into a title.
func humanized(name string) string {
	base := idOf(path.Base(name))
	if dir := path.Base(path.Dir(name)); dir != "." && isIndexName(base) {
		base = dir
	}
	base = orderPrefix.ReplaceAllString(strings.TrimSuffix(base, ".faq"), "")
	if post := datedName.FindStringSubmatch(base); post != nil {
		base = post[4]
	}
	title := prose.Line(strings.NewReplacer("-", " ", "_", " ").Replace(base))
	for i, r := range title { // the first letter
		return title[:i] + strings.ToUpper(string(r)) + title[i+len(string(r)):]
	}
	return name
}

// takeTitle returns the title of a page and its blocks without the heading that has the
// title. The title is given or, if that is "", the first heading if it comes first or
// is the only one of its level.
func takeTitle(blocks []block, given string) (string, []block) {
	first := slices.IndexFunc(blocks, func(b block) bool { return b.kind == headingBlock && !b.blank() })
	if first < 0 {
		return "", blocks
	}
	heading := blocks[first]
	tops := 0
	for _, b := range blocks {
		if b.kind == headingBlock && b.level == heading.level {
			tops++
		}
	}
	repeats := given != "" && slug(given) == slug(heading.text)
	takes := given == "" && heading.level == 1 && (first == 0 || tops == 1)
	if !repeats && !takes {
		return "", blocks
	}
	title := given
	if takes {
		title = prose.Truncate(heading.text, maxHeading)
	}
	return title, slices.Delete(slices.Clone(blocks), first, first+1)
}

// isFAQ reports whether a page is a list of questions and answers.
func isFAQ(name, title string, blocks []block) bool {
	if faqName.MatchString(humanized(name)) || faqName.MatchString(title) {
		return true
	}
	headings, questions := 0, 0
	for _, b := range blocks {
		if b.kind == headingBlock && !b.blank() {
			headings++
			if isQuestion(b.text) {
				questions++
			}
		}
	}
	return headings >= 3 && 5*questions >= 3*headings
}

// readFAQ reads a FAQ file, of a story or on its own.
func (l *loader) readFAQ(corpus *Corpus, name string) {
	s := l.read(name)
	if s == nil {
		return
	}
	m := s.frontMatter()
	document := s.renderMarkdown(dialect{})
	if document == nil {
		return
	}
	r := &reader{line: 1, permalinks: l.site.generator.addsPermalinks()}
	r.read(document)
	blocks := r.blocks
	id := name[:len(name)-len(faqSuffix)]
	story := l.byID[id]
	if story == nil {
		story = l.newStory(name, id, m)
		corpus.Stories = append(corpus.Stories, story)
		if title, rest := takeTitle(blocks, m.title); title != "" {
			story.Title, blocks = title, rest
		}
	}
	for _, b := range blocks {
		for i := range b.runs {
			b.runs[i].at += len(story.page)
		}
	}
	story.page += r.page.String()
	l.readPage(s, story, blocks, true)
	story.shareText()
}

// addLinked adds the entries in a page's linked data that are not in its text.
func (l *loader) addLinked(s *source, story *Story, linked []questionAnswer) {
	var blocks []block
	has := make(map[string]bool)
	for _, u := range story.Units {
		has[prose.Key(u.Question)] = true
	}
	for _, entry := range linked {
		if !has[prose.Key(entry.question)] {
			blocks = append(blocks, block{kind: questionBlock, line: 1, shown: shown{text: entry.question}})
			blocks = append(blocks, readBlocks(entry.answer)...)
			blocks = append(blocks, block{kind: endBlock})
		}
	}
	l.readPage(s, story, blocks, true)
}

// readPlain reads the paragraphs of plain text. Underlined lines are headings.
func (r *reader) readPlain(s *source) {
	r.line = s.lineOf(s.body)
	for paragraph := range strings.SplitSeq(string(s.text[s.body:]), "\n\n") {
		text := strings.TrimLeft(paragraph, "\n")
		r.line += strings.Count(paragraph[:len(paragraph)-len(text)], "\n")
		r.plainParagraph(strings.Split(strings.TrimRight(text, "\n"), "\n"))
		r.line += strings.Count(text, "\n") + 2
	}
}

var underline = regexp.MustCompile(`^\s*(={3,}|-{3,}|~{3,})\s*$`)

func (r *reader) plainParagraph(lines []string) {
	b := block{line: r.line}
	if len(lines) > 1 && underline.MatchString(lines[1]) && len(lines[0]) < maxHeading {
		if b.kind, b.level = headingBlock, 2; strings.Contains(lines[1], "=") {
			b.level = 1
		}
		w := r.writer()
		w.page(lines[0], false)
		b.shown = w.shown()
		r.add(b)
		b = block{line: r.line + 2}
		lines = lines[2:]
	}
	w := r.writer()
	for i, line := range lines {
		if underline.MatchString(line) {
			continue
		}
		if i > 0 && (strings.HasPrefix(line, " ") || strings.HasPrefix(line, "\t") || listMark.MatchString(line)) {
			w.newLine("")
		}
		w.page(line+" ", false)
	}
	b.shown = w.shown()
	r.add(b)
}

var listMark = regexp.MustCompile(`^\s*(?:[-*•]|\d+[.)])\s`)

// readCompanions reads the stories' phrasings and vocabularies.
func (l *loader) readCompanions(corpus *Corpus, found files) {
	for _, kind := range []fileKind{phrasingsFile, vocabularyFile} {
		for _, name := range found[kind] {
			page, tag := companionOf(name)
			if page == "" {
				continue
			}
			story := l.byID[page]
			if story != nil && tag != "" && sameLanguage(tag, story.Language) {
				tag = ""
			}
			switch {
			case tag != "" && l.ownLanguage:
			case path.Base(page) == vocabularyName:
				l.log.Warn(name, 1, "the vocabulary of all pages is not in the top folder", "move it there, or name it after a page; it was ignored")
			case story == nil || len(story.Units) == 0:
				l.log.Warn(name, 1, "there is no page with that name", "rename it after its page; it was ignored")
			case kind == phrasingsFile:
				corpus.Unanswered = append(corpus.Unanswered, l.readPhrasings(story, name, tag)...)
			default:
				corpus.Vocabulary = append(corpus.Vocabulary, l.readVocabulary(name, cmp.Or(tag, story.Language))...)
			}
		}
	}
}

// shareText makes the text of each unit that is on the page as a whole a part of the
// page's, so that memory has it once.
func (s *Story) shareText() {
	for _, u := range s.Units {
		if len(u.runs) != 1 || u.runs[0].Start != 0 {
			continue
		}
		if at := u.runs[0].at; strings.HasPrefix(s.page[min(at, len(s.page)):], u.Text) {
			u.Text = s.page[at : at+len(u.Text)]
		}
	}
}

// add adds u, which starts at a line of s, to its story.
func (l *loader) add(s *source, line int, u *Unit) {
	u.line = line
	u.ID = l.ids.take(u.ID) // a section of a.md and the page a/b.md may have the same
	u.Story.Units = append(u.Story.Units, u)
	if l.units++; l.units == maxUnits+1 {
		l.log.refuse(s.path, line, fmt.Sprintf("the folder has more than %d units", maxUnits), "remove some pages")
	}
}
