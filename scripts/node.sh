#!/usr/bin/env bash
# Prints the folders of a Node.js and an npm that are new enough (20.9 and 10), and gets both when
# the machine has none: Debian's npm first, with it newer ones from the npm registry. Usage:
# PATH=$(scripts/node.sh):$PATH
set -euo pipefail
cd "$(dirname "$0")/.."

at_least() { # at_least MAJOR MINOR VERSION
	local major minor
	IFS=.v read -r major minor _ <<<"${3#v}"
	[ "${major:-0}" -gt "$1" ] || { [ "${major:-0}" -eq "$1" ] && [ "${minor:-0}" -ge "$2" ]; }
}
good() { # good NODE NPM
	command -v "$1" >/dev/null && command -v "$2" >/dev/null &&
		at_least 20 9 "$("$1" --version)" &&
		at_least 10 0 \
			"$(PATH=$(dirname "$(command -v "$1")"):$PATH "$2" --version 2>/dev/null)"
}

if good node npm; then
	dirname "$(command -v node)"
	exit 0
fi
case $(uname -m) in
x86_64) arch=x64 ;;
aarch64) arch=arm64 ;;
*)
	echo "Node.js 20.9 or newer is needed, and there is no package of it for $(uname -m):" \
		'install one, or build with WEB=0' >&2
	exit 69
	;;
esac
private=$PWD/build/node/node_modules
if ! good "$private/node-linux-$arch/bin/node" "$private/.bin/npm"; then
	echo 'Getting Node.js 22 from the npm registry: there is no Node.js 20.9 with npm 10' >&2
	command -v npm >/dev/null || scripts/packages.sh node >&2
	mkdir -p build/node
	npm install --prefix build/node --no-save --no-audit --no-fund --loglevel=error \
		"node-linux-$arch@22" npm@11 >&2
fi
echo "$private/node-linux-$arch/bin:$private/.bin"
