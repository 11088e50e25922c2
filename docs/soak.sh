#!/usr/bin/env bash
# Has members use the bot on a stand-in for Discord while faults come at random:
# for an hour, or as long as is told, as in docs/soak.sh 24h. It prints a line a
# minute, and exits with 1 if the bot lost an interaction that Discord would still
# have accepted an answer to, or has ended.
set -euo pipefail
cd "$(dirname "$0")/.."

go test -v -count 1 -timeout 0 -run '^TestSoak$' . -reliability -soak "${1:-1h}"
