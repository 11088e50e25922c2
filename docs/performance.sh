#!/usr/bin/env bash
# Measures speed and size with benchmarks of the index and of the whole program, next
# to plain bleve in the same run, and prints the tables. It needs only Go and takes
# about three minutes.
#
# The raw results go to docs/performance.txt, the tables from there to
# docs/performance.md, and the plot to docs/growth.svg.
set -euo pipefail
cd "$(dirname "$0")/.."

bench() { go test -run '^$' -timeout 1h "$@" | grep -E '^(goos|goarch|cpu|Benchmark)'; }

{
	# A single question uses one core. Five runs, as other work on the machine disturbs
	# some of them.
	bench -cpu 1 -count 5 -bench '^Benchmark(Ask|PlainBleve|Complete|CompleteLarge)$' ./index
	bench -cpu 1 -bench '^BenchmarkHostile$' ./index
	bench -count 5 -bench '^BenchmarkNew$' ./index
	bench -count 5 -bench '^BenchmarkAskProcess$' ./internal/cli
	bench -bench '^Benchmark(New|Ask)Large$' ./index
} | tee docs/performance.txt >&2

go run ./internal/docs docs
sed -n '/<!-- measured -->/,/<!-- end -->/p' docs/performance.md | grep -v '<!--'
