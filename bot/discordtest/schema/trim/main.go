// Command trim makes outgoing.json and incoming.json, the parts of Discord's schemas
// that the bot and its tests use, from the schemas in a folder:
//
//	cd bot/discordtest/schema && go run ./trim FOLDER
//
// The folder contains openapi.json, Discord's OpenAPI document, from
// https://github.com/discord/discord-api-spec (commit 74fda0f). That does not describe
// what Discord sends to bots, so the folder also contains incoming.schema.json, a JSON
// Schema made from the types of the package discord-api-types:
//
//	npm install discord-api-types@0.38.57 ts-json-schema-generator@2.10.0
//	echo "import { APIInteraction } from 'discord-api-types/v10';
//	export type Incoming = APIInteraction;" >incoming.ts
//	npx ts-json-schema-generator --path incoming.ts --type Incoming \
//	  --no-type-check --additional-properties -o incoming.schema.json
//
// Without an argument, the folder is $DISCORD_SPEC_DIR; if that is not set either, the
// command does nothing.
package main

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"log"
	"maps"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

//go:embed fields.txt
var fieldsFile string

func main() {
	log.SetFlags(0)
	folder := os.Getenv("DISCORD_SPEC_DIR")
	if len(os.Args) > 1 {
		folder = os.Args[1]
	}
	if folder == "" {
		log.Print("trim: DISCORD_SPEC_DIR is not set: the schemas stay as they are")
		return
	}
	_, documents, _ := strings.Cut(fieldsFile, "\nfile ")
	for document := range strings.SplitSeq(documents, "\nfile ") {
		if err := trim(folder, strings.Split(document, "\n")); err != nil {
			log.Fatalf("trim: %v", err)
		}
	}
}

// trim makes one document from its lines in fields.txt.
func trim(folder string, lines []string) error {
	source, target, _ := strings.Cut(lines[0], " ")
	content, err := os.ReadFile(filepath.Join(folder, source))
	if err != nil {
		return err
	}
	t := trimmer{fields: map[string][]string{}, kept: map[string]any{}, names: map[string]string{}}
	decoder := json.NewDecoder(bytes.NewReader(content))
	decoder.UseNumber() // some limits are too large for a float64
	if err := decoder.Decode(&t.source); err != nil {
		return fmt.Errorf("read %s: %w", source, err)
	}
	roots := map[string]string{}
	for _, line := range lines[1:] {
		words := strings.Fields(line)
		switch {
		case len(words) == 0:
		case words[0] == "root":
			roots[words[1]] = words[2]
		default:
			t.fields[words[0]] = words[1:]
		}
	}
	for _, name := range slices.Sorted(maps.Keys(roots)) {
		ref := roots[name]
		if t.kept[name] = t.keep(map[string]any{"$ref": ref}, nil); t.kept[name] == nil {
			return fmt.Errorf("%s: nothing is left of %s", source, ref)
		}
	}
	maps.DeleteFunc(t.kept, func(_ string, schema any) bool { return schema == nil })
	trimmed, err := json.MarshalIndent(map[string]any{
		"$schema":  "https://json-schema.org/draft/2020-12/schema",
		"$comment": "Made by trim from " + source + ". Do not edit.",
		"$defs":    t.kept,
	}, "", " ")
	if err != nil {
		return err
	}
	return os.WriteFile(target, append(trimmed, '\n'), 0o644)
}

type trimmer struct {
	source any
	fields map[string][]string // of each definition to keep
	kept   map[string]any      // definitions, by their new name
	names  map[string]string   // those names, by reference into source
}

// find returns what a reference within the source points to, or nil.
func (t *trimmer) find(ref string) any {
	at := t.source
	for key := range strings.SplitSeq(strings.TrimPrefix(ref, "#/"), "/") {
		key, _ = url.PathUnescape(strings.NewReplacer("~1", "/", "~0", "~").Replace(key))
		object, _ := at.(map[string]any)
		at = object[key]
	}
	return at
}

// keep returns what to keep of a schema, or nil for nothing. Of an object it keeps the
// fields listed, or the required ones if fields is nil.
func (t *trimmer) keep(schema any, fields []string) any {
	s, ok := schema.(map[string]any)
	if !ok {
		return schema
	}
	if ref, ok := s["$ref"].(string); ok {
		return t.keepRef(ref)
	}
	kept := map[string]any{}
	for _, keyword := range slices.Sorted(maps.Keys(s)) {
		value := s[keyword]
		switch keyword {
		case "type", "enum", "const", "required", "pattern", "uniqueItems",
			"minLength", "maxLength", "minimum", "maximum", "minItems", "maxItems", "maxProperties":
			kept[keyword] = value
		case "format":
			if value == "uri" { // the others are Discord's own
				kept[keyword] = value
			}
		case "oneOf", "anyOf":
			var branches []any
			for _, branch := range value.([]any) {
				if left := t.keep(branch, nil); left != nil {
					branches = append(branches, left)
				}
			}
			if len(branches) == 0 {
				return nil
			}
			kept[keyword] = branches
		case "items", "additionalProperties":
			if kept[keyword] = t.keep(value, nil); kept[keyword] == nil {
				kept[keyword] = false // the array or map must be empty
			}
		}
	}
	properties, ok := s["properties"].(map[string]any)
	if !ok {
		return kept
	}
	required, _ := s["required"].([]any)
	left := map[string]any{}
	for _, name := range slices.Sorted(maps.Keys(properties)) {
		isRequired := slices.Contains(required, any(name))
		if !slices.Contains(fields, name) && !(fields == nil && isRequired) {
			continue
		}
		if property := t.keep(properties[name], nil); property != nil {
			left[name] = property
		}
		if name == "default_member_permissions" { // an integer in the schema, but Discord and its documentation use a string
			left[name] = map[string]any{"type": []any{"string", "null"}, "pattern": "^[0-9]+$"}
		}
	}
	for _, field := range fields {
		if name, ok := strings.CutPrefix(field, "?"); ok {
			left[name] = map[string]any{"enum": []any{nil, false}}
		}
		if name, ok := strings.CutPrefix(field, "*"); ok {
			left[name] = map[string]any{}
		}
	}
	for _, name := range required {
		if left[name.(string)] == nil {
			return nil
		}
	}
	kept["properties"], kept["additionalProperties"] = left, false
	return kept
}

// keepRef returns what to keep of the definition that ref points to: a reference, for
// an object, which may contain itself, or the schema itself for anything else.
func (t *trimmer) keepRef(ref string) any {
	instance, _ := url.PathUnescape(path.Base(ref)) // of a generic type, as in List<Item>
	name, _, _ := strings.Cut(instance, "<")
	definition, _ := t.find(ref).(map[string]any)
	fields, listed := t.fields[instance]
	if !listed {
		fields, listed = t.fields[name]
	}
	switch {
	case listed && len(fields) == 0:
		return map[string]any{}
	case strings.HasSuffix(name, "Flags"): // the types list the flags; a value is a sum of some
		return map[string]any{"type": "integer"}
	case definition["properties"] == nil:
		return t.keep(definition, nil)
	case !listed:
		return nil
	}
	if _, ok := t.names[ref]; !ok {
		t.names[ref] = name
		for n := 2; t.kept[t.names[ref]] != nil; n++ {
			t.names[ref] = fmt.Sprint(name, n)
		}
		t.kept[t.names[ref]] = true // until it is known
		t.kept[t.names[ref]] = t.keep(definition, fields)
	}
	if t.kept[t.names[ref]] == nil {
		return nil
	}
	return map[string]any{"$ref": "#/$defs/" + t.names[ref]}
}
