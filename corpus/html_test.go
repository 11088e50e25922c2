package corpus

import (
	"slices"
	"testing"
)

// Only the main text of an HTML page is read.
func TestHTML(t *testing.T) {
	page := func(body string) string {
		return "<!doctype html><html lang=\"en\"><head><title>Page</title><style>p {}</style></head><body>" + body + "</body></html>"
	}
	testPages(t, "s.html", []pageTest{
		{"main", page("<header>Site</header><nav><a href=/>Home</a></nav><main><h1>Page</h1><p>The gate opens at nine.</p></main><footer>Imprint</footer>"), []string{"The gate opens at nine."}},
		{"article", page("<div>Site</div><article><h1>Page</h1><p>The gate opens at nine.</p></article><div>Related</div>"), []string{"The gate opens at nine."}},
		{"no main part", page("<header>Site</header><nav>Home</nav><h1>Page</h1><p>The gate opens at nine.</p><footer>Imprint</footer>"), []string{"The gate opens at nine."}},
		{"roles", page("<div role=banner>Site</div><div role=navigation>Home</div><div role=main><p>The gate opens at nine.</p></div><div role=contentinfo>Imprint</div>"), []string{"The gate opens at nine."}},
		{"cookie banner", page("<div id=\"cookie-banner\"><p>We use cookies.</p></div><div class=\"gdpr consent\">Agree?</div><p>The gate opens at nine.</p>"), []string{"The gate opens at nine."}},
		{"hidden parts", page("<p hidden>no</p><p style=\"display: none\">no</p><p aria-hidden=true>no</p><span class=sr-only>no</span><p>The gate opens at nine.</p>"), []string{"The gate opens at nine."}},
		{"permalinks", page("<h2 id=a>Hours <a class=headerlink href=#a>¶</a></h2><p>The gate opens at nine.</p>"), []string{"Hours | The gate opens at nine."}},
		{"details", page("<main><details><summary>Is it free?</summary><p>No.</p></details></main>"), []string{"Is it free? => No."}},
		{"loose text", page("<main>The gate opens<br>at nine. <p>It closes at five.</p></main>"), []string{"The gate opens\nat nine.\n\nIt closes at five."}},
		{"ruby", page("<p><ruby>漢<rt>kan</rt></ruby>字は難しいです。</p>"), []string{"漢字は難しいです。"}},
		{"forms", page("<form><label>Name</label><input></form><p>The gate opens at nine.</p><button>Go</button>"), []string{"The gate opens at nine."}},
		{"custom elements", page("<x-note><p>The gate opens at nine.</p></x-note>"), []string{"The gate opens at nine."}},
		{"layout table", page("<table><tr><td><h2>Hours</h2><p>The gate opens at nine.</p></td></tr></table>"), []string{"Hours | The gate opens at nine."}},
		{"template tags", "---\ntitle: Page\n---\n{% include head.html %}<p>The gate of {{ site }} opens.</p>", []string{"The gate of opens."}},
		{"Windows line ends", page("<p>The gate\r\nopens at nine.</p>"), []string{"The gate opens at nine."}},
		{"no end tags", "<p>The gate opens.<p>It closes.<ul><li>one<li>two</ul>", []string{"The gate opens.\n\nIt closes.\n• one\n• two"}},
		{"linked data", page(`<script type="application/ld+json">{"@type":"FAQPage","mainEntity":[{"@type":"Question","name":"May I bring my dog?","acceptedAnswer":{"@type":"Answer","text":"<p>On a <b>leash</b>.</p>"}},` +
			`{"@type":"Question","name":"Free?","acceptedAnswer":{"@type":"Answer","text":"No."}}]}</script><h2>May I bring my dog?</h2><p>On a leash.</p>`),
			[]string{"May I bring my dog? => On a leash.", "Free? => No."}},
		{"linked data in a graph", page(`<script type="application/ld+json">{"@graph":[{"@type":["FAQPage"],"mainEntity":{"@type":"Question","name":"Free?","acceptedAnswer":[{"text":"No."}]}}]}</script>`), []string{"Free? => No."}},
		{"broken linked data", page(`<script type="application/ld+json">{"@type":</script><p>The gate opens at nine.</p>`), []string{"The gate opens at nine."}},
	})
}

// If no element marks the main text, a readability library finds it.
func TestReadability(t *testing.T) {
	text := "The garden is open to all who like plants, and to those who like animals, too. Bring your friends, your family, and a hat. "
	c := load(t, "s.html", "<html><body><div class=menu><a href=a>Home</a> <a href=b>Shop</a></div><div class=content><h1>Garden</h1><p>"+text+text+"</p><p>"+text+text+"</p><p>"+text+"</p></div><div class=sidebar><a href=c>Ads</a></div></body></html>")
	if len(c.Units) == 0 || slices.ContainsFunc(c.Units, func(u *Unit) bool { return u.Text == "Home Shop" || u.Text == "Ads" }) {
		t.Errorf("units = %q, want the text without menus", describe(c))
	}
}

func TestHTMLMetadata(t *testing.T) {
	const page = `<html lang="de-AT"><head><title>Hours | The Garden</title>
<link rel="canonical" href="https://example.org/hours">
<meta property="og:site_name" content="The Garden"><meta property="og:url" content="https://other.example/">
<meta name="author" content="Ada"><meta name="description" content="When we open.">
<meta property="article:published_time" content="2024-05-01T09:00:00+02:00"></head>
<body><main><h1 id="top">Hours</h1><h2 id="summer">Summer</h2><p>Der Garten öffnet um neun.</p><section id="win"><h2>Winter</h2><p>Im Winter ist er zu.</p></section></main></body></html>`
	c := load(t, "hours.html", page)
	s := c.Stories[0]
	if s.Title != "Hours" || s.URL != "https://example.org/hours" || s.Language != "de-AT" || s.Author != "Ada" || s.Description != "When we open." || s.Publisher != "The Garden" ||
		s.Date.Format("2006-01-02") != "2024-05-01" {
		t.Errorf("story = %+v", *s)
	}
	if got := []string{c.Units[0].Anchor, c.Units[1].Anchor}; !slices.Equal(got, []string{"summer", "win"}) {
		t.Errorf("anchors = %q, want the IDs of the elements", got)
	}
	if got := c.Units[0].Line(); got != 6 {
		t.Errorf("line = %d, want 6", got)
	}
}

func TestPlainText(t *testing.T) {
	testPages(t, "notes.txt", []pageTest{
		{"paragraphs", "One line\nand another.\n\nA second <b>paragraph</b> & more.", []string{"One line and another.\n\nA second <b>paragraph</b> & more."}},
		{"headings", "Notes\n=====\n\nSome text.\n\nHours\n-----\nWe open at nine.", []string{"Some text.", "Hours | We open at nine."}},
		{"list", "Bring:\n- boots\n- a hat\n1. one\n  two", []string{"Bring:\n- boots\n- a hat\n1. one\ntwo"}},
		{"questions", "Q: When is it open?\nA: At nine.", []string{"When is it open? => At nine."}},
		{"markup is text", "Write {{ x }} or **x**.", []string{"Write {{ x }} or **x**."}},
	})
}
