package cli

import (
	"fmt"
	"io/fs"

	"alliancebot/commands"
	"alliancebot/corpus"
	"alliancebot/index"
	"alliancebot/internal/config"
)

// corpusFlags select the corpus for the commands that work without Discord.
type corpusFlags struct {
	Corpus  string `placeholder:"DIR" help:"Folder with the pages to ask about, instead of $$CORPUS_DIR."`
	BaseURL string `name:"base-url" placeholder:"URL" help:"Address of the site that the pages are on, instead of $$BASE_URL."`
}

// open opens the library selected by the flags, or else by CORPUS_DIR and BASE_URL, the
// only settings it reads.
func (f corpusFlags) open(env config.Env) (library, error) {
	settings, err := config.Load(env, config.CorpusDir, config.BaseURL)
	if f.Corpus != "" { // the settings are for another folder
		settings, err = config.Config{CorpusDir: f.Corpus}, nil
		if err := config.CheckFolder(f.Corpus); err != nil {
			return library{}, fmt.Errorf("--corpus %w", err)
		}
	}
	if err != nil {
		return library{}, err
	}
	if f.BaseURL != "" {
		settings.BaseURL = f.BaseURL
		if err := config.CheckURL(f.BaseURL); err != nil {
			return library{}, fmt.Errorf("--base-url %w", err)
		}
	}
	return openLibrary(settings)
}

// library is the indexed corpus of a folder.
type library struct {
	*index.Engine
	settings config.Config
}

// openLibrary reads and indexes the corpus in the settings' folder, or the built-in one
// if there is none. The caller must close it.
func openLibrary(settings config.Config) (library, error) {
	l := library{settings: settings}
	c, err := l.load()
	if err == nil {
		l.Engine, err = index.New(c)
	}
	if err != nil {
		name := settings.CorpusDir
		if name == "" {
			name = "built into the program"
		}
		return library{}, fmt.Errorf("the corpus %s cannot be used:\n%w", name, err)
	}
	return l, nil
}

// load reads the corpus.
func (l library) load() (*corpus.Corpus, error) {
	var files fs.FS = corpus.Default()
	if l.settings.CorpusDir != "" {
		folder, err := corpus.Dir(l.settings.CorpusDir)
		if err != nil {
			return nil, err
		}
		defer folder.Close()
		files = folder
	}
	return corpus.Load(files, corpus.Options{BaseURL: l.settings.BaseURL})
}

// router returns a router that answers commands from the library.
func (l library) router(settings commands.Settings) *commands.Router {
	return commands.NewRouter(l.Engine, l.load, settings)
}
