/* The cookie cache: what is written and read, for how long, and for whom. */
#include "support/cookie_desk.h"

#include "base/b64url.h"
#include "support/data.h"

static void assert_ann(const struct signed_in *who)
{
	assert_true(str_eq(who->user.id, desk_ann.user.id));
	assert_true(str_eq(who->user.name, desk_ann.user.name));
	assert_true(str_eq(who->user.email, desk_ann.user.email));
	assert_false(who->user.email_verified);
	assert_null(who->user.image.p);
	assert_int_equal(who->user.created_ms, desk_ann.user.created_ms);
	assert_int_equal(who->user.updated_ms, desk_ann.user.updated_ms);
	assert_true(str_eq(who->session.id, desk_ann.session.id));
	assert_true(str_eq(who->session.token, desk_ann.session.token));
	assert_true(str_eq(who->session.user_id, desk_ann.session.user_id));
	assert_int_equal(who->session.expires_ms, desk_ann.session.expires_ms);
	assert_int_equal(who->session.created_ms, desk_ann.session.created_ms);
	assert_int_equal(who->session.updated_ms, desk_ann.session.updated_ms);
	assert_true(who->session.ip_address.p && who->session.ip_address.n == 0);
	assert_true(str_eq(who->session.user_agent, desk_ann.session.user_agent));
	assert_int_equal(who->user_order, VIEW_CACHED);
	assert_int_equal(who->session_order, VIEW_CACHED);
	assert_false(who->due);
}

static void what_better_auth_writes_is_read(void **state)
{
	struct desk *d = *state;
	struct signed_in who;

	for (size_t i = 0; i < ARRAY_LEN(desk_known); i++) {
		desk_open(d, desk_known[i].form);
		assert_true(desk_reads(d, desk_known[i].value, &who));
		assert_ann(&who);
	}
}

static void the_recorded_cache_is_read(void **state)
{
	OWNED(json_free) struct json *facts = data_json("better-auth/vectors.json");
	struct str recorded = data_text(json_member(facts, "session_data_compact"), "cookie_value");
	struct desk *d = *state;
	struct signed_in who;

	d->secrets = secrets_plain(data_text(facts, "secret"));
	atomic_store(&d->clock.now_ms, INT64_C(1893456299999));
	desk_open(d, COOKIE_CACHE_COMPACT);
	assert_true(desk_reads(d, recorded, &who));
	assert_true(str_eq(who.user.name, STR("N")));
	desk_pass(d, 1);
	assert_false(desk_accepts(d, recorded));
}

static void what_is_written_is_read(void **state)
{
	struct desk *d = *state;
	struct signed_in who;

	for (size_t i = 0; i < ARRAY_LEN(desk_known); i++) {
		desk_open(d, desk_known[i].form);
		assert_true(desk_reads(d, desk_put(d, &desk_ann, REMEMBER_YES), &who));
		assert_ann(&who);
		assert_true(desk_reads(d, desk_put(d, &who, REMEMBER_NO),
				       &who)); /* from a cache again */
		assert_ann(&who);
	}
}

static void a_cache_has_the_proof_of_its_session(void **state)
{
	static const struct session_proof nothing;
	struct signed_in ann = desk_ann, who;
	struct desk *d = *state;

	ann.session.proof.at_ms[PROOF_PASSWORD] = TEST_NOW_MS - 1;
	ann.session.proof.at_ms[PROOF_BACKUP_CODE] = TEST_NOW_MS;
	for (size_t i = 0; i < ARRAY_LEN(desk_known); i++) {
		desk_open(d, desk_known[i].form);
		assert_true(desk_reads(d, desk_put(d, &ann, REMEMBER_YES), &who));
		assert_ann(&who);
		assert_memory_equal(&who.session.proof, &ann.session.proof, sizeof(nothing));
		assert_true(desk_reads(d, desk_known[i].value, &who)); /* Better Auth's */
		assert_memory_equal(&who.session.proof, &nothing, sizeof(nothing));
	}
}

/* The very bytes, in the two forms without chance: the known ones but for the members of others. */
static void the_payload_has_its_members_in_order(void **state)
{
	static const struct str expected =
		STR_INIT("{\"session\":{\"session\":{\"expiresAt\":\"2026-11-27T04:28:33.595Z\","
			 "\"token\":\"" DESK_SESSION_TOKEN "\","
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

	desk_open(d, COOKIE_CACHE_COMPACT);
	value = desk_put(d, &desk_ann, REMEMBER_YES);
	assert_true(b64url_decoded_len(value.n) < sizeof(text) && b64url_decode(value, text));
	assert_true(str_starts(str_of(text, b64url_decoded_len(value.n)), expected));
}

static void a_cache_lives_as_long_as_it_may(void **state)
{
	static const struct {
		enum cookie_cache_form form;
		enum remember remember;
		int64_t life_ms;
	} cases[] = {
		{ COOKIE_CACHE_COMPACT, REMEMBER_YES, 120000 },
		{ COOKIE_CACHE_COMPACT, REMEMBER_NO, 60000 },
		{ COOKIE_CACHE_JWT, REMEMBER_YES, 119405 },
		{ COOKIE_CACHE_JWT, REMEMBER_NO, 299405 },
		{ COOKIE_CACHE_JWE, REMEMBER_YES, 119405 },
		{ COOKIE_CACHE_JWE, REMEMBER_NO, 299405 },
	};
	struct desk *d = *state;

	d->rules.max_age_s = 120;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct str value;

		atomic_store(&d->clock.now_ms, TEST_NOW_MS);
		desk_open(d, cases[i].form);
		value = desk_put(d, &desk_ann, cases[i].remember);
		desk_pass(d, cases[i].life_ms - 1);
		assert_true(desk_accepts(d, value));
		desk_pass(d, 1);
		assert_false(desk_accepts(d, value));
	}
}

static void a_cache_does_not_outlive_its_session(void **state)
{
	struct signed_in brief = desk_ann;
	struct desk *d = *state;

	brief.session.expires_ms = TEST_NOW_MS + 1000;
	for (size_t i = 0; i < ARRAY_LEN(desk_known); i++) {
		struct str value;

		atomic_store(&d->clock.now_ms, TEST_NOW_MS);
		desk_open(d, desk_known[i].form);
		value = desk_put(d, &brief, REMEMBER_YES);
		desk_pass(d, 1000);
		assert_true(desk_accepts(d, value));
		desk_pass(d, 1);
		assert_false(desk_accepts(d, value));
	}
}

static void a_cache_is_good_for_its_session_only(void **state)
{
	struct desk *d = *state;
	struct signed_in who;

	for (size_t i = 0; i < ARRAY_LEN(desk_known); i++) {
		desk_open(d, desk_known[i].form);
		assert_int_equal(cookie_cache_read(d->cache, &d->arena, desk_known[i].value,
						   STR("BbCdEfGhIjKlMnOpQrStUvWxYz012345"), &who),
				 COOKIE_CACHE_REFUSED);
		assert_int_equal(
			cookie_cache_read(d->cache, &d->arena, desk_known[i].value, STR(""), &who),
			COOKIE_CACHE_REFUSED);
		assert_true(desk_accepts(d, desk_known[i].value));
	}
}

static void a_cache_of_another_version_is_refused(void **state)
{
	struct desk *d = *state;

	for (size_t i = 0; i < ARRAY_LEN(desk_known); i++) {
		struct str second;

		d->rules.version = STR("2");
		desk_open(d, desk_known[i].form);
		second = desk_put(d, &desk_ann, REMEMBER_YES);
		assert_false(desk_accepts(d, desk_known[i].value));
		assert_true(desk_accepts(d, second));
		d->rules.version = STR("1");
		desk_open(d, desk_known[i].form);
		assert_true(desk_accepts(d, desk_known[i].value));
		assert_false(desk_accepts(d, second));
	}
}

static void nothing_is_written_when_it_is_off(void **state)
{
	struct desk *d = *state;

	desk_open(d, COOKIE_CACHE_OFF);
	assert_int_equal(desk_put(d, &desk_ann, REMEMBER_YES).n, 0);
}

#define TEST(fn) cmocka_unit_test_setup_teardown(fn, desk_setup, desk_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_better_auth_writes_is_read),
		TEST(the_recorded_cache_is_read),
		TEST(what_is_written_is_read),
		TEST(a_cache_has_the_proof_of_its_session),
		TEST(the_payload_has_its_members_in_order),
		TEST(a_cache_lives_as_long_as_it_may),
		TEST(a_cache_does_not_outlive_its_session),
		TEST(a_cache_is_good_for_its_session_only),
		TEST(a_cache_of_another_version_is_refused),
		TEST(nothing_is_written_when_it_is_off),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
