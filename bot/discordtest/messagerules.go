package discordtest

import (
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"
)

// Flags of a message.
const (
	flagSuppressEmbeds        = 1 << 2
	flagEphemeral             = 1 << 6
	flagLoading               = 1 << 7 // set by Discord on a deferred response
	flagSuppressNotifications = 1 << 12
	flagComponentsV2          = 1 << 15
)

// occasion is when the bot says something.
type occasion struct {
	flags     int      // those that may be set then
	inChannel bool     // in a channel, and not to an interaction
	was       *Message // what takes the new text; nil for a new message
}

var (
	onResponse = occasion{flags: flagSuppressEmbeds | flagEphemeral | flagSuppressNotifications | flagComponentsV2}
	onPost     = occasion{flags: flagSuppressEmbeds | flagSuppressNotifications | flagComponentsV2, inChannel: true}
)

// onEdit is the occasion of an edit or an update of a message. One that was
// only announced is still a new one.
func onEdit(was *Message) occasion {
	o := occasion{flags: flagSuppressEmbeds | flagComponentsV2, was: was}
	if was != nil && was.loading() {
		o.was = nil
	}
	return o
}

// checkMessage returns what is wrong with a message that is no first response.
func checkMessage(body []byte, on occasion) []string {
	return inspect(body, func(o object) { o.message(on) })
}

// message checks what the bot says.
func (o object) message(on occasion) {
	fields := []string{"tts", "content", "embeds", "components", "allowed_mentions", "flags", "attachments", "poll"}
	if on.inChannel {
		fields = append(fields, "nonce", "enforce_nonce", "message_reference", "sticker_ids")
		o.post()
	}
	o.only(fields...)
	flags := o.number("flags")
	if flags&^on.flags != 0 {
		o.wrong("flags %d cannot be set here", flags&^on.flags)
	}
	o.length("content", 0, 2000)
	o.embeds()
	if flags&flagComponentsV2 != 0 {
		o.componentsV2(on)
	} else {
		o.classic(on)
	}
	o.mentions()
}

// post checks what only a message to a channel has.
func (o object) post() {
	if text, ok := o.fields["nonce"].(string); ok && (text == "" || utf8.RuneCountInString(text) > 25) {
		o.wrong("a nonce of %d characters; Discord takes 25", utf8.RuneCountInString(text))
	}
	if o.flag("enforce_nonce") && !o.has("nonce") {
		o.wrong("enforce_nonce without a nonce")
	}
	if !o.has("message_reference") {
		return
	}
	r := o.child("message_reference")
	r.only("type", "message_id", "channel_id", "guild_id", "fail_if_not_exists")
	r.flag("fail_if_not_exists")
	if !digits.MatchString(r.text("message_id")) {
		r.wrong("message_id %q is no id", r.text("message_id"))
	}
	if r.number("type") != 0 {
		r.wrong("a reference of type %d is no reply", r.number("type"))
	}
}

// classic checks a message of the first kind. A new one must not be empty, and
// neither must what takes the place of another's text or embeds.
func (o object) classic(on occasion) {
	if on.was != nil && on.was.V2() {
		if o.has("flags") {
			o.wrong("the flag for components V2 cannot be taken back")
		}
		if o.has("content") || o.has("embeds") || o.has("poll") {
			o.wrong("content, embeds or a poll beside components V2")
		}
	}
	o.rows()
	whole := on.was == nil || o.has("content") || o.has("embeds")
	if whole && blank(o.text("content")) && len(o.list("embeds")) == 0 {
		o.wrong("an empty message")
	}
}

// mentions demands an allowed_mentions that pings nobody but one user whom the
// message names, whatever else is said.
func (o object) mentions() {
	m := o.child("allowed_mentions")
	parse, ok := m.fields["parse"].([]any)
	if !ok || len(parse) != 0 {
		o.wrong("allowed_mentions must be there with an empty parse")
	}
	m.only("parse", "replied_user", "users", "roles")
	if m.has("roles") || m.flag("replied_user") {
		m.wrong("mentions a role or whom it replies to")
	}
	users, _ := m.fields["users"].([]any)
	if len(users) > 1 {
		m.wrong("mentions %d users", len(users))
	}
	for _, v := range users {
		id, ok := v.(string)
		if !ok || !slices.Contains(mentioned(userMention, o.says()), id) {
			m.wrong("mentions user %v, whom the message does not name", v)
		}
	}
}

// says is all the text of a message.
func (o object) says() string {
	texts := []string{o.text("content")}
	for _, c := range o.list("components") {
		texts = append(texts, c.says())
	}
	return strings.Join(texts, "\n")
}

func (o object) embeds() {
	embeds := o.list("embeds")
	if len(embeds) > 10 {
		o.wrong("%d embeds; Discord takes 10", len(embeds))
	}
	total := 0
	for _, e := range embeds {
		total += e.embed()
	}
	if total > 6000 {
		o.wrong("embeds of %d characters in all; Discord takes 6000", total)
	}
}

// embed checks an embed and returns what it counts towards the sum of all.
func (o object) embed() int {
	o.only("title", "type", "description", "url", "timestamp", "color", "footer", "image", "thumbnail", "video", "provider", "author", "fields")
	n := o.length("title", 0, 256) + o.length("description", 0, 4096)
	n += o.child("footer").length("text", 0, 2048)
	n += o.child("author").length("name", 0, 256)
	fields := o.list("fields")
	if len(fields) > 25 {
		o.wrong("%d fields; Discord takes 25", len(fields))
	}
	for _, f := range fields {
		f.only("name", "value", "inline")
		n += f.length("name", 1, 256) + f.length("value", 1, 1024)
	}
	if n == 0 && !o.has("image") && !o.has("thumbnail") {
		o.wrong("an empty embed")
	}
	if o.has("url") {
		o.address("url", 2048)
	}
	return n
}

// address checks a field that must be a web address.
func (o object) address(name string, most int) {
	o.length(name, 1, most)
	u, err := url.Parse(o.text(name))
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
		o.wrong("%s %q is no web address", name, o.text(name))
	}
}
