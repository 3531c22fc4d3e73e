#!/usr/bin/env bash
# Builds into the named folder: build.sh FOLDER [meson options]. Quiet when there is nothing to do.
set -euo pipefail

folder=$1
shift
if [ ! -f "$folder/build.ninja" ]; then
	log=$(mktemp)
	trap 'rm -f "$log"' EXIT
	echo "Configuring $folder"
	meson setup "$folder" "$@" >"$log" 2>&1 || { cat "$log" >&2; exit 1; }
fi
ninja -C "$folder" | grep -v -e '^ninja: Entering' -e '^ninja: no work' || [ "${PIPESTATUS[0]}" -eq 0 ]
