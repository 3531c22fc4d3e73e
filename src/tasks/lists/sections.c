/* A part of lists.h. A change of a section is a change of its list: both get the revision. */
#include "tasks/lists/lists.h"

#include "base/cleanup.h"
#include "base/json.h"
#include "core/limits.h"
#include "store/task_keys.h"
#include "store/tables/tasks/tombstones.h"
#include "tasks/lists/job.h"

void section_put_json(struct buf *b, const struct section *section)
{
	buf_str(b, STR("{\"id\":"));
	buf_i64(b, section->id);
	buf_str(b, STR(",\"name\":"));
	json_put_string(b, section->name);
	buf_str(b, STR(",\"position\":"));
	json_put_string(b, section->position);
	buf_char(b, '}');
}

static enum store_rc put_all(struct sql *sql, struct arena *a, const struct owner *owner,
			     int64_t list_id, struct buf *out, int64_t *revision, struct err *err)
{
	struct section *sections = NULL;
	struct list list = { 0 };
	size_t n = 0;
	enum store_rc rc = lists_get(sql, a, owner, list_id, &list, err);

	if (rc == STORE_OK)
		rc = sections_all(sql, a, owner, list_id, LIMIT_SECTIONS_PER_LIST, &sections, &n,
				  err);
	*revision = list.revision;
	for (size_t i = 0; i < n; i++) {
		buf_char(out, i ? ',' : '[');
		section_put_json(out, &sections[i]);
	}
	buf_z(out, n ? "]" : "[]");
	return rc;
}

enum store_rc section_all(const struct task_rules *rules, struct arena *a,
			  const struct owner *owner, int64_t list_id, struct buf *out,
			  int64_t *revision, struct err *err)
{
	return STORE_READ(rules->store, sql, err,
			  put_all(sql, a, owner, list_id, out, revision, err));
}

enum store_rc section_read(const struct task_rules *rules, struct arena *a,
			   const struct owner *owner, int64_t list_id, int64_t id,
			   struct section *out, struct err *err)
{
	return STORE_READ(rules->store, sql, err,
			  sections_get(sql, a, owner, list_id, id, out, err));
}

static void apply(const struct list_input *input, struct section *section)
{
	if (input->given & LIST_NAME)
		section->name = input->name;
	if (input->given & LIST_POSITION)
		section->position = input->position;
}

/* STORE_NONE: there is no such list. */
static enum store_rc begin(struct sql *sql, struct list_job *job, struct err *err)
{
	enum store_rc rc = list_job_begin(sql, job, err);

	return rc == STORE_OK ? lists_stamp(sql, job->edit->owner, job->edit->list_id,
					    job->stamp.revision, err)
			      : rc;
}

static enum store_rc create_tx(struct sql *sql, void *arg, struct err *err)
{
	struct list_job *job = arg;
	const struct list_edit *edit = job->edit;
	struct section section = { .list_id = edit->list_id };
	int64_t n = 0;
	enum store_rc rc = begin(sql, job, err);

	if (rc == STORE_OK)
		rc = sections_count(sql, edit->owner, edit->list_id, &n, err);
	if (rc == STORE_OK && n >= LIMIT_SECTIONS_PER_LIST)
		return STORE_FULL;
	if (rc == STORE_OK)
		rc = list_job_id(sql, job, &section.id, err);
	if (rc != STORE_OK)
		return rc;
	section.revision = job->stamp.revision;
	section.position = task_position_of(job->arena, section.id);
	apply(edit->input, &section);
	*(struct section *)job->out = section;
	return sections_insert(sql, edit->owner, &section, err);
}

enum store_rc section_create(const struct task_rules *rules, struct arena *a,
			     const struct list_edit *edit, struct section *out, struct err *err)
{
	struct list_job job = { .rules = rules, .arena = a, .edit = edit, .out = out };

	return once_grow(rules->store, rules->once, create_tx, &job, err);
}

static enum store_rc check_demand(const struct list_edit *edit, const struct section *section)
{
	char memory[ETAG_BYTES];

	return etag_check(&edit->when, etag_of_revision(section->revision, memory), edit->refusal);
}

/* The section, when it meets the demand. */
static enum store_rc get_demanded(struct sql *sql, struct arena *a, const struct list_edit *edit,
				  struct section *out, struct err *err)
{
	enum store_rc rc =
		sections_get(sql, a, edit->owner, edit->list_id, edit->section_id, out, err);

	return rc == STORE_OK ? check_demand(edit, out) : rc;
}

static enum store_rc change_tx(struct sql *sql, void *arg, struct err *err)
{
	struct list_job *job = arg;
	const struct list_edit *edit = job->edit;
	struct section *out = job->out;
	enum store_rc rc = begin(sql, job, err);

	if (rc == STORE_OK)
		rc = get_demanded(sql, job->arena, edit, out, err);
	if (rc != STORE_OK)
		return rc;
	apply(edit->input, out);
	out->revision = job->stamp.revision;
	return sections_update(sql, edit->owner, out, err);
}

enum store_rc section_change(const struct task_rules *rules, struct arena *a,
			     const struct list_edit *edit, struct section *out, struct err *err)
{
	struct list_job job = { .rules = rules, .arena = a, .edit = edit, .out = out };

	if (!edit->input->given)
		return STORE_READ(rules->store, sql, err, get_demanded(sql, a, edit, out, err));
	return store_write(rules->store, change_tx, &job, err);
}

static enum store_rc remove_tx(struct sql *sql, void *arg, struct err *err)
{
	struct list_job *job = arg;
	const struct list_edit *edit = job->edit;
	enum store_rc rc = begin(sql, job, err);
	struct tombstone tombstone = { TOMBSTONE_SECTION, edit->section_id, job->stamp.revision };
	struct section section;
	ARENA(a);

	if (rc == STORE_OK)
		rc = get_demanded(sql, &a, edit, &section, err);
	if (rc == STORE_OK)
		rc = sections_delete(sql, edit->owner, edit->list_id, edit->section_id, err);
	if (rc == STORE_OK)
		rc = groups_leave_section(sql, edit->owner, edit->section_id, job->stamp, err);
	return rc == STORE_OK ? tombstones_put(sql, edit->owner, tombstone, err) : rc;
}

enum store_rc section_remove(const struct task_rules *rules, const struct list_edit *edit,
			     struct err *err)
{
	struct list_job job = { .rules = rules, .edit = edit };

	return store_write(rules->store, remove_tx, &job, err);
}
