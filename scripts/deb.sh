#!/usr/bin/env bash
# Builds Debian packages from the tarball of scripts/dist.sh: deb.sh FOLDER_OF_TARBALL FOLDER
set -euo pipefail
cd "$(dirname "$0")/.."
tarball=$(realpath "$1"/ostiary-*.tar.gz)
folder=$2
name=$(basename "$tarball" .tar.gz)

rm -rf "$folder"
mkdir -p "$folder"
tar -x -C "$folder" -f "$tarball"
tree=$folder/$name
mv "$tree/packaging/debian" "$tree/debian"
cat >"$tree/debian/changelog" <<END
ostiary (${name#ostiary-}) unstable; urgency=medium

  * See CHANGELOG.md.

 -- $(sed -n 's/^Maintainer: //p' "$tree/debian/control")  $(date -R -r "$tree/meson.build")
END
echo "Building the packages of $name"
log=$folder/build.log
(cd "$tree" && DEB_BUILD_OPTIONS="noautodbgsym parallel=$(nproc)" \
	dpkg-buildpackage --build=binary --no-sign) >"$log" 2>&1 || {
	tail -n 40 "$log" >&2
	exit 1
}
rm -rf "$tree"
ls "$folder"/*.deb
