/* The cookie cache: session and user in a cookie of their own, so that for some minutes no database need
 * be asked who somebody is. Better Auth's formats (`session.cookieCache`), readable both ways.
 *
 * The payload is {"session":{...},"user":{...},"updatedAt":MS,"version":"1"}, with further members beside:
 *
 *   compact  base64url of {"session":PAYLOAD,"expiresAt":MS,"signature":S}, where S is the base64url of
 *            HMAC-SHA-256(secret, the payload with "expiresAt" as its last member)
 *   jwt      an HS256 token (hs256.h) of the payload with iat and exp
 *   jwe      the same with jti, encrypted (jwe_dir.h) under a key derived from the secret
 *
 * What a cache says was true when it was written. A session that is ended elsewhere meanwhile lives on in
 * it until it expires: whoever must not be deceived asks the database (ACCESS_SESSION in route.h).
 */
#ifndef OSTIARY_AUTH_SESSION_CACHE_H
#define OSTIARY_AUTH_SESSION_CACHE_H

#include <stddef.h>
#include <stdint.h>

#include "auth/signed_in.h"
#include "base/buf.h"
#include "base/cleanup.h"
#include "base/str.h"
#include "core/arena.h"
#include "core/clock.h"
#include "core/random.h"
#include "crypto/cookie_mac.h"
#include "crypto/secrets.h"

enum session_cache_form {
	SESSION_CACHE_OFF = 0,
	SESSION_CACHE_COMPACT,
	SESSION_CACHE_JWT,
	SESSION_CACHE_JWE,
};

struct session_cache_rules {
	enum session_cache_form form;
	int64_t max_age_s;  /* how long a cache is believed, and Max-Age of its cookie */
	struct str version; /* a cache of another version is not believed */
};

struct session_cache_config {
	struct session_cache_rules rules;
	const struct cookie_key *cookie_key; /* of the current secret */
	const struct secrets *secrets;       /* all that may have made a cache */
	const struct clock *clock;
	const struct random *random;
};

/* Constant after it is made: any number of threads may use one. What the configuration refers to must
 * outlive it, but for the secrets. */
struct session_cache;

/* NULL: no memory. With SESSION_CACHE_OFF it reads and writes nothing. session_cache_free() wipes. */
struct session_cache *session_cache_new(const struct session_cache_config *config);
void session_cache_free(struct session_cache *cache);
OWNER(struct session_cache *, session_cache_free)

/* Appends the cookie's value, which needs no percent-encoding. A cache of a session that ends with the browser
 * is believed for a fixed time: a minute (compact) or five (jwt, jwe). */
void session_cache_put(const struct session_cache *cache, struct arena *a,
		       const struct signed_in *who, enum remember remember, struct buf *out);

enum session_cache_rc {
	SESSION_CACHE_REFUSED =
		0,          /* forged, expired, of another session or version, or no cache at all */
	SESSION_CACHE_GOOD, /* *out in the arena, both in VIEW_CACHED order */
};

/* Judges a cookie's value beside the session token of the same request, whose signature the caller has
 * verified. The signature is judged before anything is read. */
enum session_cache_rc session_cache_read(const struct session_cache *cache, struct arena *a,
					 struct str value, struct str token, struct signed_in *out);

#endif
