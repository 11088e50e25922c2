package index

import (
	"strings"
	"testing"
)

// A classifier finds the class of texts that it does not have as examples. Every fifth is left
// out here.
func TestClassifier(t *testing.T) {
	tests := []struct {
		name     string
		classes  []string
		examples string
		minimum  float64 // share of the left out whose most probable class is right
	}{
		{"replies", []string{"more", "reaction", "asks"}, replyExamples, 0.8},
		{"about", []string{"something", "gist", "ending", "origin", "date"}, aboutExamples, 0.7},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var kept strings.Builder
			leftOut := make(map[string]string) // classes
			class, i := "", 0
			for line := range strings.Lines(test.examples) {
				text := strings.TrimSpace(line)
				name, isClass := strings.CutPrefix(text, "# ")
				switch {
				case isClass:
					class = name
				case text != "" && !strings.HasPrefix(text, "//"):
					if i++; i%5 == 0 {
						leftOut[text] = class
						continue
					}
				}
				kept.WriteString(line)
			}
			c := newClassifier(test.classes, kept.String())
			right := 0
			for text, want := range leftOut {
				p, best := c.classify(text), 0
				var sum float32
				for class := range test.classes {
					sum += p[class]
					if p[class] > p[best] {
						best = class
					}
				}
				if sum < 0.999 || sum > 1.001 {
					t.Errorf("the probabilities for %q add up to %v", text, sum)
				}
				if test.classes[best] == want {
					right++
				}
			}
			share := float64(right) / float64(len(leftOut))
			t.Logf("%d examples, %d left out, %.2f of them right", i, len(leftOut), share)
			if share < test.minimum {
				t.Errorf("%.2f of the left out are right, want %.2f", share, test.minimum)
			}
		})
	}
}

// Texts of nothing known have a probability for each class, too.
func TestClassifyUnknown(t *testing.T) {
	for _, text := range []string{"", " ", "?", "xyzzy", "\xff\x00", strings.Repeat("a ", 10000)} {
		p, sum := dialogueActs().classify(text), float32(0)
		for _, share := range p {
			if share < 0 || share > 1 {
				t.Errorf("classify(%.20q) = %v", text, p)
			}
			sum += share
		}
		if sum < 0.999 || sum > 1.001 {
			t.Errorf("the probabilities for %.20q add up to %v", text, sum)
		}
	}
}
