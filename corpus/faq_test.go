package corpus

import (
	"slices"
	"strings"
	"testing"
)

// FAQ entries are found in each form.
func TestFAQForms(t *testing.T) {
	const faq = "---\ntitle: Garden FAQ\n---\n\n"
	testPages(t, "s.md", []pageTest{
		{"headings of a FAQ", faq + "## When is it open?\n\nAt nine.\n\n## Prices\n\nFive euros.",
			[]string{"When is it open? => At nine.", "Prices => Five euros."}},
		{"questions below groups", faq + "## Visiting\n\n### When is it open?\n\nAt nine.\n\n### Dogs?\n\nOn a leash.\n\n## Shop\n\n### Do you sell plants?\n\nYes.",
			[]string{"Visiting | When is it open? => At nine.", "Visiting | Dogs? => On a leash.", "Shop | Do you sell plants? => Yes."}},
		{"titles below groups", faq + "## Visiting\n\n### Opening hours\n\nAt nine.\n\n### Dogs\n\nOn a leash.\n\n## Shop\n\n### Plants\n\nYes.",
			[]string{"Visiting | Opening hours => At nine.", "Visiting | Dogs => On a leash.", "Shop | Plants => Yes."}},
		{"mostly questions, with another title", "# Garden\n\n## When is it open?\n\nAt nine.\n\n## May I bring my dog?\n\nOn a leash.\n\n## Is it free?\n\nNo.",
			[]string{"When is it open? => At nine.", "May I bring my dog? => On a leash.", "Is it free? => No."}},
		{"introduction", faq + "These are the questions that we hear most.\n\n## When is it open?\n\nAt nine.",
			[]string{"These are the questions that we hear most.", "When is it open? => At nine."}},
		{"two questions, one answer", faq + "## May I bring my dog?\n\n## Are cats allowed?\n\nAnimals are welcome.\n\n## Open?\n\nYes.",
			[]string{"May I bring my dog? / Are cats allowed? => Animals are welcome.", "Open? => Yes."}},
		{"headings inside an answer", faq + "## How do I install it?\n\nIt depends.\n\n### On Windows\n\nRun the installer.\n\n### On Linux\n\nBuild it.\n\n## Is it free?\n\nYes.",
			[]string{"How do I install it? => It depends.\n\nOn Windows\n\nRun the installer.\n\nOn Linux\n\nBuild it.", "Is it free? => Yes."}},
		{"question without an answer", faq + "## Open?\n\nYes.\n\n# Other\n\n## Why?\n\n# More\n\n## Free?\n\nNo.", []string{"Open? => Yes.", "More | Free? => No."}},
		{"numbered questions", faq + "## 1. When is it open?\n\nAt nine.\n\n## Q2: Is it free?\n\nNo.\n\n## 3.5 liters or more?\n\nMore.",
			[]string{"When is it open? => At nine.", "Is it free? => No.", "3.5 liters or more? => More."}},
		{"bold questions", "**When is it open?**\n\nAt nine.\n\nEvery day.\n\n**Is it free?**\n\nNo.",
			[]string{"When is it open? => At nine.\n\nEvery day.", "Is it free? => No."}},
		{"bold question before its answer", "**When is it open?** At nine.\n\n**Is it free?**<br>No.", []string{"When is it open? => At nine.", "Is it free? => No."}},
		{"bold question with a break", "**When is it open?**\nAt nine.", []string{"When is it open? => At nine."}},
		{"numbered bold questions", "1. **When is it open?**\n\n   At nine.\n\n2. **Is it free?**\n\n   No.", []string{"When is it open? => At nine.", "Is it free? => No."}},
		{"Q and A", "Q: When is it open?\nA: At nine.\n\nQ: Is it free?\nA: No.\nNot at all.", []string{"When is it open? => At nine.", "Is it free? => No. Not at all."}},
		{"Q and A in paragraphs", "**Q: When is it open?**\n\nA: It opens at nine.\n\n**Q: Is it free?**\n\nA: No.",
			[]string{"When is it open? => It opens at nine.", "Is it free? => No."}},
		{"bold Q and A", "**Q:** When is it open?\n\n**A:** It opens at nine.", []string{"When is it open? => It opens at nine."}},
		{"Q and A headings", faq + "### Q: When is it open?\n\nA: At nine.", []string{"When is it open? => At nine."}},
		{"German Q and A", "Frage: Wann ist offen?\nAntwort: Um neun.", []string{"Wann ist offen? => Um neun."}},
		{"an A without a Q is text", "A. Smith wrote it.", []string{"A. Smith wrote it."}},
		{"details", "<details>\n<summary>Is there a toilet?</summary>\n\nBehind the shop.\n\n</details>\n\nText after it.",
			[]string{"Is there a toilet? => Behind the shop.", "Text after it."}},
		{"details without a question", "<details>\n<summary>More about it</summary>\n\nIt was built in 1900.\n\n</details>", []string{"More about it\nIt was built in 1900."}},
		{"details of a FAQ", faq + "<details><summary>Opening hours</summary>\n\nAt nine.\n\n</details>\n<details><summary><b>Dogs</b></summary>On a leash.</details>",
			[]string{"Opening hours => At nine.", "Dogs => On a leash."}},
		{"terms", "<dl><dt>When is it open?</dt><dd>At nine.</dd><dt>Is it free?</dt><dd>No.</dd></dl>", []string{"When is it open? => At nine.", "Is it free? => No."}},
		{"Markdown terms", "When is it open?\n: At nine.\n\nIs it free?\n: No.", []string{"When is it open? => At nine.", "Is it free? => No."}},
		{"terms that are not questions", "Rose\n: A flower.\n\nOak\n: A tree.", []string{"Rose\n  A flower.\nOak\n  A tree."}},
		{"HTML headings", "<h3><a name=\"dogs\">May I bring my dog?</a></h3>\n\nOn a leash.", []string{"May I bring my dog? => On a leash."}},
		{"HTML block", "<div class=\"faq\">\n    <h3>Is there parking?</h3>\n    <p>Yes, behind the barn.</p>\n    <h3>Do you sell plants?</h3>\n    <p>Yes, in the shop.</p>\n</div>",
			[]string{"Is there parking? => Yes, behind the barn.", "Do you sell plants? => Yes, in the shop."}},
		{"a title that is a question", "---\ntitle: May I bring my dog?\n---\n\nOn a leash.\n\nIn summer only.", []string{"May I bring my dog? => On a leash.\n\nIn summer only."}},
		{"a question on another page", "# Garden\n\nIt is old.\n\n## Who may come?\n\nAll may come.\n\n## History\n\nIt was built in 1900.",
			[]string{"It is old.", "Who may come? => All may come.", "History | It was built in 1900."}},
		{"JSX pairs", "<Questions>\n    <Q>\n        Where is the pond?\n        <A>\n            See the **map** [here](/map).\n\n            It is behind the barn.\n        </A>\n    </Q>\n    <Q>\n        Is it deep?\n        <A>Yes.</A>\n    </Q>\n</Questions>",
			[]string{"Where is the pond? => See the map here.\n\nIt is behind the barn.", "Is it deep? => Yes."}},
		{"JSX properties", "import F from 'f';\n\n<Faq question=\"Where is the pond?\" answer=\"Behind the barn.\" />\n\n<FaqItem question=\"Is it deep?\">\nYes.\n</FaqItem>",
			[]string{"Where is the pond? => Behind the barn.", "Is it deep? => Yes."}},
		{"accordion", "import A from 'a';\n\n<Accordion title=\"Is it deep?\">\n  Yes, **very**.\n</Accordion>", []string{"Is it deep? => Yes, very."}},
		{"admonition", "??? question \"Is it deep?\"\n\n    Yes, very.", []string{"Is it deep? => Yes, very."}},
		{"callout", "> [!faq]- Is it deep?\n> Yes, very.", []string{"Is it deep? => Yes, very."}},
		{"container", ":::details Is it deep?\nYes, very.\n:::", []string{"Is it deep? => Yes, very."}},
		{"rhetorical question in a text", "Why does this matter? It keeps the garden clean and everyone happy.\n\nAnd what then? Nothing.",
			[]string{"Why does this matter? It keeps the garden clean and everyone happy.\n\nAnd what then? Nothing."}},
		{"only a question", "## A\n\nHow does it work?\n\n## B\n\nText of b.", []string{"B | Text of b."}},
		{"Spanish", "---\ntitle: Preguntas frecuentes\n---\n\n## ¿Cuándo abre?\n\nA las nueve.", []string{"¿Cuándo abre? => A las nueve."}},
		{"Arabic", "## متى تفتح الحديقة؟\n\nفي الساعة التاسعة.", []string{"متى تفتح الحديقة؟ => في الساعة التاسعة."}},
		{"Japanese", "---\ntitle: よくある質問\n---\n\n## 何時に開きますか？\n\n9時です。\n\n## 犬について\n\nリードが必要です。", []string{"何時に開きますか？ => 9時です。", "犬について => リードが必要です。"}},
	})
}

// A file with FAQ in its name is a FAQ.
func TestFAQByName(t *testing.T) {
	for _, name := range []string{"faq.md", "FAQs.md", "docs/faq/index.md", "user-faq.md", "frequently-asked-questions.md"} {
		c := load(t, name, "# Help\n\n## Opening hours\n\nAt nine.\n\n## Prices\n\nFive euros.")
		if want := []string{"Opening hours => At nine.", "Prices => Five euros."}; !slices.Equal(describe(c), want) {
			t.Errorf("units of %s = %q, want %q", name, describe(c), want)
		}
	}
}

func TestFAQOfAPage(t *testing.T) {
	c := load(t, "g.md", head+"A garden.", "g.faq.md", "---\ntitle: Garden FAQ\nweight: 30\n---\n\nThe questions that we hear most.\n\n## When is it open?\n\nAt nine.")
	if want := []string{"A garden.", "The questions that we hear most.", "When is it open? => At nine."}; !slices.Equal(describe(c), want) {
		t.Errorf("units = %q, want %q", describe(c), want)
	}
	if len(c.Stories) != 1 {
		t.Errorf("%d stories, want 1", len(c.Stories))
	}
}

// An answer of any length is one unit.
func TestLongAnswer(t *testing.T) {
	answer := strings.Repeat("It depends on the weather of the day. ", 200)
	c := load(t, "faq.md", "# FAQ\n\n## When is it open?\n\n"+answer+"\n\n"+answer)
	if len(c.Units) != 1 || len(c.Units[0].Text) < 2*len(answer)-10 {
		t.Errorf("%d units, the first of %d bytes, want one of %d", len(c.Units), len(c.Units[0].Text), 2*len(answer))
	}
}

func TestFAQData(t *testing.T) {
	tests := []struct {
		name, file, text string
		want             []string
	}{
		{"list", "faq.yml", "- question: May I bring my **dog**?\n  answer: |\n    On a *leash*.\n\n    - in summer\n- question: Free?\n  answer: No.", []string{
			"May I bring my dog? => On a leash.\n• in summer", "Free? => No."}},
		{"YamlMime", "faq.yml", "### YamlMime:FAQ\ntitle: Garden FAQ\nsummary: All about it.\nsections:\n  - name: Visiting\n    questions:\n      - question: May I bring my dog?\n        answer: |\n          On a leash.\n  - name: Shop\n    questions:\n    - question: Plants?\n      answer: Yes.",
			[]string{"Visiting | May I bring my dog? => On a leash.", "Shop | Plants? => Yes."}},
		{"JSON", "data/faq.json", `{"faqs": [{"q": "May I bring my dog?", "a": "<p>On a <b>leash</b>.</p>"}]}`, []string{"May I bring my dog? => On a leash."}},
		{"mapping", "faq.yaml", "May I bring my dog?: On a leash.\nFree?: No.", []string{"May I bring my dog? => On a leash.", "Free? => No."}},
		{"categories", "faq.json", `[{"category": "Visiting", "items": [{"Question": "Free?", "Answer": "No."}]}]`, []string{"Visiting | Free? => No."}},
		{"several answers", "faq.yml", "- question: [May I?, Could I?]\n  answer: Yes.", []string{"May I? / Could I? => Yes."}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := describe(load(t, test.file, test.text)); !slices.Equal(got, test.want) {
				t.Errorf("units of %q = %q, want %q", test.text, got, test.want)
			}
		})
	}
}

// Other data files are left out without a warning.
func TestOtherData(t *testing.T) {
	c := load(t, "a.md", "Some text.", "mkdocs.yml", "site_name: x\nnav:\n- a.md", "package.json", `{"name": "x"}`, "bad.yml", "a: [", "bad.json", "{", "deep.yml", strings.Repeat("[", 5000))
	if len(c.Units) != 1 || c.LeftOut[".yml"] != 3 || c.LeftOut[".json"] != 2 || len(c.Warnings) > 0 {
		t.Errorf("units %q, left out %v, warnings %v", ids(c), c.LeftOut, c.Warnings)
	}
}

// A FAQ in a data file that cannot be used, in whole or in part, is warned of.
func TestFlawedFAQData(t *testing.T) {
	tests := []struct{ name, file, text, want string }{
		{"not YAML", "faq.yml", "- question: Free?\n  answer: [No.\n- question: Dogs?", "faq.yml:3: not valid YAML"},
		{"not JSON", "my-faq.json", "{\n\"q\": }", "my-faq.json:2: not valid JSON"},
		{"misspelled keys", "FAQ.yaml", "- qestion: Free?\n  answer: No.", "FAQ.yaml:1: the file has no question with an answer"},
		{"no answer", "list.yml", "- q: Free?\n  a: No.\n- q: Dogs?\n  an: Yes.", `list.yml:3: question "Dogs?" has no answer`},
		{"an empty answer", "list.yml", "- q: Free?\n  a: No.\n- q: Dogs?\n  a:", `list.yml:3: question "Dogs?" has no answer`},
		{"answers in a list", "list.yml", "- q: Free?\n  a: No.\n- q: Dogs?\n  a: [Yes., No.]", `list.yml:3: question "Dogs?" has no answer`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c := load(t, "a.md", "Some text.", test.file, test.text)
			if got := warnings(c); !strings.HasPrefix(got, test.want) || len(c.Warnings) != 1 {
				t.Errorf("warnings %q, want one that begins with %q", got, test.want)
			}
		})
	}
}
