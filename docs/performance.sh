#!/usr/bin/env bash
# Measures speed and size with benchmarks of the index and the whole program, and of plain
# bleve in the same run, and prints the tables. It needs only Go, and Linux for the memory
# of whole processes, and takes about five minutes.
#
# It writes the raw results to docs/performance.txt, the tables to docs/performance.md and
# the plot to docs/growth.svg.
set -euo pipefail
cd "$(dirname "$0")/.."

bench() { go test -run '^$' -timeout 1h "$@" | grep -E '^(goos|goarch|cpu|Benchmark)'; }

{
	# A question uses one core. There are five runs, since other load on the machine affects
	# some of them.
	bench -cpu 1 -count 5 -bench '^Benchmark(Ask|PlainBleve|Complete|CompleteLarge)$' ./index
	bench -cpu 1 -bench '^BenchmarkHostile$' ./index
	bench -count 5 -bench '^BenchmarkNew$' ./index
	bench -count 5 -bench '^BenchmarkAskProcess$' ./internal/cli
	bench -count 5 -benchtime 2000x -bench '^BenchmarkJournal$' ./commands
	bench -bench '^Benchmark(New|Ask)Large$' ./index
	bench -bench '^BenchmarkAskAlike$' -benchtime 500x ./index
	bench -bench '^Benchmark(Cancel|ProcessLarge)$' -benchtime 1x ./index
} | tee docs/performance.txt >&2

go run ./internal/docs docs
sed -n '/<!-- measured -->/,/<!-- end -->/p' docs/performance.md | grep -v '<!--'
