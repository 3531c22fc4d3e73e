/* The cookie cache: session and user in a cookie of their own, so that for some minutes a request
 * is served without reading the session from the database. The formats are those of Better Auth's
 * `session.cookieCache`; either server reads the caches of the other.
 *
 * The payload is {"session":{...},"user":{...},"proof":{...},"updatedAt":MS,"version":"1"}, with
 * further members by form; "proof" is a member of ours, which Better Auth ignores:
 *
 *   compact  base64url of {"session":PAYLOAD,"expiresAt":MS,"signature":S}, where S is the
 *            base64url of HMAC-SHA-256(secret, the payload with "expiresAt" as its last member)
 *   jwt      an HS256 token (hs256.h) of the payload with iat and exp
 *   jwe      the same with jti, encrypted (jwe_dir.h) under a key derived from the secret
 *
 * A cache shows session and user as they were when it was written. A session that another device
 * has ended stays valid in the cache until the cache expires. Operations that must not accept such
 * a session read the database (ACCESS_SESSION in route.h). */
#ifndef OSTIARY_AUTH_SESSION_COOKIE_CACHE_H
#define OSTIARY_AUTH_SESSION_COOKIE_CACHE_H

#include <stddef.h>
#include <stdint.h>

#include "auth/issuer/settings.h"
#include "auth/session/signed_in.h"
#include "base/buf.h"
#include "base/cleanup.h"
#include "base/str.h"
#include "core/arena.h"
#include "core/clock.h"
#include "core/random.h"
#include "core/limits.h"
#include "crypto/cookie_mac.h"
#include "crypto/jwe/jwe_dir.h"
#include "crypto/keeper.h"
#include "crypto/secrets.h"

struct cookie_cache_config {
	struct cookie_cache_rules rules;
	const struct own_tables *own;        /* columns of one's own; NULL: none */
	const struct cookie_key *cookie_key; /* of the current secret */
	const struct secrets *secrets;       /* those under which a cache may have been written */
	const struct clock *clock;
	const struct random *random;
};

/* The keys that the secrets give, the current secret's first: for COOKIE_CACHE_JWE. */
struct cookie_cache_keys {
	struct jwe_key of[LIMIT_SECRETS + 1];
	size_t n;
};

/* False: no memory. cookie_cache_keys_done() wipes, in any case. */
bool cookie_cache_keys_init(struct cookie_cache_keys *keys, const struct secrets *secrets);
void cookie_cache_keys_done(struct cookie_cache_keys *keys);

/* Constant after cookie_cache_new(), so any number of threads may use one. The objects that the
 * configuration points to must outlive it, except the secrets. */
struct cookie_cache;

/* NULL: no memory. With COOKIE_CACHE_OFF it reads and writes nothing. cookie_cache_free()
 * wipes. */
struct cookie_cache *cookie_cache_new(const struct cookie_cache_config *config);
void cookie_cache_free(struct cookie_cache *cache);
OWNER(struct cookie_cache *, cookie_cache_free)

/* Appends the cookie's value, which needs no percent-encoding. With REMEMBER_NO the cache is valid
 * for a fixed time: one minute (compact) or five minutes (jwt, jwe). */
void cookie_cache_put(const struct cookie_cache *cache, struct arena *a,
		      const struct signed_in *signed_in, enum remember remember, struct buf *out);

enum cookie_cache_rc {
	COOKIE_CACHE_REFUSED =
		0,         /* forged, expired, of another session or version, or no cache at all */
	COOKIE_CACHE_GOOD, /* *out in the arena, both in VIEW_CACHED order */
};

/* Reads a cookie's value. token is the session token of the same request, whose signature the
 * caller has verified. The cache's own signature is verified before any of its JSON is read. */
enum cookie_cache_rc cookie_cache_read(const struct cookie_cache *cache, struct arena *a,
				       struct str value, struct str token, struct signed_in *out);

#endif
