#!/usr/bin/env bash
# Takes the pictures of the galleries in docs/gallery with headless Chromium. To generate the
# galleries themselves, run: go generate ./internal/docs
set -euo pipefail
cd "$(dirname "$0")"

if ! command -v chromium >/dev/null; then
	echo 'chromium is not installed; on Debian: apt-get install chromium fonts-noto-cjk' >&2
	exit 1
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/gallery"

# photograph NAME WIDTH HEIGHT PAGE
#
# PAGE is in a frame, since Chromium only takes pictures of the top of a page. It may take one
# before everything is painted, so two consecutive pictures must be equal.
photograph() {
	local picture="$work/gallery/$1.webp"
	cat >"$work/frame.html" <<-EOF
		<!DOCTYPE html>
		<style>body { margin: 0 } iframe { display: block; border: 0; width: 100vw; height: 100vh }</style>
		<iframe src="file://$PWD/$4"></iframe>
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

photograph gallery 760 1610 gallery.html
photograph phone 390 1500 gallery.html
photograph faq 760 1000 'gallery-all.html#en-the-faq-s-questions'
photograph japanese 760 1000 'gallery-all.html#ja'
rm -rf gallery
mv "$work/gallery" gallery
