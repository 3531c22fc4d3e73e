/* Operations that are carried out once, however often their request arrives (Idempotency-Key). The
 * effect and the answer that is kept are one transaction, so that a crash leaves both or neither.
 *
 * Only the answer of an operation that was carried out is kept. A refusal changes nothing, so that
 * its key stays free: the next request is judged anew, with the same body or a mended one. */
#ifndef OSTIARY_TASKS_ONCE_H
#define OSTIARY_TASKS_ONCE_H

#include "store/owner.h"
#include "store/store.h"
#include "store/tables/tasks/keys.h"

/* How long an answer is kept. */
#define ONCE_KEPT_MS (INT64_C(24) * 60 * 60 * 1000)

enum once_outcome {
	ONCE_DONE = 0,      /* carried out now, or refused as the store says */
	ONCE_REPEATED,      /* carried out before: the answer of that time is in `kept` */
	ONCE_OTHER_REQUEST, /* the key stands for another request; nothing was done */
	ONCE_TOO_MANY,      /* the owner has LIMIT_KEYS_PER_USER; with STORE_FULL */
};

/* Fills status, headers and body of the answer to what the operation has done. It runs within the
 * transaction, so perhaps more than once and on another thread while the caller waits. */
typedef void once_answer_fn(void *arg, struct kept_answer *out);

struct once {
	const struct owner *owner;
	struct arena *arena;
	struct str key;     /* empty: there is none, and nothing is looked up or kept */
	struct str request; /* a digest of all that makes the request another one */
	int64_t now_ms;
	once_answer_fn *answer;
	void *arg;

	/* Set by once_grow() and once_write(): */
	enum once_outcome outcome;
	struct kept_answer kept; /* of ONCE_REPEATED; its texts are in the arena */
};

/* As store_grow(), once for each key. STORE_OK: see once->outcome; what fn writes to *arg is there
 * after ONCE_DONE only. Without `once` (NULL), or without a key, it is store_grow(). */
enum store_rc once_grow(struct store *store, struct once *once, store_write_fn *fn, void *arg,
			struct err *err);

/* The same as store_write(), for what makes nothing larger. */
enum store_rc once_write(struct store *store, struct once *once, store_write_fn *fn, void *arg,
			 struct err *err);

/* For an operation of several transactions that is safe to repeat: whether its key has an answer.
 * STORE_OK: see once->outcome, ONCE_REPEATED or ONCE_OTHER_REQUEST. STORE_NONE: it has none.
 * STORE_FAULT. */
enum store_rc once_look(struct store *store, struct once *once, struct err *err);

#endif
