package commands

import (
	"testing"

	"alliancebot/internal/wording"
)

func TestMore(t *testing.T) {
	r := newDefaultRouter(t, Settings{})
	const question = "why was microsoft afraid of openai teaming up with amazon"
	answer, err := r.engine.Ask(t.Context(), question, nil)
	if err != nil || len(answer.Hits) != 5 {
		t.Fatalf("the index has %d hits, %v; want 5", len(answer.Hits), err)
	}
	page := press(t, r, button(t, request(t, r, asks(question)), wording.MoreButton), bob, onPublic)
	if page.Replace {
		t.Error("more results of a public answer replace it for everyone")
	}
	if want := english.T(wording.ResultOf, "Number", 2, "Count", 5); page.Text != want {
		t.Errorf("more results start with %q, want %q, the first one not seen", page.Text, want)
	}
	page = press(t, r, button(t, page, wording.PreviousResultButton), bob, onSecret)
	for i, hit := range answer.Hits {
		quote := page.Quotes[0]
		if quote.Title != hit.Unit.Title() || quote.Highlight.Of(quote.Text) != hit.Quote() || !page.Private ||
			page.Text != english.T(wording.ResultOf, "Number", i+1, "Count", 5) {
			t.Errorf("page %d = %+v, want %s with %q, privately", i+1, page, hit.Unit.ID, hit.Quote())
		}
		previous, next := button(t, page, wording.PreviousResultButton), button(t, page, wording.NextResultButton)
		if previous.Disabled != (i == 0) || next.Disabled != (i == 4) {
			t.Errorf("page %d: previous %+v, next %+v", i+1, previous, next)
		}
		if !next.Disabled {
			page = press(t, r, next, bob, onSecret)
			if !page.Replace {
				t.Error("a page does not replace the previous one")
			}
		}
	}
}

func TestNoMoreButtonForASingleResult(t *testing.T) {
	r := newTestRouter(t, folder(map[string]string{"a.md": story("A", "Oaks grow tall in England.")}), Settings{})
	for _, b := range request(t, r, asks("where do oaks grow tall")).Buttons {
		if b.Command == moreCommand {
			t.Errorf("a single result has the button %+v", b)
		}
	}
}
