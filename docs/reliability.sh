#!/usr/bin/env bash
# Measures what the bot does under load, amid faults and over a long time, with the
# whole program on a stand-in for Discord (bot/discordtest), and prints the tables.
# It needs Go and Git only, and takes about six minutes.
#
# The raw measurements go to docs/reliability.txt, the tables from there into
# docs/reliability.md. It fails, and leaves both as they were, if anything that is
# wanted without exception does not hold.
set -euo pipefail
cd "$(dirname "$0")/.."

raw=$(mktemp)
trap 'rm -f "$raw"' EXIT

measure() { go test -v -count 1 -timeout 1h "$@" -reliability | tee /dev/stderr | grep -E '^(load|double|fault|memory)\b.*='; }

{
	printf 'go: %s\n' "$(go env GOVERSION GOOS GOARCH | paste -sd ' ')"
	sed -n 's/^model name[[:space:]]*: /cpu: /p' /proc/cpuinfo 2>/dev/null | head -n 1 || true
	printf 'cores: %s\n' "$(getconf _NPROCESSORS_ONLN)"
	measure -run '^TestReliability$' .
	measure -run '^TestItself$' ./bot/discordtest
} >"$raw"

cp "$raw" docs/reliability.txt
go test -run '^TestReliabilityPage$' . -update >&2
sed -n '/<!-- measured -->/,/<!-- end -->/p' docs/reliability.md | grep -v '<!--'
