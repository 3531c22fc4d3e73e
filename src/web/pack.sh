#!/bin/sh
# Writes the header that names the blob of a packed site: pack.sh HEADER [FOLDER]. Without a folder
# it is empty.
: >"$1"
[ -z "${2-}" ] || printf '#define WEB_BLOB "%s/web.bin"\n' "$(cd "$2" && pwd)" >"$1"
