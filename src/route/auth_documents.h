/* What the issuer publishes for verifiers. */
#ifndef OSTIARY_ROUTE_AUTH_DOCUMENTS_H
#define OSTIARY_ROUTE_AUTH_DOCUMENTS_H

#include "route/call.h"

/* The JWKS (RFC 7517 section 5), at both of its addresses, with an ETag (RFC 9110 section 13.1.2). */
void auth_jwks(struct call *call);

/* The list of users who were thrown out, a signed text (docs/not-before.md); likewise at two addresses. */
void auth_not_before(struct call *call);

/* Where the keys are, in the form in which verifiers look for it (OpenID Connect Discovery 1.0 section
 * 3). It describes no OpenID provider: nobody can be signed in by it. */
void auth_configuration(struct call *call);

#endif
