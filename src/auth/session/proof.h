/* How the person of a session proved who they are, as access tokens say it.
 *
 * P1  A token never claims more than this program has seen: a session that Better Auth or an
 *     earlier version has started says nothing, until its person shows something in it.
 * P2  auth_time is when the oldest part of the proof was shown, so that a limit on its age holds
 *     for all of it.
 * P3  A trusted browser is no proof: it says that a second factor was shown once, in another
 *     session.
 *
 * proof.c has the one table. */
#ifndef OSTIARY_AUTH_SESSION_PROOF_H
#define OSTIARY_AUTH_SESSION_PROOF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"
#include "store/tables/sessions.h"

/* What was shown, as a set: the or of these. */
#define PROOF(kind)            (1u << (kind))
#define PROOF_BY_PASSWORD      PROOF(PROOF_PASSWORD)
#define PROOF_BY_MAIL          PROOF(PROOF_MAILBOX)
#define PROOF_BY_TOUCHED_KEY   PROOF(PROOF_PASSKEY)
#define PROOF_BY_VERIFYING_KEY (PROOF(PROOF_PASSKEY) | PROOF(PROOF_PASSKEY_VERIFIED))
#define PROOF_BY_TOTP          PROOF(PROOF_TOTP)
#define PROOF_BY_BACKUP_CODE   PROOF(PROOF_BACKUP_CODE)

/* A proof of what was shown at that time; and the same together with what was shown before. */
struct session_proof proof_at(unsigned shown, int64_t at_ms);
struct session_proof proof_with(const struct session_proof *before, unsigned shown, int64_t at_ms);

#define PROOF_METHODS_MAX 6

/* The claims of a proof. */
struct proof_claims {
	struct str amr[PROOF_METHODS_MAX]; /* RFC 8176 section 2, and "email" */
	size_t n;
	struct str acr;      /* "1fa", "2fa" or "phr" */
	int64_t auth_time_s; /* OpenID Connect Core 1.0 section 2 */
};

/* False, with *out untouched: nothing is known, and a token has none of the claims. */
bool proof_claims_of(const struct session_proof *proof, struct proof_claims *out);

#endif
