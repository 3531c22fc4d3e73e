/* Passwords that attackers try first and that are refused as new ones (NIST SP 800-63B section
 * 3.1.1.2).
 *
 * The built-in list has the 30,000 most used ones of public breaches; an operator may add a list.
 * Passwords are compared in NFKC and without regard to case. The lists contain only marks, the
 * first 8 bytes of SHA-256: a good password has the mark of a listed one about once in 10^14.
 */
#ifndef OSTIARY_CRYPTO_PASSWORD_BLOCKLIST_H
#define OSTIARY_CRYPTO_PASSWORD_BLOCKLIST_H

#include <stdbool.h>
#include <stddef.h>

#include "base/cleanup.h"
#include "base/str.h"
#include "core/err.h"

#define BLOCKLIST_WORDS_MAX 4000000 /* in the operator's file: 32 MB of memory */

struct blocklist;

/* Reads the operator's list. The result is constant and safe for use by many threads. NULL: the
 * file cannot be read or is too long, or there is no memory; see *err.
 *
 * path  a file in UTF-8 with one password per line; NULL: only the built-in list
 */
struct blocklist *blocklist_new(const char *path, struct err *err);
void blocklist_free(struct blocklist *list);
OWNER(struct blocklist *, blocklist_free)

/* Whether the password, which is valid UTF-8, is in one of the lists. */
bool blocklist_has(const struct blocklist *list, struct str password);

/* Whether the password is only the word with digits and punctuation around it: "Ada.Lovelace1815!"
 * is "ada.lovelace". Spaces and punctuation inside either of them are ignored. False for a word of
 * less than 4 bytes. */
bool blocklist_is_about(struct str password, struct str word);

#endif
