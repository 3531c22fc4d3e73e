#!/bin/sh
# may.sh USER-ID: tells whether the bearer of the token on standard input may act for this user.
#
# Exit status: 0 yes, 1 not valid, 2 another user's token, 69 the keys are not available.
# Settings: JWKS_URL (a URL or a file), JWT_ISSUER, JWT_AUDIENCE.
set -eu
issuer=${JWT_ISSUER:-http://127.0.0.1:8080}
user=${1:?the id of a user}

# Two lines when it is good: ok, and the claims. The token is in no argument, where others could see
# it.
if ! said=$(ostiary token verify --jwks "${JWKS_URL:-$issuer/api/auth/jwks}" \
	--issuer "$issuer" --audience "${JWT_AUDIENCE:-$issuer}"); then
	[ -n "$said" ] || exit 69 # no verdict
	exit 1
fi
printf '%s\n' "$said" | sed 1d | jq -e --arg user "$user" '.sub == $user' >/dev/null || {
	echo "may.sh: it is another user's token" >&2
	exit 2
}
