#!/usr/bin/env bash
# Has users use the bot on a fake Discord while faults come at random, for an hour or
# for the time given, for example: docs/soak.sh 24h
#
# It prints a line each minute, and fails if the bot missed an interaction or ended.
set -euo pipefail
cd "$(dirname "$0")/.."

go run ./internal/reliability soak "${1:-1h}"
