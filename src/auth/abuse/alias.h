/* The alias by which the log names an account: a short keyed hash of its e-mail address. With the
 * secret it can be computed from an address (ostiary throttle name EMAIL); no address can be
 * computed from it. */
#ifndef OSTIARY_AUTH_ABUSE_ALIAS_H
#define OSTIARY_AUTH_ABUSE_ALIAS_H

#include "base/str.h"
#include "core/arena.h"
#include "crypto/cookie_mac.h"
#include "crypto/short_hash.h"

/* Derives the key from the cookie key: all processes with one secret have the same aliases. */
void alias_key_init(struct short_hash_key *key, const struct cookie_key *cookie_key);

/* The alias of an address, letter case ignored: 16 lower-case hex digits in the arena. The empty
 * address has the empty alias. */
struct str alias_of(const struct short_hash_key *key, struct arena *a, struct str email);

#endif
