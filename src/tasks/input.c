#include "tasks/input.h"

#include "base/cleanup.h"
#include "base/json.h"
#include "core/clock.h"
#include "core/limits.h"

#define DESCRIPTION_CHARS LIMIT_TEXT(LIMIT_DESCRIPTION_CHARS)

enum member_bit {
	MEMBER_TITLE = 1 << 0,
	MEMBER_DESCRIPTION = 1 << 1,
	MEMBER_COMPLETED = 1 << 2,
	MEMBER_DUE_DATE = 1 << 3,
	MEMBER_PRIORITY = 1 << 4,
	MEMBER_TAGS = 1 << 5,
	MEMBERS_ALL = (1 << 6) - 1,
};

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
	enum member_bit bit;
	read_fn *read;
	const char *missing; /* the sentence when it is required and missing */
	unsigned required;   /* bits of enum task_input_for */
} members[] = {
	{ "title", MEMBER_TITLE, read_title, "Title is required",
	  1 << TASK_INPUT_CREATE | 1 << TASK_INPUT_REPLACE },
	{ "completed", MEMBER_COMPLETED, read_completed, "Completed is required",
	  1 << TASK_INPUT_REPLACE },
	{ "description", MEMBER_DESCRIPTION, read_description, NULL, 0 },
	{ "due_date", MEMBER_DUE_DATE, read_due_date, NULL, 0 },
	{ "priority", MEMBER_PRIORITY, read_priority, NULL, 0 },
	{ "tags", MEMBER_TAGS, read_tags, NULL, 0 },
};

static const struct task defaults = {
	.priority = STR_INIT("none"),
	.tags_json = STR_INIT("[]"),
};

static bool task_parse_body(struct arena *a, struct str body, struct json **out,
			    struct str *problem)
{
	enum json_rc rc = json_parse(body, LIMIT_BODY_DEPTH, out);

	switch (rc) {
	case JSON_OK:
		if (json_kind(*out) == JSON_KIND_OBJECT)
			return true;
		*problem = STR("Request body must be a JSON object");
		return false;
	case JSON_SYNTAX:
		*problem = STR("Request body must be valid JSON in UTF-8");
		return false;
	case JSON_DUPLICATE:
		*problem = STR("Request body must not name a member twice");
		return false;
	case JSON_TOO_DEEP:
		*problem = STR("Request body is nested too deeply");
		return false;
	case JSON_NO_MEMORY:
		break;
	}
	(void)arena_alloc(a, SIZE_MAX); /* does not return */
	return false;
}

static const struct member *member_named(struct str name)
{
	for (size_t i = 0; i < ARRAY_LEN(members); i++)
		if (str_eq(name, str_z(members[i].name)))
			return &members[i];
	return NULL;
}

/* Names the unknown member as the client wrote it, cut to 100 bytes. */
static struct str unknown_member(struct arena *a, struct str name)
{
	size_t n = name.n < 100 ? name.n : 100;

	while (n < name.n && n && ((unsigned char)name.p[n] & 0xC0) == 0x80)
		n--; /* do not cut inside a character */
	return arena_fmt(a, "Unknown member: %.*s", STR_FMT(str_head(name, n)));
}

static bool task_read_members(struct arena *a, const struct json *object, enum task_input_for what,
			      struct task_input *out, struct str *problem)
{
	for (size_t i = 0; i < ARRAY_LEN(members); i++) {
		const struct json *value = json_member(object, members[i].name);
		const char *wrong = NULL;

		if (value) {
			wrong = members[i].read(a, value, &out->values);
			out->given |= members[i].bit;
		} else if (members[i].required & 1u << what) {
			wrong = members[i].missing;
		}
		if (wrong) {
			*problem = str_z(wrong);
			return false;
		}
	}
	return true;
}

bool task_input_read(struct arena *a, struct str body, enum task_input_for what,
		     struct task_input *out, struct str *out_problem)
{
	OWNED(json_free) struct json *object = NULL;

	if (!task_parse_body(a, body, &object, out_problem))
		return false;
	for (struct json_walk w = json_walk(object); json_next(&w);)
		if (!member_named(w.name)) {
			*out_problem = unknown_member(a, w.name);
			return false;
		}
	*out = (struct task_input){ .values = defaults };
	if (!task_read_members(a, object, what, out, out_problem))
		return false;
	if (what != TASK_INPUT_CHANGE)
		out->given = MEMBERS_ALL;
	return true;
}

void task_input_apply(const struct task_input *input, struct task *task)
{
	const struct task *from = &input->values;

	if (input->given & MEMBER_TITLE)
		task->title = from->title;
	if (input->given & MEMBER_DESCRIPTION)
		task->description = from->description;
	if (input->given & MEMBER_COMPLETED)
		task->completed = from->completed;
	if (input->given & MEMBER_DUE_DATE)
		task->due_date = from->due_date;
	if (input->given & MEMBER_PRIORITY)
		task->priority = from->priority;
	if (input->given & MEMBER_TAGS)
		task->tags_json = from->tags_json;
}
