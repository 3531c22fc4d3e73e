#include "cli/upkeep/upkeep.h"

#include <sysexits.h>
#include <unistd.h>

#include "base/json.h"
#include "build_version.h"
#include "cli/doctor/examination.h"
#include "cli/nodes/operation.h"
#include "cli/tree/output.h"

#define OUTPUT_BYTES ((size_t)1 << 20)

static const struct flag flag_plan = {
	.name = "plan",
	.help = "print what a start of the server would change, and change nothing",
	.required = true,
};

static void put_text(struct buf *b, const struct inspection *found)
{
	const struct migrations_plan *plan = &found->plan;

	if (!found->exists) {
		buf_fmt(b,
			"There is no such database; a start would make it, with tables of version "
			"%lld.\n",
			(long long)migrations_newest());
		return;
	}
	buf_fmt(b, "database    %s\n", found->postgres ? "PostgreSQL" : "SQLite");
	buf_fmt(b, "tables      of version %lld; a start needs %lld\n", (long long)plan->version,
		(long long)plan->newest);
	examination_put_plan(b, found);
	buf_fmt(b,
		"Afterwards the database is used by Ostiary %s and by every version that knows "
		"tables of version %lld; older ones refuse it.\n",
		OSTIARY_VERSION, (long long)plan->newest);
}

static void put_json(struct buf *b, const struct inspection *found, struct arena *a)
{
	const struct migrations_plan *plan = &found->plan;

	buf_fmt(b, "{\"exists\":%s", found->exists ? "true" : "false");
	if (found->exists)
		buf_fmt(b, ",\"engine\":\"%s\"", found->postgres ? "PostgreSQL" : "SQLite");
	buf_fmt(b, ",\"tablesVersion\":%lld,\"tablesVersionAfter\":%lld,\"steps\":[",
		(long long)plan->version, (long long)migrations_newest());
	for (size_t i = 0; i < plan->n_steps; i++) {
		buf_fmt(b, "%s{\"version\":%lld,\"name\":", i ? "," : "",
			(long long)plan->steps[i].version);
		json_put_string(b, plan->steps[i].name);
		buf_char(b, '}');
	}
	buf_z(b, "],\"changes\":[");
	examination_put_changes(b, found, a);
	buf_z(b, "]}\n");
}

static int print(const struct args *args, const struct inspection *found)
{
	struct buf text;

	arena_buf(args->arena, &text, 4096, OUTPUT_BYTES);
	if (args_has(args, &flag_json))
		put_json(&text, found, args->arena);
	else
		put_text(&text, found);
	return cli_print(&text);
}

static int plan(const struct args *args, const struct settings *settings)
{
	const struct log log = { .fd = STDERR_FILENO,
				 .level = LOG_LEVEL_WARN,
				 .clock = &clock_real };
	struct inspection found;
	int code = examination_inspect(args->arena, settings, &log, NULL, &found);

	return code == EX_OK ? print(args, &found) : code;
}

static int run_migrate(const struct args *args)
{
	struct settings settings;
	int code = operation_read_settings(args, &settings);

	return code == EX_OK ? plan(args, &settings) : code;
}

const struct command migrate_command = {
	.name = "migrate",
	.summary = "print what a start would change in the database, and who can use it then",
	.description =
		"A start of the server, and every command that writes, bring the tables up to "
		"date. The steps and the changes are printed as a start with the same settings "
		"would make them, and nothing is changed. It exits with 78 when a start would be "
		"refused, as of a database that a newer version has changed.\n\n"
		"With --json, an object: exists, engine, tablesVersion (0 before the first start), "
		"tablesVersionAfter (a version of Ostiary that does not know it refuses the "
		"database then), steps (version and name of each that is not recorded) and changes "
		"(an array of the changes of tables, as of `ostiary doctor`).",
	.flags = (const struct flag *const[]){ &flag_plan, &flag_json, NULL },
	.settings = COMMAND_TAKES_SETTINGS,
	.examples = (const struct example[]){ { "Before an upgrade, with the new version",
						"ostiary migrate --plan --database "
						"postgres://me@db/app" },
					      { 0 } },
	.run = run_migrate,
};
