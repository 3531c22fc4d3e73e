#include "tasks/tasks.h"

#include "base/json.h"
#include "core/clock.h"
#include "tasks/write.h"

static void put_id(struct buf *b, struct str name, int64_t id)
{
	buf_str(b, name);
	if (id)
		buf_i64(b, id);
	else
		buf_str(b, STR("null"));
}

static void put_text(struct buf *b, struct str name, struct str text)
{
	buf_str(b, name);
	json_put_string_or_null(b, text);
}

static void put_time(struct buf *b, struct str name, int64_t ms)
{
	buf_str(b, name);
	buf_char(b, '"');
	clock_put_iso(b, ms);
	buf_char(b, '"');
}

static void put_place(struct buf *b, const struct task *task)
{
	put_id(b, STR(",\"list_id\":"), task->list_id);
	put_id(b, STR(",\"section_id\":"), task->section_id);
	put_id(b, STR(",\"parent_id\":"), task->parent_id);
	put_text(b, STR(",\"position\":"), task->position);
}

static void put_times(struct buf *b, const struct task *task)
{
	put_text(b, STR(",\"due_time\":"), task->due_time);
	put_text(b, STR(",\"time_zone\":"), task->time_zone);
	put_text(b, STR(",\"start_date\":"), task->start_date);
	put_text(b, STR(",\"recurrence\":"), task->recurrence);
	put_text(b, STR(",\"recurrence_from\":"), task->recurrence_from);
	buf_str(b, STR(",\"reminders\":"));
	buf_str(b, task->reminders_json.p ? task->reminders_json : STR("[]"));
	if (task->completed_ms)
		put_time(b, STR(",\"completed_at\":"), task->completed_ms);
	else
		buf_str(b, STR(",\"completed_at\":null"));
	if (task->deleted_ms)
		put_time(b, STR(",\"deleted_at\":"), task->deleted_ms);
}

void task_put_json(struct buf *b, const struct owner *owner, const struct task *task)
{
	put_id(b, STR("{\"id\":"), task->id);
	put_text(b, STR(",\"user_id\":"), owner->user_id);
	put_text(b, STR(",\"title\":"), task->title);
	put_text(b, STR(",\"description\":"), task->description);
	buf_str(b, task->completed ? STR(",\"completed\":true") : STR(",\"completed\":false"));
	put_text(b, STR(",\"due_date\":"), task->due_date);
	put_text(b, STR(",\"priority\":"), task->priority);
	buf_str(b, STR(",\"tags\":"));
	buf_str(b, task->tags_json);
	put_time(b, STR(",\"created_at\":"), task->created_ms);
	put_time(b, STR(",\"updated_at\":"), task->updated_ms);
	put_place(b, task);
	put_times(b, task);
	buf_str(b, STR(",\"revision\":"));
	buf_i64(b, task->revision);
	buf_char(b, '}');
}

enum store_rc task_read(const struct task_rules *rules, struct arena *a, const struct owner *owner,
			int64_t id, struct task *out, struct err *err)
{
	enum store_rc rc =
		STORE_READ(rules->store, sql, err, tasks_get(sql, a, owner, id, out, err));

	return rc == STORE_OK && out->deleted_ms ? STORE_NONE : rc;
}

/* What an operation on one task needs inside its transaction. */
struct task_job {
	struct write write;
	int64_t id;
	const struct task_input *input;
	struct task *out;
};

static struct write write_of(const struct task_rules *rules, struct arena *a,
			     const struct task_edit *edit)
{
	return (struct write){ .arena = a,
			       .random = rules->random,
			       .owner = edit->owner,
			       .now_ms = edit->now_ms,
			       .tasks_most = rules->tasks_most,
			       .when = edit->when,
			       .refusal = edit->refusal };
}

static enum store_rc task_create_tx(struct sql *sql, void *arg, struct err *err)
{
	struct task_job *job = arg;
	enum store_rc rc = write_begin(sql, &job->write, err);

	return rc == STORE_OK ? write_create(sql, &job->write, job->input, job->out, err) : rc;
}

enum store_rc task_create(const struct task_rules *rules, struct arena *a,
			  const struct task_edit *edit, struct task *out, struct err *err)
{
	struct task_job job = { write_of(rules, a, edit), 0, edit->input, out };

	return once_grow(rules->store, rules->once, task_create_tx, &job, err);
}

static enum store_rc task_change_tx(struct sql *sql, void *arg, struct err *err)
{
	struct task_job *job = arg;
	enum store_rc rc = write_begin(sql, &job->write, err);

	return rc == STORE_OK ? write_change(sql, &job->write, job->id, job->input, job->out, err)
			      : rc;
}

enum store_rc task_change(const struct task_rules *rules, struct arena *a,
			  const struct task_edit *edit, struct task *out, struct err *err)
{
	struct task_job job = { write_of(rules, a, edit), edit->id, edit->input, out };
	char memory[ETAG_BYTES];
	enum store_rc rc;

	if (edit->input->given)
		return store_write(rules->store, task_change_tx, &job, err);
	rc = task_read(rules, a, edit->owner, edit->id, out, err);
	return rc == STORE_OK ? etag_check(&edit->when, etag_of_task(out, memory), edit->refusal)
			      : rc;
}

static enum store_rc task_remove_tx(struct sql *sql, void *arg, struct err *err)
{
	struct task_job *job = arg;
	enum store_rc rc = write_begin(sql, &job->write, err);

	return rc == STORE_OK ? write_remove(sql, &job->write, job->id, err) : rc;
}

enum store_rc task_remove(const struct task_rules *rules, struct arena *a,
			  const struct task_edit *edit, struct err *err)
{
	struct task_job job = { write_of(rules, a, edit), edit->id, NULL, NULL };

	return store_write(rules->store, task_remove_tx, &job, err);
}

static enum store_rc task_purge_tx(struct sql *sql, void *arg, struct err *err)
{
	struct task_job *job = arg;
	enum store_rc rc = write_begin(sql, &job->write, err);

	return rc == STORE_OK ? write_purge(sql, &job->write, job->id, err) : rc;
}

enum store_rc task_purge(const struct task_rules *rules, struct arena *a,
			 const struct task_edit *edit, struct err *err)
{
	struct task_job job = { write_of(rules, a, edit), edit->id, NULL, NULL };

	return store_write(rules->store, task_purge_tx, &job, err);
}

static enum store_rc task_restore_tx(struct sql *sql, void *arg, struct err *err)
{
	struct task_job *job = arg;
	enum store_rc rc = write_begin(sql, &job->write, err);

	return rc == STORE_OK ? write_restore(sql, &job->write, job->id, job->out, err) : rc;
}

enum store_rc task_restore(const struct task_rules *rules, struct arena *a,
			   const struct task_edit *edit, struct task *out, struct err *err)
{
	struct task_job job = { write_of(rules, a, edit), edit->id, NULL, out };

	return once_write(rules->store, rules->once, task_restore_tx, &job, err);
}
