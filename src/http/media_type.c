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

/* Whether one of the parameters is a weight of 0, in one of its forms: 0, 0., 0.0 to 0.000. */
static bool weighs_nothing(struct str parameters)
{
	struct str one;

	while (parameters.n) {
		str_cut(parameters, ';', &one, &parameters);
		one = str_trim(one);
		if (str_eq_nocase(str_head(one, 2), STR("q="))) {
			one = str_tail(one, 2);
			while (one.n && (one.p[0] == '0' || one.p[0] == '.'))
				one = str_tail(one, 1);
			return one.n == 0;
		}
	}
	return false;
}

bool media_type_is_accepted(struct str accept, struct str type)
{
	struct str range, name, parameters;

	while (accept.n) {
		str_cut(accept, ',', &range, &accept);
		str_cut(range, ';', &name, &parameters);
		if (str_eq_nocase(str_trim(name), type) && !weighs_nothing(parameters))
			return true;
	}
	return false;
}
