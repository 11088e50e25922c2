#!/usr/bin/env bash
# Tries several processes on one PostgreSQL, on a fake Discord, while they and the database
# are killed at random. It needs Go and PostgreSQL, and takes about ten minutes.
#
# It writes the raw measurements to docs/scale.txt and the table to docs/scale.md. If
# something was lost, it fails and changes neither.
set -euo pipefail
cd "$(dirname "$0")/.."

raw=$(mktemp)
trap 'rm -f "$raw"' EXIT
{
	printf 'go: %s\n' "$(go env GOVERSION GOOS GOARCH | paste -sd ' ')"
	printf 'cores: %s\n' "$(getconf _NPROCESSORS_ONLN)"
	go test ./internal/cli -v -full -run '^TestScale$' | sed -n 's/^ *[a-z_]*_test.go:[0-9]*: \(scale .*\)/\1/p'
} | tee >(cat >&2) >"$raw"

cp "$raw" docs/scale.txt
go run ./internal/docs docs
sed -n '/<!-- measured -->/,/<!-- end -->/p' docs/scale.md | grep -v '<!--'
