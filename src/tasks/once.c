#include "tasks/once.h"

/* A second server may keep an answer for the same key between our look and our own. The next run
 * then finds it. */
#define TRIES 3

struct once_job {
	struct once *once;
	store_write_fn *fn;
	void *arg;
	bool raced;
};

static enum store_rc keep_answer(struct sql *sql, struct once_job *job, struct err *err)
{
	struct once *once = job->once;
	struct kept_answer answer = { .request = once->request,
				      .expires_ms = once->now_ms + ONCE_KEPT_MS };
	enum store_rc rc;

	once->answer(once->arg, &answer);
	rc = keys_keep(sql, once->owner, once->key, once->now_ms, &answer, err);
	job->raced = rc == STORE_CONFLICT;
	if (rc == STORE_FULL)
		once->outcome = ONCE_TOO_MANY;
	return rc;
}

static enum store_rc look_tx(struct sql *sql, void *arg, struct err *err)
{
	struct once *once = arg;
	enum store_rc rc =
		keys_take(sql, once->arena, once->owner, once->key, once->now_ms, &once->kept, err);

	once->outcome = ONCE_DONE;
	if (rc == STORE_OK)
		once->outcome = str_eq(once->kept.request, once->request) ? ONCE_REPEATED
									  : ONCE_OTHER_REQUEST;
	return rc;
}

enum store_rc once_look(struct store *store, struct once *once, struct err *err)
{
	return store_write(store, look_tx, once, err);
}

static enum store_rc once_tx(struct sql *sql, void *arg, struct err *err)
{
	struct once_job *job = arg;
	enum store_rc rc = look_tx(sql, job->once, err);

	job->raced = false;
	if (rc != STORE_NONE)
		return rc;
	rc = job->fn(sql, job->arg, err);
	return rc == STORE_OK ? keep_answer(sql, job, err) : rc;
}

typedef enum store_rc writer_fn(struct store *store, store_write_fn *fn, void *arg,
				struct err *err);

static enum store_rc once_with(writer_fn *write, struct store *store, struct once *once,
			       store_write_fn *fn, void *arg, struct err *err)
{
	struct once_job job = { .once = once, .fn = fn, .arg = arg, .raced = true };
	enum store_rc rc = STORE_FAULT;

	if (!once || !once->key.n)
		return write(store, fn, arg, err);
	for (int i = 0; job.raced && i < TRIES; i++)
		rc = write(store, once_tx, &job, err);
	return rc;
}

enum store_rc once_grow(struct store *store, struct once *once, store_write_fn *fn, void *arg,
			struct err *err)
{
	return once_with(store_grow, store, once, fn, arg, err);
}

enum store_rc once_write(struct store *store, struct once *once, store_write_fn *fn, void *arg,
			 struct err *err)
{
	return once_with(store_write, store, once, fn, arg, err);
}
