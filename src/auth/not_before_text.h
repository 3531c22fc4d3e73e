/* The text of a list, made and signed. For not_before_list.c. */
#ifndef OSTIARY_AUTH_NOT_BEFORE_TEXT_H
#define OSTIARY_AUTH_NOT_BEFORE_TEXT_H

#include <stdatomic.h>
#include <stdbool.h>

#include "auth/not_before_list.h"
#include "crypto/digest.h"
#include "store/not_before.h"

#define NOT_BEFORE_TYPE     "ostiary-not-before+jwt"
#define NOT_BEFORE_AUDIENCE "ostiary-not-before"

/* What the database says. */
struct not_before_marks {
	int64_t version;
	struct not_before_entries thrown_out, deleted;
	bool has_everybody;
	int64_t everybody_ms;
};

struct not_before_facts {
	struct str issuer;
	const struct not_before_marks *marks;
	uint64_t generation;
	int64_t now_ms;
	int64_t renew_ms; /* the same for all processes */
};

struct not_before_own_text {
	struct not_before_text text; /* the first member: what callers hold */
	atomic_uint references;
	int64_t renew_ms;
	struct str kid; /* of the key that signed it */
	char *memory;   /* of text and kid */
	char etag[DIGEST_HEX + 2];
};

/* With one reference, given back with not_before_text_free(). NULL: see *err. */
struct not_before_own_text *not_before_text_new(const struct not_before_facts *facts,
						const struct signer *signer, struct err *err);
void not_before_text_hold(struct not_before_own_text *text);

#endif
