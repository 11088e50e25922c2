package chart

import (
	"bytes"
	"image/color"
	"image/png"
	"testing"
	"time"
)

// shares returns how many pixels have the color of each part.
func shares(t *testing.T, picture []byte) (counts [Parts]int) {
	t.Helper()
	img, err := png.Decode(bytes.NewReader(picture))
	if err != nil {
		t.Fatal(err)
	}
	if size := img.Bounds().Size(); size.X != Width || size.Y != Height {
		t.Errorf("the picture is %v, want %d × %d", size, Width, Height)
	}
	for y := range Height {
		for x := range Width {
			at := color.NRGBAModel.Convert(img.At(x, y)).(color.NRGBA)
			for part, c := range colors {
				if at.R == c.R && at.G == c.G && at.B == c.B {
					counts[part]++
				}
			}
		}
	}
	return counts
}

func TestBars(t *testing.T) {
	start := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	days := make([]Day, 30)
	for i := range days {
		days[i].Day = start.AddDate(0, 0, i)
	}
	days[3].Parts, days[20].Parts = [Parts]int{40, 20, 10}, [Parts]int{20, 10, 5}
	picture, err := Bars(days)
	if err != nil {
		t.Fatal(err)
	}
	got := shares(t, picture)
	for part, times := range []float64{4, 2, 1} { // 60, 30 and 15 in all
		if ratio := float64(got[part]) / float64(got[2]); ratio < 0.9*times || ratio > 1.1*times {
			t.Errorf("part %d covers %d pixels, %.2f times as many as the last, want about %.0f", part, got[part], ratio, times)
		}
	}
	if len(picture) > 100_000 {
		t.Errorf("%d bytes, want a small picture", len(picture))
	}
}

func TestBarsOfNothing(t *testing.T) {
	for _, days := range [][]Day{nil, {{Day: time.Now()}}, make([]Day, 30)} {
		picture, err := Bars(days)
		if err != nil {
			t.Fatalf("Bars of %d days: %v", len(days), err)
		}
		if got := shares(t, picture); got != [Parts]int{} {
			t.Errorf("Bars of %d days without questions has bars: %v", len(days), got)
		}
	}
}
