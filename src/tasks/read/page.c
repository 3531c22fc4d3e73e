#include "tasks/read/page.h"

#include "base/cleanup.h"
#include "base/json.h"
#include "core/limits.h"
#include "store/tables/tasks/revision.h"

#define PLACE_BYTES 1024 /* more than any key has */
#define LOOKED_AT   1000 /* rows of one query, when many that it finds are not wanted */
#define FEW_MORE    32   /* the same, when a few are not */

/* A page while it is written. */
struct page_job {
	const struct owner *owner;
	const struct page_wish *wish;
	struct buf *out;
	int64_t left; /* tasks that may still be written */
	bool more, full;
	struct task_place shown, seen; /* of the last task that was written, or looked at */
	char shown_text[PLACE_BYTES], seen_text[PLACE_BYTES];
};

static void keep_place(struct task_place *to, char text[PLACE_BYTES], const struct task_place *from)
{
	size_t n = from->text.n < PLACE_BYTES ? from->text.n : PLACE_BYTES;

	*to = *from;
	if (n)
		memcpy(text, from->text.p, n);
	to->text = str_of(text, n);
}

static bool has_tag(struct str tags_json, struct str tag)
{
	OWNED(json_free) struct json *tags = NULL;

	if (json_parse(tags_json, LIMIT_BODY_DEPTH, &tags) != JSON_OK)
		return false;
	for (size_t i = 0; i < json_count(tags); i++)
		if (str_eq(json_to_str(json_element(tags, i)), tag))
			return true;
	return false;
}

/* The tag for which the database's answer is not exact (struct task_filter). */
static bool is_odd(struct str tag)
{
	return str_eq(tag, STR(","));
}

/* How many rows to look at, for so many tasks that are still wanted. Of the tasks that are due
 * before the last moment at which they may be overdue, nearly all are; else the database may find
 * any number that is not wanted. */
static int64_t rows_for(const struct page_wish *wish, int64_t tasks)
{
	if (is_odd(wish->filter.tag) || wish->overdue == 0)
		return tasks < LOOKED_AT ? LOOKED_AT : tasks;
	return wish->overdue == 1 ? tasks + FEW_MORE : tasks;
}

static bool is_wanted(const struct page_wish *wish, const struct task *task)
{
	if (wish->overdue != TASK_ANY &&
	    lateness_is_overdue(wish->lateness, task) != (wish->overdue == 1))
		return false;
	return !is_odd(wish->filter.tag) || has_tag(task->tags_json, wish->filter.tag);
}

/* False when the task does not fit; then the text ends before it, if the page may be shortened and
 * has a task. There is room for the end of the array then, where the task would have begun. */
static bool put_task(struct page_job *job, const struct task *task)
{
	bool first = job->left == job->wish->limit;
	size_t n = job->out->n;

	buf_char(job->out, first ? '[' : ',');
	task_put_json(job->out, job->owner, task);
	if (buf_ok(job->out) && job->out->n < job->out->max)
		return true;
	job->full = !job->wish->shorten || first;
	if (!job->full) {
		job->out->n = n;
		job->out->failed = false;
	}
	return false;
}

static bool write_task(const struct task *task, const struct task_place *place, void *arg)
{
	struct page_job *job = arg;

	keep_place(&job->seen, job->seen_text, place);
	if (!is_wanted(job->wish, task))
		return true;
	job->more = job->left == 0 || !put_task(job, task);
	if (job->more)
		return false;
	keep_place(&job->shown, job->shown_text, place);
	job->left--;
	return true;
}

/* The filter for the database, which may find more than is wanted. */
static struct task_filter widest(const struct page_wish *wish)
{
	struct task_filter filter = wish->filter;
	struct str last;

	if (wish->overdue != 1)
		return filter;
	last = lateness_last(wish->lateness);
	if (filter.due_before.n == 0 ||
	    memcmp(last.p, filter.due_before.p,
		   last.n < filter.due_before.n ? last.n : filter.due_before.n) < 0)
		filter.due_before = last;
	if (filter.completed == TASK_ANY)
		filter.completed = 0;
	return filter;
}

/* The list as it has always been: its statement has no conditions to look at. */
static bool is_plain(const struct page_wish *wish)
{
	return wish->order.sort == TASK_SORT_ID && wish->filter.list_id == TASK_ANY &&
	       !page_is_filtered(wish);
}

static bool write_plain(const struct task *task, void *arg)
{
	return write_task(task, &(struct task_place){ .id = task->id }, arg);
}

static enum store_rc write_tasks(struct sql *sql, struct page_job *job, struct err *err)
{
	const struct page_wish *wish = job->wish;
	struct task_filter filter = widest(wish);
	struct task_place after;
	int64_t seen = 0, most, last = 0;
	enum store_rc rc;
	char text[PLACE_BYTES];

	if (is_plain(wish))
		return tasks_list(sql, job->owner, wish->after ? wish->after->id : INT64_MAX,
				  wish->limit + 1, write_plain, job, err);
	do {
		most = rows_for(wish, job->left + 1);
		last = job->seen.id;
		keep_place(&after, text, &job->seen);
		rc = tasks_query(sql, job->owner, &filter, wish->order, last ? &after : wish->after,
				 most, write_task, job, &seen, err);
	} while (rc == STORE_OK && seen == most && job->seen.id != last);
	return rc;
}

bool page_is_filtered(const struct page_wish *wish)
{
	const struct task_filter *filter = &wish->filter;

	return filter->trash || filter->parent_id != TASK_ANY || filter->completed != TASK_ANY ||
	       filter->priority_rank != TASK_ANY || filter->tag.p || filter->due_before.n ||
	       filter->due_after.n || filter->n_words || wish->overdue != TASK_ANY ||
	       (filter->list_id != TASK_ANY && wish->order.sort != TASK_SORT_POSITION);
}

enum store_rc page_is_work(const struct task_rules *rules, const struct owner *owner,
			   const struct page_wish *wish, bool *out, struct err *err)
{
	struct revision state = { 0 };
	enum store_rc rc;

	*out = false;
	if (wish && !page_is_filtered(wish))
		return STORE_OK;
	rc = STORE_READ(rules->store, sql, err, revision_read(sql, owner, &state, err));
	*out = rc == STORE_OK && state.tasks > LIMIT_SHORT_READ_ROWS;
	return rc;
}

enum store_rc page_read(const struct task_rules *rules, struct arena *a, const struct owner *owner,
			const struct page_wish *wish, struct buf *out, struct page_end *end,
			struct err *err)
{
	struct page_job job = { .owner = owner, .wish = wish, .out = out, .left = wish->limit };
	enum store_rc rc = STORE_READ(rules->store, sql, err, write_tasks(sql, &job, err));

	if (rc == STORE_FULL && !job.full)
		rc = STORE_OK; /* the page ends where it should */
	buf_z(out, job.left < wish->limit ? "]" : "[]");
	if (rc == STORE_OK && !buf_ok(out))
		rc = STORE_FULL;
	end->more = job.more;
	end->place = job.shown;
	end->place.text = arena_copy(a, job.shown.text);
	return rc;
}
