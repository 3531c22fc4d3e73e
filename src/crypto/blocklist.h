/* Passwords that whoever guesses tries first: refused as new ones (NIST SP 800-63B section 3.1.1.2).
 *
 * The built-in list is the 30,000 most used in public breaches; an operator may add one. Passwords are
 * compared in NFKC and without regard to case. Of a word its mark is kept: the first 8 bytes of its
 * SHA-256; a good password has a known one's mark about once in 10^14.
 */
#ifndef OSTIARY_CRYPTO_BLOCKLIST_H
#define OSTIARY_CRYPTO_BLOCKLIST_H

#include <stdbool.h>
#include <stddef.h>

#include "base/cleanup.h"
#include "base/str.h"
#include "core/err.h"

#define BLOCKLIST_WORDS_MAX 4000000 /* of an operator's file: 32 MB of memory */

struct blocklist;

/* path  UTF-8, a password per line; NULL: the built-in list alone
 *
 * The caller's, constant from here on, safe from many threads. NULL: the file cannot be read or is too
 * long, or there is no memory; see *err. */
struct blocklist *blocklist_new(const char *path, struct err *err);
void blocklist_free(struct blocklist *list);
OWNER(struct blocklist *, blocklist_free)

/* Whether that is one of them. password is valid UTF-8. */
bool blocklist_has(const struct blocklist *list, struct str password);

/* Whether the password is nothing but that word (of at least 4 bytes; a shorter one is in no password)
 * with digits and punctuation before or behind it: "Ada.Lovelace1815!" is "ada.lovelace". Blanks and
 * punctuation inside do not count on either side. */
bool blocklist_is_about(struct str password, struct str word);

#endif
