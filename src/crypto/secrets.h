/* The secrets of one installation, in either of Better Auth's two forms: one plain secret, or several
 * that are numbered, of which the first is the current one.
 *
 * What is signed (cookies, links) knows the current secret only: a new one signs everybody out. What is
 * sealed (sealed.h) names the version that sealed it and so outlives the change.
 */
#ifndef OSTIARY_CRYPTO_SECRETS_H
#define OSTIARY_CRYPTO_SECRETS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"
#include "core/err.h"
#include "core/limits.h"

struct secret {
	uint64_t version; /* at most SECRET_VERSION_MAX */
	struct str text;
};

#define SECRET_VERSION_MAX ((UINT64_C(1) << 53) - 1) /* as far as Better Auth counts exactly */

/* A plain value. The texts belong to whoever made it and must outlive every copy. */
struct secrets {
	struct str current; /* signs and seals; empty: there is none */
	struct str
		legacy; /* opens what names no version; a plain secret is both. Empty: none does */
	size_t n;       /* of the numbered ones; 0: a plain secret */
	struct secret of[LIMIT_SECRETS]; /* the current one first */
};

/* One secret without a number. */
struct secrets secrets_plain(struct str secret);

/* Reads "2:new,1:old": versions are whole numbers, each used once, white space around them and around the
 * secrets does not count, and a secret has no comma. legacy may be empty. True with *out; false with the
 * reason in *err, by position and without any secret. How good they are is the caller's to judge. */
bool secrets_parse(struct str text, struct str legacy, struct secrets *out, struct err *err);

/* The secret of that version; empty when it is not among them. */
struct str secrets_of_version(const struct secrets *secrets, uint64_t version);

/* All of them, each once, the current one first and the legacy one last. Returns how many. */
size_t secrets_all(const struct secrets *secrets, struct str out[LIMIT_SECRETS + 1]);

#endif
