/* Answers of the operations on the signed-in user's account (auth/account/,
 * auth/email/change.h). */
#ifndef OSTIARY_ROUTE_ISSUER_ACCOUNT_ANSWER_H
#define OSTIARY_ROUTE_ISSUER_ACCOUNT_ANSWER_H

#include <stdbool.h>

#include "auth/issuer/result.h"
#include "core/err.h"
#include "route/call.h"

/* As answer_unless_ok(). In addition it answers REFUSED_THROTTLED with the seconds to wait, names
 * the account of a wrong password in the log, and expires the cookies of a deleted user. */
bool account_answer_unless_ok(struct call *call, enum auth_result result, const struct err *err);

#endif
