package corpus

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	renderer "github.com/yuin/goldmark/renderer/html"

	"alliancebot/internal/prose"
)

var browser = flag.Bool("browser", false, "check in Chromium that links lead to the text of their units")

// TestFragmentsInBrowser opens the link of each unit, sentence and line of some pages in
// headless Chromium, and checks in a picture of the page that exactly that text is
// highlighted.
func TestFragmentsInBrowser(t *testing.T) {
	if !*browser {
		t.Skip("SKIPPED: needs Chromium; run go test ./corpus -run Browser -browser -v")
	}
	chromium, err := exec.LookPath("chromium")
	if err != nil {
		t.Skipf("SKIPPED: there is no chromium (%v); on Debian: apt-get install chromium fonts-noto-cjk", err)
	}
	tab := openTab(t, chromium)
	served := make(map[string]string)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, served[strings.TrimPrefix(r.URL.Path, "/")])
	}))
	defer server.Close()
	files := folder("alliancebot.yaml", "base_url: "+server.URL+"\n")
	for name, text := range fragmentPages {
		files[name] = folder(name, text)[name]
	}
	c := loadFS(t, files, Options{})
	for _, story := range c.Stories {
		body := fragmentPages[story.File]
		if strings.HasSuffix(story.File, ".md") {
			body = render(t, body)
		}
		served[strings.TrimPrefix(story.URL, server.URL+"/")] = painted + body
	}

	total, failed, without := 0, 0, 0
	for _, story := range c.Stories {
		p := pageUnits{tab: tab}
		for _, u := range story.Units {
			p.add(u)
		}
		for _, u := range story.Units {
			for _, part := range parts(u) {
				link := u.Link(part)
				if !strings.Contains(link, ":~:text=") {
					if _, runs := p.span(u, part); runs {
						without++
						t.Logf("no fragment for %q of %s", part.Of(u.Text), u.ID)
					}
					continue
				}
				total++
				if err := p.check(u, part, link); err != nil {
					failed++
					t.Errorf("%s: link of %q\n%s\n%v", u.ID, part.Of(u.Text), link, err)
				}
			}
		}
	}
	t.Logf("%d of %d fragments are highlighted at the right place; parts without one: %d", total-failed, total, without)
	if total < 100 {
		t.Errorf("only %d fragments", total)
	}

	t.Run("broken fragments are detected", func(t *testing.T) {
		i := slices.IndexFunc(c.Units, func(u *Unit) bool { return u.Story.File == "words.md" })
		u := c.Units[i]
		p := pageUnits{tab: tab}
		for _, other := range u.Story.Units {
			p.add(other)
		}
		whole := prose.Span{End: len(u.Text)}
		page, _, _ := strings.Cut(u.Link(whole), "#")
		last := u.Story.Units[len(u.Story.Units)-1]
		for _, link := range []string{page, page + "#:~:text=words%20that%20are%20not%20there", last.Link(prose.Span{End: len(last.Text)}), u.Link(prose.Sentences(u.Text)[0])} {
			if err := p.check(u, whole, link); err == nil {
				t.Errorf("%s passes as a link to all of %q", link, u.Text)
			}
		}
	})
}

// parts returns the whole unit, its sentences and its lines.
func parts(u *Unit) []prose.Span {
	all := append([]prose.Span{{End: len(u.Text)}}, prose.Sentences(u.Text)...)
	at := 0
	for line := range strings.Lines(u.Text) {
		if part := (prose.Span{Start: at, End: at + len(strings.TrimRight(line, "\n"))}); !part.IsZero() {
			all = append(all, part)
		}
		at += len(line)
	}
	slices.SortFunc(all, func(a, b prose.Span) int {
		if a.Start != b.Start {
			return a.Start - b.Start
		}
		return a.End - b.End
	})
	return slices.Compact(all)
}

// painted is the start of a page on which highlighted text is magenta.
const painted = `<!doctype html><meta charset="utf-8"><title>Page</title><style>
body { font: 16px/24px sans-serif; width: 700px; margin: 20px }
td, th { border: 1px solid; padding: 4px }
::target-text { background: #f0f; color: #f0f }
</style>`

// render renders a page as a site generator would.
func render(t *testing.T, page string) string {
	t.Helper()
	var b bytes.Buffer
	md := goldmark.New(goldmark.WithExtensions(extension.GFM, extension.Footnote, extension.DefinitionList), goldmark.WithRendererOptions(renderer.WithUnsafe()))
	if err := md.Convert([]byte(page), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// openTab returns a tab of a headless browser that is high enough for each page.
func openTab(t *testing.T, chromium string) context.Context {
	t.Helper()
	options := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]), chromedp.ExecPath(chromium), chromedp.NoSandbox, chromedp.DisableGPU)
	ctx, stop := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(stop)
	tab, closeTab := chromedp.NewContext(ctx)
	t.Cleanup(closeTab)
	if err := chromedp.Do(tab, chromedp.EmulateViewport(760, 2400)); err != nil {
		t.Fatalf("start Chromium: %v", err)
	}
	return tab
}

// pageUnits is the text of a page in its units.
type pageUnits struct {
	tab   context.Context
	runs  []pageRun
	first map[*Unit]int // of its runs
	loads int
}

// pageRun is a part of a unit that is on the page verbatim.
type pageRun struct {
	Text string
	Note bool // a footnote, which is at the end of the page
}

func (p *pageUnits) add(u *Unit) {
	if p.first == nil {
		p.first = make(map[*Unit]int)
	}
	p.first[u] = len(p.runs)
	if u.Question != "" { // before its answer, to distinguish equal answers
		p.runs = append(p.runs, pageRun{Text: u.Question})
		p.first[u]++
	}
	for _, run := range u.runs {
		before := u.Text[:run.Start]
		line := before[strings.LastIndexByte(before, '\n')+1:]
		p.runs = append(p.runs, pageRun{Text: run.Of(u.Text), Note: strings.HasPrefix(line, "[")})
	}
}

// target is where a part of a unit starts and ends: the runs, and the offsets in them.
type target struct {
	First, Last  int
	Before, UpTo string
}

// span returns where a part of a unit is, or false if it has no text on the page.
func (p *pageUnits) span(u *Unit, part prose.Span) (target, bool) {
	t := target{First: -1}
	for i, run := range u.runs {
		start, end := max(run.Start, part.Start), min(run.End, part.End)
		if start >= end || !word.MatchString(u.Text[start:end]) {
			continue
		}
		if t.First < 0 {
			t.First, t.Before = p.first[u]+i, u.Text[run.Start:start]
		}
		t.Last, t.UpTo = p.first[u]+i, u.Text[run.Start:end]
	}
	return t, t.First >= 0
}

// place is where the browser shows a target: the middle of its first and last characters,
// and of the ones around them, and its top and bottom.
type place struct {
	Error               string
	First, Last         []float64
	Before, After       []float64
	Top, Bottom, Height float64
}

// locate finds the runs in the page, one after another, and returns where the target is.
const locate = `(runs, target) => {
	const chars = [];
	let text = "", space = true;
	const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
	for (let n; n = walker.nextNode();) {
		if (n.parentElement.closest("style,script,del,s")) continue;
		for (let i = 0; i < n.data.length; i++) {
			const white = /[ \n\t]/.test(n.data[i]);
			if (white && space) continue;
			text += white ? " " : n.data[i];
			space = white;
			chars.push([n, i]);
		}
	}
	const plain = s => s.replace(/[ \n\t]+/g, " ");
	const at = [];
	let cursor = 0;
	for (const run of runs) {
		const wanted = plain(run.Text).trim();
		let i = run.Note ? text.lastIndexOf(wanted) : text.indexOf(wanted, cursor);
		if (i < 0) i = text.indexOf(wanted);
		if (i < 0) return {Error: "the page does not have " + JSON.stringify(wanted)};
		at.push(i);
		if (!run.Note) cursor = i + wanted.length;
	}
	const box = i => {
		if (i < 0 || i >= chars.length || !chars[i][0].parentElement.checkVisibility()) return null;
		const r = document.createRange();
		r.setStart(chars[i][0], chars[i][1]);
		r.setEnd(chars[i][0], chars[i][1] + 1);
		const rects = [...r.getClientRects()].filter(r => r.width > 0);
		return rects.length ? rects[rects.length - 1] : null;
	};
	const middle = b => b ? [b.left + b.width / 2, b.top + b.height / 2 + scrollY] : [];
	const inked = (i, step) => {
		while (i >= 0 && i < chars.length && (/\s/.test(text[i]) || !box(i))) i += step;
		return i;
	};
	const first = inked(at[target.First] + plain(target.Before).length, 1);
	const last = inked(at[target.Last] + plain(target.UpTo).length - 1, -1);
	const a = box(first), b = box(last);
	if (!a || !b) return {Error: "no boxes"};
	const all = document.createRange();
	all.setStart(chars[first][0], chars[first][1]);
	all.setEnd(chars[last][0], chars[last][1] + 1);
	const rects = [...all.getClientRects()];
	return {
		First: middle(a), Last: middle(b), Before: middle(box(inked(first - 1, -1))), After: middle(box(inked(last + 1, 1))),
		Top: Math.min(...rects.map(r => r.top)) + scrollY, Bottom: Math.max(...rects.map(r => r.bottom)) + scrollY, Height: document.documentElement.scrollHeight,
	};
}`

// check opens a link, and returns an error unless exactly a part of u is highlighted.
func (p *pageUnits) check(u *Unit, part prose.Span, link string) error {
	t, ok := p.span(u, part)
	if !ok {
		return fmt.Errorf("it has no text on the page")
	}
	p.loads++
	page, fragment, _ := strings.Cut(link, "#") // the query makes it a different page
	if err := chromedp.Do(p.tab, chromedp.Navigate(fmt.Sprintf("%s?%d#%s", page, p.loads, fragment))); err != nil {
		return err
	}
	for tries := 0; ; tries++ {
		where, err := chromedp.Run(p.tab, chromedp.Evaluate[place](fmt.Sprintf("(%s)(%s, %s)", locate, jsonOf(p.runs), jsonOf(t))))
		if err != nil {
			return err
		}
		if where.Error != "" {
			return fmt.Errorf("cannot be checked: %s", where.Error)
		}
		picture, err := chromedp.Run(p.tab, chromedp.CaptureScreenshot())
		if err != nil {
			return err
		}
		decoded, err := png.Decode(bytes.NewReader(picture))
		if err != nil {
			return err
		}
		wrong := where.compare(decoded)
		if wrong == nil || tries == 2 {
			return wrong
		}
		// Chromium keeps looking for the text for a while after the page has loaded.
		if err := chromedp.Do(p.tab, chromedp.Sleep(300*time.Millisecond)); err != nil {
			return err
		}
	}
}

// compare returns an error unless the magenta in a picture is where it should be.
func (w place) compare(picture image.Image) error {
	lit := func(point []float64) bool {
		return len(point) == 2 && isMagenta(picture.At(int(point[0]), int(point[1])))
	}
	top, bottom := -1, -1
	for y := range picture.Bounds().Dy() {
		for x := range picture.Bounds().Dx() {
			if isMagenta(picture.At(x, y)) {
				if top < 0 {
					top = y
				}
				bottom = y
				break
			}
		}
	}
	switch {
	case w.Height > float64(picture.Bounds().Dy()):
		return fmt.Errorf("the page is %v high, which is more than the picture", w.Height)
	case top < 0:
		return fmt.Errorf("nothing is highlighted")
	case !lit(w.First):
		return fmt.Errorf("the start is not highlighted, but lines from %d to %d instead of %v to %v", top, bottom, w.Top, w.Bottom)
	case !lit(w.Last):
		return fmt.Errorf("the end is not highlighted, but lines from %d to %d instead of %v to %v", top, bottom, w.Top, w.Bottom)
	case lit(w.Before) || lit(w.After) || float64(top) < w.Top-12 || float64(bottom) > w.Bottom+12:
		return fmt.Errorf("too much is highlighted: lines from %d to %d instead of %v to %v", top, bottom, w.Top, w.Bottom)
	}
	return nil
}

func isMagenta(c color.Color) bool {
	r, g, b, _ := c.RGBA()
	return r > 0xF000 && g < 0x1000 && b > 0xF000
}
