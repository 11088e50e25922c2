package render

import (
	"errors"
	"strings"
	"testing"

	"alliancebot/commands"
)

func TestCustomID(t *testing.T) {
	tests := []struct {
		name, command, value string
		valid                bool
	}{
		{"a menu", "ask", "", true},
		{"a button", "more", "x0-_A9", true},
		{"the longest", strings.Repeat("z", commands.MaxCommand), strings.Repeat("-", commands.MaxValue), true},
		{"no command", "", "x", false},
		{"a long command", strings.Repeat("z", commands.MaxCommand+1), "", false},
		{"a long value", "ask", strings.Repeat("x", commands.MaxValue+1), false},
		{"invalid characters in the command", "a.b", "", false},
		{"invalid characters in the value", "ask", "a.b", false},
		{"a line break", "ask", "a\n", false},
	}
	r := New("a token")
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			id := r.signer.customID(tt.command, tt.value)
			if (id != "") != tt.valid || len(id) > maxCustomID {
				t.Fatalf("customID(%q, %q) = %q, want an ID: %v", tt.command, tt.value, id, tt.valid)
			}
			if !tt.valid {
				return
			}
			command, value, err := New("a token").ParseCustomID(id)
			if command != tt.command || value != tt.value || err != nil {
				t.Errorf("ParseCustomID(%q) = %q, %q, %v; want the original command and value", id, command, value, err)
			}
		})
	}
}

func TestParseCustomIDRefuses(t *testing.T) {
	r := New("a token")
	good := r.signer.customID("ask", "value")
	tests := []struct {
		name, id string
		want     error
	}{
		{"nothing", "", ErrOutdated},
		{"an earlier release", "pick:ask", ErrOutdated},
		{"another version", "2" + good[1:], ErrOutdated},
		{"another form", "1ask" + good[5:], ErrOutdated},
		{"no signature", "1ask.", ErrOutdated},
		{"something else", "\xff\x00é", ErrOutdated},
		{"another value", strings.Replace(good, "value", "velue", 1), ErrForged},
		{"another command", strings.Replace(good, "ask", "faq", 1), ErrForged},
		{"a shorter value", strings.Replace(good, "value", "valu", 1), ErrForged},
		{"another token", New("another").signer.customID("ask", "value"), ErrForged},
		{"no key", signer{}.customID("ask", "value"), ErrForged},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if command, value, err := r.ParseCustomID(tt.id); !errors.Is(err, tt.want) || command != "" || value != "" {
				t.Errorf("ParseCustomID(%q) = %q, %q, %v; want %v", tt.id, command, value, err, tt.want)
			}
		})
	}
}

// FuzzCustomID parses arbitrary IDs, and valid IDs with one byte changed. Only IDs that
// customID returns may be accepted.
func FuzzCustomID(f *testing.F) {
	f.Add("ask", "value", 3, byte('x'), "pick:ask")
	f.Add("abcdef", strings.Repeat("_", 80), 95, byte('A'), "1ask.aaaaaaaa")
	f.Add("", "", 0, byte(0), "1a.")
	r := New("a token")
	f.Fuzz(func(t *testing.T, command, value string, at int, other byte, foreign string) {
		if c, v, err := r.ParseCustomID(foreign); err == nil && r.signer.customID(c, v) != foreign {
			t.Errorf("ParseCustomID(%q) = %q, %q, which customID does not return", foreign, c, v)
		}
		id := r.signer.customID(command, value)
		if id == "" {
			return
		}
		if c, v, err := r.ParseCustomID(id); c != command || v != value || err != nil {
			t.Errorf("ParseCustomID(%q) = %q, %q, %v; want %q, %q", id, c, v, err, command, value)
		}
		if at < 0 || at >= len(id) || id[at] == other {
			return
		}
		changed := id[:at] + string([]byte{other}) + id[at+1:]
		if c, v, err := r.ParseCustomID(changed); err == nil {
			t.Errorf("ParseCustomID(%q) = %q, %q; want an error, since %q was changed", changed, c, v, id)
		}
	})
}
