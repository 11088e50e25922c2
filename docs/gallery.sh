#!/usr/bin/env bash
# Photographs docs/gallery.html by headless Chromium, as it looks on a desktop and
# on a phone: docs/gallery-desktop.png and docs/gallery-phone.png. Each shows the
# top of the page. On Debian: apt-get install chromium fonts-noto-cjk
#
# The page itself is written by: go test -run TestReplies . -update
set -euo pipefail
cd "$(dirname "$0")"

profile=$(mktemp -d)
trap 'rm -rf "$profile"' EXIT

# photograph NAME WIDTH HEIGHT
photograph() {
	chromium --headless --no-sandbox --disable-gpu --disable-background-networking \
		--disable-component-update --disable-sync --hide-scrollbars --user-data-dir="$profile" \
		--window-size="$2,$3" --screenshot="gallery-$1.png" \
		"file://$PWD/gallery.html" 2>/dev/null
	printf '%s: %s bytes\n' "gallery-$1.png" "$(stat -c %s "gallery-$1.png")"
}

photograph desktop 860 2810
photograph phone 390 2590
