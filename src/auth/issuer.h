/* The issuer: everything that its operations (sign_up.h, sign_in.h, sessions.h, token.h) work on.
 *
 * Constant after it is opened but for the keyring and the store, which look after themselves: any
 * number of threads may use one.
 */
#ifndef OSTIARY_AUTH_ISSUER_H
#define OSTIARY_AUTH_ISSUER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "auth/keyring.h"
#include "auth/origin.h"
#include "base/cleanup.h"
#include "base/str.h"
#include "core/clock.h"
#include "core/err.h"
#include "core/log.h"
#include "core/random.h"
#include "crypto/cookie_mac.h"
#include "crypto/signing_key.h"
#include "store/store.h"

/* Plain values. What they point to must outlive the issuer. */
struct issuer_settings {
	struct str secret;       /* at least LIMIT_SECRET_MIN_BYTES; signs cookies, seals keys */
	struct str base_url;     /* with the base path: "http://127.0.0.1:8080/api/auth" */
	struct str origin;       /* of base_url: "http://127.0.0.1:8080" */
	struct str jwt_issuer;   /* claim `iss` */
	struct str jwt_audience; /* claim `aud` */
	int64_t jwt_expires_s;
	enum signing_alg jwks_alg;
	size_t password_min;      /* in UTF-16 code units, as the password was sent */
	size_t password_max;      /* likewise */
	int64_t session_s;        /* life of a session, and Max-Age of its cookie */
	int64_t session_update_s; /* a session is renewed when it is older than this */
	int64_t session_brief_s;  /* life of a session that is not to be remembered */
	int64_t session_fresh_s;  /* a session younger than this may do what is delicate; 0: any */
	bool delete_user;         /* users may delete themselves */
	struct trusted_origins trusted; /* the issuer's own origin counts without being listed */
};

/* Better Auth's defaults for everything but secret, URLs and audience, which are empty. */
void issuer_settings_default(struct issuer_settings *settings);

struct issuer_config {
	struct store *store;
	const struct clock *clock;
	const struct random *random;
	const struct log *log;
	struct issuer_settings settings;
};

struct issuer {
	struct store *store;
	const struct clock *clock;
	const struct random *random;
	const struct log *log;
	struct issuer_settings settings;
	struct cookie_key *cookie_key; /* of every signed cookie and bearer token */
	struct keyring *keyring;
};

/* KEYRING_OK with *out owned by the caller; otherwise as keyring_open(). */
enum keyring_rc issuer_open(const struct issuer_config *config, struct issuer **out,
			    struct err *err);
void issuer_free(struct issuer *issuer);
OWNER(struct issuer *, issuer_free)

#endif
