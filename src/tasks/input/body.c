#include "tasks/input/body.h"

#include "core/limits.h"
#include "tasks/ids.h"

bool body_parse(struct arena *a, struct str text, struct json **out, struct str *problem)
{
	enum json_rc rc = json_parse(text, LIMIT_BODY_DEPTH, out);

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

struct str body_unknown_member(struct arena *a, struct str name)
{
	size_t n = name.n < 100 ? name.n : 100;

	while (n < name.n && n && ((unsigned char)name.p[n] & 0xC0) == 0x80)
		n--; /* do not cut inside a character */
	return arena_fmt(a, "Unknown member: %.*s", STR_FMT(str_head(name, n)));
}

bool body_id(const struct json *value, int64_t *out)
{
	int64_t id = json_to_i64(value);

	if (json_kind(value) == JSON_KIND_NULL)
		id = 0;
	else if (json_kind(value) != JSON_KIND_INTEGER || id < 1 || id > IDS_MAX)
		return false;
	*out = id;
	return true;
}

bool body_text_or_null(struct arena *a, const struct json *value, size_t most, struct str *out)
{
	struct str text = json_to_str(value);

	*out = str_of(NULL, 0);
	if (json_kind(value) == JSON_KIND_NULL)
		return true;
	if (json_kind(value) != JSON_KIND_STRING || str_code_points(text) > most ||
	    str_find(text, '\0') >= 0)
		return false;
	*out = arena_copy(a, text);
	return true;
}
