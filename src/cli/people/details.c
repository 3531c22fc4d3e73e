#include "cli/people/details.h"

#include <sysexits.h>

#include "base/cleanup.h"
#include "base/json.h"
#include "cli/tree/output.h"
#include "core/limits.h"
#include "store/sql/sql.h"
#include "store/tables/factors/two_factors.h"

#define PASSKEYS_SHOWN 1000

/* An SQLite file in which nobody has had a second factor lacks the table. */
static enum store_rc read_factor(struct sql *sql, struct arena *a, struct str id, bool *out,
				 struct err *err)
{
	struct two_factor factor = { 0 };
	enum store_rc rc = sql_has_table(sql, STR("twoFactor"), err);

	if (rc == STORE_OK)
		rc = two_factors_of(sql, a, id, &factor, err);
	*out = rc == STORE_OK && factor.verified;
	return rc == STORE_NONE ? STORE_OK : rc;
}

static enum store_rc read_all(struct sql *sql, struct people_job *job, struct person_details *out,
			      struct err *err)
{
	struct arena *a = job->op.arena;
	struct str id = job->person.user.id;
	enum store_rc rc = sessions_of_user(sql, a, id, clock_now_ms(&clock_real), &out->sessions,
					    &out->n_sessions, err);

	if (rc == STORE_OK)
		rc = accounts_of_user(sql, a, id, &out->accounts, &out->n_accounts, err);
	if (rc == STORE_OK)
		rc = passkeys_of_user(sql, a, id, PASSKEYS_SHOWN, &out->passkeys, &out->n_passkeys,
				      err);
	return rc == STORE_OK ? read_factor(sql, a, id, &out->authenticator, err) : rc;
}

int details_read(struct people_job *job, struct person_details *out)
{
	struct err err = { 0 };

	*out = (struct person_details){ .n_sessions = 0 };
	if (STORE_READ(job->op.store, sql, &err, read_all(sql, job, out, &err)) != STORE_OK)
		return cli_fail(EX_IOERR, "%s", err.text);
	if (err.kind == ERR_UNREADABLE)
		cli_fail(EX_OK, "some rows are left out: %s", err.text);
	return EX_OK;
}

static void put_passkey(struct buf *b, const struct passkey *passkey)
{
	buf_z(b, "{\"name\":");
	json_put_string_or_null(b, passkey->name);
	people_put_time(b, "createdAt", passkey->created_ms);
	people_put_time(b, "usedAt", passkey->used_ms);
	people_put_text(b, "deviceType", passkey->device_type);
	people_put_bool(b, "backedUp", passkey->backed_up);
	buf_char(b, '}');
}

static void put_session(struct buf *b, const struct session *session)
{
	buf_z(b, "{\"id\":");
	json_put_string(b, session->id);
	people_put_time(b, "createdAt", session->created_ms);
	people_put_time(b, "expiresAt", session->expires_ms);
	people_put_time(b, "updatedAt", session->updated_ms);
	people_put_text(b, "ipAddress", session->ip_address);
	people_put_text(b, "userAgent", session->user_agent);
	buf_char(b, '}');
}

static void put_provider(struct buf *b, const struct account_view *account)
{
	buf_z(b, "{\"providerId\":");
	json_put_string(b, account->provider_id);
	people_put_text(b, "accountId", account->account_id);
	people_put_time(b, "createdAt", account->created_ms);
	buf_char(b, '}');
}

void details_put_members(struct buf *b, const struct person_details *more)
{
	bool any = false;

	people_put_bool(b, "authenticator", more->authenticator);
	buf_z(b, ",\"passkeyList\":[");
	for (size_t i = 0; i < more->n_passkeys; i++) {
		buf_z(b, i ? "," : "");
		put_passkey(b, &more->passkeys[i]);
	}
	buf_z(b, "],\"providers\":[");
	for (size_t i = 0; i < more->n_accounts; i++) {
		if (str_eq(more->accounts[i].provider_id, STR("credential")))
			continue;
		buf_z(b, any ? "," : "");
		put_provider(b, &more->accounts[i]);
		any = true;
	}
	buf_z(b, "],\"sessionList\":[");
	for (size_t i = 0; i < more->n_sessions; i++) {
		buf_z(b, i ? "," : "");
		put_session(b, &more->sessions[i]);
	}
	buf_char(b, ']');
}
