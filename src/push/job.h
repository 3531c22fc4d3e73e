/* One claimed message that is being sent: a part of sender.h. */
#ifndef OSTIARY_PUSH_JOB_H
#define OSTIARY_PUSH_JOB_H

#include "core/arena.h"
#include "push/delivery.h"
#include "push/sender.h"

struct push_job {
	bool used;
	struct arena arena; /* wiped at the end: it has an endpoint and a title */
	struct push_message message;
	struct push_transfer *transfer; /* OWNED; NULL before push_job_prepare() */
	struct str origin;              /* of the push service; empty before */
	int64_t began_ms;               /* steady time */
};

/* Takes a copy of the message. */
void push_job_init(struct push_job *job, const struct push_message *message);
void push_job_done(struct push_job *job);

/* Reads what is to be sent and prepares the transfer. STORE_OK; STORE_NONE (there is nothing to
 * send any more); STORE_CONFLICT (it can never be sent: see *err); STORE_FAULT. */
enum store_rc push_job_prepare(struct push_job *job, const struct push_sender_config *config,
			       struct err *err);

/* The one whose transfer has this handle. */
struct push_job *push_job_of(struct push_job *jobs, CURL *handle);

/* Records the result, a struct push_settling; with PUSH_GONE the subscription is deleted, with
 * PUSH_SENT its time is noted. */
struct push_settling {
	const struct push_message *message;
	enum push_outcome outcome;
	int64_t now_ms;
};
enum store_rc push_settle_tx(struct sql *sql, void *arg, struct err *err);

#endif
