package discordtest

import "unicode/utf8"

// Form is a form (Discord calls it a modal) that the bot has opened for a user.
type Form struct {
	CustomID string `json:"custom_id"`
	Title    string
	Fields   []Field
}

// Field is a text input of a form.
type Field struct {
	CustomID           string `json:"custom_id"`
	Label, Placeholder string
	Value              string // filled in by the bot
	Required           *bool
	Min                int  `json:"min_length"`
	Max                *int `json:"max_length"`
}

// maxField is the maximum length of a text, unless the field has a lower one.
const maxField = 4000

// Form waits for the form that the bot opens, and returns it.
func (i *Interaction) Form() (f *Form) {
	i.s.t.Helper()
	i.s.waitFor("form in response to interaction "+i.ID, func() bool { f = i.form; return f != nil })
	return f
}

// FieldNamed returns the first field with that label, or nil.
func (f *Form) FieldNamed(label string) *Field {
	for i := range f.Fields {
		if f.Fields[i].Label == label {
			return &f.Fields[i]
		}
	}
	return nil
}

// Submit makes the user of i change texts of the form that the bot has opened, by the
// labels of the fields, and send it.
func (s *Server) Submit(i *Interaction, texts map[string]string) *Interaction {
	s.t.Helper()
	form := i.Form()
	rows := []any{}
	for _, field := range form.Fields {
		text, changed := texts[field.Label]
		if !changed {
			text = field.Value
		}
		n, limit := utf8.RuneCountInString(text), maxField
		if field.Max != nil {
			limit = *field.Max
		}
		if n > limit || n < field.Min || n == 0 && field.required() {
			s.t.Fatalf("discordtest: the field %q cannot have a text of %d characters", field.Label, n)
		}
		rows = append(rows, object{"type": actionRow, "components": []any{
			object{"type": textInput, "custom_id": field.CustomID, "value": text},
		}})
	}
	for label := range texts {
		if form.FieldNamed(label) == nil {
			s.t.Fatalf("discordtest: the form %q has no field %q", form.Title, label)
		}
	}
	return s.deliver(&Interaction{kind: formSubmit, user: i.user, channel: i.channel, message: i.message, opener: i},
		object{"custom_id": form.CustomID, "components": rows})
}

// required reports whether the field must not be empty, which is the default.
func (f Field) required() bool { return f.Required == nil || *f.Required }

// formOf decodes a form that is valid by its schema.
func formOf(body []byte) *Form {
	form := decode[struct {
		Form
		Components []struct{ Components []Field }
	}](body)
	for _, row := range form.Components {
		form.Fields = append(form.Fields, row.Components...)
	}
	return &form.Form
}

// check checks the rules that the schema does not express.
// https://discord.com/developers/docs/components/reference#text-input
func (f *Form) check(p *problems) {
	p.unless(!blank(f.Title), "a form with a blank title")
	p.unless(len(f.Fields) <= 5, "a form with %d fields; Discord allows 5", len(f.Fields))
	seen := map[string]bool{}
	for _, field := range f.Fields {
		p.unless(!blank(field.Label), "a field with a blank label")
		p.unless(!seen[field.CustomID], "custom_id %q is used twice", field.CustomID)
		seen[field.CustomID] = true
		n := utf8.RuneCountInString(field.Value)
		p.unless(field.Max == nil || n <= *field.Max, "field %q has %d characters, more than its max_length", field.Label, n)
	}
}
