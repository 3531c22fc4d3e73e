#include "tasks/timing/repeat.h"

#include "base/cleanup.h"
#include "tasks/timing/due.h"
#include "tasks/recur/next.h"

const char *member_recurrence(struct arena *a, const struct json *value, struct task *out)
{
	struct recur_rule rule;
	struct str problem;

	out->recurrence = str_of(NULL, 0);
	if (json_kind(value) == JSON_KIND_NULL)
		return NULL;
	if (json_kind(value) != JSON_KIND_STRING)
		return "Recurrence must be a string or null";
	if (!recur_parse(a, json_to_str(value), &rule, &problem))
		return arena_z(a, problem);
	out->recurrence = rule.text;
	return NULL;
}

const char *member_recurrence_from(struct arena *a, const struct json *value, struct task *out)
{
	static const struct str names[] = { STR_INIT("due"), STR_INIT("completion") };

	(void)a;
	out->recurrence_from = str_of(NULL, 0);
	if (json_kind(value) == JSON_KIND_NULL)
		return NULL;
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (json_kind(value) == JSON_KIND_STRING && str_eq(json_to_str(value), names[i]))
			out->recurrence_from = names[i];
	return out->recurrence_from.p ? NULL : "recurrence_from must be one of: due, completion";
}

static void drop_rule(struct task *task)
{
	task->recurrence = str_of(NULL, 0);
	task->recurrence_from = str_of(NULL, 0);
}

static enum store_rc settle_rule(struct arena *a, const struct task_input *input,
				 const struct task *task, struct refusal *out)
{
	struct recur_rule rule;
	struct str problem, next;

	if (!(input->named & (TASK_RECURRENCE | TASK_DUE_DATE)))
		return STORE_OK;
	if (!recur_parse(a, task->recurrence, &rule, &problem))
		return refusal_member(out, STR("recurrence"), problem);
	if (rule.count == 1 || rule.until_date.n || rule.until_ms != INT64_MAX ||
	    recur_next(a, &rule, task->due_date, task->due_date, &next))
		return STORE_OK;
	return refusal_member(out, STR("recurrence"),
			      STR("Recurrence names no further date within 40 years"));
}

enum store_rc repeat_settle(struct arena *a, const struct task_input *input, struct task *task,
			    struct refusal *out)
{
	if (task->recurrence.p && !task->due_date.p) {
		if (input->named & TASK_RECURRENCE)
			return refusal_member(out, STR("recurrence"),
					      STR("recurrence needs a due_date"));
		drop_rule(task);
	}
	if (!task->recurrence.p) {
		if (task->recurrence_from.p && input->named & TASK_RECURRENCE_FROM)
			return refusal_member(out, STR("recurrence_from"),
					      STR("recurrence_from needs a recurrence"));
		drop_rule(task);
		return STORE_OK;
	}
	if (!task->recurrence_from.p)
		task->recurrence_from = STR("due");
	return settle_rule(a, input, task, out);
}

/* Moves the start date by the days between the two due dates. */
static void move_start(struct arena *a, struct task *task, struct str from, struct str to)
{
	struct zone utc;
	int64_t ms;

	if (!task->start_date.p)
		return;
	(void)zone_read(a, STR("UTC"), &utc);
	ms = due_ms(&utc, task->start_date, str_of(NULL, 0)) + due_ms(&utc, to, str_of(NULL, 0)) -
	     due_ms(&utc, from, str_of(NULL, 0));
	task->start_date = due_date_of(a, &utc, ms);
}

static bool next_date(struct arena *a, const struct recur_rule *rule, const struct task *task,
		      int64_t now_ms, struct str *out)
{
	struct str start = task->due_date, after = task->due_date;
	struct zone zone;

	due_zone(a, task, &zone);
	if (str_eq(task->recurrence_from, STR("completion"))) {
		start = due_date_of(a, &zone, now_ms);
		if (memcmp(start.p, after.p, 10) > 0)
			after = start;
	}
	return recur_next(a, rule, start, after, out) &&
	       due_ms(&zone, *out, task->due_time) <= rule->until_ms;
}

bool repeat_next(struct arena *a, int64_t now_ms, struct task *task, struct task *done)
{
	struct recur_rule rule;
	struct str problem, date;

	if (!task->recurrence.p || !task->due_date.p ||
	    !recur_parse(a, task->recurrence, &rule, &problem) || rule.count == 1 ||
	    !next_date(a, &rule, task, now_ms, &date))
		return false;
	*done = *task;
	drop_rule(done);
	done->reminders_json = STR("[]");
	done->source = str_of(NULL, 0);
	done->created_ms = now_ms;
	done->updated_ms = now_ms;
	move_start(a, task, task->due_date, date);
	task->due_date = date;
	task->completed = false;
	task->completed_ms = 0;
	if (rule.count)
		task->recurrence = recur_count_down(a, &rule);
	return true;
}
