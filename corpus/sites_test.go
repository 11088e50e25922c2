package corpus

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"alliancebot/internal/prose"
)

// siteCase is the expected corpus of a small site that was once read incorrectly.
type siteCase struct {
	name     string // the name of its folder
	units    []string
	warnings []string // their prefixes, in order
	leftOut  string
	check    func(t *testing.T, c *Corpus)
}

var siteCases = []siteCase{
	{name: "01-site-front-matter", units: []string{"The gate opens at nine.", "The shop sells seeds."}},
	{name: "02-no-front-matter-no-url", units: []string{"When does the gate open? => The gate opens at nine."}, check: func(t *testing.T, c *Corpus) {
		if s := c.Stories[0]; s.Title != "Garden club, common questions" || s.URL != "" {
			t.Errorf("title %q, address %q", s.Title, s.URL)
		}
	}},
	{name: "03-faq-page-not-seen-as-faq", units: []string{"Why do the leaves of my roses turn yellow? => Possible causes:\n• The soil is too wet.\n• A lack of iron."}},
	{name: "04-other-files-silently-left-out", units: []string{"The garden is open to all.", "How do I install the watering app? => With your phone.", "Help is at the barn.",
		"Old text.", "The shop sells seeds.", "Install the watering app with your phone."}, leftOut: "without text"},
	{name: "05-readme-only", units: []string{"Who may come? => The garden is open to all."}},
	{name: "06-faq-questions-at-level-3", units: []string{"A garden.", "Questions › Visiting | When is it open? => At nine.", "Questions › Visiting | May I bring my dog? => On a leash.", "Questions › Shop | Do you sell plants? => Yes."}},
	{name: "07-faq-file-refuses-what-faqs-have", units: []string{"A garden.", "This page has the questions that we hear most.", "When is it open? => At nine.",
		"May I bring my dog? / Are cats allowed? => Animals are welcome on a leash."}},
	{name: "08-admonitions-stay-as-text", units: []string{"Visiting | Ask at the barn for help.\n\nGood to know\nChildren pay nothing.\n\nThe pond is deep.\n\nWinter\nThe bridge is slippery.\n\nDo not run.\n\nBy car\nTake exit 4.\n\nBy bus\nTake line 7."}},
	{name: "09-template-tags-stay-as-text", units: []string{"A red rose\n\nBring a hat to .\n\nSee the map at the gate.", "Tickets | They cost five euros."}},
	{name: "10-wiki-links-and-comments", units: []string{"See the map and Shop > Hours.\n\nBring good shoes.\n\nHint\nTake line 7."}},
	{name: "11-question-without-heading", units: []string{"When is the garden open? => It opens at nine on every day but Monday.", "Is there a toilet? => Behind the shop.",
		"May I bring my dog? => On a leash.", "Is there parking? => Yes, behind the barn.", "Do you sell plants? => Yes, in the shop."}},
	{name: "12-lead-in-torn-from-its-list", units: []string{"Animals | The following animals are officially allowed in the garden:\n• dogs on a leash\n• cats\n\nAsk the head gardener about others."}},
	{name: "13-one-small-flaw-refuses-all", units: []string{"The gate opens at nine.\nPlant: Rose; Height: 1 m", "Shop | The shop sells seeds."}, leftOut: "without text",
		warnings: []string{"a.md:6: heading is empty", "a.md:12: table row has more cells than its header"}},
	{name: "14-toml-and-json-front-matter", units: []string{"The gate opens at nine.", "The shop sells seeds."}, check: func(t *testing.T, c *Corpus) {
		if c.Stories[0].Title != "Gate" || c.Stories[1].Title != "Shop" {
			t.Errorf("titles %q and %q", c.Stories[0].Title, c.Stories[1].Title)
		}
	}},
	{name: "15-hugo-url-and-lang", units: []string{"Der Garten ist alt."}, check: func(t *testing.T, c *Corpus) {
		if s := c.Stories[0]; s.Language != "de" || s.URL != "" {
			t.Errorf("language %q, address %q", s.Language, s.URL)
		}
	}},
	{name: "16-error-flood", check: func(t *testing.T, c *Corpus) {
		if len(c.Units) != 30 {
			t.Errorf("%d units, want one for each of 30 files", len(c.Units))
		}
	}},
	{name: "17-highlight-is-a-list-number", units: []string{"Welche Hilfe gibt es? => Wir sind ein kleiner Verein. Trotzdem gibt es zwei Wege:\n1. Das Handbuch erklärt jede Taste.\n2. Im Forum antworten Mitglieder.\n\nHier ist noch ein Film über Hilfe im Verein."},
		check: func(t *testing.T, c *Corpus) {
			u := c.Units[len(c.Units)-1]
			if i := strings.Index(u.Text, "1. "); u.Link(prose.Span{Start: i, End: i + 3}) != "https://example.org/h" {
				t.Errorf("link of a bare list marker = %s", u.Link(prose.Span{Start: i, End: i + 3}))
			}
		}},
	{name: "18-image-alt-is-an-answer", units: []string{"Move your saved plan to the plans folder | The folder is in one of these places.\n%appdata%\\garden\\plans"}},
	{name: "19-jsx-questions", units: []string{"Where is the pond? => See the map here.\n\nIt is behind the barn."}},
	{name: "20-faq-data-formats", units: []string{"May I bring my dog? => On a leash.", "Visiting | May I bring my dog? => On a leash."}},
}

func TestSites(t *testing.T) {
	dir := filepath.Join(shared(), "cases", "sites")
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("SKIPPED: the small sites are missing (%v); put them there or name their folder's parent in ALLIANCEBOT_SHARED", err)
	}
	found, err := filepath.Glob(filepath.Join(dir, "*", "in"))
	if err != nil || len(found) != len(siteCases) {
		t.Errorf("%d small sites (%v), want the %d in the table", len(found), err, len(siteCases))
	}
	for _, test := range siteCases {
		t.Run(test.name, func(t *testing.T) {
			f, err := Dir(filepath.Join(dir, test.name, "in"))
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			c := loadFS(t, f, Options{})
			if got := describe(c); test.units != nil && !slices.Equal(got, test.units) {
				t.Errorf("units =\n%q, want\n%q", got, test.units)
			}
			checkWarnings(t, c, test.warnings...)
			if test.leftOut != "" && c.LeftOut[test.leftOut] == 0 || test.leftOut == "" && len(c.LeftOut) > 0 {
				t.Errorf("left out %v, want %q", c.LeftOut, test.leftOut)
			}
			if test.check != nil {
				test.check(t, c)
			}
		})
	}
}
