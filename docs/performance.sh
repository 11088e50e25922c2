#!/usr/bin/env bash
# Measures speed and size with the benchmarks in index/ and of the whole program,
# and prints them as tables, beside plain bleve in the same run. It needs Go and
# Git only, and takes about three minutes.
#
# The raw measurements go to docs/performance.txt, the tables from there into
# docs/performance.md, and the plot to docs/growth.svg.
set -euo pipefail
cd "$(dirname "$0")/.."

bench() { go test -run '^$' -timeout 1h "$@" | grep -E '^(goos|goarch|cpu|Benchmark)'; }

{
	# One core is what a single question can use; five turns, since other work on
	# the machine disturbs some.
	bench -cpu 1 -count 5 -bench '^Benchmark(Ask|PlainBleve|Complete|CompleteLarge)$' ./index
	bench -cpu 1 -bench '^BenchmarkHostile$' ./index
	bench -count 5 -bench '^BenchmarkNew$' ./index
	bench -count 5 -bench '^BenchmarkAskProcess$' .
	bench -bench '^Benchmark(New|Ask)Large$' ./index
} | tee docs/performance.txt >&2

go test ./index -run '^TestPerformancePage$' -update >&2
sed -n '/<!-- measured -->/,/<!-- end -->/p' docs/performance.md | grep -v '<!--'
