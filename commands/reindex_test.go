package commands_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"alliancebot/commands"
	"alliancebot/index"
	"alliancebot/internal/library"
	"alliancebot/internal/wording"
	"alliancebot/journal"
)

var english = wording.For("en")

// site is a folder, and a router on it with a library.
type site struct {
	t       *testing.T
	folder  string
	library *library.Library
	router  *commands.Router
}

// newSite returns a small garden.
func newSite(t *testing.T, j *journal.Journal, settings commands.Settings) *site {
	t.Helper()
	s := &site{t: t, folder: t.TempDir()}
	s.write("garden.md", "# Garden\n\nEvery garden is small at first.\n\n## Trees\n\n"+
		"Prune an apple tree in winter. Cut the crossing branches first. The blade must be clean and sharp, or else the wood rots, and so it is washed after every tree.\n\n"+
		"Plant a pear tree in autumn. Dig the hole twice as wide as the roots, and give it a post against the wind, on the side that the wind comes from in winter.\n")
	s.write("garden.faq.md", "## When should I water the roses?\n\nWater the roses in the morning.\n\n## What do hedgehogs eat?\n\nHedgehogs eat slugs and beetles.\n")
	var err error
	s.library, err = library.Open(t.Context(), library.Config{Dir: s.folder, Journal: j})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.library.Close() })
	s.library.Start(t.Context())
	settings.Library = s.library
	s.router = commands.NewRouter(s.library.Engine, settings)
	return s
}

func newJournal(t *testing.T) *journal.Journal {
	j := journal.Open(t.Context(), journal.Config{Dir: t.TempDir(), Days: 30, Log: slog.New(slog.DiscardHandler)})
	t.Cleanup(func() { j.Close(context.Background()) })
	return j
}

func (s *site) write(name, content string) {
	s.t.Helper()
	if err := os.WriteFile(filepath.Join(s.folder, name), []byte(content), 0o600); err != nil {
		s.t.Fatal(err)
	}
}

// replace replaces a part of a file.
func (s *site) replace(name, old, new string) {
	s.t.Helper()
	content, err := os.ReadFile(filepath.Join(s.folder, name))
	if err != nil || !strings.Contains(string(content), old) {
		s.t.Fatalf("%s has no %q: %v", name, old, err)
	}
	s.write(name, strings.Replace(string(content), old, new, 1))
}

// run runs a request, whose reply must be private.
func (s *site) run(r commands.Request) commands.Reply {
	s.t.Helper()
	reply, err := s.router.Run(s.t.Context(), r)
	if err != nil || !reply.Private {
		s.t.Fatalf("/%s = %+v, %v, want a private reply", r.Command, reply, err)
	}
	for _, b := range reply.Buttons {
		if len(b.Command) > commands.MaxCommand || len(b.Value) > commands.MaxValue || !regexp.MustCompile(`^[A-Za-z0-9_-]*$`).MatchString(b.Value) {
			s.t.Errorf("button %+v is too long or has invalid characters", b)
		}
	}
	return reply
}

// The admins in these tests, who have the longest IDs, and a member.
var (
	ann    = commands.Asker{UserID: "18446744073709551615"}
	bob    = commands.Asker{UserID: "18446744073709551614"}
	admins = commands.Settings{Access: commands.Access{UserIDs: []string{ann.UserID, bob.UserID}}}
	onOwn  = &commands.Origin{Private: true}
)

func (s *site) reindex(by commands.Asker) commands.Reply {
	s.t.Helper()
	return s.run(commands.Request{Command: "reindex", Asker: by})
}

// press presses the button with a label in English.
func (s *site) press(by commands.Asker, reply commands.Reply, label wording.Message) commands.Reply {
	s.t.Helper()
	for _, b := range reply.Buttons {
		if b.Label == english.T(label) {
			return s.run(commands.Request{Command: b.Command, Value: b.Value, Asker: by, On: onOwn})
		}
	}
	s.t.Fatalf("no button %q in %+v", english.T(label), reply)
	return commands.Reply{}
}

// wants checks the text of a reply.
func (s *site) wants(got commands.Reply, pattern string) {
	s.t.Helper()
	text := ""
	for _, part := range got.Lead {
		text += part.Text
	}
	if text += got.Text; !regexp.MustCompile(pattern).MatchString(text) {
		s.t.Errorf("the reply is %q, want %s", text, pattern)
	}
}

// answers checks the answer to a question.
func (s *site) answers(question, text string) {
	s.t.Helper()
	answer, err := s.library.Ask(s.t.Context(), question, nil)
	if err != nil || answer.Verdict != index.Answered || !strings.Contains(answer.Hits[0].Unit.Text, text) {
		s.t.Errorf("%q is answered with %+v, %v, want %q", question, answer.Hits, err, text)
	}
}

const pears = "When do I plant a pear tree?"

func TestWhoMayReindex(t *testing.T) {
	const (
		named    = "users and roles that the operator listed"
		notAmong = named + ". You are not on the list."
		notHome  = "This is a different server, and you are not on the list."
		neither  = "You are not one of them."
	)
	full := commands.Access{HomeGuildID: "home", UserIDs: []string{"ann"}, RoleIDs: []string{"admins"}}
	tests := []struct {
		name   string
		access commands.Access
		asker  commands.Asker
		want   string // the end of the refusal; "" if allowed
	}{
		{"the operator", commands.Access{}, commands.Asker{Operator: true}, ""},
		{"a listed user at home", full, commands.Asker{UserID: "ann", GuildID: "home"}, ""},
		{"a listed user elsewhere", full, commands.Asker{UserID: "ann", GuildID: "other"}, ""},
		{"a listed user in a direct message", full, commands.Asker{UserID: "ann"}, ""},
		{"a listed role", full, commands.Asker{UserID: "bob", GuildID: "home", RoleIDs: []string{"x", "admins"}}, ""},
		{"a manager at home", full, commands.Asker{UserID: "bob", GuildID: "home", ManageServer: true}, ""},
		{"a member at home", full, commands.Asker{UserID: "bob", GuildID: "home", RoleIDs: []string{"x"}}, neither},
		{"a manager elsewhere", full, commands.Asker{UserID: "bob", GuildID: "other", ManageServer: true}, notHome},
		{"a stranger in a direct message", full, commands.Asker{UserID: "bob"}, notHome},
		{"nobody", full, commands.Asker{}, notHome},
		{"a manager, no home", commands.Access{UserIDs: []string{"ann"}}, commands.Asker{UserID: "bob", GuildID: "other", ManageServer: true}, notAmong},
		{"a manager in a direct message, no home", commands.Access{}, commands.Asker{UserID: "bob", ManageServer: true}, notAmong},
		{"an unknown user, empty lists", commands.Access{UserIDs: []string{""}, RoleIDs: []string{"admins"}}, commands.Asker{}, notAmong},
	}
	s := newSite(t, nil, commands.Settings{})
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := &site{t: t, library: s.library, router: commands.NewRouter(s.library.Engine, commands.Settings{Access: test.access, Library: s.library})}
			requests := map[string]commands.Request{"/reindex": {Command: "reindex"}}
			if test.want != "" { // nor may they use what others are offered
				requests["history"] = commands.Request{Command: "reindex", Options: map[string]string{"history": "true"}}
				for _, command := range []string{"apply", "anyway", "cancel", "return"} {
					requests[command] = commands.Request{Command: command, Value: "x-x-" + test.asker.UserID + "-zzzzzz", On: onOwn}
				}
			}
			for name, request := range requests {
				request.Asker = test.asker
				got := s.run(request)
				refused := strings.HasPrefix(got.Text, english.T(wording.ReindexRefusedNamed)[:40]) && strings.HasSuffix(got.Text, test.want)
				if refused != (test.want != "") || !refused && !strings.HasPrefix(got.Text, "There is nothing to apply") {
					t.Errorf("%s by %+v, with %+v = %q, want a refusal ending in %q (none if empty)", name, test.asker, test.access, got.Text, test.want)
				}
			}
		})
	}
}

// manyTrees are twelve passages.
var manyTrees = func() string {
	var text string
	for i := range 12 {
		text += fmt.Sprintf("\nTree %d. ", i) + strings.Repeat("It grows beside the wall of the old house. ", 4) + "\n"
	}
	return text
}()

func TestPreviewReportsChanges(t *testing.T) {
	const contents = `\n\n1 page, 2 FAQ entries, 3 passages; languages: 1 en$`
	tests := []struct {
		name   string
		change func(*site)
		want   string // regular expression
	}{
		{"nothing", func(*site) {}, `^There is nothing to apply: .*` + contents},
		{"a passage changed", func(s *site) { s.replace("garden.md", "in autumn", "in spring") },
			`^This is a preview, made in [0-9.]+m?s\. Nothing has changed yet\.\nPages: 0 added, 1 changed, 0 removed\nUnits: 0 added, 1 changed, 0 removed\n~ garden/trees/2` + contents},
		{"a story added", func(s *site) { s.write("sea.md", "# Sea\n\nFish swim.\n") },
			`\nPages: 1 added, 0 changed, 0 removed\nUnits: 1 added, 0 changed, 0 removed\n\+ sea/lead/1\n\n2 pages`},
		{"the FAQ removed", func(s *site) { os.Remove(filepath.Join(s.folder, "garden.faq.md")) },
			`\nUnits: 0 added, 0 changed, 2 removed\n- garden/faq/when-should-i-water-the-roses\n- garden/faq/what-do-hedgehogs-eat\n\n1 page`},
		{"much", func(s *site) { s.replace("garden.md", "## Trees\n", "## Trees\n"+manyTrees) },
			`\nUnits: 12 added, 2 changed, 0 removed\n(\+ .*\n){10}and 4 more\n\n1 page`},
		{"oddities", func(s *site) {
			s.replace("garden.faq.md", "Hedgehogs eat slugs and beetles.", "")
			s.write("vocabulary.yaml", "- [zebra, quagga]\n")
		}, `(?s)Warnings \(1\):\ngarden\.faq\.md:5: .*hedgehogs.*\(1\):\nvocabulary\.yaml:1: .*zebra`},
		{"golden questions", func(s *site) {
			s.replace("garden.md", "in autumn", "in spring")
			s.write("golden.jsonl", `{"id":"1","q":"`+pears+`","type":"x","gold":["pear tree"]}`)
		}, `\n\nGolden questions: 1, all answered as well as before\.\n\n1 page`},
		{"a golden question that gets worse", func(s *site) {
			s.replace("garden.md", "Plant a pear tree in autumn.", "Plant nothing at all.")
			s.write("golden.jsonl", `{"id":"1","q":"`+pears+`","type":"x","gold":["Plant a pear"]}`)
		}, `\n\nGolden questions that get worse \(1\):\n“When do I plant a pear tree\?”: garden/trees/2 → .*\n\n1 page(?s:.*)golden\.jsonl:1: `},
		{"files with mistakes", func(s *site) {
			s.write("vocabulary.yaml", "- {say: [zebra]}\n")
			s.write("garden.phrasings.yaml", "- zebra\n")
		}, `^Nothing changed: the story’s files have problems\.\ngarden\.phrasings\.yaml:1: .*; .*\nvocabulary\.yaml:1: .*; .*$`},
		{"no files", func(s *site) {
			os.Remove(filepath.Join(s.folder, "garden.faq.md"))
			os.Remove(filepath.Join(s.folder, "garden.md"))
		},
			`^Nothing changed: the story’s files have problems\.\nthe folder has no page.*; .*$`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := newSite(t, nil, admins)
			test.change(s)
			live := s.library.Corpus()
			s.wants(s.reindex(ann), test.want)
			if s.library.Corpus() != live {
				t.Error("a preview changed the live corpus")
			}
			s.answers("what do hedgehogs eat?", "slugs")
		})
	}
}

func TestApplyPreview(t *testing.T) {
	s := newSite(t, nil, admins)
	s.replace("garden.md", "in autumn", "in spring")
	preview := s.reindex(ann)
	s.wants(s.press(bob, preview, wording.ApplyButton), "^Nothing was applied: ")
	s.answers(pears, "in autumn")
	applied := s.press(ann, preview, wording.ApplyButton)
	s.wants(applied, `^The corpus is live: 5 units\.$`)
	if log := fmt.Sprint(applied.Log); !strings.Contains(log, "The corpus is live: 5 units.") || !strings.Contains(log, ann.UserID) {
		t.Errorf("in the log channel: %s, want who applied what", log)
	}
	if !applied.Replace || len(applied.Buttons) > 0 {
		t.Errorf("after Apply the message is %+v, want it replaced, without buttons", applied)
	}
	s.answers(pears, "in spring")
	s.wants(s.press(ann, preview, wording.ApplyButton), "^Nothing was applied: ")
}

func TestCancelPreview(t *testing.T) {
	s := newSite(t, nil, admins)
	s.replace("garden.md", "in autumn", "in spring")
	got := s.press(ann, s.reindex(ann), wording.CancelButton)
	if got.Text != english.T(wording.ReindexCanceled) || !got.Replace || len(got.Buttons) > 0 {
		t.Errorf("Cancel = %+v, want the message replaced, without buttons", got)
	}
	s.answers(pears, "in autumn")
}

// What was previewed is not applied if the files have changed since.
func TestApplyAfterAnotherChange(t *testing.T) {
	s := newSite(t, nil, admins)
	s.replace("garden.md", "in autumn", "in spring")
	first := s.reindex(ann)
	s.replace("garden.md", "in spring", "in May")
	second := s.reindex(bob)
	s.wants(s.press(ann, first, wording.ApplyButton), "^Nothing was applied: ")
	s.answers(pears, "in autumn")
	s.press(bob, second, wording.ApplyButton)
	s.answers(pears, "in May")
}

// A preview can be applied for 15 minutes: its buttons have the time.
func TestPreviewExpires(t *testing.T) {
	s := newSite(t, nil, admins)
	s.replace("garden.md", "in autumn", "in spring")
	preview := s.reindex(ann)
	for _, b := range preview.Buttons {
		at := strings.LastIndex(b.Value, "-") + 1
		until, err := strconv.ParseInt(b.Value[at:], 36, 64)
		if left := time.Until(time.Unix(until, 0)); err != nil || left > 15*time.Minute || left < 14*time.Minute {
			t.Errorf("%s can be used for %s, %v, want 15 minutes", b.Label, left, err)
		}
		ended := b.Value[:at] + strconv.FormatInt(time.Now().Unix(), 36)
		s.wants(s.run(commands.Request{Command: b.Command, Value: ended, Asker: ann, On: onOwn}), "^Nothing was applied: this preview has expired")
	}
	s.answers(pears, "in autumn")
}

// A golden question that gets worse blocks Apply, but not "Apply anyway".
func TestApplyAnyway(t *testing.T) {
	s := newSite(t, nil, admins)
	s.replace("garden.md", "Plant a pear tree in autumn.", "Plant nothing at all.")
	before := s.reindex(ann)
	s.press(ann, before, wording.CancelButton)
	s.write("golden.jsonl", `{"id":"1","q":"`+pears+`","type":"x","gold":["Plant a pear"]}`)
	preview := s.reindex(ann)
	if len(preview.Buttons) != 2 || preview.Buttons[0].Label != english.T(wording.ApplyAnywayButton) {
		t.Fatalf("the buttons are %+v, want no Apply", preview.Buttons)
	}
	forced := preview.Buttons[0]
	got := s.run(commands.Request{Command: "apply", Value: forced.Value, Asker: ann, On: onOwn})
	s.wants(got, "^Golden questions that get worse")
	s.answers(pears, "in autumn")
	s.wants(s.press(ann, got, wording.ApplyAnywayButton), "^The corpus is live")
	if answer, err := s.library.Ask(t.Context(), pears, nil); err != nil || len(answer.Hits) > 0 && strings.Contains(answer.Hits[0].Unit.Text, "pear tree in autumn") {
		t.Errorf("after Apply anyway the answer is %+v, %v", answer.Hits, err)
	}
}

func TestHistory(t *testing.T) {
	s := newSite(t, newJournal(t), admins)
	history := commands.Request{Command: "reindex", Options: map[string]string{"history": "true"}, Asker: bob}
	s.replace("garden.md", "in autumn", "in spring")
	s.press(ann, s.reindex(ann), wording.ApplyButton)
	got := s.run(history)
	s.wants(got, `^The corpora that were live, the latest first:\n\d{4}-\d\d-\d\d \d\d:\d\d UTC · 5 units \(live\) · by `+ann.UserID+`\n[^\n]* by start$`)
	if len(got.Menus) != 1 || len(got.Menus[0].Choices) != 1 || got.Menus[0].Prompt != english.T(wording.ReturnPrompt) {
		t.Fatalf("the menus are %+v, want one to return to the first", got.Menus)
	}
	choice := got.Menus[0].Choices[0]
	s.wants(s.run(commands.Request{Command: got.Menus[0].Command, Value: choice.Value, Asker: bob, On: onOwn}), "^The corpus is live: 5 units")
	s.answers(pears, "in autumn")
	s.wants(s.run(history), ` \(live\) · by `+bob.UserID+`\n`)
	s.wants(s.run(commands.Request{Command: "return", Value: "0123", Asker: bob, On: onOwn}), "^That corpus is not kept anymore")

	s = newSite(t, nil, admins)
	s.wants(s.run(history), "^There is no history")
	s.wants(s.run(commands.Request{Command: "return", Value: "0123", Asker: bob, On: onOwn}), "^There is no history")
}

// The second is told who runs the first.
func TestOneReindexAtATime(t *testing.T) {
	j := newJournal(t)
	s := newSite(t, j, admins)
	s.replace("garden.md", "in autumn", "in spring")
	preview := s.reindex(bob)
	lease, err := j.Begin(t.Context(), ann.UserID, "reindex") // of another process
	if err != nil {
		t.Fatal(err)
	}
	got := s.press(bob, preview, wording.ApplyButton)
	s.wants(got, `^`+ann.UserID+` has been changing the answers since \d\d:\d\d:\d\d UTC\.Please try again when that is done\.$`)
	if len(got.Lead) < 2 || got.Lead[0].UserID != ann.UserID {
		t.Errorf("the reply begins with %+v, want a mention", got.Lead)
	}
	lease.End(t.Context())
	s.wants(s.press(bob, preview, wording.ApplyButton), "^The corpus is live")
}

// failing is a library that cannot be used.
type failing struct {
	*library.Library
	err error
}

func (f failing) Preview(context.Context, string) (*commands.Preview, error) {
	return nil, f.err
}

func (f failing) Apply(context.Context, string, commands.Draft, bool) error { return f.err }

// slow is a library whose preview takes ten seconds.
type slow struct{ *library.Library }

func (slow) Preview(ctx context.Context, _ string) (*commands.Preview, error) {
	time.Sleep(50 * time.Millisecond) // so that nothing happens at a full second
	for i := range 40 {
		commands.Report(ctx, commands.Progress{Step: commands.ReadPages, Done: i, Total: 40})
		time.Sleep(100 * time.Millisecond)
	}
	commands.Report(ctx, commands.Progress{Step: commands.IndexUnits, Total: 1200})
	time.Sleep(5900 * time.Millisecond)
	commands.Report(ctx, commands.Progress{Step: commands.AskQuestions, Done: 1, Total: 2})
	time.Sleep(100 * time.Millisecond)
	return nil, commands.ErrChanged
}

func TestReindexProgress(t *testing.T) {
	s := newSite(t, nil, commands.Settings{})
	settings := admins
	settings.Library = slow{s.library}
	router := commands.NewRouter(s.library.Engine, settings)
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		var shown []string
		_, err := router.Run(t.Context(), commands.Request{Command: "reindex", Asker: ann, Progress: func(r commands.Reply) {
			if !r.Private {
				t.Errorf("%+v is public", r)
			}
			shown = append(shown, fmt.Sprintf("%s after %s", r.Text, time.Since(start).Round(100*time.Millisecond)))
		}})
		want := []string{"⏳ Reading the pages: 9 of 40 … after 1s", "⏳ Reading the pages: 29 of 40 … after 3s", "⏳ Indexing 1200 units … after 5s"}
		if err != nil || !slices.Equal(shown, want) {
			t.Errorf("shown %q, %v, want %q", shown, err, want)
		}
	})
}

// An error that is not in the files is returned, for the log.
func TestReindexFails(t *testing.T) {
	s := newSite(t, nil, commands.Settings{})
	cause := errors.New("the disk is on fire")
	settings := admins
	settings.Library = failing{s.library, cause}
	router := commands.NewRouter(s.library.Engine, settings)
	for _, request := range []commands.Request{
		{Command: "reindex"}, {Command: "apply", Value: "a-b-" + ann.UserID + "-zzzzzz", On: onOwn},
	} {
		request.Asker = ann
		if got, err := router.Run(t.Context(), request); !errors.Is(err, cause) || got.Text != "" {
			t.Errorf("/%s = %+v, %v, want the error %v", request.Command, got, err, cause)
		}
	}
	// A button's value may be from another release.
	for _, value := range []string{"", "a-b", "a-b-c-!", "a-b-c-d-e", "---"} {
		s.wants(s.run(commands.Request{Command: "apply", Value: value, Asker: commands.Asker{Operator: true}, On: onOwn}), "^Nothing was applied: this preview has expired")
	}
}
