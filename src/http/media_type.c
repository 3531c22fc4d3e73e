#include "http/media_type.h"

#include "base/ascii.h"

static struct str essence(struct str content_type)
{
	struct str type, parameters;

	str_cut(content_type, ';', &type, &parameters);
	return type;
}

static bool contains_nocase(struct str s, struct str needle)
{
	for (size_t i = 0; i + needle.n <= s.n; i++)
		if (str_eq_nocase(str_of(s.p + i, needle.n), needle))
			return true;
	return false;
}

bool media_type_is_json(struct str content_type)
{
	return str_eq_nocase(str_trim(essence(content_type)), STR(MEDIA_TYPE_JSON));
}

bool media_type_allowed(struct str content_type, const struct str *allowed, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (contains_nocase(essence(content_type), allowed[i]))
			return true;
	return false;
}

static bool is_suffix_char(char c)
{
	if (ascii_is_alnum(c))
		return true;
	return c == '.' || c == '+' || c == '-';
}

bool media_type_reads_as_json(struct str content_type)
{
	const struct str type = STR("application/");
	const struct str json = STR("json");
	struct str rest;

	if (!str_eq_nocase(str_head(content_type, type.n), type))
		return false;
	rest = str_tail(content_type, type.n);
	if (str_eq_nocase(str_head(rest, json.n), json))
		return true;
	for (size_t i = 0; i < rest.n && is_suffix_char(rest.p[i]); i++)
		if (rest.p[i] == '+' &&
		    str_eq_nocase(str_head(str_tail(rest, i + 1), json.n), json))
			return true;
	return false;
}

bool media_type_reads_as_form(struct str content_type)
{
	return contains_nocase(essence(content_type), STR(MEDIA_TYPE_FORM));
}
