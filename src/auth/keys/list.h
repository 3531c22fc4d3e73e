/* The keys as operators see them. */
#ifndef OSTIARY_AUTH_KEYS_LIST_H
#define OSTIARY_AUTH_KEYS_LIST_H

#include <stddef.h>
#include <stdint.h>

#include "auth/keys/config.h"
#include "core/arena.h"
#include "core/err.h"

struct key_info {
	struct str kid, alg;
	enum key_state state;
	int64_t starts_ms;  /* when it starts to sign */
	int64_t expires_ms; /* when it stops; 0: it does not expire */
	int64_t leaves_ms;  /* when it leaves the JWKS; INT64_MAX: never */
};

/* All keys of the database or the folder, the latest to start first. *out is in the arena. The
 * secrets of config are not used. KEYRING_OK, KEYRING_FAULT. */
enum keyring_rc keyring_list(const struct keyring_config *config, struct arena *a,
			     struct key_info **out, size_t *out_n, struct err *err);

#endif
