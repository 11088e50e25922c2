package corpus

import (
	"net/url"
	"strings"
	"testing"

	"alliancebot/internal/prose"
)

func TestLink(t *testing.T) {
	const page = "https://example.org/story"
	tests := []struct {
		name, url, anchor, quote, want string
	}{
		{"no quote", page, "", " \n ", page},
		{"no quote, anchor", page, "why-so", "", page + "#why-so"},
		{"short quote", page, "", "One two.", page + "#:~:text=One%20two."},
		{"short quote, anchor", page, "why-so", "One two.", page + "#why-so:~:text=One%20two."},
		{"odd anchor", page, "a:~:b)é", "One", page + "#a%3A%7E%3Ab%29%C3%A9:~:text=One"},
		{"fragment of the page", page + "#part:~:text=old", "", "One", page + "#part:~:text=One"},
		{"encoded fragment of the page", page + "#%C3%A9", "", "One", page + "#%C3%A9:~:text=One"},
		{"anchor instead of the fragment", page + "#part", "a", "One", page + "#a:~:text=One"},
		{"query", page + "?a=b&c", "", "One", page + "?a=b&c#:~:text=One"},
		{"syntax", page, "", `a-b, c&d (e) f+g "h" ’i’ 5% #1 x_y~z!`,
			page + "#:~:text=a%2Db%2C%20c%26d%20%28e%29%20f%2Bg%20%22h%22%20%E2%80%99i%E2%80%99%205%25%20%231%20x_y%7Ez%21"},
		{"other script", page, "", "Почему?", page + "#:~:text=%D0%9F%D0%BE%D1%87%D0%B5%D0%BC%D1%83%3F"},
		{"long quote", page, "", "One two three four five six seven eight. Nine ten eleven twelve, thirteen fourteen fifteen.",
			page + "#:~:text=One%20two%20three%20four%20five%20six,ten%20eleven%20twelve%2C%20thirteen%20fourteen%20fifteen."},
		{"long quote of few words", page, "", "Internationalization " + strings.Repeat("a", 30) + " " + strings.Repeat("b", 40) + " end.",
			page + "#:~:text=Internationalization%20" + strings.Repeat("a", 30) + "," + strings.Repeat("b", 40) + "%20end."},
		{"room for one word at each end", page, "", strings.Repeat("я", 35) + " " + strings.Repeat("ю", 20) + " " + strings.Repeat("э", 20) + " " + strings.Repeat("ь", 35),
			page + "#:~:text=" + url.PathEscape(strings.Repeat("я", 35)) + "," + url.PathEscape(strings.Repeat("ь", 35))},
		{"spaces of all kinds", page, "", "One  two\u00a0three\tfour", page + "#:~:text=One%20two%20three%20four"},
		{"one long word", page, "a", strings.Repeat("a", 100), page + "#a"},
		{"lines of a list", page, "", "• one two\n  1. three four\n• five", page + "#:~:text=one%20two,five"},
		{"one line of a list", page, "", "• one two", page + "#:~:text=one%20two"},
		{"hard break", page, "", "a b c d e f g\nh i j k l m n", page + "#:~:text=a%20b%20c%20d%20e%20f,i%20j%20k%20l%20m%20n"},
		{"clauses without spaces", page, "", strings.Repeat("人工智能的世界，", 8) + "不断变化。" + strings.Repeat("竞争的动态。", 5),
			page + "#:~:text=" + url.PathEscape(strings.Repeat("人工智能的世界，", 3)) + "," + url.PathEscape(strings.Repeat("竞争的动态。", 3))},
		{"too long for any quote", page + "?" + strings.Repeat("q", 480), "a", "One two three", page + "?" + strings.Repeat("q", 480) + "#a"},
		{"too long for the anchor", page + "?" + strings.Repeat("q", 480), "anchors", "One two three", page + "?" + strings.Repeat("q", 480)},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			u := &Unit{Story: &Story{URL: test.url}, Anchor: test.anchor, Text: test.quote}
			if got := u.Link(prose.Span{End: len(u.Text)}); got != test.want {
				t.Errorf("Link(%q) of %s with anchor %q =\n%s, want\n%s", test.quote, test.url, test.anchor, got, test.want)
			}
		})
	}
}

// checkLink checks that link is a valid address of u's page within the limits,
// and that both ends of what it points at stand in quote, in order and apart.
func checkLink(t *testing.T, u *Unit, quote, link string) {
	t.Helper()
	if len(link) > 512 {
		t.Errorf("Link(%q) has %d characters", quote, len(link))
	}
	parsed, err := url.Parse(link)
	if err != nil {
		t.Fatalf("Link(%q) = %q: %v", quote, link, err)
	}
	page, _ := u.page()
	if parsed.Fragment, parsed.RawFragment = "", ""; parsed.String() != page {
		t.Errorf("Link(%q) = %q leads to another page than %q", quote, link, page)
	}
	start, end, found := linked(t, link)
	if !found {
		return
	}
	all := strings.Join(pageLines(quote), " ")
	after, ok := strings.CutPrefix(all, start)
	if !ok {
		t.Errorf("Link(%q) = %q: %q does not begin %q", quote, link, start, all)
	}
	if !strings.HasSuffix(after, end) || end == "" && after != "" {
		t.Errorf("Link(%q) = %q: %q does not end %q", quote, link, end, after)
	}
}

// linked returns the decoded text that link points at: all of it, or its start
// and end.
func linked(t *testing.T, link string) (start, end string, found bool) {
	t.Helper()
	_, directive, found := strings.Cut(link, ":~:text=")
	start, end, _ = strings.Cut(directive, ",")
	for _, part := range []*string{&start, &end} {
		if strings.ContainsAny(*part, "-,&()+#") {
			t.Errorf("link %q: syntax is not encoded", link)
		}
		decoded, err := url.PathUnescape(*part)
		if err != nil {
			t.Errorf("link %q: %v", link, err)
		}
		*part = decoded
	}
	return start, end, found
}

// TestLinkMarksTheQuote looks for the ends of each sentence's link as a browser
// does: the start where it stands first on the page, the end where it stands
// first after that.
func TestLinkMarksTheQuote(t *testing.T) {
	c := loadDefault(t)
	page := strings.Join(asPublished(c), "\n")
	for _, u := range c.Units {
		for sentence := range strings.SplitAfterSeq(u.Text, ". ") {
			sentence = strings.TrimSpace(sentence)
			link := u.Link(prose.Find(u.Text, sentence))
			checkLink(t, u, sentence, link)
			start, end, _ := linked(t, link)
			_, after, _ := strings.Cut(page, start)
			between, _, _ := strings.Cut(after, end)
			if got := start + between + end; got != sentence {
				t.Errorf("%s: link of %q marks %q", u.ID, sentence, got)
			}
		}
	}
}

func FuzzLink(f *testing.F) {
	for _, quote := range []string{
		"", " \n", "One two.", "• one\n  2. two\n[x] three", strings.Repeat("word, ", 40), strings.Repeat("人工智能，", 40),
		strings.Repeat("a", 600), "a\u00a0b\tc", "\xff\xfe", "x\x00y", "e\u0301 — ‘q’ & (r) + s-t,u",
	} {
		f.Add("https://example.org/a?b=c#d", "", quote)
		f.Add("https://example.org/a", "why-so", quote)
	}
	f.Fuzz(func(t *testing.T, page, anchor, quote string) {
		given, err := url.Parse(page)
		if err != nil || given.Host == "" || len(page) > MaxLink || given.String() != page || given.ForceQuery {
			t.Skip("not a page that Load takes")
		}
		u := &Unit{Story: &Story{URL: page}, Anchor: anchor, Text: quote}
		checkLink(t, u, quote, u.Link(prose.Span{End: len(quote)}))
	})
}
