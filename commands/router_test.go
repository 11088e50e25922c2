package commands

import (
	"context"
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"alliancebot/internal/observe"
)

// A request is answered from the version of the corpus that was live when it began, even
// if it is replaced before each step.
func TestReplaceDuringRequest(t *testing.T) {
	version := func(name string) fstest.MapFS {
		return folder(map[string]string{
			"garden.md": story("Garden "+name, "The pear tree is planted in autumn, says the "+name+".\n\n## Pears of the "+name+
				"\n\nA pear needs a warm wall, says the "+name+".\n\n## Apples of the "+name+"\n\nAn apple needs frost, says the "+name+"."),
			"garden.faq.md": "## What does a pear need, " + name + "?\n\nA pear needs warmth, says the " + name + ".\n\n" +
				"## What does an apple need, " + name + "?\n\nAn apple needs cold, says the " + name + ".\n",
		})
	}
	uses := []Request{asks("what does a pear need?"), asks("apple"), {Command: "faq"}, {Command: "faq", Options: asks("pear").Options},
		{Command: "story"}, {Command: "story", Options: map[string]string{sectionOption: "apples"}}, {Command: "help"}}
	for _, use := range uses {
		replacing := &replacingObserver{t: t}
		r := newTestRouter(t, version("Oldest"), Settings{Observer: replacing})
		replacing.router, replacing.files = r, version("Newest")
		reply := fmt.Sprintf("%+v", request(t, r, use))
		if !strings.Contains(reply, "Oldest") || strings.Contains(reply, "Newest") {
			t.Errorf("the reply to %+v is not of the version before: %s", use, reply)
		}
		if replacing.times == 0 || !strings.Contains(fmt.Sprintf("%+v", request(t, r, use)), "Newest") {
			t.Errorf("the corpus was not replaced during %+v", use)
		}
	}
}

// replacingObserver makes another corpus live at every step of a request.
type replacingObserver struct {
	t      *testing.T
	router *Router
	files  fs.FS
	times  int
}

func (o *replacingObserver) replace() {
	o.times++
	reload(o.t, o.router, o.files)
}

func (o *replacingObserver) Command(ctx context.Context, _ string) (context.Context, func(error)) {
	o.replace()
	return ctx, func(error) {}
}

func (o *replacingObserver) Question(ctx context.Context) (context.Context, func(observe.Verdict)) {
	o.replace()
	return ctx, func(observe.Verdict) { o.replace() }
}
