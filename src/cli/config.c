#include <stdio.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/str.h"
#include "cli/cli.h"
#include "cli/settings.h"

int cmd_config(int argc, char **argv)
{
	struct settings settings;
	struct err err = { 0 };
	struct arena arena;
	struct buf text;
	int code = EX_OK;

	arena_init(&arena, NULL, 0);
	arena_buf(&arena, &text, 4096, 64 << 10);
	switch (settings_read(&arena, argc, argv, environ, &settings, &err)) {
	case SETTINGS_OK:
		settings_settle(&arena, &settings);
		settings_settle_address(&arena, &settings);
		settings_put(&text, &settings);
		break;
	case SETTINGS_HELP:
		settings_put_help(&text);
		break;
	case SETTINGS_USAGE:
		code = cli_fail(EX_USAGE, "%s", err.text);
		break;
	case SETTINGS_BAD_CONFIG:
		code = cli_fail(EX_CONFIG, "%s", err.text);
		break;
	}
	fwrite(text.p, 1, text.n, stdout);
	arena_done(&arena);
	return code;
}
