#!/usr/bin/env bash
# A temporary PostgreSQL cluster for tests, on a socket in its own folder and on a random port of 127.0.0.1.
#
#   postgres.sh start DIR       makes one in the new folder DIR and prints its URL
#   postgres.sh crash DIR       ends it as a power failure would
#   postgres.sh halt DIR        ends it in good order; both leave the data there
#   postgres.sh again DIR       starts it again
#   postgres.sh stop DIR        ends it and removes the folder
#   postgres.sh run COMMAND...  runs the command with OSTIARY_TEST_PG set to a cluster's URL: the one that is
#                               there already, or one for this command alone
#   postgres.sh own COMMAND...  always one for this command alone, in OSTIARY_TEST_PG_DIR
#   postgres.sh pooled COMMAND...  the same, with a transaction pooler (pgbouncer) in OSTIARY_TEST_POOLER
#
# PostgreSQL does not run as root: then it runs as nobody.
set -euo pipefail
self=$(readlink -f "$0")

bin=
for folder in /usr/lib/postgresql/*/bin "$(pg_config --bindir 2>/dev/null || true)"; do
	[ -x "$folder/initdb" ] && bin=$folder
done
[ -n "$bin" ] || {
	echo "postgres.sh: PostgreSQL is not installed (scripts/packages.sh test)" >&2
	exit 69
}

as=()
if [ "$(id -u)" -eq 0 ]; then
	as=(setpriv --reuid nobody --regid nogroup --clear-groups env HOME=/nonexistent LC_ALL=C)
fi
# From a folder that nobody may enter as well.
quietly() { (cd / && "${as[@]}" "$@" >>"$dir.log" 2>&1 </dev/null); }
ctl() { quietly "$bin/pg_ctl" -D "$dir/data" -w -t 60 -l "$dir/log" "$@"; }

# In a zone far from UTC, so that a time read in the wrong one is seen.
settings() {
	cat <<-END
		port = $1
		listen_addresses = '127.0.0.1'
		unix_socket_directories = '$dir'
		max_connections = 200
		shared_buffers = '32MB'
		fsync = off
		wal_level = minimal
		max_wal_senders = 0
		timezone = 'Asia/Kathmandu'
		datestyle = 'German'
	END
}

start() {
	local port
	mkdir -m 700 "$dir"
	[ "$(id -u)" -ne 0 ] || chown nobody:nogroup "$dir"
	quietly "$bin/initdb" -D "$dir/data" -U ostiary --auth-local trust --auth-host scram-sha-256 \
		--encoding UTF8 --locale C --no-sync
	for _ in 1 2 3 4 5; do
		port=$((20000 + RANDOM % 12000))
		settings $port >"$dir/data/postgresql.auto.conf"
		if ctl start; then
			echo "postgres://ostiary@/postgres?host=$dir&port=$port"
			return
		fi
	done
	cat "$dir.log" "$dir/log" >&2
	exit 70
}

stop() {
	[ ! -s "$dir/pgbouncer.pid" ] || kill "$(cat "$dir/pgbouncer.pid")" || true
	ctl -m immediate stop || true
	rm -rf "$dir" "$dir.log"
}

alone() {
	dir=$(mktemp -u "${TMPDIR:-/tmp}/ostiary-pg-XXXXXX")
	trap stop EXIT
	trap 'exit 1' HUP INT TERM
	OSTIARY_TEST_PG=$(start)
	export OSTIARY_TEST_PG OSTIARY_TEST_PG_DIR=$dir OSTIARY_TEST_PG_SCRIPT=$self
	"$@"
}

# It gives each transaction another connection, and is told so little that nothing but transactions works.
pooler() {
	local port=$((20000 + RANDOM % 12000))
	cat >"$dir/pgbouncer.ini" <<-END
		[databases]
		postgres = host=$dir port=${OSTIARY_TEST_PG##*port=} user=ostiary
		[pgbouncer]
		listen_addr =
		listen_port = $port
		unix_socket_dir = $dir
		auth_type = any
		pool_mode = transaction
		default_pool_size = 4
		server_round_robin = 1
		logfile = $dir/pgbouncer.log
		pidfile = $dir/pgbouncer.pid
	END
	quietly /usr/sbin/pgbouncer -d -q "$dir/pgbouncer.ini"
	for _ in {1..100}; do
		[ ! -S "$dir/.s.PGSQL.$port" ] || break
		sleep 0.05
	done
	export OSTIARY_TEST_POOLER="postgres://ostiary@/postgres?host=$dir&port=$port"
}

pooled() {
	pooler
	"$@"
}

command=${1:?}
shift
dir=${1:-}
export OSTIARY_TEST_ENGINE=postgres
case $command in
start) start ;;
crash) ctl -m immediate stop ;;
halt) ctl -m fast stop ;;
again) ctl start ;;
stop) stop ;;
run) if [ -n "${OSTIARY_TEST_PG:-}" ]; then exec "$@"; else alone "$@"; fi ;;
own) alone "$@" ;;
pooled) alone pooled "$@" ;;
*)
	sed -n '2,/^$/s/^# \{0,1\}//p' "$self" >&2
	exit 64
	;;
esac
