// Package schema checks JSON against Discord's own schemas, reduced to what the bot
// sends and what the Server of discordtest sends to it. A field that is not in the
// schemas is an error, so that misspelled ones are found. If the bot is to use another
// field, add it to trim/fields.txt.
//
// The schemas are derived from Discord's and from discord-api-types: see LICENSE.
package schema

//go:generate go run ./trim

import (
	"embed"

	"errors"
	"fmt"
	"strings"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
)

//go:embed outgoing.json incoming.json
var files embed.FS

// The schemas. The first seven are for bodies that the bot sends, the others for what
// Discord sends.
const (
	Callback         = "outgoing.json#/$defs/callback" // the first response to an interaction
	Edit             = "outgoing.json#/$defs/edit"     // of a response
	Post             = "outgoing.json#/$defs/post"     // of a message to a channel
	Patch            = "outgoing.json#/$defs/patch"    // of such a message
	Thread           = "outgoing.json#/$defs/thread"   // that a message starts
	Channel          = "outgoing.json#/$defs/channel"  // a direct message's
	Commands         = "outgoing.json#/$defs/commands" // that replace the application's
	CallbackResponse = "outgoing.json#/$defs/callbackResponse"
	Command          = "outgoing.json#/$defs/command" // as it is registered
	Interaction      = "incoming.json#/$defs/interaction"
	Message          = "incoming.json#/$defs/message"
	Locale           = "incoming.json#/$defs/locale"
)

// compiled returns the schemas, compiled at the first use.
var compiled = sync.OnceValue(func() map[string]*jsonschema.Schema {
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	for _, name := range []string{"outgoing.json", "incoming.json"} {
		file, _ := files.Open(name)
		document, err := jsonschema.UnmarshalJSON(file)
		if err := errors.Join(err, c.AddResource(name, document)); err != nil {
			panic(fmt.Sprintf("schema: %s: %v", name, err))
		}
	}
	schemas := map[string]*jsonschema.Schema{}
	for _, name := range []string{Callback, Edit, Post, Patch, Thread, Channel, Commands, CallbackResponse, Command, Interaction, Message, Locale} {
		schemas[name] = c.MustCompile(name)
	}
	return schemas
})

// Check returns the problems of v, as encoding/json decodes it, by one of the schemas.
func Check(schema string, v any) []string {
	var invalid *jsonschema.ValidationError
	if errors.As(compiled()[schema].Validate(v), &invalid) {
		return reasons(invalid)
	}
	return nil
}

// reasons lists the reasons of e. If v had to match one of several schemas, they are
// those of the schemas for its type.
func reasons(e *jsonschema.ValidationError) []string {
	if len(e.Causes) == 0 {
		return []string{fmt.Sprintf("/%s: %s", strings.Join(e.InstanceLocation, "/"), e.BasicOutput().Error)}
	}
	var all []string
	for _, cause := range e.Causes {
		if !isUnion(e) || !ofAnotherType(cause, len(e.InstanceLocation)) {
			all = append(all, reasons(cause)...)
		}
	}
	if all == nil {
		return []string{fmt.Sprintf("/%s: a type that cannot be here", strings.Join(e.InstanceLocation, "/"))}
	}
	return all
}

// isUnion reports whether e is the error of a value that matches none of several schemas.
func isUnion(e *jsonschema.ValidationError) bool {
	switch e.ErrorKind.(type) {
	case *kind.OneOf, *kind.AnyOf:
		return true
	}
	return false
}

// ofAnotherType reports whether e is the error of a schema for another JSON type, or
// another "type" or "component_type", than that of the value, which is depth levels
// down.
func ofAnotherType(e *jsonschema.ValidationError, depth int) bool {
	if len(e.Causes) == 0 {
		_, jsonType := e.ErrorKind.(*kind.Type)
		below := e.InstanceLocation[depth:]
		return jsonType && len(below) == 0 || len(below) == 1 && strings.HasSuffix(below[0], "type")
	}
	matching := 0
	for _, cause := range e.Causes {
		if !ofAnotherType(cause, depth) {
			matching++
		}
	}
	return matching == 0 || !isUnion(e) && matching < len(e.Causes)
}
