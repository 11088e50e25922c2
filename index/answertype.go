package index

import (
	"strings"
	"unicode"
)

// answerType is what kind of thing a question asks for, as far as its words show, or
// a passage has.
type answerType uint8

const (
	anyType  answerType = iota
	quantity            // a number: how much, how many, what price
	date                // a time: when, what year
	numAnswerTypes
)

// typeOfAsking are the ways to ask for a type of answer: two words in a row, without
// accents and apostrophes. "When" alone may just begin a clause.
var typeOfAsking = map[string]answerType{
	"how much": quantity, "how many": quantity, "how expensive": quantity, "how big": quantity, "how large": quantity,
	"what percentage": quantity, "what percent": quantity, "what share": quantity, "what number": quantity,
	"what amount": quantity, "what price": quantity, "which price": quantity, "what sum": quantity,
	"the price": quantity, "the cost": quantity, "the amount": quantity, "the number": quantity, "the percentage": quantity,
	"when did": date, "when does": date, "when do": date, "when is": date, "when was": date, "when were": date,
	"when are": date, "when will": date, "when has": date, "when had": date, "when would": date, "when exactly": date,
	"what year": date, "which year": date, "what date": date, "which date": date, "what day": date, "which day": date,
	"what month": date, "which month": date, "what time": date, "how long": date, "how soon": date, "the date": date,
}

// expectedAnswerType returns the type of answer that a question of these words asks
// for.
func expectedAnswerType(words []string) answerType {
	for i := 1; i < len(words); i++ {
		if t, ok := typeOfAsking[words[i-1]+" "+words[i]]; ok {
			return t
		}
	}
	return anyType
}

// typeOfWord are the words that give a number or a time without a digit.
var typeOfWord = map[string]answerType{
	"two": quantity, "three": quantity, "four": quantity, "five": quantity, "six": quantity, "seven": quantity,
	"eight": quantity, "nine": quantity, "ten": quantity, "dozen": quantity, "hundred": quantity, "thousand": quantity,
	"million": quantity, "billion": quantity, "trillion": quantity, "percent": quantity, "half": quantity, "twice": quantity,
	"january": date, "february": date, "march": date, "april": date, "june": date, "july": date, "august": date,
	"september": date, "october": date, "november": date, "december": date, "monday": date, "tuesday": date,
	"wednesday": date, "thursday": date, "friday": date, "saturday": date, "sunday": date, "today": date, "yesterday": date,
	"century": date, "decade": date, "year": date, "years": date, "month": date, "months": date, "week": date, "weeks": date,
	"day": date, "days": date,
}

// answerTypeOf returns the type of answer that a word gives.
func answerTypeOf(word string) answerType {
	isYear := len(word) == 4 && (word[0] == '1' || word[:2] == "20") && strings.Trim(word, "0123456789") == ""
	switch {
	case isYear: // 1000 to 2099
		return date
	case strings.ContainsFunc(word, unicode.IsDigit):
		return quantity
	}
	return typeOfWord[word]
}
