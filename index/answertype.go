package index

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// answerTypes is a set of kinds of thing that a question asks for, as far as its words
// show, or that a text has.
type answerTypes uint16

const (
	number   answerTypes = 1 << iota // how many, what number
	date                             // when, what year
	duration                         // how long
	length                           // how far, how tall
	weight                           // how heavy
	money                            // how much does it cost
	percent                          // what percentage
	degrees                          // how warm
	person                           // who
	place                            // where
	reason                           // why
)

const quantities = number | date | duration | length | weight | money | percent | degrees

// typesOfAsking are the ways to ask for one of some types of answer: one to three words
// in a row, in normal form. "When" alone may just begin a clause.
var typesOfAsking = map[string]answerTypes{
	"how much": number | money | percent | length | weight, "how many": number, "how often": number | duration, "how big": number | length, "how large": number | length,
	"what percentage": percent, "what percent": percent, "what share": percent, "what number": number, "how expensive": money,
	"what amount": number | money, "what price": money, "which price": money, "what sum": money, "how cheap": money,
	"the price": money, "the cost": money, "the amount": number | money, "the number of": number, "the percentage": percent, "the salary": money, "the fee": money,
	"budget": money, "capex": money, "salary": money, "salaries": money, "wage": money, "royalty": money, "royalties": money, "usd": money, "in dollars": money, "in euros": money,
	"in billions": money, "in bn": money, "in millions": money, "price tag": money, "prices": money, "equity stake": percent | money, "what stake": percent | money,
	"probability": percent | number, "the odds": percent | number, "what odds": percent | number, "the likelihood": percent | number,
	"any numbers": number, "a number on": number, "the numbers": number, "numbers on": number, "any figures": number, "the figures": number, "exact figure": number, "exact figures": number,
	"the deadline": date | duration, "which quarter": date, "what quarter": date,
	"when did": date, "when does": date, "when do": date, "when is": date, "when was": date, "when were": date,
	"when are": date, "when will": date, "when has": date, "when had": date, "when would": date, "when exactly": date, "when can": date,
	"what year": date, "which year": date, "what date": date, "which date": date, "what day": date, "which day": date,
	"what month": date, "which month": date, "what time": date, "how soon": date | duration, "the date": date, "since when": date,
	"how long": duration | length | date, "how old": date | duration | number, "what age": date | duration | number,
	"how tall": length, "how high": length | number, "how far": length | duration, "how deep": length, "how wide": length, "how thick": length, "how broad": length,
	"how heavy": weight, "what weight": weight, "how fast": number | length, "how warm": degrees, "how hot": degrees, "how cold": degrees,
	"who": person, "whos": person, "whose": person, "whom": person, "what name": person, "the name of": person,
	"where": place, "wheres": place, "which city": place, "which country": place, "what city": place, "what country": place,
	"why": reason, "how come": reason, "what reason": reason, "the reason": reason, "what made": reason,
}

// moneyVerbs make "how much" ask for money.
var moneyVerbs = map[string]bool{
	"cost": true, "costs": true, "pay": true, "paid": true, "pays": true, "charge": true, "charged": true, "spend": true, "spent": true,
	"invest": true, "invested": true, "earn": true, "earned": true, "worth": true, "price": true, "cash": true, "money": true, "sell": true, "sold": true,
}

// expectedAnswerTypes returns the types of answer that a question of these words asks
// for, 0 if it shows none.
func expectedAnswerTypes(words []string) answerTypes {
	for i, word := range words {
		for n := min(3, len(words)-i); n > 0; n-- {
			types := typesOfAsking[strings.Join(words[i:i+n], " ")]
			if types&money != 0 && types != money {
				for _, verb := range words[i:] {
					if moneyVerbs[verb] {
						return money
					}
				}
			}
			if types != 0 {
				return types
			}
		}
		if word == "price" || word == "cost" && (i == 0 || i == len(words)-1) {
			return money
		}
	}
	return 0
}

// typesOfWord are the words that give an amount, or its unit.
var typesOfWord = wordTypes(map[answerTypes]string{
	number:         `two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty dozen hundred half twice once thrice`,
	number | money: `thousand thousands million millions billion billions trillion`,
	percent:        `percent percentage quarter third half`,
	date: `january february march april june july august september october november december monday tuesday wednesday thursday friday
		saturday sunday century decade noon midnight spring summer autumn winter fall`,
	duration | date: `year years month months week weeks day days hour hours minute minutes second seconds night nights daily weekly monthly yearly annually`,
	length: `m cm mm km meter meters metre metres centimeter centimeters kilometer kilometers kilometre kilometres millimeter millimeters
		foot feet ft inch inches mile miles yard yards`,
	weight:  `g kg gram grams kilogram kilograms kilo kilos ton tons tonne tonnes ounce ounces lb lbs`,
	money:   `euro euros dollar dollars cent cents pound pounds franc francs yen crown crowns usd eur gbp free`,
	degrees: `degree degrees celsius fahrenheit`,
	reason:  `because since due so therefore thus hence cause caused causes reason reasons order prevent avoid allow allows enabling wanted`,
})

func wordTypes(words map[answerTypes]string) map[string]answerTypes {
	all := make(map[string]answerTypes)
	for types, list := range words {
		for word := range strings.FieldsSeq(list) {
			all[word] |= types
		}
	}
	return all
}

// answerTypesOfWord returns the types of answer that a word, in normal form, may give.
func answerTypesOfWord(word string) answerTypes {
	types := typesOfWord[word]
	switch isYear := len(word) == 4 && (word[0] == '1' || word[:2] == "20") && strings.Trim(word, "0123456789") == ""; {
	case isYear: // 1000 to 2099
		types |= date
	case strings.ContainsFunc(word, unicode.IsDigit):
		types |= number
	}
	return types
}

// answerTypesOf returns the types of answer that a text may give, without those of its
// words. A name is a capitalized word that does not begin a sentence.
func answerTypesOf(text string) answerTypes {
	var types answerTypes
	if strings.ContainsAny(text, "$€£¥") {
		types |= money
	}
	if strings.Contains(text, "%") {
		types |= percent
	}
	if strings.Contains(text, "°") {
		types |= degrees
	}
	first := true
	for word := range strings.FieldsSeq(text) {
		r, _ := utf8.DecodeRuneInString(strings.TrimLeft(word, "(\"“‘'"))
		if !first && unicode.IsUpper(r) {
			types |= person | place
		}
		first = strings.ContainsAny(word[len(word)-1:], ".!?:")
	}
	return types
}
