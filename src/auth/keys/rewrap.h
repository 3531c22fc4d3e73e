/* Sealing the stored private keys with another secret. */
#ifndef OSTIARY_AUTH_KEYS_REWRAP_H
#define OSTIARY_AUTH_KEYS_REWRAP_H

#include <stddef.h>

#include "auth/keys/config.h"
#include "core/err.h"

enum clear_keys {
	CLEAR_KEYS_LEAVE = 0, /* keys that Better Auth has stored in clear stay so */
	CLEAR_KEYS_SEAL,
};

struct key_rewrap {
	size_t sealed; /* with the current secret, by this call */
	size_t left;   /* sealed with the current secret before */
	size_t clear;  /* left in clear */
};

/* Seals every stored private key with the current secret of config; all of them, or none. The keys
 * are opened with any secret of config, or of old, which may be NULL. No keyring need be open.
 * KEYRING_OK with *out; KEYRING_WRONG_SECRET: *err names a key that opens with none of the secrets;
 * KEYRING_FAULT. */
enum keyring_rc keyring_rewrap(const struct keyring_config *config, const struct secrets *old,
			       enum clear_keys clear, struct key_rewrap *out, struct err *err);

#endif
