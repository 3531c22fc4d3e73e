/* How the handlers of the task API answer what their operations come to. */
#ifndef OSTIARY_ROUTE_TASK_API_ANSWER_H
#define OSTIARY_ROUTE_TASK_API_ANSWER_H

#include "route/call.h"
#include "tasks/refusal.h"

/* The general problem of that status (route/detail.h). */
void answer_refuse(struct call *call, unsigned status, struct str detail);

/* Answers every outcome of the store but STORE_OK, with call->refusal for STORE_CONFLICT; a fault
 * is logged as well. */
void answer_store(struct call *call, enum store_rc rc, const struct err *err);

/* Why an operation or a body was refused: 400 or 412. */
void answer_refusal(struct call *call, const struct refusal *refusal);

/* Logs what failed below; an empty text is nothing. */
void answer_log_fault(struct call *call, const struct err *err);

#endif
