package commands

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"alliancebot/corpus"
	"alliancebot/internal/wording"
)

func TestWhoMayReindex(t *testing.T) {
	const (
		named    = "users and roles that the operator listed"
		notAmong = named + ". You are not on the list."
		notHome  = "This is a different server, and you are not on the list."
		neither  = "You are not one of them."
	)
	full := Access{HomeGuildID: "home", UserIDs: []string{"ann"}, RoleIDs: []string{"admins"}}
	tests := []struct {
		name   string
		access Access
		asker  Asker
		want   string // the end of the refusal; "" if allowed
	}{
		{"the operator", Access{}, Asker{Operator: true}, ""},
		{"a listed user at home", full, Asker{UserID: "ann", GuildID: "home"}, ""},
		{"a listed user elsewhere", full, Asker{UserID: "ann", GuildID: "other"}, ""},
		{"a listed user in a direct message", full, Asker{UserID: "ann"}, ""},
		{"a listed role", full, Asker{UserID: "bob", GuildID: "home", RoleIDs: []string{"x", "admins"}}, ""},
		{"a manager at home", full, Asker{UserID: "bob", GuildID: "home", ManageServer: true}, ""},
		{"a member at home", full, Asker{UserID: "bob", GuildID: "home", RoleIDs: []string{"x"}}, neither},
		{"a manager elsewhere", full, Asker{UserID: "bob", GuildID: "other", ManageServer: true}, notHome},
		{"a stranger in a direct message", full, Asker{UserID: "bob"}, notHome},
		{"nobody", full, Asker{}, notHome},
		{"a manager, no home", Access{UserIDs: []string{"ann"}}, Asker{UserID: "bob", GuildID: "other", ManageServer: true}, notAmong},
		{"a manager in a direct message, no home", Access{}, Asker{UserID: "bob", ManageServer: true}, notAmong},
		{"an unknown user, empty lists", Access{UserIDs: []string{""}, RoleIDs: []string{"admins"}}, Asker{}, notAmong},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r := newTestRouter(t, garden(), Settings{Access: test.access})
			got, err := r.Run(t.Context(), Request{Command: "reindex", Asker: test.asker})
			if err != nil {
				t.Fatalf("/reindex by %+v: %v", test.asker, err)
			}
			refused := strings.HasPrefix(got.Text, english.T(wording.ReindexRefusedNamed)[:40]) && strings.HasSuffix(got.Text, test.want)
			if refused != (test.want != "") || !refused && !strings.HasPrefix(got.Text, "Reindexed 5 units") {
				t.Errorf("/reindex by %+v, with %+v = %q, want a refusal ending in %q (none if empty)", test.asker, test.access, got.Text, test.want)
			}
			if !got.Private {
				t.Errorf("the reply to /reindex by %+v is public", test.asker)
			}
		})
	}
}

// reindex runs /reindex as the operator.
func reindex(t *testing.T, r *Router) Reply {
	t.Helper()
	reply, err := r.Run(t.Context(), Request{Command: "reindex", Asker: Asker{Operator: true}})
	if err != nil {
		t.Fatalf("/reindex: %v", err)
	}
	return reply
}

// manyTrees are twelve passages.
var manyTrees = func() string {
	var text string
	for i := range 12 {
		text += fmt.Sprintf("\nTree %d. ", i) + strings.Repeat("It grows beside the wall of the old house. ", 3) + "\n"
	}
	return text
}()

func TestReindexReportsChanges(t *testing.T) {
	tests := []struct {
		name   string
		change func(fstest.MapFS)
		want   string // regular expression
	}{
		{"nothing", func(fstest.MapFS) {}, `^Reindexed 5 units in [0-9.]+m?s: 0 added, 0 changed, 0 removed\.\n\n1 page, 2 FAQ entries, 3 passages; languages: 1 en$`},
		{"a passage changed", replaced("garden.md", "in autumn", "in spring"),
			`^Reindexed 5 units in .*: 0 added, 1 changed, 0 removed\.\n~ garden/trees/2\n\n1 page`},
		{"a story added", func(f fstest.MapFS) { f["sea.md"] = &fstest.MapFile{Data: []byte(story("Sea", "Fish swim."))} },
			`^Reindexed 6 units in .*: 1 added, 0 changed, 0 removed\.\n\+ sea/lead/1\n\n2 pages`},
		{"the FAQ removed", func(f fstest.MapFS) { delete(f, "garden.faq.md") },
			`^Reindexed 3 units in .*: 0 added, 0 changed, 2 removed\.\n- garden/faq/when-should-i-water-the-roses\n- garden/faq/what-do-hedgehogs-eat\n\n1 page`},
		{"much", replaced("garden.md", "## Trees\n", "## Trees\n"+manyTrees),
			`: 12 added, 2 changed, 0 removed\.\n(\+ .*\n){10}and 4 more\n\n1 page`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			files := garden()
			r := newTestRouter(t, files, Settings{})
			test.change(files)
			got := reindex(t, r)
			if !regexp.MustCompile(test.want).MatchString(got.Text) || !got.Private {
				t.Errorf("/reindex = %+v, want private %s", got, test.want)
			}
		})
	}
}

// replaced returns a func that changes one file.
func replaced(name, old, new string) func(fstest.MapFS) {
	return func(files fstest.MapFS) {
		files[name].Data = []byte(strings.Replace(string(files[name].Data), old, new, 1))
	}
}

func TestReindexKeepsTheLiveCorpus(t *testing.T) {
	tests := []struct {
		name     string
		breaks   []func(fstest.MapFS)
		problems string // regular expression
	}{
		{"files with mistakes", []func(fstest.MapFS){
			func(f fstest.MapFS) { f["vocabulary.yaml"] = &fstest.MapFile{Data: []byte("- {say: [zebra]}\n")} },
			func(f fstest.MapFS) { f["garden.phrasings.yaml"] = &fstest.MapFile{Data: []byte("- zebra\n")} },
		}, `garden\.phrasings\.yaml:1: .*; .*\nvocabulary\.yaml:1: .*; .*`},
		{"no files", []func(fstest.MapFS){func(f fstest.MapFS) { clear(f) }}, `\.:1: .*; .*`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			files := garden()
			r := newTestRouter(t, files, Settings{})
			for _, change := range test.breaks {
				change(files)
			}
			live := r.engine.Corpus()
			got := reindex(t, r)
			want := `^Nothing changed: the story’s files have problems\.\n` + test.problems + `$`
			if !regexp.MustCompile(want).MatchString(got.Text) || !got.Private {
				t.Errorf("/reindex = %+v, want private %s", got, want)
			}
			if r.engine.Corpus() != live {
				t.Error("/reindex with problems replaced the corpus")
			}
			if got := run(t, r, "ask", hedgehogs); len(got.Quotes) != 1 || got.Quotes[0].Text != "Hedgehogs eat slugs and beetles." {
				t.Errorf("/ask %q = %+v, want the old answer", hedgehogs, got)
			}
		})
	}
}

// Oddities in the files are reported as warnings but don't stop a reindex.
func TestReindexWarns(t *testing.T) {
	files := garden()
	r := newTestRouter(t, files, Settings{})
	replaced("garden.faq.md", "Hedgehogs eat slugs and beetles.", "")(files)
	files["vocabulary.yaml"] = &fstest.MapFile{Data: []byte("- [zebra, quagga]\n")}
	want := regexp.MustCompile(`(?s)^Reindexed 4 units .*Warnings \(1\):\ngarden\.faq\.md:5: .*hedgehogs.*\(1\):\nvocabulary\.yaml:1: .*zebra`)
	if got := reindex(t, r); !want.MatchString(got.Text) {
		t.Errorf("/reindex = %q, want %s", got.Text, want)
	}
}

func TestReindexListsTheFirstProblems(t *testing.T) {
	var problems corpus.Problems
	for i := range 12 {
		problems = append(problems, &corpus.Problem{File: fmt.Sprintf("%d.md", i), Line: 1, What: "empty", Fix: "fill it"})
	}
	got := call{loc: english}.problems(problems)
	if strings.Count(got, "fill it") != 10 || !strings.HasSuffix(got, "\nand 2 more") {
		t.Errorf("problems(12) = %q, want 10 and \"2 more\"", got)
	}
}

// An error that is not in the files is returned, for the log.
func TestReindexFails(t *testing.T) {
	cause := errors.New("the disk is on fire")
	tests := []struct {
		name string
		load func() (*corpus.Corpus, error)
		ctx  func(context.Context) (context.Context, context.CancelFunc)
		want error
	}{
		{"loading", func() (*corpus.Corpus, error) { return nil, cause }, context.WithCancel, cause},
		{"in time", func() (*corpus.Corpus, error) { return corpus.Load(garden(), corpus.Options{}) }, cancelled, context.Canceled},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r := newTestRouter(t, garden(), Settings{})
			r.load = test.load
			ctx, cancel := test.ctx(t.Context())
			defer cancel()
			live := r.engine.Corpus()
			got, err := r.Run(ctx, Request{Command: "reindex", Asker: Asker{Operator: true}})
			if !errors.Is(err, test.want) || got.Text != "" {
				t.Errorf("/reindex = %+v, %v, want the error %v", got, err, test.want)
			}
			if r.engine.Corpus() != live {
				t.Error("/reindex that failed replaced the corpus")
			}
		})
	}
}

// cancelled returns a canceled context.
func cancelled(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	cancel()
	return ctx, cancel
}

func TestOneReindexAtATime(t *testing.T) {
	r := newTestRouter(t, garden(), Settings{})
	entered, release := make(chan struct{}), make(chan struct{})
	r.load = func() (*corpus.Corpus, error) {
		close(entered)
		<-release
		return corpus.Load(garden(), corpus.Options{})
	}
	first := make(chan Reply, 1)
	go func() {
		reply, _ := r.Run(t.Context(), Request{Command: "reindex", Asker: Asker{Operator: true}})
		first <- reply
	}()
	<-entered
	if got := reindex(t, r); got.Text != "A reindex is already running." || !got.Private {
		t.Errorf("second /reindex = %+v, want \"already running\"", got)
	}
	if got := run(t, r, "ask", hedgehogs); len(got.Quotes) != 1 {
		t.Errorf("/ask meanwhile = %+v, want an answer", got)
	}
	close(release)
	if got := <-first; !strings.HasPrefix(got.Text, "Reindexed 5 units") {
		t.Errorf("first /reindex = %+v, want a report", got)
	}
}
