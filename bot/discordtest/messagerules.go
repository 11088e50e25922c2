package discordtest

import (
	"net/url"
	"slices"
	"unicode/utf8"
)

// Flags of a message.
const (
	flagSuppressEmbeds        = 1 << 2
	flagEphemeral             = 1 << 6
	flagSuppressNotifications = 1 << 12
	flagComponentsV2          = 1 << 15
)

// checkCallback returns what is wrong with a first response to an interaction
// of a type, beyond what the spec can tell.
func checkCallback(interaction int, body []byte) []string {
	return inspect(body, func(o object) {
		o.only("type", "data")
		response := o.number("type")
		if !slices.Contains(allowed[interaction], response) {
			o.wrong("response of type %d to an interaction of type %d", response, interaction)
			return
		}
		data := o.child("data")
		switch response {
		case sendMessage, updateMessage:
			if !o.has("data") {
				o.wrong("response of type %d without data", response)
				return
			}
			data.message(response == sendMessage)
		case deferMessage:
			data.only("flags")
			if data.number("flags")&^flagEphemeral != 0 {
				data.wrong("a deferred response has other flags than EPHEMERAL")
			}
		case sendChoices:
			data.choices()
		case sendModal:
			data.modal()
		}
	})
}

// checkMessage returns what is wrong with a message outside a first response.
// A new one must have something to show; an edit may leave it as it is.
func checkMessage(body []byte, isNew bool) []string {
	return inspect(body, func(o object) { o.message(isNew) })
}

// message checks what a bot says. New ones must not be empty; neither must an
// update, which in this project always says all.
func (o object) message(isNew bool) {
	o.only("tts", "content", "embeds", "components", "allowed_mentions", "flags", "attachments", "poll")
	flags := o.number("flags")
	const known = flagSuppressEmbeds | flagEphemeral | flagSuppressNotifications | flagComponentsV2
	if flags&^known != 0 {
		o.wrong("flags %d cannot be set", flags)
	}
	o.length("content", 0, 2000)
	o.embeds()
	o.mentionsNobody()
	if flags&flagComponentsV2 != 0 {
		o.componentsV2()
		return
	}
	o.rows()
	whole := isNew || o.has("content") || o.has("embeds")
	if whole && blank(o.text("content")) && len(o.list("embeds")) == 0 {
		o.wrong("an empty message")
	}
}

// mentionsNobody demands an allowed_mentions that pings nobody, whatever is said.
func (o object) mentionsNobody() {
	m := o.child("allowed_mentions")
	parse, ok := m.fields["parse"].([]any)
	if !ok || len(parse) != 0 {
		o.wrong("allowed_mentions must be there with an empty parse")
	}
	m.only("parse", "replied_user", "users", "roles")
	if m.has("users") || m.has("roles") || m.flag("replied_user") {
		m.wrong("mentions somebody")
	}
}

func (o object) embeds() {
	embeds := o.list("embeds")
	if len(embeds) > 10 {
		o.wrong("%d embeds; Discord takes 10", len(embeds))
	}
	total := 0
	for _, e := range embeds {
		total += e.embed()
	}
	if total > 6000 {
		o.wrong("embeds of %d characters in all; Discord takes 6000", total)
	}
}

// embed checks an embed and returns what it counts towards the sum of all.
func (o object) embed() int {
	o.only("title", "type", "description", "url", "timestamp", "color", "footer", "image", "thumbnail", "video", "provider", "author", "fields")
	n := o.length("title", 0, 256) + o.length("description", 0, 4096)
	n += o.child("footer").length("text", 0, 2048)
	n += o.child("author").length("name", 0, 256)
	fields := o.list("fields")
	if len(fields) > 25 {
		o.wrong("%d fields; Discord takes 25", len(fields))
	}
	for _, f := range fields {
		f.only("name", "value", "inline")
		n += f.length("name", 1, 256) + f.length("value", 1, 1024)
	}
	if n == 0 && !o.has("image") && !o.has("thumbnail") {
		o.wrong("an empty embed")
	}
	if o.has("url") {
		o.address("url", 2048)
	}
	return n
}

// address checks a field that must be a web address.
func (o object) address(name string, most int) {
	o.length(name, 1, most)
	u, err := url.Parse(o.text(name))
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
		o.wrong("%s %q is no web address", name, o.text(name))
	}
}

// choices checks the answer to an autocomplete interaction.
func (o object) choices() {
	o.only("choices")
	if _, ok := o.fields["choices"].([]any); !ok {
		o.wrong("no choices")
	}
	list := o.list("choices")
	if len(list) > 25 {
		o.wrong("%d choices; Discord takes 25", len(list))
	}
	for _, c := range list {
		c.only("name", "name_localizations", "value")
		c.length("name", 1, 100)
		c.length("value", 1, 100)
		if blank(c.text("name")) {
			c.wrong("a blank name")
		}
	}
}

// modal checks a form.
func (o object) modal() {
	o.only("custom_id", "title", "components")
	o.length("custom_id", 1, 100)
	o.length("title", 1, 45)
	rows := o.list("components")
	if len(rows) < 1 || len(rows) > 5 {
		o.wrong("a modal of %d components; Discord takes 1 to 5", len(rows))
	}
	for _, row := range rows {
		for _, input := range row.list("components") {
			input.length("custom_id", 1, 100)
			input.length("label", 1, 45)
			if utf8.RuneCountInString(input.text("value")) > 4000 || input.number("max_length") > 4000 {
				input.wrong("an input of more than 4000 characters")
			}
		}
	}
}
