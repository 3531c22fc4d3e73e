/* One entry of the list of trusted origins, as an operator writes it. */
#ifndef OSTIARY_AUTH_ORIGIN_ENTRY_H
#define OSTIARY_AUTH_ORIGIN_ENTRY_H

#include "base/buf.h"
#include "base/str.h"
#include "core/err.h"

enum origin_entry_rc {
	ORIGIN_ENTRY_BAD = 0, /* it could never match; *err is the rest of a sentence about it */
	ORIGIN_ENTRY_READ,
	ORIGIN_ENTRY_EMPTY, /* nothing but blanks and quotes */
};

/* Appends to out the entry as origin_trusts_url() compares it: without blanks and quotes around it;
 * of https, http and host patterns in lower case, without the scheme's port and without a slash at
 * the end. What a browser would never send, such as a path or a missing scheme, is refused with the
 * spelling that was probably meant. */
enum origin_entry_rc origin_entry_read(struct str text, struct buf *out, struct err *err);

#endif
