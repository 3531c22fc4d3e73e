#!/usr/bin/env bash
# Installs the Debian packages that the named stages need and that are missing.
# Usage: packages.sh STAGE...
set -euo pipefail

declare -A stages=(
	[build]='gcc libc6-dev meson ninja-build pkg-config libssl-dev
		libsodium-dev libargon2-dev libjansson-dev libsqlite3-dev libpq-dev
		libcurl4-openssl-dev libpsl-dev libseccomp-dev libutf8proc-dev libical-dev
		libcmocka-dev libfido2-dev python3-zxcvbn tzdata'
	[unit]='curl openssl sqlite3 postgresql pgbouncer abigail-tools g++ mandoc git zsh fish
		python3-dateutil'
	[test]='curl openssl sqlite3 postgresql pgbouncer abigail-tools g++ mandoc git zsh
		fish taskwarrior python3-aiosmtpd nginx-light caddy python3-fastapi python3-uvicorn
		python3-jwt python3-cryptography python3-dateutil jq prometheus
		python3-prometheus-client'
	[check]='clang clang-tidy clang-format cppcheck shellcheck git python3'
	[fuzz]='clang'
	[bench]='wrk valgrind libjwt-dev librhonabwy-dev libcjose-dev'
	[count]='valgrind python3'
	[deb]='debhelper dpkg-dev fakeroot'
	[package]='lintian debootstrap systemd'
	[e2e]='chromium'
	[node]='npm' # only to get a newer one, see node.sh
)

wanted=()
for stage in "$@"; do
	read -ra packages -d '' <<<"${stages[$stage]}" || true
	wanted+=("${packages[@]}")
done

if ! command -v dpkg-query >/dev/null; then
	echo 'This is not a Debian system. Install what your system calls:' "${wanted[*]}" >&2
	exit 0
fi

missing=()
for package in "${wanted[@]}"; do
	case $(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null || true) in
	installed) ;;
	*) missing+=("$package") ;;
	esac
done
[ ${#missing[@]} -eq 0 ] && exit 0

as_root=()
if [ "$(id -u)" -ne 0 ]; then
	command -v sudo >/dev/null || {
		echo "Packages are missing. Install them as root: apt-get install ${missing[*]}" >&2
		exit 69
	}
	as_root=(sudo)
fi

echo "Installing ${#missing[@]} Debian packages: ${missing[*]}"
log=$(mktemp)
refusal=
trap 'rm -f "$log"; [ -z "$refusal" ] || "${as_root[@]}" rm -f "$refusal"' EXIT
export DEBIAN_FRONTEND=noninteractive
# The tests make clusters of their own; the system needs none for them.
case " ${missing[*]} " in
*' postgresql '*)
	"${as_root[@]}" mkdir -p /etc/postgresql-common/createcluster.d
	echo 'create_main_cluster = false' |
		"${as_root[@]}" tee /etc/postgresql-common/createcluster.d/ostiary-tests.conf \
			>/dev/null
	;;
esac
# And they start proxies and a pooler of their own: installing one begins no service, now or later.
services=()
for package in "${missing[@]}"; do
	case $package in
	nginx-light) services+=(nginx) ;;
	caddy | pgbouncer | prometheus) services+=("$package") ;;
	esac
done
if [ ${#services[@]} -gt 0 ] && [ ! -e /usr/sbin/policy-rc.d ]; then
	refusal=/usr/sbin/policy-rc.d
	printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee "$refusal" >/dev/null
	"${as_root[@]}" chmod 755 "$refusal"
fi
install() {
	"${as_root[@]}" apt-get install -y --no-install-recommends "${missing[@]}" 2>&1 |
		tee "$log" | sed -n 's/^Setting up \([^ ]*\).*/  \1/p'
}
update() {
	echo '  refreshing the package lists'
	"${as_root[@]}" apt-get update -qq
}
install || { update && install; } || {
	tail -n 20 "$log" >&2
	echo "The packages could not be installed." >&2
	exit 69
}
if [ ${#services[@]} -gt 0 ] && [ -d /run/systemd/system ]; then
	"${as_root[@]}" systemctl disable --quiet "${services[@]}"
fi
