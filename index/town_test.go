package index

import "testing/fstest"

// town is two stories with some headings in common, of which one has a FAQ and
// known questions.
var town = fstest.MapFS{
	"market.md": {Data: []byte(`---
title: The market’s return
url: https://example.org/market
---

After two winters the market came back to the square.

## Opening hours

The market opens at seven in the morning. It closes when the church bell rings at noon.

Sellers arrive before dawn to set up their tables.

## The café

A van serves coffee beside the fountain. Its cakes come from a baker in the next valley.
`)},
	"market.faq.md": {Data: []byte(`# Questions

## When does the market open?

It opens at seven in the morning.

## Who runs the market?

The council runs it together with the farmers.
`)},
	"market.phrasings.yaml": {Data: []byte(`
lead/1:
  - What returned to the square?
opening-hours/1:
  - says: It closes when the church bell rings at noon
    ask: [When does the market close?, at what time is it over]
  - says: The market opens at seven
    ask: [how early can I come]
the-café/1:
  - says: A van serves coffee
    ask: [Where is coffee served?, who sells espresso]
  - says: Its cakes come from a baker
    ask: [Who bakes the cakes?, where are the cakes from]
faq/who-runs-the-market:
  - says: together with the farmers
    ask: [Do farmers take part in running it?]
`)},
	"museum.md": {Data: []byte(`---
title: The museum
url: https://example.org/museum
---

The museum shows clocks.

## Opening hours

The museum opens at nine.

## Market prices

A ticket to the museum costs as much as a loaf of bread.

## Opening hours

In August the museum stays closed.
`)},
}
