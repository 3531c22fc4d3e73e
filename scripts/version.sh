#!/usr/bin/env bash
# Prints the version of what is built here: that of meson.build, with "~rN" behind it as long as
# this commit, the Nth, is no release.
set -euo pipefail
cd "$(dirname "$0")/.."

version=$(sed -n "s/^  version: '\(.*\)',$/\1/p" meson.build)
is_release() {
	[ ! -e .git ] || { git diff --quiet HEAD && git describe --exact-match \
		--match "v$version" HEAD; } >/dev/null 2>&1
}

is_release || version+="~r$(git rev-list --count HEAD)"
echo "$version"
