#include "tasks/timing/reminder.h"

#include "base/ascii.h"
#include "base/cleanup.h"
#include "core/clock.h"
#include "tasks/timing/due.h"

#define REMINDER_RULE                                                                              \
	"A reminder must be a time such as 2026-12-01T08:30:00Z, or an offset before the task "    \
	"is due such as PT30M or P1D"
#define REMINDERS_MOST LIMIT_TEXT(LIMIT_REMINDERS)
#define OFFSET_DIGITS  4
#define OFFSET_BYTES   24
#define TIME_BYTES     32

/* --- one text --------------------------------------------------------------------------------- */

static bool take_digits(struct str *s, size_t least, size_t most, int64_t *out)
{
	int64_t value = 0;
	size_t n = 0;

	for (; n < s->n && n < most && ascii_is_digit(s->p[n]); n++)
		value = value * 10 + (s->p[n] - '0');
	*s = str_tail(*s, n);
	*out = value;
	return n >= least;
}

static bool take(struct str *s, char c)
{
	if (s->n == 0 || s->p[0] != c)
		return false;
	*s = str_tail(*s, 1);
	return true;
}

/* P1W, or PnDTnHnMnS with at least one number; the units in this order. */
static bool read_offset(struct str s, int64_t *out_ms)
{
	static const struct {
		char letter;
		bool of_time;
		int64_t ms;
	} units[] = {
		{ 'W', false, INT64_C(7) * 86400000 },
		{ 'D', false, 86400000 },
		{ 'H', true, 3600000 },
		{ 'M', true, 60000 },
		{ 'S', true, 1000 },
	};
	size_t next = 0; /* the first unit that may come */
	bool in_time = false, any = false;

	*out_ms = 0;
	if (s.n > OFFSET_BYTES || !take(&s, 'P'))
		return false;
	while (s.n) {
		int64_t number;

		if (!in_time && take(&s, 'T')) {
			in_time = true;
			any = false; /* T needs a number after it */
			continue;
		}
		if (!take_digits(&s, 1, OFFSET_DIGITS, &number) || s.n == 0)
			return false;
		while (next < ARRAY_LEN(units) &&
		       (units[next].letter != s.p[0] || units[next].of_time != in_time))
			next++;
		if (next == ARRAY_LEN(units))
			return false;
		*out_ms += number * units[next++].ms;
		s = str_tail(s, 1);
		any = true;
	}
	return any;
}

/* The date and time of RFC 3339 with "Z" or an offset; seconds have at most three digits after the
 * point. Capitals only. */
static bool read_time(struct str s, int64_t *out_ms)
{
	char iso[] = "0000-00-00T00:00:00.000Z";
	int64_t hours, minutes, sign;

	if (s.n < 20 || s.n > TIME_BYTES)
		return false;
	memcpy(iso, s.p, 19);
	s = str_tail(s, 19);
	if (take(&s, '.')) {
		size_t n = 0;

		for (; n < s.n && ascii_is_digit(s.p[n]) && n < 3; n++)
			iso[20 + n] = s.p[n];
		s = str_tail(s, n);
		if (n == 0)
			return false;
	}
	if (!clock_parse_iso(str_of(iso, 24), out_ms) || !clock_is_date(str_of(iso, 10)))
		return false;
	if (str_eq(s, STR("Z")))
		return true;
	sign = take(&s, '-') ? -1 : 1;
	if ((sign > 0 && !take(&s, '+')) || !take_digits(&s, 2, 2, &hours) || !take(&s, ':') ||
	    !take_digits(&s, 2, 2, &minutes) || s.n || hours > 23 || minutes > 59)
		return false;
	*out_ms = clock_clamp(*out_ms - sign * (hours * 3600000 + minutes * 60000));
	return true;
}

/* --- the member ------------------------------------------------------------------------------- */

static const char *one_problem(const struct json *all, size_t index)
{
	struct str text = json_to_str(json_element(all, index));
	int64_t ms;

	if (json_kind(json_element(all, index)) != JSON_KIND_STRING ||
	    !(read_offset(text, &ms) || read_time(text, &ms)))
		return REMINDER_RULE;
	for (size_t i = 0; i < index; i++)
		if (str_eq(json_to_str(json_element(all, i)), text))
			return "Reminders must not repeat";
	return NULL;
}

const char *member_reminders(struct arena *a, const struct json *value, struct task *out)
{
	struct buf text;

	if (json_kind(value) != JSON_KIND_ARRAY)
		return "Reminders must be an array of strings";
	if (json_count(value) > LIMIT_REMINDERS)
		return "Reminders must be at most " REMINDERS_MOST;
	arena_buf(a, &text, 64, LIMIT_REMINDERS * (TIME_BYTES + 3) + 2);
	for (size_t i = 0; i < json_count(value); i++) {
		const char *problem = one_problem(value, i);

		if (problem)
			return problem;
		buf_char(&text, i ? ',' : '[');
		json_put_string(&text, json_to_str(json_element(value, i)));
	}
	buf_z(&text, json_count(value) ? "]" : "[]");
	out->reminders_json = buf_text(&text);
	return NULL;
}

/* --- the times -------------------------------------------------------------------------------- */

/* Takes the next text of the array, which has no character that JSON escapes. False at the end. */
static bool next_text(struct str *rest, struct str *out)
{
	struct str before;

	return str_cut(*rest, '"', &before, rest) && str_cut(*rest, '"', out, rest);
}

enum store_rc reminder_settle(struct arena *a, const struct task_input *input, struct task *task,
			      struct refusal *out)
{
	struct str rest = task->reminders_json, text;
	struct buf kept;
	int64_t ms;

	if (!task->reminders_json.p || task->due_date.p)
		return STORE_OK;
	arena_buf(a, &kept, 64, task->reminders_json.n + 3);
	while (next_text(&rest, &text)) {
		if (read_offset(text, &ms) && input->named & TASK_REMINDERS)
			return refusal_member(out, STR("reminders"),
					      STR("A reminder before the task is due needs a "
						  "due_date"));
		if (read_offset(text, &ms))
			continue;
		buf_z(&kept, kept.n ? ",\"" : "[\"");
		buf_str(&kept, text);
		buf_char(&kept, '"');
	}
	buf_z(&kept, kept.n ? "]" : "[]");
	task->reminders_json = buf_text(&kept);
	return STORE_OK;
}

static void add_time(int64_t *times, size_t *n, int64_t ms)
{
	size_t at = *n;

	for (size_t i = 0; i < *n; i++)
		if (times[i] == ms)
			return;
	for (; at > 0 && times[at - 1] > ms; at--)
		times[at] = times[at - 1];
	times[at] = ms;
	++*n;
}

void reminder_times(struct arena *a, const struct task *task, int64_t now_ms,
		    int64_t out[LIMIT_REMINDERS], size_t *out_n)
{
	struct str rest = task->reminders_json, text;
	struct zone zone;
	int64_t due = 0;

	*out_n = 0;
	if (!rest.p || str_eq(rest, STR("[]")))
		return;
	if (task->due_date.p) {
		due_zone(a, task, &zone);
		due = due_ms(&zone, task->due_date, task->due_time);
	}
	while (*out_n < LIMIT_REMINDERS && next_text(&rest, &text)) {
		int64_t ms;

		if (read_offset(text, &ms)) {
			if (!task->due_date.p)
				continue;
			ms = due - ms;
		} else if (!read_time(text, &ms)) {
			continue;
		}
		if (ms > now_ms)
			add_time(out, out_n, ms);
	}
}

bool reminder_times_differ(const struct task *before, const struct task *after)
{
	return !str_eq(before->reminders_json, after->reminders_json) ||
	       !str_eq(before->due_date, after->due_date) ||
	       !str_eq(before->due_time, after->due_time) ||
	       !str_eq(before->time_zone, after->time_zone);
}
