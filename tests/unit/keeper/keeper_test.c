/* The keeper answers as the functions do that have the secret themselves, and gives nothing
 * away. */
#include "unit/keeper/kept.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "crypto/cookie_mac.h"

static void a_signature_is_that_of_the_secret(void **state)
{
	static const char *const texts[] = { "a", "a session's token of 32 letters",
					     "a session's token of 32 letters" };
	OWNED(cookie_key_free) struct cookie_key *here = cookie_key_new(STR(SECRET));
	struct keeper_process *process = start_with_secret();
	struct cookie_key *kept = cookie_key_kept(keeper_of(process));
	unsigned char expected[COOKIE_MAC_BYTES], got[COOKIE_MAC_BYTES];
	char long_text[1000];

	(void)state;
	memset(long_text, 'x', sizeof(long_text));
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		cookie_mac(here, str_z(texts[i]), expected);
		cookie_mac(kept, str_z(texts[i]), got);
		assert_memory_equal(got, expected, sizeof(got));
	}
	for (size_t n = 0; n <= sizeof(long_text); n += 20) {
		cookie_mac(here, str_of(long_text, n), expected);
		cookie_mac(kept, str_of(long_text, n), got);
		assert_memory_equal(got, expected, sizeof(got));
	}
	cookie_key_free(kept);
	keeper_process_stop(process);
}

static void a_forged_cookie_is_refused_and_the_good_one_taken(void **state)
{
	struct keeper_process *process = start_with_secret();
	struct cookie_key *kept = cookie_key_kept(keeper_of(process));
	char memory[256];
	struct str value;
	struct buf cookie;

	(void)state;
	buf_init_fixed(&cookie, memory, sizeof(memory));
	cookie_sign(kept, STR("token"), &cookie);
	assert_true(cookie_verify(kept, buf_text(&cookie), &value));
	assert_true(str_eq(value, STR("token")));
	for (size_t i = 0; i < cookie.n; i++) {
		memory[i] ^= 1;
		assert_false(cookie_verify(kept, buf_text(&cookie), &value));
		memory[i] ^= 1;
	}
	assert_true(cookie_verify(kept, buf_text(&cookie), &value));
	cookie_key_free(kept);
	keeper_process_stop(process);
}

static void a_cookie_that_could_not_be_checked_is_checked_again(void **state)
{
	OWNED(cookie_key_free) struct cookie_key *here = cookie_key_new(STR(SECRET));
	struct keeper_process *process = start();
	struct cookie_key *kept = cookie_key_kept(keeper_of(process));
	char memory[256];
	struct str value;
	struct buf cookie;

	(void)state;
	buf_init_fixed(&cookie, memory, sizeof(memory));
	cookie_sign(here, STR("token"), &cookie);
	assert_false(cookie_verify(kept, buf_text(&cookie), &value)); /* there is no secret yet */
	tell_secret(process);
	assert_true(cookie_verify(kept, buf_text(&cookie), &value));
	assert_true(str_eq(value, STR("token")));
	cookie_key_free(kept);
	keeper_process_stop(process);
}

static void what_a_keeper_sealed_only_it_opens(void **state)
{
	const struct str plain = STR("{\"session\":1}");
	struct keeper_process *process = start_with_secret();
	char memory[1024], opened[1024];
	struct buf token, text;
	struct str part;

	(void)state;
	buf_init_fixed(&token, memory, sizeof(memory));
	buf_init_fixed(&text, opened, sizeof(opened));
	assert_true(ask(process, KEEPER_CACHE_SEAL, &plain, 1, &token));
	part = buf_text(&token);
	assert_true(ask(process, KEEPER_CACHE_OPEN, &part, 1, &text));
	assert_true(str_eq(buf_text(&text), plain));
	memory[token.n - 1] = memory[token.n - 1] == 'A' ? 'B' : 'A';
	buf_init_fixed(&text, opened, sizeof(opened));
	assert_false(ask(process, KEEPER_CACHE_OPEN, &part, 1, &text));
	keeper_process_stop(process);
}

static void without_the_secret_and_for_other_requests_nothing_is_answered(void **state)
{
	const struct str text = STR("text"), files[] = { STR("RS256"), STR("../secret") };
	struct keeper_process *process = start();
	char memory[512];
	struct buf b;

	(void)state;
	buf_init_fixed(&b, memory, sizeof(memory));
	assert_false(ask(process, KEEPER_MAC, &text, 1, &b));
	assert_false(ask(process, KEEPER_GIVEN, NULL, 0, &b));
	tell_secret(process);
	assert_true(ask(process, KEEPER_MAC, &text, 1, &b));
	assert_false(ask(process, KEEPER_SECRET, &text, 1, &b)); /* a second one */
	assert_false(ask(process, KEEPER_MAC, NULL, 0, &b));
	assert_false(ask(process, KEEPER_MAC, files, 2, &b));
	assert_false(ask(process, KEEPER_KEY_FILE, files, 2, &b));
	assert_false(ask(process, KEEPER_OPS, &text, 1, &b));
	assert_null(memmem(memory, b.n, SECRET, strlen(SECRET)));
	keeper_process_stop(process);
}

static void a_keeper_that_declines_says_why(void **state)
{
	static enum wish wish = WISH_DECLINE;
	struct keeper_process *process = NULL;
	struct err err = { 0 };
	int code = 0;

	(void)state;
	assert_int_equal(keeper_process_start(prepare, ended, &wish, &process, &code, &err),
			 KEEPER_DECLINED);
	assert_int_equal(code, CODE_DECLINE);
	assert_null(process);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_signature_is_that_of_the_secret),
		cmocka_unit_test(a_forged_cookie_is_refused_and_the_good_one_taken),
		cmocka_unit_test(a_cookie_that_could_not_be_checked_is_checked_again),
		cmocka_unit_test(what_a_keeper_sealed_only_it_opens),
		cmocka_unit_test(without_the_secret_and_for_other_requests_nothing_is_answered),
		cmocka_unit_test(a_keeper_that_declines_says_why),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
