#include "cli/settings/defaults.h"

#include <stdlib.h>
#include <unistd.h>

void settings_set_default(struct settings *settings, enum setting which, struct str text)
{
	struct setting_value *value = &settings->of[which];

	if (value->text.n == 0) {
		value->text = text;
		value->source = "default";
	}
}

static struct str default_data_dir(struct arena *a, struct str given)
{
	struct str state = str_z(getenv("STATE_DIRECTORY"));
	const char *data_home = getenv("XDG_DATA_HOME");
	const char *home = getenv("HOME");

	if (given.n)
		return arena_copy(a, given);
	if (state.n) {
		str_cut(state, ':', &state, &given); /* systemd lists several */
		return arena_copy(a, state);
	}
	if (data_home && *data_home)
		return arena_fmt(a, "%s/ostiary", data_home);
	if (home && *home)
		return arena_fmt(a, "%s/.local/share/ostiary", home);
	return str_of(NULL, 0);
}

void settings_resolve_defaults(struct arena *a, struct settings *settings)
{
	struct str folder = default_data_dir(a, settings->of[SETTING_DATA].text);
	struct setting_value *threads = &settings->of[SETTING_THREADS];
	long cores = sysconf(_SC_NPROCESSORS_ONLN);

	settings_set_default(settings, SETTING_DATA, folder);
	if (folder.n)
		settings_set_default(settings, SETTING_DATABASE,
				     arena_fmt(a, "sqlite:%.*s/ostiary.db", STR_FMT(folder)));
	if (threads->text.n == 0) {
		threads->number = cores > 0 ? cores : 1;
		settings_set_default(settings, SETTING_THREADS,
				     arena_fmt(a, "%lld", (long long)threads->number));
	}
}
