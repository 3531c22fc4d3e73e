#!/usr/bin/env bash
# Makes a tarball of the sources that Git knows, as they are now, and of the packed web UI:
# dist.sh FOLDER
# The same sources make the same bytes.
set -euo pipefail
cd "$(dirname "$0")/.."
[ -e .git ] || { echo 'dist.sh works in a checkout of Git' >&2; exit 69; }
folder=$1
mkdir -p "$folder"

name=ostiary-$(scripts/version.sh)
time=$(git log -1 --format=%ct)
scripts/web.sh build/web
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
# A commit of what has changed, or nothing when nothing has; no branch gets it.
changed=$(git -c user.name=dist -c user.email=dist@localhost stash create)
git archive --prefix="$name/" "${changed:-HEAD}" | tar -x -C "$tree"
mkdir "$tree/$name/web-pack"
cp build/web/web.bin build/web/web_table.h "$tree/$name/web-pack/"
rm -f "$folder"/ostiary-*.tar.gz
tar -C "$tree" -c --sort=name --mtime="@$time" --owner=0 --group=0 --numeric-owner \
	--mode=u=rwX,go=rX "$name" | gzip -n9 >"$folder/$name.tar.gz"
echo "made $folder/$name.tar.gz"
