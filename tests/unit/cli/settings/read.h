/* Reads settings as `ostiary serve` does, from arguments and an environment. */
#ifndef TESTS_UNIT_CLI_SETTINGS_READ_H
#define TESTS_UNIT_CLI_SETTINGS_READ_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "cli/program.h"
#include "cli/settings/parse.h"
#include "cli/tree/args.h"

#define WORDS 6

struct row {
	const char *arguments[WORDS];
	const char *environment[WORDS];
	enum settings_rc rc;
	enum setting which;
	const char *value; /* of it, or what the error must contain */
};

static inline size_t fill(const char *const *from, char **to, size_t at)
{
	for (size_t i = 0; i < WORDS && from[i]; i++)
		to[at++] = (char *)(uintptr_t)from[i];
	to[at] = NULL;
	return at;
}

/* As `ostiary serve` reads them: flags first, then the environment. */
static inline void read_row(const struct row *row, struct arena *a, struct settings *settings,
			    struct err *err)
{
	const char *argv[WORDS + 2] = { "ostiary", "serve" };
	char *environment[WORDS + 1];
	struct args args;
	int argc = 2;
	enum settings_rc rc = SETTINGS_USAGE;

	for (size_t i = 0; i < WORDS && row->arguments[i]; i++)
		argv[argc++] = row->arguments[i];
	fill(row->environment, environment, 0);
	if (args_parse(a, &program_root, argc, argv, &args, err) == ARGS_RUN) {
		*settings = args.settings;
		rc = settings_read(a, environment, settings, err);
	}
	if (rc != row->rc)
		fail_msg("%s %s: %d: %s", row->arguments[0] ? row->arguments[0] : "",
			 environment[0] ? environment[0] : "", rc, err->text);
}

static inline void write_value(char *path, const char *text)
{
	size_t n = strlen(text);
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, n), n);
	close(fd);
}

/* A value that the row accepts; if it is not open, with "hunter2" where it must not be shown. */
static inline void good_value(const struct setting_row *row, char *out, size_t room)
{
	static const char *const by_type[] = {
		[SETTING_TEXT] = "text",
		[SETTING_SECRET_TEXT] = "hunter2-0123456789abcdef0123456789abcdef",
		[SETTING_SECRET_LIST] = "2:hunter2-0123456789abcdef0123456789abcdef",
		[SETTING_URL] = "https://a.example",
		[SETTING_SWITCH] = "on",
	};
	const char *text = by_type[row->type];

	if (row->secrecy == SETTING_SECRECY_CONNINFO)
		text = "postgres://me:hunter2@db/x";
	if (text)
		snprintf(out, room, "%s", text);
	else if (row->type == SETTING_CHOICE)
		snprintf(out, room, "%.*s", (int)strcspn(row->choices, " "), row->choices);
	else if (row->type == SETTING_DURATION && row->least == 0 && row->fallback)
		snprintf(out, room, "%s", row->fallback); /* 0 may say "never" */
	else
		snprintf(out, room, "%lld", (long long)row->least);
}

#endif
