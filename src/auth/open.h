/* Opens an issuer: makes its parts from the settings and puts them together. */
#ifndef OSTIARY_AUTH_OPEN_H
#define OSTIARY_AUTH_OPEN_H

#include "auth/issuer/issuer.h"
#include "auth/keys/keyring.h"
#include "base/cleanup.h"
#include "core/err.h"

struct issuer_config {
	struct store *store;
	const struct clock *clock;
	const struct random *random;
	const struct log *log;
	announce_fn *announce;     /* NULL: no mail can be sent; features that need mails are off */
	struct throttle *throttle; /* borrowed, as is the next; NULL: none */
	const struct blocklist *blocklist;
	struct issuer_settings settings;
};

/* KEYRING_OK with *out owned by the caller; otherwise as keyring_open(). */
enum keyring_rc issuer_open(const struct issuer_config *config, struct issuer **out,
			    struct err *err);
void issuer_free(struct issuer *issuer);
OWNER(struct issuer *, issuer_free)

#endif
