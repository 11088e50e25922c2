package discordtest

import (
	"maps"
)

// listed returns commands as Discord tells them: with its additions, what was
// left out of them at its default, and other languages only if they are asked for.
func listed(commands []map[string]any, localizations bool) []map[string]any {
	list := []map[string]any{}
	for _, c := range commands {
		global := c["guild_id"] == nil
		told := map[string]any{
			"type": slashCommand, "description": "", "nsfw": false, "default_member_permissions": nil,
			"contexts": nil, "integration_types": []any{0},
		}
		if global {
			told["dm_permission"] = true
		}
		maps.Copy(told, inLanguages(c, localizations))
		delete(told, "options")
		if options := listedOptions(c["options"], localizations); len(options) > 0 {
			told["options"] = options
		}
		list = append(list, told)
	}
	return list
}

// listedOptions are the options of a command, without what is at its default.
func listedOptions(options any, localizations bool) []any {
	var list []any
	all, _ := options.([]any)
	for _, o := range all {
		fields, ok := o.(map[string]any)
		if !ok {
			continue
		}
		told := inLanguages(fields, localizations)
		maps.DeleteFunc(told, func(_ string, v any) bool { return v == nil || v == false })
		list = append(list, told)
	}
	return list
}

// inLanguages is a command or an option with its localizations as they are told.
func inLanguages(fields map[string]any, localizations bool) map[string]any {
	told := maps.Clone(fields)
	for _, name := range []string{"name_localizations", "description_localizations"} {
		if texts, _ := told[name].(map[string]any); len(texts) == 0 {
			told[name] = nil
		}
		if !localizations {
			delete(told, name)
		}
	}
	return told
}
