package corpus

import (
	"encoding/json"
	"fmt"
	"os"
	"testing"
)

func TestDump(t *testing.T) {
	dir := os.Getenv("DUMP")
	var c *Corpus
	var err error
	if dir == "" && os.Getenv("DEF") == "" {
		t.Skip()
	}
	if dir == "" {
		c, err = Load(Default(), Options{})
	} else {
		f, e := Dir(dir)
		if e != nil {
			t.Fatal(e)
		}
		c, err = Load(f, Options{BaseURL: os.Getenv("BASE")})
	}
	if err != nil {
		fmt.Println("ERR", err)
		return
	}
	for _, u := range c.Units {
		b, _ := json.Marshal(map[string]any{"id": u.ID, "kind": u.Kind, "q": u.Question, "path": u.Path(), "anchor": u.Anchor, "text": u.Text, "n": len(u.Phrasings), "url": u.Story.URL, "lang": u.Story.Language, "line": u.line})
		fmt.Println("U", string(b))
	}
	for _, w := range c.Warnings {
		fmt.Println("W", w)
	}
	fmt.Println("L", c.LeftOut, "stories", len(c.Stories), "units", len(c.Units))
}
