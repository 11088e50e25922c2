package bot

import (
	"fmt"
	"testing"
)

func TestRecentIDs(t *testing.T) {
	var r recentIDs
	add := func(id string, want bool) {
		t.Helper()
		if got := r.add(id); got != want {
			t.Errorf("add(%q) = %v, want %v", id, got, want)
		}
	}
	add("0", true)
	add("0", false)
	for i := 1; i < len(r.ids); i++ {
		add(fmt.Sprint(i), true)
	}
	add("0", false)
	add("one more", true) // in the place of the oldest
	add("0", true)
	add("2", false)
}
