/* The secrets of an installation, in either of the two forms of Better Auth: one plain secret, or
 * several with versions, the first of which is the current one.
 *
 * Cookies and links are verified with the current secret only, so that a new one ends all sessions.
 * Sealed texts (sealed.h) name the version of their secret and outlive a change.
 */
#ifndef OSTIARY_CRYPTO_SECRETS_H
#define OSTIARY_CRYPTO_SECRETS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"
#include "core/err.h"
#include "core/limits.h"
#include "crypto/keeper.h"

struct secret {
	uint64_t version; /* at most SECRET_VERSION_MAX */
	struct str text;
};

#define SECRET_VERSION_MAX ((UINT64_C(1) << 53) - 1) /* up to which JavaScript counts exactly */

/* A plain value. Its texts belong to the caller and must outlive every copy. */
struct secrets {
	struct str current; /* signs and seals; empty when there is none */
	/* Opens sealed texts without a version; empty when there is none. A plain secret is
	 * both. */
	struct str legacy;
	size_t n;                        /* secrets with versions; 0: a plain secret */
	struct secret of[LIMIT_SECRETS]; /* the current one first */
	/* Has the secrets in place of this process, where all of the above is empty; or NULL. */
	const struct keeper *keeper;
};

/* A secret without a version. */
struct secrets secrets_plain(struct str secret);

/* Reads "2:new,1:old". Versions are whole numbers, each used once; white space around versions and
 * secrets is ignored; a secret has no comma. legacy may be empty. True with *out; false with the
 * reason in *err, which names the position but no secret. The strength of the secrets is not
 * checked. */
bool secrets_parse(struct str text, struct str legacy, struct secrets *out, struct err *err);

/* The secret of this version; empty when there is none. */
struct str secrets_of_version(const struct secrets *secrets, uint64_t version);

/* All secrets, each once, the current one first and the legacy one last. Returns their number. */
size_t secrets_all(const struct secrets *secrets, struct str out[LIMIT_SECRETS + 1]);

#endif
