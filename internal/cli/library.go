package cli

import (
	"cmp"
	"context"
	"fmt"

	"alliancebot/commands"
	"alliancebot/internal/config"
	"alliancebot/internal/library"
)

// corpusFlags select the corpus for the commands that work without Discord.
type corpusFlags struct {
	Corpus  string `placeholder:"DIR" help:"Folder with the pages to ask about, instead of $$CORPUS_DIR."`
	BaseURL string `name:"base-url" placeholder:"URL" help:"Address of the site that the pages are on, instead of $$BASE_URL."`
}

// open opens the library selected by the flags.
func (f corpusFlags) open(ctx context.Context, p Process) (*library.Library, error) {
	c, err := f.config(p)
	if err != nil {
		return nil, err
	}
	return openLibrary(ctx, c)
}

// config returns the configuration of the library selected by the flags, or else by CORPUS_DIR
// and BASE_URL, the only settings it reads.
func (f corpusFlags) config(p Process) (library.Config, error) {
	var settings config.Config
	var err error
	if f.Corpus == "" {
		settings, err = p.settings(config.CorpusDir, config.BaseURL)
	} else if settings.CorpusDir, err = config.Folder(f.Corpus); err != nil {
		err = fmt.Errorf("--corpus %w", err)
	}
	if err != nil {
		return library.Config{}, err
	}
	if f.BaseURL != "" {
		settings.BaseURL = f.BaseURL
		if err := config.CheckURL(f.BaseURL); err != nil {
			return library.Config{}, fmt.Errorf("--base-url %w", err)
		}
	}
	return libraryConfig(settings), nil
}

// libraryConfig returns the configuration of the library in the settings, without a journal.
func libraryConfig(settings config.Config) library.Config {
	return library.Config{Dir: settings.CorpusDir, BaseURL: settings.BaseURL}
}

// openLibrary opens a library. The caller must close it.
func openLibrary(ctx context.Context, c library.Config) (*library.Library, error) {
	l, err := library.Open(ctx, c)
	if err != nil {
		return nil, fmt.Errorf("the corpus %s cannot be used:\n%w", cmp.Or(c.Dir, "built into the program"), err)
	}
	return l, nil
}

func newRouter(l *library.Library, settings commands.Settings) *commands.Router {
	settings.Library = l
	return commands.NewRouter(l.Engine, settings)
}
