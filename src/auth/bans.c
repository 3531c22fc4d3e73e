#include "auth/bans.h"

#include "auth/revocation/revocation.h"
#include "auth/session/barred.h"
#include "store/tables/sessions.h"
#include "store/tables/users.h"

struct page {
	struct issuer *issuer;
	struct arena arena;
	struct str after;
	int64_t now_ms;
	struct banned_user *users; /* of the page; those that are to be dealt with come first */
	size_t n, n_due;
};

/* Tokens outlive a ban that nothing has revoked since; Better Auth sets updatedAt with a ban. Where
 * that cannot be read, the ban may have been set since the oldest token that is still valid. */
static enum store_rc has_tokens(struct sql *sql, const struct page *p,
				const struct banned_user *user, bool *out, struct err *err)
{
	const struct revocations *revocations = &p->issuer->revocations;
	int64_t oldest_ms = p->now_ms - revocations->token_life_s * 1000, revoked_ms = INT64_MIN;
	int64_t since_ms = user->updated_ms == USER_TIME_UNKNOWN ? oldest_ms : user->updated_ms;
	enum store_rc rc;

	*out = false;
	if (!revocations->enabled || since_ms < oldest_ms)
		return STORE_OK;
	rc = revocation_of_user(sql, user->id, &revoked_ms, err);
	*out = rc == STORE_NONE || (rc == STORE_OK && revoked_ms < since_ms);
	return rc == STORE_NONE ? STORE_OK : rc;
}

static enum store_rc is_due(struct sql *sql, const struct page *p, const struct banned_user *user,
			    bool *out, struct err *err)
{
	const struct user of_ban = { .banned = true, .ban_ends_ms = user->ban_ends_ms };
	enum store_rc rc;

	*out = false;
	if (user_may_stay(&of_ban, p->now_ms) == AUTH_OK)
		return STORE_OK;
	atomic_store(&p->issuer->has_bans, true);
	rc = sessions_any_of(sql, user->id, out, err);
	return rc == STORE_OK && !*out ? has_tokens(sql, p, user, out, err) : rc;
}

static enum store_rc read_page_tx(struct sql *sql, void *arg, struct err *err)
{
	struct page *p = arg;
	enum store_rc rc = users_banned(sql, &p->arena, p->after, &p->users, &p->n, err);

	p->n_due = 0;
	if (rc == STORE_OK && p->n)
		p->after = p->users[p->n - 1].id;
	for (size_t i = 0; rc == STORE_OK && i < p->n; i++) {
		bool due;

		rc = is_due(sql, p, &p->users[i], &due, err);
		if (rc == STORE_OK && due)
			p->users[p->n_due++] = p->users[i];
	}
	return rc;
}

struct ending {
	const struct issuer *issuer;
	struct str user_id;
};

static enum store_rc end_access_tx(struct sql *sql, void *arg, struct err *err)
{
	const struct ending *e = arg;
	enum store_rc rc = sessions_delete_of(sql, e->user_id, SESSIONS_ALL, str_of(NULL, 0), err);

	return rc == STORE_OK ? revocation_record(sql, &e->issuer->revocations, e->user_id,
						  REVOCATION_SESSIONS_ENDED, err)
			      : rc;
}

static bool end_access(const struct issuer *issuer, struct str user_id, struct err *err)
{
	struct ending e = { issuer, user_id };

	if (store_write(issuer->store, end_access_tx, &e, err) != STORE_OK)
		return false;
	revocation_confirm(&issuer->revocations, user_id);
	return true;
}

static bool enforce_page(struct page *p, size_t *n, struct err *err)
{
	if (store_read(p->issuer->store, read_page_tx, p, err) != STORE_OK)
		return false;
	for (size_t i = 0; i < p->n_due; i++, (*n)++)
		if (!end_access(p->issuer, p->users[i].id, err))
			return false;
	return true;
}

bool bans_enforce(struct issuer *issuer, size_t *out_n, struct err *err)
{
	struct page p = { .issuer = issuer,
			  .after = STR(""),
			  .now_ms = clock_now_ms(issuer->clock) };
	bool good;

	*out_n = 0;
	arena_init(&p.arena, NULL, 0);
	do
		good = enforce_page(&p, out_n, err);
	while (good && p.n == USERS_LISTED);
	arena_done(&p.arena);
	if (!good)
		atomic_store(&issuer->has_bans, true);
	return good;
}
