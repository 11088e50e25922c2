#!/bin/sh
# Installs the bot as a systemd service, or updates it:
#
#   sudo deploy/systemd.sh
#
# It takes the program alliancebot and the settings .env from the folder above this one. With
# DESTDIR it only copies the files, to that folder, as for a package.
set -eu
cd "$(dirname "$0")/.."
DESTDIR=${DESTDIR-}
for file in alliancebot .env; do
	if [ ! -f "$file" ]; then
		echo "$0: there is no file $file in $PWD; get the program with go build . and copy .env.example to .env" >&2
		exit 1
	fi
done
install -D -m 755 alliancebot "$DESTDIR/usr/local/bin/alliancebot"
install -D -m 600 .env "$DESTDIR/etc/alliancebot/env"
install -D -m 644 deploy/alliancebot.service "$DESTDIR/etc/systemd/system/alliancebot.service"
if [ -z "$DESTDIR" ]; then
	systemctl daemon-reload
	systemctl enable alliancebot
	systemctl restart alliancebot
	systemctl status --no-pager --lines 0 alliancebot
fi
