#!/bin/sh
# archive.sh OUT.a OBJECT...
# Makes a static library of one object in which every symbol but ost_* is local: internal names must
# not clash with those of the program that links it.
set -eu
out=$1
shift
whole=$out.o
"${LD:-ld}" -r -o "$whole" "$@"
"${OBJCOPY:-objcopy}" --localize-hidden "$whole"
rm -f "$out"
"${AR:-ar}" rcs "$out" "$whole"
rm -f "$whole"
