// Package schema checks JSON against Discord's own schemas, cut down to what the
// bot sends and what Server of discordtest sends to it. A field that is not in the
// cut-down schemas is an error, so that a misspelled one is found; one that the bot
// is to use from now on has to be added to trim/fields.txt.
//
// The schemas are Discord's, and those of discord-api-types: see LICENSE.
package schema

//go:generate go run ./trim

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
)

var (
	//go:embed outgoing.json
	outgoing []byte
	//go:embed incoming.json
	incoming []byte
)

// The schemas. The first four are of bodies that the bot sends, the others of what
// Discord sends.
const (
	Callback         = "outgoing.json#/$defs/callback" // the first response to an interaction
	Edit             = "outgoing.json#/$defs/edit"     // of a response
	Post             = "outgoing.json#/$defs/post"     // of a message to a channel
	Commands         = "outgoing.json#/$defs/commands" // that replace the application's
	CallbackResponse = "outgoing.json#/$defs/callbackResponse"
	Command          = "outgoing.json#/$defs/command" // as it is registered
	Interaction      = "incoming.json#/$defs/interaction"
	Message          = "incoming.json#/$defs/message"
	Locale           = "incoming.json#/$defs/locale"
)

// compiled compiles the schemas when they are first used.
var compiled = sync.OnceValue(func() map[string]*jsonschema.Schema {
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	for name, content := range map[string][]byte{"outgoing.json": outgoing, "incoming.json": incoming} {
		document, err := jsonschema.UnmarshalJSON(bytes.NewReader(content))
		if err == nil {
			err = c.AddResource(name, document)
		}
		if err != nil {
			panic(fmt.Sprintf("schema: %s: %v", name, err))
		}
	}
	schemas := map[string]*jsonschema.Schema{}
	for _, name := range []string{Callback, Edit, Post, Commands, CallbackResponse, Command, Interaction, Message, Locale} {
		schemas[name] = c.MustCompile(name)
	}
	return schemas
})

// Check returns what is wrong with v, as encoding/json decodes it, by one of the
// schemas.
func Check(schema string, v any) []string {
	err := compiled()[schema].Validate(v)
	if invalid := (*jsonschema.ValidationError)(nil); errors.As(err, &invalid) {
		return reasons(invalid)
	}
	if err != nil {
		return []string{err.Error()}
	}
	return nil
}

// reasons lists the reasons of e. Where v had to match one of several schemas, they
// are those of the schemas for its type.
func reasons(e *jsonschema.ValidationError) []string {
	if len(e.Causes) == 0 {
		return []string{fmt.Sprintf("/%s: %s", strings.Join(e.InstanceLocation, "/"), e.BasicOutput().Error)}
	}
	causes := e.Causes
	switch e.ErrorKind.(type) {
	case *kind.OneOf, *kind.AnyOf:
		causes = slices.DeleteFunc(slices.Clone(causes), func(cause *jsonschema.ValidationError) bool {
			return ofAnotherType(cause, len(e.InstanceLocation))
		})
		if len(causes) == 0 {
			return []string{fmt.Sprintf("/%s: a type that cannot be here", strings.Join(e.InstanceLocation, "/"))}
		}
	}
	var all []string
	for _, cause := range causes {
		all = append(all, reasons(cause)...)
	}
	return all
}

// ofAnotherType reports whether e is the error of a schema for another JSON type,
// or another value of the field "type" or "component_type", than the value has that
// is depth levels down.
func ofAnotherType(e *jsonschema.ValidationError, depth int) bool {
	if len(e.Causes) == 0 {
		_, jsonType := e.ErrorKind.(*kind.Type)
		below := e.InstanceLocation[depth:]
		return jsonType && len(below) == 0 || len(below) == 1 && strings.HasSuffix(below[0], "type")
	}
	test := slices.ContainsFunc[[]*jsonschema.ValidationError]
	switch e.ErrorKind.(type) {
	case *kind.OneOf, *kind.AnyOf: // the value matches none of these
		return !test(e.Causes, func(cause *jsonschema.ValidationError) bool { return !ofAnotherType(cause, depth) })
	}
	return test(e.Causes, func(cause *jsonschema.ValidationError) bool { return ofAnotherType(cause, depth) })
}
