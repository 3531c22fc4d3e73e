#!/bin/sh
# Writes the header that names the blob of a packed site: pack.sh FOLDER HEADER
printf '#define WEB_BLOB "%s/web.bin"\n' "$(cd "$1" && pwd)" >"$2"
