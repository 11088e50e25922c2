package vocab

import (
	"strings"
	"testing"
)

func TestRespaced(t *testing.T) {
	s := newTestSpeller("The pelican of the ABC harbour has a warehouse. Zorbs. The pelican and the zorbs.")
	tests := []struct{ text, want string }{
		{"who feeds the pel ican", "who feeds the pelican"},
		{"whofeeds thepelican", "whofeeds thepelican"}, // to be repaired
		{"who fee dsthe pelican", "who feeds the pelican"},
		{"isthe ware house old", "is the warehouse old"},
		{"zor bsand pelicans", "zorbs and pelicans"},
		{"the a b c harbour", "the abc harbour"},
		{"feed the pelican", "feed the pelican"},
		{"the pelcian has a ware", "the pelcian has a ware"}, // to be repaired
		{"w a pelican", "w a pelican"},
		{"xqz vbnm", "xqz vbnm"},
		{"pelican 40 x", "pelican 40 x"},
		{"größe dok", "große dok"},
		{"", ""},
	}
	for _, test := range tests {
		var got []string
		for _, token := range s.Respaced(t.Context(), English().AppendTokens(nil, test.text)) {
			got = append(got, token.Word)
		}
		if got := strings.Join(got, " "); got != test.want {
			t.Errorf("Respaced(%q) = %q, want %q", test.text, got, test.want)
		}
	}
}
