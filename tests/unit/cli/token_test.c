/* ostiary token verify and ostiary jws verify, as processes (OSTIARY_BIN). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "mint.h"

struct bench {
	struct mint_world world;
	char folder[32];
	char output[16384]; /* of the last run, both streams */
};

static const char *path_of(struct bench *b, const char *name)
{
	return arena_fmt(&b->world.arena, "%s/%s", b->folder, name).p;
}

static void write_file(struct bench *b, const char *name, struct str text)
{
	FILE *file = fopen(path_of(b, name), "wb");

	assert_non_null(file);
	assert_int_equal(fwrite(text.p, 1, text.n, file), text.n);
	assert_int_equal(fclose(file), 0);
}

static int set_up(void **state)
{
	struct bench *b = calloc(1, sizeof(*b));

	mint_init(&b->world);
	strcpy(b->folder, "/tmp/ostiary-test-XXXXXX");
	assert_non_null(mkdtemp(b->folder));
	write_file(b, "jwks.json", str_z(b->world.jwks));
	write_file(b, "input", STR(""));
	*state = b;
	return 0;
}

static int tear_down(void **state)
{
	static const char *const names[] = { "jwks.json", "other.json", "input" };
	struct bench *b = *state;

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		unlink(path_of(b, names[i]));
	rmdir(b->folder);
	mint_done(&b->world);
	free(b);
	return 0;
}

/* Runs the program in the test's folder with these words and input; its exit code. */
static int run(struct bench *b, const char *words, struct str input)
{
	const char *program = getenv("OSTIARY_BIN");
	struct str command;
	FILE *pipe;
	size_t n;
	int status;

	assert_non_null(program);
	write_file(b, "input", input);
	command = arena_fmt(&b->world.arena, "cd %s && exec '%s' %s <input 2>&1", b->folder,
			    program, words);
	pipe = popen(command.p, "r");
	assert_non_null(pipe);
	n = fread(b->output, 1, sizeof(b->output) - 1, pipe);
	b->output[n] = '\0';
	status = pclose(pipe);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

#define VERIFY "token verify --jwks jwks.json --at 1800000000"

static void a_good_token_gives_ok_and_its_claims(void **state)
{
	struct bench *b = *state;
	struct str token = mint_token(&b->world.arena, &b->world.rsa, MINT_CLAIMS);

	assert_int_equal(run(b, VERIFY, token), 0);
	assert_string_equal(b->output, "ok\n" MINT_CLAIMS "\n");
	assert_int_equal(
		run(b, VERIFY " --issuer " MINT_ISSUER " --audience=" MINT_AUDIENCE, token), 0);
	assert_string_equal(b->output, "ok\n" MINT_CLAIMS "\n");
}

static void one_line_end_behind_the_token_is_fine(void **state)
{
	struct bench *b = *state;
	struct str token = mint_token(&b->world.arena, &b->world.ed, MINT_CLAIMS);

	assert_int_equal(run(b, VERIFY, arena_fmt(&b->world.arena, "%s\n", token.p)), 0);
	assert_int_equal(run(b, VERIFY, arena_fmt(&b->world.arena, "%s\r\n", token.p)), 0);
	assert_int_equal(run(b, VERIFY, arena_fmt(&b->world.arena, "%s\n\n", token.p)), 1);
	assert_int_equal(run(b, VERIFY, arena_fmt(&b->world.arena, " %s", token.p)), 1);
}

static void claims_of_several_lines_are_printed_on_one(void **state)
{
	struct bench *b = *state;
	struct str token = mint_token(&b->world.arena, &b->world.ed,
				      "{\n\"sub\":\"a\\nb\",\r\n\"exp\":1800000900\t}\n");

	assert_int_equal(run(b, VERIFY, token), 0);
	assert_string_equal(b->output, "ok\n{ \"sub\":\"a\\nb\",  \"exp\":1800000900 } \n");
}

static void a_refused_token_gives_the_verdict_and_a_sentence(void **state)
{
	struct bench *b = *state;
	struct arena *a = &b->world.arena;
	struct str good = mint_token(a, &b->world.rsa, MINT_CLAIMS);
	const struct {
		const char *words;
		struct str token;
		enum ost_verdict verdict;
	} rows[] = {
		{ VERIFY, mint_token(a, &b->world.stranger, MINT_CLAIMS), OST_BAD_SIGNATURE },
		{ VERIFY, STR("nonsense"), OST_MALFORMED },
		{ VERIFY, STR(""), OST_MALFORMED },
		{ VERIFY " --issuer https://x.example", good, OST_WRONG_ISSUER },
		{ VERIFY " --audience x", good, OST_WRONG_AUDIENCE },
		{ "token verify --jwks jwks.json --at 1900000000", good, OST_EXPIRED },
		{ "token verify --jwks jwks.json --at 0", good, OST_ISSUED_IN_FUTURE },
		{ VERIFY, mint_with_header(&b->world, "{\"alg\":\"RS256\",\"kid\":\"x\"}", "{}"),
		  OST_UNKNOWN_KEY },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		assert_int_equal(run(b, rows[i].words, rows[i].token), 1);
		assert_non_null(strstr(b->output, ost_verdict_text(rows[i].verdict)));
		assert_non_null(strstr(b->output, ost_verdict_name(rows[i].verdict)));
	}
}

static void an_endless_input_is_refused(void **state)
{
	struct bench *b = *state;
	char *text = malloc(1 << 20);

	memset(text, 'a', 1 << 20);
	assert_int_equal(run(b, VERIFY, str_of(text, 1 << 20)), 1);
	assert_non_null(strstr(b->output, "malformed"));
	free(text);
}

static void a_signature_is_judged_alone(void **state)
{
	struct bench *b = *state;
	struct str jws = mint_with_header(
		&b->world, "{\"alg\":\"RS256\",\"kid\":\"rsa-1\",\"typ\":\"other\"}", "no claims");
	struct str nameless = mint_with_header(&b->world, "{\"alg\":\"RS256\"}", "no claims");

	assert_int_equal(run(b, "jws verify --jwks jwks.json", jws), 0);
	assert_string_equal(b->output, "ok\n");
	assert_int_equal(run(b, "jws verify --jwks jwks.json", nameless), 0);
	assert_int_equal(run(b, "jws verify --jwks jwks.json --alg RS256", jws), 0);
	assert_int_equal(run(b, "jws verify --jwks jwks.json --alg ES256,RS256", jws), 0);
	assert_int_equal(run(b, "jws verify --jwks jwks.json --alg ES256", jws), 1);
	assert_non_null(strstr(b->output, "bad-algorithm"));
	assert_int_equal(run(b, VERIFY, jws), 1);
	assert_non_null(strstr(b->output, "bad-type"));
}

static void wrong_usage_gives_64(void **state)
{
	static const char *const words[] = {
		"token",
		"token judge --jwks jwks.json",
		"token verify",
		"token verify --jwks",
		"token verify --jwks jwks.json --at soon",
		"token verify --jwks jwks.json --at -1",
		"token verify --jwks jwks.json --at 99999999999999999999",
		"token verify --jwks jwks.json --alg RS256",
		"token verify --jwks jwks.json --frobnicate",
		"token verify --jwks jwks.json more",
		"jws",
		"jws verify",
		"jws verify --jwks jwks.json --issuer x",
		"jws verify --jwks jwks.json --alg none",
		"jws verify --jwks jwks.json --alg RS256,",
		"jws verify --jwks jwks.json --alg ''",
	};
	struct bench *b = *state;

	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		print_message("# %s\n", words[i]);
		assert_int_equal(run(b, words[i], STR("")), 64);
		assert_memory_equal(b->output, "ostiary: ", 9);
		assert_ptr_equal(strchr(b->output, '\n'), b->output + strlen(b->output) - 1);
	}
}

static void an_unreadable_key_set_gives_65(void **state)
{
	struct bench *b = *state;
	struct str token = mint_token(&b->world.arena, &b->world.ed, MINT_CLAIMS);

	assert_int_equal(run(b, "token verify --jwks missing.json", token), 65);
	assert_int_equal(run(b, "token verify --jwks .", token), 65);
	write_file(b, "other.json", STR("[]"));
	assert_int_equal(run(b, "token verify --jwks other.json", token), 65);
	assert_int_equal(run(b, "jws verify --jwks other.json", token), 65);
	write_file(b, "other.json", STR(""));
	assert_int_equal(run(b, "jws verify --jwks other.json", token), 65);
	write_file(b, "other.json", STR("{\"keys\":[]}"));
	assert_int_equal(run(b, "token verify --jwks other.json", token), 1);
	assert_non_null(strstr(b->output, "unknown-key"));
}

static void help_is_no_error(void **state)
{
	static const char *const words[] = { "token --help", "token -h", "token verify --help",
					     "jws -h", "jws verify -h" };
	struct bench *b = *state;

	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		assert_int_equal(run(b, words[i], STR("")), 0);
		assert_memory_equal(b->output, "usage: ostiary ", 15);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_good_token_gives_ok_and_its_claims),
		cmocka_unit_test(one_line_end_behind_the_token_is_fine),
		cmocka_unit_test(claims_of_several_lines_are_printed_on_one),
		cmocka_unit_test(a_refused_token_gives_the_verdict_and_a_sentence),
		cmocka_unit_test(an_endless_input_is_refused),
		cmocka_unit_test(a_signature_is_judged_alone),
		cmocka_unit_test(wrong_usage_gives_64),
		cmocka_unit_test(an_unreadable_key_set_gives_65),
		cmocka_unit_test(help_is_no_error),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
