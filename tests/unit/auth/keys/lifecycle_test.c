#include "support/issuer_fixture.h"

#include "auth/keys/lifecycle.h"

#define T INT64_C(1795148913595)

static const struct key_rules rules = {
	.rotation_s = 86400, .pending_s = 600, .grace_s = 3600, .token_s = 900
};

struct facts {
	struct key_fact of[8];
	struct key_facts all;
};

static struct key_fact fact(const char *kid, enum signing_alg alg, int64_t created_ms,
			    int64_t activates_ms, int64_t expires_ms)
{
	return (struct key_fact){ .kid = str_z(kid),
				  .alg = alg,
				  .can_sign = true,
				  .times = { .created_ms = created_ms,
					     .activates_ms = activates_ms,
					     .expires_ms = expires_ms,
					     .life_s = 900 } };
}

static const struct key_facts *at(struct facts *f, int64_t now_ms)
{
	f->all.of = f->of;
	f->all.rules = &rules;
	f->all.now_ms = now_ms;
	return &f->all;
}

static void assert_state(struct facts *f, size_t i, int64_t now_ms, const char *state)
{
	const char *is = key_state_name(keys_state(at(f, now_ms), i));

	if (strcmp(is, state) != 0)
		fail_msg("%.*s is %s at T%+lld, not %s", STR_FMT(f->of[i].kid), is,
			 (long long)(now_ms - T), state);
}

static void assert_signs(struct facts *f, enum signing_alg alg, int64_t now_ms, const char *kid)
{
	size_t i = keys_signing(at(f, now_ms), alg);

	if (i == KEYS_NONE || !str_eq(f->of[i].kid, str_z(kid)))
		fail_msg("%s does not sign at T%+lld", kid, (long long)(now_ms - T));
}

/* "new" is published at T, 600 s before it begins; "old" ends in the millisecond before. */
static void a_turn_to_the_millisecond(void **state)
{
	const int64_t begins = T + 600000, leaves = begins - 1 + 3600000;
	struct facts f = { .of = { fact("old", SIGNING_ALG_RS256, T - 5, T - 5, begins - 1),
				   fact("new", SIGNING_ALG_RS256, T - 6, begins, 0) },
			   .all.n = 2 };

	(void)state;
	assert_state(&f, 1, T, "pending");
	assert_state(&f, 0, T, "active");
	assert_int_equal(keys_next_change(at(&f, T)), begins);
	assert_signs(&f, SIGNING_ALG_RS256, begins - 1, "old");
	assert_state(&f, 1, begins - 1, "pending");
	assert_signs(&f, SIGNING_ALG_RS256, begins, "new");
	assert_state(&f, 1, begins, "active");
	assert_state(&f, 0, begins, "retiring");
	assert_int_equal(keys_next_change(at(&f, begins)), leaves);
	assert_state(&f, 0, leaves - 1, "retiring");
	assert_state(&f, 0, leaves, "gone");
	assert_int_equal(keys_next_change(at(&f, leaves)), INT64_MAX);
}

static void of_each_algorithm_exactly_one_is_active_at_any_time(void **state)
{
	struct facts f = { .of = { fact("d", SIGNING_ALG_ES256, T + 1, T + 600001, 0),
				   fact("c", SIGNING_ALG_RS256, T, 0, 0),
				   fact("a", SIGNING_ALG_RS256, T - 9, T - 9, T + 599999),
				   fact("b", SIGNING_ALG_RS256, T - 10, T + 600000, 0) },
			   .all.n = 4 };

	(void)state;
	for (int64_t ms = -5; ms<1200000; ms += ms> 599900 && ms < 600100 ? 1 : 97) {
		size_t active[2] = { 0, 0 };

		for (size_t i = 0; i < f.all.n; i++)
			if (keys_state(at(&f, T + ms), i) == KEY_ACTIVE)
				active[f.of[i].alg == SIGNING_ALG_RS256]++;
		if (active[1] != 1 || active[0] != (ms >= 600001))
			fail_msg("%zu and %zu at T%+lld", active[1], active[0], (long long)ms);
	}
}

static void a_key_of_better_auth_waits_for_its_copies_to_be_known(void **state)
{
	struct facts f = { .of = { fact("theirs", SIGNING_ALG_RS256, T, 0, 0),
				   fact("ours", SIGNING_ALG_RS256, T - 9, T - 9, 0) },
			   .all.n = 2 };

	(void)state;
	assert_signs(&f, SIGNING_ALG_RS256, T, "ours");
	assert_signs(&f, SIGNING_ALG_RS256, T + 599999, "ours");
	assert_signs(&f, SIGNING_ALG_RS256, T + 600000, "theirs");
	assert_state(&f, 1, T + 600000, "retiring");
	f.all.n = 1; /* but when there is nothing else it signs at once */
	assert_signs(&f, SIGNING_ALG_RS256, T, "theirs");
	assert_state(&f, 0, T, "active");
}

static void a_key_outlives_the_longest_of_its_tokens(void **state)
{
	static const struct {
		const char *name;
		int64_t noted_s, token_s, grace_s, after_s;
	} cases[] = {
		{ "grace is longer", 900, 900, 3600, 3600 },
		{ "tokens live longer", 900, 7200, 3600, 7260 },
		{ "tokens of another server, or earlier ones, live longer", 7200, 900, 3600, 7260 },
		{ "nothing was noted", 0, 3540, 3600, 3600 },
		{ "a second more", 0, 3541, 3600, 3601 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct key_times times = { .created_ms = T,
					   .expires_ms = T + 1,
					   .life_s = cases[i].noted_s };
		struct key_rules own = { .grace_s = cases[i].grace_s, .token_s = cases[i].token_s };

		if (key_leaves_ms(&times, &own) != T + 1 + cases[i].after_s * 1000)
			fail_msg("%s", cases[i].name);
	}
}

static void the_next_key_is_due_in_time(void **state)
{
	static const struct {
		const char *name;
		int64_t rotation_s, started_s, ends_s; /* before and after T; 0: no end */
		bool pending;
		bool due;
	} cases[] = {
		{ "young", 86400, 0, 0, false, false },
		{ "a second before", 86400, 86400 - 601, 0, false, false },
		{ "so that it changes after a day", 86400, 86400 - 600, 0, false, true },
		{ "late", 86400, 8640000, 0, false, true },
		{ "late, but one is pending", 86400, 8640000, 0, true, false },
		{ "switched off", 0, 8640000, 0, false, false },
		{ "switched off, but it ends", 0, 0, 659, false, true },
		{ "switched off, and it ends later", 0, 0, 660, false, false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct key_rules own = rules;
		struct facts f = { .of = { fact("k", SIGNING_ALG_RS256,
						T - cases[i].started_s * 1000,
						T - cases[i].started_s * 1000,
						cases[i].ends_s ? T + cases[i].ends_s * 1000 : 0),
					   fact("next", SIGNING_ALG_RS256, T, T + 1, 0) },
				   .all.n = cases[i].pending ? 2 : 1 };

		(void)at(&f, T);
		own.rotation_s = cases[i].rotation_s;
		f.all.rules = &own;
		if (keys_rotation_is_due(&f.all, SIGNING_ALG_RS256) != cases[i].due)
			fail_msg("%s", cases[i].name);
	}
}

static void another_algorithm_is_due_at_once_and_the_old_key_ends_when_unused(void **state)
{
	struct facts f = { .of = { fact("rs", SIGNING_ALG_RS256, T, T, 0),
				   fact("es", SIGNING_ALG_ES256, T - 1, T + 600000, 0) },
			   .all.n = 1 };
	const int64_t day_ms = 86400000;

	(void)state;
	assert_true(keys_rotation_is_due(at(&f, T), SIGNING_ALG_ES256));
	assert_false(keys_rotation_is_due(at(&f, T), SIGNING_ALG_RS256));
	f.all.n = 0;
	assert_false(keys_rotation_is_due(
		at(&f, T), SIGNING_ALG_ES256)); /* the first key is not its business */
	f.all.n = 2;
	assert_signs(&f, SIGNING_ALG_ES256, T, "rs");
	assert_signs(&f, SIGNING_ALG_ES256, T + 600000, "es");
	assert_signs(&f, SIGNING_ALG_RS256, T + 600000, "rs");
	assert_false(keys_is_left_over(at(&f, T + 2 * day_ms), SIGNING_ALG_ES256, 0));
	assert_true(keys_is_left_over(at(&f, T + 2 * day_ms + 1), SIGNING_ALG_ES256, 0));
	assert_false(keys_is_left_over(at(&f, T + 2 * day_ms + 1), SIGNING_ALG_RS256, 0));
}

static void a_revoked_key_neither_signs_nor_is_published(void **state)
{
	struct facts f = { .of = { fact("k", SIGNING_ALG_RS256, T, T, 0),
				   fact("other", SIGNING_ALG_ES256, T, T, 0) },
			   .all.n = 2 };

	(void)state;
	assert_signs(&f, SIGNING_ALG_RS256, T, "k");
	f.of[0].times.revoked_ms = T;
	assert_signs(&f, SIGNING_ALG_RS256, T, "other");
	assert_false(key_is_published(&f.of[0].times, &rules, T));
	assert_true(key_is_published(&f.of[1].times, &rules, T));
	assert_state(&f, 0, T, "revoked");
}

static void a_public_key_is_published_and_never_signs(void **state)
{
	struct facts f = { .of = { fact("k", SIGNING_ALG_RS256, T, T, 0) }, .all.n = 1 };

	(void)state;
	f.of[0].can_sign = false;
	assert_int_equal(keys_signing(at(&f, T), SIGNING_ALG_RS256), KEYS_NONE);
	assert_state(&f, 0, T, "retiring");
	f.of[0].can_sign = true;
	assert_signs(&f, SIGNING_ALG_RS256, T, "k");
}

static void rules_that_would_refuse_good_tokens_are_refused(void **state)
{
	static const struct {
		const char *name;
		struct key_rules rules;
		const char *says; /* NULL: they are fine */
	} cases[] = {
		{ "the defaults", { 2592000, 600, 2592000, 86400 }, NULL },
		{ "the shortest wait", { 2592000, 240, 2592000, 86400 }, NULL },
		{ "a shorter one", { 2592000, 239, 2592000, 86400 }, "before it signs" },
		{ "grace of tokens and leeway", { 2592000, 600, 86460, 86400 }, NULL },
		{ "a second less", { 2592000, 600, 86459, 86400 }, "good tokens would be refused" },
		{ "no rotation", { 0, 600, 2592000, 86400 }, NULL },
		{ "hardly any", { 1200, 600, 3600, 900 }, NULL },
		{ "faster than it can be", { 1199, 600, 3600, 900 }, "twice as long" },
		{ "hourly keys for a month", { 3600, 600, 2592000, 86400 }, "more than 64 keys" },
		{ "hourly keys for a day", { 3600, 600, 90000, 86400 }, NULL },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		const char *fault = key_rules_fault(&cases[i].rules);

		if (!fault != !cases[i].says || (fault && !strstr(fault, cases[i].says)))
			fail_msg("%s: %s", cases[i].name, fault ? fault : "no fault");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_turn_to_the_millisecond),
		cmocka_unit_test(of_each_algorithm_exactly_one_is_active_at_any_time),
		cmocka_unit_test(a_key_of_better_auth_waits_for_its_copies_to_be_known),
		cmocka_unit_test(a_key_outlives_the_longest_of_its_tokens),
		cmocka_unit_test(the_next_key_is_due_in_time),
		cmocka_unit_test(another_algorithm_is_due_at_once_and_the_old_key_ends_when_unused),
		cmocka_unit_test(a_revoked_key_neither_signs_nor_is_published),
		cmocka_unit_test(a_public_key_is_published_and_never_signs),
		cmocka_unit_test(rules_that_would_refuse_good_tokens_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
