package index

import (
	"strings"
	"unicode"
)

// answerKind is what sort of thing a question asks for, as far as its words
// tell, or a passage offers.
type answerKind uint8

const (
	anything answerKind = iota
	quantity            // a number: how much, how many, what price
	date                // a time: when, what year
	answerKinds
)

// How English asks for a kind of answer: two words in a row, without accents
// and apostrophes. "When" alone may just begin a clause.
var asking = map[string]answerKind{
	"how much": quantity, "how many": quantity, "how expensive": quantity, "how big": quantity, "how large": quantity,
	"what percentage": quantity, "what percent": quantity, "what share": quantity, "what number": quantity,
	"what amount": quantity, "what price": quantity, "which price": quantity, "what sum": quantity,
	"the price": quantity, "the cost": quantity, "the amount": quantity, "the number": quantity, "the percentage": quantity,
	"when did": date, "when does": date, "when do": date, "when is": date, "when was": date, "when were": date,
	"when are": date, "when will": date, "when has": date, "when had": date, "when would": date, "when exactly": date,
	"what year": date, "which year": date, "what date": date, "which date": date, "what day": date, "which day": date,
	"what month": date, "which month": date, "what time": date, "how long": date, "how soon": date, "the date": date,
}

// wanted returns the kind of answer that a question of these words asks for.
func wanted(words []string) answerKind {
	for i := 1; i < len(words); i++ {
		if kind, ok := asking[words[i-1]+" "+words[i]]; ok {
			return kind
		}
	}
	return anything
}

// Words that say a number or a time without a digit.
var sayingWords = map[string]answerKind{
	"two": quantity, "three": quantity, "four": quantity, "five": quantity, "six": quantity, "seven": quantity,
	"eight": quantity, "nine": quantity, "ten": quantity, "dozen": quantity, "hundred": quantity, "thousand": quantity,
	"million": quantity, "billion": quantity, "trillion": quantity, "percent": quantity, "half": quantity, "twice": quantity,
	"january": date, "february": date, "march": date, "april": date, "june": date, "july": date, "august": date,
	"september": date, "october": date, "november": date, "december": date, "monday": date, "tuesday": date,
	"wednesday": date, "thursday": date, "friday": date, "saturday": date, "sunday": date, "today": date, "yesterday": date,
	"century": date, "decade": date, "year": date, "years": date, "month": date, "months": date, "week": date, "weeks": date,
	"day": date, "days": date,
}

// said returns the kind of answer that a word gives.
func said(word string) answerKind {
	switch {
	case isYear(word):
		return date
	case strings.ContainsFunc(word, unicode.IsDigit):
		return quantity
	}
	return sayingWords[word]
}

// isYear tells whether word is a year from 1000 to 2099.
func isYear(word string) bool {
	if len(word) != 4 || word[0] != '1' && word[:2] != "20" {
		return false
	}
	return strings.Trim(word, "0123456789") == ""
}
