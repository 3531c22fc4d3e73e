#include "fixture.h"

#include <string.h>

#include "../crypto/vectors.h"
#include "auth/hs256.h"
#include "auth/session_cache.h"
#include "base/b64url.h"

#define SESSION_TOKEN "AbCdEfGhIjKlMnOpQrStUvWxYz012345"

/* Of one session, made with Better Auth's own means (jose and JSON.stringify), with members of the user
 * that we do not know. The last has no kid. */
static const struct {
	const char *name;
	enum session_cache_form form;
	struct str value;
} known[] = {
	{ "compact", SESSION_CACHE_COMPACT,
	  STR_INIT("eyJzZXNzaW9uIjp7InNlc3Npb24iOnsiZXhwaXJlc0F0IjoiMjAyNi0xMS0yN1QwNDoyODozMy41OTV"
		   "aIiwidG9r"
		   "ZW4iOiJBYkNkRWZHaElqS2xNbk9wUXJTdFV2V3hZejAxMjM0NSIsImNyZWF0ZWRBdCI6IjIwMjYtMTE"
		   "tMjBUMDQ6"
		   "Mjg6MzMuNTk1WiIsInVwZGF0ZWRBdCI6IjIwMjYtMTEtMjBUMDQ6Mjg6MzMuNTk1WiIsImlwQWRkcmV"
		   "zcyI6IiIs"
		   "InVzZXJBZ2VudCI6IlVBIiwidXNlcklkIjoidTEiLCJpZCI6InMxIn0sInVzZXIiOnsibmFtZSI6Ik4"
		   "gw6QgXCJ4"
		   "XCIiLCJlbWFpbCI6ImFAZXhhbXBsZS5jb20iLCJlbWFpbFZlcmlmaWVkIjpmYWxzZSwiaW1hZ2UiOm5"
		   "1bGwsImNy"
		   "ZWF0ZWRBdCI6IjIwMjYtMTEtMjBUMDQ6Mjg6MzMuNTk1WiIsInVwZGF0ZWRBdCI6IjIwMjYtMTEtMjB"
		   "UMDQ6Mjg6"
		   "MzMuNTk1WiIsImlkIjoidTEiLCJyb2xlIjoiYWRtaW4iLCJ0YWdzIjp7ImEiOlsxLjUseyJiIjpudWx"
		   "sfV19fSwi"
		   "dXBkYXRlZEF0IjoxNzk1MTQ4OTEzNTk1LCJ2ZXJzaW9uIjoiMSJ9LCJleHBpcmVzQXQiOjE3OTUxNDk"
		   "yMTM1OTUs"
		   "InNpZ25hdHVyZSI6IjgyU08wcW1pRnZmcDJtdkpfWTZGNWJJc0E1RHNjNndfcWV5RHJSM3ZtbG8if"
		   "Q") },
	{ "jwt", SESSION_CACHE_JWT,
	  STR_INIT("eyJhbGciOiJIUzI1NiJ9."
		   "eyJzZXNzaW9uIjp7ImV4cGlyZXNBdCI6IjIwMjYtMTEtMjdUMDQ6Mjg6MzMuNTk1WiI"
		   "sInRva2VuIjoiQWJDZEVmR2hJaktsTW5PcFFyU3RVdld4WXowMTIzNDUiLCJjcmVhdGVkQXQiOiIyMD"
		   "I2LTExLTI"
		   "wVDA0OjI4OjMzLjU5NVoiLCJ1cGRhdGVkQXQiOiIyMDI2LTExLTIwVDA0OjI4OjMzLjU5NVoiLCJpcE"
		   "FkZHJlc3M"
		   "iOiIiLCJ1c2VyQWdlbnQiOiJVQSIsInVzZXJJZCI6InUxIiwiaWQiOiJzMSJ9LCJ1c2VyIjp7Im5hbW"
		   "UiOiJOIMO"
		   "kIFwieFwiIiwiZW1haWwiOiJhQGV4YW1wbGUuY29tIiwiZW1haWxWZXJpZmllZCI6ZmFsc2UsImltYW"
		   "dlIjpudWx"
		   "sLCJjcmVhdGVkQXQiOiIyMDI2LTExLTIwVDA0OjI4OjMzLjU5NVoiLCJ1cGRhdGVkQXQiOiIyMDI2LT"
		   "ExLTIwVDA"
		   "0OjI4OjMzLjU5NVoiLCJpZCI6InUxIiwicm9sZSI6ImFkbWluIiwidGFncyI6eyJhIjpbMS41LHsiYi"
		   "I6bnVsbH1"
		   "dfX0sInVwZGF0ZWRBdCI6MTc5NTE0ODkxMzU5NSwidmVyc2lvbiI6IjEiLCJpYXQiOjE3OTUxNDg5MT"
		   "MsImV4cCI"
		   "6MTc5NTE0OTIxM30.8Gs9eCVaO7nObvIPs5LQJpuhOqET1hUyluijgDxDhLg") },
	{ "jwe", SESSION_CACHE_JWE,
	  STR_INIT("eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2Q0JDLUhTNTEyIn0..GZ60BUCDp--MlR8ReXjg3g."
		   "t3nKb8nJQ4dmG4k9"
		   "hZ44kKccTvhtVWJMRKfRF2NWOEn58O4wg9ZHw79wh8oS9nW8NrDjyzomWW1Eop4fX4YFneZA91LFbMC"
		   "KG5DXgaAS"
		   "1HRWjT6fNkQhXabDlJWa2yxh-aYSB7c0SR1PgfRWVkXuYnbapdE8enJhO_"
		   "AjpePGHemzk5QY2tBe2fErsnmmMdt_"
		   "v2nNAsMIUmw5Wz2-hXhwmOBZ_"
		   "BDs38rDKDL9PVIi2omgKAUm46TESuIUhi1LX6LTHT7hW6aYmhDBFYk5pn-CS0cO"
		   "sWPJVMXZGJInBBTel9o9P7vSNkTDDWMrU5oMnS75IwWB8nS03Nh3GvFYSh0RyLxuyNVY2Wl3qh4yqhK"
		   "Gio0S_tsf"
		   "_wQTl2b11U-lpWgj7SbveoKar9KSrr2Eh4YA2qeoDfmYraNoKaI8d5kjvhXUF9st0AZ_"
		   "4v7iqACRr1WPbAtCrWZa"
		   "ICZUyRAXCv7JX3Uj8eEOkSr6qyi8oDKnRABiYaES_wX36Bf6WrJmhvFWDIkhmnLC28RM2EpntVL-"
		   "UGAJoZ6_fvnT"
		   "gPStNkROssDrFTJveFjT9W3ucuXhSdLiHZ1UZTWaLVnjhxr-"
		   "s3uVWvAzK52ER6q4ckK3mlpmD5mb89637D09KINE"
		   "wm4xraYrDF2iYbjW7gsfNby4h-a0BQLXWgCOOYg87KnseWGWCyAEpEI9Ya1hN3QZqtK6tey_"
		   "2051IYnBTBlgt_4N"
		   "7L11rBQX7OoHTir1ZvCbRcGuWEC9aBEp6ujAeez7zP58egrT.HHEJnec8MmIhlu0GcV8M9HbSa-"
		   "vqiKKEal93bVd"
		   "WIWw") },
};

static const struct signed_in ann = {
	.user = { .id = STR_INIT("u1"),
		  .name = STR_INIT("N \xC3\xA4 \"x\""),
		  .email = STR_INIT("a@example.com"),
		  .created_ms = TEST_NOW_MS,
		  .updated_ms = TEST_NOW_MS },
	.session = { .id = STR_INIT("s1"),
		     .token = STR_INIT(SESSION_TOKEN),
		     .user_id = STR_INIT("u1"),
		     .expires_ms = TEST_NOW_MS + INT64_C(604800000),
		     .created_ms = TEST_NOW_MS,
		     .updated_ms = TEST_NOW_MS,
		     .ip_address = STR_INIT(""),
		     .user_agent = STR_INIT("UA") },
};

/* What one test works on. */
struct desk {
	struct arena arena;
	struct test_clock clock;
	struct test_random random;
	struct cookie_key *key;
	struct secrets secrets;
	struct session_cache_rules rules;
	struct session_cache *cache;
};

static void close_desk(struct desk *d)
{
	session_cache_free(TAKE(d->cache));
	cookie_key_free(TAKE(d->key));
}

static void open_desk(struct desk *d, enum session_cache_form form)
{
	const struct session_cache_config config = { .rules = d->rules,
						     .secrets = &d->secrets,
						     .clock = &d->clock.clock,
						     .random = &d->random.random };
	struct session_cache_config whole = config;

	close_desk(d);
	d->key = cookie_key_new(d->secrets.current);
	whole.rules.form = form;
	whole.cookie_key = d->key;
	d->cache = session_cache_new(&whole);
	assert_non_null(d->cache);
}

static int setup(void **state)
{
	struct desk *d = calloc(1, sizeof(*d));

	assert_non_null(d);
	arena_init(&d->arena, NULL, 0);
	d->clock.clock.now_ms = test_now_ms;
	atomic_init(&d->clock.now_ms, TEST_NOW_MS);
	d->random.random.fill = test_fill;
	d->secrets = secrets_plain(STR(TEST_SECRET));
	d->rules = (struct session_cache_rules){ .max_age_s = 300, .version = STR("1") };
	*state = d;
	return 0;
}

static int teardown(void **state)
{
	struct desk *d = *state;

	close_desk(d);
	arena_done(&d->arena);
	free(d);
	return 0;
}

static void pass(struct desk *d, int64_t ms)
{
	atomic_fetch_add(&d->clock.now_ms, ms);
}

static struct str put(struct desk *d, const struct signed_in *who, enum remember remember)
{
	struct buf out;

	arena_buf(&d->arena, &out, 256, 16384);
	session_cache_put(d->cache, &d->arena, who, remember, &out);
	assert_true(buf_ok(&out));
	return buf_text(&out);
}

static bool reads(struct desk *d, struct str value, struct signed_in *out)
{
	return session_cache_read(d->cache, &d->arena, value, STR(SESSION_TOKEN), out) ==
	       SESSION_CACHE_GOOD;
}

static bool is_good(struct desk *d, struct str value)
{
	struct signed_in out;

	return reads(d, value, &out);
}

static void assert_ann(const struct signed_in *who)
{
	assert_true(str_eq(who->user.id, ann.user.id));
	assert_true(str_eq(who->user.name, ann.user.name));
	assert_true(str_eq(who->user.email, ann.user.email));
	assert_false(who->user.email_verified);
	assert_null(who->user.image.p);
	assert_int_equal(who->user.created_ms, ann.user.created_ms);
	assert_int_equal(who->user.updated_ms, ann.user.updated_ms);
	assert_true(str_eq(who->session.id, ann.session.id));
	assert_true(str_eq(who->session.token, ann.session.token));
	assert_true(str_eq(who->session.user_id, ann.session.user_id));
	assert_int_equal(who->session.expires_ms, ann.session.expires_ms);
	assert_int_equal(who->session.created_ms, ann.session.created_ms);
	assert_int_equal(who->session.updated_ms, ann.session.updated_ms);
	assert_true(who->session.ip_address.p && who->session.ip_address.n == 0);
	assert_true(str_eq(who->session.user_agent, ann.session.user_agent));
	assert_int_equal(who->user_order, VIEW_CACHED);
	assert_int_equal(who->session_order, VIEW_CACHED);
	assert_false(who->due);
}

static void what_better_auth_writes_is_read(void **state)
{
	struct desk *d = *state;
	struct signed_in who;

	for (size_t i = 0; i < ARRAY_LEN(known); i++) {
		open_desk(d, known[i].form);
		assert_true(reads(d, known[i].value, &who));
		assert_ann(&who);
	}
}

static void the_recorded_cache_is_read(void **state)
{
	OWNED(json_free) struct json *vectors = vectors_open();
	struct desk *d = *state;
	struct signed_in who;

	if (!vectors)
		return; /* the others have vectors of their own */
	d->secrets = secrets_plain(vector_text(vectors, "secret"));
	atomic_store(&d->clock.now_ms, INT64_C(1893456299999));
	open_desk(d, SESSION_CACHE_COMPACT);
	assert_true(reads(d,
			  vector_text(json_member(vectors, "session_data_compact"), "cookie_value"),
			  &who));
	assert_true(str_eq(who.user.name, STR("N")));
	pass(d, 1);
	assert_false(is_good(
		d, vector_text(json_member(vectors, "session_data_compact"), "cookie_value")));
}

static void what_is_written_is_read(void **state)
{
	struct desk *d = *state;
	struct signed_in who;

	for (size_t i = 0; i < ARRAY_LEN(known); i++) {
		open_desk(d, known[i].form);
		assert_true(reads(d, put(d, &ann, REMEMBER_YES), &who));
		assert_ann(&who);
		assert_true(reads(d, put(d, &who, REMEMBER_NO), &who)); /* from a cache again */
		assert_ann(&who);
	}
}

/* The very bytes, in the two forms without chance: the known ones but for the members of others. */
static void the_payload_has_its_members_in_order(void **state)
{
	static const struct str expected =
		STR_INIT("{\"session\":{\"session\":{\"expiresAt\":\"2026-11-27T04:28:33.595Z\","
			 "\"token\":\"" SESSION_TOKEN "\","
			 "\"createdAt\":\"2026-11-20T04:28:33.595Z\",\"updatedAt\":\"2026-11-20T04:"
			 "28:33.595Z\","
			 "\"ipAddress\":\"\",\"userAgent\":\"UA\",\"userId\":\"u1\",\"id\":\"s1\"},"
			 "\"user\":{\"name\":\"N \xC3\xA4 "
			 "\\\"x\\\"\",\"email\":\"a@example.com\",\"emailVerified\":false,"
			 "\"image\":null,\"createdAt\":\"2026-11-20T04:28:33.595Z\","
			 "\"updatedAt\":\"2026-11-20T04:28:33.595Z\",\"id\":\"u1\"},\"updatedAt\":"
			 "1795148913595,"
			 "\"version\":\"1\"},\"expiresAt\":1795149213595,\"signature\":\"");
	struct desk *d = *state;
	unsigned char text[2048];
	struct str value;

	open_desk(d, SESSION_CACHE_COMPACT);
	value = put(d, &ann, REMEMBER_YES);
	assert_true(b64url_decoded_len(value.n) < sizeof(text) && b64url_decode(value, text));
	assert_true(str_starts(str_of(text, b64url_decoded_len(value.n)), expected));
}

static void a_cache_lives_as_long_as_it_may(void **state)
{
	static const struct {
		enum session_cache_form form;
		enum remember remember;
		int64_t life_ms;
	} cases[] = {
		{ SESSION_CACHE_COMPACT, REMEMBER_YES, 120000 },
		{ SESSION_CACHE_COMPACT, REMEMBER_NO, 60000 },
		{ SESSION_CACHE_JWT, REMEMBER_YES, 119405 },
		{ SESSION_CACHE_JWT, REMEMBER_NO, 299405 },
		{ SESSION_CACHE_JWE, REMEMBER_YES, 119405 },
		{ SESSION_CACHE_JWE, REMEMBER_NO, 299405 },
	};
	struct desk *d = *state;

	d->rules.max_age_s = 120;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct str value;

		atomic_store(&d->clock.now_ms, TEST_NOW_MS);
		open_desk(d, cases[i].form);
		value = put(d, &ann, cases[i].remember);
		pass(d, cases[i].life_ms - 1);
		assert_true(is_good(d, value));
		pass(d, 1);
		assert_false(is_good(d, value));
	}
}

static void a_cache_does_not_outlive_its_session(void **state)
{
	struct signed_in brief = ann;
	struct desk *d = *state;

	brief.session.expires_ms = TEST_NOW_MS + 1000;
	for (size_t i = 0; i < ARRAY_LEN(known); i++) {
		struct str value;

		atomic_store(&d->clock.now_ms, TEST_NOW_MS);
		open_desk(d, known[i].form);
		value = put(d, &brief, REMEMBER_YES);
		pass(d, 1000);
		assert_true(is_good(d, value));
		pass(d, 1);
		assert_false(is_good(d, value));
	}
}

static void a_cache_is_good_for_its_session_only(void **state)
{
	struct desk *d = *state;
	struct signed_in who;

	for (size_t i = 0; i < ARRAY_LEN(known); i++) {
		open_desk(d, known[i].form);
		assert_int_equal(session_cache_read(d->cache, &d->arena, known[i].value,
						    STR("BbCdEfGhIjKlMnOpQrStUvWxYz012345"), &who),
				 SESSION_CACHE_REFUSED);
		assert_int_equal(
			session_cache_read(d->cache, &d->arena, known[i].value, STR(""), &who),
			SESSION_CACHE_REFUSED);
		assert_true(is_good(d, known[i].value));
	}
}

static void a_cache_of_another_version_is_refused(void **state)
{
	struct desk *d = *state;

	for (size_t i = 0; i < ARRAY_LEN(known); i++) {
		struct str second;

		d->rules.version = STR("2");
		open_desk(d, known[i].form);
		second = put(d, &ann, REMEMBER_YES);
		assert_false(is_good(d, known[i].value));
		assert_true(is_good(d, second));
		d->rules.version = STR("1");
		open_desk(d, known[i].form);
		assert_true(is_good(d, known[i].value));
		assert_false(is_good(d, second));
	}
}

static void another_form_is_refused(void **state)
{
	struct desk *d = *state;

	for (size_t form = SESSION_CACHE_OFF; form <= SESSION_CACHE_JWE; form++) {
		open_desk(d, (enum session_cache_form)form);
		for (size_t i = 0; i < ARRAY_LEN(known); i++)
			assert_int_equal(is_good(d, known[i].value), known[i].form == form);
	}
}

static void nothing_is_written_when_it_is_off(void **state)
{
	struct desk *d = *state;

	open_desk(d, SESSION_CACHE_OFF);
	assert_int_equal(put(d, &ann, REMEMBER_YES).n, 0);
}

static void every_flipped_bit_is_refused(void **state)
{
	struct desk *d = *state;
	char text[2048];

	for (size_t i = 0; i < ARRAY_LEN(known); i++) {
		open_desk(d, known[i].form);
		assert_true(known[i].value.n < sizeof(text));
		memcpy(text, known[i].value.p, known[i].value.n);
		for (size_t bit = 0; bit < 8 * known[i].value.n; bit++) {
			text[bit / 8] = (char)(text[bit / 8] ^ 1 << bit % 8);
			if (is_good(d, str_of(text, known[i].value.n)))
				fail_msg("%s: accepted with bit %zu flipped", known[i].name, bit);
			text[bit / 8] = (char)(text[bit / 8] ^ 1 << bit % 8);
		}
		assert_true(is_good(d, str_of(text, known[i].value.n)));
		arena_done(&d->arena);
		arena_init(&d->arena, NULL, 0);
	}
}

static void every_shorter_text_is_refused(void **state)
{
	struct desk *d = *state;

	for (size_t i = 0; i < ARRAY_LEN(known); i++) {
		open_desk(d, known[i].form);
		for (size_t n = 0; n < known[i].value.n; n++)
			assert_false(is_good(d, str_head(known[i].value, n)));
		assert_true(is_good(d, known[i].value));
	}
}

static void another_secret_reads_nothing(void **state)
{
	struct desk *d = *state;

	for (size_t i = 0; i < ARRAY_LEN(known); i++) {
		d->secrets = secrets_plain(STR("ostiary-unit-test-secret-0123456789abce"));
		open_desk(d, known[i].form);
		assert_false(is_good(d, known[i].value));
		d->secrets = secrets_plain(STR(TEST_SECRET));
		open_desk(d, known[i].form);
		assert_true(is_good(d, known[i].value));
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

	open_desk(d, SESSION_CACHE_JWE);
	written = put(d, &ann, REMEMBER_YES); /* with a kid */
	for (size_t i = 0; i < ARRAY_LEN(lists); i++) {
		assert_true(secrets_parse(str_z(lists[i]), STR(TEST_SECRET), &d->secrets, &err));
		for (size_t k = 0; k < ARRAY_LEN(known); k++) {
			open_desk(d, known[k].form);
			assert_int_equal(is_good(d, known[k].value),
					 known[k].form == SESSION_CACHE_JWE);
		}
		open_desk(d, SESSION_CACHE_JWE);
		assert_true(is_good(d, written));
	}
	d->secrets = secrets_plain(STR("ostiary-newer-test-secret-0123456789abcd"));
	open_desk(d, SESSION_CACHE_JWE);
	assert_false(is_good(d, written));
}

/* --- payloads that are well signed and yet none ------------------------------------------------- */

#define USER_TAIL                                                                                  \
	",\"emailVerified\":true,\"createdAt\":\"2026-11-20T04:28:33.595Z\",\"updatedAt\":\"2026-" \
	"11-20T04:28:33.595Z\"}"
#define USER "{\"id\":\"u1\",\"name\":\"N\",\"email\":\"A@Example.com\"" USER_TAIL
#define SESSION_TAIL                                                                               \
	",\"createdAt\":\"2026-11-20T04:28:33.595Z\",\"updatedAt\":\"2026-11-20T04:28:33.595Z\","  \
	"\"expiresAt\":\"2026-11-27T04:28:33.595Z\"}"
#define SESSION "{\"id\":\"s1\",\"token\":\"" SESSION_TOKEN "\",\"userId\":\"u1\"" SESSION_TAIL
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
		  "{\"session\":{\"id\":\"s1\",\"token\":\"" SESSION_TOKEN
		  "\",\"userId\":\"u2\"" SESSION_TAIL ",\"user\":" USER EXPIRY "}",
		  false },
		{ "no user id",
		  "{\"session\":{\"id\":\"s1\",\"token\":\"" SESSION_TOKEN "\"" SESSION_TAIL
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

	open_desk(d, SESSION_CACHE_JWT);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct signed_in who;
		struct buf token;

		arena_buf(&d->arena, &token, 1024, 4096);
		hs256_put(d->key, str_z(cases[i].claims), &token);
		if (reads(d, buf_text(&token), &who) != cases[i].good)
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

	open_desk(d, SESSION_CACHE_COMPACT);
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		struct buf value;

		arena_buf(&d->arena, &value, 256, 4096);
		b64url_write(&value, texts[i], strlen(texts[i]));
		assert_false(is_good(d, buf_text(&value)));
	}
	assert_true(is_good(d, known[0].value));
}

#define TEST(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_better_auth_writes_is_read),
		TEST(the_recorded_cache_is_read),
		TEST(what_is_written_is_read),
		TEST(the_payload_has_its_members_in_order),
		TEST(a_cache_lives_as_long_as_it_may),
		TEST(a_cache_does_not_outlive_its_session),
		TEST(a_cache_is_good_for_its_session_only),
		TEST(a_cache_of_another_version_is_refused),
		TEST(another_form_is_refused),
		TEST(nothing_is_written_when_it_is_off),
		TEST(every_flipped_bit_is_refused),
		TEST(every_shorter_text_is_refused),
		TEST(another_secret_reads_nothing),
		TEST(an_older_secret_opens_what_it_encrypted),
		TEST(only_whole_payloads_are_believed),
		TEST(the_compact_form_is_cut_in_one_way),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
