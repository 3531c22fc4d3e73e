/* The cookie cache: forged, damaged and foreign values are refused. */
#include "support/cookie_desk.h"

#include "base/b64url.h"
#include "crypto/hs256.h"

static void another_form_is_refused(void **state)
{
	struct desk *d = *state;

	for (size_t form = COOKIE_CACHE_OFF; form <= COOKIE_CACHE_JWE; form++) {
		desk_open(d, (enum cookie_cache_form)form);
		for (size_t i = 0; i < ARRAY_LEN(desk_known); i++)
			assert_int_equal(desk_accepts(d, desk_known[i].value),
					 desk_known[i].form == form);
	}
}

static void every_flipped_bit_is_refused(void **state)
{
	struct desk *d = *state;
	char text[2048];

	for (size_t i = 0; i < ARRAY_LEN(desk_known); i++) {
		desk_open(d, desk_known[i].form);
		assert_true(desk_known[i].value.n < sizeof(text));
		memcpy(text, desk_known[i].value.p, desk_known[i].value.n);
		for (size_t bit = 0; bit < 8 * desk_known[i].value.n; bit++) {
			text[bit / 8] = (char)(text[bit / 8] ^ 1 << bit % 8);
			if (desk_accepts(d, str_of(text, desk_known[i].value.n)))
				fail_msg("%s: accepted with bit %zu flipped", desk_known[i].name,
					 bit);
			text[bit / 8] = (char)(text[bit / 8] ^ 1 << bit % 8);
		}
		assert_true(desk_accepts(d, str_of(text, desk_known[i].value.n)));
		arena_done(&d->arena);
		arena_init(&d->arena, NULL, 0);
	}
}

static void every_shorter_text_is_refused(void **state)
{
	struct desk *d = *state;

	for (size_t i = 0; i < ARRAY_LEN(desk_known); i++) {
		desk_open(d, desk_known[i].form);
		for (size_t n = 0; n < desk_known[i].value.n; n++)
			assert_false(desk_accepts(d, str_head(desk_known[i].value, n)));
		assert_true(desk_accepts(d, desk_known[i].value));
	}
}

static void another_secret_reads_nothing(void **state)
{
	struct desk *d = *state;

	for (size_t i = 0; i < ARRAY_LEN(desk_known); i++) {
		d->secrets = secrets_plain(STR("ostiary-unit-test-secret-0123456789abce"));
		desk_open(d, desk_known[i].form);
		assert_false(desk_accepts(d, desk_known[i].value));
		d->secrets = secrets_plain(STR(TEST_SECRET));
		desk_open(d, desk_known[i].form);
		assert_true(desk_accepts(d, desk_known[i].value));
	}
}

/* What is encrypted outlives a change of the secret, what is signed does not. */
static void an_older_secret_opens_what_it_encrypted(void **state)
{
	static const char *const lists[] = {
		"2:ostiary-newer-test-secret-0123456789abcd,1:" TEST_SECRET, /* numbered */
		"2:ostiary-newer-test-secret-0123456789abcd",                /* the plain one */
	};
	struct desk *d = *state;
	struct str written;
	struct err err;

	desk_open(d, COOKIE_CACHE_JWE);
	written = desk_put(d, &desk_ann, REMEMBER_YES); /* with a kid */
	for (size_t i = 0; i < ARRAY_LEN(lists); i++) {
		assert_true(secrets_parse(str_z(lists[i]), STR(TEST_SECRET), &d->secrets, &err));
		for (size_t k = 0; k < ARRAY_LEN(desk_known); k++) {
			desk_open(d, desk_known[k].form);
			assert_int_equal(desk_accepts(d, desk_known[k].value),
					 desk_known[k].form == COOKIE_CACHE_JWE);
		}
		desk_open(d, COOKIE_CACHE_JWE);
		assert_true(desk_accepts(d, written));
	}
	d->secrets = secrets_plain(STR("ostiary-newer-test-secret-0123456789abcd"));
	desk_open(d, COOKIE_CACHE_JWE);
	assert_false(desk_accepts(d, written));
}

/* --- payloads that are well signed and yet none ----------------------------------------------- */

#define USER_TAIL                                                                                  \
	",\"emailVerified\":true,\"createdAt\":\"2026-11-20T04:28:33.595Z\",\"updatedAt\":\"2026-" \
	"11-20T04:28:33.595Z\"}"
#define USER "{\"id\":\"u1\",\"name\":\"N\",\"email\":\"A@Example.com\"" USER_TAIL
#define SESSION_TAIL                                                                               \
	",\"createdAt\":\"2026-11-20T04:28:33.595Z\",\"updatedAt\":\"2026-11-20T04:28:33.595Z\","  \
	"\"expiresAt\":\"2026-11-27T04:28:33.595Z\"}"
#define SESSION "{\"id\":\"s1\",\"token\":\"" DESK_SESSION_TOKEN "\",\"userId\":\"u1\"" SESSION_TAIL
#define EXPIRY  ",\"exp\":1795149213"

static void only_whole_payloads_are_believed(void **state)
{
	static const struct {
		const char *name, *claims;
		bool good;
	} cases[] = {
		{ "whole", "{\"session\":" SESSION ",\"user\":" USER EXPIRY "}", true },
		{ "with its version",
		  "{\"session\":" SESSION ",\"user\":" USER ",\"version\":\"1\"" EXPIRY "}", true },
		{ "another version",
		  "{\"session\":" SESSION ",\"user\":" USER ",\"version\":\"0\"" EXPIRY "}",
		  false },
		{ "begun",
		  "{\"session\":" SESSION ",\"user\":" USER ",\"nbf\":1795148913" EXPIRY "}",
		  true },
		{ "not yet",
		  "{\"session\":" SESSION ",\"user\":" USER ",\"nbf\":1795148914" EXPIRY "}",
		  false },
		{ "no end", "{\"session\":" SESSION ",\"user\":" USER "}", false },
		{ "an end that is no number",
		  "{\"session\":" SESSION ",\"user\":" USER ",\"exp\":\"1795149213\"}", false },
		{ "an end beyond all time",
		  "{\"session\":" SESSION ",\"user\":" USER ",\"exp\":9223372036854775807}",
		  false },
		{ "no session", "{\"user\":" USER EXPIRY "}", false },
		{ "no user", "{\"session\":" SESSION EXPIRY "}", false },
		{ "a user that is none", "{\"session\":" SESSION ",\"user\":\"u1\"" EXPIRY "}",
		  false },
		{ "another user",
		  "{\"session\":{\"id\":\"s1\",\"token\":\"" DESK_SESSION_TOKEN
		  "\",\"userId\":\"u2\"" SESSION_TAIL ",\"user\":" USER EXPIRY "}",
		  false },
		{ "no user id",
		  "{\"session\":{\"id\":\"s1\",\"token\":\"" DESK_SESSION_TOKEN "\"" SESSION_TAIL
		  ",\"user\":" USER EXPIRY "}",
		  false },
		{ "no token",
		  "{\"session\":{\"id\":\"s1\",\"userId\":\"u1\"" SESSION_TAIL
		  ",\"user\":" USER EXPIRY "}",
		  false },
		{ "a name that is no text",
		  "{\"session\":" SESSION
		  ",\"user\":{\"id\":\"u1\",\"name\":1,\"email\":\"a@example.com\"" USER_TAIL EXPIRY
		  "}",
		  false },
		{ "an image that is no text",
		  "{\"session\":" SESSION ",\"user\":{\"image\":1,\"id\":\"u1\",\"name\":\"N\","
		  "\"email\":\"a@example.com\"" USER_TAIL EXPIRY "}",
		  false },
		{ "an image",
		  "{\"session\":" SESSION ",\"user\":{\"image\":\"i\",\"id\":\"u1\",\"name\":\"N\","
		  "\"email\":\"a@example.com\"" USER_TAIL EXPIRY "}",
		  true },
		{ "no dates",
		  "{\"session\":" SESSION ",\"user\":{\"id\":\"u1\",\"name\":\"N\",\"email\":\"a@"
		  "example.com\",\"emailVerified\":true}" EXPIRY "}",
		  false },
		{ "a token of a mail", "{\"email\":\"a@example.com\"" EXPIRY "}", false },
	};
	struct desk *d = *state;

	desk_open(d, COOKIE_CACHE_JWT);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct signed_in who;
		struct buf token;

		arena_buf(&d->arena, &token, 1024, 4096);
		hs256_put(d->key, str_z(cases[i].claims), &token);
		if (desk_reads(d, buf_text(&token), &who) != cases[i].good)
			fail_msg("%s: %s", cases[i].name, cases[i].good ? "refused" : "believed");
		if (cases[i].good)
			assert_true(str_eq(who.user.email, STR("a@example.com")));
	}
}

#define NO_MAC ",\"signature\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"}"

/* A signature over a text that is cut otherwise than it was written. */
static void the_compact_form_is_cut_in_one_way(void **state)
{
	static const char *const texts[] = {
		"",
		"{}",
		"{\"session\":{},\"expiresAt\":1795149213595,\"signature\":\"\"}",
		"{\"session\":{},\"expiresAt\":1795149213595" NO_MAC,
		"{\"session\":" NO_MAC,
		"{\"session\":\"" NO_MAC,
		"{\"session\":}" NO_MAC,
		"{\"session\":\"\"" NO_MAC,
	};
	struct desk *d = *state;

	desk_open(d, COOKIE_CACHE_COMPACT);
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		struct buf value;

		arena_buf(&d->arena, &value, 256, 4096);
		b64url_write(&value, texts[i], strlen(texts[i]));
		assert_false(desk_accepts(d, buf_text(&value)));
	}
	assert_true(desk_accepts(d, desk_known[0].value));
}

#define TEST(fn) cmocka_unit_test_setup_teardown(fn, desk_setup, desk_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(another_form_is_refused),
		TEST(every_flipped_bit_is_refused),
		TEST(every_shorter_text_is_refused),
		TEST(another_secret_reads_nothing),
		TEST(an_older_secret_opens_what_it_encrypted),
		TEST(only_whole_payloads_are_believed),
		TEST(the_compact_form_is_cut_in_one_way),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
