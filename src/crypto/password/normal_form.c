#include "crypto/password/normal_form.h"

#include <openssl/crypto.h>
#include <stdlib.h>
#include <utf8proc.h>

#include "base/ascii.h"

bool text_is_ascii(struct str text)
{
	for (size_t i = 0; i < text.n; i++)
		if ((unsigned char)text.p[i] >= 0x80)
			return false;
	return true;
}

static bool has_capitals(struct str text)
{
	for (size_t i = 0; i < text.n; i++)
		if (ascii_is_upper(text.p[i]))
			return true;
	return false;
}

/* Replaces utf8proc_map(), which frees its intermediate copies without wiping them. */
static bool to_normal_form(struct normalised *out, utf8proc_option_t how)
{
	const utf8proc_uint8_t *in = (const utf8proc_uint8_t *)out->text.p;
	utf8proc_ssize_t in_bytes = (utf8proc_ssize_t)out->text.n;
	utf8proc_ssize_t points = utf8proc_decompose(in, in_bytes, NULL, 0, how), bytes;

	if (points < 0)
		return false;
	out->cap = ((size_t)points + 1) * sizeof(*out->owned); /* with space for a NUL */
	out->owned = malloc(out->cap);
	if (!out->owned || utf8proc_decompose(in, in_bytes, out->owned, points, how) != points)
		return false;
	bytes = utf8proc_reencode(out->owned, points, how);
	if (bytes >= 0)
		out->text = str_of(out->owned, (size_t)bytes);
	return bytes >= 0;
}

bool normalised_init(struct normalised *out, enum normal_form form, struct str text,
		     struct err *err)
{
	utf8proc_option_t how = UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT;
	bool folded = form == NORMAL_NFKC_FOLDED;

	*out = (struct normalised){ .text = text };
	if (text_is_ascii(text) && !(folded && has_capitals(text)))
		return true;
	if (folded)
		how |= UTF8PROC_CASEFOLD;
	if (to_normal_form(out, how))
		return true;
	err_set(err, "the password cannot be normalised");
	return false;
}

void normalised_done(struct normalised *n)
{
	if (n->owned)
		OPENSSL_cleanse(n->owned, n->cap);
	free(n->owned);
}
