#include "tasks/lists/job.h"

#include "tasks/ids.h"

enum store_rc list_job_begin(struct sql *sql, struct list_job *job, struct err *err)
{
	struct revision now = { 0 };
	enum store_rc rc = revision_advance(sql, job->edit->owner, &now, err);

	job->stamp = (struct stamp){ now.number, job->edit->now_ms };
	job->newest_id = now.newest_id;
	return rc;
}

enum store_rc list_job_id(struct sql *sql, struct list_job *job, int64_t *out, struct err *err)
{
	if (ids_next(job->rules->random, job->edit->now_ms, job->newest_id, out))
		return revision_use_id(sql, job->edit->owner, *out, err);
	err_set(err, "no id is left");
	return STORE_FAULT;
}
