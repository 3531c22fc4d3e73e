/* Which public keys are sound enough to verify with: the one judgement of those in a JWKS and of
 * those of passkeys. A key is made only of material that passes, so that no caller can forget. */
#ifndef OSTIARY_JOSE_KEYS_SOUND_H
#define OSTIARY_JOSE_KEYS_SOUND_H

#include <openssl/evp.h>

#include "base/str.h"

#define SOUND_RSA_MIN_BITS  2048 /* RFC 7518 section 3.3 */
#define SOUND_RSA_MAX_BITS  8192 /* larger keys would let an attacker occupy the verifier */
#define SOUND_RSA_MAX_BYTES (SOUND_RSA_MAX_BITS / 8)
#define SOUND_EC_MAX_BYTES  66 /* of a coordinate: P-521 */
#define SOUND_ED25519_BYTES 32

enum sound_rc {
	SOUND_WEAK = 0, /* or malformed */
	SOUND_NO_MEMORY,
	SOUND_OK,
};

/* Each makes a key of numbers in network byte order, which the caller frees with EVP_PKEY_free().
 * *out is written on SOUND_OK. */

/* RFC 8725 section 3.4: an odd modulus within the bounds above, which is not of the flawed
 * generator in roca.h; an odd exponent from 65537 up to 32 bits, which neither eases forgeries (3)
 * nor occupies the verifier. No number may have a leading zero (RFC 7518 section 2, RFC 8230
 * section 4), so that it has one spelling. */
enum sound_rc sound_rsa(struct str n, struct str e, EVP_PKEY **out);

/* The group has OpenSSL's name of it ("P-256"), and each coordinate exactly `bytes` octets (RFC
 * 7518 section 6.2.1.2), at most SOUND_EC_MAX_BYTES. The point is on the curve, has the group's
 * order, and is not the one at infinity. */
enum sound_rc sound_ec(const char *group, size_t bytes, struct str x, struct str y, EVP_PKEY **out);

/* RFC 8032 section 5.1.5: 32 octets, which are no point whose order divides eight. With such a
 * point as key, one signature can fit many messages or all. */
enum sound_rc sound_ed25519(struct str point, EVP_PKEY **out);

#endif
