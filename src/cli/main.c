/* ostiary: one program, one subcommand at a time. */
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sysexits.h>

#include "base/cleanup.h"
#include "base/str.h"
#include "cli/cli.h"
#include "cli/nearest.h"
#include "cli/settings.h"
#include "version.h"

static int cmd_version(int argc, char **argv)
{
	if (argc > 1)
		return cli_fail(EX_USAGE, "version takes no words, not \"%s\"", argv[1]);
	puts("ostiary " OSTIARY_VERSION);
	return EX_OK;
}

static const struct command {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *words;
	const char *help;
} commands[] = {
	{ "serve", cmd_serve, "[FLAGS]", "run the issuer and the task API" },
	{ "config", cmd_config, "[FLAGS]", "show every setting, its value and where it came from" },
	{ "doctor", cmd_doctor, "[FLAGS]", "say what a start on a database would find and do" },
	{ "key", cmd_key, "list ...", "see, rotate, revoke and reseal the signing keys" },
	{ "token", cmd_token, "verify ...", "judge, decode or mint an access token" },
	{ "jws", cmd_jws, "verify ...", "judge a signature by a JWKS, whatever was signed" },
	{ "outbox", cmd_outbox, "list ...", "mails that wait or failed, and their links" },
	{ "throttle", cmd_throttle, "release ...", "end the wait after too many wrong passwords" },
	{ "user", cmd_user, "throw-out ...", "sign somebody out everywhere, tokens included" },
	{ "version", cmd_version, "", "say the version" },
	{ "help", cmd_help, "[serve]", "say this, or what can be set" },
};

static void list_commands(FILE *out)
{
	fputs("Ostiary: multi-user tasks behind JSON Web Tokens.\n\nusage: ostiary COMMAND\n\n",
	      out);
	for (size_t i = 0; i < ARRAY_LEN(commands); i++) {
		char words[64];

		snprintf(words, sizeof(words), "%s %s", commands[i].name, commands[i].words);
		fprintf(out, "  %-20s %s\n", words, commands[i].help);
	}
	fputs("\n`ostiary serve` alone starts everything on http://127.0.0.1:8080 with an SQLite "
	      "file.\n",
	      out);
}

int cmd_help(int argc, char **argv)
{
	struct buf text;

	if (argc < 2) {
		list_commands(stdout);
		return EX_OK;
	}
	if (!str_eq(str_z(argv[1]), STR("serve")))
		return cli_fail(EX_USAGE, "there is no more help on \"%s\"; see: ostiary help",
				argv[1]);
	buf_init_heap(&text, 64 << 10);
	buf_z(&text, "usage: ostiary serve [FLAGS]\n\n");
	settings_put_help(&text);
	fwrite(text.p, 1, text.n, stdout);
	buf_done(&text);
	return EX_OK;
}

/* Keys, tokens and passwords are in the memory of every command: no core dump, and no debugger of the same
 * user; until the end, when leaks are looked for by one. */
static void keep_memory_private(bool on)
{
	const struct rlimit none = { 0, 0 };

	if (on)
		setrlimit(RLIMIT_CORE, &none);
	prctl(PR_SET_DUMPABLE, on ? 0 : 1);
}

static int run_command(const struct command *command, int argc, char **argv)
{
	int code;

	keep_memory_private(true);
	code = command->run(argc, argv);
	keep_memory_private(false);
	return code;
}

static int unknown_command(const char *word)
{
	for (size_t i = 0; i < ARRAY_LEN(commands); i++)
		if (nearest_is_typo(str_z(word), str_z(commands[i].name)))
			return cli_fail(EX_USAGE, "unknown command \"%s\"; did you mean %s?", word,
					commands[i].name);
	return cli_fail(EX_USAGE, "unknown command \"%s\"; see: ostiary help", word);
}

int main(int argc, char **argv)
{
	if (argc < 2) {
		list_commands(stderr);
		return EX_USAGE;
	}
	if (str_eq(str_z(argv[1]), STR("--help")) || str_eq(str_z(argv[1]), STR("-h")))
		return cmd_help(1, argv);
	if (str_eq(str_z(argv[1]), STR("--version")))
		return cmd_version(1, argv);
	for (size_t i = 0; i < ARRAY_LEN(commands); i++)
		if (str_eq(str_z(argv[1]), str_z(commands[i].name)))
			return run_command(&commands[i], argc - 1, argv + 1);
	return unknown_command(argv[1]);
}
