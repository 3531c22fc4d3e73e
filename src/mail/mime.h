/* Text as it may stand in a mail. Nothing that is written here can begin a header or a line of SMTP. */
#ifndef OSTIARY_MAIL_MIME_H
#define OSTIARY_MAIL_MIME_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/str.h"

/* An address that can be written bare: a dot-atom, '@', a domain of labels (RFC 5321 section 4.1.2), in
 * ASCII or UTF-8 (RFC 6531 section 3.3). At most 254 bytes, 64 before the '@'. Quoted local parts,
 * comments and address literals are not for people and are no addresses here. */
bool mime_is_address(struct str text);

/* A header's text behind "Name: ", in lines of at most 76 characters: as it is when it is printable
 * ASCII, else in encoded words (RFC 2047). Control characters become blanks. prefix is how many
 * characters stand on the line already. */
void mime_put_text(struct buf *b, struct str text, size_t prefix);

/* A name before an address: a quoted string, or encoded words. */
void mime_put_phrase(struct buf *b, struct str text, size_t prefix);

/* "Fri, 20 Nov 2026 03:53:11 +0000" (RFC 5322 section 3.3). */
void mime_put_date(struct buf *b, int64_t ms);

/* A body in quoted-printable (RFC 2045 section 6.7). Line ends of any kind become CRLF. No line begins
 * with a dot, and none holds "=_", so that a boundary with that cannot occur. */
void mime_put_quoted_printable(struct buf *b, struct str text);

#endif
