package bot

import (
	"bytes"
	"strings"
	"testing"

	"alliancebot/bot/discordtest"
	"alliancebot/commands"
)

// The reply to a slow command can have a file.
func TestFile(t *testing.T) {
	eachWay(t, "by", func(t *testing.T, s *discordtest.Server, start startFunc) {
		r := start(t, s, replying(commands.Reply{Text: "done", File: &commands.File{Name: "taught.yaml", Content: []byte("- ask: why\n")}}))
		got := s.Latest(s.Command(owner, "reindex", nil).Reply())
		if last := got.Components[len(got.Components)-1]; got.Text() != "done" || string(got.Files["taught.yaml"]) != "- ask: why\n" || last.File.URL != "attachment://taught.yaml" {
			t.Errorf("reply = %s with %q", got.JSON(), got.Files)
		}
		r.endClean()
	})
}

// The reply to a slow command can have a picture, with a text for those who do not see it.
func TestPicture(t *testing.T) {
	png := bytes.Repeat([]byte("\x89PNG\r\n\x1a\n--boundary\r\n"), 500)
	charted := private(commands.Reply{Text: "done", Picture: &commands.Picture{PNG: png, Description: strings.Repeat("Questions a day. ", 100)}})
	tests := []struct {
		name, command string
		fault         discordtest.Fault
		want          []byte
	}{
		{"deferred", "reindex", discordtest.Fault{}, png},
		{"deferred, at the second attempt", "reindex", discordtest.Fault{Method: "PATCH", Path: "/messages/@original$", Status: 500, Times: 1}, png},
		{"at once", "help", discordtest.Fault{}, nil},
	}
	for _, tt := range tests {
		eachWay(t, tt.name, func(t *testing.T, s *discordtest.Server, start startFunc) {
			r := start(t, s, replying(charted))
			if tt.fault.Path != "" {
				s.Fail(tt.fault)
			}
			got := s.Latest(s.Command(owner, tt.command, nil).Reply())
			if got.Text() != "done" || !bytes.Equal(got.Files["picture.png"], tt.want) {
				t.Errorf("reply = %q with %d bytes of a picture, want %d", got.Text(), len(got.Files["picture.png"]), len(tt.want))
			}
			var descriptions []string
			for _, c := range got.Components {
				for _, item := range c.Items {
					descriptions = append(descriptions, item.Description)
				}
			}
			if (len(descriptions) == 1) != (tt.want != nil) || tt.want != nil && !strings.HasSuffix(descriptions[0], "…") {
				t.Errorf("descriptions = %q, want one that is clipped: %v", descriptions, tt.want != nil)
			}
			r.endClean()
		})
	}
}
