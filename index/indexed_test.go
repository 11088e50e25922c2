package index

import (
	"testing"
	"time"

	"alliancebot/corpus"
)

func TestIndexed(t *testing.T) {
	start := time.Now()
	engine := open(t, passages("The zorb is old."))
	first := engine.Indexed()
	if first.Before(start) || first.After(time.Now()) {
		t.Errorf("Indexed() = %v, want between the start of New at %v and now", first, start)
	}
	if err := engine.Reload(t.Context(), &corpus.Corpus{}); err == nil {
		t.Error("Reload of a corpus without units = nil, want an error")
	}
	if got := engine.Indexed(); !got.Equal(first) {
		t.Errorf("Indexed() after a failed Reload = %v, want %v as before", got, first)
	}
	reload := time.Now()
	if err := engine.Reload(t.Context(), passages("The zorb is new.")); err != nil {
		t.Fatalf("Reload: %v", err)
	}
	if got := engine.Indexed(); got.Before(reload) || got.After(time.Now()) {
		t.Errorf("Indexed() after Reload = %v, want between its start at %v and now", got, reload)
	}
}
