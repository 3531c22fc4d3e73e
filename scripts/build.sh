#!/usr/bin/env bash
# Builds into the named folder: build.sh FOLDER [meson options]. WEB=0 leaves the web UI out, and
# WEB=keep takes the one that the folder was built with last, if any. TESTS=1 builds the tests as
# well. Quiet when there is nothing to do.
set -euo pipefail

folder=$1
shift
targets=(product)
[ "${TESTS:-0}" = 0 ] || targets+=(all meson-test-prereq)
pack=
case ${WEB:-1} in
0) ;;
keep) pack=$(cat "$folder/.web_pack" 2>/dev/null || true) ;;
*)
	pack=$PWD/web-pack # of a tarball (scripts/dist.sh)
	if [ ! -d "$pack" ]; then
		scripts/web.sh build/web
		pack=$PWD/build/web
	fi
	;;
esac

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
# After a change of options, such as for an installation, Meson would print them all.
quietly ninja -C "$folder" build.ninja
# On a terminal Ninja shows its own progress; elsewhere every fiftieth step and every error is
# printed.
if [ -t 1 ]; then
	ninja -C "$folder" "${targets[@]}"
else
	ninja -C "$folder" "${targets[@]}" |
		awk '!/^\[/ && !/^ninja: (Entering|no work)/ || /^\[[0-9]*[05]0\//' ||
		exit "${PIPESTATUS[0]}"
fi
