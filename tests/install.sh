#!/usr/bin/env bash
# What `make install` puts down is whole: programs are built against it, with nothing but
# pkg-config, and judge the tokens of the installed server.
#   tests/install.sh BUILD [RESULT]      RESULT gets "PASSED FAILED SKIPPED"
set -uo pipefail
cd "$(dirname "$0")/.." || exit
build=$1
result=${2:-/dev/null}
scratch=$(mktemp -d)
server=
url=
token=
ada=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null; wait; rm -rf "$scratch"' EXIT
passed=0
failed=0

check() { # check NAME COMMAND...
	if "${@:2}" >"$scratch/log" 2>&1; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "not ok $1"
		tail -n 30 "$scratch/log"
	fi
}

root=$scratch/root
prefix=$root/usr/local
warnings=(-Wall -Wextra -Wpedantic -Werror)

installed() { make -s install BUILD="$build" DESTDIR="$root" PREFIX=/usr/local; }

everything_is_there() {
	local libraries
	libraries=$(dirname "$(dirname "$(find "$prefix" -name ostiary-verify.pc)")")
	export PKG_CONFIG_PATH=$libraries/pkgconfig PKG_CONFIG_SYSROOT_DIR=$root
	export LD_LIBRARY_PATH=$libraries
	test -x "$prefix/bin/ostiary" && test -f "$prefix/share/man/man1/ostiary.1" &&
		grep -q 'Fl -port ' "$prefix/share/man/man1/ostiary.1" &&
		grep -q '^_ostiary()' "$prefix/share/bash-completion/completions/ostiary.bash" &&
		grep -q '^#compdef ostiary' "$prefix/share/zsh/site-functions/_ostiary" &&
		grep -q '^complete -c ostiary' \
			"$prefix/share/fish/vendor_completions.d/ostiary.fish" &&
		grep -qx '#PORT=8080' "$prefix/share/ostiary/environment" &&
		grep -qx 'ExecStart=/usr/local/bin/ostiary serve' \
			"$prefix/lib/systemd/system/ostiary.service" &&
		grep -q 'alert: OstiaryDown' "$prefix/share/ostiary/monitoring/alerts.yml" &&
		jq -e '.title == "Ostiary"' \
			"$prefix/share/ostiary/monitoring/dashboard.json" &&
		test -f "$libraries/libostiary.a" && test -f "$libraries/libostiary-remote.a"
}

# Every function that an installed header declares has a page by its name.
functions_have_pages() {
	local name names
	names=$(sed -n 's/^OST_API .*[ *]\(ost_[a-z_0-9]*\)(.*/\1/p' "$prefix"/include/ostiary/*.h)
	[ "$(wc -w <<<"$names")" -gt 30 ] || return
	for name in $names; do
		grep -q "^\.Nm $name" "$prefix/share/man/man3/$name.3" ||
			{ echo "$name"; return 1; }
	done
}

block() { # block LANGUAGE FILE: its first block of that language
	awk -v fence="\`\`\`$1" '$0 == fence { on = 1; next } on && /^```/ { exit } on' "$2"
}

# The page's program, by the page's command.
page_compiles() { # page_compiles NAME
	mkdir "$scratch/$1" && block c "docs/build/$1.md" >"$scratch/$1/program.c" &&
		block sh "docs/build/$1.md" | sed "s/^cc/cc ${warnings[*]} -std=c11/" \
			>"$scratch/$1/command" &&
		grep -q '^cc .*program.c' "$scratch/$1/command" &&
		(cd "$scratch/$1" && sh -eu command)
}

page_is_cpp() { # page_is_cpp NAME: links, so that the names are C's
	local flags
	read -ra flags < <(pkg-config --cflags --libs "$2")
	(cd "$scratch/$1" && c++ -x c++ -std=c++20 "${warnings[@]}" \
		-Wno-missing-field-initializers -o cpp program.c "${flags[@]}")
}

readme_compiles() {
	{
		printf '#include <time.h>\n'
		block c README.md | grep '^#include'
		printf 'enum ost_verdict f(const struct ost_keyset *keys,\n'
		printf '\tstruct ost_policy policy, const char *token, size_t token_len,\n'
		printf '\tint64_t now_s,\n'
		printf '\tstruct ost_claims *claims)\n{\n\tenum ost_verdict verdict;\n'
		block c README.md | grep -v '^#include'
		printf '\treturn verdict;\n}\n'
	} >"$scratch/readme.c"
	local flags
	read -ra flags < <(pkg-config --cflags ostiary-verify)
	grep -q ost_verify "$scratch/readme.c" &&
		cc "${warnings[@]}" -fsyntax-only "${flags[@]}" "$scratch/readme.c"
}

example_compiles() {
	cp -r examples/c-remote "$scratch/example" &&
		make -s -C "$scratch/example" CC="cc ${warnings[*]}" &&
		nm -D "$scratch/example/c-remote" | grep -q 'ost_remote_new@OSTIARY_REMOTE_0.2' &&
		nm -D "$scratch/example/c-remote" | grep -q 'ost_claims_subject@OSTIARY_0.2'
}

server_starts() {
	local i
	env -i HOME="$scratch" \
		"$prefix/bin/ostiary" serve --data "$scratch/data" --listen 127.0.0.1:0 \
		>"$scratch/ready" 2>"$scratch/server.log" &
	server=$!
	for ((i = 0; i < 300; i++)); do
		[ -s "$scratch/ready" ] && break
		sleep 0.1
	done
	url=$(sed -n 's/.*"url":"\([^"]*\)".*/\1/p' "$scratch/ready")
	token=$(curl -sS -D - -o "$scratch/user" "$url/api/auth/sign-up/email" \
		-H 'Content-Type: application/json' \
		-d '{"name":"Ada","email":"ada@example.com","password":"correct horse battery"}' |
		sed -n 's/^set-auth-jwt: *//ip' | tr -d '\r')
	ada=$(sed -n 's/.*"id":"\([^"]*\)".*/\1/p' "$scratch/user")
	curl -sS "$url/api/auth/jwks" >"$scratch/jwks.json"
	[ -n "$url" ] && [ -n "$token" ] && [ -n "$ada" ]
}

# The prefix holds the first time that it is given, also in the units.
another_prefix() {
	make -s install BUILD="$build" DESTDIR="$root/other" PREFIX=/usr &&
		test -x "$root/other/usr/bin/ostiary" && test ! -e "$root/other/usr/local" &&
		grep -qx 'ExecStart=/usr/bin/ostiary serve' \
			"$root/other/usr/lib/systemd/system/ostiary.service"
}

spoiled() { sed 's/^\([^.]*\.[^.]*\.\)\(.\{20\}\)..../\1\2AAAA/' <<<"$token"; }

page_verifier_judges() { # page_verifier_judges PROGRAM
	diff - <("$1" "$scratch/jwks.json" "$url" <<<"$token") <<<"ok"$'\n'"$ada" &&
		diff - <("$1" "$scratch/jwks.json" "$url" < <(spoiled)) <<<bad-signature &&
		diff - <("$1" "$scratch/jwks.json" https://login.example <<<"$token") \
			<<<wrong-issuer
}

page_remote_judges() { # page_remote_judges PROGRAM
	diff - <("$1" "$url" "$token") <<<"ok"$'\n'"$ada" &&
		diff - <("$1" "$url" "$(spoiled)") <<<bad-signature
}

example_judges() {
	diff - <(printf '%s\n%s\n' "$token" "$(spoiled)" |
		"$scratch/example/c-remote" "$url/api/auth/jwks" "$url" "$url" 2>/dev/null |
		sed 's/refused: .*/refused/') \
		<<<"accepted: $ada"$'\n'refused
}

check 'make install DESTDIR=' installed
check 'everything is there' everything_is_there
check 'another prefix holds at once' another_prefix
check 'make install again' installed
everything_is_there || true # for its variables
check 'every function has a page' functions_have_pages
check 'the program of docs/build/verifier.md compiles' page_compiles verifier
check 'the program of docs/build/remote.md compiles' page_compiles remote
check 'the first is C++ as well' page_is_cpp verifier ostiary-verify
check 'the second is C++ as well' page_is_cpp remote ostiary-remote
check 'the sample of the README compiles' readme_compiles
check 'examples/c-remote compiles' example_compiles
check 'the installed server starts' server_starts
check 'the program of docs/build/verifier.md judges' page_verifier_judges "$scratch/verifier/a.out"
check 'the same in C++' page_verifier_judges "$scratch/verifier/cpp"
check 'the program of docs/build/remote.md judges' page_remote_judges "$scratch/remote/a.out"
check 'the same in C++' page_remote_judges "$scratch/remote/cpp"
check 'examples/c-remote judges' example_judges
kill "$server" 2>/dev/null && wait "$server"
check 'the server ended well' test $? -eq 0
server=
echo "$passed $failed 0" >"$result"
[ "$failed" -eq 0 ]
