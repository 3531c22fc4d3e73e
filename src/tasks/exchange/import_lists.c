#include "tasks/exchange/import_lists.h"

#include "base/ascii.h"
#include "store/task_keys.h"
#include "store/tables/tasks/revision.h"
#include "tasks/exchange/belongings.h"
#include "tasks/ids.h"
#include "tasks/position.h"

#define NAME_MOST LIMIT_LIST_NAME_CHARS

struct lists_job {
	const struct import_request *request;
	struct incoming *in;
	struct belongings have;
	struct revision state;
	size_t n_lists; /* that there are, new ones included */
	size_t made;
};

/* --- those that there are --------------------------------------------------------------------- */

static bool is_taken(const struct incoming *in, int64_t id)
{
	for (const struct incoming_list *list = in->lists; list; list = list->next)
		if (list->id == id)
			return true;
	return false;
}

static void match_sections(const struct belongings *have, struct incoming_list *list)
{
	for (struct incoming_section *section = list->sections; section; section = section->next)
		for (size_t i = 0; i < have->n_sections && !section->id; i++)
			if (have->sections[i].list_id == list->id &&
			    str_eq(have->sections[i].name, section->name))
				section->id = have->sections[i].id;
}

static void match(struct lists_job *job)
{
	for (struct incoming_list *list = job->in->lists; list; list = list->next) {
		list->id = 0;
		for (struct incoming_section *at = list->sections; at; at = at->next)
			at->id = 0;
	}
	for (struct incoming_list *list = job->in->lists; list; list = list->next) {
		for (size_t i = 0; i < job->have.n_lists && !list->id; i++)
			if (str_eq(job->have.lists[i].name, list->name) &&
			    !is_taken(job->in, job->have.lists[i].id))
				list->id = job->have.lists[i].id;
		if (list->id)
			match_sections(&job->have, list);
	}
}

/* --- new ones --------------------------------------------------------------------------------- */

static enum store_rc next_id(struct sql *sql, struct lists_job *job, int64_t *out, struct err *err)
{
	const struct import_request *request = job->request;

	if (!ids_next(request->rules->random, request->now_ms, job->state.newest_id, out)) {
		err_set(err, "no id is left for a list");
		return STORE_FAULT;
	}
	job->state.newest_id = *out;
	return revision_use_id(sql, request->owner, *out, err);
}

static struct str position_or(struct arena *a, struct str position, int64_t id)
{
	return position_is_good(position) ? position : task_position_of(a, id);
}

static enum store_rc make_section(struct sql *sql, struct lists_job *job,
				  const struct incoming_list *list,
				  struct incoming_section *section, struct err *err)
{
	struct section row = { .list_id = list->id,
			       .name = section->name,
			       .revision = job->state.number };
	enum store_rc rc = next_id(sql, job, &row.id, err);

	row.position = position_or(job->in->arena, section->position, row.id);
	if (rc == STORE_OK)
		rc = sections_insert(sql, job->request->owner, &row, err);
	section->id = row.id;
	return rc;
}

static enum store_rc make_sections(struct sql *sql, struct lists_job *job,
				   struct incoming_list *list, struct err *err)
{
	struct incoming_section *section = list->sections;
	enum store_rc rc = STORE_OK;
	size_t n = 0;

	for (size_t i = 0; i < job->have.n_sections; i++)
		n += job->have.sections[i].list_id == list->id;
	for (; section && rc == STORE_OK; section = section->next)
		if (!section->id && n++ < LIMIT_SECTIONS_PER_LIST)
			rc = make_section(sql, job, list, section, err);
	return rc;
}

static enum store_rc make_list(struct sql *sql, struct lists_job *job, struct incoming_list *list,
			       struct err *err)
{
	struct list row = { .name = list->name,
			    .color = list->color,
			    .archived = list->archived,
			    .revision = job->state.number,
			    .created_ms = job->request->now_ms,
			    .updated_ms = job->request->now_ms };
	enum store_rc rc = next_id(sql, job, &row.id, err);

	row.position = position_or(job->in->arena, list->position, row.id);
	if (rc == STORE_OK)
		rc = lists_insert(sql, job->request->owner, &row, err);
	list->id = row.id;
	job->made++;
	return rc;
}

static enum store_rc make_missing(struct sql *sql, struct lists_job *job, struct err *err)
{
	enum store_rc rc = revision_advance(sql, job->request->owner, &job->state, err);

	for (struct incoming_list *list = job->in->lists; list && rc == STORE_OK;
	     list = list->next) {
		if (!list->id && job->n_lists < LIMIT_LISTS_PER_USER) {
			job->n_lists++;
			rc = make_list(sql, job, list, err);
		}
		if (list->id && rc == STORE_OK)
			rc = make_sections(sql, job, list, err);
	}
	return rc;
}

static bool is_missing(const struct incoming *in)
{
	for (const struct incoming_list *list = in->lists; list; list = list->next) {
		if (!list->id)
			return true;
		for (const struct incoming_section *at = list->sections; at; at = at->next)
			if (!at->id)
				return true;
	}
	return false;
}

/* Runs anew from the start when the transaction does. */
static enum store_rc lists_tx(struct sql *sql, void *arg, struct err *err)
{
	struct lists_job *job = arg;
	enum store_rc rc =
		belongings_read(sql, job->in->arena, job->request->owner, &job->have, err);

	if (rc != STORE_OK)
		return rc;
	job->made = 0;
	job->n_lists = job->have.n_lists;
	match(job);
	return is_missing(job->in) ? make_missing(sql, job, err) : STORE_OK;
}

static enum store_rc look_tx(struct sql *sql, void *arg, struct err *err)
{
	struct lists_job *job = arg;
	enum store_rc rc =
		belongings_read(sql, job->in->arena, job->request->owner, &job->have, err);

	if (rc != STORE_OK)
		return rc;
	match(job);
	for (const struct incoming_list *list = job->in->lists; list; list = list->next)
		job->made += !list->id && job->have.n_lists + job->made < LIMIT_LISTS_PER_USER;
	return STORE_OK;
}

/* --- bounds ----------------------------------------------------------------------------------- */

static struct str cut_name(struct str name)
{
	size_t n = 0, chars = 0;

	for (; n < name.n; n++)
		if (name.p[n] == '\0' ||
		    (((unsigned char)name.p[n] & 0xC0) != 0x80 && chars++ == NAME_MOST))
			break;
	return str_trim_unicode(str_head(name, n));
}

static bool is_color(struct str text)
{
	if (text.n != 7 || text.p[0] != '#')
		return false;
	for (size_t i = 1; i < text.n; i++)
		if (!ascii_is_lower_hex(text.p[i]))
			return false;
	return true;
}

static void bound_names(struct incoming *in)
{
	for (struct incoming_list *list = in->lists; list; list = list->next) {
		list->name = cut_name(list->name);
		if (!is_color(list->color))
			list->color = str_of(NULL, 0);
		for (struct incoming_section *at = list->sections; at; at = at->next)
			at->name = cut_name(at->name);
	}
}

static void say_lost(const struct incoming *in)
{
	for (struct incoming_task *task = in->tasks; task; task = task->next) {
		if (task->list && !task->list->id)
			incoming_lose(task, STR("There is no room for its list: it is in the "
						"inbox"));
		else if (task->section && !task->section->id)
			incoming_lose(task, STR("There is no room for its section"));
	}
}

enum store_rc import_lists(const struct import_request *request, struct incoming *in,
			   size_t *out_made, struct err *err)
{
	struct lists_job job = { .request = request, .in = in };
	enum store_rc rc;

	if (!in->lists)
		return STORE_OK;
	bound_names(in);
	if (request->dry_run) {
		rc = store_read(request->rules->store, look_tx, &job, err);
	} else {
		rc = store_grow(request->rules->store, lists_tx, &job, err);
		say_lost(in);
	}
	*out_made = job.made;
	return rc;
}
