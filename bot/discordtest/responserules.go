package discordtest

import (
	"slices"
	"unicode/utf8"
)

// checkCallback returns what is wrong with a first response to an interaction
// of a type, beyond what the spec can tell. on is the message whose component
// was used, if any.
func checkCallback(interaction int, body []byte, on *Message) []string {
	return inspect(body, func(o object) {
		o.only("type", "data")
		response := o.number("type")
		if !slices.Contains(allowed[interaction], response) {
			o.wrong("response of type %d to an interaction of type %d", response, interaction)
			return
		}
		if (response == sendMessage || response == updateMessage) && !o.has("data") {
			o.wrong("response of type %d without data", response)
			return
		}
		data := o.child("data")
		switch response {
		case sendMessage:
			data.message(onResponse)
		case updateMessage:
			data.message(onEdit(on))
		case deferMessage:
			data.only("flags")
			if data.number("flags")&^flagEphemeral != 0 {
				data.wrong("a deferred response has other flags than EPHEMERAL")
			}
		case deferUpdate:
			data.only()
		case sendChoices:
			data.choices()
		case sendModal:
			data.modal()
		}
	})
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
