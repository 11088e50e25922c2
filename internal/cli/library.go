package cli

import (
	"fmt"
	"io/fs"
	"os"

	"alliancebot/commands"
	"alliancebot/corpus"
	"alliancebot/index"
)

// corpusFlag chooses the corpus of the commands that work without Discord.
type corpusFlag struct {
	Corpus string `placeholder:"DIR" help:"Folder of the story to ask about, in place of $$CORPUS_DIR."`
}

// open builds the library from the flag's folder, else from CORPUS_DIR, which
// is the only setting it reads.
func (f corpusFlag) open(env environment) (library, error) {
	if f.Corpus == "" {
		config, err := env.configure(corpusDir)
		if err != nil {
			return library{}, err
		}
		return openLibrary(config.CorpusDir)
	}
	if err := checkFolder(f.Corpus); err != nil {
		return library{}, fmt.Errorf("--corpus %w", err)
	}
	return openLibrary(f.Corpus)
}

// library is the corpus of a folder, ready to be asked.
type library struct {
	*index.Engine
	files fs.FS
}

// openLibrary reads and indexes the corpus in dir, or the one the program
// carries when dir is empty. The caller closes it.
func openLibrary(dir string) (library, error) {
	name, files := "that the program carries", corpus.Default()
	if dir != "" {
		name, files = dir, os.DirFS(dir)
	}
	l := library{files: files}
	stories, err := l.load()
	if err == nil {
		l.Engine, err = index.New(stories)
	}
	if err != nil {
		return library{}, fmt.Errorf("the corpus %s cannot be used:\n%w", name, err)
	}
	return l, nil
}

func (l library) load() (*corpus.Corpus, error) { return corpus.Load(l.files) }

// router answers commands from the library.
func (l library) router(settings commands.Settings) *commands.Router {
	return commands.NewRouter(l.Engine, l.load, settings)
}
