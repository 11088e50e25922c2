package commands

import (
	"context"
	"fmt"
	"strings"
	"sync"

	"alliancebot/corpus"
	"alliancebot/index"
)

// Engine is what a Router needs of *index.Engine.
type Engine interface {
	Ask(ctx context.Context, question string) (index.Answer, error)
	Corpus() *corpus.Corpus
	Reload(context.Context, *corpus.Corpus) error
}

// Router runs commands against one Engine. It is safe for concurrent use.
type Router struct {
	engine    Engine
	load      func() (*corpus.Corpus, error)
	access    Access
	commands  []command
	reindexes sync.Mutex // held while the corpus is being reloaded
}

// command is a Definition and what it does.
type command struct {
	Definition
	run      func(context.Context, Request) (Reply, error)
	complete func(typed string) []Choice // nil if no option completes
}

// NewRouter returns a Router that answers from engine and reloads its corpus
// by load when someone whom access admits asks for it.
func NewRouter(engine Engine, load func() (*corpus.Corpus, error), access Access) *Router {
	r := &Router{engine: engine, load: load, access: access}
	r.commands = []command{
		{
			Definition: Definition{
				Name: "ask", Description: "Ask the story a question in your own words",
				Options: []Option{{
					Name: questionOption, Description: "Your question, or a topic", Required: true, Complete: true,
				}},
			},
			run: r.ask, complete: r.completeTitles,
		},
		{
			Definition: Definition{
				Name: "faq", Description: "Look up an entry of the FAQ, or list them all",
				Options: []Option{{
					Name: questionOption, Description: "A question of the FAQ; leave it out for the list", Complete: true,
				}},
			},
			run: r.faq, complete: r.completeQuestions,
		},
		{
			Definition: Definition{Name: "help", Description: "What this bot knows, and how to ask it"},
			run:        r.help,
		},
		{
			Definition: Definition{
				Name: "reindex", Description: "Read the story's files again", Admin: true, Slow: true,
			},
			run: r.reindex,
		},
	}
	return r
}

// questionOption is the name of the option that holds a question.
const questionOption = "question"

// Definitions returns every command, in the order they are best listed.
func (r *Router) Definitions() []Definition {
	definitions := make([]Definition, len(r.commands))
	for i, c := range r.commands {
		definitions[i] = c.Definition
	}
	return definitions
}

// Run answers one request. An error is the operator's matter; the asker should
// be told only that something went wrong.
func (r *Router) Run(ctx context.Context, request Request) (Reply, error) {
	c, ok := r.find(request.Command)
	if !ok {
		return Reply{Text: fmt.Sprintf("There is no command /%s. There are %s.", request.Command, r.names()), Private: true}, nil
	}
	reply, err := c.run(ctx, request)
	if err != nil {
		return Reply{}, fmt.Errorf("/%s: %w", request.Command, err)
	}
	return reply, nil
}

// Complete proposes values for option, of which request holds what is typed
// so far. There are at most 25; an option that doesn't complete has none.
func (r *Router) Complete(_ context.Context, request Request, option string) ([]Choice, error) {
	c, ok := r.find(request.Command)
	if !ok || c.complete == nil {
		return nil, nil
	}
	return c.complete(request.Options[option]), nil
}

func (r *Router) find(name string) (command, bool) {
	for _, c := range r.commands {
		if c.Name == name {
			return c, true
		}
	}
	return command{}, false
}

func (r *Router) names() string {
	names := make([]string, len(r.commands))
	for i, c := range r.commands {
		names[i] = "/" + c.Name
	}
	return strings.Join(names, ", ")
}
