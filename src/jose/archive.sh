#!/bin/sh
# archive.sh OUT.a OBJECT...
# One object in which everything but the ost_* symbols is local: what a program links statically must
# not meet its own names.
set -eu
out=$1
shift
whole=$out.o
"${LD:-ld}" -r -o "$whole" "$@"
"${OBJCOPY:-objcopy}" --localize-hidden "$whole"
rm -f "$out"
"${AR:-ar}" rcs "$out" "$whole"
rm -f "$whole"
