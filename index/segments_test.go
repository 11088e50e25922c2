package index

import (
	"slices"
	"strings"
	"testing"
)

func TestSegments(t *testing.T) {
	tests := []struct {
		name, message string
		want          []string
	}{
		{"nothing", "", nil},
		{"punctuation", "?! …", nil},
		{"a short question", "Where is the cistern?", nil},
		{"a short question with more marks", "where is the cistern??? !!", nil},
		{"many words without an opening", "one two three four five six seven eight", nil},
		{"single words", "a? b? c?", nil},
		{"a greeting before", "hey all. where is the cistern?", []string{"where is the cistern", "hey all"}},
		{"a statement before", "I was at the garden yesterday. Where is the cistern?", []string{"Where is the cistern", "I was at the garden yesterday"}},
		{"a clause before", "my friend (who lives here) asks: how much is a ticket?", []string{"how much is a ticket", "my friend (who lives here) asks: how much is a ticket"}},
		{"words before", "so basically I wanted to know where is the cistern located under the shed", []string{"where is the cistern located under the shed"}},
		{"a clause behind", "where is the cistern, by the way?", []string{"where is the cistern", "where is the cistern, by the way"}},
		{"an aside behind", "where is the cistern and I need to know it because my plants are dry lol", []string{"where is the cistern"}},
		{"a long question and a short one", "my cousin works there, anyway where is the cistern, do you know? also how much is a ticket", []string{"where is the cistern, do you know", "how much is a ticket"}},
		{"I in a question", "Where can I park? How do I renew my book?", []string{"Where can I park", "How do I renew my book"}},
		{"my in a question", "please tell me when can I collect the parts of my bike", []string{"tell me when can I collect the parts of my bike"}},
		{"I in a question and in an aside", "how can I water it I am new here and lost", []string{"how can I water it"}},
		{"a dash", "is there a tank – my neighbour says so", []string{"is there a tank", "my neighbour says so"}},
		{"lines", "line one\nwhere is the shed\nthanks", []string{"where is the shed", "line one"}},
		{"two questions", "When was the orchard planted? How much is a ticket?", []string{"When was the orchard planted", "How much is a ticket"}},
		{"two joined questions", "when was the orchard planted and how much is a ticket?", []string{"when was the orchard planted", "how much is a ticket"}},
		{"the same twice", "Is it big? Is it big?", []string{"Is it big"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := segments(test.message); !slices.Equal(got, test.want) {
				t.Errorf("segments(%q) = %q, want %q", test.message, got, test.want)
			}
		})
	}
}

// However long a message is, few segments of it are asked, and each is a part of it.
func TestSegmentsAreBounded(t *testing.T) {
	messages := generatedQuestions(gardenEngine(t).Corpus(), 200)
	for _, hostile := range hostileQuestions() {
		messages = append(messages, hostile.question)
	}
	messages = append(messages, strings.Repeat("Who is it? ", 500), strings.Repeat("how, why, ", 500), strings.Repeat("where do i ", 700), strings.Repeat("what is ", 900)+"?")
	for _, message := range messages {
		got := segments(message)
		if len(got) > maxSegments {
			t.Errorf("segments(%.60q) has %d, want at most %d", message, len(got), maxSegments)
		}
		for _, segment := range got {
			if !strings.Contains(message, segment) || len(strings.Fields(segment)) < minSegment || segment == strings.TrimSpace(message) {
				t.Errorf("segments(%.60q) has %.60q, want parts of several words", message, segment)
			}
		}
	}
}

// What stands before and behind a question does not keep it from its answer.
func TestPaddingDoesNotMatter(t *testing.T) {
	engine := gardenEngine(t)
	before := []string{"", "Hello everybody, I am new here. ", "We were there last week with friends and it was lovely. ", "ok so "}
	behind := []string{"", " Thanks a lot in advance, have a nice day!", ", my sister wants to know", " lol idk"}
	questions := []struct{ text, unit string }{
		{"Where is the rain collected?", "garden/water/1"},
		{"on which days is the café closed?", "garden/the-café/1"},
		{"How much is a ticket?", "garden/faq/how-much-is-a-ticket"},
	}
	for _, question := range questions {
		for _, first := range before {
			for _, last := range behind {
				message := first + question.text + last
				if strings.HasPrefix(last, ",") {
					message = first + strings.TrimSuffix(question.text, "?") + last + "?"
				}
				answer := ask(t, engine, message)
				if answer.Verdict != Answered || answer.Hits[0].Unit.ID != question.unit {
					t.Errorf("Ask(%q) = %s at %.2f, want %s from %s", message, answer.Verdict, answer.Confidence, Answered, question.unit)
				}
				if !strings.Contains(message, answer.Read) {
					t.Errorf("Ask(%q).Read = %q, want a part of it", message, answer.Read)
				}
				checkAnswer(t, engine.Corpus(), answer)
			}
		}
	}
}

func TestTwoQuestions(t *testing.T) {
	engine := gardenEngine(t)
	tests := []struct {
		name, message string
		first, second string // units; "" for none
	}{
		{"two", "When was the orchard planted? How much is a ticket?", "garden/lead/1", "garden/faq/how-much-is-a-ticket"},
		{"the other way around", "How much is a ticket? When was the orchard planted?", "garden/faq/how-much-is-a-ticket", "garden/lead/1"},
		{"the second begins with and", "how much is a ticket? and may I bring my dog?", "garden/faq/how-much-is-a-ticket", "garden/faq/who-may-visit-the-garden"},
		{"two for one unit", "how much is a ticket? what does a ticket cost?", "garden/faq/how-much-is-a-ticket", ""},
		{"the same twice", "Who may visit the garden? Who may visit the garden?", "garden/faq/who-may-visit-the-garden", ""},
		{"the second is not answered", "How much is a ticket? Who is the president of Peru?", "garden/faq/how-much-is-a-ticket", ""},
		{"the first is not answered", "Who is the president of Peru? How much is a ticket?", "garden/faq/how-much-is-a-ticket", ""},
		{"one", "How much is a ticket?", "garden/faq/how-much-is-a-ticket", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			answer := ask(t, engine, test.message)
			second := ""
			if answer.Second != nil {
				second = answer.Second.Hits[0].Unit.ID
				if answer.Second.Verdict != Answered || answer.Second.Second != nil || !strings.Contains(test.message, answer.Second.Read) {
					t.Errorf("Ask(%q).Second = %+v, want an answer to a part", test.message, answer.Second)
				}
			}
			if answer.Verdict != Answered || answer.Hits[0].Unit.ID != test.first || second != test.second {
				t.Errorf("Ask(%q) = %s %s, second %q, want %s, second %q", test.message, answer.Verdict, answer.Hits[0].Unit.ID, second, test.first, test.second)
			}
		})
	}
	if answer := ask(t, engine, "Who is Ann? Where is Peru?"); answer.Second != nil || answer.Verdict == Answered {
		t.Errorf("Ask of two questions without an answer = %+v", answer)
	}
}

// The models are fitted to what Ask considers: the whole message and its segments.
func TestReadings(t *testing.T) {
	s := gardenEngine(t).live
	for message, want := range map[string]int{
		"how much is a ticket": 1,
		"We drove for three hours and the kids are tired. How much is a ticket?": 3,
		"So lovely here! Why? How much is a ticket?":                             2, // "Why" alone is none
	} {
		readings, err := s.Readings(t.Context(), message, &rankWeights)
		if err != nil || len(readings) != want {
			t.Errorf("Readings(%q) are %d, %v, want %d", message, len(readings), err, want)
			continue
		}
		if best := slices.ContainsFunc(readings, func(r Reading) bool {
			return r.First != nil && r.First.ID == "garden/faq/how-much-is-a-ticket" && r.Features[ClosestCoverage] == 1
		}); !best {
			t.Errorf("Readings(%q) = %+v, want one of the question alone", message, readings)
		}
	}
}
