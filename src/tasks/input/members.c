#include "tasks/input/members.h"

#include "base/ascii.h"
#include "core/clock.h"
#include "core/limits.h"
#include "core/zone.h"
#include "tasks/input/body.h"
#include "tasks/position.h"

const char *member_list_id(struct arena *a, const struct json *value, struct task *out)
{
	(void)a;
	return body_id(value, &out->list_id) ? NULL : "list_id must be the id of a list, or null";
}

const char *member_section_id(struct arena *a, const struct json *value, struct task *out)
{
	(void)a;
	return body_id(value, &out->section_id) ? NULL
						: "section_id must be the id of a section, or null";
}

const char *member_parent_id(struct arena *a, const struct json *value, struct task *out)
{
	(void)a;
	return body_id(value, &out->parent_id) ? NULL
					       : "parent_id must be the id of a task, or null";
}

const char *member_position(struct arena *a, const struct json *value, struct task *out)
{
	if (json_kind(value) != JSON_KIND_STRING || !position_is_good(json_to_str(value)))
		return POSITION_RULE;
	out->position = arena_copy(a, json_to_str(value));
	return NULL;
}

static bool is_time(struct str text)
{
	if (text.n != 5 || text.p[2] != ':')
		return false;
	for (size_t i = 0; i < text.n; i++)
		if (i != 2 && !ascii_is_digit(text.p[i]))
			return false;
	return (text.p[0] < '2' || (text.p[0] == '2' && text.p[1] < '4')) && text.p[3] < '6';
}

const char *member_due_time(struct arena *a, const struct json *value, struct task *out)
{
	out->due_time = str_of(NULL, 0);
	if (json_kind(value) == JSON_KIND_NULL)
		return NULL;
	if (json_kind(value) != JSON_KIND_STRING || !is_time(json_to_str(value)))
		return "due_time must be a time such as 09:30, or null";
	out->due_time = arena_copy(a, json_to_str(value));
	return NULL;
}

const char *member_time_zone(struct arena *a, const struct json *value, struct task *out)
{
	struct zone zone;
	ARENA(scratch);

	if (!body_text_or_null(a, value, LIMIT_ZONE_NAME_CHARS, &out->time_zone) ||
	    (out->time_zone.p && !zone_read(&scratch, out->time_zone, &zone)))
		return "time_zone must be the name of a time zone such as Europe/Berlin, or null";
	return NULL;
}

const char *member_start_date(struct arena *a, const struct json *value, struct task *out)
{
	out->start_date = str_of(NULL, 0);
	if (json_kind(value) == JSON_KIND_NULL)
		return NULL;
	if (json_kind(value) != JSON_KIND_STRING || !clock_is_date(json_to_str(value)))
		return "start_date must be a date such as 2026-12-31, or null";
	out->start_date = arena_copy(a, json_to_str(value));
	return NULL;
}
