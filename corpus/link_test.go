package corpus

import (
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"

	"alliancebot/internal/prose"
)

// linkOf returns the link of quote in the last unit that contains it.
func linkOf(t *testing.T, c *Corpus, quote string) string {
	t.Helper()
	for i := len(c.Units) - 1; i >= 0; i-- {
		u := c.Units[i]
		if part := prose.Find(u.Text, quote); !part.IsZero() {
			return u.Link(part)
		}
	}
	t.Fatalf("no unit contains %q:\n%q", quote, describe(c))
	return ""
}

// linkedTo returns the decoded text directive of a link, or "".
func linkedTo(t *testing.T, link string) string {
	t.Helper()
	_, directive, _ := strings.Cut(link, ":~:text=")
	plain, err := url.PathUnescape(directive)
	if err != nil {
		t.Errorf("link %q: %v", link, err)
	}
	return plain
}

func TestLinkAddress(t *testing.T) {
	const page = "https://example.org/story"
	whole := "One two three four five six."
	const text = "#:~:text=One%20two%20three%20four%20five%20six."
	tests := []struct{ name, url, heading, want string }{
		{"page", page, "", page + text},
		{"anchor", page, "## Why {#why-so}", page + "#why-so" + text[1:]},
		{"odd anchor", page, "## Why {#a:b.é}", page + "#a%3Ab." + text[1:]},
		{"fragment of the page", page + "#part:~:text=old", "", page + "#part" + text[1:]},
		{"encoded fragment of the page", page + "#%C3%A9", "", page + "#%C3%A9" + text[1:]},
		{"anchor instead of the fragment", page + "#part", "## Why {#a}", page + "#a" + text[1:]},
		{"query", page + "?a=b&c", "", page + "?a=b&c" + text},
		{"no address", "", "", ""},
		{"too long for the text", page + "?" + strings.Repeat("q", 475), "## Why {#a}", page + "?" + strings.Repeat("q", 475) + "#a"},
		{"too long for the anchor", page + "?" + strings.Repeat("q", 480), "## Why {#anchors}", page + "?" + strings.Repeat("q", 480)},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c := load(t, "s.md", "---\ntitle: T\nurl: "+test.url+"\n---\n"+test.heading+"\n\n"+whole)
			if got := linkOf(t, c, whole); got != test.want {
				t.Errorf("link = %s, want %s", got, test.want)
			}
			if got, _, _ := strings.Cut(test.url, ":~:"); c.Units[0].Link(prose.Span{}) != test.want && !strings.HasPrefix(c.Units[0].Link(prose.Span{}), strings.TrimSuffix(got, "#part")) {
				t.Errorf("link of the zero Span = %s", c.Units[0].Link(prose.Span{}))
			}
		})
	}
}

// A link quotes no more than necessary, and a browser finds the quoted part first.
func TestLinkText(t *testing.T) {
	tests := []struct{ name, page, quote, want string }{
		{"a sentence", "The gate opens at nine o'clock. It closes late.", "The gate opens at nine o'clock.", "The gate opens at nine o'clock."},
		{"syntax", "It has a-b, c&d (e) f+g \"h\" 5% #1 x_y~z!", "It has a-b, c&d (e) f+g \"h\" 5% #1 x_y~z!", "It has a-b, c&d (e) f+g \"h\" 5% #1 x_y~z!"},
		{"a long sentence", "One two three four five six seven eight nine ten eleven twelve, thirteen fourteen fifteen sixteen.",
			"One two three four five six seven eight nine ten eleven twelve, thirteen fourteen fifteen sixteen.", "One two three four five six,eleven twelve, thirteen fourteen fifteen sixteen."},
		{"a short quote", "The gate opens at nine. Yes.", "Yes.", "gate opens at nine.-,Yes."},
		{"an answer", "## May I bring a cat?\n\nYes.\n\n## May I bring a hamster?\n\nYes.", "Yes.", "I bring a hamster?-,Yes."},
		{"repeated", "Adults may pay nothing here. But adults may pay nothing here.", "adults may pay nothing here.", "pay nothing here. But-,adults may pay nothing here."},
		{"repeated after equal words", "Now adults may pay nothing here. Now adults may pay nothing here. Really.", "adults may pay nothing here. Really.", "adults may pay nothing here. Really."},
		{"a row of a table", "Fees of the club:\n\n| Age | Fee |\n|---|---|\n| ten | 5 € |\n| two | 5 € |\n\nThe end of it.", "two; Fee: 5 €", "5 €-,two,5 €"},
		{"an item", "We have:\n\n- boots of wool\n- a hat of felt", "• a hat of felt", "boots of wool-,a hat of felt"},
		{"items", "We have:\n\n- boots of wool\n- a hat of felt", "boots of wool\n• a hat of felt", "We have:-,boots of wool,a hat of felt"},
		{"code", "Type this:\n\n```\n/sethome  my home\n/home\n```", "/sethome  my home", "/sethome  my home"},
		{"a footnote", "The lake[^1] is deep and wide.\n\n[^1]: Some 300 metres in all.", "Some 300 metres in all.", "Some 300 metres in all."},
		{"next to a footnote", "The great lake of this place[^1] is deep.\n\n[^1]: Some 300 metres.", "The great lake of this place is deep.", "The great lake of this,is deep."},
		{"around struck-out text", "It costs ~~99~~ 109 euro in all.", "It costs 109 euro in all.", "It costs 99 109 euro in all."},
		{"around a tag", "Bring a hat to {{ site.title }} in the summer.", "Bring a hat to  in the summer.", ""},
		{"no-break spaces", "Le jardin ouvre à 9\u00a0h\u00a030 tous les jours.", "ouvre à 9\u00a0h\u00a030 tous les jours.", "ouvre à 9\u00a0h\u00a030 tous les jours."},
		{"clauses without spaces", "庭の門は毎日九時に開きます。会員は犬を連れてくることができます。冬は早く閉まります。", "会員は犬を連れてくることができます。", "庭の門は毎日九時に開きます。-,会員は犬を連れてくることができます。"},
		{"right to left", "تفتح بوابة الحديقة كل يوم في الساعة التاسعة.", "كل يوم في الساعة التاسعة.", "كل يوم في الساعة التاسعة."},
		{"a marker", "To do:\n\n1. Write it.\n2. Send it.", "1. ", ""},
		{"not unique on the page", "## A\n\n- by car\n- by bus\n- on foot\n\n## B\n\n- by car\n- by bus", "by bus", ""},
		{"one word", "A " + strings.Repeat("a", 100) + " b", strings.Repeat("a", 100), ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c := load(t, "s.md", head+test.page)
			if test.name == "around a tag" {
				test.quote, test.want = c.Units[0].Text, "Bring a hat to,in the summer."
			}
			if got := linkedTo(t, linkOf(t, c, test.quote)); got != test.want {
				t.Errorf("link of %q = %q, want %q", test.quote, got, test.want)
			}
		})
	}
}

// If the generator puts a link after each heading, the link of a short answer includes its
// question.
func TestLinkAfterPermalinks(t *testing.T) {
	c := loadFS(t, folder("mkdocs.yml", "x", "faq.md", "# FAQ\n\n## A cat?\n\nYes.\n\n## A hamster?\n\nYes."), Options{BaseURL: "https://example.org"})
	if got, want := linkedTo(t, linkOf(t, c, "Yes.")), "A hamster?,Yes."; got != want {
		t.Errorf("link = %q, want %q", got, want)
	}
}

// Entries of data files have no text fragment.
func TestLinkOfData(t *testing.T) {
	c := loadFS(t, folder("faq.yml", "- question: A cat?\n  answer: Yes, on a leash in the garden.", "a.md", "Some text."), Options{BaseURL: "https://example.org/"})
	for _, u := range c.Units {
		if link := u.Link(prose.Span{End: len(u.Text)}); u.Kind == FAQ && link != "" {
			t.Errorf("link of %s = %s, want none", u.ID, link)
		}
	}
}

// checkLinks checks that the links of a unit and its sentences are valid addresses of its
// page within the limits, and highlight text of the unit.
func checkLinks(t *testing.T, u *Unit) {
	t.Helper()
	for _, part := range append(prose.Sentences(u.Text), prose.Span{End: len(u.Text)}, prose.Span{}) {
		checkLink(t, u, part)
	}
}

func checkLink(t *testing.T, u *Unit, part prose.Span) {
	t.Helper()
	link := u.Link(part)
	if link == "" && u.Story.URL == "" {
		return
	}
	parsed, err := url.Parse(link)
	if err != nil || len(link) > MaxLink {
		t.Fatalf("Link(%v) of %q = %q, of %d characters: %v", part, u.Text, link, len(link), err)
	}
	address, _ := u.pageAddress()
	if parsed.Fragment, parsed.RawFragment = "", ""; parsed.String() != address {
		t.Errorf("Link(%v) of %q = %q leads to another page than %q", part, u.Text, link, address)
	}
	_, directive, _ := strings.Cut(link, ":~:text=")
	var d textDirective
	for piece := range strings.SplitSeq(directive, ",") {
		plain, err := url.PathUnescape(strings.Trim(piece, "-"))
		if err != nil || strings.ContainsAny(strings.Trim(piece, "-"), "-,&()+#") {
			t.Errorf("link %q has syntax in its text", link)
		}
		switch {
		case strings.HasSuffix(piece, "-"):
			d.prefix = plain
		case strings.HasPrefix(piece, "-"):
			d.suffix = plain
		case d.start == "":
			d.start = plain
		default:
			d.end = plain
		}
	}
	if directive == "" {
		return
	}
	found, target := d.find(fold(u.Story.page)), u.onPage(part)
	if found.End != target.End || found.Start > target.Start {
		t.Errorf("Link(%v) of %q = %q highlights %q of %q", part, u.Text, link, found.Of(u.Story.page), u.Story.page)
	}
}

func TestDefaultLinks(t *testing.T) {
	for _, u := range loadDefault(t).Units {
		checkLinks(t, u)
		if link := u.Link(prose.Span{End: len(u.Text)}); !strings.Contains(link, ":~:text=") {
			t.Errorf("%s has no text fragment: %s", u.ID, link)
		}
	}
}

// FuzzLink checks the link of any part of any text on any page.
func FuzzLink(f *testing.F) {
	for _, text := range []string{
		"", " \n", "One two.", "one\n two\nthree", strings.Repeat("word, ", 40), strings.Repeat("人工智能，", 40),
		strings.Repeat("a", 600), "a\u00a0b  c", "x\x00y z", "e\u0301 — ‘q’ & (r) + s-t,u", "Yes.\nYes.\nYes.",
	} {
		f.Add("https://example.org/a?b=c#d", "", "Before\n", text, uint16(0), uint16(len(text)))
		f.Add("https://example.org/a", "why-so", "yes.\n", text, uint16(1), uint16(5))
	}
	f.Fuzz(func(t *testing.T, address, anchor, before, text string, start, end uint16) {
		page, ok := parsePage(address)
		if !ok || len(address) > MaxLink || page.String() != address || page.ForceQuery {
			t.Skip("not an address that Load accepts")
		}
		before, text = prose.Clean(before), prose.Clean(text)
		part := prose.Span{Start: min(int(start), len(text)), End: min(int(end), len(text))}
		if part.Start > part.End || !utf8.ValidString(text[part.Start:part.End]) {
			t.Skip("not a part of the text")
		}
		u := &Unit{Story: &Story{URL: address, page: before + text}, Anchor: anchor, Text: text, runs: []run{{prose.Span{End: len(text)}, len(before)}}}
		checkLink(t, u, part)
	})
}
