/* The parts that sign-up and sign-in have in common. */
#ifndef OSTIARY_ROUTE_ISSUER_HANDLERS_SIGN_IN_H
#define OSTIARY_ROUTE_ISSUER_HANDLERS_SIGN_IN_H

#include <stdbool.h>

#include "auth/factor/pending.h"
#include "route/call.h"

/* The body's rememberMe; absent counts as true. */
enum remember form_remember(const struct call *call);

/* Adds the access token and the session cookies of that session to the reply. False: a fault has
 * been answered, and the reply is complete. */
bool finish_sign_in(struct call *call, const struct signed_in *signed_in, enum remember remember);

/* Answers a first factor that is not enough: the second one is asked for, or, where this server
 * cannot ask for it, the sign-in is refused. */
void answer_second_factor(struct call *call, const struct factor_outcome *outcome,
			  enum remember remember);

#endif
