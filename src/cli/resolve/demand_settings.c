#include "cli/resolve/demand_settings.h"

static bool read_names(struct arena *a, const struct setting_value *value, struct demand_names *out,
		       struct err *err)
{
	if (demand_names_read(a, value->text, out))
		return true;
	err_set(err, "%s: at most %d names, separated by commas, are expected, not \"%.*s\"",
		value->source, DEMAND_NAMES_MAX, STR_FMT(value->text));
	return false;
}

bool demand_settings_read(struct arena *a, const struct settings *settings, struct demand *out,
			  struct err *err)
{
	*out = (struct demand){ .max_age_s = settings->of[SETTING_REQUIRE_AUTH_AGE].number };
	return read_names(a, &settings->of[SETTING_REQUIRE_METHODS], &out->methods, err) &&
	       read_names(a, &settings->of[SETTING_REQUIRE_ACR], &out->classes, err);
}
