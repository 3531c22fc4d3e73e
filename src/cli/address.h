/* Where the server listens, and how the outside world calls it: decided from the settings. */
#ifndef OSTIARY_CLI_ADDRESS_H
#define OSTIARY_CLI_ADDRESS_H

#include <stdbool.h>
#include <stdint.h>

#include "auth/origin.h"
#include "base/str.h"
#include "cli/settings.h"
#include "core/arena.h"
#include "core/err.h"

struct listen_address {
	struct str host; /* a literal, without brackets */
	uint16_t port;
};

/* --listen, else --host and --port. False when --listen is not ADDRESS:PORT. */
bool address_to_listen(const struct settings *settings, struct listen_address *out,
		       struct err *err);

/* All texts are in the arena and end with a NUL. */
struct public_address {
	struct str origin;    /* "http://127.0.0.1:8080" */
	struct str base_path; /* of the issuer: "/api/auth" */
	struct str base_url;  /* both together */
	bool https;
	struct trusted_origins trusted;
};

/* From BETTER_AUTH_URL, whose path, if it has one, is the base path; else from the address that is
 * really listened on, and then every name of this machine's loopback is trusted as well. False when
 * the URL has no origin. */
bool address_to_outside(struct arena *a, const struct settings *settings,
			const struct listen_address *listening, struct public_address *out,
			struct err *err);

#endif
