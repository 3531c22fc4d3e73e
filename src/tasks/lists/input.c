#include "tasks/lists/input.h"

#include "base/ascii.h"
#include "base/cleanup.h"
#include "core/limits.h"
#include "tasks/input/body.h"
#include "tasks/position.h"

#define NAME_CHARS LIMIT_TEXT(LIMIT_LIST_NAME_CHARS)

/* NULL, or a sentence about what is wrong. */
typedef const char *read_fn(struct arena *a, const struct json *value, struct list_input *out);

static const char *read_name(struct arena *a, const struct json *value, struct list_input *out)
{
	struct str name = str_trim_unicode(json_to_str(value));

	if (json_kind(value) != JSON_KIND_STRING || name.n == 0 ||
	    str_code_points(name) > LIMIT_LIST_NAME_CHARS || str_find(name, '\0') >= 0)
		return "name must have 1 to " NAME_CHARS " characters";
	out->name = arena_copy(a, name);
	return NULL;
}

static const char *read_position(struct arena *a, const struct json *value, struct list_input *out)
{
	if (json_kind(value) != JSON_KIND_STRING || !position_is_good(json_to_str(value)))
		return POSITION_RULE;
	out->position = arena_copy(a, json_to_str(value));
	return NULL;
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

static const char *read_color(struct arena *a, const struct json *value, struct list_input *out)
{
	out->color = str_of(NULL, 0);
	if (json_kind(value) == JSON_KIND_NULL)
		return NULL;
	if (json_kind(value) != JSON_KIND_STRING || !is_color(json_to_str(value)))
		return "color must be a color such as #1d4ed8, or null";
	out->color = arena_copy(a, json_to_str(value));
	return NULL;
}

static const char *read_archived(struct arena *a, const struct json *value, struct list_input *out)
{
	(void)a;
	if (json_kind(value) != JSON_KIND_BOOL)
		return "archived must be true or false";
	out->archived = json_to_bool(value);
	return NULL;
}

static const struct member {
	struct str name;
	enum list_member bit;
	read_fn *read;
} members[] = {
	{ STR_INIT("name"), LIST_NAME, read_name },
	{ STR_INIT("position"), LIST_POSITION, read_position },
	{ STR_INIT("color"), LIST_COLOR, read_color },
	{ STR_INIT("archived"), LIST_ARCHIVED, read_archived },
};

static bool refused(struct refusal *out, struct str member, struct str problem)
{
	*out = (struct refusal){ REFUSAL_MEMBER, member, problem };
	return false;
}

static const struct member *member_named(struct str name, enum list_member allowed)
{
	for (size_t i = 0; i < ARRAY_LEN(members); i++)
		if ((members[i].bit & allowed) && str_eq(name, members[i].name))
			return &members[i];
	return NULL;
}

bool list_input_read(struct arena *a, struct str body, enum list_member allowed, bool is_new,
		     struct list_input *out, struct refusal *out_refusal)
{
	OWNED(json_free) struct json *object = NULL;
	struct str problem;

	*out = (struct list_input){ 0 };
	if (!body_parse(a, body, &object, &problem))
		return refused(out_refusal, STR(""), problem);
	for (struct json_walk w = json_walk(object); json_next(&w);) {
		const struct member *member = member_named(w.name, allowed);
		const char *wrong = member ? member->read(a, w.value, out) : NULL;

		if (!member)
			return refused(out_refusal, arena_copy(a, w.name),
				       body_unknown_member(a, w.name));
		if (wrong)
			return refused(out_refusal, member->name, str_z(wrong));
		out->given |= member->bit;
	}
	if (is_new && !(out->given & LIST_NAME))
		return refused(out_refusal, STR("name"), STR("name is required"));
	return true;
}
