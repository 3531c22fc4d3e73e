/* Ways in x standing x policy, whole. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "auth/factor/entry/entry.h"
#include "base/cleanup.h"

/* S a session, P the second factor is asked for, N nothing, R refused; by standing: closed, free,
 * grace, overdue, enrolled, trusted. */
static const struct {
	enum way_in way;
	const char *expected;
} ways[] = {
	{ WAY_PASSWORD, "RSSPPS" },         { WAY_SIGN_UP, "NSSNNN" },
	{ WAY_MAIL_LINK, "NSSNNN" },        { WAY_PASSKEY_TOUCHED, "RSSPPP" },
	{ WAY_PASSKEY_VERIFIED, "SSSSSS" }, { WAY_SECOND_FACTOR, "SSSSSS" },
};

static const char letters[] = {
	[ENTRY_REFUSED] = 'R',
	[ENTRY_SESSION] = 'S',
	[ENTRY_PENDING] = 'P',
	[ENTRY_NOTHING] = 'N',
};

static void each_way_leads_where_the_table_says(void **state)
{
	(void)state;
	assert_int_equal(ARRAY_LEN(ways), WAYS);
	for (int way = 0; way < WAYS; way++) {
		assert_int_equal(ways[way].way, way);
		assert_int_equal(strlen(ways[way].expected), STANDINGS);
		for (int standing = 0; standing < STANDINGS; standing++)
			if (letters[entry_of((enum way_in)way, (enum standing)standing)] !=
			    ways[way].expected[standing])
				fail_msg("way %d, standing %d", way, standing);
	}
}

static void an_unknown_way_or_standing_is_refused(void **state)
{
	(void)state;
	assert_int_equal(entry_of(WAYS, STANDING_FREE), ENTRY_REFUSED);
	assert_int_equal(entry_of(WAY_PASSWORD, STANDINGS), ENTRY_REFUSED);
}

static struct standing_facts facts_of(unsigned bits)
{
	return (struct standing_facts){ .enrolled = bits & 1,
					.trusted = bits & 2,
					.admin = bits & 4,
					.grace_over = bits & 8,
					.mail_codes = bits & 16 };
}

/* Said once more, in other words than the code's. */
static enum standing expected_standing(enum factor_policy policy, const struct standing_facts *f)
{
	bool demanded =
		policy == FACTOR_POLICY_REQUIRED || (policy == FACTOR_POLICY_ADMINS && f->admin);

	if (policy == FACTOR_POLICY_OFF)
		return f->enrolled ? STANDING_CLOSED : STANDING_FREE;
	if (f->enrolled && f->trusted)
		return STANDING_TRUSTED;
	if (f->enrolled)
		return STANDING_ENROLLED;
	if (!demanded)
		return STANDING_FREE;
	if (!f->grace_over)
		return STANDING_GRACE;
	return f->mail_codes ? STANDING_OVERDUE : STANDING_CLOSED;
}

static void the_policy_and_the_facts_give_the_standing(void **state)
{
	(void)state;
	for (int policy = FACTOR_POLICY_OFF; policy <= FACTOR_POLICY_ADMINS; policy++)
		for (unsigned bits = 0; bits < 32; bits++) {
			const struct standing_facts facts = facts_of(bits);

			if (standing_of((enum factor_policy)policy, &facts) !=
			    expected_standing((enum factor_policy)policy, &facts))
				fail_msg("policy %d, facts %u", policy, bits);
		}
}

/* No hole: one factor never starts a session for a user who has two, or must have them. */
static void one_factor_is_never_enough_for_an_enrolled_user(void **state)
{
	(void)state;
	for (int policy = FACTOR_POLICY_OFF; policy <= FACTOR_POLICY_ADMINS; policy++)
		for (unsigned bits = 0; bits < 32; bits++)
			for (int way = 0; way < WAYS; way++) {
				const struct standing_facts f = facts_of(bits);
				enum entry entry =
					entry_of((enum way_in)way,
						 standing_of((enum factor_policy)policy, &f));
				bool two = way == WAY_PASSKEY_VERIFIED ||
					   way == WAY_SECOND_FACTOR ||
					   (way == WAY_PASSWORD && f.trusted &&
					    policy != FACTOR_POLICY_OFF);
				bool due = policy == FACTOR_POLICY_REQUIRED ||
					   (policy == FACTOR_POLICY_ADMINS && f.admin);

				if ((f.enrolled || (due && f.grace_over)) && !two &&
				    entry == ENTRY_SESSION)
					fail_msg("policy %d, facts %u, way %d", policy, bits, way);
				if (!f.enrolled && !due)
					assert_int_equal(entry, ENTRY_SESSION);
			}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_way_leads_where_the_table_says),
		cmocka_unit_test(an_unknown_way_or_standing_is_refused),
		cmocka_unit_test(the_policy_and_the_facts_give_the_standing),
		cmocka_unit_test(one_factor_is_never_enough_for_an_enrolled_user),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
