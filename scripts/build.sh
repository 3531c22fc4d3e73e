#!/usr/bin/env bash
# Builds into the named folder: build.sh FOLDER [meson options]. WEB=0 leaves the web UI out, TESTS=1 builds the
# tests as well. Quiet when there is nothing to do.
set -euo pipefail

folder=$1
shift
targets=(product)
[ "${TESTS:-0}" = 0 ] || targets+=(all meson-test-prereq)
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
quietly ninja -C "$folder" build.ninja # after other options, such as those of an installation, Meson tells them all
# On a terminal Ninja shows its own progress; elsewhere every fiftieth step is told, and whatever goes wrong.
if [ -t 1 ]; then
	ninja -C "$folder" "${targets[@]}"
else
	ninja -C "$folder" "${targets[@]}" | awk '!/^\[/ && !/^ninja: (Entering|no work)/ || /^\[[0-9]*[05]0\//' || exit "${PIPESTATUS[0]}"
fi
