package render

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/bwmarrin/discordgo"

	"alliancebot/commands"
)

// describe describes rows of controls as "[label] [label]" and "prompt: values".
func describe(rows []discordgo.MessageComponent) []string {
	var list []string
	for _, row := range rows {
		var parts []string
		for _, c := range row.(discordgo.ActionsRow).Components {
			switch c := c.(type) {
			case discordgo.Button:
				parts = append(parts, "["+c.Label+"]")
			case discordgo.SelectMenu:
				parts = append(parts, c.Placeholder+":")
				for _, o := range c.Options {
					parts = append(parts, o.Value)
				}
			}
		}
		list = append(list, strings.Join(parts, " "))
	}
	return list
}

func TestControls(t *testing.T) {
	long := strings.Repeat("v", 101)
	button := func(label, command, value string) commands.Button {
		return commands.Button{Label: label, Command: command, Value: value}
	}
	menu := func(prompt, command string, values ...string) commands.Menu {
		m := commands.Menu{Prompt: prompt, Command: command}
		for _, v := range values {
			m.Choices = append(m.Choices, commands.Choice{Value: v})
		}
		return m
	}
	var six []commands.Button
	for n := range 6 {
		six = append(six, button(fmt.Sprint(n), "a", fmt.Sprint(n)))
	}
	tests := []struct {
		name    string
		buttons []commands.Button
		menus   []commands.Menu
		room    int
		want    []string
	}{
		{"nothing", nil, nil, 40, nil},
		{"both", []commands.Button{button("A", "a", "")}, []commands.Menu{menu("Pick", "b", "x", "y")}, 40, []string{"[A]", "Pick: x y"}},
		{"duplicate buttons", []commands.Button{button("A", "a", "x"), button("B", "a", "x"), button("C", "a", "y")}, nil, 40, []string{"[A] [C]"}},
		{"duplicate menus", nil, []commands.Menu{menu("P", "a", "x"), menu("Q", "a", "y")}, 40, []string{"P: x"}},
		{"a button with the custom_id of a menu", []commands.Button{button("A", "a", "")}, []commands.Menu{menu("P", "a", "x")}, 40, []string{"[A]"}},
		{"invalid buttons", []commands.Button{button(" ", "a", ""), button("B", "a b", ""), button("C", "c", long), button("D", "d", "ä")}, nil, 40, nil},
		{"invalid menus", nil, []commands.Menu{menu("P", "a"), menu("P", "", "x"), menu("P", "b", " "), menu("P", "c", long)}, 40, nil},
		{"a menu without a prompt", nil, []commands.Menu{menu("\n", "a", "x")}, 40, []string{"Pick one: x"}},
		{"duplicate, empty and long values", nil, []commands.Menu{menu("P", "a", "x", "x", "", long, "y")}, 40, []string{"P: x y"}},
		{"six buttons", six, nil, 8, []string{"[0] [1] [2] [3] [4]", "[5]"}},
		{"little room", []commands.Button{button("A", "a", "")}, []commands.Menu{menu("P", "b", "x"), menu("P", "c", "x")}, 5, []string{"[A]", "P: x"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := describe(New("a token").controls(commands.Reply{Buttons: tt.buttons, Menus: tt.menus}, tt.room))
			if !slices.Equal(got, tt.want) {
				t.Errorf("controls for %+v and %+v = %q, want %q", tt.buttons, tt.menus, got, tt.want)
			}
		})
	}
}

func TestCustomIDsOfControls(t *testing.T) {
	r := New("a token")
	rows := r.controls(commands.Reply{
		Buttons: []commands.Button{{Label: "More", Command: "more", Value: "x-1", Disabled: true}},
		Menus:   []commands.Menu{{Command: "ask", Choices: []commands.Choice{{Value: "y"}}}},
	}, maxComponents)
	button := rows[0].(discordgo.ActionsRow).Components[0].(discordgo.Button)
	if command, value, err := r.ParseCustomID(button.CustomID); command != "more" || value != "x-1" || err != nil || !button.Disabled {
		t.Errorf("button runs %q with %q (%v), disabled %v; want more with x-1, disabled", command, value, err, button.Disabled)
	}
	menu := rows[1].(discordgo.ActionsRow).Components[0].(discordgo.SelectMenu)
	if command, value, err := r.ParseCustomID(menu.CustomID); command != "ask" || value != "" || err != nil {
		t.Errorf("menu runs %q with %q (%v); want ask", command, value, err)
	}
}

func TestChoices(t *testing.T) {
	choices := []commands.Choice{{Label: "A *star*", Value: "a"}, {Label: "again", Value: "a"}, {Value: "no label"}, {Label: "no value"}}
	for i := range 30 {
		choices = append(choices, commands.Choice{Label: strings.Repeat("long ", 30), Value: fmt.Sprint(i)})
	}
	got := Choices(choices)
	if len(got) != maxOptions || got[0].Name != "A *star*" || got[1].Name != "no label" || units(got[2].Name) > maxOptionText {
		t.Errorf("Choices = %d choices, the first %+v, %+v, %+v", len(got), *got[0], *got[1], *got[2])
	}
}
