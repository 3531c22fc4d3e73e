/* Normal forms of passwords (UAX 15), so that a password is the same text however it was typed. */
#ifndef OSTIARY_CRYPTO_PASSWORD_NORMAL_FORM_H
#define OSTIARY_CRYPTO_PASSWORD_NORMAL_FORM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cleanup.h"
#include "base/str.h"
#include "core/err.h"

enum normal_form {
	NORMAL_NFKC = 0,
	NORMAL_NFKC_FOLDED, /* with case folding */
};

/* The normalised text: the given one when it is already in this form, or a copy that
 * normalised_done() wipes. */
struct normalised {
	struct str text;
	int32_t *owned;
	size_t cap;
};

/* text is valid UTF-8 and must outlive *out. The caller calls normalised_done() in any case. False:
 * no memory, see *err. */
bool normalised_init(struct normalised *out, enum normal_form form, struct str text,
		     struct err *err);
void normalised_done(struct normalised *n);

bool text_is_ascii(struct str text);

#endif
