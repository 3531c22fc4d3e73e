/* Hashes of 64 bits. They are fast and not cryptographic.
 *
 * hash_str()    FNV-1a: one text always has the same hash, in every process
 * hash_keyed()  for tables whose keys come from clients
 */
#ifndef OSTIARY_BASE_HASH_H
#define OSTIARY_BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

/* The hash of no bytes. */
#define HASH_START UINT64_C(0xcbf29ce484222325)

/* The hash of the bytes that gave `hash`, followed by s. */
static inline uint64_t hash_str(uint64_t hash, struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		hash = (hash ^ (unsigned char)s.p[i]) * UINT64_C(0x100000001b3);
	return hash;
}

/* The same for a number, as eight bytes in the machine's order. */
static inline uint64_t hash_u64(uint64_t hash, uint64_t number)
{
	return hash_str(hash, str_of(&number, sizeof(number)));
}

/* A bijection whose output looks random (the finaliser of splitmix64). */
static inline uint64_t hash_mix(uint64_t x)
{
	x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
	return x ^ x >> 31;
}

/* The hash of s under a secret random seed, without which an attacker cannot choose texts that
 * share a bucket. Every bit of it depends on every byte. */
static inline uint64_t hash_keyed(uint64_t seed, struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		seed = hash_mix(seed ^ (unsigned char)s.p[i]);
	return seed;
}

#endif
