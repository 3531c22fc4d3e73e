/* Idempotency-Key on the requests that make something: the header, the answers that are kept, and
 * the refusals. A handler uses it around its operation:
 *
 *	struct keyed keyed = { .call = call, .answer = answer_created, .made = &task,
 *			       .refuse = refuse_for };
 *	if (!keyed_start(&keyed))
 *		return;
 *	rc = task_create(&keyed.rules, ..., &task, &err);
 *	keyed_finish(&keyed, rc, &err);
 */
#ifndef OSTIARY_ROUTE_TASK_API_WRITING_KEYED_H
#define OSTIARY_ROUTE_TASK_API_WRITING_KEYED_H

#include "route/call.h"
#include "route/task_api/writing/running.h"
#include "tasks/once.h"

/* Fills the reply with what the operation has made. May run more than once. */
typedef void keyed_answer_fn(struct call *call, const void *made);

/* Fills the reply for an outcome other than STORE_OK. */
typedef void keyed_refuse_fn(struct call *call, enum store_rc rc, const struct err *err);

struct keyed {
	struct call *call;
	keyed_answer_fn *answer;
	const void *made; /* what the operation fills in */
	keyed_refuse_fn *refuse;

	/* Set by keyed_start(): */
	struct task_rules rules; /* for the operation */
	struct once once;
	struct running running;
	size_t headers_before; /* of the reply */
};

/* False: the reply is complete, since the key cannot be one (400), or a request with it is still
 * running (409). Otherwise keyed_finish() must follow. */
bool keyed_start(struct keyed *keyed);

/* Completes the reply: the operation's answer, the one of the first request with this key, or a
 * refusal (as of any operation; 422 another request; 429 too many keys). */
void keyed_finish(struct keyed *keyed, enum store_rc rc, const struct err *err);

/* For an operation of several transactions, each of which is safe to repeat:
 *
 *	if (!keyed_start(&keyed) || keyed_look(&keyed))
 *		return;
 *	rc = import_run(...);
 *	if (rc == STORE_OK)
 *		keyed_keep(&keyed);
 *	else
 *		keyed_finish(&keyed, rc, &err);
 *
 * The first is true when the reply is complete: the first answer, or a refusal. The second keeps
 * the answer in a transaction of its own, and completes the reply. */
bool keyed_look(struct keyed *keyed);
void keyed_keep(struct keyed *keyed);

#endif
