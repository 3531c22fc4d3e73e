/* The issuer: what its operations (sign_up.h, sign_in.h, sessions.h, token.h) work with.
 *
 * Constant after issuer_open(), except the store, the keyring, the throttle, the hashes in use, the
 * revocation list and has_bans, which are safe to use from many threads; so any number of threads
 * may use one issuer.
 *
 * The parts are only declared here: an operation that uses one includes that part's header, and
 * LAYERS says which rooms may.
 */
#ifndef OSTIARY_AUTH_ISSUER_ISSUER_H
#define OSTIARY_AUTH_ISSUER_ISSUER_H

#include <stdatomic.h>

#include "auth/issuer/announce.h"
#include "auth/issuer/settings.h"
#include "auth/revocation/revocation.h"
#include "core/clock.h"
#include "core/log.h"
#include "core/random.h"
#include "crypto/short_hash.h"
#include "store/store.h"

struct blocklist;
struct cookie_cache;
struct cookie_key;
struct hashes_in_use;
struct keyring;
struct throttle;

struct issuer {
	struct store *store;
	const struct clock *clock;
	const struct random *random;
	const struct log *log;
	announce_fn *announce;             /* NULL: no mail can be sent */
	struct throttle *throttle;         /* NULL: attempts are not counted */
	const struct blocklist *blocklist; /* NULL: no password is refused as a common one */
	struct hashes_in_use *hashes;      /* by which every refusal costs the same */
	struct issuer_settings settings;
	struct cookie_key *cookie_key;   /* of every signed cookie and bearer token */
	struct short_hash_key alias_key; /* see abuse/alias.h */
	struct cookie_cache *cache;
	struct keyring *keyring;
	struct revocations revocations;
	atomic_bool has_bans; /* a user may be banned: see bans.h, I3 */
};

#endif
