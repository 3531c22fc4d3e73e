#!/usr/bin/env bash
# A temporary PostgreSQL cluster for tests, on a socket in its own folder and on a random port of
# 127.0.0.1.
#
#   start DIR [SETTING...]  makes one in the new folder DIR and prints its URL; settings as in its
#                           configuration file
#   follow DIR FROM         makes a standby of FROM, which was started with wal_level=replica and
#                           max_wal_senders=4, in the new folder DIR and prints its URL
#   promote DIR             makes a standby a server that accepts writes
#   archive DIR             makes one in the new folder DIR that archives its log to DIR/archive
#   base DIR                copies the running cluster DIR to DIR/base, for a recovery
#   recover DIR FROM TIME   makes one in the new folder DIR of FROM/base and FROM/archive, as it was
#                           at TIME, and prints its URL
#   secure DIR              gives it a certificate for "localhost", signed by DIR/ca.crt (and by
#                           DIR/other.crt nothing); prints the URL for TCP, with a password
#   pool DIR                starts a transaction pooler (pgbouncer) before it, prints its URL
#   freeze DIR              stops its processes: clients get no answer
#   thaw DIR                continues them
#   crash DIR               ends it as a power failure would
#   halt DIR                ends it in good order; both leave the data there
#   again DIR               starts it again
#   stop DIR                ends it and removes the folder
#   run COMMAND...          runs the command with OSTIARY_TEST_PG set to a cluster's URL: the one
#                           that is set already, or one for this command alone
#   own COMMAND...          always one for this command alone, in OSTIARY_TEST_PG_DIR
#   pooled COMMAND...       the same, with a pooler (pgbouncer) in OSTIARY_TEST_POOLER
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

folder() {
	mkdir -m 700 "$dir"
	[ "$(id -u)" -ne 0 ] || chown nobody:nogroup "$dir"
}

fill() {
	quietly "$bin/initdb" -D "$dir/data" -U ostiary \
		--auth-local trust --auth-host scram-sha-256 \
		--encoding UTF8 --locale C --no-sync
}

start() {
	folder
	fill
	serve "$@"
}

serve() { # serve SETTING...
	local port
	for _ in 1 2 3 4 5; do
		port=$((20000 + RANDOM % 12000))
		{
			settings $port
			[ $# -eq 0 ] || printf '%s\n' "$@"
		} >"$dir/data/postgresql.auto.conf"
		if ctl start; then
			echo "postgres://ostiary@/postgres?host=$dir&port=$port"
			return
		fi
	done
	cat "$dir.log" "$dir/log" >&2
	exit 70
}

follow() { # follow FROM
	local port
	port=$(sed -n 4p "$1/data/postmaster.pid")
	folder
	quietly "$bin/pg_basebackup" -h "$1" -p "$port" -U ostiary -D "$dir/data" \
		--checkpoint=fast --no-sync
	"${as[@]}" touch "$dir/data/standby.signal"
	serve wal_level=replica max_wal_senders=4 \
		"primary_conninfo = 'host=$1 port=$port user=ostiary application_name=standby'"
}

# The settings of docs/host/backup.md.
archive() {
	folder
	quietly mkdir "$dir/archive"
	fill
	serve wal_level=replica max_wal_senders=4 archive_mode=on \
		"archive_command = 'test ! -f $dir/archive/%f && cp %p $dir/archive/%f'"
}

base() {
	quietly "$bin/pg_basebackup" -h "$dir" -p "$(sed -n 4p "$dir/data/postmaster.pid")" \
		-U ostiary -D "$dir/base" --checkpoint=fast --no-sync
}

recover() { # recover FROM TIME
	folder
	quietly cp -r "$1/base" "$dir/data"
	chmod 700 "$dir/data"
	"${as[@]}" touch "$dir/data/recovery.signal"
	serve wal_level=replica max_wal_senders=4 \
		"restore_command = 'cp $1/archive/%f %p'" \
		"recovery_target_time = '$2'" "recovery_target_action = 'promote'"
}

# An authority and what it signs, in the cluster's folder; the server reads its own two in its data.
certificates() {
	local name
	for name in ca other; do
		openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 \
			-nodes -days 2 -subj "/CN=$name" \
			-keyout "$dir/$name.key" -out "$dir/$name.crt"
	done
	openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=localhost \
		-keyout "$dir/data/server.key" -out "$dir/server.csr"
	openssl x509 -req -in "$dir/server.csr" -CA "$dir/ca.crt" -CAkey "$dir/ca.key" -days 2 \
		-extfile <(echo subjectAltName=DNS:localhost) -out "$dir/data/server.crt"
	[ "$(id -u)" -ne 0 ] || chown nobody:nogroup "$dir/data/server.key" "$dir/data/server.crt"
	chmod 600 "$dir/data/server.key"
}

secure() {
	local port
	port=$(sed -n 4p "$dir/data/postmaster.pid")
	certificates >>"$dir.log" 2>&1
	echo "ssl = on" >>"$dir/data/postgresql.auto.conf"
	sed -i 's/^host /hostssl /' "$dir/data/pg_hba.conf"
	psql --no-psqlrc --quiet --host "$dir" --port "$port" --username ostiary \
		--command "alter role ostiary password 'secret'" \
		--command 'select pg_reload_conf()' postgres >>"$dir.log"
	ctl restart
	echo "postgres://ostiary:secret@localhost:$port/postgres"
}

# The first process is stopped before its children, so that it starts no new ones meanwhile.
signal() { # signal NAME
	local first
	first=$(head -n 1 "$dir/data/postmaster.pid")
	kill "-$1" "$first"
	# Some end meanwhile.
	xargs -r kill "-$1" <"/proc/$first/task/$first/children" 2>/dev/null || [ "$1" = CONT ]
}

stop() {
	[ ! -s "$dir/data/postmaster.pid" ] || signal CONT || true
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

# Gives each transaction another connection, so that only what belongs to one transaction works.
pooler() {
	local port=$((20000 + RANDOM % 12000))
	cat >"$dir/pgbouncer.ini" <<-END
		[databases]
		postgres = host=$dir port=$(sed -n 4p "$dir/data/postmaster.pid") user=ostiary
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
	echo "postgres://ostiary@/postgres?host=$dir&port=$port"
}

pooled() {
	OSTIARY_TEST_POOLER=$(pooler)
	export OSTIARY_TEST_POOLER
	"$@"
}

command=${1:?}
shift
dir=${1:-}
export OSTIARY_TEST_ENGINE=postgres
case $command in
start) start "${@:2}" ;;
follow) follow "${2:?}" ;;
archive) archive ;;
base) base ;;
recover) recover "${2:?}" "${3:?}" ;;
promote) ctl promote ;;
secure) secure ;;
pool) pooler ;;
freeze) signal STOP ;;
thaw) signal CONT ;;
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
