package cli

import (
	"fmt"
	"io/fs"
	"os"

	"alliancebot/commands"
	"alliancebot/corpus"
	"alliancebot/index"
	"alliancebot/internal/config"
)

// corpusFlag selects the corpus of the commands that work without Discord.
type corpusFlag struct {
	Corpus string `placeholder:"DIR" help:"Folder with the story to ask about, instead of $$CORPUS_DIR."`
}

// open builds the library from the flag's folder, or else from CORPUS_DIR, the only
// setting it reads.
func (f corpusFlag) open(env config.Env) (library, error) {
	if f.Corpus == "" {
		settings, err := config.Load(env, config.CorpusDir)
		if err != nil {
			return library{}, err
		}
		return openLibrary(settings.CorpusDir)
	}
	if err := config.CheckFolder(f.Corpus); err != nil {
		return library{}, fmt.Errorf("--corpus %w", err)
	}
	return openLibrary(f.Corpus)
}

// library is the indexed corpus of a folder.
type library struct {
	*index.Engine
	files fs.FS
}

// openLibrary reads and indexes the corpus in dir, or the built-in one if dir is
// empty. The caller closes it.
func openLibrary(dir string) (library, error) {
	name, files := "built into the program", corpus.Default()
	if dir != "" {
		name, files = dir, os.DirFS(dir)
	}
	l := library{files: files}
	c, err := l.load()
	if err == nil {
		l.Engine, err = index.New(c)
	}
	if err != nil {
		return library{}, fmt.Errorf("the corpus %s cannot be used:\n%w", name, err)
	}
	return l, nil
}

func (l library) load() (*corpus.Corpus, error) { return corpus.Load(l.files) }

// router returns a router that answers commands from the library.
func (l library) router(settings commands.Settings) *commands.Router {
	return commands.NewRouter(l.Engine, l.load, settings)
}
