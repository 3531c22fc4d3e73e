/* Keys of the generator that wrote CVE-2017-15361 ("ROCA"): their primes are powers of 65537 modulo
 * a product of small primes, which gives them away, and lets them be factored. */
#ifndef OSTIARY_JOSE_KEYS_ROCA_H
#define OSTIARY_JOSE_KEYS_ROCA_H

#include <openssl/bn.h>
#include <stdbool.h>

/* Whether the modulus, of 2048 bits or more, has their form. The chance that a sound modulus has it
 * is far below 2^-100. */
bool roca_suspects(const BIGNUM *n);

#endif
