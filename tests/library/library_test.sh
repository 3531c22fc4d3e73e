#!/usr/bin/env bash
# library_test.sh BUILD-DIR INCLUDE-DIR LIBRARY CC [FLAG...]
#
# A built library, ostiary or ostiary-remote, seen from outside: the shared and the static library
# export the functions that the headers declare and nothing else; the samples in the comments of
# the headers compile, link with each and run; and pkg-config names what to link with.
set -euo pipefail
echo 1..4
build=$1 include=$2 library=$3
shift 3
compiler=("$@")
here=$(dirname "$0")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

case $library in
ostiary)
	package=ostiary-verify prefix=ost_
	headers='claims keyset revocations verify' samples='verify revocations'
	edit='' unused=(-Wno-unused-variable)
	shared=(-lostiary) static=("$build/libostiary.a" -lcrypto -pthread)
	;;
ostiary-remote)
	package=ostiary-remote prefix=ost_remote_
	headers='remote remote_settings' samples=remote
	# No server listens on port 1.
	edit='s|https://login.example/|http://127.0.0.1:1/|; s/1000/10/' unused=()
	shared=(-lostiary-remote -lostiary)
	static=("$build/libostiary-remote.a" "$build/libostiary.a" -lcurl -lcrypto -pthread)
	;;
*)
	echo "Bail out! no library is called $library"
	exit 1
	;;
esac
warn=(-Wall -Wextra -Wpedantic -Werror)

# Every declaration starts with OST_API; the name stands before the first bracket.
for header in $headers; do
	cat "$include/ostiary/$header.h"
done | tr '\n' ' ' | sed 's/OST_API/\n&/g' |
	sed -n 's/^OST_API [^(]*[ *]\(ost_[a-z0-9_]*\)(.*/\1/p' | sort -u >"$scratch/declared"
test -s "$scratch/declared"
test -z "$(grep -v "^$prefix" "$scratch/declared")"

nm -D --defined-only "$build/lib$library.so" |
	awk '$2 != "A" { sub(/@.*/, "", $3); print $3 }' | sort -u >"$scratch/shared"
nm -g --defined-only "$build/lib$library.a" |
	awk 'NF == 3 && $3 !~ /^__(odr_)?asan/ { print $3 }' | sort -u >"$scratch/static"
diff "$scratch/declared" "$scratch/shared"
diff "$scratch/declared" "$scratch/static"
echo "ok 1 - both libraries export the $(wc -l <"$scratch/declared") declared functions only"

# sample_source HEADER: the program of HEADER_sample.c.in with the sample of the header's first
# comment, which is indented by five blanks.
sample_source()
{
	awk '/\*\// { exit } /^ \*     / { sub(/^ \*     /, ""); print }' \
		"$include/ostiary/$1.h" | sed "$edit" >"$scratch/sample"
	grep -q "$prefix" "$scratch/sample"
	sed -e "/@SAMPLE@/r $scratch/sample" -e /@SAMPLE@/d "$here/$1_sample.c.in"
}

for header in $samples; do
	source=$scratch/$header.c
	sample_source "$header" >"$source"
	"${compiler[@]}" -std=c11 "${warn[@]}" "${unused[@]}" -I"$include" "$source" \
		-o "$scratch/with_shared" -L"$build" "${shared[@]}" -Wl,-rpath,"$build"
	"${compiler[@]}" -std=c11 "${warn[@]}" "${unused[@]}" -I"$include" "$source" \
		-o "$scratch/with_static" "${static[@]}"
	"$scratch/with_shared" | diff "$here/${header}_sample.out" -
	"$scratch/with_static" | diff "$here/${header}_sample.out" -
done
echo "ok 2 - the samples of the headers compile and run with both: $samples"

# Each header is enough alone, for C and for C++.
for header in $headers; do
	printf '#include <ostiary/%s.h>\n' "$header" >"$scratch/alone.c"
	"${compiler[@]}" -std=c99 "${warn[@]}" -I"$include" -fsyntax-only "$scratch/alone.c"
	"${compiler[@]}" -x c++ -std=c++11 "${warn[@]}" -I"$include" -fsyntax-only \
		"$scratch/alone.c"
done
# C++ has had C's designated initializers since C++20, and warns of members without one.
for header in $samples; do
	"${compiler[@]}" -x c++ -std=c++20 "${warn[@]}" "${unused[@]}" \
		-Wno-missing-field-initializers -I"$include" -fsyntax-only "$scratch/$header.c"
done
echo "ok 3 - each header stands alone, and the samples are C++ as well"

libs=$(PKG_CONFIG_PATH="$build/meson-private" pkg-config --libs "$package")
for flag in "${shared[@]}"; do
	case " $libs " in
	*" $flag "*) ;;
	*) echo "pkg-config says $libs"; exit 1 ;;
	esac
done
echo "ok 4 - pkg-config names ${shared[*]}"
