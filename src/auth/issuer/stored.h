/* What operations make of outcomes of the store that are neither success nor one of their own
 * refusals. */
#ifndef OSTIARY_AUTH_ISSUER_STORED_H
#define OSTIARY_AUTH_ISSUER_STORED_H

#include "auth/issuer/issuer.h"
#include "auth/issuer/result.h"
#include "core/err.h"

/* True, with a line in the log, when the outcome is a row that cannot be read (ERR_UNREADABLE).
 * *err is then empty again. */
bool stored_is_unreadable(const struct issuer *issuer, enum store_rc rc, struct err *err);

/* STORE_NONE, and a line in the log, for a row that cannot be read (ERR_UNREADABLE): to a client it
 * is as if there were no such row. Any other rc as it is. */
enum store_rc stored_or_none(const struct issuer *issuer, enum store_rc rc, struct err *err);

/* AUTH_FAULT, with a reason in *err for the log in each case: unless rc is STORE_FAULT,
 * store_misfit(). */
enum auth_result stored_fault(enum store_rc rc, const char *doing, struct err *err);

/* AUTH_OK for a list that was read, with a line in the log when rows that cannot be read were left
 * out of it; else stored_fault(). */
enum auth_result stored_list(const struct issuer *issuer, enum store_rc rc, const char *doing,
			     struct err *err);

#endif
