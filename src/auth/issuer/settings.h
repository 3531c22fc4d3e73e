/* The issuer's settings, one struct for each subject. They are plain values; the objects that they
 * point to must outlive the issuer. In a zeroed struct no feature is on: sign-up is off, and no
 * mail is sent. That is not the strictest setting: `required`, `confirm`, `end_sessions` and
 * `hash_links` add protection when they are true. */
#ifndef OSTIARY_AUTH_ISSUER_SETTINGS_H
#define OSTIARY_AUTH_ISSUER_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "auth/keys/lifecycle.h"
#include "auth/origin/origin.h"
#include "base/str.h"
#include "crypto/id.h"
#include "crypto/password/password.h"
#include "crypto/secrets.h"
#include "crypto/signing_key.h"
#include "fields/fields.h"

/* Access tokens (token/token.h). */
struct token_settings {
	struct str issuer;   /* claim `iss` */
	struct str audience; /* claim `aud` */
	int64_t life_s;      /* claim `exp` is `iat` plus this */
};

/* The keys that sign them (keys/keyring.h). */
struct key_settings {
	enum signing_alg alg;
	int64_t rsa_bits;       /* of new RSA keys; 0: SIGNING_KEY_RSA_BITS */
	struct key_rules rules; /* issuer_open() sets token_s to token.life_s */
	const char *folder;     /* see keyring_config; NULL: the keys of the store */
	bool takes_clear;       /* see keyring_config */
};

/* The cookie that carries session and user (session/cookie_cache.h). */
enum cookie_cache_form {
	COOKIE_CACHE_OFF = 0,
	COOKIE_CACHE_COMPACT,
	COOKIE_CACHE_JWT,
	COOKIE_CACHE_JWE,
};

struct cookie_cache_rules {
	enum cookie_cache_form form;
	int64_t max_age_s;  /* the life of a cache, and Max-Age of its cookie */
	struct str version; /* a cache of another version is refused */
};

/* Sessions (session/sessions.h). */
struct session_settings {
	int64_t life_s;       /* of a session, and Max-Age of its cookie */
	int64_t max_life_s;   /* from its creation, however often it is renewed; 0: no maximum */
	int64_t update_age_s; /* a session older than this is renewed when it is used */
	int64_t brief_life_s; /* of a session started with REMEMBER_NO */
	int64_t fresh_age_s;  /* sensitive operations need a younger session; 0: any age */
	bool refresh;         /* sessions are renewed at all */
	bool defer_refresh;   /* reading a session writes nothing; see sessions.h */
};

/* New passwords (account/password_policy.h). Lengths are in UTF-16 code units, as the client sent
 * it. */
struct password_settings {
	enum password_kind kind; /* of new hashes */
	size_t min_units;
	size_t max_units;
};

/* Whether a new user is sent a mail with a link that verifies the address. */
enum send_on_sign_up {
	SEND_ON_SIGN_UP_IF_REQUIRED = 0, /* when verification.required */
	SEND_ON_SIGN_UP_YES,
	SEND_ON_SIGN_UP_NO,
};

struct sign_up_settings {
	bool enabled;
	bool auto_sign_in; /* signing up also signs in */
	enum send_on_sign_up send_mail;
};

/* Verification of e-mail addresses (email/verify.h). */
struct verification_settings {
	bool enabled;         /* addresses can be verified by a link in a mail */
	bool required;        /* a user whose address is not verified cannot sign in */
	bool send_on_sign_in; /* a user whom `required` refuses is sent a new link */
	bool sign_in_after;   /* the link also signs in */
	int64_t link_life_s;
};

/* Resets of forgotten passwords (account/reset.h). */
struct reset_settings {
	bool enabled;
	bool end_sessions; /* all of the user's */
	int64_t link_life_s;
};

/* Passkeys (passkey/passkey.h). */
struct passkey_settings {
	bool enabled;
	struct str rp_id;          /* the domain that credentials are made for: "example.org" */
	struct str rp_name;        /* for people */
	const struct str *origins; /* of pages that may use them; none: every trusted one */
	size_t n_origins;
};

/* Who must have a second factor (factor/entry/entry.h). */
enum factor_policy {
	FACTOR_POLICY_OFF = 0,  /* there are none */
	FACTOR_POLICY_OPTIONAL, /* whoever wants one */
	FACTOR_POLICY_REQUIRED, /* everybody */
	FACTOR_POLICY_ADMINS,   /* users with the role "admin"; whoever else wants one */
};

/* Second factors (factor/). */
struct two_factor_settings {
	enum factor_policy policy;
	int64_t grace_s;          /* in which a user whom the policy asks for one may do without */
	struct str issuer;        /* the name that an authenticator shows */
	int64_t digits, period_s; /* of an authenticator's code */
	bool mail_codes;          /* codes by mail count as well */
	int64_t mail_code_digits, mail_code_life_s, mail_code_attempts;
	int64_t backup_codes, backup_code_chars;
	bool hash_codes;       /* backup codes are stored as digests; see factor/backup.h */
	int64_t pending_s;     /* in which a sign-in waits for the second factor */
	int64_t attempts;      /* wrong codes for one sign-in */
	int64_t lock_failures; /* wrong codes in a row of one user, after which none counts ... */
	int64_t lock_s;        /* ... for so long */
	int64_t trust_s;       /* a browser is trusted after its last sign-in */
};

/* Admins: users with the role "admin", who look after the others (admin/). */
struct admin_settings {
	bool enabled;
	int64_t impersonation_s; /* an admin acts as another user for so long */
};

/* Changes of a user's e-mail address (email/change.h). */
struct change_email_settings {
	bool enabled;
	bool unverified_at_once; /* no mail is needed while the old address is not verified */
	bool confirm;            /* a mail to the old, verified address asks first */
};

/* Deletion of an account by its user (account/deletion.h). */
struct deletion_settings {
	bool enabled;
	bool confirm; /* by a link in a mail */
	int64_t link_life_s;
};

struct issuer_settings {
	struct secrets secrets; /* for cookies, links and keys; LIMIT_SECRET_MIN_BYTES or more */
	struct str base_url;    /* with the base path: "http://127.0.0.1:8080/api/auth" */
	struct str origin;      /* of base_url: "http://127.0.0.1:8080" */
	struct str root;        /* path of the web UI on that origin: "" or "/tasks" */
	bool pages;             /* the web UI is there; links that name no page lead to its own */
	struct str service;     /* its name for users; may be empty */
	struct trusted_origins trusted; /* the issuer's own origin counts without being listed */
	enum id_kind id_kind;           /* of new rows */
	const struct own_tables *own;   /* columns of one's own, as of the store; NULL: none */
	bool hash_links;      /* tokens of links are stored as digests; see email/link_row.h */
	bool revocations;     /* revoked users are recorded and published; see revocation.h */
	int64_t audit_keep_s; /* rows of the audit table are kept; 0: for ever */
	struct token_settings token;
	struct key_settings keys;
	struct session_settings session;
	struct cookie_cache_rules cache;
	struct password_settings password;
	struct sign_up_settings sign_up;
	struct verification_settings verification;
	struct reset_settings reset;
	struct change_email_settings change_email;
	struct passkey_settings passkey;
	struct two_factor_settings two_factor;
	struct deletion_settings deletion;
	struct admin_settings admin;
};

/* Better Auth's defaults for everything but secrets, URLs, issuer and audience, which are empty.
 * Every issuer_settings starts with this. */
void issuer_settings_default(struct issuer_settings *settings);

#endif
