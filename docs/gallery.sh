#!/usr/bin/env bash
# Photographs docs/gallery.html by headless Chromium, into docs/gallery: its top as
# it looks on a desktop and on a phone, and the beginning of each chapter and of
# each other language.
#
# The page itself is written by: go test -run TestReplies . -update
set -euo pipefail
cd "$(dirname "$0")"

if ! command -v chromium >/dev/null; then
	echo 'there is no chromium; on Debian: apt-get install chromium fonts-noto-cjk' >&2
	exit 1
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/gallery"

# photograph NAME WIDTH HEIGHT [PLACE]
#
# The page is in a frame, as Chromium photographs a page from its top only. Now and
# then it does so before all is painted: two pictures in a row have to be alike.
photograph() {
	local picture="$work/gallery/$1.webp"
	cat >"$work/frame.html" <<-EOF
		<!DOCTYPE html>
		<style>body { margin: 0 } iframe { display: block; border: 0; width: 100vw; height: 100vh }</style>
		<iframe src="file://$PWD/gallery.html#${4-}"></iframe>
	EOF
	shoot "$picture" "$2,$3"
	until shoot "$work/again.webp" "$2,$3" && cmp -s "$work/again.webp" "$picture"; do
		mv "$work/again.webp" "$picture"
	done
	printf '%s: %s bytes\n' "gallery/$1.webp" "$(stat -c %s "$picture")"
}

# shoot FILE WIDTH,HEIGHT
shoot() {
	chromium --headless --no-sandbox --disable-gpu --disable-background-networking \
		--disable-component-update --disable-sync --hide-scrollbars --user-data-dir="$work/profile" \
		--window-size="$2" --screenshot="$1" "file://$work/frame.html" 2>/dev/null
}

photograph desktop 860 2810
photograph phone 390 2590
# The top has the beginning of the English part.
for place in $(sed -n 's|^<li><a href="#\([^"]*\)".*|\1|p' gallery.html | grep -vx en); do
	photograph "$place" 860 2400 "$place"
done
rm -rf gallery
mv "$work/gallery" gallery
