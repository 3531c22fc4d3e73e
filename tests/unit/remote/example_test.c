/* examples/c-remote, built as it is (C_REMOTE): it accepts and refuses the right tokens of a
 * server. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "bench.h"

static struct str token_now(struct bench *b, const struct mint_key *key, int64_t lives_s)
{
	const long long now = time(NULL);
	struct str claims = arena_fmt(&b->world.arena,
				      "{\"iss\":\"" MINT_ISSUER "\",\"aud\":\"" MINT_AUDIENCE
				      "\",\"sub\":\"ada\",\"iat\":%lld,\"exp\":%lld}",
				      now - 100, now + (long long)lives_s);

	return mint_token(&b->world.arena, key, claims.p);
}

/* The output of the program for the lines. */
static struct str run(struct bench *b, const char *url, struct str lines, int *out_code)
{
	char file[] = "/tmp/ostiary-test-XXXXXX";
	char *text = arena_alloc(&b->world.arena, 4096);
	const char *program = getenv("C_REMOTE");
	int fd = mkstemp(file);
	size_t n;
	FILE *pipe;

	assert_non_null(program);
	assert_int_equal(write(fd, lines.p, lines.n), lines.n);
	close(fd);
	pipe = popen(arena_fmt(&b->world.arena, "'%s' '%s' %s %s <%s 2>&1 | grep -v ^keys:",
			       program, url, MINT_ISSUER, MINT_AUDIENCE, file)
			     .p,
		     "r");
	assert_non_null(pipe);
	n = fread(text, 1, 4095, pipe);
	text[n] = '\0';
	*out_code = pclose(pipe);
	unlink(file);
	return str_of(text, n);
}

static void the_example_accepts_and_refuses(void **state)
{
	struct bench *b = *state;
	struct str good = token_now(b, &b->world.rsa, 900);
	struct str strange = token_now(b, &b->world.stranger, 900);
	struct str old = token_now(b, &b->world.ec, -60);
	struct str said;
	int code;

	bench_publish(b, b->world.jwks, NULL);
	said = run(b, b->url,
		   arena_fmt(&b->world.arena, "%.*s\n%.*s\n%.*s\n%.*s\n", STR_FMT(good),
			     STR_FMT(strange), STR_FMT(old), STR_FMT(good)),
		   &code);
	assert_string_equal(said.p,
			    arena_fmt(&b->world.arena,
				      "accepted: ada\nrefused: %s\nrefused: %s\naccepted: ada\n",
				      ost_verdict_text(OST_BAD_SIGNATURE),
				      ost_verdict_text(OST_EXPIRED))
				    .p);
	assert_int_equal(hostile_requests(b->server, HOSTILE_JWKS), 1);
}

static void it_says_what_is_wrong_with_a_url(void **state)
{
	struct bench *b = *state;
	int code;

	assert_string_equal(run(b, "http://login.example/jwks", STR(""), &code).p,
			    "url is http and leaves this machine\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(the_example_accepts_and_refuses, bench_set_up,
						bench_tear_down),
		cmocka_unit_test_setup_teardown(it_says_what_is_wrong_with_a_url, bench_set_up,
						bench_tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
