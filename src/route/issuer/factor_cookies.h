/* The cookies of second factors: `two_factor` names a sign-in that waits for one, `trust_device` a
 * browser that needs none (auth/factor/pending.h). */
#ifndef OSTIARY_ROUTE_ISSUER_FACTOR_COOKIES_H
#define OSTIARY_ROUTE_ISSUER_FACTOR_COOKIES_H

#include "auth/factor/pending.h"
#include "base/str.h"
#include "route/call.h"

/* The values without their signatures; empty without a cookie whose signature is valid. */
struct str factor_pending_read(const struct call *call);
struct str factor_trust_read(const struct call *call);

/* Sets or expires both as the way in has led to. */
void factor_cookies_set(struct call *call, const struct factor_outcome *outcome);

void factor_pending_expire(struct call *call);
void factor_trust_set(struct call *call, const struct trust *trust);

/* Expires the cookie if the request has it. */
void factor_trust_expire(struct call *call);

#endif
