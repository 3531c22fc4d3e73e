#include "tasks/read/summary.h"

#include <stdlib.h>

#include "base/cleanup.h"
#include "base/json.h"
#include "core/limits.h"
#include "store/tables/tasks/query.h"

/* The tasks of a list, or with a tag; several counts of one thing are added up at the end. */
struct count {
	int64_t list_id;
	struct str tag;
	int64_t open;
};

struct counts {
	struct count *of;
	size_t n, cap;
};

struct summary {
	struct arena *arena;
	struct lateness *lateness;
	int64_t open, inbox, today, upcoming, overdue;
	struct counts lists, tags;
};

static void add_count(struct summary *s, struct counts *counts, struct count count)
{
	if (counts->n == counts->cap) {
		size_t cap = counts->cap ? 2 * counts->cap : 64;
		struct count *more = arena_array(s->arena, cap, sizeof(*more));

		if (counts->n)
			memcpy(more, counts->of, counts->n * sizeof(*more));
		counts->of = more;
		counts->cap = cap;
	}
	counts->of[counts->n++] = count;
}

static void add_tags(struct summary *s, struct str tags_json, int64_t open)
{
	OWNED(json_free) struct json *tags = NULL;

	if (tags_json.n <= 2 || json_parse(tags_json, LIMIT_BODY_DEPTH, &tags) != JSON_OK)
		return;
	for (size_t i = 0; i < json_count(tags); i++) {
		struct str tag = json_to_str(json_element(tags, i));

		add_count(s, &s->tags, (struct count){ 0, arena_copy(s->arena, tag), open });
	}
}

static bool add_tally(const struct task_tally *tally, void *arg)
{
	struct summary *s = arg;

	s->open += tally->open;
	s->today += tally->today;
	s->upcoming += tally->upcoming;
	s->overdue += tally->overdue;
	if (tally->list_id)
		add_count(s, &s->lists,
			  (struct count){ .list_id = tally->list_id, .open = tally->open });
	else
		s->inbox += tally->open;
	add_tags(s, tally->tags_json, tally->open);
	return true;
}

/* The tally has counted the task by the reader's clock. */
static bool correct_zoned(const struct task_zoned *task, void *arg)
{
	struct summary *s = arg;

	s->overdue += lateness_is_past(s->lateness, task->due_key, task->time_zone);
	s->overdue -= lateness_is_past(s->lateness, task->due_key, STR(""));
	return true;
}

static enum store_rc read_summary(struct sql *sql, const struct owner *owner, struct summary *s,
				  struct err *err)
{
	const struct lateness *l = s->lateness;
	enum store_rc rc =
		tasks_tally(sql, owner, lateness_day(l), lateness_minute(l), add_tally, s, err);

	if (rc != STORE_OK)
		return rc;
	return tasks_zoned(sql, owner, lateness_earliest(l), lateness_last(l), correct_zoned, s,
			   err);
}

/* ---- writing ---- */

static int by_list(const void *left, const void *right)
{
	int64_t a = ((const struct count *)left)->list_id;
	int64_t b = ((const struct count *)right)->list_id;

	return (a > b) - (a < b);
}

static int by_tag(const void *left, const void *right)
{
	struct str a = ((const struct count *)left)->tag, b = ((const struct count *)right)->tag;
	size_t n = a.n < b.n ? a.n : b.n;
	int order = n ? memcmp(a.p, b.p, n) : 0;

	return order ? order : (a.n > b.n) - (a.n < b.n);
}

static void add_up(struct counts *counts, int (*order)(const void *, const void *))
{
	size_t n = 0;

	if (counts->n)
		qsort(counts->of, counts->n, sizeof(*counts->of), order);
	for (size_t i = 0; i < counts->n; i++)
		if (n && order(&counts->of[n - 1], &counts->of[i]) == 0)
			counts->of[n - 1].open += counts->of[i].open;
		else
			counts->of[n++] = counts->of[i];
	counts->n = n;
}

static void put_number(struct buf *b, const char *name, int64_t value)
{
	buf_z(b, name);
	buf_i64(b, value);
}

static void put_lists(struct buf *b, struct counts *lists)
{
	add_up(lists, by_list);
	buf_z(b, ",\"lists\":[");
	for (size_t i = 0; i < lists->n; i++) {
		put_number(b, i ? ",{\"id\":" : "{\"id\":", lists->of[i].list_id);
		put_number(b, ",\"open\":", lists->of[i].open);
		buf_char(b, '}');
	}
	buf_char(b, ']');
}

static void put_tags(struct buf *b, struct counts *tags)
{
	add_up(tags, by_tag);
	buf_z(b, ",\"tags\":[");
	for (size_t i = 0; i < tags->n; i++) {
		buf_z(b, i ? ",{\"tag\":" : "{\"tag\":");
		json_put_string(b, tags->of[i].tag);
		put_number(b, ",\"open\":", tags->of[i].open);
		buf_char(b, '}');
	}
	buf_char(b, ']');
}

enum store_rc summary_read(const struct task_rules *rules, struct arena *a,
			   const struct owner *owner, struct lateness *lateness, struct buf *out,
			   struct err *err)
{
	struct summary s = { .arena = a, .lateness = lateness };
	enum store_rc rc = STORE_READ(rules->store, sql, err, read_summary(sql, owner, &s, err));

	if (rc != STORE_OK)
		return rc;
	buf_z(out, "{\"date\":");
	json_put_string(out, lateness_day(lateness));
	put_number(out, ",\"open\":", s.open);
	put_number(out, ",\"inbox\":", s.inbox);
	put_number(out, ",\"today\":", s.today);
	put_number(out, ",\"upcoming\":", s.upcoming);
	put_number(out, ",\"overdue\":", s.overdue);
	put_lists(out, &s.lists);
	put_tags(out, &s.tags);
	buf_char(out, '}');
	return buf_ok(out) ? STORE_OK : STORE_FULL;
}
