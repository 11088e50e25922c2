package discordtest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// SpecDirVariable names the folder that holds Discord's OpenAPI spec
// (openapi.json, from github.com/discord/discord-api-spec) and a JSON Schema of
// incoming interactions (incoming.schema.json).
const SpecDirVariable = "DISCORD_SPEC_DIR"

// spec checks bodies against Discord's own schemas. Its zero value, which
// stands for schemas that are not at hand, finds nothing wrong.
type spec struct {
	callback, edit, post, commands *jsonschema.Schema
	incoming, message              *jsonschema.Schema
	outcome, command               *jsonschema.Schema
}

// loadedSpec reads the schemas once for all tests of a process.
var loadedSpec = sync.OnceValues(func() (*spec, error) {
	dir, err := specDir()
	if err != nil {
		return nil, err
	}
	return readSpec(dir)
})

func loadSpec(t testing.TB) *spec {
	s, err := loadedSpec()
	if err != nil {
		t.Logf("DISCORD'S SCHEMAS ARE NOT CHECKED, only this package's own rules: %v", err)
		return &spec{}
	}
	return s
}

// CheckOneIn makes the server check only one in n bodies, picked at random, with
// Discord's schemas: that takes longer than all else it does, so that a bot with
// much to do would wait for it. Its own rules hold for all.
func (s *Server) CheckOneIn(n int) {
	s.change(func() { s.checked = n })
}

// schemas returns what to check the next body with. s.mu must be held.
func (s *Server) schemas() *spec {
	if rand.IntN(s.checked) > 0 {
		return &spec{}
	}
	return s.spec
}

// specDir finds the folder of the schemas: the one in the environment, or
// shared/discord beside the project.
func specDir() (string, error) {
	if dir := os.Getenv(SpecDirVariable); dir != "" {
		return dir, nil
	}
	for up := ".."; len(up) < len("../../../../.."); up = filepath.Join(up, "..") {
		dir := filepath.Join(up, "shared", "discord")
		if _, err := os.Stat(filepath.Join(dir, "openapi.json")); err == nil {
			return dir, nil
		}
	}
	return "", fmt.Errorf("no openapi.json in shared/discord beside the project; set %s to its folder", SpecDirVariable)
}

func readSpec(dir string) (*spec, error) {
	api, err := compiler(filepath.Join(dir, "openapi.json"), nil)
	if err != nil {
		return nil, err
	}
	events, err := compiler(filepath.Join(dir, "incoming.schema.json"), flagsAsIntegers)
	if err != nil {
		return nil, err
	}
	s := &spec{}
	for _, want := range []struct {
		schema **jsonschema.Schema
		from   *jsonschema.Compiler
		at     string
	}{
		{&s.callback, api, bodyOf("/interactions/{interaction_id}/{interaction_token}/callback", "post")},
		{&s.edit, api, bodyOf("/webhooks/{webhook_id}/{webhook_token}/messages/@original", "patch")},
		{&s.post, api, bodyOf("/channels/{channel_id}/messages", "post")},
		{&s.commands, api, bodyOf("/applications/{application_id}/commands", "put")},
		{&s.incoming, events, "definitions/APIInteraction"},
		{&s.message, events, "definitions/APIMessage"},
		{&s.outcome, api, "components/schemas/InteractionCallbackResponse"},
		{&s.command, api, "components/schemas/ApplicationCommandResponse"},
	} {
		if *want.schema, err = want.from.Compile("discord.json#/" + want.at); err != nil {
			return nil, fmt.Errorf("compile %s: %w", want.at, err)
		}
	}
	return s, nil
}

// compiler makes the schemas of a file ready to be compiled by their place in it.
func compiler(file string, amend func(any)) (*jsonschema.Compiler, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	doc, err := jsonschema.UnmarshalJSON(f)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", file, err)
	}
	if amend != nil {
		amend(doc)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	return c, c.AddResource("discord.json", doc)
}

// bodyOf is the place of a request's JSON schema in an OpenAPI document.
func bodyOf(path, method string) string {
	path = strings.NewReplacer("~", "~0", "/", "~1", "{", "%7B", "}", "%7D").Replace(path)
	return "paths/" + path + "/" + method + "/requestBody/content/application~1json/schema"
}

// flagsAsIntegers amends the schema of incoming interactions, which was made
// from TypeScript: it takes an enumeration of flags for a choice of one of them.
func flagsAsIntegers(doc any) {
	definitions := doc.(map[string]any)["definitions"].(map[string]any)
	for name := range definitions {
		if strings.HasSuffix(name, "Flags") {
			definitions[name] = map[string]any{"type": "integer"}
		}
	}
}

func (s *spec) checkCallback(body []byte) []string { return check(s.callback, body) }
func (s *spec) checkEdit(body []byte) []string     { return check(s.edit, body) }
func (s *spec) checkPost(body []byte) []string     { return check(s.post, body) }

// checkCommands checks a list of commands. The spec wants integers for
// default_member_permissions, where Discord's documentation and Discord itself
// want them in strings.
func (s *spec) checkCommands(body []byte) []string {
	var list []map[string]any
	if json.Unmarshal(body, &list) == nil {
		for _, c := range list {
			text, _ := c["default_member_permissions"].(string)
			if n, err := strconv.ParseInt(text, 10, 64); err == nil {
				c["default_member_permissions"] = n
			}
		}
		body, _ = json.Marshal(list)
	}
	return check(s.commands, body)
}

// checkIncoming checks an interaction, checkEvent a MESSAGE_CREATE, checkOutcome
// the answer to a first response and checkListing a list of commands that the
// double itself made.
func (s *spec) checkIncoming(event any) []string { return checkOwn(s.incoming, event) }
func (s *spec) checkEvent(event any) []string    { return checkOwn(s.message, event) }
func (s *spec) checkOutcome(answer any) []string { return checkOwn(s.outcome, answer) }

func (s *spec) checkListing(list []map[string]any) []string {
	var found []string
	for _, c := range list {
		found = append(found, checkOwn(s.command, c)...)
	}
	return found
}

func checkOwn(schema *jsonschema.Schema, made any) []string {
	body, err := json.Marshal(made)
	if err != nil {
		return []string{err.Error()}
	}
	return check(schema, body)
}

// check returns what schema, which may be nil, finds wrong with body.
func check(schema *jsonschema.Schema, body []byte) []string {
	if schema == nil {
		return nil
	}
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(body))
	if err == nil {
		err = schema.Validate(v)
	}
	if err != nil {
		return []string{"Discord's schema: " + err.Error()}
	}
	return nil
}
