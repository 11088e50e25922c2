#!/usr/bin/env bash
# Measures the whole program under load, with faults and over a long time, on a fake Discord,
# and prints the tables. It needs Go and PostgreSQL and takes about 20 minutes, ten of them for
# one trial.
#
# It writes the raw measurements to docs/reliability.txt and the tables to
# docs/reliability.md. If the bot missed an interaction, or something else went wrong, it
# fails and changes neither.
set -euo pipefail
cd "$(dirname "$0")/.."

raw=$(mktemp)
trap 'rm -f "$raw"' EXIT
{
	printf 'go: %s\n' "$(go env GOVERSION GOOS GOARCH | paste -sd ' ')"
	sed -n 's/^model name[[:space:]]*: /cpu: /p' /proc/cpuinfo 2>/dev/null | head -n 1 || true
	printf 'cores: %s\n' "$(getconf _NPROCESSORS_ONLN)"
	go run ./internal/reliability
	go test ./journal ./internal/cli -v -full -run '^Test(BlockedDatabase|FullDisk|PostgreSQLRestarts|Kill|KillReindex)$' |
		sed -n 's/^ *[a-z_]*_test.go:[0-9]*: \(journal .*\)/\1/p'
} | tee >(cat >&2) >"$raw"

cp "$raw" docs/reliability.txt
go run ./internal/docs docs
sed -n '/<!-- measured -->/,/<!-- end -->/p' docs/reliability.md | grep -v '<!--'
