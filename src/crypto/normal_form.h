/* Passwords in a normal form (UAX 15), so that one password is one text however it was typed. */
#ifndef OSTIARY_CRYPTO_NORMAL_FORM_H
#define OSTIARY_CRYPTO_NORMAL_FORM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cleanup.h"
#include "base/str.h"
#include "core/err.h"

enum normal_form {
	NORMAL_NFKC = 0,
	NORMAL_NFKC_FOLDED, /* and upper and lower case are one */
};

/* The text: the given one when it is in the form already, or a copy of cap bytes that is wiped. */
struct normalised {
	struct str text;
	int32_t *owned;
	size_t cap;
};

/* text is valid UTF-8 and must outlive *out, which is the caller's to end in any case. False: no memory,
 * see *err. */
bool normalised_init(struct normalised *out, enum normal_form form, struct str text,
		     struct err *err);
void normalised_done(struct normalised *n);

bool text_is_ascii(struct str text);

#endif
