#include "route/match.h"

#include "route/app.h"

/* False when they differ before the first parameter of the pattern, as most do. */
static bool begins_alike(const char *pattern, struct str path)
{
	size_t i = 0;

	while (i < path.n && pattern[i] == path.p[i] && pattern[i] != '{')
		i++;
	return i == path.n || pattern[i] == '{';
}

/* Compares undecoded bytes: "%61pi" is not "api", and "//" has an empty segment, which no pattern
 * has. */
bool path_matches(const char *pattern, struct str path, struct str *parameters)
{
	struct str rest = str_z(pattern), segment, given;
	size_t n = 0;
	bool more, more_given;

	if (!begins_alike(pattern, path))
		return false;
	do {
		more = str_cut(rest, '/', &segment, &rest);
		more_given = str_cut(path, '/', &given, &path);
		if (str_eq(segment, STR("{*}")))
			return true;
		if (str_starts(segment, STR("{"))) {
			if (given.n == 0)
				return false;
			if (parameters)
				parameters[n++] = given;
		} else if (!str_eq(segment, given)) {
			return false;
		}
	} while (more && more_given);
	return !more_given && (!more || str_eq(rest, STR("{*}")));
}

bool path_is_issuers(const struct app *app, struct str path)
{
	struct str base = app->config.base_path;

	return app->config.role != APP_TASKS && str_starts(path, base) &&
	       (path.n == base.n || path.p[base.n] == '/');
}
