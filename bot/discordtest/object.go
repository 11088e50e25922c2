package discordtest

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode/utf8"
)

// object is a JSON object under inspection. It collects what is wrong with it,
// each with the path to it.
type object struct {
	path   string
	fields map[string]any
	found  *[]string
}

// inspect decodes a body and lets rules look at it.
func inspect(body []byte, rules func(object)) []string {
	var found []string
	var v any
	if err := json.Unmarshal(body, &v); err != nil {
		return []string{"not JSON: " + err.Error()}
	}
	o := object{path: "body", found: &found}
	fields, ok := v.(map[string]any)
	if !ok {
		return []string{"body is no object"}
	}
	o.fields = fields
	rules(o)
	return found
}

// wrong notes a problem.
func (o object) wrong(format string, args ...any) {
	*o.found = append(*o.found, o.path+": "+fmt.Sprintf(format, args...))
}

// only complains of fields that are not in names: the spec lets misspelt ones pass.
func (o object) only(names ...string) {
	for k := range o.fields {
		if !slices.Contains(names, k) {
			o.wrong("unknown field %q", k)
		}
	}
}

// has tells whether a field is there and not null.
func (o object) has(name string) bool { return o.fields[name] != nil }

// text returns a string field, "" when it is missing.
func (o object) text(name string) string {
	v, ok := o.fields[name].(string)
	if !ok && o.has(name) {
		o.wrong("%s is no string", name)
	}
	return v
}

// number returns a field of a whole number, 0 when it is missing.
func (o object) number(name string) int {
	v, ok := o.fields[name].(float64)
	if whole := ok && v == math.Trunc(v) && math.Abs(v) <= 1<<53; !whole && o.has(name) {
		o.wrong("%s is no whole number", name)
		return 0
	}
	return int(v)
}

// flag returns a boolean field, false when it is missing.
func (o object) flag(name string) bool {
	v, ok := o.fields[name].(bool)
	if !ok && o.has(name) {
		o.wrong("%s is no boolean", name)
	}
	return v
}

// length checks a string field against limits in code points. A field that may
// be empty may be missing as well.
func (o object) length(name string, least, most int) int {
	n := utf8.RuneCountInString(o.text(name))
	if n < least || n > most {
		o.wrong("%s has %d characters, not %d to %d", name, n, least, most)
	}
	return n
}

// within checks a number field, which may be missing, against limits.
func (o object) within(name string, least, most int) {
	if n := o.number(name); o.has(name) && (n < least || n > most) {
		o.wrong("%s is %d, not %d to %d", name, n, least, most)
	}
}

// numbers returns the numbers of an array field.
func (o object) numbers(name string) []int {
	values, ok := o.fields[name].([]any)
	if !ok && o.has(name) {
		o.wrong("%s is no array", name)
	}
	var all []int
	for _, v := range values {
		n, ok := v.(float64)
		if !ok {
			o.wrong("%s holds %v, which is no number", name, v)
		}
		all = append(all, int(n))
	}
	return all
}

// among demands that an array field which is there holds some numbers of those
// known, each once.
func (o object) among(name string, known ...int) {
	if !o.has(name) {
		return
	}
	values := o.numbers(name)
	if len(values) == 0 {
		o.wrong("no %s", name)
	}
	for i, n := range values {
		if !slices.Contains(known, n) || slices.Contains(values[:i], n) {
			o.wrong("%s %d is unknown or there twice", name, n)
		}
	}
}

// list returns the objects of an array field.
func (o object) list(name string) []object {
	values, ok := o.fields[name].([]any)
	if !ok && o.has(name) {
		o.wrong("%s is no array", name)
	}
	var all []object
	for i, v := range values {
		item := object{path: fmt.Sprintf("%s.%s[%d]", o.path, name, i), found: o.found}
		if item.fields, ok = v.(map[string]any); !ok {
			item.wrong("is no object")
			continue
		}
		all = append(all, item)
	}
	return all
}

// child returns an object field; an empty one when it is missing.
func (o object) child(name string) object {
	c := object{path: o.path + "." + name, found: o.found}
	var ok bool
	if c.fields, ok = o.fields[name].(map[string]any); !ok && o.has(name) {
		o.wrong("%s is no object", name)
	}
	return c
}

// blank tells whether Discord would find nothing in s.
func blank(s string) bool { return strings.TrimSpace(s) == "" }
