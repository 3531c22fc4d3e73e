/* The list of who was thrown out, from the inside; docs/not-before.md has its format. */
#ifndef OSTIARY_JOSE_NOT_BEFORE_H
#define OSTIARY_JOSE_NOT_BEFORE_H

#include "base/str.h"
#include "jose/claims.h"
#include "ostiary/not_before.h"

#define NOT_BEFORE_AUDIENCE     "ostiary-not-before"
#define NOT_BEFORE_DIGEST_CHARS 22 /* of its bytes in base64url */
#define NOT_BEFORE_MAX_DEPTH    8
#define NOT_BEFORE_MAX_MEMBERS  64

/* Whether the list lets the token in: OST_OK, OST_REVOKED or OST_NO_MEMORY. It says nothing of other
 * issuers' tokens. A token that does not tell when it was issued is taken for the oldest. */
enum ost_verdict not_before_judge(const struct ost_not_before *list, struct ost_claims *claims);

#endif
