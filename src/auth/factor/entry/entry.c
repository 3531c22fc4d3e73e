#include "auth/factor/entry/entry.h"

#include "auth/issuer/roles.h"
#include "base/cleanup.h"
#include "store/tables/factors/factor_states.h"

/* --- the tables ------------------------------------------------------------------------------- */

/* By policy: whether it demands a second factor of users, and of admins. */
static const bool demands[][2] = {
	[FACTOR_POLICY_OFF] = { false, false },
	[FACTOR_POLICY_OPTIONAL] = { false, false },
	[FACTOR_POLICY_REQUIRED] = { true, true },
	[FACTOR_POLICY_ADMINS] = { false, true },
};

/* clang-format off */
#define EVERYWHERE(entry) \
	{ [STANDING_CLOSED] = entry, [STANDING_FREE] = entry, [STANDING_GRACE] = entry, \
	  [STANDING_OVERDUE] = entry, [STANDING_ENROLLED] = entry, [STANDING_TRUSTED] = entry }

static const enum entry entries[WAYS][STANDINGS] = {
	[WAY_PASSWORD] = {
		[STANDING_CLOSED] = ENTRY_REFUSED,
		[STANDING_FREE] = ENTRY_SESSION,
		[STANDING_GRACE] = ENTRY_SESSION,
		[STANDING_OVERDUE] = ENTRY_PENDING,
		[STANDING_ENROLLED] = ENTRY_PENDING,
		[STANDING_TRUSTED] = ENTRY_SESSION,
	},
	[WAY_SIGN_UP] = {
		[STANDING_CLOSED] = ENTRY_NOTHING,
		[STANDING_FREE] = ENTRY_SESSION,
		[STANDING_GRACE] = ENTRY_SESSION,
		[STANDING_OVERDUE] = ENTRY_NOTHING,
		[STANDING_ENROLLED] = ENTRY_NOTHING,
		[STANDING_TRUSTED] = ENTRY_NOTHING,
	},
	[WAY_MAIL_LINK] = {
		[STANDING_CLOSED] = ENTRY_NOTHING,
		[STANDING_FREE] = ENTRY_SESSION,
		[STANDING_GRACE] = ENTRY_SESSION,
		[STANDING_OVERDUE] = ENTRY_NOTHING,
		[STANDING_ENROLLED] = ENTRY_NOTHING,
		[STANDING_TRUSTED] = ENTRY_NOTHING,
	},
	/* A key and a trusted browser can be stolen together: both are things. */
	[WAY_PASSKEY_TOUCHED] = {
		[STANDING_CLOSED] = ENTRY_REFUSED,
		[STANDING_FREE] = ENTRY_SESSION,
		[STANDING_GRACE] = ENTRY_SESSION,
		[STANDING_OVERDUE] = ENTRY_PENDING,
		[STANDING_ENROLLED] = ENTRY_PENDING,
		[STANDING_TRUSTED] = ENTRY_PENDING,
	},
	[WAY_PASSKEY_VERIFIED] = EVERYWHERE(ENTRY_SESSION),
	[WAY_SECOND_FACTOR] = EVERYWHERE(ENTRY_SESSION),
};
/* clang-format on */

enum entry entry_of(enum way_in way, enum standing standing)
{
	return way < WAYS && standing < STANDINGS ? entries[way][standing] : ENTRY_REFUSED;
}

enum standing standing_of(enum factor_policy policy, const struct standing_facts *facts)
{
	if (facts->enrolled) {
		if (policy == FACTOR_POLICY_OFF)
			return STANDING_CLOSED;
		return facts->trusted ? STANDING_TRUSTED : STANDING_ENROLLED;
	}
	if ((size_t)policy < ARRAY_LEN(demands) && !demands[policy][facts->admin])
		return STANDING_FREE;
	if (!facts->grace_over)
		return STANDING_GRACE;
	return facts->mail_codes ? STANDING_OVERDUE : STANDING_CLOSED;
}

/* --- the facts -------------------------------------------------------------------------------- */

static enum store_rc read_admin(struct sql *sql, const struct issuer *issuer, struct arena *a,
				struct str user_id, bool *out, struct err *err)
{
	struct str roles = str_of(NULL, 0);
	enum store_rc rc;

	*out = false;
	if (issuer->settings.two_factor.policy != FACTOR_POLICY_ADMINS)
		return STORE_OK;
	rc = users_role(sql, a, user_id, &roles, err);
	*out = rc == STORE_OK && roles_include(roles, ROLE_ADMIN);
	return rc == STORE_NONE ? STORE_OK : rc;
}

enum store_rc entry_demands(struct sql *sql, const struct issuer *issuer, struct arena *a,
			    struct str user_id, bool *out, struct err *err)
{
	bool admin;
	enum store_rc rc = read_admin(sql, issuer, a, user_id, &admin, err);

	if (rc == STORE_OK)
		*out = demands[issuer->settings.two_factor.policy][admin];
	return rc;
}

/* The end of the user's time of grace, which begins now unless it has begun. */
static enum store_rc read_grace(struct sql *sql, const struct issuer *issuer, struct str user_id,
				int64_t now_ms, int64_t *out_ms, struct err *err)
{
	struct factor_state state = { 0 };
	enum store_rc rc = factor_states_of(sql, user_id, &state, err);

	if (rc == STORE_OK && !state.asked_ms) {
		state.asked_ms = now_ms;
		rc = factor_states_ask(sql, user_id, now_ms, err);
	}
	*out_ms = state.asked_ms + issuer->settings.two_factor.grace_s * 1000;
	return rc;
}

enum store_rc entry_settle(struct sql *sql, const struct issuer *issuer, struct arena *a,
			   const struct user *user, enum way_in way, bool trusted,
			   struct entry_decision *out, struct err *err)
{
	const struct two_factor_settings *s = &issuer->settings.two_factor;
	struct standing_facts facts = { .enrolled = user->second_factor,
					.trusted = trusted,
					.mail_codes = s->mail_codes };
	int64_t now_ms = clock_now_ms(issuer->clock), grace_ms = 0;
	enum store_rc rc = STORE_OK;
	enum standing standing;

	if (!facts.enrolled)
		rc = read_admin(sql, issuer, a, user->id, &facts.admin, err);
	if (rc == STORE_OK && !facts.enrolled && demands[s->policy][facts.admin]) {
		rc = read_grace(sql, issuer, user->id, now_ms, &grace_ms, err);
		facts.grace_over = grace_ms <= now_ms;
	}
	if (rc != STORE_OK)
		return rc;
	standing = standing_of(s->policy, &facts);
	*out = (struct entry_decision){
		.entry = entry_of(way, standing),
		.mail_code_alone = standing == STANDING_OVERDUE,
		.enrol_by_ms = standing == STANDING_GRACE ? grace_ms : 0,
	};
	return STORE_OK;
}
