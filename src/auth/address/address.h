/* E-mail addresses, as the issuer understands them. */
#ifndef OSTIARY_AUTH_ADDRESS_ADDRESS_H
#define OSTIARY_AUTH_ADDRESS_ADDRESS_H

#include <stdbool.h>

#include "base/str.h"
#include "core/arena.h"

/* True for an address that zod 4's pattern accepts, as Better Auth does:
 *     ^(?:[A-Za-z0-9_'+\-]+\.)*[A-Za-z0-9_'+\-]*[A-Za-z0-9_+-]
 *     @(?:[A-Za-z0-9][A-Za-z0-9\-]*\.)+[A-Za-z]{2,}$
 * and has at most LIMIT_EMAIL_BYTES. ASCII only, no blanks trimmed. */
bool email_is_valid(struct str text);

/* A copy in lower case (ASCII): the form in which addresses are stored and compared. */
struct str email_lower(struct arena *a, struct str email);

#endif
