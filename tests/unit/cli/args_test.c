/* How arguments are parsed, and how mistakes in them are answered. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "base/cleanup.h"
#include "cli/program.h"
#include "cli/tree/args.h"

#define WORDS 8

struct world {
	struct arena arena;
	struct args args;
	struct err err;
};

static enum args_rc parse(struct world *w, const char *const *words)
{
	const char *argv[WORDS + 1] = { "ostiary" };
	int argc = 1;

	for (size_t i = 0; i < WORDS && words[i]; i++)
		argv[argc++] = words[i];
	w->err = (struct err){ 0 };
	return args_parse(&w->arena, &program_root, argc, argv, &w->args, &w->err);
}

static int set_up(void **state)
{
	struct world *w = calloc(1, sizeof(*w));

	arena_init(&w->arena, NULL, 0);
	*state = w;
	return 0;
}

static int tear_down(void **state)
{
	struct world *w = *state;

	arena_done(&w->arena);
	free(w);
	return 0;
}

static const struct {
	const char *words[WORDS];
	enum args_rc rc;
	const char *said; /* in the error; or the name of the command */
} rows[] = {
	{ { NULL }, ARGS_LIST, "" },
	{ { "serve" }, ARGS_RUN, "serve" },
	{ { "key", "list" }, ARGS_RUN, "list" },
	{ { "--help" }, ARGS_HELP, "ostiary" },
	{ { "-h" }, ARGS_HELP, "ostiary" },
	{ { "key", "--help" }, ARGS_HELP, "key" },
	{ { "key", "-h" }, ARGS_HELP, "key" },
	{ { "key", "rotate", "--help" }, ARGS_HELP, "rotate" },
	{ { "key", "revoke", "x", "-h" }, ARGS_HELP, "revoke" },
	{ { "key", "revoke", "--", "-h" }, ARGS_RUN, "revoke" },
	{ { "key", "rotate", "--nonsense", "--help" }, ARGS_USAGE, "unknown flag --nonsense" },
	{ { "serv" }, ARGS_USAGE, "unknown command \"serv\"; did you mean serve?" },
	{ { "frobnicate" }, ARGS_USAGE, "usage: ostiary COMMAND" },
	{ { "key" }, ARGS_USAGE, "list, rotate, revoke, rewrap or export" },
	{ { "key", "rotat" }, ARGS_USAGE, "did you mean rotate?" },
	{ { "key", "list", "--jsn" }, ARGS_USAGE, "did you mean --json?" },
	{ { "key", "list", "--prot=1" }, ARGS_USAGE, "unknown flag --prot; did you mean --port?" },
	{ { "key", "list", "--json=1" }, ARGS_USAGE, "takes no value" },
	{ { "key", "list", "-j" }, ARGS_USAGE, "two dashes" },
	{ { "key", "list", "extra" }, ARGS_USAGE, "list takes no argument" },
	{ { "key", "rotate", "--json" }, ARGS_USAGE, "unknown flag --json" },
	{ { "key", "revoke" }, ARGS_USAGE, "KID is missing; usage: ostiary key revoke KID" },
	{ { "key", "revoke", "a" }, ARGS_RUN, "revoke" },
	{ { "key", "revoke", "a", "b" }, ARGS_USAGE, "takes at most 1 argument" },
	{ { "key", "revoke", "--port", "1", "a" }, ARGS_RUN, "revoke" },
	{ { "key", "revoke", "--no-web", "a" }, ARGS_RUN, "revoke" },
	{ { "key", "export" }, ARGS_USAGE, "--public is missing" },
	{ { "key", "export", "--public" }, ARGS_RUN, "export" },
	{ { "key", "rewrap", "--old-secret-file" }, ARGS_USAGE, "--old-secret-file needs a value" },
	{ { "serve", "--port" }, ARGS_USAGE, "--port needs a value" },
	{ { "token", "verify" }, ARGS_USAGE, "--jwks FILE is missing" },
	{ { "token", "verify", "--jwks", "-" }, ARGS_RUN, "verify" },
	{ { "token", "verify", "--jwks", "x", "--port", "1" }, ARGS_USAGE, "unknown flag --port" },
	{ { "token", "verify", "--jwks", "x", "--no-web" }, ARGS_USAGE, "unknown flag --no-web" },
	{ { "token", "verify", "--jwks", "x", "-" }, ARGS_USAGE, "takes no argument" },
	{ { "jws", "verify", "--jwks", "x", "--issuer", "y" }, ARGS_USAGE, "unknown flag" },
	{ { "version", "--nonsense" }, ARGS_USAGE, "unknown flag" },
	{ { "help", "key", "rotate" }, ARGS_RUN, "help" },
	{ { "help", "--format", "man" }, ARGS_RUN, "help" },
	{ { "help", "--format", "pdf" }, ARGS_USAGE, "--format must be one of: text man" },
	{ { "help", "a", "b", "c", "d" }, ARGS_USAGE, "help takes" },
};

static void words_are_a_command_or_a_mistake_with_its_remedy(void **state)
{
	struct world *w = *state;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		enum args_rc rc = parse(w, rows[i].words);

		if (rc != rows[i].rc)
			fail_msg("row %zu: %d: %s", i, rc, w->err.text);
		if (rc == ARGS_USAGE && !strstr(w->err.text, rows[i].said))
			fail_msg("row %zu: %s", i, w->err.text);
		if (rc == ARGS_RUN || rc == ARGS_HELP)
			assert_string_equal(path_end(&w->args.path)->name, rows[i].said);
		if (rc != ARGS_USAGE)
			assert_string_equal(w->err.text, "");
	}
}

static void flags_and_the_argument_come_in_any_order_and_the_last_one_counts(void **state)
{
	struct world *w = *state;
	const struct flag *json;

	assert_int_equal(parse(w, (const char *[WORDS]){ "outbox", "list", "--json", "--data=/a",
							 "--data", "/b", "--no-web" }),
			 ARGS_RUN);
	json = path_end(&w->args.path)->flags[0];
	assert_ptr_equal(json, &flag_json);
	assert_true(args_has(&w->args, json));
	assert_string_equal(args_value(&w->args, json), "");
	assert_true(str_eq(w->args.settings.of[SETTING_DATA].text, STR("/b")));
	assert_string_equal(w->args.settings.of[SETTING_DATA].source, "--data");
	assert_true(str_eq(w->args.settings.of[SETTING_WEB].text, STR("off")));
	assert_string_equal(w->args.settings.of[SETTING_WEB].source, "--no-web");
	assert_int_equal(w->args.settings.of[SETTING_PORT].text.n, 0);
	assert_string_equal(args_word(&w->args), "");
	assert_int_equal(parse(w, (const char *[WORDS]){ "outbox", "show", "--data", "/b", "7" }),
			 ARGS_RUN);
	assert_string_equal(args_word(&w->args), "7");
	assert_false(args_has(&w->args, json));
}

static void two_dashes_end_the_flags(void **state)
{
	struct world *w = *state;

	assert_int_equal(
		parse(w, (const char *[WORDS]){ "throttle", "name", "--", "--a@b.example" }),
		ARGS_RUN);
	assert_string_equal(args_word(&w->args), "--a@b.example");
	assert_int_equal(parse(w, (const char *[WORDS]){ "throttle", "name", "--a@b.example" }),
			 ARGS_USAGE);
}

static void a_token_in_the_wrong_place_is_not_repeated(void **state)
{
	static const char token[] = "eyJhbGciOiJFZERTQSIsImtpZCI6ImtleSJ9.e30.c2lnbmF0dXJl";
	const char *const places[][WORDS] = {
		{ token },
		{ "token", token },
		{ "token", "verify", "--jwks", "-", token },
		{ "token", "decode", token },
		{ "version", token },
	};
	struct world *w = *state;

	for (size_t i = 0; i < ARRAY_LEN(places); i++) {
		assert_int_equal(parse(w, places[i]), ARGS_USAGE);
		assert_null(strstr(w->err.text, "eyJ"));
	}
}

static void there_is_a_bound_on_repeated_flags(void **state)
{
	struct world *w = *state;
	const char *argv[ARGS_FLAGS + 4] = { "ostiary", "key", "list" };

	for (int i = 0; i <= ARGS_FLAGS; i++)
		argv[3 + i] = "--json";
	assert_int_equal(
		args_parse(&w->arena, &program_root, 3 + ARGS_FLAGS, argv, &w->args, &w->err),
		ARGS_RUN);
	assert_int_equal(
		args_parse(&w->arena, &program_root, 4 + ARGS_FLAGS, argv, &w->args, &w->err),
		ARGS_USAGE);
}

/* --- the rows --------------------------------------------------------------------------------- */

static void check_command(const struct command_path *path, void *arg)
{
	const struct command *command = path_end(path);
	struct flag flag, other;

	(void)arg;
	print_message("# %s\n", command->name);
	assert_true((command->run != NULL) != (command->subcommands != NULL));
	assert_non_null(command->summary);
	assert_int_not_equal(command->summary[strlen(command->summary) - 1], '.');
	assert_true(command->argument.most <= ARGS_WORDS);
	assert_false(command->subcommands && (command->flags || command->argument.name));
	for (size_t i = 0; command_flag_at(command, i, &flag); i++) {
		assert_non_null(flag.help);
		for (size_t j = 0; j < i; j++) {
			assert_true(command_flag_at(command, j, &other));
			assert_string_not_equal(flag.name, other.name);
		}
	}
}

static void every_row_of_the_tree_is_whole(void **state)
{
	const struct command_path root = { .at = { &program_root }, .n = 1 };

	(void)state;
	command_walk(&root, check_command, NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_are_a_command_or_a_mistake_with_its_remedy),
		cmocka_unit_test(flags_and_the_argument_come_in_any_order_and_the_last_one_counts),
		cmocka_unit_test(two_dashes_end_the_flags),
		cmocka_unit_test(a_token_in_the_wrong_place_is_not_repeated),
		cmocka_unit_test(there_is_a_bound_on_repeated_flags),
		cmocka_unit_test(every_row_of_the_tree_is_whole),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
