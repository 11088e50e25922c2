package commands

import (
	"context"
	"regexp"
	"slices"
	"strings"

	"alliancebot/index"
	"alliancebot/internal/prose"
	"alliancebot/internal/wording"
)

// What people write in a conversation: replies to the bot, which need not be questions,
// and requests to answer somebody else's message.

// Reactions in place of replies.
const (
	acknowledgment = "👍" // of thanks and the like
	unanswered     = "🤷"
	tooFast        = "⏳"
)

// SubjectIn returns the Subject of the reply that had these buttons, "" if it did not show
// an answer that everyone could see.
func SubjectIn(buttons []Button) string {
	with := func(command string) int {
		return slices.IndexFunc(buttons, func(b Button) bool { return b.Command == command })
	}
	at := max(with(readCommand), with(allCommand)) // an answer has one of them
	if at < 0 || with(removeCommand) < 0 {
		return ""
	}
	subject, _ := splitReference(buttons[at].Value)
	return subject
}

// leadIn matches words that questions and remarks begin with.
const leadIn = `^(?:(?:and|so|but|ok|okay|oh|well|wait|yeah|cool|nice|thanks|thx|lol|hm+|then|hey|bot|please|pls|und|aber|danke|y|pero|gracias|et|mais|merci|e|mas|obrigad[oa])[ ,.!]+)*`

var (
	// asking matches what a question has, in the languages of wording, and mayAsk the
	// beginning of what may be one: "can you …", but also "can confirm".
	asking = regexp.MustCompile(`[?？¿]|` + leadIn + `(?:wh?at|who|whom|whose|when|where|why|how|which|whats|whos|tell|explain|` +
		`(?:(?:i|we|i['’]?m) )?(?:mean|meant|wonder|wondering|curious|want to know|need to know|would like to know)|` +
		`wer|was|wann|wo|warum|wieso|wie|wen|wem|welche[rsnm]?|woher|wohin|erklär\w*|` +
		`qué|que|quién|quien|cuándo|cuando|dónde|donde|cómo|como|cuál|cual|cuánt\w*|` +
		`quoi|qui|quand|où|pourquoi|comment|quel\w*|combien|` +
		`quem|onde|qual|quais|quant\w*)(?:[ ,.!]|$)` +
		`|何|誰|いつ|どこ|なぜ|どう|どの|いくら|教えて|もっと|か[。]?$`)
	mayAsk = regexp.MustCompile(leadIn + `(?:is|are|were|do|does|did|can|could|will|would|should|has|have|more|anything|details|` +
		`kann|gibt|ist|sind|hat|haben|mehr|por|más|est|plus|mais)(?:[ ,.!]|$)`)
	// stating matches what a statement has, unlike a topic or a part of a question.
	stating = regexp.MustCompile(`(?:^|[^\pL])(?:i|i['’]?m|i['’]?ve|we|he|she|they|you|it['’]s|that['’]?s|there['’]s|nobody|everybody|everyone|someone|my|our|` +
		`am|is|are|was|were|isn['’]?t|has|had|have|will|would|should|could|don['’]?t|doesn['’]?t|can['’]?t|` +
		`ich|wir|ihr|er|sie|man|mein\w*|ist|sind|war|waren|hat|haben|hatte|wird|würde|sollte|kann|` +
		`yo|nosotros|es|son|está|están|era|fue|tiene|creo|pienso|mi|` +
		`je|j['’]\pL+|nous|ils|elles|c['’]est|est|sont|était|ont|pense|crois|mon|ma|` +
		`eu|nós|eles|elas|é|são|foi|tem|acho|meu|minha)(?:[^\pL]|$)` +
		`|(?:です|ます|だ|よ|ね|思う|した)[。!！]?$`)

	// pointing matches the key of a request to answer another message.
	pointing = regexp.MustCompile(`^(?:(?:hey|hi|please|pls|plz|bot|and|can|could|would|will|you|u|someone|somebody|anyone|anybody|maybe|do|know|what|how) )*` +
		`(?:answer|help(?: with)?|explain|re(?:ply|spond)(?: to)?|look(?: up| into| at)?|take|check|think|about|any ideas?(?: about)?|thoughts(?: on)?|know|what(?: i)?s the answer(?: to)?)?` +
		`(?: ?(?:this|that|it|them|him|her|(?:this|that|the|their|his|her) question|this one))?(?: (?:out|bot|please|pls|plz|for (?:me|us|them|him|her)))*$` +
		`|^(?:(?:bitte|hey|und|kannst|könntest|weißt|weisst|du) )*(?:(?:das|dies|die frage|darauf|ihm|ihr|hier|damit) ?)?(?:bitte |mal )*(?:beantworte|beantworten|antworte|antworten|helfen|hilf)?(?: (?:das|dies|die frage|darauf|ihm|ihr|hier))?(?: bitte)?$` +
		`|^(?:(?:por favor|oye|y|puedes|podrías|me|sabes) )*(?:responder|responde|contestar|contesta|ayuda|ayudar)?(?: ?(?:a )?(?:esto|eso|esta pregunta|la pregunta))?(?: por favor)?$` +
		`|^(?:(?:et|peux|pourrais|tu|sais|stp|svp) )*(?:répondre|réponds|repondre|réponse|aider|aide)?(?: ?(?:à )?(?:ça|ca|cela|cette question|la question))?(?: (?:stp|svp|s il te plaît))?$` +
		`|^(?:(?:e|por favor|pode|poderia|você|sabe) )*(?:responder|responde|ajudar|ajuda)?(?: ?(?:a |à )?(?:isso|isto|essa pergunta|esta pergunta|a pergunta))?(?: por favor)?$` +
		`|^(?:これ|この質問)?(?:に|を|は|わかる|分かる)?(?:答えて|教えて|回答して)?(?:ください|くれる|もらえる)?$`)
)

// inPublic reports whether others see the reply, too, because the question was a message on
// a server.
func (x call) inPublic() bool { return x.Public && x.Asker.GuildID != "" }

// isAsking reports whether a reply to the bot asks something, and whether that is certain.
func isAsking(text string) (asks, certain bool) {
	text = strings.ToLower(prose.Line(text))
	certain = asking.MatchString(text)
	return certain || mayAsk.MatchString(text), certain
}

// isTopic reports whether a reply to the bot that asks nothing is about the pages, which have
// all its words, and states nothing: "hedgehogs", but not "fair enough".
func isTopic(text string, answer index.Answer) bool {
	return answer.Verdict == index.Answered && answer.Close && len(answer.Missing) == 0 && !stating.MatchString(strings.ToLower(prose.Line(text)))
}

// pointed returns the call with the question that x asks: the text of the member's message
// that it replies to, if it only asks to answer that.
func (x call) pointed() call {
	switch {
	case !x.Public || x.About == nil:
	case pointing.MatchString(prose.Key(x.question())):
		x.Options, x.Value = map[string]string{QuestionOption: x.About.Text}, ""
	default:
		x.About = nil
	}
	return x
}

// unasked replies to a question without words.
func (x call) unasked() Reply {
	switch {
	case x.Pictures || x.About != nil && x.About.Pictures:
		return x.private(x.loc.T(wording.OnlyPicture))
	case x.About != nil && x.Public:
		return x.private(x.loc.T(wording.CannotRead, "Name", x.loc.T(wording.AnswerName)))
	case x.About != nil:
		return x.private(x.loc.T(wording.EmptyMessage))
	}
	return x.private(x.join(x.loc.T(wording.EmptyQuestion), x.example()))
}

// unspoken returns reply for where others would see it: a reaction takes its place, or
// nothing.
func unspoken(reply Reply, reaction string) Reply {
	reply.Reaction, reply.SuppressInPublic = reaction, true
	return reply
}

// NoAnswer is what a message gets, where others see it, if there is no answer.
type NoAnswer string

// The values of NoAnswer.
const (
	NoAnswerLine     NoAnswer = "line" // with a button that shows the rest privately
	NoAnswerReaction NoAnswer = "reaction"
	NoAnswerSilent   NoAnswer = "silent"
)

// noAnswerInPublic is noAnswer where others see it.
func (r *Router) noAnswerInPublic(x call, answer index.Answer) Reply {
	whole := x.noAnswer(answer)
	_, certain := isAsking(x.question())
	switch {
	case r.settings.NoAnswer == NoAnswerReaction, r.settings.NoAnswer != NoAnswerSilent && x.InReply && !certain:
		return unspoken(whole, unanswered)
	case r.settings.NoAnswer == NoAnswerSilent:
		return unspoken(whole, "")
	case answer.UnknownLanguage, answer.About != index.Something: // a line anyway
		return whole
	}
	line := x.private(x.silent())
	if x.About == nil { // otherwise the question is not in the message that the line replies to
		line.Buttons = []Button{{Label: x.loc.T(wording.RestButton), Command: restCommand, Value: string(x.recorded) + x.After}}
	}
	return line
}

// rest replies privately to the question of the message that got noAnswerInPublic.
func (r *Router) rest(ctx context.Context, x call) (Reply, error) {
	if x.On == nil || prose.Key(x.On.Question) == "" {
		return x.aside(x.loc.T(wording.Outdated)), nil
	}
	x.After = x.Value
	if id, after, ok := r.recordedIn(x.Value); ok {
		x.recorded, x.After = id, after
	}
	answer, err := x.snapshot.Ask(ctx, x.On.Question, x.shown())
	if err != nil {
		return Reply{}, err
	}
	return r.replyInItsLanguage(x, answer), nil
}
