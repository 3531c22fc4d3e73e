/* The PostgreSQL driver: connections for store/sql/sql.h. */
#ifndef OSTIARY_STORE_POSTGRES_CONNECTION_H
#define OSTIARY_STORE_POSTGRES_CONNECTION_H

#include <stdatomic.h>

#include "base/buf.h"
#include "store/sql/driver.h"

struct pg_conn;   /* libpq's */
struct pg_result; /* libpq's */

/* Shared by the connections of a store. */
struct pg_config {
	char *url;    /* holds a password */
	char *schema; /* NULL: where the database's search_path says */
	enum store_prepare prepare;
	int busy_ms;         /* how long a statement waits for a lock */
	atomic_bool unnamed; /* a pooler has been met that keeps no prepared statements */
};

/* True for a connection string in one of the two forms of libpq (core/conninfo.h). */
bool pg_url_is(struct str url);

/* The URL for free(); NULL with a text in *err that does not repeat it. */
char *pg_url_copy(struct str url, struct err *err);

/* Whether libpq takes the values of the URL and of its environment: the ports, sslmode and others,
 * which it judges before it connects. Nobody is asked. False: *err has its words, without a
 * value. */
bool pg_url_values_are_good(struct str url, struct err *err);

/* The files with certificates and keys that libpq reads for a connection: those that the URL names,
 * else those of its environment. Returns their number, at most room; paths are in the arena. */
size_t pg_url_files(struct arena *a, struct str url, const char **out, size_t room);

/* The same for the file with passwords; NULL: there is none. */
const char *pg_url_password_file(struct arena *a, struct str url);

/* Opens a connection and closes it with sql_close(). The config outlives it. STORE_OK, STORE_FAULT
 * (ERR_UNAVAILABLE). */
enum store_rc pg_open(struct pg_config *config, struct sql **out, struct err *err);

/* Whether nobody between this machine and the server can read or answer in its place: the
 * connection stays on this machine, or its TLS verifies the server's certificate.
 *
 * host, address  of the server, as libpq has them; a host that starts with '/' or '@' is a socket
 * mode           libpq's sslmode */
bool pg_link_is_safe(const char *host, const char *address, bool tls, const char *mode);

/* Logs a warning when the connection is not safe in that sense. */
void pg_warn_of_link(const struct sql *sql, const struct log *log);

/* Makes the config's schema when it is not there. STORE_OK, STORE_FAULT. */
enum store_rc pg_make_schema(struct sql *sql, struct err *err);

/* False when an idle connection has been closed by the other side, or its last user has lost it. */
bool pg_is_alive(const struct sql *sql);

/* True when it was lost because the server did not answer in time: others may not answer either. */
bool pg_is_silent(const struct sql *sql);

/* True when the last transaction may succeed if it is run again (serialization failure,
 * deadlock). */
bool pg_should_retry(const struct sql *sql);

#endif
