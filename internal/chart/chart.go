// Package chart draws charts as pictures.
package chart

import (
	"fmt"
	"time"

	"github.com/go-analyze/charts"
)

// The size in pixels: as wide as Discord shows a picture on a desktop, twice for sharp
// screens.
const (
	Width  = 1100
	Height = 440
)

// Day is a bar of a chart: the numbers of its parts, from the bottom up.
type Day struct {
	Day   time.Time
	Parts [Parts]int
}

// Parts is how many parts a bar has: blue, yellow and red.
const Parts = 3

// colors can be told apart by people with any kind of color vision (Okabe and Ito, "Color
// Universal Design", 2008), on the background, which is that of Discord's dark theme.
var (
	colors     = [Parts]charts.Color{charts.ColorFromHex("#56B4E9"), charts.ColorFromHex("#F0E442"), charts.ColorFromHex("#D55E00")}
	background = charts.ColorFromHex("#313338")
)

// Bars draws a stacked bar for each day, as a PNG file. The chart has numbers and dates as
// its only words, so that it needs no translation.
func Bars(days []Day) ([]byte, error) {
	const labeled = 5 // every fifth day has a date: there is no room for more
	values := make([][]float64, Parts)
	labels := make([]string, len(days))
	for i, d := range days {
		if i%labeled == 0 {
			labels[i] = d.Day.Format("01-02")
		}
		for part, n := range d.Parts {
			values[part] = append(values[part], float64(n))
		}
	}
	chart := charts.NewBarChartOptionWithData(values)
	chart.StackSeries = new(true)
	chart.Theme = charts.GetTheme(charts.ThemeDark).WithBackgroundColor(background).WithSeriesColors(colors[:])
	chart.CategoryAxis.Labels, chart.CategoryAxis.LabelCount = labels, len(labels)
	chart.ValueFormatter = func(v float64) string { return fmt.Sprintf("%.0f", v) }
	painter := charts.NewPainter(charts.PainterOptions{OutputFormat: charts.ChartOutputPNG, Width: Width, Height: Height})
	if err := painter.BarChart(chart); err != nil {
		return nil, fmt.Errorf("draw a chart: %w", err)
	}
	return painter.Bytes()
}
