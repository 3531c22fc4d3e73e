#include "tasks/place.h"

#include "store/tables/tasks/lists.h"
#include "store/tables/tasks/sections.h"

#define NO_LIST    STR("list_id names no list of yours")
#define NO_SECTION STR("section_id names no section of that list")
#define NO_PARENT  STR("parent_id names no task of yours")

static bool names(const struct place_job *job, enum task_member member)
{
	return job->input->named & member;
}

/* A part goes where its task is; a body that names another place is refused. */
static enum store_rc join_parent(const struct place_job *job, const struct task *parent,
				 struct task *task, struct refusal *out)
{
	if (names(job, TASK_LIST_ID) && task->list_id != parent->list_id)
		return refusal_member(out, STR("list_id"),
				      STR("A part of a task is in the list of that task"));
	if (names(job, TASK_SECTION_ID) && task->section_id != parent->section_id)
		return refusal_member(out, STR("section_id"),
				      STR("A part of a task is in the section of that task"));
	task->list_id = parent->list_id;
	task->section_id = parent->section_id;
	return STORE_OK;
}

static enum store_rc may_be_part(struct sql *sql, const struct place_job *job, struct task *task,
				 struct refusal *out, struct err *err)
{
	bool has_parts = false;
	enum store_rc rc = STORE_OK;

	if (job->before)
		rc = groups_has_parts(sql, job->owner, task->id, &has_parts, err);
	if (rc == STORE_OK && has_parts)
		return refusal_member(out, STR("parent_id"),
				      STR("A task that has parts cannot be a part itself"));
	return rc;
}

static enum store_rc settle_part(struct sql *sql, struct arena *a, const struct place_job *job,
				 struct task *task, struct refusal *out, struct err *err)
{
	struct task parent;
	enum store_rc rc = tasks_get(sql, a, job->owner, task->parent_id, &parent, err);

	if (rc == STORE_NONE || (rc == STORE_OK && (parent.deleted_ms || parent.id == task->id)))
		return refusal_member(out, STR("parent_id"), NO_PARENT);
	if (rc == STORE_OK && parent.parent_id)
		return refusal_member(out, STR("parent_id"),
				      STR("parent_id names a task that is a part itself"));
	if (rc == STORE_OK)
		rc = may_be_part(sql, job, task, out, err);
	return rc == STORE_OK ? join_parent(job, &parent, task, out) : rc;
}

static enum store_rc check_list(struct sql *sql, const struct place_job *job,
				const struct task *task, struct refusal *out, struct err *err)
{
	bool there = true;
	enum store_rc rc = STORE_OK;

	if (task->list_id)
		rc = lists_exist(sql, job->owner, task->list_id, &there, err);
	if (rc == STORE_OK && !there)
		return refusal_member(out, STR("list_id"), NO_LIST);
	return rc;
}

static enum store_rc check_section(struct sql *sql, const struct place_job *job,
				   const struct task *task, struct refusal *out, struct err *err)
{
	bool there = true;
	enum store_rc rc = STORE_OK;

	if (task->section_id)
		rc = sections_exist(sql, job->owner, task->list_id, task->section_id, &there, err);
	if (rc == STORE_OK && !there)
		return refusal_member(out, STR("section_id"), NO_SECTION);
	return rc;
}

/* Of a task that is no part. */
static enum store_rc settle_whole(struct sql *sql, const struct place_job *job, struct task *task,
				  struct refusal *out, struct err *err)
{
	static const struct task nowhere;
	const struct task *before = job->before ? job->before : &nowhere;
	bool moved = task->list_id != before->list_id;
	enum store_rc rc = STORE_OK;

	if (moved && !names(job, TASK_SECTION_ID))
		task->section_id = 0;
	if (moved)
		rc = check_list(sql, job, task, out, err);
	moved |= task->section_id != before->section_id;
	if (rc == STORE_OK && moved)
		rc = check_section(sql, job, task, out, err);
	if (rc == STORE_OK && moved && job->before)
		rc = groups_follow(sql, job->owner, task->id, task->list_id, task->section_id,
				   job->stamp, err);
	return rc;
}

enum store_rc place_settle(struct sql *sql, struct arena *a, const struct place_job *job,
			   struct task *task, struct refusal *out, struct err *err)
{
	const struct task *before = job->before;

	if (!task->parent_id)
		return settle_whole(sql, job, task, out, err);
	if (before && task->parent_id == before->parent_id && task->list_id == before->list_id &&
	    task->section_id == before->section_id)
		return STORE_OK;
	return settle_part(sql, a, job, task, out, err);
}
