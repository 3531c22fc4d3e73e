/* The cache of accepted tokens: the functions ost_cache_...() of ostiary/verify.h.
 *
 * I1  A token is found only when all its octets are equal to those of a token that was accepted
 *     with a set of the identity of the shard's set. The hash only says where to search; no verdict
 *     depends on it.
 * I2  Only the result of the signature check is remembered: policy_judge() runs on every call.
 * I3  A shard holds a reference to its set and to the claims of its entries, so that neither is
 *     used after it was freed.
 *
 * The entries have the octets of the tokens and no digests: SHA-256 over a token of 900 octets
 * takes 0.5 microseconds, more than everything else together. The bucket is found by the last
 * octets, which are part of the signature and therefore as good as random. To crowd one bucket, an
 * attacker needs more good tokens than the bucket has entries; then a few other tokens are verified
 * again, and nothing else happens.
 */
#ifndef OSTIARY_JOSE_CACHE_H
#define OSTIARY_JOSE_CACHE_H

#include "ostiary/verify.h"

#define CACHE_SHARDS       16 /* each has a lock; so two threads rarely want the same one */
#define CACHE_WAYS         8  /* entries of a bucket; a new one replaces the least recently used */
#define CACHE_HASHED_BYTES 32 /* the end of a token; shorter tokens are not cached */

#endif
