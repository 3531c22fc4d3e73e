/* Three sources, tasks, lists and deletions, are each read from the cursor on, up to their bounds
 * and to the revision that was read first. What is told ends where the first source ends that has
 * more; ids are unique among all that an owner has, so revision and id are a place in all three.
 *
 * I1 a row that is written while this runs gets a later revision, and is told after the cursor.
 * I2 a thing is in one of the sources at any time: a task in the trash is a deletion. */
#include "tasks/sync/changes.h"

#include "core/limits.h"
#include "store/tables/tasks/lists.h"
#include "store/tables/tasks/revision.h"
#include "store/tables/tasks/sections.h"
#include "tasks/lists/lists.h"

#define WHOLE INT64_MAX /* the id of a place behind all of its revision */

/* What one source has, as JSON; element i ends at end[i] of the text. */
struct told {
	struct buf text;
	struct change_place at[LIMIT_CHANGES];
	size_t end[LIMIT_CHANGES];
	size_t n;
	bool more;
};

struct feed {
	const struct owner *owner;
	struct arena *arena;
	struct change_place after;
	struct revision present;
	struct told tasks, lists, deleted;
};

bool change_cursor_read(struct str text, struct change_cursor *out)
{
	struct str revision, id;
	bool within = str_cut(text, '-', &revision, &id);
	uint64_t r, i = WHOLE;

	if (!str_to_u64(revision, INT64_MAX - 1, &r) ||
	    (within && !str_to_u64(id, INT64_MAX - 1, &i)))
		return false;
	out->place = (struct change_place){ (int64_t)r, (int64_t)i };
	return true;
}

static void put_cursor(struct buf *out, struct change_place place)
{
	buf_i64(out, place.revision);
	if (place.id == WHOLE)
		return;
	buf_char(out, '-');
	buf_i64(out, place.id);
}

static bool is_behind(struct change_place a, struct change_place b)
{
	return a.revision != b.revision ? a.revision > b.revision : a.id > b.id;
}

static void told_init(struct told *told, struct arena *a)
{
	arena_buf(a, &told->text, 1024, LIMIT_REPLY_BYTES);
	told->n = 0;
	told->more = false;
}

/* Before an element is written: its comma. False when the source has told enough. */
static bool told_begin(struct told *told)
{
	if (told->n == LIMIT_CHANGES || buf_text(&told->text).n > LIMIT_CHANGES_BYTES) {
		told->more = true;
		return false;
	}
	if (told->n)
		buf_char(&told->text, ',');
	return true;
}

static void told_add(struct told *told, struct change_place at)
{
	told->at[told->n] = at;
	told->end[told->n++] = buf_text(&told->text).n;
}

/* ---- the sources ---- */

static bool tell_task(const struct task *task, void *arg)
{
	struct feed *feed = arg;
	struct told *told = &feed->tasks;

	if (!told_begin(told))
		return false;
	task_put_json(&told->text, feed->owner, task);
	told_add(told, (struct change_place){ task->revision, task->id });
	return true;
}

static enum store_rc tell_tasks(struct sql *sql, struct feed *feed, struct err *err)
{
	enum store_rc rc = tasks_changed(sql, feed->owner, feed->after, feed->present.number,
					 LIMIT_CHANGES + 1, tell_task, feed, err);

	return rc == STORE_FULL ? STORE_OK : rc;
}

static enum store_rc tell_lists(struct sql *sql, struct feed *feed, struct err *err)
{
	struct told *told = &feed->lists;
	struct whole_list whole;
	struct list *lists = NULL;
	size_t n = 0;
	enum store_rc rc =
		lists_changed(sql, feed->arena, feed->owner, feed->after, feed->present.number,
			      LIMIT_LISTS_PER_USER, &lists, &n, err);

	for (size_t i = 0; rc == STORE_OK && i < n && told_begin(told); i++) {
		whole = (struct whole_list){ .list = lists[i] };
		rc = sections_all(sql, feed->arena, feed->owner, lists[i].id,
				  LIMIT_SECTIONS_PER_LIST, &whole.sections, &whole.n_sections, err);
		list_put_json(&told->text, &whole);
		told_add(told, (struct change_place){ lists[i].revision, lists[i].id });
	}
	return rc;
}

static enum store_rc tell_deleted(struct sql *sql, struct feed *feed, struct err *err)
{
	struct told *told = &feed->deleted;
	struct tombstone *stones = NULL;
	size_t n = 0;
	enum store_rc rc =
		tombstones_list(sql, feed->arena, feed->owner, feed->after, feed->present.number,
				LIMIT_CHANGES + 1, &stones, &n, err);

	for (size_t i = 0; rc == STORE_OK && i < n && told_begin(told); i++) {
		buf_z(&told->text, "{\"kind\":\"");
		buf_str(&told->text, tombstone_kind_text(stones[i].kind));
		buf_z(&told->text, "\",\"id\":");
		buf_i64(&told->text, stones[i].id);
		buf_char(&told->text, '}');
		told_add(told, (struct change_place){ stones[i].revision, stones[i].id });
	}
	return rc;
}

static enum store_rc tell(struct sql *sql, struct feed *feed, struct err *err)
{
	enum store_rc rc = tell_tasks(sql, feed, err);

	if (rc == STORE_OK)
		rc = tell_lists(sql, feed, err);
	return rc == STORE_OK ? tell_deleted(sql, feed, err) : rc;
}

/* ---- the answer ---- */

/* Where the first source ends that has more. */
static struct change_place end_of(const struct feed *feed)
{
	const struct told *const sources[] = { &feed->tasks, &feed->lists, &feed->deleted };
	struct change_place end = { feed->present.number, WHOLE };

	for (size_t i = 0; i < ARRAY_LEN(sources); i++)
		if (sources[i]->more && is_behind(end, sources[i]->at[sources[i]->n - 1]))
			end = sources[i]->at[sources[i]->n - 1];
	return end;
}

static void put_told(struct buf *out, const char *name, const struct told *told,
		     struct change_place end)
{
	size_t n = told->n;

	while (n && is_behind(told->at[n - 1], end))
		n--;
	buf_z(out, name);
	buf_str(out, str_head(buf_text(&told->text), n ? told->end[n - 1] : 0));
	buf_char(out, ']');
}

static void put_answer(struct buf *out, const struct feed *feed)
{
	struct change_place end = end_of(feed);

	put_told(out, "{\"tasks\":[", &feed->tasks, end);
	put_told(out, ",\"lists\":[", &feed->lists, end);
	put_told(out, ",\"deleted\":[", &feed->deleted, end);
	buf_z(out, ",\"cursor\":\"");
	put_cursor(out, end);
	buf_z(out, end.id == WHOLE ? "\",\"more\":false}" : "\",\"more\":true}");
}

static bool is_gone(const struct revision *present, const struct change_cursor *since)
{
	return since->place.revision < present->forgotten ||
	       since->place.revision > present->number;
}

static enum changes_rc put_changes(struct sql *sql, struct feed *feed,
				   const struct change_cursor *since, struct buf *out,
				   struct err *err)
{
	if (revision_read(sql, feed->owner, &feed->present, err) != STORE_OK)
		return CHANGES_FAULT;
	if (since && is_gone(&feed->present, since))
		return CHANGES_GONE;
	feed->after = since ? since->place : (struct change_place){ feed->present.number, WHOLE };
	if (since && tell(sql, feed, err) != STORE_OK)
		return CHANGES_FAULT;
	put_answer(out, feed);
	return CHANGES_TOLD;
}

enum changes_rc changes_put(const struct task_rules *rules, struct arena *a,
			    const struct owner *owner, const struct change_cursor *since,
			    struct buf *out, struct err *err)
{
	struct feed *feed = arena_new(a, struct feed);
	struct sql *sql = NULL;
	enum changes_rc rc;

	feed->owner = owner;
	feed->arena = a;
	told_init(&feed->tasks, a);
	told_init(&feed->lists, a);
	told_init(&feed->deleted, a);
	if (store_begin_read(rules->store, &sql, err) != STORE_OK)
		return CHANGES_FAULT;
	rc = put_changes(sql, feed, since, out, err);
	store_end_read(rules->store, sql);
	return rc;
}
