/* The revocation list of this process: the revocations of the database, read again when they have
 * changed, and published as a signed document (document.h).
 *
 * I1  A document never changes: a thread with a reference to one uses it without a lock.
 * I2  A document is made when it is asked for, at most once for each change: ten thousand
 *     revocations in a row do not cost ten thousand signatures.
 * I3  A document is signed by the key that signs tokens, and has an expiry time; half way to that,
 *     a new document takes its place.
 * I4  The list has at most LIMIT_REVOCATIONS users. If there are more, the oldest are left out, and
 *     the cutoff is the time of the newest of these: all tokens issued until then are revoked. So
 *     the list may refuse a valid token, which the client replaces, but never accepts a revoked
 *     one.
 * I5  Once there is a signing key, asking for a document never waits for the database.
 */
#ifndef OSTIARY_AUTH_REVOCATION_LIST_H
#define OSTIARY_AUTH_REVOCATION_LIST_H

#include <stdbool.h>
#include <stdint.h>

#include "auth/keys/keyring.h"
#include "auth/revocation/document.h"
#include "base/cleanup.h"
#include "base/str.h"
#include "core/clock.h"
#include "core/err.h"
#include "core/log.h"
#include "core/ticker.h"
#include "store/store.h"

#define REVOCATION_POLL_MS 500 /* how often the changes of other processes are looked for */

struct revocation_list_config {
	struct store *store;
	const struct clock *clock;
	const struct log *log;
	struct keyring *keyring;
	struct str issuer; /* claim `iss`; must outlive the list */
};

struct revocation_list;

/* Reads the table. NULL: see *err. */
struct revocation_list *revocation_list_new(const struct revocation_list_config *config,
					    struct err *err);
void revocation_list_free(struct revocation_list *list);
OWNER(struct revocation_list *, revocation_list_free)

/* Reads the table again if it has changed. False: see *err, and the previous list stays in
 * effect. */
bool revocation_list_reload(struct revocation_list *list, struct err *err);

/* Grows with every change that was read; never 0. Costs one atomic load. */
uint64_t revocation_list_generation(const struct revocation_list *list);

/* Milliseconds since the table was last looked at with success. Costs one atomic load. */
int64_t revocation_list_age_ms(const struct revocation_list *list);

/* A reference to the current document, given back with revocation_document_unref(). Waits for the
 * first signing key when there is none yet (keyring_ready()). NULL: see *err. */
const struct revocation_document *revocation_list_document(struct revocation_list *list,
							   struct err *err);

/* Reloads the list, and once an hour deletes the rows that are no longer needed. A fault is logged,
 * and not again until a tick has succeeded. For one thread alone. */
void revocation_list_tick(struct revocation_list *list);

/* Starts a thread that calls revocation_list_tick() every REVOCATION_POLL_MS. NULL: no thread could
 * be started. */
struct ticker *revocation_timer_start(struct revocation_list *list);

#endif
