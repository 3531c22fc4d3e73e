#!/bin/sh
# may.sh USER-ID: may whoever holds the token on standard input act for this user?
#
# Exit status: 0 yes, 1 the token is not good, 2 it is somebody else's, 69 the keys cannot be had.
# Settings: JWKS_URL (a URL or a file), JWT_ISSUER, JWT_AUDIENCE.
set -eu
issuer=${JWT_ISSUER:-http://127.0.0.1:8080}
user=${1:?the id of a user}

# Two lines when it is good: ok, and the claims. The token is in no argument, where others could see it.
if ! said=$(ostiary token verify --jwks "${JWKS_URL:-$issuer/api/auth/jwks}" \
	--issuer "$issuer" --audience "${JWT_AUDIENCE:-$issuer}"); then
	[ -n "$said" ] || exit 69 # no verdict
	exit 1
fi
printf '%s\n' "$said" | sed 1d | jq -e --arg user "$user" '.sub == $user' >/dev/null || {
	echo "may.sh: it is somebody else's token" >&2
	exit 2
}
