#include "tasks/exchange/import.h"

#include "base/cleanup.h"
#include "base/json.h"
#include "core/clock.h"
#include "store/tables/tasks/exchange.h"
#include "tasks/exchange/read/formats.h"
#include "tasks/exchange/import_lists.h"
#include "tasks/exchange/read/sources.h"
#include "tasks/position.h"
#include "tasks/preferences/preferences.h"
#include "tasks/write.h"

#define BODY_BYTES  ((size_t)256 << 10) /* a task with the longest texts, all of them escaped */
#define TITLE_CHARS 100                 /* of a title in the answer */

incoming_read_fn *import_reader(struct str format, const char **out_media_type)
{
	static const struct {
		struct str format;
		incoming_read_fn *read;
		const char *media_type;
	} rows[] = {
		{ STR_INIT("json"), read_ostiary, "application/json" },
		{ STR_INIT("csv"), read_csv, "text/csv" },
		{ STR_INIT("todoist"), read_todoist, "application/json" },
		{ STR_INIT("vikunja"), read_vikunja, "application/json" },
		{ STR_INIT("taskwarrior"), read_taskwarrior, "application/json" },
		{ STR_INIT("todotxt"), read_todotxt, "text/plain" },
		{ STR_INIT("ics"), read_ics, "text/calendar" },
		{ STR_INIT("trello"), read_trello, "application/json" },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (str_eq(format, rows[i].format)) {
			*out_media_type = rows[i].media_type;
			return rows[i].read;
		}
	return NULL;
}

/* Some tasks that are made in one transaction. */
struct batch {
	const struct import_request *request;
	struct arena *arena;
	struct sources *sources;
	struct incoming_task *tasks[LIMIT_IMPORT_BATCH];
	struct task_input inputs[LIMIT_IMPORT_BATCH];
	/* Of a run of the transaction: */
	enum incoming_fate fates[LIMIT_IMPORT_BATCH];
	struct str reasons[LIMIT_IMPORT_BATCH];
	int64_t ids[LIMIT_IMPORT_BATCH];
	size_t n;
};

/* --- a task as a create takes it -------------------------------------------------------------- */

static void put_text(struct buf *b, const char *name, struct str value)
{
	if (!value.n)
		return;
	buf_fmt(b, ",\"%s\":", name);
	json_put_string(b, value);
}

static void put_texts(struct buf *b, const char *name, const struct str *texts, size_t n)
{
	if (!n)
		return;
	buf_fmt(b, ",\"%s\":[", name);
	for (size_t i = 0; i < n; i++) {
		buf_z(b, i ? "," : "");
		json_put_string(b, texts[i]);
	}
	buf_char(b, ']');
}

static void put_id(struct buf *b, const char *name, int64_t id)
{
	if (id)
		buf_fmt(b, ",\"%s\":%lld", name, (long long)id);
}

/* How it repeats, and when it is reminded of. */
static void put_timing(struct buf *b, const struct incoming_task *task)
{
	put_text(b, "recurrence", task->recurrence);
	if (task->recurrence.n)
		put_text(b, "recurrence_from", task->recurrence_from);
	put_texts(b, "reminders", task->reminders, task->n_reminders);
}

static void put_body(struct buf *b, const struct incoming_task *task,
		     const struct incoming_task *parent, bool with_timing)
{
	buf_z(b, "{\"title\":");
	json_put_string(b, task->title);
	buf_z(b, task->completed ? ",\"completed\":true" : "");
	put_text(b, "description", task->description);
	put_text(b, "due_date", task->due_date);
	put_text(b, "due_time", task->due_time);
	put_text(b, "time_zone", task->time_zone);
	put_text(b, "start_date", task->start_date);
	put_text(b, "priority", task->priority);
	if (with_timing)
		put_timing(b, task);
	put_texts(b, "tags", task->tags, task->n_tags);
	if (position_is_good(task->position))
		put_text(b, "position", task->position);
	put_id(b, "parent_id", parent ? parent->id : 0);
	if (!parent) {
		put_id(b, "list_id", task->list ? task->list->id : 0);
		put_id(b, "section_id", task->section ? task->section->id : 0);
	}
	buf_char(b, '}');
}

static bool read_body(struct arena *a, const struct incoming_task *task,
		      const struct incoming_task *parent, bool with_timing, struct task_input *out,
		      struct refusal *refusal)
{
	struct buf body;

	arena_buf(a, &body, 512, BODY_BYTES);
	put_body(&body, task, parent, with_timing);
	return task_input_read(a, buf_text(&body), TASK_INPUT_CREATE, out, refusal);
}

/* False: the rules of tasks refuse it, and it is skipped. What only its repetition or a reminder
 * breaks is made without these. */
static bool check(struct arena *a, struct incoming_task *task, const struct incoming_task *parent,
		  struct task_input *out)
{
	struct refusal refusal;
	bool timed = task->recurrence.n > 0 || task->n_reminders > 0;

	if (timed) {
		if (read_body(a, task, parent, true, out, &refusal))
			return true;
		incoming_lose(task, STR("Its repetition or a reminder cannot be kept"));
	}
	if (read_body(a, task, parent, false, out, &refusal))
		return true;
	incoming_skip(task, refusal.problem);
	return false;
}

/* --- what is there already -------------------------------------------------------------------- */

/* "ostiary:" and an id is the name that an export gives to a task that was not imported. In the
 * account from which it comes, that is the task itself. */
static enum store_rc find_own(struct sql *sql, struct arena *a, const struct owner *owner,
			      struct str source, int64_t *out, struct err *err)
{
	struct str own = STR("ostiary:");
	struct task task;
	uint64_t id;
	enum store_rc rc;

	if (!str_starts(source, own) || !str_to_u64(str_tail(source, own.n), INT64_MAX, &id))
		return STORE_NONE;
	rc = tasks_get(sql, a, owner, (int64_t)id, &task, err);
	*out = (int64_t)id;
	return rc == STORE_OK && task.source.n ? STORE_NONE : rc;
}

static enum store_rc find(struct sql *sql, struct arena *a, const struct owner *owner,
			  struct str source, int64_t *out, struct err *err)
{
	enum store_rc rc = exchange_by_source(sql, owner, source, out, err);

	return rc == STORE_NONE ? find_own(sql, a, owner, source, out, err) : rc;
}

/* --- making ----------------------------------------------------------------------------------- */

static int64_t until_now(int64_t ms, int64_t now_ms)
{
	return ms > 0 && ms < now_ms ? ms : now_ms;
}

static struct write_origin origin_of(const struct incoming_task *task, int64_t now_ms)
{
	int64_t created = until_now(task->created_ms, now_ms);
	int64_t updated = task->updated_ms ? until_now(task->updated_ms, now_ms) : created;

	return (struct write_origin){
		.source = task->source,
		.created_ms = created,
		.updated_ms = updated > created ? updated : created,
		.completed_ms = task->completed ? until_now(task->completed_ms, now_ms) : 0,
	};
}

static enum store_rc make_one(struct sql *sql, struct write *w, struct batch *batch, size_t i,
			      struct err *err)
{
	struct write_origin origin = origin_of(batch->tasks[i], w->now_ms);
	struct task made;
	enum store_rc rc = find(sql, w->arena, w->owner, origin.source, &batch->ids[i], err);

	batch->fates[i] = INCOMING_PRESENT;
	if (rc != STORE_NONE)
		return rc;
	batch->fates[i] = INCOMING_MADE;
	rc = write_import(sql, w, &batch->inputs[i], &origin, &made, err);
	batch->ids[i] = made.id;
	if (rc == STORE_OK)
		return rc;
	if (rc != STORE_CONFLICT && rc != STORE_FULL)
		return rc;
	batch->fates[i] = INCOMING_SKIPPED;
	batch->reasons[i] =
		rc == STORE_FULL ? STR("There is no room for more tasks") : w->refusal->problem;
	return STORE_OK;
}

static enum store_rc make_tx(struct sql *sql, void *arg, struct err *err)
{
	struct batch *batch = arg;
	struct refusal refusal = { 0 };
	ARENA(scratch);
	struct write w = { .arena = &scratch,
			   .random = batch->request->rules->random,
			   .owner = batch->request->owner,
			   .now_ms = batch->request->now_ms,
			   .refusal = &refusal };
	enum store_rc rc = write_begin(sql, &w, err);

	for (size_t i = 0; i < batch->n && rc == STORE_OK; i++)
		rc = make_one(sql, &w, batch, i, err);
	return rc;
}

static enum store_rc look_tx(struct sql *sql, void *arg, struct err *err)
{
	struct batch *batch = arg;
	ARENA(scratch);

	for (size_t i = 0; i < batch->n; i++) {
		enum store_rc rc = find(sql, &scratch, batch->request->owner,
					batch->tasks[i]->source, &batch->ids[i], err);

		if (rc != STORE_OK && rc != STORE_NONE)
			return rc;
		batch->fates[i] = rc == STORE_OK ? INCOMING_PRESENT : INCOMING_MADE;
	}
	return STORE_OK;
}

static enum store_rc flush(struct batch *batch, struct err *err)
{
	struct store *store = batch->request->rules->store;
	enum store_rc rc = STORE_OK;

	if (batch->n && batch->request->dry_run)
		rc = store_read(store, look_tx, batch, err);
	else if (batch->n)
		rc = store_grow(store, make_tx, batch, err);
	if (rc != STORE_OK)
		return rc;
	for (size_t i = 0; i < batch->n; i++) {
		struct incoming_task *task = batch->tasks[i];

		task->id = batch->ids[i];
		task->fate = batch->fates[i];
		if (task->fate == INCOMING_SKIPPED)
			task->reason = batch->reasons[i];
	}
	batch->n = 0;
	return STORE_OK;
}

static struct incoming_task *parent_of(const struct batch *batch, const struct incoming_task *task)
{
	return task->parent.n ? *sources_slot(batch->sources, task->parent) : NULL;
}

/* A part of a task that is not made is not made. */
static bool is_orphan(const struct incoming_task *parent)
{
	return parent && parent->fate == INCOMING_SKIPPED;
}

static enum store_rc add(struct batch *batch, struct incoming_task *task, struct err *err)
{
	struct incoming_task *parent = parent_of(batch, task);

	if (is_orphan(parent)) {
		incoming_skip(task, STR("The task of which it is a part is skipped"));
		return STORE_OK;
	}
	if (!check(batch->arena, task, parent, &batch->inputs[batch->n]))
		return STORE_OK;
	batch->tasks[batch->n++] = task;
	return batch->n == LIMIT_IMPORT_BATCH ? flush(batch, err) : STORE_OK;
}

static enum store_rc make_all(struct batch *batch, const struct incoming *in, bool parts,
			      struct err *err)
{
	enum store_rc rc = STORE_OK;

	for (struct incoming_task *task = in->tasks; task && rc == STORE_OK; task = task->next)
		if (task->fate == INCOMING_MADE && (task->parent.n > 0) == parts)
			rc = add(batch, task, err);
	return rc == STORE_OK ? flush(batch, err) : rc;
}

static void count(const struct incoming *in, struct import_counts *out)
{
	for (const struct incoming_task *task = in->tasks; task; task = task->next) {
		out->made += task->fate == INCOMING_MADE;
		out->present += task->fate == INCOMING_PRESENT;
		out->skipped += task->fate == INCOMING_SKIPPED;
	}
}

static enum store_rc set_preferences(const struct import_request *request,
				     const struct incoming *in, bool *out_taken, struct err *err)
{
	const struct preferences_file file = {
		.settings = in->preferences,
		.default_list_id = in->default_list ? in->default_list->id : 0,
		.dry_run = request->dry_run,
	};

	return preferences_adopt(request->rules, in->arena, request->owner, &file, out_taken, err);
}

enum store_rc import_run(const struct import_request *request, struct arena *a,
			 struct incoming *out, struct import_counts *counts, struct err *err)
{
	struct batch *batch = arena_new(a, struct batch);
	struct sources sources;
	enum store_rc rc;

	*counts = (struct import_counts){ 0 };
	*out = (struct incoming){ .arena = a,
				  .zone = request->zone,
				  .zone_name = request->zone_name,
				  .now_ms = request->now_ms };
	if (!request->read(out, request->file))
		return STORE_CONFLICT;
	incoming_settle(out);
	sources = sources_of(out);
	*batch = (struct batch){ .request = request, .arena = a, .sources = &sources };
	rc = import_lists(request, out, &counts->lists, err);
	if (rc == STORE_OK)
		rc = make_all(batch, out, false, err);
	if (rc == STORE_OK)
		rc = make_all(batch, out, true, err);
	if (rc == STORE_OK && out->preferences.n)
		rc = set_preferences(request, out, &counts->preferences, err);
	count(out, counts);
	return rc;
}

/* --- the answer ------------------------------------------------------------------------------- */

static struct str first_chars(struct str text)
{
	size_t n = 0, chars = 0;

	for (; n < text.n; n++)
		if (((unsigned char)text.p[n] & 0xC0) != 0x80 && chars++ == TITLE_CHARS)
			break;
	return str_head(text, n);
}

static void put_item(struct buf *b, const struct incoming_task *task)
{
	static const char *const outcomes[] = { "made", "present", "skipped" };

	buf_fmt(b, "{\"line\":%zu,\"title\":", task->line);
	json_put_string(b, first_chars(task->title));
	buf_fmt(b, ",\"outcome\":\"%s\"", outcomes[task->fate]);
	put_text(b, "due_date", task->due_date);
	put_text(b, "list", task->list ? task->list->name : str_of(NULL, 0));
	put_text(b, "reason", task->reason);
	buf_char(b, '}');
}

static size_t put_items(struct buf *b, const struct incoming *in, bool with_reason, size_t n)
{
	for (const struct incoming_task *task = in->tasks; task && n < LIMIT_IMPORT_ITEMS;
	     task = task->next) {
		if ((task->reason.n > 0) != with_reason)
			continue;
		buf_z(b, n++ ? "," : "");
		put_item(b, task);
	}
	return n;
}

void import_put(struct buf *b, const struct import_request *request, const struct incoming *in,
		const struct import_counts *counts)
{
	size_t n;

	buf_fmt(b,
		"{\"dry_run\":%s,\"made\":%zu,\"present\":%zu,\"skipped\":%zu,\"lists\":%zu,"
		"\"preferences\":%s,\"items\":[",
		request->dry_run ? "true" : "false", counts->made, counts->present, counts->skipped,
		counts->lists, counts->preferences ? "true" : "false");
	n = put_items(b, in, true, 0);
	(void)put_items(b, in, false, n);
	buf_z(b, "]}");
}
