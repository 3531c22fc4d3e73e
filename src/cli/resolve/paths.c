#include "cli/resolve/paths.h"

#include "cli/settings/check.h"

#define ENTRIES_MAX 64  /* the issuer has fewer paths */
#define PATH_BYTES  128 /* longer than any of them */

/* The next entry of a list with commas, without blanks around it; empty entries are skipped. */
static bool next_entry(struct str *rest, struct str *out)
{
	while (rest->n) {
		str_cut(*rest, ',', out, rest);
		*out = str_trim(*out);
		if (out->n)
			return true;
	}
	return false;
}

static bool is_path(struct str text)
{
	return text.n > 1 && text.n <= PATH_BYTES && text.p[0] == '/' && str_find(text, ' ') < 0;
}

static bool refuse(const struct setting_value *value, const char *wanted, struct str entry,
		   struct err *err)
{
	err_set(err, "%s must be %s, not \"%.*s\"", value->source, wanted, STR_FMT(entry));
	return false;
}

bool disabled_paths_read(struct arena *a, const struct settings *settings, struct app_paths *out,
			 struct err *err)
{
	const struct setting_value *value = &settings->of[SETTING_DISABLED_PATHS];
	struct str rest = value->text, entry;
	struct str *paths = arena_array(a, ENTRIES_MAX, sizeof(*paths));

	*out = (struct app_paths){ .n = 0 };
	while (next_entry(&rest, &entry)) {
		while (entry.n > 1 && str_ends(entry, STR("/")))
			entry.n--;
		if (!is_path(entry) || out->n == ENTRIES_MAX)
			return refuse(value, "paths such as /sign-up/email", entry, err);
		paths[out->n++] = arena_copy(a, entry);
	}
	out->of = paths;
	return true;
}

/* Reads "3/60s" or "off". */
static bool read_rule(struct str text, struct rate_limit_rule *out)
{
	static const struct setting_row window_row = { .type = SETTING_DURATION,
						       .least = 1,
						       .most = 86400 };
	struct setting_value window = { .source = "" };
	struct err ignored;
	struct str most;
	uint64_t max;

	out->off = str_eq(text, STR("off"));
	if (out->off)
		return true;
	if (!str_cut(text, '/', &most, &window.text) || !str_to_u64(most, 1000000, &max) ||
	    max == 0 || !setting_check(&window_row, &window, &ignored))
		return false;
	out->max = (int64_t)max;
	out->window_s = window.number;
	return true;
}

bool rate_limit_rules_read(struct arena *a, const struct settings *settings,
			   struct rate_limit_rules *out, struct err *err)
{
	const struct setting_value *value = &settings->of[SETTING_RATE_LIMIT_RULES];
	struct str rest = value->text, entry;
	struct rate_limit_rule *rules = NULL;

	*out = (struct rate_limit_rules){ .n = 0 };
	if (rest.n)
		rules = arena_array(a, ENTRIES_MAX, sizeof(*rules));
	while (next_entry(&rest, &entry)) {
		struct rate_limit_rule rule = { .off = false };
		struct str path, words;

		if (!str_cut(entry, '=', &path, &words) || !is_path(path) ||
		    !read_rule(str_trim(words), &rule) || out->n == ENTRIES_MAX)
			return refuse(value, "rules such as /sign-in/email=5/60s or /ok=off", entry,
				      err);
		rule.path = arena_copy(a, path);
		rules[out->n++] = rule;
	}
	out->of = rules;
	return true;
}
