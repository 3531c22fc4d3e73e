#include "tasks/lists/lists.h"

#include "base/json.h"
#include "core/clock.h"
#include "core/limits.h"
#include "store/task_keys.h"
#include "store/tables/tasks/tombstones.h"
#include "tasks/lists/job.h"

#define SECTIONS_MOST ((size_t)LIMIT_LISTS_PER_USER * LIMIT_SECTIONS_PER_LIST)

void list_put_json(struct buf *b, const struct whole_list *whole)
{
	const struct list *list = &whole->list;

	buf_str(b, STR("{\"id\":"));
	buf_i64(b, list->id);
	buf_str(b, STR(",\"name\":"));
	json_put_string(b, list->name);
	buf_str(b, STR(",\"color\":"));
	json_put_string_or_null(b, list->color);
	buf_str(b, STR(",\"position\":"));
	json_put_string(b, list->position);
	buf_str(b, list->archived ? STR(",\"archived\":true") : STR(",\"archived\":false"));
	buf_str(b, STR(",\"open_count\":"));
	buf_i64(b, list->open_count);
	buf_str(b, STR(",\"created_at\":\""));
	clock_put_iso(b, list->created_ms);
	buf_str(b, STR("\",\"updated_at\":\""));
	clock_put_iso(b, list->updated_ms);
	buf_str(b, STR("\",\"revision\":"));
	buf_i64(b, list->revision);
	buf_str(b, STR(",\"sections\":["));
	for (size_t i = 0; i < whole->n_sections; i++) {
		buf_str(b, i ? STR(",") : STR(""));
		section_put_json(b, &whole->sections[i]);
	}
	buf_str(b, STR("]}"));
}

/* ---- reading ---- */

/* The sections of the list among those of all lists. */
static struct whole_list with_sections(const struct list *list, struct section *sections, size_t n)
{
	struct whole_list whole = { .list = *list };
	size_t i = 0;

	while (i < n && sections[i].list_id != list->id)
		i++;
	whole.sections = &sections[i];
	while (i < n && sections[i].list_id == list->id)
		i++, whole.n_sections++;
	return whole;
}

static enum store_rc put_all(struct sql *sql, struct arena *a, const struct owner *owner,
			     struct buf *out, struct err *err)
{
	struct section *sections = NULL;
	struct list *lists = NULL;
	size_t n = 0, n_sections = 0;
	enum store_rc rc = lists_all(sql, a, owner, LIMIT_LISTS_PER_USER, &lists, &n, err);

	if (rc == STORE_OK)
		rc = sections_all(sql, a, owner, 0, SECTIONS_MOST, &sections, &n_sections, err);
	for (size_t i = 0; rc == STORE_OK && i < n; i++) {
		struct whole_list whole = with_sections(&lists[i], sections, n_sections);

		buf_char(out, i ? ',' : '[');
		list_put_json(out, &whole);
	}
	buf_z(out, n ? "]" : "[]");
	return rc;
}

enum store_rc list_all(const struct task_rules *rules, struct arena *a, const struct owner *owner,
		       struct buf *out, struct err *err)
{
	enum store_rc rc = STORE_READ(rules->store, sql, err, put_all(sql, a, owner, out, err));

	return rc == STORE_OK && !buf_ok(out) ? STORE_FULL : rc;
}

static enum store_rc get_whole(struct sql *sql, struct arena *a, const struct owner *owner,
			       int64_t id, struct whole_list *out, struct err *err)
{
	enum store_rc rc = lists_get(sql, a, owner, id, &out->list, err);

	return rc == STORE_OK ? sections_all(sql, a, owner, id, LIMIT_SECTIONS_PER_LIST,
					     &out->sections, &out->n_sections, err)
			      : rc;
}

enum store_rc list_read(const struct task_rules *rules, struct arena *a, const struct owner *owner,
			int64_t id, struct whole_list *out, struct err *err)
{
	return STORE_READ(rules->store, sql, err, get_whole(sql, a, owner, id, out, err));
}

/* ---- writing ---- */

static void apply(const struct list_input *input, struct list *list)
{
	if (input->given & LIST_NAME)
		list->name = input->name;
	if (input->given & LIST_COLOR)
		list->color = input->color;
	if (input->given & LIST_POSITION)
		list->position = input->position;
	if (input->given & LIST_ARCHIVED)
		list->archived = input->archived;
}

static enum store_rc create_tx(struct sql *sql, void *arg, struct err *err)
{
	struct list_job *job = arg;
	const struct list_edit *edit = job->edit;
	struct list list = { .created_ms = edit->now_ms, .updated_ms = edit->now_ms };
	int64_t n = 0;
	enum store_rc rc = list_job_begin(sql, job, err);

	if (rc == STORE_OK)
		rc = lists_count(sql, edit->owner, &n, err);
	if (rc == STORE_OK && n >= LIMIT_LISTS_PER_USER)
		return STORE_FULL;
	if (rc == STORE_OK)
		rc = list_job_id(sql, job, &list.id, err);
	if (rc != STORE_OK)
		return rc;
	list.revision = job->stamp.revision;
	list.position = task_position_of(job->arena, list.id);
	apply(edit->input, &list);
	*(struct whole_list *)job->out = (struct whole_list){ .list = list };
	return lists_insert(sql, edit->owner, &list, err);
}

enum store_rc list_create(const struct task_rules *rules, struct arena *a,
			  const struct list_edit *edit, struct whole_list *out, struct err *err)
{
	struct list_job job = { .rules = rules, .arena = a, .edit = edit, .out = out };

	return once_grow(rules->store, rules->once, create_tx, &job, err);
}

static enum store_rc check_demand(const struct list_edit *edit, const struct list *list)
{
	char memory[ETAG_BYTES];

	return etag_check(&edit->when, etag_of_list(list, memory), edit->refusal);
}

static enum store_rc change_tx(struct sql *sql, void *arg, struct err *err)
{
	struct list_job *job = arg;
	const struct list_edit *edit = job->edit;
	struct whole_list *out = job->out;
	enum store_rc rc = list_job_begin(sql, job, err);

	if (rc == STORE_OK)
		rc = get_whole(sql, job->arena, edit->owner, edit->list_id, out, err);
	if (rc == STORE_OK)
		rc = check_demand(edit, &out->list);
	if (rc != STORE_OK)
		return rc;
	apply(edit->input, &out->list);
	out->list.revision = job->stamp.revision;
	if (edit->now_ms > out->list.updated_ms)
		out->list.updated_ms = edit->now_ms;
	return lists_update(sql, edit->owner, &out->list, err);
}

enum store_rc list_change(const struct task_rules *rules, struct arena *a,
			  const struct list_edit *edit, struct whole_list *out, struct err *err)
{
	struct list_job job = { .rules = rules, .arena = a, .edit = edit, .out = out };
	enum store_rc rc;

	if (edit->input->given)
		return store_write(rules->store, change_tx, &job, err);
	rc = list_read(rules, a, edit->owner, edit->list_id, out, err);
	return rc == STORE_OK ? check_demand(edit, &out->list) : rc;
}

/* Tasks that go to the trash leave the list as well, so that they come back to the inbox. */
static enum store_rc remove_tx(struct sql *sql, void *arg, struct err *err)
{
	struct list_job *job = arg;
	const struct owner *owner = job->edit->owner;
	int64_t id = job->edit->list_id;
	struct list list;
	enum store_rc rc = list_job_begin(sql, job, err);
	struct tombstone tombstone = { TOMBSTONE_LIST, id, job->stamp.revision };

	if (rc == STORE_OK)
		rc = lists_get(sql, job->arena, owner, id, &list, err);
	if (rc == STORE_OK)
		rc = check_demand(job->edit, &list);
	if (rc == STORE_OK)
		rc = lists_delete(sql, owner, id, err);
	if (rc == STORE_OK)
		rc = sections_delete_all(sql, owner, id, err);
	if (rc == STORE_OK && job->tasks == LIST_TASKS_DELETE)
		rc = groups_trash_list(sql, owner, id, job->stamp, err);
	if (rc == STORE_OK)
		rc = groups_leave_list(sql, owner, id, job->stamp, err);
	return rc == STORE_OK ? tombstones_put(sql, owner, tombstone, err) : rc;
}

enum store_rc list_remove(const struct task_rules *rules, struct arena *a,
			  const struct list_edit *edit, enum list_tasks tasks, struct err *err)
{
	struct list_job job = { .rules = rules, .arena = a, .edit = edit, .tasks = tasks };

	return store_write(rules->store, remove_tx, &job, err);
}
