#include "route/place.h"

#include "route/app.h"
#include "route/routes.h"

/* Whether path is base or below it; *out is the rest with its slash. */
static bool is_below(struct str path, struct str base, struct str *out)
{
	*out = str_tail(path, base.n);
	return str_starts(path, base) && (out->n == 0 || out->p[0] == '/');
}

/* A path may be as long as a head, and may hold the token of a link. */
static struct str joined(struct arena *a, struct str base, struct str rest)
{
	struct buf path;

	arena_buf(a, &path, base.n + rest.n, base.n + rest.n);
	buf_str(&path, base);
	buf_str(&path, rest);
	return buf_text(&path);
}

struct str place_inner_path(const struct app *app, struct arena *a, struct str path)
{
	const struct app_config *config = &app->config;
	struct str rest;

	if (config->root.n == 0 || !is_below(path, config->root, &rest))
		return path;
	if (str_eq(config->root, config->issuer_path) && route_pattern(rest).n)
		return joined(a, config->base_path, rest);
	return rest.n ? rest : STR("/");
}
