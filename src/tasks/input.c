#include "tasks/input.h"

#include "base/ascii.h"
#include "base/cleanup.h"
#include "base/fold.h"
#include "base/json.h"
#include "core/clock.h"
#include "core/limits.h"
#include "tasks/input/body.h"
#include "tasks/input/members.h"
#include "tasks/timing/reminder.h"
#include "tasks/timing/repeat.h"

/* One character becomes six at most. */
#define FOLDED_BYTES ((size_t)LIMIT_TITLE_CHARS * 4 * 6)

#define DESCRIPTION_CHARS LIMIT_TEXT(LIMIT_DESCRIPTION_CHARS)

/* Reads the value of a member into the task. Returns NULL, or a sentence about what is wrong with
 * it. */
typedef const char *read_fn(struct arena *a, const struct json *value, struct task *out);

/* The length of the white space character at the start of the text (Unicode White_Space, and
 * U+FEFF, which JavaScript trims as well); 0 when there is none. */
static size_t blank_length(struct str s)
{
	static const struct str blanks[] = {
		STR_INIT(" "),
		STR_INIT("\t"),
		STR_INIT("\n"),
		STR_INIT("\v"),
		STR_INIT("\f"),
		STR_INIT("\r"),
		STR_INIT("\xC2\x85"),
		STR_INIT("\xC2\xA0"),
		STR_INIT("\xE1\x9A\x80"),
		STR_INIT("\xE2\x80\x80"),
		STR_INIT("\xE2\x80\x81"),
		STR_INIT("\xE2\x80\x82"),
		STR_INIT("\xE2\x80\x83"),
		STR_INIT("\xE2\x80\x84"),
		STR_INIT("\xE2\x80\x85"),
		STR_INIT("\xE2\x80\x86"),
		STR_INIT("\xE2\x80\x87"),
		STR_INIT("\xE2\x80\x88"),
		STR_INIT("\xE2\x80\x89"),
		STR_INIT("\xE2\x80\x8A"),
		STR_INIT("\xE2\x80\xA8"),
		STR_INIT("\xE2\x80\xA9"),
		STR_INIT("\xE2\x80\xAF"),
		STR_INIT("\xE2\x81\x9F"),
		STR_INIT("\xE3\x80\x80"),
		STR_INIT("\xEF\xBB\xBF"),
	};

	/* Most characters are printable ASCII. */
	if (s.n == 0 || (s.p[0] > ' ' && s.p[0] <= '~'))
		return 0;
	for (size_t i = 0; i < ARRAY_LEN(blanks); i++)
		if (str_starts(s, blanks[i]))
			return blanks[i].n;
	return 0;
}

static struct str trim_white_space(struct str s)
{
	size_t end = 0; /* after the last character that is not white space */

	for (size_t n; (n = blank_length(s)) > 0;)
		s = str_tail(s, n);
	for (size_t i = 0; i < s.n;) {
		size_t n = blank_length(str_tail(s, i));

		i += n ? n : 1;
		if (!n)
			end = i;
	}
	return str_head(s, end);
}

/* Folding drops what no reader sees, such as joiners, fillers, direction marks and controls. The
 * Braille pattern without dots is a letter, and empty paper. */
static bool can_be_seen(struct arena *a, struct str text)
{
	const struct str no_dots = STR("\xE2\xA0\x80");
	struct buf folded;
	struct str left;

	for (size_t i = 0; i < text.n; i++)
		if (ascii_is_visible(text.p[i]))
			return true;
	arena_buf(a, &folded, 64, FOLDED_BYTES);
	fold_put(&folded, text);
	left = buf_text(&folded);
	while (str_starts(left, no_dots))
		left = trim_white_space(str_tail(left, no_dots.n));
	return left.n > 0 || !buf_ok(&folded);
}

static const char *read_title(struct arena *a, const struct json *value, struct task *out)
{
	struct str title = trim_white_space(json_to_str(value));

	if (json_kind(value) != JSON_KIND_STRING)
		return "Title must be a string";
	if (title.n == 0)
		return "Title cannot be empty or whitespace";
	if (str_code_points(title) > LIMIT_TITLE_CHARS)
		return "Title must be at most " LIMIT_TEXT(LIMIT_TITLE_CHARS) " characters";
	if (str_find(title, '\0') >= 0)
		return "Title must not contain the character U+0000";
	if (!can_be_seen(a, title))
		return "Title must have a character that can be seen";
	out->title = arena_copy(a, title);
	return NULL;
}

static const char *read_description(struct arena *a, const struct json *value, struct task *out)
{
	struct str text = json_to_str(value);

	out->description = str_of(NULL, 0);
	if (json_kind(value) == JSON_KIND_NULL)
		return NULL;
	if (json_kind(value) != JSON_KIND_STRING)
		return "Description must be a string or null";
	if (str_code_points(text) > LIMIT_DESCRIPTION_CHARS)
		return "Description must be at most " DESCRIPTION_CHARS " characters";
	if (str_find(text, '\0') >= 0)
		return "Description must not contain the character U+0000";
	out->description = arena_copy(a, text);
	return NULL;
}

static const char *read_completed(struct arena *a, const struct json *value, struct task *out)
{
	(void)a;
	if (json_kind(value) != JSON_KIND_BOOL)
		return "Completed must be true or false";
	out->completed = json_to_bool(value);
	return NULL;
}

static const char *read_due_date(struct arena *a, const struct json *value, struct task *out)
{
	out->due_date = str_of(NULL, 0);
	if (json_kind(value) == JSON_KIND_NULL)
		return NULL;
	if (json_kind(value) != JSON_KIND_STRING || !clock_is_date(json_to_str(value)))
		return "Due date must be a date such as 2026-12-31, or null";
	out->due_date = arena_copy(a, json_to_str(value));
	return NULL;
}

static const char *read_priority(struct arena *a, const struct json *value, struct task *out)
{
	static const struct str priorities[] = { STR_INIT("none"), STR_INIT("low"),
						 STR_INIT("medium"), STR_INIT("high") };

	(void)a;
	for (size_t i = 0; i < ARRAY_LEN(priorities); i++)
		if (json_kind(value) == JSON_KIND_STRING &&
		    str_eq(json_to_str(value), priorities[i])) {
			out->priority = priorities[i];
			return NULL;
		}
	return "Priority must be one of: none, low, medium, high";
}

static const char *tag_problem(const struct json *tags, size_t index)
{
	const struct json *value = json_element(tags, index);
	struct str tag = json_to_str(value);

	if (json_kind(value) != JSON_KIND_STRING)
		return "Tags must be an array of strings";
	if (trim_white_space(tag).n == 0 || str_code_points(tag) > LIMIT_TAG_CHARS)
		return "A tag must have 1 to " LIMIT_TEXT(LIMIT_TAG_CHARS) " characters";
	if (str_find(tag, '\0') >= 0)
		return "A tag must not contain the character U+0000";
	for (size_t i = 0; i < index; i++)
		if (str_eq(json_to_str(json_element(tags, i)), tag))
			return "Tags must not repeat";
	return NULL;
}

static const char *read_tags(struct arena *a, const struct json *value, struct task *out)
{
	struct buf text;

	if (json_kind(value) != JSON_KIND_ARRAY)
		return "Tags must be an array of strings";
	if (json_count(value) > LIMIT_TAGS)
		return "Tags must be at most " LIMIT_TEXT(LIMIT_TAGS);
	arena_buf(a, &text, 64, LIMIT_BODY_BYTES);
	for (size_t i = 0; i < json_count(value); i++) {
		const char *problem = tag_problem(value, i);

		if (problem)
			return problem;
		buf_char(&text, i ? ',' : '[');
		json_put_string(&text, json_to_str(json_element(value, i)));
	}
	buf_z(&text, json_count(value) ? "]" : "[]");
	out->tags_json = buf_text(&text);
	return NULL;
}

static const struct member {
	const char *name;
	enum task_member bit;
	read_fn *read;
	const char *missing; /* the sentence when it is required and missing */
	unsigned required;   /* bits of enum task_input_for */
} members[] = {
	{ "title", TASK_TITLE, read_title, "Title is required",
	  1 << TASK_INPUT_CREATE | 1 << TASK_INPUT_REPLACE },
	{ "completed", TASK_COMPLETED, read_completed, "Completed is required",
	  1 << TASK_INPUT_REPLACE },
	{ "description", TASK_DESCRIPTION, read_description, NULL, 0 },
	{ "due_date", TASK_DUE_DATE, read_due_date, NULL, 0 },
	{ "priority", TASK_PRIORITY, read_priority, NULL, 0 },
	{ "tags", TASK_TAGS, read_tags, NULL, 0 },
	{ "due_time", TASK_DUE_TIME, member_due_time, NULL, 0 },
	{ "time_zone", TASK_TIME_ZONE, member_time_zone, NULL, 0 },
	{ "start_date", TASK_START_DATE, member_start_date, NULL, 0 },
	{ "list_id", TASK_LIST_ID, member_list_id, NULL, 0 },
	{ "section_id", TASK_SECTION_ID, member_section_id, NULL, 0 },
	{ "parent_id", TASK_PARENT_ID, member_parent_id, NULL, 0 },
	{ "position", TASK_POSITION, member_position, NULL, 0 },
	{ "recurrence", TASK_RECURRENCE, member_recurrence, NULL, 0 },
	{ "recurrence_from", TASK_RECURRENCE_FROM, member_recurrence_from, NULL, 0 },
	{ "reminders", TASK_REMINDERS, member_reminders, NULL, 0 },
};

static const struct task defaults = {
	.priority = STR_INIT("none"),
	.tags_json = STR_INIT("[]"),
	.reminders_json = STR_INIT("[]"),
};

static const struct member *member_named(struct str name)
{
	for (size_t i = 0; i < ARRAY_LEN(members); i++)
		if (str_eq(name, str_z(members[i].name)))
			return &members[i];
	return NULL;
}

static bool read_members(struct arena *a, const struct json *object, enum task_input_for what,
			 unsigned aside, struct task_input *out, struct refusal *refusal)
{
	for (size_t i = 0; i < ARRAY_LEN(members); i++) {
		const struct json *value = json_member(object, members[i].name);
		const char *wrong = NULL;

		if (value) {
			if (!(aside & members[i].bit))
				wrong = members[i].read(a, value, &out->values);
			out->given |= members[i].bit;
		} else if (members[i].required & 1u << what) {
			wrong = members[i].missing;
		}
		if (wrong) {
			refusal_member(refusal, str_z(members[i].name), str_z(wrong));
			return false;
		}
	}
	return true;
}

bool task_input_of(struct arena *a, const struct json *object, enum task_input_for what,
		   unsigned aside, struct task_input *out, struct refusal *out_refusal)
{
	for (struct json_walk w = json_walk(object); json_next(&w);)
		if (!member_named(w.name)) {
			refusal_member(out_refusal, arena_copy(a, w.name),
				       body_unknown_member(a, w.name));
			return false;
		}
	*out = (struct task_input){ .values = defaults };
	if (!read_members(a, object, what, aside, out, out_refusal))
		return false;
	out->named = out->given;
	if (what == TASK_INPUT_CREATE)
		out->given = TASK_ALL;
	else if (what == TASK_INPUT_REPLACE)
		out->given |= TASK_ALL & ~TASK_PLACE;
	return true;
}

bool task_input_read(struct arena *a, struct str body, enum task_input_for what,
		     struct task_input *out, struct refusal *out_refusal)
{
	OWNED(json_free) struct json *object = NULL;
	struct str problem;

	if (body_parse(a, body, &object, &problem))
		return task_input_of(a, object, what, 0, out, out_refusal);
	refusal_member(out_refusal, STR(""), problem);
	return false;
}

void task_input_apply(const struct task_input *input, struct task *task)
{
#define APPLY(bit, member)                                                                         \
	if (input->given & (bit))                                                                  \
	task->member = input->values.member
	APPLY(TASK_TITLE, title);
	APPLY(TASK_DESCRIPTION, description);
	APPLY(TASK_COMPLETED, completed);
	APPLY(TASK_DUE_DATE, due_date);
	APPLY(TASK_PRIORITY, priority);
	APPLY(TASK_TAGS, tags_json);
	APPLY(TASK_DUE_TIME, due_time);
	APPLY(TASK_TIME_ZONE, time_zone);
	APPLY(TASK_START_DATE, start_date);
	APPLY(TASK_LIST_ID, list_id);
	APPLY(TASK_SECTION_ID, section_id);
	APPLY(TASK_PARENT_ID, parent_id);
	APPLY(TASK_POSITION, position);
	APPLY(TASK_RECURRENCE, recurrence);
	APPLY(TASK_RECURRENCE_FROM, recurrence_from);
	APPLY(TASK_REMINDERS, reminders_json);
#undef APPLY
}

/* A time without its date, or a zone without its time, is refused when the client has just named
 * it, and dropped when it was there before. */
enum store_rc task_input_settle(const struct task_input *input, struct task *task,
				struct refusal *out)
{
	if (!task->due_date.p && task->due_time.p) {
		if (input->named & TASK_DUE_TIME)
			return refusal_member(out, STR("due_time"),
					      STR("due_time needs a due_date"));
		task->due_time = str_of(NULL, 0);
	}
	if (!task->due_time.p && task->time_zone.p) {
		if (input->named & TASK_TIME_ZONE)
			return refusal_member(out, STR("time_zone"),
					      STR("time_zone needs a due_time"));
		task->time_zone = str_of(NULL, 0);
	}
	return STORE_OK;
}
