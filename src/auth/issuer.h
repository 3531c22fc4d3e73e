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

#include "auth/announce.h"
#include "auth/keyring.h"
#include "auth/origin.h"
#include "auth/session_cache.h"
#include "auth/throttle.h"
#include "base/cleanup.h"
#include "base/str.h"
#include "core/clock.h"
#include "core/err.h"
#include "core/log.h"
#include "core/random.h"
#include "crypto/blocklist.h"
#include "crypto/cookie_mac.h"
#include "crypto/id.h"
#include "crypto/password.h"
#include "crypto/secrets.h"
#include "crypto/short_hash.h"
#include "crypto/signing_key.h"
#include "store/store.h"

/* Whether a mail goes out with which a new user verifies the address. */
enum send_on_sign_up {
	SEND_ON_SIGN_UP_IF_REQUIRED = 0, /* when require_verification */
	SEND_ON_SIGN_UP_YES,
	SEND_ON_SIGN_UP_NO,
};

/* Plain values. What they point to must outlive the issuer. */
struct issuer_settings {
	struct secrets
		secrets;     /* each at least LIMIT_SECRET_MIN_BYTES; for cookies, links and keys */
	struct str base_url; /* with the base path: "http://127.0.0.1:8080/api/auth" */
	struct str origin;   /* of base_url: "http://127.0.0.1:8080" */
	struct str service;  /* what it is called, for people; may be empty */
	struct str jwt_issuer;   /* claim `iss` */
	struct str jwt_audience; /* claim `aud` */
	int64_t jwt_expires_s;
	enum signing_alg jwks_alg;
	int64_t rsa_bits;                 /* of new RSA keys; 0: SIGNING_KEY_RSA_BITS */
	struct key_rules keys;            /* token_s is jwt_expires_s, whatever stands here */
	const char *keys_folder;          /* see keyring_config; NULL: none */
	enum id_kind id_kind;             /* of rows */
	enum password_kind password_kind; /* of new hashes */
	size_t password_min;              /* in UTF-16 code units, as the password was sent */
	size_t password_max;              /* likewise */
	int64_t session_s;                /* life of a session, and Max-Age of its cookie */
	int64_t session_max_s;    /* from its beginning, however it is renewed; 0: for ever */
	int64_t session_update_s; /* a session is renewed when it is older than this */
	int64_t session_brief_s;  /* life of a session that is not to be remembered */
	int64_t session_fresh_s;  /* a session younger than this may do what is delicate; 0: any */
	bool session_defer;       /* looking at a session writes nothing; see sessions.h */
	bool session_no_refresh;  /* no session is ever renewed */
	struct session_cache_rules cache;
	bool sign_up_off;          /* nobody may sign up */
	bool no_auto_sign_in;      /* who signs up is not signed in thereby */
	bool require_verification; /* who has not verified the address cannot sign in */
	enum send_on_sign_up send_on_sign_up;
	bool send_on_sign_in;            /* a mail to whom require_verification keeps out */
	bool sign_in_after_verification; /* the link in the mail also signs in */
	bool reset_password;             /* passwords can be reset by mail */
	bool verify_email;               /* addresses can be verified by mail */
	bool end_sessions_on_reset;      /* all of the user's */
	bool hash_links;              /* tokens of links are stored as their digests; link_row.h */
	bool change_email;            /* users may change their address */
	bool change_email_unverified; /* at once, when the old one is not verified */
	bool change_email_confirm;    /* a verified address is asked first */
	bool delete_user;             /* users may delete themselves */
	bool delete_user_confirm;     /* by a link in a mail */
	bool not_before;              /* who is thrown out is put on a list: not_before.h */
	int64_t reset_s, verification_s, deletion_s; /* how long links are good */
	struct trusted_origins trusted; /* the issuer's own origin counts without being listed */
};

/* Better Auth's defaults for everything but secret, URLs and audience, which are empty. */
void issuer_settings_default(struct issuer_settings *settings);

struct issuer_config {
	struct store *store;
	const struct clock *clock;
	const struct random *random;
	const struct log *log;
	announce_fn *announce;     /* NULL: there are no mails, and what needs them is off */
	struct throttle *throttle; /* borrowed, as is the next; NULL: there is none */
	const struct blocklist *blocklist;
	struct issuer_settings settings;
};

struct not_before_list;

struct issuer {
	struct store *store;
	const struct clock *clock;
	const struct random *random;
	const struct log *log;
	announce_fn *announce;
	struct throttle *throttle;
	const struct blocklist *blocklist;
	struct issuer_settings settings;
	struct cookie_key *cookie_key;   /* of every signed cookie and bearer token */
	struct short_hash_key alias_key; /* see alias.h */
	struct session_cache *cache;
	struct keyring *keyring;
	struct not_before_list *thrown_out; /* NULL unless settings.not_before */
};

/* KEYRING_OK with *out owned by the caller; otherwise as keyring_open(). */
enum keyring_rc issuer_open(const struct issuer_config *config, struct issuer **out,
			    struct err *err);
void issuer_free(struct issuer *issuer);
OWNER(struct issuer *, issuer_free)

#endif
