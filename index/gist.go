package index

import (
	"regexp"
	"slices"
	"strings"

	"alliancebot/corpus"
	"alliancebot/index/internal/vocab"
	"alliancebot/internal/prose"
)

// About is what a question asks of a story as a whole.
type About int

// What a question may ask of a story.
const (
	Something About = iota // something in it
	Gist                   // what it is about
	Ending                 // how it ends, or what follows from it
	Origin                 // who wrote or published it
	Date                   // when it was published
)

const thisStory = `(?:all )?(?:this|that|it|the|your)(?: (?:one|story|article|piece|page|post|text|blog|thing|news|whole thing|site|document|guide|faq|doc))?(?: (?:all )?about)?`

// aboutPatterns match a question in lower case without punctuation at its ends.
var aboutPatterns = []struct {
	about   About
	pattern *regexp.Regexp
}{
	{Gist, regexp.MustCompile(`^(?:whats?|what is|what's|wats?) (?:is )?` + thisStory + `(?: here| even| actually)?$`)},
	{Gist, regexp.MustCompile(`^(?:(?:can|could) (?:you|u|someone|anyone|somebody) )?(?:please |pls |quick |just )?(?:(?:give|get) (?:me|us) )?(?:a |an |the )?(?:short |quick |brief |five second |one (?:line|sentence) )?(?:tl;?dr|summary|summari[sz]e|sum|gist|overview|recap|synopsis|rundown|key points?|main points?|highlights|in a nutshell|eli5|short version|quick version)(?: (?:of )?(?:` + thisStory + `))?(?: up)?(?: in (?:\w+ ){1,2}(?:lines?|sentences?|words?))?(?: (?:please|pls|plz|for me|for us|anyone|someone|here))*$`)},
	{Gist, regexp.MustCompile(`^(?:what (?:are|is|were)|whats|what's) the (?:(?:key|main|most important|overall|whole) )?(?:points?|ideas?|facts?|gist|summary|topic|subject|thing|message|argument|story)(?: (?:of|in|here) ?(?:` + thisStory + `)?)?$`)},
	{Gist, regexp.MustCompile(`^(?:worum geht(?: es|'?s)(?: hier| da| in .{0,20})?|zusammenfassung|fass(?:e)? .{0,20} zusammen|de qu[eé] (?:va|trata)(?: esto| .{0,20})?|resumen|resume .{0,12}|de quoi (?:parle|s'agit|ça parle|ca parle).{0,25}|r[eé]sum[eé]|do que (?:se )?(?:trata|fala).{0,20}|resumo|要約(?:して)?|まとめ(?:て)?|これは何の(?:話|記事).{0,8}|何についての.{0,12})$`)},
	{Gist, regexp.MustCompile(`^(?:(?:so )?what (?:did|have) i miss(?:ed)?|what do (?:i|we) need to know|(?:catch|fill) me (?:up|in)|what'?s (?:going on|happening|up|the (?:deal|story|fuss|hubbub|tea))(?: (?:here|with (?:this|that|it)))?|(?:i )?(?:did ?n'?t|havent|haven't) read it.{0,40})$`)},
	{Gist, regexp.MustCompile(`^(?:in (?:short|brief|a nutshell),? )?what (?:does|do) ` + thisStory + ` (?:say|tell (?:me|us)|cover)(?: in (?:short|brief|a nutshell))?$`)},
	{Ending, regexp.MustCompile(`^(?:how does (?:it|this|the (?:story|article|piece|whole thing)) (?:all )?end|(?:what (?:is|was|are)|whats|what's) the (?:main |key )?(?:conclusion|takeaways?|take ?aways?|bottom line|upshot|verdict|moral|lesson)(?: (?:of|from|in|here).{0,25})?|(?:the )?(?:main |key )?(?:conclusion|takeaways?|take ?aways?|bottom line|upshot)|in conclusion|wie endet .{0,20}|fazit|conclusi[oó]n|conclus[aã]o|結論(?:は)?)$`)},
	{Origin, regexp.MustCompile(`^(?:who|whos|who's)(?: (?:is|was))?(?: the)? (?:wrote|author(?: of)?|writer(?: of)?|writes|made|published|publisher(?: of)?|behind)(?: ` + thisStory + `)?$|^(?:wer hat (?:das|den artikel|die geschichte) geschrieben|qui a écrit .{0,20}|quién (?:lo )?escribió.{0,20}|quem escreveu.{0,20}|誰が書.{0,12})$`)},
	{Date, regexp.MustCompile(`^(?:when (?:was|were|is) (?:this|that|it|the (?:story|article|piece|page|post))(?: \w+)? (?:written|published|posted|released|updated)|how (?:old|recent) is (?:this|the) (?:story|article|piece|page|post)|(?:publication|publish(?:ed|ing)?) date|wann (?:wurde|ist) .{0,25}(?:veröffentlicht|geschrieben|erschienen)|cuándo se publicó.{0,20}|quand .{0,25}publié.{0,3}|quando foi publicad[oa].{0,20})$`)},
}

// beforeGist matches what people say before they ask for a gist.
var beforeGist = regexp.MustCompile(`^(?:(?:so|ok|okay|well|hey|hi|hello|anyway|sorry|um|uh|and|but|pls|please)[, ]+)+`)

// aboutStory returns what a question asks of a story as a whole.
func aboutStory(question string) About {
	const longest = 80 // bytes
	text := strings.ToLower(strings.Join(strings.Fields(question), " "))
	text = strings.Trim(strings.ReplaceAll(text, "’", "'"), " ?!.,¿¡？。")
	if len(text) > longest {
		return Something
	}
	text = beforeGist.ReplaceAllString(text, "")
	for _, p := range aboutPatterns {
		if p.pattern.MatchString(text) {
			return p.about
		}
	}
	return Something
}

// endingName matches the heading of a section that ends a story.
var endingName = regexp.MustCompile(`(?i)conclusion|summary|takeaway|fazit|schluss|conclusión|conclusão|結論|まとめ|in short|final|outlook|epilogue`)

// overview answers what is asked of a story as a whole: with its first passage or its
// last section. It has no hits if the story has no such thing.
func overview(story *corpus.Story, about About) Answer {
	answer := Answer{Verdict: None, About: about}
	passages := slices.DeleteFunc(slices.Clone(story.Units), func(u *corpus.Unit) bool { return u.Kind != corpus.Passage })
	if len(passages) == 0 {
		passages = story.Units
	}
	known := about != Origin && about != Date ||
		about == Origin && (story.Author != "" || story.Publisher != "") || about == Date && !story.Date.IsZero()
	if !known {
		return answer
	}
	first, last := passages[0], passages[len(passages)-1]
	for i := len(passages) - 1; i >= 0; i-- {
		if endingName.MatchString(passages[i].Heading) {
			last = passages[i]
			break
		}
	}
	units := []*corpus.Unit{first, last}
	if about == Ending {
		units = []*corpus.Unit{last, first}
	}
	for i, u := range slices.Compact(units) {
		answer.Hits = append(answer.Hits, Hit{Unit: u, Score: -float64(i), Highlight: onTitle(u)})
	}
	answer.Verdict, answer.Confidence, answer.Close = Answered, answerThreshold, true
	return answer
}

// onTitle returns the sentence of a unit that has the most words of its story's title and
// description, and of several the first.
func onTitle(u *corpus.Unit) (best prose.Span) {
	language := vocab.LanguageOf(u.Story.Language)
	title := make(map[string]bool)
	for _, word := range language.Words(u.Story.Title + "\n" + u.Story.Description) {
		if stem := language.Stem(word); !language.IsStop(stem) {
			title[stem] = true
		}
	}
	most := -1
	for _, sentence := range prose.Sentences(u.Text) {
		has := make(map[string]bool)
		for _, word := range language.Words(sentence.Of(u.Text)) {
			if stem := language.Stem(word); title[stem] {
				has[stem] = true
			}
		}
		if len(has) > most {
			best, most = sentence, len(has)
		}
	}
	return best
}
