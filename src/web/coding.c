#include "web/coding.h"

/* A weight of zero ("q=0", "q=0.000") forbids a coding. Any other parameter allows it. */
static bool is_refused(struct str parameters)
{
	struct str one, name, value;

	while (parameters.n) {
		str_cut(parameters, ';', &one, &parameters);
		str_cut(str_trim(one), '=', &name, &value);
		if (!str_eq_nocase(str_trim(name), STR("q")))
			continue;
		value = str_trim(value);
		if (!str_starts(value, STR("0")))
			return false;
		for (size_t i = 1; i < value.n; i++)
			if (value.p[i] != '.' && value.p[i] != '0')
				return false;
		return true;
	}
	return false;
}

bool coding_accepted(struct str header, struct str coding)
{
	bool any = false;
	struct str one, name, parameters;

	while (header.n) {
		str_cut(header, ',', &one, &header);
		str_cut(one, ';', &name, &parameters);
		name = str_trim(name);
		if (str_eq_nocase(name, coding))
			return !is_refused(parameters);
		if (str_eq(name, STR("*")))
			any = !is_refused(parameters);
	}
	return any;
}
