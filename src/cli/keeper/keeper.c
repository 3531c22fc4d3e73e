#include "cli/keeper/keeper.h"

#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "cli/nodes/operation.h"
#include "cli/nodes/plan.h"
#include "cli/resolve/data_dir.h"
#include "cli/resolve/secret.h"
#include "cli/sandbox/sandbox.h"
#include "cli/settings/table.h"
#include "cli/tree/output.h"
#include "core/line_queue.h"

#define LOG_WAIT_MS 1000 /* for a stalled reader of the log */

/* --- the keeper's side ------------------------------------------------------------------------ */

struct start {
	const struct args *args;
	struct log *log;
	int listening;            /* the server's socket for clients; -1: it has none yet */
	struct settings settings; /* the keeper completes its own with the secret */
};

_Static_assert(SECRET_READ == 0 && SECRET_MADE == 1, "what a vault takes for success");

static int find(void *arg, bool make, struct secrets *out, struct err *err)
{
	struct start *start = arg;

	return (int)secrets_find(start->args->arena, &start->settings,
				 make ? SECRET_MAKE : SECRET_LEAVE, &random_kernel, out, err);
}

static bool is_wanted(const struct settings *settings)
{
	return settings_is_on(settings, SETTING_KEY_PROCESS) &&
	       !str_eq(settings_text(settings, SETTING_ROLE), STR("tasks"));
}

static int prepare(void *arg, struct vault_config *out)
{
	struct start *start = arg;
	const struct log quiet = { .fd = STDERR_FILENO,
				   .level = LOG_LEVEL_ERROR, /* the server warns */
				   .format = start->log->format,
				   .journal = start->log->journal,
				   .clock = &clock_real };
	struct arena *a = start->args->arena;
	int code = operation_read_secret(start->args, &start->settings);
	struct str folder, data;
	struct err ignored; /* the server makes it again, and reports it */

	if (start->listening >= 0)
		close(start->listening);
	if (code == EX_OK)
		code = plan_judge(a, &start->settings);
	if (code != EX_OK)
		return code;
	data = settings_text(&start->settings, SETTING_DATA);
	folder = settings_text(&start->settings, SETTING_KEYS_DIR);
	if (data.n)
		(void)data_dir_make(a, data, &ignored);
	*out = (struct vault_config){
		.random = &random_kernel,
		.folder = folder.n ? arena_z(a, folder) : NULL,
		.given = secrets_are_given(&start->settings),
		.takes_clear = settings_is_on(&start->settings, SETTING_CLEAR_KEYS),
		.find = find,
		.arg = start,
	};
	return sandbox_enter_as_keeper(a, &start->settings, &quiet);
}

/* --- the server's side ------------------------------------------------------------------------ */

static void ended(void *arg)
{
	const struct start *start = arg;

	log_error(start->log,
		  "the process that keeps the keys has ended, and the server ends with it",
		  STR(""));
	if (start->log->queue)
		line_queue_drain(start->log->queue, LOG_WAIT_MS);
	_exit(EX_SOFTWARE);
}

/* True for "NAME=value" and "NAME_FILE=path" of a variable of the secrets. */
static bool is_of_secrets(const char *entry)
{
	static const enum setting secret[] = { SETTING_SECRET, SETTING_SECRETS };
	struct str name, value;

	str_cut(str_z(entry), '=', &name, &value);
	if (str_ends(name, STR("_FILE")))
		name = str_head(name, name.n - strlen("_FILE"));
	for (size_t i = 0; i < ARRAY_LEN(secret); i++)
		for (size_t j = 0; j < ARRAY_LEN(setting_rows[0].variables); j++) {
			const char *variable = setting_rows[secret[i]].variables[j];

			if (variable && str_eq(name, str_z(variable)))
				return true;
		}
	return false;
}

/* The kernel shows this memory as the environment of the process, so it is overwritten. */
static void wipe_environment(void)
{
	char **kept = environ;

	for (char **at = environ; *at; at++) {
		if (is_of_secrets(*at))
			explicit_bzero(*at, strlen(*at));
		else
			*kept++ = *at;
	}
	*kept = NULL;
}

int keeper_start(const struct args *args, const struct settings *settings, struct log *log,
		 int listening, struct keeper_process **out)
{
	struct start *start = arena_new(args->arena, struct start);
	struct err err = { 0 };
	int code = EX_OK;

	*start = (struct start){
		.args = args, .log = log, .listening = listening, .settings = *settings
	};
	*out = NULL;
	if (!is_wanted(settings))
		return EX_OK;
	switch (keeper_process_start(prepare, ended, start, out, &code, &err)) {
	case KEEPER_RUNS:
		wipe_environment();
		return EX_OK;
	case KEEPER_DECLINED:
		return code;
	case KEEPER_FAULT:
		break;
	}
	return cli_fail(EX_OSERR, "%s", err.text);
}
