package corpus

import "encoding/json"

func jsonOf(value any) string {
	text, err := json.Marshal(value)
	if err != nil {
		panic(err) // impossible for strings and numbers
	}
	return string(text)
}

// fragmentPages are pages with texts that are hard to link to.
var fragmentPages = map[string]string{
	"words.md": `# Garden

The garden is open to all who like plants. It is old, and it was never closed. Bring your own tea-pot (if you have one), at 5 p.m. & later: it costs 3,50 €.

The second paragraph says “more” about ‘it’, with "straight" quotes, an apostrophe’s use, a dash – here — and there, and an ellipsis… It has *emphasis*, **strong words**, ` + "`code`" + ` and [a link](x). Ends here!

## Prices

Children pay nothing. Adults pay nothing. Members pay nothing. Others pay nothing.

The garden is open to all who like plants, as was said. It is old, too.

## No-break spaces

Il a dit : « Le jardin ouvre à 9 h 30 » et il est parti. C'est tout.
`,
	"faq.md": `# FAQ

## May I bring a snake?

No.

## May I bring a cat?

Yes.

## May I bring a hamster?

Yes.

## May I bring a dog?

Yes. On a leash.

## How do I get in?

- by car
- by bus
- on foot

## How do I get out?

- by car
- by bus
`,
	"tables.md": `# Tables

The fees of the club are these:

| Age | Fee | Note |
|---|---|---|
| under 10 | 120 € | none |
| 10 to 17 | 140 € | with a *card* |
| 18 and over | 160 € | none |

Another table follows it, with some of the same words:

| Age | Fee |
|---|---|
| under 10 | 20 € |
| 10 to 17 | none |

| | |
|---|---|
| a | b |

The end of the tables.
`,
	"lists.md": `# Lists

Every child must bring:

- boots
- a hat, or *something* like it
  1. of wool
  2. of felt
- water

Forbidden are:

- knives
- phones

To register, do this:

1. Write your name.
2. Write the name of your child.

   Write it twice.
3. Send it.

- [x] done
- [ ] open

A line  
broken hard  
in three.

Term
: Its definition.
: Another one.
`,
	"code.md": `# Code

To set a home, type this:

` + "```" + `
/sethome  my home
/home my home

/home
` + "```" + `

Then press ` + "`Enter`" + `. The file has:

` + "```yaml" + `
homes:
  - name: a, b & c
    where: "x-y"
` + "```" + `

Type ` + "`/home`" + ` to go home.
`,
	"footnotes.md": `# Footnotes

The lake[^1] is **deep**[^deep]. It is also wide[^1], and no[^2] one swims.

Another paragraph, which has no note at all, but many words to be read.

[^1]: It has no name.
[^2]: But the fish.
[^deep]: Some 300 *metres*.
`,
	"japanese.md": `# 庭

庭の門は毎日九時に開きます。会員は犬を連れてくることができます。冬は早く閉まりますので、ご注意ください。

## 質問

門は何時に開きますか。九時です。犬は入れますか。はい、入れます。猫は入れますか。はい、入れます。

人工智能的世界不断变化，竞争的动态也是如此。人工智能的世界不断变化，竞争的动态也是如此，而且花园的大门每天九点开放，会员可以带狗进来，请注意冬天花园会提前关闭，谢谢大家的理解和支持，祝大家愉快。
`,
	"arabic.md": `# الحديقة

تفتح بوابة الحديقة كل يوم في الساعة التاسعة، ويمكن للأعضاء إحضار كلابهم معهم. هل هي مجانية؟ نعم.

الحديقة قديمة (منذ 1900) ولم تُغلق قط. قال: «مرحبا بكم».

- كلاب
- قطط
`,
	"struck.md": `# Struck out

It costs ~~99~~ 109 euro. The ~~old~~ new gate is ~~closed~~ open.

A picture ![of a rose](rose.png) is in this sentence. H<sub>2</sub>O and x<sup>2</sup>.
`,
	"page.html": `<nav><a href="/">Home</a> Opening hours</nav><main><h1>Garden</h1>
<h2 id="hours">Opening hours</h2><p>The gate opens at nine.</p>
<h2 id="prices">Prices</h2><p>Adults<br>pay five euros. <span>Children</span><span>pay</span> nothing.</p>
<div>Loose text in a <b>div</b>. <p>The gate opens at nine.</p> More of it.</div>
<table><caption>All prices</caption><tr><th>Who</th><th>How much</th></tr><tr><td><p>Adults</p><p>and guests</p></td><td>5 €</td></tr><tr><td>Children</td><td>0 €</td></tr></table>
<dl><dt>Rose</dt><dd>A flower.</dd><dt>Oak</dt><dd>A tree.</dd></dl>
<details open><summary>Is it free?</summary><p>No, but for children.</p></details>
<details><summary>Is it far?</summary><p>No, it is near.</p></details>
<ul><li><p>one thing</p><p>and its text</p></li><li>another <ul><li>inner</li></ul></li></ul>
<pre>two  spaces
	and a tab</pre>
<blockquote><p>We are open.</p><p>We are open.</p></blockquote>
<p>The gate opens at nine.</p></main><footer>The gate opens at nine.</footer>`,
}
