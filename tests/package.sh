#!/usr/bin/env bash
# Installs the Debian packages into a fresh system, starts the server as its unit does, upgrades,
# removes and purges them.
#   tests/package.sh FOLDER_OF_PACKAGES [RESULT]      RESULT gets "PASSED FAILED SKIPPED"
# Needs root, for the fresh system. No init runs in it: the test does what systemd would do.
set -uo pipefail
cd "$(dirname "$0")/.." || exit
packages=$(realpath "$1")
result=${2:-/dev/null}
scratch=$(mktemp -d)
root=$scratch/root
server=
passed=0
failed=0

leave() {
	[ -z "$server" ] || kill "$server" 2>/dev/null
	wait
	umount -l "$root/proc" 2>/dev/null
	rm -rf --one-file-system "$scratch"
}
trap leave EXIT

check() { # check NAME COMMAND...
	if "${@:2}" >"$scratch/log" 2>&1; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "not ok $1"
		tail -n 30 "$scratch/log"
	fi
}

in_root() { chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin \
	DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 "$@"; }

# --- what can be read from the packages -----------------------------------------------------------

lint() { lintian --fail-on error,warning --info "$packages"/*.deb; }

unpacked=$scratch/unpacked
unpack() { dpkg-deb -x "$packages"/ostiary_*.deb "$unpacked"; }
unit=$unpacked/lib/systemd/system

units_are_valid() { # the program is not here, and no user of that name
	local complaints
	complaints=$(systemd-analyze verify --root="$unpacked" ostiary.service ostiary.socket \
		ostiary-backup.service ostiary-backup.timer 2>&1 |
		grep -v 'Failed to \(prepare\|load\)\|not found\|Unit .* not' || true)
	echo "$complaints"
	! grep -E 'ostiary[a-z-]*\.(service|socket|timer):[0-9]*:' <<<"$complaints"
}

exposure_is_at_most() { # exposure_is_at_most TENTHS UNIT
	systemd-analyze security --offline=true --threshold="$1" "$unit/$2"
}

# Every call that the server's own filter lets through, the unit's lets through as well.
calls_are_permitted() {
	python3 - "$unit/ostiary.service" src/sandbox/calls.c <<'END'
import re, subprocess, sys

def expand(name):
    if not name.startswith("@"):
        return {name}
    lines = subprocess.run(["systemd-analyze", "syscall-filter", name], check=True,
                           capture_output=True, text=True).stdout.splitlines()[1:]
    words = {line.strip() for line in lines} - {""}
    return set().union(*(expand(word) for word in words if not word.startswith("#")))

permitted = set()
for line in re.findall(r"^SystemCallFilter=(.*)$", open(sys.argv[1]).read(), re.M):
    calls = set().union(*(expand(word) for word in line.lstrip("~").split()))
    permitted = permitted - calls if line.startswith("~") else permitted | calls
source = open(sys.argv[2]).read()
block = re.search(r"allowed\[\] = \{(.*?)\n\};", source, re.S).group(1)
needed = set(re.findall(r'"([a-z_0-9]+)"', block))
assert len(needed) > 50, needed
print("the unit refuses:", sorted(needed - permitted))
sys.exit(bool(needed - permitted))
END
}

# --- a fresh system -------------------------------------------------------------------------------

codename() { sed -n 's/^VERSION_CODENAME=//p' /etc/os-release; }

mirror() { # where this system gets its packages
	# shellcheck disable=SC2016 # the names are apt's
	apt-get indextargets --format '$(ORIGIN) $(CODENAME) $(COMPONENT) $(REPO_URI)' \
		'Created-By: Packages' |
		awk -v name="$(codename)" \
			'$1 == "Debian" && $2 == name && $3 == "main" { print $4; exit }'
}

make_root() {
	debootstrap --variant=minbase "$(codename)" "$root" \
		"$(mirror)" &&
		rm -f "$root/etc/apt/sources.list" &&
		cp -a /etc/apt/. "$root/etc/apt/" && cp /etc/resolv.conf "$root/etc/" &&
		mount -t proc proc "$root/proc" &&
		printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d" &&
		chmod 755 "$root/usr/sbin/policy-rc.d" && in_root apt-get -qq update
}

install_packages() { # install_packages FOLDER
	mkdir -p "$root/packages" && cp "$1"/*.deb "$root/packages/" &&
		in_root sh -c 'apt-get -qqy install --no-install-recommends /packages/*.deb'
}

# What systemd does for the unit, in so far as a program can see it.
start() {
	local i
	mkdir -p "$root/var/lib/ostiary" && in_root chown ostiary: /var/lib/ostiary &&
		chmod 700 "$root/var/lib/ostiary"
	: >"$scratch/ready"
	in_root setpriv --reuid ostiary --regid ostiary --clear-groups \
		env STATE_DIRECTORY=/var/lib/ostiary PORT=0 /usr/bin/ostiary serve \
		>"$scratch/ready" 2>"$scratch/server.log" &
	server=$!
	for ((i = 0; i < 300; i++)); do
		[ -s "$scratch/ready" ] && break
		sleep 0.1
	done
	cat "$scratch/server.log"
	url=$(sed -n 's/.*"url":"\([^"]*\)".*/\1/p' "$scratch/ready")
	[ -n "$url" ] && curl -fsS "$url/healthz"
}

stop() {
	kill "$server" && wait "$server"
	server=
}

account() { # account PATH: signs up or in
	curl -fsS "$url/api/auth/$1/email" -H 'Content-Type: application/json' \
		-d '{"name":"Ada","email":"ada@example.com","password":"correct horse battery"}'
}

has_the_web_ui() { curl -fsS "$url/sign-in" | grep -q '<script'; }
commands_work() {
	in_root setpriv --reuid ostiary --regid ostiary --clear-groups \
		ostiary key list --data /var/lib/ostiary | grep -q current
}
backup_works() {
	in_root systemd-tmpfiles --create ostiary.conf 2>/dev/null ||
		in_root install -d -m 700 -o ostiary -g ostiary /var/backups/ostiary
	in_root setpriv --reuid ostiary --regid ostiary --clear-groups sh -c "$(
		sed -n 's/^ExecStart=//p' "$unit/ostiary-backup.service"
	)" && [ -n "$(ls "$root/var/backups/ostiary")" ]
}
settings_are_kept() { grep -q '^PORT=8181$' "$root/etc/default/ostiary"; }

# The same packages with a higher version.
make_upgrade() {
	local file tree
	mkdir "$scratch/upgrade"
	for file in "$packages"/*.deb; do
		tree=$scratch/tree
		rm -rf "$tree"
		dpkg-deb -R "$file" "$tree" &&
			sed -i -E 's/^Version: .*/&+1/; s/\(= ([0-9][^)]*)\)/(= \1+1)/g' \
				"$tree/DEBIAN/control" &&
			dpkg-deb --root-owner-group -b "$tree" "$scratch/upgrade" || return
	done
	rm "$root"/packages/*
}

removed() {
	in_root apt-get -qqy remove ostiary && [ ! -e "$root/usr/bin/ostiary" ] &&
		[ -e "$root/etc/default/ostiary" ] && [ -e "$root/var/lib/ostiary/ostiary.db" ]
}
purged() {
	in_root apt-get -qqy purge ostiary && [ ! -e "$root/etc/default/ostiary" ] &&
		[ -e "$root/var/lib/ostiary/ostiary.db" ]
}

libraries_are_usable() {
	cp -r examples/c-remote "$root/example" &&
		in_root apt-get -qqy install --no-install-recommends gcc libc6-dev make \
			pkg-config && in_root make -s -C /example && [ -x "$root/example/c-remote" ]
}

check 'lintian finds nothing' lint
check 'the package can be unpacked' unpack
check 'the units are valid' units_are_valid
check 'the server is confined' exposure_is_at_most 15 ostiary.service
check 'the backup is confined' exposure_is_at_most 15 ostiary-backup.service
check 'the unit permits every call of the server' calls_are_permitted
check 'a fresh system is made' make_root
check 'the packages are installed' install_packages "$packages"
check 'the server starts' start
check 'it has the web UI' has_the_web_ui
check 'somebody signs up' account sign-up
check 'commands work beside it' commands_work
check 'a backup is made' backup_works
echo PORT=8181 >>"$root/etc/default/ostiary"
check 'the server stops' stop
check 'a newer package is made' make_upgrade
check 'it is installed over the older one' install_packages "$scratch/upgrade"
check 'settings are kept' settings_are_kept
check 'the server starts again' start
check 'the account is there' account sign-in
check 'the server stops again' stop
check 'a program is built with the libraries' libraries_are_usable
check 'removing leaves settings and data' removed
check 'purging leaves the data' purged

echo "$passed $failed 0" >"$result"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
