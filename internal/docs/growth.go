package main

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// diagram is a log-log plot of a quantity against the size of the corpus.
type diagram struct {
	title, unit string
	sizes       []int // of the corpora, in passages
	values      []float64
}

// The dimensions of a diagram, in SVG units.
const (
	diagramWidth, diagramHeight = 270, 230
	plotLeft, plotRight         = 44, 250
	plotTop, plotBottom         = 40, 190
)

// growth returns an SVG of build time, memory and answer time by corpus size.
func (b benchmarks) growth() string {
	sizes := b.sizes()
	build, memory, ask := diagram{title: "Build", unit: "s", sizes: sizes}, diagram{title: "Memory", unit: "MiB", sizes: sizes}, diagram{title: "Question, p99", unit: "ms", sizes: sizes}
	for _, size := range sizes {
		ofSize := fmt.Sprintf("Large/passages=%d", size)
		build.values = append(build.values, b.milliseconds("New"+ofSize)/1000)
		memory.values = append(memory.values, b.median("New"+ofSize, "heap-MiB"))
		ask.values = append(ask.values, b.median("Ask"+ofSize, "p99-ms"))
	}
	var svg strings.Builder
	fmt.Fprintf(&svg, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d">
<title>Build, memory and time to answer by the number of passages</title>
<rect width="100%%" height="100%%" fill="#ffffff"/>
<g font-family="system-ui, sans-serif" font-size="11" fill="#1f2933">
`, 3*diagramWidth, diagramHeight)
	for i, d := range []diagram{build, memory, ask} {
		fmt.Fprintf(&svg, "<g transform=\"translate(%d 0)\">\n", i*diagramWidth)
		d.draw(&svg)
		svg.WriteString("</g>\n")
	}
	svg.WriteString("</g>\n</svg>\n")
	return svg.String()
}

func (d diagram) draw(svg *strings.Builder) {
	lowest, highest := math.Floor(math.Log10(slices.Min(d.values))), math.Ceil(math.Log10(slices.Max(d.values)))
	y := func(value float64) float64 {
		return plotBottom - (plotBottom-plotTop)*(math.Log10(value)-lowest)/(highest-lowest)
	}
	first, last := math.Log10(float64(d.sizes[0])), math.Log10(float64(d.sizes[len(d.sizes)-1]))
	x := func(size int) float64 {
		return plotLeft + (plotRight-plotLeft)*(math.Log10(float64(size))-first)/(last-first)
	}
	fmt.Fprintf(svg, "<text x=\"%d\" y=\"20\" font-size=\"13\" font-weight=\"bold\">%s, %s</text>\n", plotLeft, d.title, d.unit)
	for power := lowest; power <= highest; power++ {
		value := math.Pow(10, power)
		fmt.Fprintf(svg, "<path d=\"M%d %.1fH%d\" stroke=\"#d9dee5\"/><text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%g</text>\n",
			plotLeft, y(value), plotRight, plotLeft-6, y(value)+4, value)
	}
	var line []string
	for i, size := range d.sizes {
		line = append(line, fmt.Sprintf("%.1f,%.1f", x(size), y(d.values[i])))
		fmt.Fprintf(svg, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"#2563a8\"/>\n", x(size), y(d.values[i]))
		fmt.Fprintf(svg, "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%dk</text>\n", x(size), plotBottom+18, size/1000)
	}
	fmt.Fprintf(svg, "<polyline points=\"%s\" fill=\"none\" stroke=\"#2563a8\" stroke-width=\"1.5\"/>\n", strings.Join(line, " "))
	fmt.Fprintf(svg, "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">passages</text>\n", (plotLeft+plotRight)/2, plotBottom+34)
}
