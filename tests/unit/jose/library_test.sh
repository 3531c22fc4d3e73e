#!/bin/sh
# library_test.sh BUILD-DIR HEADER CC [FLAG...]
#
# The built libostiary seen from outside: it exports what its header declares and nothing else, the
# static one as well, and the sample in the header's comment compiles, links with each and runs.
set -eu
echo 1..4
build=$1 header=$2
shift 2
include=$(dirname "$(dirname "$header")")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# Every declaration begins with OST_API; the name stands before the first bracket.
cat "$header" "$include/ostiary/not_before.h" | tr '\n' ' ' | sed 's/OST_API/\n&/g' |
	sed -n 's/^OST_API [^(]*[ *]\(ost_[a-z0-9_]*\)(.*/\1/p' | sort -u >"$scratch/declared"
test -s "$scratch/declared"

nm -D --defined-only "$build/libostiary.so" |
	awk '$2 != "A" { sub(/@.*/, "", $3); print $3 }' | sort -u >"$scratch/shared"
nm -g --defined-only "$build/libostiary.a" |
	awk 'NF == 3 && $3 !~ /^__(odr_)?asan/ { print $3 }' | sort -u >"$scratch/static"
diff "$scratch/declared" "$scratch/shared"
diff "$scratch/declared" "$scratch/static"
echo "ok 1 - both libraries export the $(wc -l <"$scratch/declared") declared functions only"

# The sample is what the first comment indents by five blanks.
{
	cat <<-'END'
		#include <ostiary/verify.h>
		#include <stdio.h>
		#include <string.h>

		static void greet(const char *name, size_t n)
		{
			printf("hello %.*s\n", (int)n, name);
		}

		static const char *sample(const char *jwks, size_t jwks_len, const char *token,
					  size_t token_len, int64_t now_s)
		{
			enum ost_verdict verdict;
	END
	awk '/\*\// { exit } /^ \*     / { sub(/^ \*     /, ""); print }' "$header"
	cat <<-'END'
			return ost_verdict_name(verdict);
		}

		int main(void)
		{
			puts(sample("{\"keys\":[]}", 11, "a.b", 3, 0));
			puts(sample("[]", 2, "a.b", 3, 0));
			return 0;
		}
	END
} >"$scratch/sample.c"
printf 'malformed\nno keys\n' >"$scratch/expected"
warn='-std=c11 -Wall -Wextra -Wpedantic -Wno-unused-variable -Werror'
"$@" $warn -I"$include" "$scratch/sample.c" -o "$scratch/with_shared" -L"$build" -lostiary \
	-Wl,-rpath,"$build"
"$@" $warn -I"$include" "$scratch/sample.c" -o "$scratch/with_static" "$build/libostiary.a" \
	-lcrypto -pthread
"$scratch/with_shared" | diff "$scratch/expected" -
"$scratch/with_static" | diff "$scratch/expected" -
echo "ok 2 - the header's sample compiles and runs with both"

# The header alone is enough, for C and for C++.
printf '#include <ostiary/verify.h>\n#include <ostiary/not_before.h>\n' >"$scratch/alone.c"
"$@" -std=c99 -Wall -Wextra -Wpedantic -Werror -I"$include" -fsyntax-only "$scratch/alone.c"
"$@" -x c++ -std=c++11 -Wall -Wextra -Wpedantic -Werror -I"$include" -fsyntax-only "$scratch/alone.c"
# C++ has C's designated initializers since 2020, and would have all members named.
"$@" -x c++ -std=c++20 -Wall -Wextra -Wpedantic -Werror -Wno-missing-field-initializers \
	-Wno-unused-variable -I"$include" -fsyntax-only "$scratch/sample.c"
echo "ok 3 - the headers stand alone, and the sample of the first is C++ as well"

{
	cat <<-'END'
		#include <ostiary/not_before.h>
		#include <stdio.h>

		static const struct ost_not_before *sample(struct ost_keyset *keys, const char *text,
							   size_t text_len, int64_t now_s)
		{
			struct ost_policy policy = { .algorithms = OST_RS256 };
			struct ost_not_before *list = NULL, *next;
	END
	awk '/\*\// { exit } /^ \*     / { sub(/^ \*     /, ""); print }' "$include/ostiary/not_before.h"
	cat <<-'END'
			return policy.not_before;
		}

		int main(void)
		{
			struct ost_keyset *keys;

			if (ost_keyset_new("{\"keys\":[]}", 11, &keys) != OST_KEYSET_OK)
				return 1;
			puts(sample(keys, "a.b", 3, 0) ? "a list" : "none");
			ost_keyset_unref(keys);
			return 0;
		}
	END
} >"$scratch/list.c"
"$@" $warn -I"$include" "$scratch/list.c" -o "$scratch/list" -L"$build" -lostiary -Wl,-rpath,"$build"
test "$("$scratch/list")" = none
echo "ok 4 - so does the sample of the lists"
