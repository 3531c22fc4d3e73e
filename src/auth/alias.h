/* What the log calls an account: a short keyed hash of its e-mail address. Whoever has the secret can make it
 * of an address (ostiary throttle name EMAIL); nobody can make an address of it.
 */
#ifndef OSTIARY_AUTH_ALIAS_H
#define OSTIARY_AUTH_ALIAS_H

#include "base/str.h"
#include "core/arena.h"
#include "crypto/cookie_mac.h"
#include "crypto/short_hash.h"

/* The key is made of the secret's: all processes with one secret have one name for one account. */
void alias_key_init(struct short_hash_key *key, const struct cookie_key *of);

/* 16 lower-case hex digits, in the arena; of the address in lower case. Of nothing, nothing. */
struct str alias_of(const struct short_hash_key *key, struct arena *a, struct str email);

#endif
