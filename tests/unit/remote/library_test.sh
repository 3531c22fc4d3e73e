#!/bin/sh
# library_test.sh BUILD-DIR HEADER CC [FLAG...]
#
# The built libostiary-remote seen from outside: it exports what its header declares and nothing else, the
# static one as well; the sample in the header's comment compiles, links with each and runs; and a
# program that links both libraries finds all by pkg-config.
set -eu
echo 1..4
build=$1 header=$2
shift 2
include=$(dirname "$(dirname "$header")")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

tr '\n' ' ' <"$header" | sed 's/OST_API/\n&/g' |
	sed -n 's/^OST_API [^(]*[ *]\(ost_[a-z0-9_]*\)(.*/\1/p' | sort -u >"$scratch/declared"
test -s "$scratch/declared"
nm -D --defined-only "$build/libostiary-remote.so" |
	awk '$2 != "A" { sub(/@.*/, "", $3); print $3 }' | sort -u >"$scratch/shared"
nm -g --defined-only "$build/libostiary-remote.a" |
	awk 'NF == 3 && $3 !~ /^__(odr_)?asan/ { print $3 }' | sort -u >"$scratch/static"
diff "$scratch/declared" "$scratch/shared"
diff "$scratch/declared" "$scratch/static"
! grep -v '^ost_remote_' "$scratch/declared"
echo "ok 1 - both libraries export the $(wc -l <"$scratch/declared") declared functions only"

# The sample is what the first comment indents by five blanks. Nothing listens on port 1.
{
	cat <<-'END'
		#include <ostiary/remote.h>
		#include <stdio.h>

		static const char *sample(struct ost_policy policy, const char *token, size_t token_len,
					  int64_t now_s)
		{
			enum ost_verdict verdict;
	END
	awk '/\*\// { exit } /^ \*     / { sub(/^ \*     /, ""); print }' "$header" |
		sed 's|https://login.example/|http://127.0.0.1:1/|; s/1000/10/'
	cat <<-'END'
			return ost_verdict_name(verdict);
		}

		int main(void)
		{
			struct ost_policy policy = { .algorithms = OST_RS256 };
			struct ost_remote_settings bad = { .url = "http://login.example/jwks" };

			puts(sample(policy, "a.b", 3, 0));
			puts(ost_remote_settings_fault(&bad));
			return 0;
		}
	END
} >"$scratch/sample.c"
grep -q ost_remote_new "$scratch/sample.c"
printf 'unjudged\nurl is http and leaves this machine\n' >"$scratch/expected"
warn='-std=c11 -Wall -Wextra -Wpedantic -Werror'
"$@" $warn -I"$include" "$scratch/sample.c" -o "$scratch/with_shared" -L"$build" -lostiary-remote \
	-lostiary -Wl,-rpath,"$build"
"$@" $warn -I"$include" "$scratch/sample.c" -o "$scratch/with_static" "$build/libostiary-remote.a" \
	"$build/libostiary.a" -lcurl -lcrypto -pthread
"$scratch/with_shared" | diff "$scratch/expected" -
"$scratch/with_static" | diff "$scratch/expected" -
echo "ok 2 - the header's sample compiles and runs with both"

printf '#include <ostiary/remote.h>\n' >"$scratch/alone.c"
"$@" -std=c99 -Wall -Wextra -Wpedantic -Werror -I"$include" -fsyntax-only "$scratch/alone.c"
"$@" -x c++ -std=c++11 -Wall -Wextra -Wpedantic -Werror -I"$include" -fsyntax-only "$scratch/alone.c"
# C++ has C's designated initializers since 2020, and would have all members named.
"$@" -x c++ -std=c++20 -Wall -Wextra -Wpedantic -Werror -Wno-missing-field-initializers \
	-Wno-unused-variable -I"$include" -fsyntax-only "$scratch/sample.c"
echo "ok 3 - the header stands alone, and its sample is C++ as well"

libs=$(PKG_CONFIG_PATH="$build/meson-private" pkg-config --libs ostiary-remote)
case $libs in
*-lostiary-remote*-lostiary*) ;;
*) echo "pkg-config says $libs"; exit 1 ;;
esac
echo "ok 4 - pkg-config names both libraries"
