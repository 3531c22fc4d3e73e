#!/usr/bin/env bash
# What a change must pass before anybody reads it: layers, format, warnings as errors with both compilers,
# clang-tidy, cppcheck. Stops at nothing: reports all that is wrong.
set -uo pipefail
cd "$(dirname "$0")/.."

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
tidy() {
	sources | grep '^src/.*\.c$' | xargs -P "$(nproc)" -n 1 clang-tidy --quiet -p build-clang
}
inspect() {
	cppcheck --quiet --error-exitcode=1 --std=c11 --inline-suppr -j "$(nproc)" \
		--enable=warning,performance,portability --suppressions-list=scripts/cppcheck.txt \
		-I include -I src -D_GNU_SOURCE src
}
shell() { git ls-files --cached --others --exclude-standard -- '*.sh' .ci/run tests/run tests/fuzz/run bench/run bench/peer/run | xargs -n 1 bash -n; }

step 'layers' scripts/layers.py
step 'format (clang-format)' format
step 'shell scripts parse' shell
step 'gcc, warnings as errors' compile gcc build-gcc
step 'clang, warnings as errors' compile clang build-clang
step 'clang-tidy' tidy
step 'cppcheck' inspect
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
