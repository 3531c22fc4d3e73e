#!/usr/bin/env bash
# Installs the npm packages of the named folders as their lock files say, when those have changed.
set -euo pipefail
cd "$(dirname "$0")/.."

PATH=$(scripts/node.sh):$PATH
for folder in "$@"; do
	cmp -s "$folder/package-lock.json" "$folder/node_modules/.installed" && continue
	echo "Installing the npm packages of $folder"
	npm ci --prefix "$folder" --no-audit --no-fund --loglevel=error
	cp "$folder/package-lock.json" "$folder/node_modules/.installed"
done
