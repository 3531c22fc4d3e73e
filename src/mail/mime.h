/* Encodes text for mail. No text can start a header or a line of SMTP. */
#ifndef OSTIARY_MAIL_MIME_H
#define OSTIARY_MAIL_MIME_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/str.h"

/* Whether the text is an address that needs no quotes: a dot-atom, '@' and a domain of labels (RFC
 * 5321 section 4.1.2), in ASCII or UTF-8 (RFC 6531 section 3.3), with at most 254 bytes, 64 of them
 * before the '@'. Quoted local parts, comments and address literals, which no person uses, are
 * refused. */
bool mime_is_address(struct str text);

/* Appends the text of a header, after "Name: ", in lines of at most 76 characters: printable ASCII
 * as it is, any other text in encoded words (RFC 2047). Control characters become spaces. prefix is
 * the number of characters that the line already has. */
void mime_put_text(struct buf *b, struct str text, size_t prefix);

/* Appends a name that precedes an address: a quoted string, or encoded words. */
void mime_put_phrase(struct buf *b, struct str text, size_t prefix);

/* Appends a date such as "Fri, 20 Nov 2026 03:53:11 +0000" (RFC 5322 section 3.3). */
void mime_put_date(struct buf *b, int64_t ms);

/* Appends a body in quoted-printable (RFC 2045 section 6.7). Line ends of any kind become CRLF. No
 * line starts with a dot, and none contains "=_", so that a boundary with these characters cannot
 * occur. */
void mime_put_quoted_printable(struct buf *b, struct str text);

#endif
