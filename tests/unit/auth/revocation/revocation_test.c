/* Revocation: what records it, the times of tokens after it, and the list, judged as a verifier
 * does. */
#include "auth/keys/keyring.h"
#include "auth/open.h"
#include "support/people.h"

#include <pthread.h>

#include "auth/account/password.h"
#include "auth/account/deletion.h"
#include "auth/revocation/revocation.h"
#include "auth/revocation/list.h"
#include "auth/session/session_list.h"
#include "auth/token/token.h"
#include "ostiary/revocations.h"
#include "store/tables/revocations.h"

OWNER(struct ost_keyset *, ost_keyset_unref)
OWNER(struct ost_revocations *, ost_revocations_unref)

#define SECOND_MS (TEST_NOW_MS / 1000 * 1000)

static int with_list(void **state)
{
	struct fixture *f;

	test_setup(state);
	f = *state;
	f->settings.revocations = true;
	f->settings.token.life_s = 900;
	test_open(f);
	return 0;
}

#define WITH_LIST(fn) cmocka_unit_test_setup_teardown(fn, with_list, test_teardown)

static struct ost_keyset *keys_of(struct fixture *f)
{
	OWNED(published_free) const struct published *p = keyring_published(f->issuer->keyring);
	struct ost_keyset *keys;

	assert_int_equal(ost_keyset_new(p->jwks.p, p->jwks.n, &keys), OST_KEYSET_OK);
	return keys;
}

static struct ost_policy policy_of(const struct ost_revocations *list)
{
	static const char *const audiences[] = { TEST_ORIGIN };

	return (struct ost_policy){ .size = sizeof(struct ost_policy),
				    .algorithms = OST_ALGORITHMS_ALL,
				    .issuer = TEST_ORIGIN,
				    .audiences = audiences,
				    .n_audiences = 1,
				    .revocations = list };
}

static int64_t now_s(struct fixture *f)
{
	return clock_now_s(&f->clock.clock);
}

static const struct revocation_document *text_of(struct fixture *f)
{
	const struct revocation_document *text =
		revocation_list_document(f->issuer->revocations.list, &f->err);

	if (!text)
		fail_msg("%s", f->err.text);
	return text;
}

/* The list as it is published. */
static struct ost_revocations *list_of(struct fixture *f)
{
	OWNED(revocation_document_unref) const struct revocation_document *text = text_of(f);
	OWNED(ost_keyset_unref) struct ost_keyset *keys = keys_of(f);
	struct ost_policy policy = policy_of(NULL);
	struct ost_revocations *list = NULL;

	assert_string_equal(ost_verdict_name(ost_revocations_new(keys, &policy, text->jws.p,
								 text->jws.n, now_s(f), &list)),
			    "ok");
	return list;
}

static struct ost_revocations_info about(struct fixture *f)
{
	OWNED(ost_revocations_unref) struct ost_revocations *list = list_of(f);
	struct ost_revocations_info info = { .size = sizeof(info) };

	ost_revocations_info(list, &info);
	info.issuer = (struct ost_text){ NULL, 0 }; /* it goes with the list */
	return info;
}

static struct str token_of(struct fixture *f, const struct signed_in *who)
{
	struct str token;

	assert_int_equal(token_issue_in(f->issuer, &f->arena, who, &token, &f->err), AUTH_OK);
	return token;
}

/* By a verifier that has fetched keys and list just now. */
static enum ost_verdict judge(struct fixture *f, struct str token)
{
	OWNED(ost_keyset_unref) struct ost_keyset *keys = keys_of(f);
	OWNED(ost_revocations_unref) struct ost_revocations *list = list_of(f);
	struct ost_policy policy = policy_of(list);
	struct ost_claims *claims = NULL;
	enum ost_verdict verdict;

	policy.leeway_s = OST_LEEWAY_DEFAULT_S;
	verdict = ost_verify(keys, &policy, token.p, token.n, now_s(f), &claims);
	ost_claims_unref(claims);
	return verdict;
}

#define assert_judged(f, token, name) assert_string_equal(ost_verdict_name(judge(f, token)), name)

static void end_others(struct fixture *f, const struct signed_in *who)
{
	assert_int_equal(session_list_end(f->issuer, who->user.id, SESSIONS_ALL_OTHERS,
					  who->session.token, &f->err),
			 AUTH_OK);
}

static void set_ms_of_second(struct fixture *f, int64_t ms)
{
	atomic_store(&f->clock.now_ms, SECOND_MS + ms);
}

static void a_token_of_before_is_refused_and_one_of_after_is_not(void **state)
{
	struct fixture *f = *state;
	struct signed_in ada = test_sign_up(f, "ada@example.com");
	struct signed_in bob = test_sign_up(f, "bob@example.com");
	struct str old = token_of(f, &ada), others = token_of(f, &bob);

	assert_judged(f, old, "ok");
	test_advance(f, 5000);
	end_others(f, &ada);
	assert_judged(f, old, "revoked");
	assert_judged(f, others, "ok");
	test_advance(f, 1000);
	assert_judged(f, token_of(f, &ada), "ok");
}

/* Within one second: what was issued in it before is refused, and what comes after is not. */
static void a_second_is_long_enough_for_all(void **state)
{
	struct fixture *f = *state;
	struct signed_in ada = test_sign_up(f, "ada@example.com");
	struct str before, between, after;

	set_ms_of_second(f, 100);
	before = token_of(f, &ada);
	set_ms_of_second(f, 200);
	end_others(f, &ada);
	assert_judged(f, before, "revoked");
	between = token_of(f, &ada); /* in the very millisecond of the revocation */
	assert_judged(f, between, "ok");
	set_ms_of_second(f, 300);
	end_others(f, &ada);
	assert_judged(f, between, "revoked");
	set_ms_of_second(f, 301);
	after = token_of(f, &ada);
	assert_judged(f, after, "ok");
	assert_judged(f, before, "revoked");
	set_ms_of_second(f, 1000);
	assert_judged(f, after, "ok");
}

static struct str payload_of(struct fixture *f, struct str token)
{
	OWNED(ost_keyset_unref) struct ost_keyset *keys = keys_of(f);
	struct ost_policy policy = policy_of(NULL);
	struct ost_claims *claims;
	struct ost_text text;
	struct str copy;

	policy.leeway_s = OST_LEEWAY_DEFAULT_S;
	assert_int_equal(ost_verify(keys, &policy, token.p, token.n, now_s(f), &claims), OST_OK);
	text = ost_claims_payload(claims);
	copy = arena_copy(&f->arena, str_of(text.p, text.n));
	ost_claims_unref(claims);
	return copy;
}

static void only_a_token_right_after_a_revocation_has_thousandths(void **state)
{
	struct fixture *f = *state;
	struct signed_in ada = test_sign_up(f, "ada@example.com");
	const char *whole = arena_fmt(&f->arena, "{\"iat\":%lld,", (long long)(SECOND_MS / 1000)).p;
	const char *next =
		arena_fmt(&f->arena, "{\"iat\":%lld,", (long long)(SECOND_MS / 1000 + 1)).p;
	const char *parts =
		arena_fmt(&f->arena, "{\"iat\":%lld.250,", (long long)(SECOND_MS / 1000)).p;

	set_ms_of_second(f, 100);
	assert_true(str_starts(payload_of(f, token_of(f, &ada)), str_z(whole)));
	set_ms_of_second(f, 200);
	end_others(f, &ada);
	set_ms_of_second(f, 250);
	assert_true(str_starts(payload_of(f, token_of(f, &ada)), str_z(parts)));
	set_ms_of_second(f, 1900);
	assert_true(str_starts(payload_of(f, token_of(f, &ada)), str_z(next)));
}

/* Another process's clock may be ahead. */
static void a_revocation_of_a_clock_that_is_ahead_is_followed_too(void **state)
{
	struct fixture *f = *state;
	struct signed_in ada = test_sign_up(f, "ada@example.com");

	test_advance(f, 3000);
	end_others(f, &ada);
	test_advance(f, -3000);
	assert_judged(f, token_of(f, &ada), "ok");
}

static void a_session_that_is_gone_gets_no_token(void **state)
{
	struct fixture *f = *state;
	struct signed_in ada = test_sign_up(f, "ada@example.com");
	struct str token;

	assert_int_equal(
		session_list_end(f->issuer, ada.user.id, SESSIONS_ALL, str_of(NULL, 0), &f->err),
		AUTH_OK);
	assert_int_equal(token_issue_in(f->issuer, &f->arena, &ada, &token, &f->err),
			 REFUSED_NO_SESSION);
}

static void a_password_changes_and_a_user_is_deleted(void **state)
{
	const struct password_change change = { .current = STR(TEST_PASSWORD),
						.wanted = STR("quite another one") };
	const struct deletion deletion = { .password = STR("quite another one") };
	struct fixture *f = *state;
	struct signed_in ada = test_sign_up(f, "ada@example.com");
	struct str old = token_of(f, &ada);
	struct ost_revocations *list;

	assert_int_equal(password_change(f->issuer, &f->arena, &change, &ada, &f->err), AUTH_OK);
	assert_judged(f, old, "revoked");
	list = list_of(f);
	assert_int_equal(ost_revocations_is_deleted(list, ada.user.id.p, ada.user.id.n),
			 OST_DELETED_NO);
	ost_revocations_unref(list);
	assert_int_equal(user_delete(f->issuer, &f->arena, &deletion, &ada, &f->err), AUTH_OK);
	list = list_of(f);
	assert_int_equal(ost_revocations_is_deleted(list, ada.user.id.p, ada.user.id.n),
			 OST_DELETED_YES);
	ost_revocations_unref(list);
}

static void a_revocation_is_kept_for_the_life_of_the_longest_token(void **state)
{
	struct fixture *f = *state;
	struct signed_in ada = test_sign_up(f, "ada@example.com");
	int64_t step_ms;

	token_of(f, &ada); /* there is a key, whose tokens live 900 s */
	end_others(f, &ada);
	assert_int_equal(about(f).users, 1);
	step_ms = (900 + REVOCATION_LEEWAY_S) * 1000 - 1;
	test_advance(f, step_ms);
	revocation_list_tick(f->issuer->revocations.list);
	assert_int_equal(about(f).users, 1);
	test_advance(f, REVOCATION_RENEW_S * 1000);
	revocation_list_tick(f->issuer->revocations.list);
	assert_int_equal(about(f).users, 0);
}

static void who_was_deleted_is_told_for_thirty_days(void **state)
{
	const struct deletion deletion = { .password = STR(TEST_PASSWORD) };
	struct fixture *f = *state;
	struct signed_in ada = test_sign_up(f, "ada@example.com");

	user_delete(f->issuer, &f->arena, &deletion, &ada, &f->err);
	test_advance(f, REVOCATION_DELETED_MS - 3600000);
	revocation_list_tick(f->issuer->revocations.list);
	assert_int_equal(about(f).deleted, 1);
	test_advance(f, 3 * 3600000);
	revocation_list_tick(f->issuer->revocations.list);
	assert_int_equal(about(f).deleted, 0);
	test_advance(f, 3600000);
	revocation_list_tick(f->issuer->revocations.list);
	assert_int_equal(about(f).users, 0);
}

static enum store_rc count_rows(struct sql *sql, void *arg, struct err *err)
{
	struct revocation_entries found;
	struct arena a;
	enum store_rc rc;

	arena_init(&a, NULL, 0);
	rc = revocations_current(sql, &a, INT64_MIN, 100, &found, err);
	*(size_t *)arg = found.n;
	arena_done(&a);
	return rc;
}

static void what_is_over_is_swept(void **state)
{
	struct fixture *f = *state;
	struct signed_in ada = test_sign_up(f, "ada@example.com");
	size_t rows = 0;

	end_others(f, &ada);
	revocation_list_tick(f->issuer->revocations.list);
	assert_int_equal(store_read(f->store, count_rows, &rows, &f->err), STORE_OK);
	assert_int_equal(rows, 1);
	test_advance(f, 5 * 3600000);
	revocation_list_tick(f->issuer->revocations.list);
	assert_int_equal(store_read(f->store, count_rows, &rows, &f->err), STORE_OK);
	assert_int_equal(rows, 0);
}

static void a_text_is_made_anew_when_it_has_to_be_and_not_before(void **state)
{
	struct fixture *f = *state;
	struct signed_in ada = test_sign_up(f, "ada@example.com");
	const struct revocation_document *first = text_of(f), *next = text_of(f);
	struct ost_revocations_info was = about(f), is;

	assert_ptr_equal(first, next);
	revocation_document_unref(next);
	end_others(f, &ada);
	next = text_of(f);
	assert_ptr_not_equal(first, next);
	is = about(f);
	assert_true(is.version > was.version);
	revocation_document_unref(first);
	first = next;
	was = is;
	test_advance(f, REVOCATION_RENEW_S * 1000); /* long before it expires */
	next = text_of(f);
	assert_ptr_not_equal(first, next);
	is = about(f);
	assert_int_equal(is.version, was.version);
	assert_true(is.issued_s > was.issued_s);
	assert_true(is.expires_s - now_s(f) >= REVOCATION_RENEW_S);
	revocation_document_unref(first);
	revocation_document_unref(next);
}

static void another_process_sees_it_at_its_next_look(void **state)
{
	struct fixture *f = *state;
	struct signed_in ada = test_sign_up(f, "ada@example.com");
	struct issuer *own = f->issuer, *other;
	struct str old = token_of(f, &ada);
	uint64_t generation;

	assert_int_equal(test_issuer_open(f, f->store, &other), KEYRING_OK);
	generation = revocation_list_generation(other->revocations.list);
	revocation_list_tick(other->revocations.list);
	assert_int_equal(revocation_list_generation(other->revocations.list), generation);
	end_others(f, &ada);
	f->issuer = other;
	assert_judged(f, old, "ok"); /* it has not looked */
	revocation_list_tick(other->revocations.list);
	assert_true(revocation_list_generation(other->revocations.list) > generation);
	assert_judged(f, old, "revoked");
	f->issuer = own;
	issuer_free(other);
}

#define EACH 20 /* times */

struct throng {
	struct fixture *fixture;
	struct signed_in who;
};

static void *revoke_tokens_often(void *arg)
{
	const struct throng *t = arg;
	struct err err;

	for (int i = 0; i < EACH; i++)
		if (session_list_end(t->fixture->issuer, t->who.user.id, SESSIONS_ALL_OTHERS,
				     t->who.session.token, &err) != AUTH_OK)
			return NULL;
	return arg;
}

static void *read_often(void *arg)
{
	const struct throng *t = arg;
	struct revocation_list *list = t->fixture->issuer->revocations.list;
	struct err err;

	for (int i = 0; i < EACH; i++) {
		OWNED(revocation_document_unref)
		const struct revocation_document *text = revocation_list_document(list, &err);

		if (!revocation_list_reload(list, &err))
			return NULL;
		if (!text || str_find(text->jws, '.') < 0 || !text->generation)
			return NULL;
	}
	return arg;
}

static void threads_revoke_tokens_and_read_at_once(void **state)
{
	struct fixture *f = *state;
	struct throng throng = { f, test_sign_up(f, "ada@example.com") };
	struct str old = token_of(f, &throng.who);
	struct ticker *timer = revocation_timer_start(f->issuer->revocations.list);
	pthread_t threads[6];

	assert_non_null(timer);
	for (size_t i = 0; i < ARRAY_LEN(threads); i++)
		assert_int_equal(pthread_create(&threads[i], NULL,
						i % 2 ? revoke_tokens_often : read_often, &throng),
				 0);
	for (size_t i = 0; i < ARRAY_LEN(threads); i++) {
		void *good;

		pthread_join(threads[i], &good);
		assert_non_null(good);
	}
	ticker_stop(timer);
	assert_int_equal(about(f).users, 1);
	assert_judged(f, old, "revoked");
}

static void where_it_is_off_nothing_is_written(void **state)
{
	struct fixture *f = *state;
	struct signed_in ada;
	size_t rows = 1;

	f->settings.revocations = false;
	test_open(f);
	assert_null(f->issuer->revocations.list);
	ada = test_sign_up(f, "ada@example.com");
	end_others(f, &ada);
	assert_int_equal(store_read(f->store, count_rows, &rows, &f->err), STORE_OK);
	assert_int_equal(rows, 0);
	token_of(f, &ada);
}

static void a_user_is_named_by_a_digest(void **state)
{
	struct revocation_subject subject;

	(void)state;
	revocation_subject(STR("abc"),
			   &subject); /* FIPS 180-4: ba7816bf 8f01cfea 414140de 5dae2223 */
	assert_memory_equal(subject.text, "ungWv48Bz-pBQUDeXa4iIw", REVOCATION_SUBJECT_CHARS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_LIST(a_token_of_before_is_refused_and_one_of_after_is_not),
		WITH_LIST(a_second_is_long_enough_for_all),
		WITH_LIST(only_a_token_right_after_a_revocation_has_thousandths),
		WITH_LIST(a_revocation_of_a_clock_that_is_ahead_is_followed_too),
		WITH_LIST(a_session_that_is_gone_gets_no_token),
		WITH_LIST(a_password_changes_and_a_user_is_deleted),
		WITH_LIST(a_revocation_is_kept_for_the_life_of_the_longest_token),
		WITH_LIST(who_was_deleted_is_told_for_thirty_days),
		WITH_LIST(what_is_over_is_swept),
		WITH_LIST(a_text_is_made_anew_when_it_has_to_be_and_not_before),
		WITH_LIST(another_process_sees_it_at_its_next_look),
		WITH_LIST(threads_revoke_tokens_and_read_at_once),
		TEST_WITH_FILES(where_it_is_off_nothing_is_written),
		cmocka_unit_test(a_user_is_named_by_a_digest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
