#!/usr/bin/env bash
# Runs Biome, the formatter and linter of the JavaScript and TypeScript sources, as biome.json says.
# Usage: biome.sh lint | biome.sh format --write
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/npm.sh scripts/biome >&2
PATH=$(scripts/node.sh):$PATH
exec scripts/biome/node_modules/.bin/biome "$@"
