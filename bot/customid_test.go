package bot

import (
	"errors"
	"strings"
	"testing"

	"alliancebot/commands"
)

var seal = newSealer("a token")

func TestCustomID(t *testing.T) {
	tests := []struct {
		name, command, value string
		fits                 bool
	}{
		{"a menu", "ask", "", true},
		{"a button", "more", "x0-_A9", true},
		{"the longest", strings.Repeat("z", commands.MaxCommand), strings.Repeat("-", commands.MaxValue), true},
		{"no command", "", "x", false},
		{"a long command", strings.Repeat("z", commands.MaxCommand+1), "", false},
		{"a long value", "ask", strings.Repeat("x", commands.MaxValue+1), false},
		{"a command of other characters", "a.b", "", false},
		{"a value of other characters", "ask", "a.b", false},
		{"a line break", "ask", "a\n", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			id := seal.customID(tt.command, tt.value)
			if (id != "") != tt.fits || len(id) > 100 {
				t.Fatalf("customID(%q, %q) = %q; want one: %v", tt.command, tt.value, id, tt.fits)
			}
			if !tt.fits {
				return
			}
			command, value, err := newSealer("a token").open(id)
			if command != tt.command || value != tt.value || err != nil {
				t.Errorf("open(%q) = %q, %q, %v; want what customID was given", id, command, value, err)
			}
		})
	}
}

func TestOpenRefuses(t *testing.T) {
	good := seal.customID("ask", "value")
	tests := []struct {
		name, id string
		want     error
	}{
		{"nothing", "", errOutdated},
		{"an earlier release", "pick:ask", errOutdated},
		{"another version", "2" + good[1:], errOutdated},
		{"another form", "1ask" + good[5:], errOutdated},
		{"no seal", "1ask.", errOutdated},
		{"something else", "\xff\x00é", errOutdated},
		{"another value", strings.Replace(good, "value", "velue", 1), errForged},
		{"another command", strings.Replace(good, "ask", "faq", 1), errForged},
		{"a shorter value", strings.Replace(good, "value", "valu", 1), errForged},
		{"another token's", newSealer("another").customID("ask", "value"), errForged},
		{"no token's", sealer{}.customID("ask", "value"), errForged},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if command, value, err := seal.open(tt.id); !errors.Is(err, tt.want) || command != "" || value != "" {
				t.Errorf("open(%q) = %q, %q, %v; want %v", tt.id, command, value, err, tt.want)
			}
		})
	}
}

// FuzzCustomID opens foreign ids, and ids that differ from a good one at one
// place. None may open but the one that customID makes.
func FuzzCustomID(f *testing.F) {
	f.Add("ask", "value", 3, byte('x'), "pick:ask")
	f.Add("abcdef", strings.Repeat("_", 80), 95, byte('A'), "1ask.aaaaaaaa")
	f.Add("", "", 0, byte(0), "1a.")
	f.Fuzz(func(t *testing.T, command, value string, at int, other byte, foreign string) {
		if c, v, err := seal.open(foreign); err == nil && seal.customID(c, v) != foreign {
			t.Errorf("open(%q) = %q, %q, which customID does not make", foreign, c, v)
		}
		id := seal.customID(command, value)
		if id == "" {
			return
		}
		if c, v, err := seal.open(id); c != command || v != value || err != nil {
			t.Errorf("open(%q) = %q, %q, %v; want %q, %q", id, c, v, err, command, value)
		}
		if at < 0 || at >= len(id) || id[at] == other {
			return
		}
		changed := id[:at] + string([]byte{other}) + id[at+1:]
		if c, v, err := seal.open(changed); err == nil {
			t.Errorf("open(%q) = %q, %q; want an error, as %q was changed", changed, c, v, id)
		}
	})
}
