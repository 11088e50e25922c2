#!/usr/bin/env bash
# Simulates users of the bot on a fake Discord with random faults, for an hour or for the time
# given, as in: docs/soak.sh 24h
#
# It prints a line each minute, and fails if the bot missed an interaction or ended.
set -euo pipefail
cd "$(dirname "$0")/.."

go run ./internal/reliability soak "${1:-1h}"
