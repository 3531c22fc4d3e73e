#!/usr/bin/env bash
# The checks that a change must pass before a review: one line per step. A failed step prints its
# output and does not stop the steps behind it.
set -uo pipefail
cd "$(dirname "$0")/.." || exit

failed=0
passed=0
step() {
	local name=$1 log
	shift
	log=$(mktemp)
	printf '%-44s' "$name"
	if "$@" >"$log" 2>&1; then
		passed=$((passed + 1))
		echo ok
	else
		failed=$((failed + 1))
		echo FAILED
		tail -n 60 "$log"
	fi
	rm -f "$log"
}

sources() { git ls-files --cached --others --exclude-standard -- '*.c' '*.h'; }
format() { sources | xargs clang-format --dry-run -Werror; }
compile() { # compile CC FOLDER
	[ -f "$2/build.ninja" ] || CC=$1 meson setup "$2" -Dwerror=true || return 1
	ninja -C "$2" all meson-test-prereq
}
tidy() { # without its counts of the warnings that it does not show
	sources | grep '^src/.*\.c$' |
		xargs -P "$(nproc)" -n 1 clang-tidy --quiet -p build-clang 2>&1 |
		{ grep -v '^[0-9]* warnings\? generated\.$' || true; }
}
inspect() {
	cppcheck --quiet --error-exitcode=1 --std=c11 --inline-suppr -j "$(nproc)" \
		--enable=warning,performance,portability --suppressions-list=scripts/cppcheck.txt \
		-I include -I src -D_GNU_SOURCE src
}
shell_scripts() { git grep --untracked -lE '^#!/.*[/ ](ba)?sh$' -- ':!*.md'; }
shell() { shell_scripts | xargs shellcheck; }
types() {
	scripts/npm.sh web || return
	PATH=$(scripts/node.sh):$PATH npm run --silent --prefix web types
}

step 'layers' scripts/layers.py
step 'sources in order' scripts/house.py lists
step 'no file or folder too large' scripts/house.py sizes
step 'a header for each .c' scripts/house.py headers
step 'lines of at most 100 columns' scripts/house.py lines
step 'links' scripts/links.py
step 'format (clang-format)' format
step 'format (Biome)' scripts/biome.sh format
step 'JavaScript and TypeScript (Biome)' scripts/biome.sh lint --error-on-warnings
step 'types of the web UI (tsc)' types
step 'shell scripts (shellcheck)' shell
step 'gcc, warnings as errors' compile gcc build-gcc
step 'no call circles' scripts/house.py --build build-gcc circles
step 'clang, warnings as errors' compile clang build-clang
step 'clang-tidy' tidy
step 'cppcheck' inspect
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
