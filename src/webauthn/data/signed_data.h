/* The authenticator data and the hash of the client data, one after the other, which is what
 * authenticators sign (WebAuthn level 3 section 6.5.5). */
#ifndef OSTIARY_WEBAUTHN_DATA_SIGNED_DATA_H
#define OSTIARY_WEBAUTHN_DATA_SIGNED_DATA_H

#include <openssl/sha.h>
#include <string.h>

#include "base/str.h"
#include "webauthn/data/verdict.h"

struct signed_data {
	unsigned char octets[WEBAUTHN_AUTH_DATA_MAX + SHA256_DIGEST_LENGTH];
};

/* auth_data has at most WEBAUTHN_AUTH_DATA_MAX octets, client_data_hash SHA256_DIGEST_LENGTH. The
 * result points into *memory. */
static inline struct str signed_data_join(struct signed_data *memory, struct str auth_data,
					  struct str client_data_hash)
{
	memcpy(memory->octets, auth_data.p, auth_data.n);
	memcpy(memory->octets + auth_data.n, client_data_hash.p, client_data_hash.n);
	return str_of(memory->octets, auth_data.n + client_data_hash.n);
}

#endif
