#include "cli/resolve/database.h"

#include "base/cleanup.h"
#include "cli/resolve/issuer_settings.h"
#include "cli/resolve/own_fields.h"

static enum store_prepare prepare_of(struct str word)
{
	static const struct {
		struct str word;
		enum store_prepare prepare;
	} rows[] = {
		{ STR_INIT("on"), STORE_PREPARE_ON },
		{ STR_INIT("off"), STORE_PREPARE_OFF },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (str_eq(rows[i].word, word))
			return rows[i].prepare;
	return STORE_PREPARE_AUTO;
}

struct store_config database_config(const struct settings *settings, const struct log *log)
{
	const struct setting_value *of = settings->of;

	return (struct store_config){
		.url = of[SETTING_DATABASE].text,
		.clock = &clock_real,
		.log = log,
		.schema = of[SETTING_DB_SCHEMA].text,
		.pool = (int)of[SETTING_PG_POOL].number,
		.prepare = prepare_of(of[SETTING_PG_PREPARE].text),
		.factors = !str_eq(of[SETTING_TWO_FACTOR].text, STR("off")),
		.passkeys = settings_is_on(settings, SETTING_PASSKEYS),
		.admin = settings_is_on(settings, SETTING_ADMIN),
	};
}

enum store_tables database_tables(const struct settings *settings)
{
	return str_eq(settings_text(settings, SETTING_ROLE), STR("tasks")) ? STORE_TABLES_TASKS
									   : STORE_TABLES_ALL;
}

bool database_config_of_start(struct arena *a, const struct settings *settings, bool https,
			      const struct log *log, struct store_config *out, struct err *err)
{
	const struct public_address outside = { .https = https };

	*out = database_config(settings, log);
	out->tables = database_tables(settings);
	if (out->tables == STORE_TABLES_TASKS) {
		out->factors = out->admin = false;
		return true;
	}
	out->rate_limit = rate_limit_is_stored(settings, &outside);
	return own_fields_read(a, settings, &out->own, err);
}
