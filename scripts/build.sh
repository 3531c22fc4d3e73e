#!/usr/bin/env bash
# Builds into the named folder: build.sh FOLDER [meson options]. WEB=0 leaves the web UI out.
# Quiet when there is nothing to do.
set -euo pipefail

folder=$1
shift
pack=
if [ "${WEB:-1}" != 0 ]; then
	scripts/web.sh build/web
	pack=$PWD/build/web
fi

log=$(mktemp)
trap 'rm -f "$log"' EXIT
quietly() { "$@" >"$log" 2>&1 || { cat "$log" >&2; exit 1; }; }
if [ ! -f "$folder/build.ninja" ]; then
	echo "Configuring $folder"
	quietly meson setup "$folder" -Dweb_pack="$pack" "$@"
	echo "$pack" >"$folder/.web_pack"
elif [ "$(cat "$folder/.web_pack" 2>/dev/null)" != "$pack" ]; then
	quietly meson configure "$folder" -Dweb_pack="$pack"
	echo "$pack" >"$folder/.web_pack"
fi
ninja -C "$folder" | grep -v -e '^ninja: Entering' -e '^ninja: no work' || [ "${PIPESTATUS[0]}" -eq 0 ]
