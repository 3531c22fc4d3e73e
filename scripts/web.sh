#!/usr/bin/env bash
# Builds the web UI and the API's documentation and packs them into a folder: web.sh FOLDER
# Does nothing when no source has changed since the last time.
set -euo pipefail
cd "$(dirname "$0")/.."
folder=$1
mkdir -p "$folder"

sources() {
	if [ -e .git ]; then
		git ls-files --cached --others --exclude-standard -- \
			web api scripts/web.sh ':!web/test'
	else # unpacked from a tarball
		find api web/src web/scripts web/public web/worker scripts/web.sh -type f
		find web -maxdepth 1 -type f
	fi
}
stamp=$(sources | LC_ALL=C sort -u | while read -r file; do
	[ ! -f "$file" ] || sha256sum "$file"
done | sha256sum)
[ -f "$folder/web.bin" ] && [ "$(cat "$folder/stamp" 2>/dev/null)" = "$stamp" ] && exit 0

PATH=$(scripts/node.sh):$PATH
export PATH NEXT_TELEMETRY_DISABLED=1
log=$(mktemp)
trap 'rm -f "$log"' EXIT
quietly() { "$@" >"$log" 2>&1 || { cat "$log" >&2; exit 1; }; }

scripts/npm.sh web
echo 'Building the web UI'
quietly npm run build --prefix web
mkdir -p web/out/api/openapi
cp api/auth-api.yaml web/out/api/openapi/auth.yaml
cp api/tasks-api.yaml web/out/api/openapi/tasks.yaml
cp api/docs.html api/docs.css web/out/api/
quietly node web/scripts/pack.mjs web/out "$folder"
echo "$stamp" >"$folder/stamp"
