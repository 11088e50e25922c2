package discordtest

import (
	"math"
	"slices"
)

// The types of component.
// https://discord.com/developers/docs/components/reference#component-object-component-types
const (
	actionRow    = 1
	button       = 2
	stringSelect = 3
	textInput    = 4
	lastSelect   = 8 // 5 to 8 are menus of users, roles, mentionables and channels
	section      = 9
	textDisplay  = 10
	thumbnail    = 11
	mediaGallery = 12
	file         = 13
	separator    = 14
	container    = 17
)

// What may stand where in a message of components V2.
var (
	inContainer = []int{actionRow, section, textDisplay, mediaGallery, file, separator}
	inMessage   = append([]int{container}, inContainer...)
	inSection   = []int{textDisplay}
	besideText  = []int{button, thumbnail}
)

const (
	linkStyle    = 5
	premiumStyle = 6
)

// tally is what is counted over all components of a message.
type tally struct {
	count     int // components
	text      int // characters of the texts
	customIDs map[string]bool
	ids       map[int]bool
}

func newTally() *tally { return &tally{customIDs: map[string]bool{}, ids: map[int]bool{}} }

// add counts the component o.
func (t *tally) add(o object) {
	t.count++
	if id := o.text("custom_id"); id != "" {
		if t.customIDs[id] {
			o.wrong("custom_id %q is used twice", id)
		}
		t.customIDs[id] = true
	}
	if id := o.number("id"); id != 0 {
		if t.ids[id] || id < 0 || id > math.MaxInt32 {
			o.wrong("id %d is used twice or out of range", id)
		}
		t.ids[id] = true
	}
}

// rows checks the components of a message of the first kind: up to five rows,
// each of buttons or of one menu.
func (o object) rows() {
	rows := o.list("components")
	if len(rows) > 5 {
		o.wrong("%d rows of components; Discord takes 5", len(rows))
	}
	t := newTally()
	for _, row := range rows {
		if row.number("type") != actionRow {
			row.wrong("a component of type %d without the flag for components V2", row.number("type"))
			continue
		}
		row.component(t)
	}
}

// componentsV2 checks a message of the second kind: components alone, 40 in
// all, their texts of 4000 characters in all. Empty content or embeds beside
// them are no use, and may be refused.
// https://discord.com/developers/docs/components/reference
func (o object) componentsV2(on occasion) {
	for _, part := range []string{"content", "embeds", "poll", "sticker_ids"} {
		if o.has(part) {
			o.wrong("%s beside components V2", part)
		}
		if _, cleared := o.fields[part]; !cleared && on.was.holds(part) {
			o.wrong("components V2 beside the %s that the message keeps", part)
		}
	}
	if on.was != nil && on.was.V2() && !o.has("components") {
		return
	}
	t := newTally()
	o.parts(t, "components", 1, 40, inMessage)
	if t.count > 40 {
		o.wrong("%d components; Discord takes 40", t.count)
	}
	if t.text > 4000 {
		o.wrong("texts of %d characters in all; Discord takes 4000", t.text)
	}
}

// holds tells whether a part of an earlier message, which may be nil, is still
// there unless it is taken away.
func (m *Message) holds(part string) bool {
	return m != nil && (part == "content" && m.Content != "" || len(m.list(part)) > 0)
}

// parts checks the components that a field holds: how many, and of which types.
func (o object) parts(t *tally, field string, least, most int, kinds []int) {
	list := o.list(field)
	if len(list) < least || len(list) > most {
		o.wrong("%d components in it; Discord takes %d to %d", len(list), least, most)
	}
	for _, c := range list {
		c.part(t, kinds)
	}
}

// part checks a component that must be of one of some types.
func (o object) part(t *tally, kinds []int) {
	if !slices.Contains(kinds, o.number("type")) {
		o.wrong("a component of type %d in this place", o.number("type"))
	}
	o.component(t)
}

// component checks a component and those it holds.
func (o object) component(t *tally) {
	t.add(o)
	switch kind := o.number("type"); kind {
	case actionRow:
		o.row(t)
	case button:
		o.button()
	case section:
		o.section(t)
	case textDisplay:
		o.only("type", "id", "content")
		t.text += o.length("content", 1, 4000)
		if blank(o.text("content")) {
			o.wrong("a blank text")
		}
	case thumbnail:
		o.media("type", "id")
	case mediaGallery:
		o.gallery()
	case file:
		o.only("type", "id", "file", "spoiler")
		o.wrong("a file, which the bot has no way to send")
	case separator:
		o.only("type", "id", "divider", "spacing")
		o.within("spacing", 1, 2)
	case container:
		o.only("type", "id", "accent_color", "spoiler", "components")
		o.within("accent_color", 0, 0xFFFFFF)
		o.parts(t, "components", 1, 40, inContainer)
	default:
		if isMenu(kind) {
			o.menu()
		}
	}
}

func isMenu(kind int) bool { return kind >= stringSelect && kind <= lastSelect && kind != textInput }

// row checks an action row: buttons, or one menu.
func (o object) row(t *tally) {
	o.only("type", "id", "components")
	parts := o.list("components")
	if len(parts) < 1 || len(parts) > 5 {
		o.wrong("a row of %d components; Discord takes 1 to 5", len(parts))
	}
	for _, c := range parts {
		kind := c.number("type")
		switch {
		case !isMenu(kind) && kind != button:
			c.wrong("a component of type %d in a row of a message", kind)
		case isMenu(kind) && len(parts) != 1:
			o.wrong("a menu shares its row")
		}
		c.component(t)
	}
}

// section checks texts that have a button or a picture beside them.
func (o object) section(t *tally) {
	o.only("type", "id", "components", "accessory")
	o.parts(t, "components", 1, 3, inSection)
	if !o.has("accessory") {
		o.wrong("a section without an accessory")
		return
	}
	o.child("accessory").part(t, besideText)
}

func (o object) gallery() {
	o.only("type", "id", "items")
	items := o.list("items")
	if len(items) < 1 || len(items) > 10 {
		o.wrong("a gallery of %d; Discord takes 1 to 10", len(items))
	}
	for _, item := range items {
		item.media()
	}
}

// media checks something to look at, which may have other fields as well.
func (o object) media(others ...string) {
	o.only(append(others, "media", "description", "spoiler")...)
	o.child("media").address("url", 2048)
	if o.has("description") {
		o.length("description", 1, 1024)
	}
}

func (o object) button() {
	o.only("type", "id", "style", "label", "emoji", "custom_id", "sku_id", "url", "disabled")
	o.length("label", 0, 80)
	o.flag("disabled")
	switch o.number("style") {
	case linkStyle:
		o.address("url", 512)
		if o.has("custom_id") {
			o.wrong("a link button with a custom_id")
		}
	case premiumStyle:
		if !o.has("sku_id") || o.has("custom_id") || o.has("url") {
			o.wrong("a premium button has a sku_id and nothing else to do")
		}
		return
	default:
		o.length("custom_id", 1, 100)
		if o.has("url") {
			o.wrong("a url on a button that is no link")
		}
	}
	if blank(o.text("label")) && !o.has("emoji") {
		o.wrong("a button with neither label nor emoji")
	}
}

func (o object) menu() {
	o.only("type", "id", "custom_id", "placeholder", "min_values", "max_values", "options", "disabled", "default_values", "channel_types", "required")
	o.length("custom_id", 1, 100)
	o.length("placeholder", 0, 150)
	o.flag("disabled")
	if o.number("type") != stringSelect {
		return
	}
	options := o.list("options")
	if len(options) < 1 || len(options) > 25 {
		o.wrong("a menu of %d options; Discord takes 1 to 25", len(options))
	}
	if o.number("min_values") > len(options) || o.number("max_values") > len(options) {
		o.wrong("more values to pick than options")
	}
	if o.has("max_values") && o.number("min_values") > o.number("max_values") {
		o.wrong("more values to pick than may be")
	}
	values := map[string]bool{}
	for _, option := range options {
		option.only("label", "value", "description", "emoji", "default")
		option.length("label", 1, 100)
		option.length("value", 1, 100)
		option.length("description", 0, 100)
		if blank(option.text("label")) {
			option.wrong("a blank label")
		}
		if v := option.text("value"); values[v] {
			option.wrong("value %q is there twice", v)
		}
		values[option.text("value")] = true
	}
}
