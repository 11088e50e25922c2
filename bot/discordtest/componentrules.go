package discordtest

// The types of component.
const (
	actionRow    = 1
	button       = 2
	stringSelect = 3
	textInput    = 4
	lastSelect   = 8 // 5 to 8 are menus of users, roles, mentionables and channels
	textDisplay  = 10
)

const (
	linkStyle    = 5
	premiumStyle = 6
)

// rows checks the components of a message of the first kind: up to five rows,
// each of buttons or of one menu.
func (o object) rows() {
	rows := o.list("components")
	if len(rows) > 5 {
		o.wrong("%d rows of components; Discord takes 5", len(rows))
	}
	ids := map[string]bool{}
	for _, row := range rows {
		if row.number("type") != actionRow {
			row.wrong("a component of type %d without the flag for components V2", row.number("type"))
			continue
		}
		row.row(ids)
	}
}

// row checks an action row. ids are the custom_ids used so far in the message.
func (o object) row(ids map[string]bool) {
	o.only("type", "id", "components")
	parts := o.list("components")
	if len(parts) < 1 || len(parts) > 5 {
		o.wrong("a row of %d components; Discord takes 1 to 5", len(parts))
	}
	for _, c := range parts {
		switch kind := c.number("type"); {
		case kind == button:
			c.button()
		case kind >= stringSelect && kind <= lastSelect && kind != textInput:
			c.menu()
			if len(parts) != 1 {
				o.wrong("a menu shares its row")
			}
		default:
			c.wrong("a component of type %d in a row of a message", kind)
		}
		id := c.text("custom_id")
		if id != "" && ids[id] {
			c.wrong("custom_id %q is used twice", id)
		}
		ids[id] = true
	}
}

func (o object) button() {
	o.only("type", "id", "style", "label", "emoji", "custom_id", "sku_id", "url", "disabled")
	o.length("label", 0, 80)
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

// componentsV2 checks a message of the second kind: components alone, 40 in
// all, their texts of 4000 characters in all.
func (o object) componentsV2() {
	if o.text("content") != "" || len(o.list("embeds")) > 0 || o.has("poll") {
		o.wrong("content, embeds or a poll beside components V2")
	}
	count, text := o.countV2(map[string]bool{})
	if count == 0 {
		o.wrong("an empty message")
	}
	if count > 40 {
		o.wrong("%d components; Discord takes 40", count)
	}
	if text > 4000 {
		o.wrong("texts of %d characters in all; Discord takes 4000", text)
	}
}

// countV2 returns how many components stand below o, and the length of their
// texts.
func (o object) countV2(ids map[string]bool) (count, text int) {
	for _, c := range o.list("components") {
		count++
		switch c.number("type") {
		case actionRow:
			c.row(ids)
			count += len(c.list("components"))
			continue
		case textDisplay:
			text += c.length("content", 1, 4000)
		}
		below, more := c.countV2(ids)
		count, text = count+below, text+more
		if c.has("accessory") {
			count++
		}
	}
	return count, text
}
