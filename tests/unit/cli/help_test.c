/* The help of every command, as processes (OSTIARY_BIN): however it is asked for, it is the
 * same. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "base/cleanup.h"
#include "cli/program.h"
#include "cli/tree/help.h"

#define OUTPUT_BYTES ((size_t)64 << 10)

struct output {
	char text[OUTPUT_BYTES];
	int code;
};

/* Runs the program with these words, and keeps the streams that the redirection leaves. */
static struct output *run(const char *words, const char *streams)
{
	struct output *out = calloc(1, sizeof(*out));
	char command[1024];
	int status;
	FILE *pipe;

	snprintf(command, sizeof(command), "exec '%s' %s %s", getenv("OSTIARY_BIN"), words,
		 streams);
	pipe = popen(command, "r");
	assert_non_null(pipe);
	(void)!fread(out->text, 1, sizeof(out->text) - 1, pipe);
	status = pclose(pipe);
	assert_true(WIFEXITED(status));
	out->code = WEXITSTATUS(status);
	return out;
}

#define STDOUT "2>/dev/null"
#define STDERR "2>&1 >/dev/null"
#define BOTH   "2>&1"

static void path_text(const struct command_path *path, char *out, size_t bytes)
{
	size_t n = 0;

	out[0] = '\0';
	for (size_t i = 1; i < path->n; i++)
		n += (size_t)snprintf(out + n, bytes - n, " %s", path->at[i]->name);
}

static void check_same(const char *words, const char *expected)
{
	OWNED(free) struct output *out = run(words, BOTH);

	print_message("# %s\n", words);
	assert_int_equal(out->code, 0);
	assert_string_equal(out->text, expected);
}

static void check_help(const struct command_path *path, void *arg)
{
	char name[128], words[256], text[OUTPUT_BYTES];
	struct buf b;

	(void)arg;
	buf_init_fixed(&b, text, sizeof(text));
	help_put(&b, path);
	path_text(path, name, sizeof(name));
	snprintf(words, sizeof(words), "help%s", name);
	check_same(words, buf_cstr(&b));
	snprintf(words, sizeof(words), "%s --help", name);
	check_same(words, buf_cstr(&b));
	snprintf(words, sizeof(words), "%s -h", name);
	check_same(words, buf_cstr(&b));
}

static void help_is_the_same_however_it_is_asked_for(void **state)
{
	const struct command_path root = { .at = { &program_root }, .n = 1 };

	(void)state;
	command_walk(&root, check_help, NULL);
}

/* In the help of its parent, in its own, and its usage line in mistakes. */
static void check_summary(const struct command_path *path, void *arg)
{
	const struct command *command = path_end(path);
	struct command_path parent = { .n = path->n - 1 };
	char text[OUTPUT_BYTES], line[512];
	struct buf b;

	(void)arg;
	if (path->n < 2)
		return;
	memcpy(parent.at, path->at, sizeof(parent.at));
	buf_init_fixed(&b, text, sizeof(text));
	help_put(&b, &parent);
	snprintf(line, sizeof(line), "\n  %s", command->name);
	assert_non_null(strstr(buf_cstr(&b), line));
	buf_init_fixed(&b, text, sizeof(text));
	help_put(&b, path);
	snprintf(line, sizeof(line), "%s.\n", command->summary + 1);
	assert_non_null(strstr(buf_cstr(&b), line));
}

static void a_group_lists_its_subcommands(void **state)
{
	const struct command_path root = { .at = { &program_root }, .n = 1 };

	(void)state;
	command_walk(&root, check_summary, NULL);
}

/* But for the names of settings and the examples, which cannot be broken. */
static void no_sentence_of_help_is_wider_than_a_terminal(void **state)
{
	OWNED(free) struct output *out = run("help serve", STDOUT);
	char *line, *rest = out->text;

	(void)state;
	while ((line = strsep(&rest, "\n")))
		if (strlen(line) > 80 && strncmp(line, "  --", 4) != 0 &&
		    strncmp(line, "  ostiary ", 10) != 0)
			fail_msg("%s", line);
}

static void a_mistake_goes_to_standard_error_with_64(void **state)
{
	static const char *const rows[] = {
		"",         "key",           "key lst",          "serve --prot 1",
		"nonsense", "help nonsense", "help key nonsense"
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		OWNED(free) struct output *out = run(rows[i], STDOUT);
		OWNED(free) struct output *errors = run(rows[i], STDERR);

		print_message("# %s\n", rows[i]);
		assert_int_equal(out->code, 64);
		assert_string_equal(out->text, "");
		assert_true(strlen(errors->text) > 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(help_is_the_same_however_it_is_asked_for),
		cmocka_unit_test(a_group_lists_its_subcommands),
		cmocka_unit_test(no_sentence_of_help_is_wider_than_a_terminal),
		cmocka_unit_test(a_mistake_goes_to_standard_error_with_64),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
