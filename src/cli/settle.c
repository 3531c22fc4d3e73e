/* Defaults that depend on the machine or on other settings. */
#include <unistd.h>

#include "cli/address.h"
#include "cli/data_dir.h"
#include "cli/settings.h"

static void settle(struct settings *settings, enum setting which, struct str text)
{
	struct setting_value *value = &settings->of[which];

	if (value->text.n == 0) {
		value->text = text;
		value->source = "default";
	}
}

void settings_settle(struct arena *a, struct settings *settings)
{
	struct str folder = data_dir_choose(a, settings->of[SETTING_DATA].text);
	struct setting_value *threads = &settings->of[SETTING_THREADS];
	long cores = sysconf(_SC_NPROCESSORS_ONLN);

	settle(settings, SETTING_DATA, folder);
	if (folder.n)
		settle(settings, SETTING_DATABASE,
		       arena_fmt(a, "sqlite:%.*s/ostiary.db", STR_FMT(folder)));
	if (threads->text.n == 0) {
		threads->number = cores > 0 ? cores : 1;
		settle(settings, SETTING_THREADS, arena_fmt(a, "%lld", (long long)threads->number));
	}
}

void settings_settle_address(struct arena *a, struct settings *settings)
{
	struct listen_address listening;
	struct public_address outside;
	struct err ignored; /* what is wrong with an address is told by who uses it */

	if (!address_to_listen(settings, &listening, &ignored) ||
	    !address_to_outside(a, settings, &listening, &outside, &ignored))
		return;
	if (listening.port == 0)
		outside.origin = STR("(where it listens)");
	settle(settings, SETTING_BASE_URL, outside.origin);
	settle(settings, SETTING_JWT_ISSUER, outside.origin);
	settle(settings, SETTING_JWT_AUDIENCE, outside.origin);
}
